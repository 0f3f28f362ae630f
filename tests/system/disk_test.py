#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A disk that is full, read-only or fails, at each place the server writes to: people go on reading, everybody is told, and it goes on by itself."""
import errno
import os
import subprocess
import tempfile
import unittest
import uuid

import support
from support import METRICS, TINY_PDF, Person, Told, fields, open_jobs, views_are_level, wait_for

REFUSALS = {"storage_full", "log_read_only"}


class DiskTest(unittest.TestCase):
    """One server for each test, with the demo's people and letters."""

    def begin(self, **more):
        self.server = support.Server(**more)
        self.addCleanup(self.server.clean)
        self.server.start()
        self.clerk = Person(self.server, "vanthu")
        self.count = 0

    def health(self):
        answer = Person.get(self.clerk, "/health")
        self.assertEqual(answer.status, 200)
        return answer.json

    def refused_parts(self):
        return {part["name"]: part["code"] for part in self.health()["parts"] if not part["writable"]}

    def gauges(self):
        return {line.split('"')[1]: float(line.split()[-1]) for line in self.server.metrics().splitlines() if line.startswith("chauban_writable{")}

    def register(self, key=None, body=None):
        self.count += 1
        body = body or {"fields": fields(code=f"{self.count + 10}/BC-UBND", subject=f"Văn bản {self.count}", issuer=f"Cơ quan {self.count}")}
        return self.clerk.post("/v1/incoming", body, {"Idempotency-Key": key or str(uuid.uuid4())})

    def upload(self):
        self.count += 1
        headers = {"Content-Type": "application/pdf", "Content-Disposition": f'attachment; filename="{self.count}.pdf"'}
        return self.clerk.call("POST", "/v1/files", raw=TINY_PDF + str(self.count).encode(), headers=headers)

    def registers(self):
        """What a clerk reads all day, and search. A reader who does not insist on what they just wrote."""
        reader = self.clerk
        seen, reader.seen = reader.seen, None
        try:
            for path in ("/v1/me", "/v1/inbox", "/v1/registers", "/v1/jobs", "/v1/events?limit=5", "/ready", "/v1/limits"):
                self.assertEqual(reader.get(path).status, 200, path)
            self.assertEqual(reader.post("/v1/search", {"q": "cong hoa"}).status, 200)
            register = reader.get("/v1/registers").json["items"][0]["id"]
            return [entry["arrivalNumber"] for entry in reader.get(f"/v1/registers/{register}/entries?limit=200").json["items"]]
        finally:
            reader.seen = seen

    def refused_well(self, answer):
        self.assertEqual(answer.status, 503, answer.body)
        self.assertIn(answer.json["code"], REFUSALS)
        self.assertTrue(answer.json["title"] and answer.json["detail"] and answer.json["retry"])
        self.assertGreaterEqual(int(answer.headers["Retry-After"]), 5)
        return answer.json["code"]

    def writes_again(self):
        """By itself: nobody restarts or repairs anything."""
        wait_for("every part takes writes again", lambda: not self.refused_parts())
        self.assertEqual(self.health()["status"], "ok")
        self.assertEqual(set(self.gauges().values()), {1.0})
        self.assertEqual(self.register().status, 201)
        self.assertEqual(self.upload().status, 201)

    def ends_whole(self):
        numbers = self.registers()
        self.assertEqual(numbers, list(range(1, len(numbers) + 1)), "no hole, no double")
        self.server.stops_whole()


