# SPDX-License-Identifier: GPL-3.0-or-later
"""What the system tests share: a real server in a folder of its own, people signed in over HTTP, answers checked against OpenAPI."""
import http.cookiejar
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import time
import unittest
import urllib.error
import urllib.request
import uuid

import jsonschema

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = pathlib.Path(os.environ.get("CHAUBAN_BINARY", ROOT / "build/release/server/chauban"))
SCANS = ROOT / "tests/data/scans"
PASSWORD = "chauban-demo"
PATIENCE_SECONDS = 120
METRICS = ("--metrics", "127.0.0.1:0")
# One empty page; with something behind it, another file each time.
TINY_PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj 3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n%"


def wait_for(what, attempt, patience=PATIENCE_SECONDS, pause=0.05):
    """Looks again until `attempt` gives something true; the pause only keeps the looking cheap."""
    end = time.monotonic() + patience
    while True:
        result = attempt()
        if result:
            return result
        if time.monotonic() > end:
            raise AssertionError(f"not within {patience} s: {what}")
        time.sleep(pause)


class Server:
    """A server process. `stop` asks it to end, `kill` does not ask."""

    def __init__(self, data=None, demo=True, extra=(), environment=None, wrapper=()):
        self.data = pathlib.Path(data or tempfile.mkdtemp(prefix="chauban-system-"))
        self.demo, self.extra, self.environment = demo, list(extra), {**os.environ, **(environment or {})}
        self.wrapper = list(wrapper)  # a program that becomes the server
        self.process = None
        self.base = None

    def start(self):
        command = [*self.wrapper, str(BINARY), "serve", "--data", str(self.data), "--listen", "127.0.0.1:0", "--ocr-workers", "2", "--rate-limit", "1000000", *self.extra]
        if self.demo:
            command += ["--demo", str(SCANS)]
        # To a file: a pipe that nobody empties would stop the server.
        self.log = open(self.data.parent / (self.data.name + ".log"), "ab")
        note = self.data / "server.json"
        if note.exists():
            note.unlink()
        self.process = subprocess.Popen(command, stdout=self.log, stderr=self.log, env=self.environment)

        def listening():
            if self.process.poll() is not None:
                raise AssertionError(f"the server ended: {self.log_text()[-2000:]}")
            return note.exists() and note.read_text().strip()

        self.base = json.loads(wait_for("the server listens", listening))["baseUrl"]
        return self

    def log_text(self):
        return pathlib.Path(self.log.name).read_text(errors="replace")

    def metrics_url(self):
        """Where the metrics of the last start are, if it has METRICS among its options."""
        return wait_for("the metrics are announced", lambda: re.findall(r"metrics: (http://\S+)", self.log_text()))[-1]

    def metrics(self):
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(self.metrics_url(), timeout=60) as answer:
            return answer.read().decode()

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(timeout=60)
        self.log.close()
        return code

    def stops_whole(self, verbs=("fsck",)):
        """Ends well, and nothing is wrong in its folder."""
        code = self.stop()
        assert code == 0, f"ended with {code}"
        for verb in verbs:
            checked = subprocess.run([str(BINARY), verb, "--data", str(self.data)], capture_output=True, text=True)
            assert checked.returncode == 0, checked.stdout + checked.stderr

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(timeout=60)
        self.log.close()

    def clean(self):
        if self.process and self.process.poll() is None:
            self.kill()
        shutil.rmtree(self.data, ignore_errors=True)
        pathlib.Path(self.log.name).unlink(missing_ok=True)


class Told:
    """A file that tells a library what to do that is preloaded into a server (tests/support/told_by_file.h)."""

    def __init__(self, test, library, variable):
        if not os.environ.get(library):
            test.skipTest("nothing can be preloaded before a sanitizer")
        handle, self.path = tempfile.mkstemp(prefix="chauban-told-")
        test.addCleanup(os.unlink, self.path)
        os.truncate(handle, 4096)
        os.close(handle)
        self.environment = {"LD_PRELOAD": os.environ[library], variable: self.path}

    def say(self, text):
        with open(self.path, "r+b", buffering=0) as file:
            file.write(text.encode() + b"\0")


def sample(metrics, name):
    """The value of a metric without labels."""
    return next(float(line.split()[-1]) for line in metrics.splitlines() if line.startswith(name + " "))


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def code(self):
        return self.json.get("code")


def follow(description, value):
    """`value`, or what its `$ref` points to in the description."""
    while "$ref" in value:
        target = description
        for part in value["$ref"].lstrip("#/").split("/"):
            target = target[part]
        value = target
    return value


