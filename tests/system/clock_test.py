#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The machine's clock is set forward and back under a working server: order, numbers, keys and evidence hold; people at worst sign in again."""
import datetime
import unittest
import uuid

from support import METRICS, Person, Server, Told, fields, sample, views_are_level, wait_for

HOUR = 3600
DAY = 24 * HOUR


class ClockTest(unittest.TestCase):
    def setUp(self):
        self.clock = Told(self, "CHAUBAN_MOVED_CLOCK", "MOVED_CLOCK")
        self.server = Server(extra=METRICS, environment=self.clock.environment)
        self.addCleanup(self.server.clean)
        self.server.start()
        self.count = 0
        self.asked = {}  # key -> (body, number)

    def register(self, clerk):
        self.count += 1
        # Dated long before any of the days that the clock shows here.
        body = {"fields": fields(code=f"{self.count + 10}/BC-UBND", subject=f"Văn bản {self.count}", issuer=f"Cơ quan {self.count}", date=self.date)}
        key = str(uuid.uuid4())
        answer = clerk.post("/v1/incoming", body, {"Idempotency-Key": key})
        self.assertEqual(answer.status, 201, answer.body)
        self.asked[key] = (body, answer.json["arrivalNumber"])

    def asks_again(self, clerk):
        for key, (body, number) in self.asked.items():
            again = clerk.post("/v1/incoming", body, {"Idempotency-Key": key})
            self.assertEqual((again.status, again.json.get("arrivalNumber"), again.headers["Idempotent-Replayed"]), (201, number, "true"))

    def test_forward_and_back(self):
        clerk = Person(self.server, "vanthu")
        today = datetime.date.today()
        self.date = (today - datetime.timedelta(days=20)).isoformat()
        self.register(clerk)
        for moved in (6 * 60, 2 * DAY, -HOUR, -2 * DAY, 3 * DAY, 0):
            self.clock.say(str(moved))
            if clerk.get("/v1/me").status == 401:  # the clock says that half a day has passed
                clerk = Person(self.server, "vanthu")
            self.register(clerk)
            self.register(clerk)
            self.asks_again(clerk)
            self.assertEqual(clerk.get("/v1/inbox").status, 200)
            wait_for("every view is level", lambda: views_are_level(self.server))
        self.assertGreater(sample(self.server.metrics(), "chauban_clock_behind_log_seconds"), 2 * DAY)

        # Started again while the log's newest record bears a time that has not come yet.
        self.assertEqual(self.server.stop(), 0)
        self.server.start()
        clerk = Person(self.server, "vanthu")
        self.register(clerk)
        self.asks_again(clerk)

        register = clerk.get("/v1/registers").json["items"][0]["id"]
        numbers = [entry["arrivalNumber"] for entry in clerk.get(f"/v1/registers/{register}/entries?limit=200").json["items"]]
        self.assertEqual(sorted(number for _, number in self.asked.values()), numbers)
        self.assertEqual(numbers, list(range(1, len(numbers) + 1)))
        self.server.stops_whole(("fsck", "verify"))


if __name__ == "__main__":
    unittest.main()
