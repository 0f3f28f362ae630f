#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The operator's drill: backup under load, more load, an incremental backup, the machine is gone, restore elsewhere: same root, same answers."""
import json
import pathlib
import shutil
import subprocess
import tempfile
import threading
import unittest
import uuid

from support import BINARY, Person, Server, fields, wait_for

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"


def chauban(*words):
    return subprocess.run([str(BINARY), *map(str, words)], capture_output=True, text=True, timeout=300)


def last_line(done):
    return json.loads(done.stdout.splitlines()[-1])


def flip(path, at):
    with open(path, "r+b") as file:
        file.seek(at)
        byte = file.read(1)[0]
        file.seek(at)
        file.write(bytes([byte ^ 0x10]))


class Load:
    """People who register letters until they are told to stop."""

    def __init__(self, server, first):
        self.server, self.serial, self.done, self.lock = server, iter(range(first, 10**9)), 0, threading.Lock()
        self.over = threading.Event()
        self.threads = [threading.Thread(target=self.run) for _ in range(3)]
        for thread in self.threads:
            thread.start()

    def run(self):
        person = Person(self.server, "vanthu")
        while not self.over.is_set():
            with self.lock:
                number = next(self.serial)
            headers = {"Content-Type": "application/pdf", "Content-Disposition": f'attachment; filename="{number}.pdf"'}
            stored = person.call("POST", "/v1/files", raw=PDF + str(number).encode(), headers=headers)
            body = {"file": stored.json["id"], "fields": fields(code=f"{number}/BC-UBND", subject=f"Văn bản {number}", issuer=f"Cơ quan {number}")}
            answer = person.post("/v1/incoming", body, {"Idempotency-Key": str(uuid.uuid4())})
            assert answer.status == 201, answer.body
            with self.lock:
                self.done += 1

    def stop(self):
        self.over.set()
        for thread in self.threads:
            thread.join()


