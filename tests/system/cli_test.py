#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line: help with an example for every verb, exit codes, verbs with and without a running server, reading offline."""
import json
import pathlib
import shutil
import subprocess
import tempfile
import unittest

from support import BINARY, SCANS, Person, Server, wait_for

VERBS = ("serve", "import", "demo", "rebuild", "unit", "position", "user", "events", "fsck", "verify", "backup", "restore", "ocr", "version")


def chauban(*words, stdin=""):
    return subprocess.run([str(BINARY), *map(str, words)], input=stdin, capture_output=True, text=True, timeout=300)


class CliTest(unittest.TestCase):
    def folder(self):
        path = tempfile.mkdtemp(prefix="chauban-cli-")
        self.addCleanup(shutil.rmtree, path, ignore_errors=True)
        return pathlib.Path(path)

    def test_every_verb_explains_itself_with_an_example(self):
        for verb in VERBS:
            with self.subTest(verb):
                shown = chauban(verb, "--help")
                self.assertEqual(shown.returncode, 0)
                self.assertIn("Example: chauban " + verb, shown.stdout)

    def test_wrong_usage_is_2(self):
        for words in ((), ("nonsense",), ("rebuild", "--view", "nonsense"), ("ocr",), ("serve", "--listen", "x:y:99999999")):
            with self.subTest(words):
                self.assertIn(chauban(*words).returncode, (1, 2))
        self.assertEqual(chauban("nonsense").returncode, 2)

    def test_a_mistyped_folder_is_said_and_not_made(self):
        absent = self.folder() / "absent"
        for words in (("events",), ("user", "list"), ("import", SCANS / "01-thong-bao-so-tai-chinh.pdf")):
            with self.subTest(words):
                refused = chauban(*words, "--data", absent)
                self.assertEqual(refused.returncode, 1)
                self.assertIn(str(absent), refused.stderr)
                self.assertFalse(absent.exists())

    def test_version_for_people_and_programs(self):
        self.assertRegex(chauban("version").stdout, r"^chauban \d+\.\d+")
        self.assertEqual(json.loads(chauban("version", "--json").stdout)["name"], "chauban")

    def test_reads_files_without_a_server(self):
        out = self.folder()
        good, bad = SCANS / "01-thong-bao-so-tai-chinh.pdf", out / "bad.pdf"
        bad.write_bytes(b"%PDF-1.4 nothing")
        done = chauban("ocr", good, "--output", out / "read", "--format", "txt,json,pdf", "--jobs", 2)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("CỘNG HÒA", (out / "read" / (good.stem + ".txt")).read_text())
        self.assertTrue(json.loads((out / "read" / (good.stem + ".json")).read_text()))
        self.assertTrue((out / "read" / (good.stem + ".pdf")).read_bytes().startswith(b"%PDF"))
        self.assertEqual(chauban("ocr", good, bad, "--output", out / "part").returncode, 4)
        self.assertEqual(chauban("ocr", bad, "--output", out / "none").returncode, 1)

    def test_verbs_go_through_the_running_server_and_work_without_one(self):
        server = Server().start()
        self.addCleanup(server.clean)
        scan = self.folder() / "moi.pdf"
        scan.write_bytes((SCANS / "02-cong-van-phong-kinh-te-ha-tang.pdf").read_bytes() + b"\n%\n")
        data = ("--data", server.data)
        names = lambda: [json.loads(line)["userName"] for line in chauban("user", "list", "--json", *data).stdout.splitlines()]
        self.assertIn("vanthu", names())
        imported = chauban("import", scan, "--json", *data)
        self.assertEqual(imported.returncode, 0, imported.stderr)
        document = json.loads(imported.stdout)["document"]
        clerk = Person(server, "vanthu")
        wait_for("the import has arrived", lambda: document in [a["id"] for a in clerk.get("/v1/incoming/arrivals?limit=50").json["items"]])
        self.assertEqual(chauban("import", "/nowhere.pdf", *data).returncode, 1)
        added = chauban("user", "add", "moi", "--name", "Người Mới", *data, stdin="mat-khau-dai-1\n")
        self.assertEqual(added.returncode, 0, added.stderr)
        self.assertEqual(Person(server, "moi", "mat-khau-dai-1").me["userName"], "moi")
        self.assertEqual(chauban("rebuild", "--view", "inbox", *data).returncode, 0)
        self.assertEqual(server.stop(), 0)

        self.assertIn("moi", names())
        closed = chauban("user", "close", "moi", "--reason", "chuyển công tác", *data)
        self.assertEqual(closed.returncode, 0, closed.stderr)
        events = [json.loads(line) for line in chauban("events", "--types", "IncomingDocument.*", "--limit", 500, *data).stdout.splitlines()]
        self.assertIn("incoming/" + document, [e["subject"] for e in events])
        self.assertEqual(chauban("rebuild", *data).returncode, 0)

    def test_a_new_server_gets_its_agency_and_first_administrator(self):
        server = Server(demo=False).start()
        self.addCleanup(server.clean)
        data = ("--data", server.data)
        agency = chauban("unit", "add", "Ủy ban nhân dân xã Đồng Sen", "--abbreviation", "UBND", *data)
        self.assertEqual(agency.returncode, 0, agency.stderr)
        office = chauban("unit", "add", "Văn phòng", "--parent", agency.stdout.strip(), *data)
        post = chauban("position", "add", "Quản trị hệ thống", "--unit", office.stdout.strip(), "--role", "admin", *data)
        added = chauban("user", "add", "quantri", "--name", "Võ Thanh Tùng", "--position", post.stdout.strip(), *data, stdin="mat-khau-dai-1\n")
        self.assertEqual(added.returncode, 0, added.stderr)

        admin = Person(server, "quantri", "mat-khau-dai-1")
        self.assertEqual([u["userName"] for u in self.items(admin, "/v1/admin/users")], ["quantri"])
        units = {u["name"]: u for u in self.items(admin, "/v1/admin/units")}
        self.assertEqual(units["Văn phòng"]["agency"], units["Ủy ban nhân dân xã Đồng Sen"]["id"])
        self.assertIn(office.stdout.strip() + "  Văn phòng", chauban("unit", "list", *data).stdout)
        self.assertEqual(json.loads(chauban("position", "list", "--json", *data).stdout)["title"], "Quản trị hệ thống")

        self.assertEqual(chauban("position", "add", "Khác", "--unit", office.stdout.strip(), "--role", "king", *data).returncode, 1)
        self.assertEqual(chauban("position", "add", "Khác", "--unit", office.stdout.strip(), *data).returncode, 2)
        self.assertEqual(server.stop(), 0)

    def items(self, person, path):
        return person.get(path).json["items"]

    def test_a_watched_folder_takes_files_and_says_why_it_does_not(self):
        drop = self.folder()
        server = Server(extra=("--drop", drop)).start()
        self.addCleanup(server.clean)
        wait_for("the folder is watched", lambda: (drop / "done").is_dir())
        # The demo has these letters already: other bytes, or it would rightly be refused as a duplicate.
        (drop / "tu may quet.pdf").write_bytes((SCANS / "03-quyet-dinh-trung-tam-hanh-chinh-cong.pdf").read_bytes() + b"\n%\n")
        (drop / "khong phai.pdf").write_bytes(b"not a document")
        wait_for("both are settled", lambda: (drop / "done" / "tu may quet.pdf").exists() and (drop / "refused" / "khong phai.pdf.txt").exists())
        self.assertTrue((drop / "refused" / "khong phai.pdf.txt").read_text().strip())
        clerk = Person(server, "vanthu")
        arrived = lambda: [a for a in clerk.get("/v1/incoming/arrivals?limit=50").json["items"] if a["channel"] == "folder"]
        wait_for("it has arrived", arrived)
        self.assertEqual(server.stop(), 0)

    def test_a_second_server_on_the_folder_is_refused(self):
        server = Server().start()
        self.addCleanup(server.clean)
        second = chauban("serve", "--data", server.data, "--listen", "127.0.0.1:0")
        self.assertEqual(second.returncode, 1)
        self.assertIn("data_folder_locked", second.stderr)


class ReadingTest(unittest.TestCase):
    def test_a_killed_worker_costs_nothing_but_time_and_read_pages_are_not_read_again(self):
        server = Server().start()
        self.addCleanup(server.clean)
        workers = lambda: subprocess.run(["pgrep", "-P", str(server.process.pid), "-f", "ocr-worker"], capture_output=True, text=True).stdout.split()
        for pid in wait_for("workers are there", workers):
            subprocess.run(["kill", "-9", pid], check=False)
        clerk = Person(server, "vanthu")
        jobs = lambda: clerk.get("/v1/jobs?limit=50").json["items"]
        wait_for("some pages are read", lambda: any(j["progress"]["done"] for j in jobs()))
        server.kill()
        server.start()
        clerk = Person(server, "vanthu")
        wait_for("all are read", lambda: all(j["state"] == "done" for j in jobs()) and len(jobs()) == 9)
        pages = [e["data"] | {"job": e["subject"]} for e in clerk.get("/v1/events?types=DigitizationJob.PageRecognised&limit=500").json["items"]]
        keys = [(p["job"], p.get("page")) for p in pages]
        self.assertEqual(len(keys), len(set(keys)))
        self.assertEqual(server.stop(), 0)


if __name__ == "__main__":
    unittest.main()