class Api:
    """The API's own description, and whether an answer fits it."""

    def __init__(self, description):
        self.description = description
        self.patterns = [(re.compile("^" + re.sub(r"\{\w+\}", "[^/]+", path) + "$"), path) for path in sorted(description["paths"], key=lambda p: p.count("{"))]

    def check(self, method, path, answer):
        kind = answer.headers.get("Content-Type", "")
        if "json" not in kind or "ndjson" in kind or "batch+json" in kind:
            return
        path = path.split("?")[0]
        known = next((template for pattern, template in self.patterns if pattern.match(path)), None)
        operation = self.description["paths"].get(known, {}).get(method.lower())
        if operation is None:
            return  # an answer about a route that does not exist
        response = operation["responses"].get(str(answer.status)) or operation["responses"].get("default")
        assert response is not None, f"{method} {known} does not describe {answer.status}"
        response = follow(self.description, response)
        for media, content in response.get("content", {}).items():
            if "json" in media and "ndjson" not in media:
                schema = {**content["schema"], "components": self.description["components"]}
                jsonschema.Draft202012Validator(schema).validate(answer.json)
                return


class Person:
    """Somebody signed in as a browser is: cookie, CSRF token, same origin."""

    def __init__(self, server, user, password=PASSWORD):
        self.server, self.csrf = server, None
        self.cookies = http.cookiejar.CookieJar()
        self.opener = self.opens(urllib.request.HTTPCookieProcessor(self.cookies), urllib.request.ProxyHandler({}))
        self.seen = None
        self.api = Api(self.get("/v1/openapi.json").json)
        signed = self.post("/v1/auth/sign-in", {"user": user, "password": password})
        assert signed.status == 200, signed.body
        self.me = self.get("/v1/me").json
        self.csrf = self.me["csrf"]

    def opens(self, *handlers):
        return urllib.request.build_opener(*handlers)

    def call(self, method, path, body=None, headers=None, raw=None):
        all_headers = {"Origin": self.server.base, "Sec-Fetch-Site": "same-origin"}
        data = raw
        if body is not None:
            data = json.dumps(body).encode()
            all_headers["Content-Type"] = "application/json"
        if self.csrf:
            all_headers["X-Chauban-CSRF"] = self.csrf
        if self.seen:
            all_headers["Min-Log-Position"] = self.seen
            all_headers["Prefer"] = "wait=10"
        all_headers.update(headers or {})
        request = urllib.request.Request(self.server.base + path, data=data, method=method, headers=all_headers)
        try:
            with self.opener.open(request, timeout=60) as response:
                answer = Answer(response.status, response.headers, response.read())
        except urllib.error.HTTPError as error:
            answer = Answer(error.code, error.headers, error.read())
        if method != "GET" and answer.status < 300 and answer.headers.get("Log-Position"):
            self.seen = answer.headers["Log-Position"]
        if hasattr(self, "api"):
            self.api.check(method, path, answer)
        return answer

    def get(self, path, headers=None):
        return self.call("GET", path, headers=headers)

    def post(self, path, body, headers=None):
        return self.call("POST", path, body, headers)

    def act(self, path, command, body):
        """A command on a resource, with the tag it has now."""
        tag = self.get(path).headers.get("ETag")
        return self.post(f"{path}/{command}", body, {"If-Match": tag, "Idempotency-Key": str(uuid.uuid4())})


def open_jobs(person):
    """Files whose reading has not ended."""
    return [job for job in person.get("/v1/jobs?limit=100").json["items"] if job["state"] not in ("done", "failed", "cancelled")]


def views_are_level(server):
    views = Person(server, "quantri").get("/v1/admin/projections").json["items"]
    return all(view["lag"] == 0 and "failure" not in view for view in views)


def fields(code="15/QĐ-UBND", date="2026-11-20", issuer="UBND tỉnh", subject="Kế hoạch cải cách hành chính", **more):
    """Fields of a registration, typed by the clerk."""
    values = {"code": code, "issueDate": date, "issuer": issuer, "subject": subject, **more}
    return {name: {"value": value, "source": "typed", "confirmed": True} for name, value in values.items()}


class SystemTest(unittest.TestCase):
    """One server for the class, started with the demo."""

    server = None
    demo = True

    @classmethod
    def setUpClass(cls):
        cls.server = Server(demo=cls.demo).start()
        cls.addClassCleanup(cls.server.clean)

    def person(self, user):
        return Person(self.server, user)

    def expect(self, answer, status):
        self.assertEqual(answer.status, status, answer.body[:600])
        return answer.json if answer.body and "json" in answer.headers.get("Content-Type", "") else answer.body

    def refused(self, answer, status, code):
        problem = self.expect(answer, status)
        self.assertEqual(problem["code"], code, problem)
        self.assertTrue(problem["title"] and problem["detail"], problem)
        return problem