class FailingDisk(DiskTest):
    """Each place in turn, by a preloaded library (tests/support/failing_disk.cc): no file system fails for one file alone, and none is made read-only under open files."""

    def setUp(self):
        self.rule = Told(self, "CHAUBAN_FAILING_DISK", "FAILING_DISK")
        self.begin(extra=METRICS, environment=self.rule.environment)

    def break_disk(self, error, part):
        self.rule.say(f"{error} {self.server.data}/{part}")

    def mend(self):
        self.rule.say("")

    def places(self, part, says, refuse):
        """The disk fails there with each error in turn; `refuse` does something that must be written there."""
        for error in (errno.ENOSPC, errno.EROFS, errno.EIO):
            with self.subTest(part=part, error=errno.errorcode[error]):
                before = self.registers()
                self.break_disk(error, part)
                refuse()
                code = wait_for(f"{says} is said to fail", lambda: self.refused_parts().get(says))
                if error == errno.ENOSPC:
                    self.assertEqual(code, "storage_full")
                self.assertEqual(self.gauges()[says], 0)
                self.assertNotEqual(self.health()["status"], "ok")
                self.assertEqual(self.registers()[: len(before)], before, "reading goes on")
                self.mend()
                self.writes_again()

    def refuse_commands(self):
        """The first may be in doubt, and says so; its key tells later. Those after it are refused outright."""
        key, body = str(uuid.uuid4()), {"fields": fields(code="7/TB-UBND", subject=f"Ngờ vực {uuid.uuid4()}", issuer=f"Cơ quan {uuid.uuid4()}")}
        first = self.register(key, body)
        self.assertIn(first.status, (503, 504), first.body)
        wait_for("the next is refused", lambda: self.register().status == 503)
        self.assertFalse(self.health()["writable"])
        self.refused_well(self.register())
        self.doubtful = (key, body)

    def test_the_log(self):
        self.places("log/", "log", self.refuse_commands)
        key, body = self.doubtful
        first, again = self.register(key, body), self.register(key, body)
        self.assertEqual((first.status, again.status), (201, 201))
        self.assertEqual(first.json["arrivalNumber"], again.json["arrivalNumber"])
        self.ends_whole()

    def test_head(self):
        self.places("HEAD", "log", self.refuse_commands)
        self.ends_whole()

    def test_the_state_and_the_views(self):
        self.places("state/", "state", self.refuse_commands)
        wait_for("the views are level", lambda: views_are_level(self.server))
        self.ends_whole()

    def test_search(self):
        def refuse():
            self.assertEqual(self.register().status, 201, "commands do not need the index")

        self.places("search/", "search", refuse)
        answer = self.register()
        subject = f"Văn bản {self.count}"
        wait_for("what came meanwhile is found", lambda: any(answer.json["id"] in str(hit) for hit in self.clerk.post("/v1/search", {"q": f'"{subject}"'}).json["items"]))
        self.ends_whole()

    def test_files(self):
        self.places("blobs/", "files", lambda: self.refused_well(self.upload()))
        self.ends_whole()

    def test_unfinished_uploads(self):
        headers = {"Tus-Resumable": "1.0.0", "Upload-Length": "100"}
        self.places("uploads/", "files", lambda: self.refused_well(self.clerk.call("POST", "/v1/uploads", raw=b"", headers=headers)))
        self.ends_whole()

    def test_sessions_and_secrets(self):
        def refuse():
            with self.assertRaises(AssertionError) as refused:
                Person(self.server, "vanthu")
            self.assertTrue(any(code in str(refused.exception) for code in REFUSALS), refused.exception)

        self.places("keys/", "keys", refuse)
        Person(self.server, "lanhdao")
        self.ends_whole()

    def test_everything_at_once(self):
        self.places("", "log", self.refuse_commands)
        self.ends_whole()

    def test_pages_that_were_read_while_the_disk_was_full_are_kept_when_there_is_room(self):
        wait_for("the demo's letters are read", lambda: self.clerk.get("/v1/jobs").json["items"] and not open_jobs(self.clerk))
        self.break_disk(errno.ENOSPC, "blobs/")
        self.refused_well(self.upload())
        self.mend()
        with open(support.SCANS / "01-thong-bao-so-tai-chinh.pdf", "rb") as scan:
            content = scan.read() + b"\n% another"
        stored = self.clerk.call("POST", "/v1/files", raw=content, headers={"Content-Type": "application/pdf", "Content-Disposition": 'attachment; filename="x.pdf"'})
        self.assertEqual(stored.status, 201, stored.body)
        self.break_disk(errno.ENOSPC, "blobs/incoming")
        wait_for("a page waits for room", lambda: "digitization.waits" in self.server.log_text())
        self.mend()
        wait_for("it is read after all", lambda: not open_jobs(self.clerk))
        self.assertFalse([job for job in self.clerk.get("/v1/jobs?limit=100").json["items"] if job["state"] == "failed"])


class SmallDisk(DiskTest):
    """A real file system that is really full. Needs root, for it is mounted."""

    MEGABYTE = 1 << 20

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="chauban-small-")
        self.addCleanup(os.rmdir, self.folder)
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=600m", "tmpfs", self.folder], capture_output=True, text=True)
        if mounted.returncode != 0:
            self.skipTest(f"no file system can be mounted here: {mounted.stderr.strip()}")
        self.addCleanup(subprocess.run, ["umount", "-l", self.folder], check=True)
        self.data = os.path.join(self.folder, "data")
        os.mkdir(self.data)
        self.filler = os.path.join(self.folder, "filler")

    def fill(self, leave):
        """All but `leave` bytes of the disk is somebody else's."""
        with open(self.filler, "ab") as file:
            while True:
                space = os.statvfs(self.folder)
                size = space.f_bavail * space.f_frsize - leave
                if size <= 0:
                    return
                try:
                    os.posix_fallocate(file.fileno(), os.fstat(file.fileno()).st_size, size)
                except OSError as error:  # the server wrote something meanwhile: what is left now is less
                    self.assertEqual(error.errno, errno.ENOSPC)

    def test_below_the_reserve_changes_are_refused_before_anything_is_written_and_a_start_reads(self):
        self.begin(data=self.data, extra=[*METRICS, "--reserve", "32"])
        self.assertEqual(self.register().status, 201)
        before = self.registers()
        self.fill(leave=24 * self.MEGABYTE)
        for answer in (self.register(), self.upload()):
            self.assertEqual(self.refused_well(answer), "storage_full")
        self.assertEqual(self.refused_parts(), {"log": "storage_full"})
        self.assertEqual(self.registers(), before)

        self.assertEqual(self.server.stop(), 0)
        self.server.start()
        self.clerk = Person(self.server, "vanthu")
        self.assertEqual(self.registers(), before, "a start with too little room serves readers")
        self.assertEqual(self.refused_well(self.register()), "storage_full")

        os.unlink(self.filler)
        self.writes_again()
        self.ends_whole()

    def test_a_disk_without_any_room(self):
        self.begin(data=self.data, extra=[*METRICS, "--reserve", "1"])
        self.assertEqual(self.register().status, 201)
        for _ in range(3):
            before = self.registers()
            self.fill(leave=0)
            wait_for("changes are refused", lambda: self.register().status in (503, 504))
            wait_for("it is said", self.refused_parts)
            self.assertEqual(self.registers()[: len(before)], before)
            os.unlink(self.filler)
            self.writes_again()
        self.ends_whole()


if __name__ == "__main__":
    unittest.main()
