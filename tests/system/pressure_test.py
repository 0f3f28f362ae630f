#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A machine that is short of file descriptors: those connected are answered, everybody is told, pages wait, and it goes on by itself."""
import http.client
import socket
import unittest
import urllib.parse
import uuid

import support
from support import METRICS, Person, Server, fields, open_jobs, sample, wait_for


class Kept:
    """One connection that is kept, as a browser keeps it."""

    def __init__(self, address, headers=None):
        self.line = http.client.HTTPConnection(urllib.parse.urlsplit(address).netloc, timeout=60)
        self.headers = headers or {}

    def get(self, path):
        self.line.request("GET", path, headers=self.headers)
        answer = self.line.getresponse()
        return answer.status, answer.read().decode()


class DescriptorTest(unittest.TestCase):
    def start(self, **more):
        self.server = Server(extra=METRICS, **more)
        self.addCleanup(self.server.clean)
        self.server.start()
        self.metrics = Kept(self.server.metrics_url())

    def value(self, name):
        return sample(self.metrics.get("/metrics")[1], name)

    def test_when_all_descriptors_are_taken(self):
        self.start()
        clerk = Person(self.server, "vanthu")
        wait_for("the demo's letters are read", lambda: not open_jobs(clerk))
        usual = int(self.value("process_open_fds"))
        self.assertEqual(self.server.stop(), 0)

        self.start(data=self.server.data, wrapper=["prlimit", f"--nofile={usual + 12}:{usual + 12}"])
        clerk = Person(self.server, "vanthu")
        cookie = "; ".join(f"{one.name}={one.value}" for one in clerk.cookies)
        browser = Kept(self.server.base, {"Cookie": cookie})
        self.assertEqual(browser.get("/v1/me")[0], 200)
        self.assertGreater(self.value("process_max_fds"), usual)  # Prometheus, too, keeps its connection
        address = urllib.parse.urlsplit(self.server.base)
        crowd = []
        self.addCleanup(lambda: [one.close() for one in crowd])

        def is_full():
            # Who works is not who has been waiting for longest: that one gives way.
            self.assertEqual(browser.get("/v1/me")[0], 200, "who works is answered all the while")
            crowd.append(socket.create_connection((address.hostname, address.port)))
            return "http_accept_failed" in self.server.log_text()

        wait_for("no descriptor is left", is_full)
        for path in ("/v1/me", "/v1/inbox", "/v1/jobs", "/health"):
            status, _ = browser.get(path)
            self.assertEqual(status, 200, "and afterwards")
        self.assertGreater(self.value("process_open_fds") / self.value("process_max_fds"), 0.8)

        for one in crowd:
            one.close()
        clerk = wait_for("people get in again", lambda: self.signed_in())
        wait_for("every part takes writes", lambda: clerk.get("/health").json["status"] == "ok")
        content = (support.SCANS / "01-thong-bao-so-tai-chinh.pdf").read_bytes() + uuid.uuid4().bytes
        stored = clerk.call("POST", "/v1/files", raw=content, headers={"Content-Type": "application/pdf", "Content-Disposition": 'attachment; filename="x.pdf"'})
        self.assertEqual(stored.status, 201, stored.body)
        answer = clerk.post("/v1/incoming", {"file": stored.json["id"], "fields": fields()}, {"Idempotency-Key": str(uuid.uuid4())})
        self.assertEqual(answer.status, 201, answer.body)
        wait_for("its pages are read", lambda: not open_jobs(clerk))
        self.assertFalse([job for job in clerk.get("/v1/jobs?limit=100").json["items"] if job["state"] == "failed"])
        self.server.stops_whole()

    def signed_in(self):
        try:
            return Person(self.server, "vanthu")
        except (OSError, AssertionError, ValueError):
            return None


if __name__ == "__main__":
    unittest.main()
