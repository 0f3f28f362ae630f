#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bad input at the door: every refusal says what to do next, in both languages, nothing is lost and the server lives on."""
import base64
import hashlib
import io
import socket
import struct
import subprocess
import threading
import unittest
import uuid
import zlib

from support import SCANS, SystemTest, fields, wait_for

PDF = (SCANS / "01-thong-bao-so-tai-chinh.pdf").read_bytes()


def png(width, height, data):
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def many_pages(count):
    """A small PDF whose page tree says it has very many pages: all the same one."""
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n")
    offsets = []
    kids = b"[" + b"3 0 R " * count + b"]"
    for number, body in enumerate((b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count %d /Kids %s >>" % (count, kids), b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] >>"), 1):
        offsets.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 4\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % o for o in offsets))
    out.write(b"trailer << /Size 4 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()


class BadFiles(SystemTest):
    def setUp(self):
        self.clerk = self.person("vanthu")

    def store(self, body, name="scan.pdf", **headers):
        return self.clerk.call("POST", "/v1/files", raw=body, headers={"Content-Type": "application/octet-stream", "Content-Disposition": f'attachment; filename="{name}"', **headers})

    def job_of(self, stored):
        info = lambda: self.clerk.get(f"/v1/files/{stored['id']}/info").json
        job = wait_for("the file has a job", lambda: info().get("job"))
        # Jobs and files are two views: the one may name a job that the other has not got to yet.
        return wait_for("the job ends", lambda: (lambda j: j if j.get("state") in ("done", "failed") else None)(self.clerk.get("/v1/jobs/" + job).json))

    def test_refuses_what_is_empty_or_no_document(self):
        self.refused(self.store(b""), 422, "file_unreadable")
        self.refused(self.store(b"MZ\x90\x00 not a document"), 415, "unsupported_media")
        self.refused(self.store(b"\x00\x00\x00\x18ftypheic" + b"\x00" * 100, "photo.jpg"), 415, "unsupported_media")
        self.assertEqual(self.clerk.get("/health").status, 200)

    def test_keeps_broken_files_and_says_why_they_cannot_be_read(self):
        encrypted = subprocess.run(["qpdf", "--encrypt", "a", "b", "256", "--", str(SCANS / "01-thong-bao-so-tai-chinh.pdf"), "-"], capture_output=True, check=True).stdout
        cases = {"truncated": PDF[: len(PDF) // 3], "encrypted": encrypted, "lying png": png(60000, 60000, zlib.compress(b"\0" * 10)), "100,000 pages": many_pages(100_000)}
        for what, body in cases.items():
            with self.subTest(what):
                stored = self.expect(self.store(body, "x.pdf"), 201)
                job = self.job_of(stored)
                self.assertEqual(job["state"], "failed", job)
                self.assertTrue(job["error"]["detail"], job)
                self.assertEqual(self.clerk.get(f"/v1/files/{stored['id']}").body, body)

    def test_file_names_are_labels_and_never_paths(self):
        for name in ("../../etc/passwd", "..\\\\..\\\\boot.ini", "a/b/c.pdf", "x\u202efdp.exe"):
            disposition = "attachment; filename*=UTF-8''" + "".join("%%%02X" % b for b in name.encode())
            stored = self.expect(self.store(PDF, **{"Content-Disposition": disposition}), 201)
            self.assertFalse(set(stored["name"]) & set("/\\\u202e\0"), stored["name"])

    def test_what_is_marked_secret_leaves_nothing(self):
        before = self.clerk.get("/v1/jobs?limit=200").json["items"]
        self.refused(self.store(PDF, "mat.pdf", **{"Chauban-Secrecy": "mat"}), 403, "secrecy_not_accepted")
        digest = hashlib.sha256(PDF + b"secret").hexdigest()
        self.refused(self.store(PDF + b"secret", "mat.pdf", **{"Chauban-Secrecy": "toiMat"}), 403, "secrecy_not_accepted")
        self.assertFalse(list((self.server.data / "blobs").rglob(digest)))
        self.assertEqual(len(self.clerk.get("/v1/jobs?limit=200").json["items"]), len(before))

    def test_an_upload_can_be_broken_off_and_gone_on_with(self):
        name = base64.b64encode("đứt quãng.pdf".encode()).decode()
        made = self.clerk.call("POST", "/v1/uploads", headers={"Tus-Resumable": "1.0.0", "Upload-Length": str(len(PDF)), "Upload-Metadata": "filename " + name}, raw=b"")
        self.assertEqual(made.status, 201, made.body)
        where = made.headers["Location"].replace(self.server.base, "")
        patch = {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream"}
        self.assertEqual(self.clerk.call("PATCH", where, raw=PDF[:1000], headers={**patch, "Upload-Offset": "0"}).status, 204)
        self.refused(self.clerk.call("PATCH", where, raw=PDF[500:], headers={**patch, "Upload-Offset": "500"}), 409, "upload_offset_mismatch")
        head = self.clerk.call("HEAD", where, headers={"Tus-Resumable": "1.0.0"})
        self.assertEqual(head.headers["Upload-Offset"], "1000")
        done = self.clerk.call("PATCH", where, raw=PDF[1000:], headers={**patch, "Upload-Offset": "1000"})
        self.assertEqual(done.status, 204, done.body)
        digest = base64.b64encode(hashlib.sha256(PDF).digest()).decode()
        self.assertIn(digest, done.headers["Repr-Digest"])


class BadCommands(SystemTest):
    def setUp(self):
        self.clerk = self.person("vanthu")
        self.arrival = self.clerk.get("/v1/incoming/arrivals?limit=50").json["items"][0]

    def register(self, values=None, **more):
        return self.clerk.post("/v1/incoming", {"arrival": self.arrival["id"], "fields": values or fields(), **more}, {"Idempotency-Key": str(uuid.uuid4())})

    def test_malformed_and_unknown(self):
        json_type = {"Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())}
        for body, status, code in ((b"{", 400, "malformed_json"), (b"[]", 422, "invalid_field"), (b'{"a":1,"a":2}', 400, "malformed_json"), (b"[" * 100 + b"]" * 100, 400, "malformed_json"), (b"\xff\xfe", 400, "malformed_json"), (b'"' + b"x" * 2_000_000 + b'"', 413, "body_too_large")):
            with self.subTest(body[:20]):
                self.refused(self.clerk.call("POST", "/v1/incoming", raw=body, headers=json_type), status, code)
        self.refused(self.register(surprise=1), 400, "unknown_field")
        self.refused(self.clerk.post("/v1/incoming", {}), 422, "invalid_field")

    def test_fields_that_cannot_be(self):
        cases = [(fields(date="2026-02-30"), "invalid_field"), (fields(date="2121-04-29"), "date_in_future"), (fields(subject="x" * 10_000), "invalid_field"), (fields(subject="a\u0000b"), "invalid_field"), (fields(subject="a\u202eb"), "invalid_field"), (fields(subject=""), None)]
        for values, code in cases:
            with self.subTest(str(values["subject"])[:20] + values["issueDate"]["value"]):
                answer = self.register(values)
                self.assertEqual(answer.status, 422, answer.body)
                if code:
                    self.assertEqual(answer.code, code)
        unconfirmed = fields()
        unconfirmed["issueDate"].update(source="ocr", confirmed=False)
        self.refused(self.register(unconfirmed), 422, "field_unconfirmed")
        english = self.clerk.post("/v1/incoming", {"arrival": self.arrival["id"], "fields": unconfirmed}, {"Accept-Language": "en", "Idempotency-Key": str(uuid.uuid4())})
        vietnamese = self.register(unconfirmed)
        self.assertNotEqual(english.json["detail"], vietnamese.json["detail"])
        self.refused(self.register(secrecy="mat"), 403, "secrecy_not_accepted")

    def test_nfd_is_kept_as_nfc(self):
        arrival = self.clerk.get("/v1/incoming/arrivals?limit=50").json["items"][1]
        answer = self.clerk.post("/v1/incoming", {"arrival": arrival["id"], "fields": fields(code="901/BC-UBND", subject="Ba\u0301o ca\u0301o \u00d0ông")}, {"Idempotency-Key": str(uuid.uuid4())})
        self.assertEqual(self.expect(answer, 201)["fields"]["subject"], "Báo cáo Đông")

    def test_two_clerks_register_at_once(self):
        arrivals = self.clerk.get("/v1/incoming/arrivals?limit=50").json["items"]
        self.arrival = arrivals[2]
        other = self.person("vanthu")
        answers = []

        def attempt(person, code):
            answers.append(person.post("/v1/incoming", {"arrival": self.arrival["id"], "fields": fields(code=code)}, {"Idempotency-Key": str(uuid.uuid4())}))

        threads = [threading.Thread(target=attempt, args=(p, c)) for p, c in ((self.clerk, "902/BC-UBND"), (other, "903/BC-UBND"))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(sorted(a.status for a in answers), [201, 409], [a.body[:200] for a in answers])

    def test_a_duplicate_is_pointed_out_and_needs_a_reason(self):
        arrivals = self.clerk.get("/v1/incoming/arrivals?limit=50").json["items"]
        same = fields(code="904/BC-UBND", issuer="Sở Nội vụ")
        post = lambda arrival, **more: self.clerk.post("/v1/incoming", {"arrival": arrival["id"], "fields": same, **more}, {"Idempotency-Key": str(uuid.uuid4())})
        self.expect(post(arrivals[3]), 201)
        self.refused(post(arrivals[4]), 409, "duplicate_suspected")
        self.expect(post(arrivals[4], overrideReason="bản giấy thứ hai"), 201)

    def test_the_door_is_shut_without_a_credential_and_to_other_sites(self):
        bare = self.clerk.opener.open
        self.refused(self.clerk.call("POST", "/v1/incoming", {"fields": {}}, {"X-Chauban-CSRF": "wrong"}), 403, "csrf_failed")
        self.refused(self.clerk.call("POST", "/v1/incoming", {"fields": {}}, {"Sec-Fetch-Site": "cross-site"}), 403, "csrf_failed")
        self.assertIsNotNone(bare)
        stranger = self.person("vanthu")
        stranger.opener.handlers = [h for h in stranger.opener.handlers if "Cookie" not in type(h).__name__]
        stranger.opener.process_request = {}
        self.refused(stranger.get("/v1/inbox"), 401, "auth_required")

    def test_hostile_requests_do_not_end_the_server(self):
        host, port = self.server.base.removeprefix("http://").split(":")
        for raw in (b"GET / HTTP/1.1\r\n" + b"X: " + b"a" * 100_000 + b"\r\n\r\n", b"\x16\x03\x01\x02\x00", b"GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n", b"POST /v1/incoming HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n", b"GET /%00 HTTP/1.1\r\nHost: x\r\n\r\n"):
            with socket.create_connection((host, int(port)), timeout=20) as connection:
                connection.sendall(raw)
                connection.shutdown(socket.SHUT_WR)
                answer = connection.recv(4096)
            self.assertFalse(answer.startswith(b"HTTP/1.1 200"), raw[:40])
        self.assertEqual(self.clerk.get("/health").status, 200)


if __name__ == "__main__":
    unittest.main()