class BackupTest(unittest.TestCase):
    def folder(self):
        path = pathlib.Path(tempfile.mkdtemp(prefix="chauban-backup-"))
        self.addCleanup(shutil.rmtree, path, ignore_errors=True)
        return path

    def stopped_after_load(self):
        server = Server().start()
        self.addCleanup(server.clean)
        load = Load(server, 100)
        wait_for("there is something", lambda: load.done > 5)
        load.stop()
        self.assertEqual(server.stop(), 0)
        return server

    def everything(self, server):
        """What the views say: register, search, inbox, events."""
        admin = Person(server, "quantri")
        wait_for("the views have caught up", lambda: all(p["lag"] == 0 for p in admin.get("/v1/admin/projections").json["items"]))
        clerk = Person(server, "vanthu")
        register = clerk.get("/v1/registers").json["items"][0]["id"]
        entries = self.pages(clerk, f"/v1/registers/{register}/entries?limit=200")
        documents = self.pages(clerk, "/v1/incoming?limit=200")
        events, after = [], None
        while not events or page["more"]:
            page = clerk.get("/v1/events?limit=500" + (f"&after={after}" if after else "")).json
            events, after = events + page["items"], page["next"]
        found = clerk.post("/v1/search", {"q": "van ban"}).json
        return {
            "register": entries,
            "documents": [{name: value for name, value in d.items() if name != "allowedActions"} for d in documents],
            "events": events,
            "found": found["total"],
            "inbox": {name: value for name, value in clerk.get("/v1/inbox/counts").json.items() if name != "position"},
        }

    def settle(self, server):
        """Every file has been looked at, so that nothing happens by itself any more."""
        clerk = Person(server, "vanthu")

        def settled():
            jobs = self.pages(clerk, "/v1/jobs?limit=200")
            stored = clerk.get("/v1/events?types=File.FileStored&limit=500").json["items"]
            return len(jobs) >= len(stored) and all(j["state"] not in ("queued", "running") for j in jobs)

        wait_for("all is read", settled, pause=0.5)

    def pages(self, person, path):
        items, cursor = [], None
        while True:
            page = person.get(path + (f"&cursor={cursor}" if cursor else ""))
            self.assertEqual(page.status, 200, page.body[:300])
            items += page.json["items"]
            cursor = page.json.get("next")
            if not cursor or not page.json["items"]:
                return items

    def backup(self, server, to, keys):
        done = chauban("backup", "--data", server.data, "--to", to, "--keys", keys, "--json")
        self.assertEqual(done.returncode, 0, done.stderr + done.stdout)
        return last_line(done)

    def restore(self, frm, keys, *more):
        data = self.folder()
        data.rmdir()
        done = chauban("restore", "--from", frm, "--data", data, "--keys", keys, "--confirm", "--json", *more)
        self.assertEqual(done.returncode, 0, done.stderr + done.stdout)
        return data, last_line(done)

    def asked_with(self, server, position):
        return Person(server, "vanthu").call("GET", "/v1/incoming?limit=1", headers={"Min-Log-Position": position})

    def test_a_machine_that_is_gone_comes_back_elsewhere(self):
        server = Server().start()
        self.addCleanup(server.clean)
        to, keys = self.folder(), self.folder()
        load = Load(server, 100)
        wait_for("there is something to lose", lambda: load.done > 20)
        first = self.backup(server, to, keys)
        at_first = load.done
        wait_for("there is more", lambda: load.done > at_first + 20)
        second = self.backup(server, to, keys)
        load.stop()
        events = {p["partition"]: p["events"] for p in first["partitions"]}
        self.assertGreater({p["partition"]: p["events"] for p in second["partitions"]}[1], events[1])
        self.assertLess(second["newBlobs"], second["blobs"], "what was there is not copied again")
        self.settle(server)
        third = self.backup(server, to, keys)
        before = self.everything(server)
        seen = Person(server, "vanthu").get("/v1/incoming?limit=1").headers["Log-Position"]
        refused = chauban("fsck", "--data", server.data)
        self.assertEqual(refused.returncode, 1)
        self.assertIn(f"pid={server.process.pid}", refused.stderr)
        server.kill()
        shutil.rmtree(server.data)

        data, said = self.restore(to, keys)
        self.assertEqual({p["partition"]: p["root"] for p in said["partitions"]}, {p["partition"]: p["root"] for p in third["partitions"]})
        restored = Server(data=data, demo=False).start()
        self.addCleanup(restored.clean)
        after = self.everything(restored)
        # The events are the same; their places are of a log that was restored.
        self.assertEqual([e.pop("sequence") for e in after["events"]], [e.pop("sequence") + "@2" for e in before["events"]])
        for view, answer in before.items():
            self.assertEqual(after[view], answer, view)
        self.assertEqual(self.asked_with(restored, seen).status, 200, "all that was seen has come back")
        # It goes on where it stopped: the next number, once.
        again = Load(restored, 90000)
        wait_for("it is worked with", lambda: again.done > 3)
        again.stop()
        numbers = [e["arrivalNumber"] for e in self.everything(restored)["register"]]
        self.assertEqual(numbers, list(range(1, len(numbers) + 1)))
        self.assertEqual(restored.stop(), 0)
        self.assertEqual(chauban("fsck", "--data", data).returncode, 0)

        # The copies that were taken under load are whole too, and are the same log at an earlier time.
        names = sorted(p.name for p in (to / "backups").iterdir())
        early, said = self.restore(to, keys, "--backup", names[0])
        self.assertEqual({p["partition"]: p["root"] for p in said["partitions"]}, {p["partition"]: p["root"] for p in first["partitions"]})
        self.assertEqual(chauban("fsck", "--data", early).returncode, 0)
        older = Server(data=early, demo=False).start()
        self.addCleanup(older.clean)
        lost = self.asked_with(older, seen)
        self.assertEqual((lost.status, lost.json["code"]), (410, "position_lost"), "what was seen has not come back")
        self.assertEqual(older.stop(), 0)

    def test_verify_proves_a_copy_and_finds_what_was_changed(self):
        server = self.stopped_after_load()
        trust = self.folder() / "trust"
        shutil.copy(server.data / "blobs/checkpoints/trust", trust)
        copy = self.folder() / "copy"
        shutil.copytree(server.data, copy)
        proved = chauban("verify", "--data", copy, "--trust", trust, "--json")
        self.assertEqual(proved.returncode, 0, proved.stdout)
        said = last_line(proved)
        for partition, checkpoints in zip(said["partitions"], said["checkpoints"]):
            self.assertEqual(checkpoints["coveredEvents"], partition["events"], "a clean stop signs the very end")

        note = next((copy / "blobs/checkpoints/p1/g1").iterdir())
        text = note.read_text().split("\n")
        text[1] = str(int(text[1]) - 1)
        note.write_text("\n".join(text))
        self.assertEqual(chauban("verify", "--data", copy, "--trust", trust).returncode, 1)
        other = self.folder() / "trust"
        other.write_text("no key\n")
        self.assertIn("trust_unreadable", chauban("verify", "--data", server.data, "--trust", other).stderr)

    def test_damage_is_found_named_and_mended_where_a_rebuild_can(self):
        server = self.stopped_after_load()
        data = server.data
        self.assertEqual(chauban("fsck", "--data", data).returncode, 0)

        flip(max((data / "state").glob("*.sst"), key=lambda p: p.stat().st_size), 100)
        found = chauban("fsck", "--data", data, "--json")
        self.assertEqual(found.returncode, 4, found.stdout)
        self.assertEqual({json.loads(line)["mend"] for line in found.stdout.splitlines()[:-1]}, {"chauban rebuild --state"})
        self.assertEqual(chauban("rebuild", "--state", "--data", data).returncode, 0)
        self.assertEqual(chauban("fsck", "--data", data).returncode, 0)

        index = max((data / "search/1").glob("*.idx"), key=lambda p: p.stat().st_size)
        flip(index, index.stat().st_size // 2)
        found = chauban("fsck", "--data", data, "--json")
        self.assertEqual(found.returncode, 4, found.stdout)
        self.assertEqual(json.loads(found.stdout.splitlines()[0])["where"]["file"], index.name)
        self.assertEqual(chauban("rebuild", "--view", "search", "--data", data).returncode, 0)
        self.assertEqual(chauban("fsck", "--data", data).returncode, 0)

        blob = next(p for p in (data / "blobs").rglob("*") if p.is_file() and len(p.name) == 64)
        flip(blob, 10)
        found = chauban("fsck", "--data", data, "--json")
        self.assertEqual(found.returncode, 1, found.stdout)
        self.assertEqual(json.loads(found.stdout.splitlines()[0])["where"]["blob"], blob.name)


if __name__ == "__main__":
    unittest.main()
