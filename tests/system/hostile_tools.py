# SPDX-License-Identifier: GPL-3.0-or-later
"""Raw connections, an honest client that goes on all the while, and what the server's process takes."""

import json
import os
import pathlib
import re
import resource
import select
import shutil
import socket
import tempfile
import threading
import uuid

from support import SCANS, Person, Server, SystemTest, fields, wait_for

MIB = 1 << 20
HOST = b"Host: chauban\r\n"
SIGN_IN = b"POST /v1/auth/sign-in HTTP/1.1\r\n" + HOST + b"Content-Type: application/json\r\n"
# What a test may add to what the server holds: buffers of the crowd it brings, and the noise of an allocator.
ROOM = 96 * MIB


def raise_descriptor_limit():
    """As many as we may have; the server inherits it. Returns the limit."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


class Wire:
    """A raw connection that says anything. `source`: another loopback address to come from."""

    def __init__(self, server, source=None, receive_buffer=None):
        host, port = server.base.removeprefix("http://").split(":")
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self.socket.settimeout(60)
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        if source:
            self.socket.bind((source, 0))
        self.socket.connect((host, int(port)))
        self.rest = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        """False when the other side has closed."""
        try:
            self.socket.sendall(data)
            return True
        except (BrokenPipeError, ConnectionResetError):
            return False

    def more(self):
        try:
            data = self.socket.recv(65536)
        except ConnectionResetError:
            data = b""
        self.rest += data
        return data

    def answer(self):
        """The next answer: status, head in lower case, body. None when the connection ended first."""
        while b"\r\n\r\n" not in self.rest:
            if not self.more():
                return None
        head, self.rest = self.rest.split(b"\r\n\r\n", 1)
        status = int(head.split(b" ", 2)[1])
        length = re.search(rb"\r\ncontent-length: *(\d+)", head.lower())
        wanted = int(length[1]) if length and status != 304 else 0
        while len(self.rest) < wanted and self.more():
            pass
        body, self.rest = self.rest[:wanted], self.rest[wanted:]
        return status, head.decode("latin-1").lower(), body

    def rest_to_the_end(self):
        """What comes until the server closes."""
        while self.more():
            pass
        return self.rest

    def over(self):
        """Whether the server has ended it by now, or answered; does not wait."""
        poll = select.poll()
        poll.register(self.socket, select.POLLIN)
        return b"\r\n\r\n" in self.rest or (bool(poll.poll(0)) and (not self.more() or b"\r\n\r\n" in self.rest))

    def drop(self):
        """Ends the connection as a pulled cable with a reset does."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
        self.socket.close()


class Process:
    """The server's process as the kernel sees it."""

    def __init__(self, pid):
        self.folder = pathlib.Path(f"/proc/{pid}")

    def bytes_of(self, name):
        return int(re.search(rf"{name}:\s+(\d+) kB", (self.folder / "status").read_text())[1]) * 1024

    def resident(self):
        return self.bytes_of("VmRSS")

    def begin_peak(self):
        """From now on peak() counts anew. Returns what is held now."""
        (self.folder / "clear_refs").write_text("5")
        return self.resident()

    def peak(self):
        return self.bytes_of("VmHWM")

    def sockets(self):
        count = 0
        for entry in (self.folder / "fd").iterdir():
            try:
                count += os.readlink(entry).startswith("socket:")
            except OSError:
                pass  # closed meanwhile
        return count


class Honest(threading.Thread):
    """Somebody at work: reads, searches, changes, uploads, each time anew. Every answer must be right."""

    def __init__(self, server, user):
        super().__init__(daemon=True)
        self.person, self.rounds, self.failures, self.ending = Person(server, user), 0, [], threading.Event()
        arrival = self.person.get("/v1/incoming/arrivals").json["items"][0]["id"]
        made = self.person.post("/v1/incoming", {"arrival": arrival, "fields": fields()}, self.key())
        assert made.status == 201, made.body
        self.path = "/v1/incoming/" + made.json["id"]

    @staticmethod
    def key():
        return {"Idempotency-Key": str(uuid.uuid4())}

    def run(self):
        while not self.ending.is_set():
            try:
                self.round()
                self.rounds += 1
            except Exception as error:  # whatever it is, it is not what an honest user should see
                self.failures.append(repr(error)[:500])

    def round(self):
        person = self.person
        begin = {"Tus-Resumable": "1.0.0", "Upload-Length": "10"}
        change = {"reason": "sửa", "description": f"lần {self.rounds}"}
        calls = [
            ("GET", "/v1/me", {}, 200),
            ("GET", "/v1/inbox", {}, 200),
            ("POST", "/v1/search", {"body": {"q": "kế hoạch", "facets": ["kind"]}}, 200),
            ("PATCH", self.path, {"body": change, "headers": {"If-Match": "*"}}, 200),
            ("GET", self.path, {}, 200),
            ("POST", "/v1/uploads", {"raw": b"", "headers": begin}, 201),
        ]
        for method, path, more, status in calls:
            answer = person.call(method, path, **more)
            assert answer.status == status, (method, path, answer.status, answer.body[:300])
        removed = person.call("DELETE", answer.headers["Location"], headers={"Tus-Resumable": "1.0.0"})
        assert removed.status == 204, removed.body

    def goes_on(self, rounds=2):
        """Waits for whole rounds that begin after now."""
        at = self.rounds
        wait_for("the honest client goes on", lambda: self.failures or self.rounds > at + rounds)
        assert not self.failures, self.failures

    def stop(self):
        self.ending.set()
        self.join(60)


# Sanitizers keep what was freed, and shadow what is held: what the server takes under them says nothing about it.
MEASURED = "CHAUBAN_SANITIZED" not in os.environ


class HostileWorld(SystemTest):
    """A server of its own with an honest client at work; what each test costs the server is bounded by `room`."""

    @classmethod
    def setUpClass(cls):
        cls.descriptors = raise_descriptor_limit()
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="chauban-hostile-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        scans, web = cls.folder / "scans", cls.folder / "web"
        for one in (scans, web):
            one.mkdir()
        shutil.copy(SCANS / "08-quyet-dinh-phong-kinh-te-ha-tang.pdf", scans)
        (web / "index.html").write_text("<!doctype html><title>Chầu bàn</title>")
        (cls.folder / "secret.txt").write_text("not-for-the-web")
        cls.server = Server(demo=False, extra=["--demo", str(scans), "--web", str(web)]).start()
        cls.addClassCleanup(cls.server.clean)
        cls.process = Process(cls.server.process.pid)
        cls.honest = Honest(cls.server, "vanthu")
        cls.honest.start()
        cls.addClassCleanup(cls.honest.stop)
        cls.honest.goes_on()

    def setUp(self):
        self.held = self.process.begin_peak()
        self.room = ROOM

    def tearDown(self):
        self.honest.goes_on()
        grown = self.process.peak() - self.held
        print(
            f"{self._testMethodName}: at most {grown / MIB:.0f} MiB more, {self.honest.rounds} honest rounds",
            flush=True,
        )
        if MEASURED:
            self.assertLess(grown, self.room)

    def problem(self, answer, status, code=None):
        self.assertIsNotNone(answer, "the connection ended without an answer")
        self.assertEqual(answer[0], status, answer)
        self.assertIn("application/problem+json", answer[1])
        problem = json.loads(answer[2])
        self.assertTrue(problem["title"] and problem["detail"])
        if code:
            self.assertEqual(problem["code"], code)
        return problem
