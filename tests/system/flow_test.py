#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The main job over HTTP: a scanned letter from the door to the archive and back by search, every answer checked against OpenAPI."""
import hashlib
import json
import subprocess
import threading
import unittest
import urllib.request
import uuid

from support import SCANS, SystemTest, fields, wait_for


class FlowTest(SystemTest):
    def setUp(self):
        self.clerk = self.person("vanthu")
        wait_for("all demo pages are read", lambda: all(j["state"] == "done" for j in self.clerk.get("/v1/jobs?limit=50").json["items"]) and self.clerk.get("/v1/jobs").json["items"])

    def holder(self, name):
        positions = self.clerk.get("/v1/directory/positions").json["items"]
        return next(p for p in positions if p.get("holder", {}).get("name") == name)

    def register_arrival(self, name, **more):
        arrivals = self.clerk.get("/v1/incoming/arrivals?limit=50").json["items"]
        arrival = next(a for a in arrivals if a["files"][0]["name"].startswith(name))
        read = self.clerk.get("/v1/incoming/suggestions/" + arrival["files"][0]["id"]).json["fields"]
        values = {}
        for field in ("code", "issueDate", "issuer", "kind", "subject", "signerName", "signerPosition", "urgency"):
            if field in read:
                values[field] = {"value": read[field]["value"], "source": "ocr", "confidence": read[field]["confidence"], "confirmed": True}
        answer = self.clerk.post("/v1/incoming", {"arrival": arrival["id"], "fields": values, **more}, {"Idempotency-Key": str(uuid.uuid4())})
        return self.expect(answer, 201), arrival

    def test_an_arrival_is_named_by_what_was_read_before_anybody_registers_it(self):
        items = self.clerk.get("/v1/inbox?limit=50").json["items"]
        arrivals = [item["arrival"] for item in items if "toRegister" in item["reasons"]]
        self.assertTrue(arrivals)
        for arrival in arrivals:
            read = {field: arrival.get(field) for field in ("code", "issuer", "subject")}
            self.assertTrue(arrival["fileName"] and all(read.values()), arrival)

    def test_a_letter_from_the_door_to_the_archive_and_found_again(self):
        document, arrival = self.register_arrival("01-")
        path = "/v1/incoming/" + document["id"]
        self.assertEqual(document["fields"]["pageAmount"], arrival["files"][0]["pages"])
        leader, head, officer, archivist = (self.person(u) for u in ("lanhdao", "truongphong", "chuyenvien", "luutru"))

        self.expect(self.clerk.act(path, "submitToLeader", {"leader": self.holder("Phạm Quốc Dũng")["id"]}), 200)
        leader.seen = self.clerk.seen
        waiting = leader.get("/v1/inbox?view=waiting").json["items"]
        self.assertIn(document["id"], [item["id"] for item in waiting])
        unit = self.holder("Nguyễn Thị Thu Hà")["unit"]["id"]
        directed = self.expect(leader.act(path, "giveDirection", {"lead": {"unit": unit}, "coop": [], "due": {"days": 5, "calendar": "working"}, "text": "Phòng xử lý"}), 200)
        self.assertRegex(directed["dueDate"], r"^\d{4}-\d\d-\d\d$")
        head.seen = leader.seen
        self.expect(head.act(path, "assignHandler", {"to": self.holder("Lê Văn Bình")["id"]}), 200)
        officer.seen = head.seen
        self.expect(officer.act(path, "recordProgress", {"text": "Đang soạn"}), 200)
        self.expect(officer.act(path, "completeHandling", {"result": "Đã trả lời", "replyCode": "12/UBND-VP"}), 200)

        plan = officer.get("/v1/file-plans").json["items"][0]
        dossier = self.expect(officer.post("/v1/dossiers", {"plan": plan["id"], "notation": "05.VHXH"}, {"Idempotency-Key": str(uuid.uuid4())}), 201)
        self.expect(officer.act(path, "fileIntoDossier", {"dossier": dossier["id"]}), 200)
        shelf = "/v1/dossiers/" + dossier["id"]
        closed = self.expect(officer.act(shelf, "closeDossier", {}), 200)
        self.assertEqual((closed["documents"], closed["pages"]), (1, arrival["files"][0]["pages"]))
        self.expect(officer.act(shelf, "offerTransfer", {}), 200)
        archivist.seen = officer.seen
        self.expect(archivist.act(shelf, "returnTransfer", {"faults": ["thiếu trang"]}), 200)
        officer.seen = archivist.seen
        self.expect(officer.act(shelf, "offerTransfer", {}), 200)
        archivist.seen = officer.seen
        self.assertEqual(self.expect(archivist.act(shelf, "acceptTransfer", {}), 200)["state"], "archived")

        for query in (document["fields"]["code"], document["fields"]["subject"][:20]):
            found = self.expect(archivist.post("/v1/search", {"q": query, "facets": ["kind"]}), 200)
            self.assertEqual(found["items"][0]["id"], document["id"], query)
        page_hit = next(h for h in found["items"][0]["hits"] if h["boxes"])
        self.assertEqual(len(page_hit["boxes"][0]), 4)

        entry = next(e for e in self.clerk.get(f"/v1/registers/{self.register_id()}/entries").json["items"] if e["document"] == document["id"])
        self.assertEqual(entry["arrivalNumber"], document["arrivalNumber"])
        self.assertTrue(entry["forwardedOn"] and entry["recipients"])
        events = [e["event"] for e in self.clerk.get(path + "/history").json["items"]]
        for expected in ("DocumentArrived", "IncomingRegistered", "SubmittedToLeader", "DirectionGiven", "HandlerAssigned", "HandlingCompleted", "FiledIntoDossier", "TransferReturned", "TransferAccepted"):
            self.assertIn(expected, events)

    def register_id(self):
        return self.clerk.get("/v1/registers").json["items"][0]["id"]

    def test_the_original_is_untouched_and_a_searchable_copy_can_be_had(self):
        arrival = next(a for a in self.clerk.get("/v1/incoming/arrivals?limit=50").json["items"] if a["files"][0]["name"].startswith("02-"))
        file = arrival["files"][0]
        original = (SCANS / file["name"]).read_bytes()
        whole = self.clerk.get(f"/v1/files/{file['id']}")
        self.assertEqual(hashlib.sha256(whole.body).digest(), hashlib.sha256(original).digest())
        part = self.clerk.get(f"/v1/files/{file['id']}", {"Range": "bytes=10-19"})
        self.assertEqual((part.status, part.body), (206, original[10:20]))
        self.assertEqual(self.clerk.get(f"/v1/files/{file['id']}", {"Range": f"bytes={len(original) + 5}-"}).status, 416)
        again = self.clerk.get(f"/v1/files/{file['id']}", {"If-None-Match": whole.headers["ETag"]})
        self.assertEqual(again.status, 304)
        copy = self.expect(self.clerk.get(f"/v1/files/{file['id']}/searchable.pdf"), 200)
        text = subprocess.run(["pdftotext", "-", "-"], input=copy, capture_output=True, check=True).stdout.decode()
        self.assertIn("CỘNG", text)
        words = self.expect(self.clerk.get(f"/v1/files/{file['id']}/pages/1/words"), 200)["words"]
        self.assertIn("CỘNG", [w["t"] for w in words])
        picture = self.clerk.get(f"/v1/files/{file['id']}/pages/1/preview?width=600")
        self.assertEqual((picture.status, picture.body[:3]), (200, b"\xff\xd8\xff"))

    def test_searches_with_and_without_marks_and_shows_nothing_to_those_who_may_not_know(self):
        marked = self.expect(self.clerk.post("/v1/search", {"q": "\"cộng hòa xã hội chủ nghĩa\""}), 200)
        bare = self.expect(self.clerk.post("/v1/search", {"q": "\"cong hoa xa hoi chu nghia\""}), 200)
        self.assertGreater(marked["total"]["value"], 0)
        self.assertEqual(marked["total"], bare["total"])
        officer = self.person("chuyenvien")
        document, _ = self.register_arrival("04-")
        officer.seen = self.clerk.seen
        hidden = self.expect(officer.post("/v1/search", {"q": document["fields"]["code"], "facets": ["kind", "issuer"]}), 200)
        self.assertNotIn(document["id"], [i["id"] for i in hidden["items"]])
        self.refused(officer.get("/v1/incoming/" + document["id"]), 404, "not_found")
        admin = self.person("quantri")
        self.refused(admin.post("/v1/search", {"q": "cong"}), 403, "forbidden")

    def test_corrections_keep_the_old_value_and_a_void_needs_two_people(self):
        document, _ = self.register_arrival("06-")
        path = "/v1/incoming/" + document["id"]
        tag = self.clerk.get(path).headers["ETag"]
        corrected = self.clerk.call("PATCH", path, {"subject": "Trích yếu đã sửa", "reason": "gõ nhầm"}, {"If-Match": tag, "Content-Type": "application/merge-patch+json"})
        self.expect(corrected, 200)
        self.refused(self.clerk.call("PATCH", path, {"subject": "Muộn", "reason": "x"}, {"If-Match": tag}), 412, "version_conflict")
        self.refused(self.clerk.call("PATCH", path, {"subject": "Không thẻ", "reason": "x"}), 428, "if_match_required")
        history = self.clerk.get(path + "/history").json["items"]
        change = next(e for e in history if e["event"] == "RegistrationCorrected")
        self.assertEqual((change["old"], change["new"]), (document["fields"]["subject"], "Trích yếu đã sửa"))
        self.expect(self.clerk.act(path, "proposeVoid", {"reason": "đăng ký trùng"}), 200)
        self.assertEqual(self.clerk.act(path, "approveVoid", {}).status, 403)
        leader = self.person("lanhdao")
        leader.seen = self.clerk.seen
        self.assertEqual(self.expect(leader.act(path, "approveVoid", {}), 200)["state"], "voided")
        self.refused(self.clerk.act(path, "submitToLeader", {"leader": self.holder("Phạm Quốc Dũng")["id"]}), 409, "state_conflict")
        self.clerk.seen = leader.seen
        entries = self.clerk.get(f"/v1/registers/{self.register_id()}/entries").json["items"]
        self.assertTrue(next(e for e in entries if e["document"] == document["id"])["voided"]["reason"])

    def test_a_key_used_twice_acts_once_and_two_bodies_are_refused(self):
        arrival = self.clerk.get("/v1/incoming/arrivals?limit=50").json["items"][-1]
        key = {"Idempotency-Key": str(uuid.uuid4())}
        body = {"arrival": arrival["id"], "fields": fields(code="77/BC-UBND", subject="Một lần")}
        first = self.clerk.post("/v1/incoming", body, key)
        second = self.clerk.post("/v1/incoming", body, key)
        self.expect(first, 201)
        self.assertEqual((second.status, second.json["arrivalNumber"]), (201, first.json["arrivalNumber"]))
        self.assertEqual(second.headers["Idempotent-Replayed"], "true")
        self.refused(self.clerk.post("/v1/incoming", {**body, "lateReason": "khác"}, key), 422, "idempotency_key_reused")

    def test_events_are_followed_without_gap_or_double(self):
        seen = []
        request = urllib.request.Request(self.server.base + "/v1/events/stream?types=IncomingDocument.*", headers={"Authorization": "Bearer " + self.key(), "Last-Event-ID": "1:0"})
        stream = urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=60)
        enough = threading.Event()

        def follow():
            for line in stream:
                if line.startswith(b"data:"):
                    seen.append(json.loads(line[5:])["id"])
                if len(seen) >= len(before) + 1:
                    enough.set()
                    return

        before = self.all_events()
        thread = threading.Thread(target=follow, daemon=True)
        thread.start()
        self.register_arrival("05-")
        self.assertTrue(enough.wait(30))
        after = self.all_events()
        self.assertEqual(seen, after[: len(seen)])
        self.assertEqual(len(set(seen)), len(seen))

    def all_events(self):
        ids, after = [], "1:0"
        while True:
            page = self.clerk.get(f"/v1/events?types=IncomingDocument.*&limit=500&after={after}").json
            ids += [e["id"] for e in page["items"]]
            if not page["items"]:
                return ids
            after = page.get("next") or page["position"]

    def key(self):
        made = self.clerk.post("/v1/me/keys", {"name": "test", "scopes": ["events.read", "documents.read"], "expiresAt": "2027-01-01T00:00:00+07:00"})
        self.expect(made, 201)
        return made.json.get("key") or made.json.get("secret")


if __name__ == "__main__":
    unittest.main()
