#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""kill -9 at random moments under load: nothing acknowledged is lost, no number twice, no hole, views equal to a rebuild."""
import os
import random
import subprocess
import threading
import unittest
import urllib.error
import uuid

from support import BINARY, TINY_PDF, Person, Server, fields, wait_for

ROUNDS = int(os.environ.get("CHAUBAN_CRASH_ROUNDS", "20"))
SEED = int(os.environ.get("CHAUBAN_CRASH_SEED", "20261125"))


class CrashTest(unittest.TestCase):
    def setUp(self):
        self.server = Server()
        self.addCleanup(self.server.clean)
        self.acknowledged = {}  # key -> (number, document)
        self.bodies = {}  # key -> what was sent
        self.open = []  # attempts without an answer: (key, body)
        self.lock = threading.Lock()

    def register(self, person, serial, stop):
        """Registers letters until the server dies under it."""
        while not stop.is_set():
            with self.lock:
                number = next(serial)
            try:
                stored = person.call("POST", "/v1/files", raw=TINY_PDF + str(number).encode(), headers={"Content-Type": "application/pdf", "Content-Disposition": f'attachment; filename="{number}.pdf"'})
                if stored.status != 201:
                    continue
                key = str(uuid.uuid4())
                body = {"file": stored.json["id"], "fields": fields(code=f"{number % 90000 + 10}/BC-UBND", subject=f"Văn bản {number}", issuer=f"Cơ quan {number}")}
                with self.lock:
                    self.bodies[key] = body
                    self.open.append((key, body))
                answer = person.post("/v1/incoming", body, {"Idempotency-Key": key})
                if answer.status == 201:
                    with self.lock:
                        self.acknowledged[key] = (answer.json["arrivalNumber"], answer.json["id"])
                        self.open.remove((key, body))
            except (urllib.error.URLError, OSError, ValueError, AssertionError):
                return

    def some(self, chance):
        """Acknowledged ones, of all rounds."""
        return chance.sample(sorted(self.acknowledged.items()), min(50, len(self.acknowledged)))

    def everything(self, clerk):
        entries, cursor = [], None
        register = clerk.get("/v1/registers").json["items"][0]["id"]
        while True:
            page = clerk.get(f"/v1/registers/{register}/entries?limit=200" + (f"&cursor={cursor}" if cursor else "")).json
            entries += page["items"]
            cursor = page.get("next")
            if not cursor:
                return entries

    def test_kill_9_at_random_moments_loses_nothing(self):
        chance = random.Random(SEED)
        print(f"seed {SEED}, {ROUNDS} rounds", flush=True)
        serial = iter(range(1, 10**9))
        for done in range(ROUNDS):
            if done and done % 20 == 0:
                print(f"{done} rounds, {len(self.acknowledged)} acknowledged", flush=True)
            self.server.start()
            stop = threading.Event()
            people = [Person(self.server, "vanthu") for _ in range(3)]
            threads = [threading.Thread(target=self.register, args=(p, serial, stop)) for p in people]
            for thread in threads:
                thread.start()
            threading.Event().wait(chance.uniform(0.05, 1.0))  # the random moment itself
            self.server.kill()
            stop.set()
            for thread in threads:
                thread.join()
        self.server.start()
        clerk = Person(self.server, "vanthu")
        # What had no answer is asked again with its key: written or not, it is there once afterwards.
        for key, body in list(self.open):
            answer = clerk.post("/v1/incoming", body, {"Idempotency-Key": key})
            self.assertEqual(answer.status, 201, answer.body)
            self.acknowledged[key] = (answer.json["arrivalNumber"], answer.json["id"])
        self.assertGreater(len(self.acknowledged), ROUNDS)
        entries = self.everything(clerk)
        numbers = [e["arrivalNumber"] for e in entries]
        self.assertEqual(numbers, list(range(1, len(numbers) + 1)), "numbers follow one another without hole or double")
        by_number = {e["arrivalNumber"]: e["document"] for e in entries}
        for number, document in self.acknowledged.values():
            self.assertEqual(by_number.get(number), document)
        self.assertEqual(len(by_number), len(self.acknowledged))
        for key, (number, _) in self.some(chance):
            again = clerk.post("/v1/incoming", self.bodies[key], {"Idempotency-Key": key})
            self.assertEqual((again.status, again.json["arrivalNumber"], again.headers["Idempotent-Replayed"]), (201, number, "true"), "a key is answered as the first time")
        # Chain and tree against HEAD, blobs by their names, state row by row against the log, each view by its digest.
        self.server.stops_whole()

        rebuilt = subprocess.run([str(BINARY), "rebuild", "--state", "--data", str(self.server.data)], capture_output=True, text=True)
        self.assertEqual(rebuilt.returncode, 0, rebuilt.stderr)
        self.server.start()
        again = Person(self.server, "vanthu")
        wait_for("the views have caught up", lambda: all(p["lag"] == 0 for p in Person(self.server, "quantri").get("/v1/admin/projections").json["items"]))
        self.assertEqual(self.everything(again), entries)
        self.assertEqual(self.server.stop(), 0)


if __name__ == "__main__":
    unittest.main()
