# SPDX-License-Identifier: GPL-3.0-or-later
"""The people, the papers and the requests of permission_test.py."""

import http.client
import json
import pathlib
import re
import shutil
import tempfile
import threading
import urllib.error
import urllib.parse
import urllib.request
import uuid

from permission_table import NAMED_BY, SEES_THE_JOB_ONLY
from support import PASSWORD, SCANS, Answer, Person, Server, SystemTest, fields, follow, wait_for

FACETS = ["kind", "issuer", "year", "unit", "state", "dossier", "urgency", "type"]
METHODS = ("get", "head", "post", "put", "patch", "delete", "options")
PLAIN = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def send(opener, base, method, path, headers=None, body=None):
    """One request as it is; of a stream only the beginning is read."""
    request = urllib.request.Request(base + path, data=body, method=method, headers=headers or {})
    try:
        response = opener.open(request, timeout=60)
    except urllib.error.HTTPError as error:
        response = error
    with response:
        stream = "event-stream" in response.headers.get("Content-Type", "")
        try:
            content = response.readline() if stream else response.read()
        except http.client.IncompleteRead as error:
            content = error.partial
        return Answer(response.status, response.headers, content)


class Operation:
    """One operation of the description, and how a request for it is made up."""

    def __init__(self, description, path, method, operation):
        self.description, self.path, self.method = description, path, method.upper()
        self.id = operation["operationId"]
        shared = description["paths"][path].get("parameters", [])
        self.parameters = [follow(self.description, p) for p in [*shared, *operation.get("parameters", [])]]
        self.body = operation.get("requestBody", {}).get("content", {})
        self.open = operation.get("security") == []

    @property
    def kind(self):
        """What its path names; an error when nobody has said."""
        if "{" not in self.path:
            return None
        for prefix, kind in NAMED_BY:
            if self.path.startswith(prefix):
                return kind
        raise AssertionError(f"{self.path}: say in NAMED_BY what it names")

    def target(self, named=None):
        """The path with one's own or made-up names in it, and the query it cannot do without."""
        path = self.path.replace("{n}", "1").replace("{name}", "no-such-view")
        path = path.replace("{event}", "IncomingRegistered").replace("{version}", "1")
        path = re.sub(r"\{\w+\}", named or str(uuid.uuid4()), path)
        query = {
            p["name"]: self.sample(p["schema"]) for p in self.parameters if p["in"] == "query" and p.get("required")
        }
        return path + ("?" + urllib.parse.urlencode(query) if query else "")

    def headers(self):
        values = {"If-Match": "*", "Upload-Length": "10", "Upload-Offset": "0"}
        wanted = {p["name"]: p for p in self.parameters if p["in"] == "header"}
        made = {
            name: values.get(name) or p["schema"].get("const", "x") for name, p in wanted.items() if p.get("required")
        }
        if "Idempotency-Key" in wanted:
            made["Idempotency-Key"] = str(uuid.uuid4())
        if self.body:
            made["Content-Type"] = next(iter(self.body))
        return made

    def content(self, given=None):
        if not self.body:
            return b"" if self.method in ("POST", "PUT", "PATCH") else None
        media, content = next(iter(self.body.items()))
        if "json" not in media:
            return b"%PDF-1.4 "
        return json.dumps(self.sample(content["schema"]) if given is None else given).encode()

    def body_like(self):
        """The body one would send, to send the same twice; None where it is no JSON."""
        media, content = next(iter(self.body.items()), ("", None))
        return self.sample(content["schema"]) if "json" in media else None

    def sample(self, schema, name=""):
        """A value that looks right. Ids name nothing."""
        schema = follow(self.description, schema)
        if "enum" in schema or "const" in schema:
            return schema.get("const", (schema.get("enum") or [None])[0])
        kind = schema.get("type", "object")
        kind = kind[0] if isinstance(kind, list) else kind
        if kind == "object":
            if name == "fields":
                return fields(code="1/QD-X", subject="Mot van ban thu")
            known = schema.get("properties", {})
            return {key: self.sample(known[key], key) for key in schema.get("required", known)}
        if kind == "array":
            return [self.sample(schema["items"], name)]
        if kind in ("integer", "number"):
            return schema.get("minimum", 2031)
        if kind == "boolean":
            return False
        return self.sample_text(schema.get("format"), name)

    @staticmethod
    def sample_text(form, name):
        made = {"uuid": str(uuid.uuid4()), "date": "2026-11-20", "date-time": "2027-01-01T00:00:00+07:00"}
        if form in made:
            return made[form]
        return "mat-khau-" + uuid.uuid4().hex if name == "password" else "x" + uuid.uuid4().hex[:12]


def operations(description):
    return [
        Operation(description, path, method, item[method])
        for path, item in description["paths"].items()
        for method in METHODS
        if method in item
    ]


class Member(Person):
    """A person with a role; `ask` sends an operation as it is, with this person's cookie or with a key."""

    def __init__(self, server, user, role):
        super().__init__(server, user)
        self.user, self.role = user, role

    def send(self, method, path, headers=None, body=None):
        own = {"Sec-Fetch-Site": "same-origin", "X-Chauban-CSRF": self.csrf}
        return send(self.opener, self.server.base, method, path, {**own, **(headers or {})}, body)

    def ask(self, operation, named=None, given=None, headers=None):
        more = {**operation.headers(), **(headers or {})}
        return self.send(operation.method, operation.target(named), more, operation.content(given))

    def make_key(self, scopes):
        wanted = {"name": "thu", "scopes": scopes, "expiresAt": "2027-06-01T00:00:00+07:00"}
        made = self.post("/v1/me/keys", wanted)
        assert made.status == 201, made.body
        return made.json["key"], made.json["entry"]["id"]

    def do(self, status, *call, **more):
        answer = self.post(*call, **more) if len(call) < 3 else self.act(*call)
        assert answer.status == status, (call, answer.status, answer.body)
        return answer.json


class Paper:
    """A document of other people: all that names it, so that an answer can be searched for it."""

    def __init__(self, mark, scan):
        self.mark, self.bytes = mark, (SCANS / scan).read_bytes() + b"% " + mark.encode()
        self.words = {
            "subject": f"Dieu chuyen {mark} nhan su",
            "code": f"7/QD-{mark[:8].upper()}",
            "issuer": f"So {mark} ngoai vu",
        }
        self.name = f"tep-{mark}.pdf"
        self.document = self.file = self.job = self.dossier = None

    def marks(self):
        return [self.mark, self.mark[:8], self.document, self.file, self.job]

    def found_in(self, answer, told=(), but=()):
        """What of it stands in an answer; what the asker named himself (`told`) does not count."""
        return self.found_in_text(str(answer.headers) + answer.body.decode("utf-8", "replace"), told, but)

    def found_in_text(self, text, told=(), but=()):
        text = text.lower()
        for word in told:
            text = text.replace(word.lower(), "")
        return [mark for mark in self.marks() if mark and mark not in but and mark.lower() in text]


def without_dossier_events(text):
    """Events of dossiers say which document lies where, by its id alone, as the dossier's list does."""
    head, *events = text.split('{"specversion":')
    kept = [event for event in events if '"type":"chauban.WorkDossier.Document' not in event]
    return head + "".join('{"specversion":' + event for event in kept)


class Office:
    """Everybody of the demo, colleagues in the same roles elsewhere, and two papers directed to the unit kt."""

    def __init__(self, server):
        self.server, self.people = server, {}
        self.admin = self.join("quantri", "admin")
        units = {u["name"]: u["id"] for u in self.admin.get("/v1/directory/units").json["items"]}
        self.kt = units["Phòng Kinh tế"]
        self.hire("vanthu2", "clerk", units["Văn phòng HĐND và UBND"])
        self.hire("lanhdao2", "leader", units["Ủy ban nhân dân xã Đồng Sen"])
        self.hire("motcua", "reception", units["Văn phòng HĐND và UBND"])
        self.hire("thanhtra", "auditor", units["Văn phòng HĐND và UBND"])
        self.hire("truongkt", "unitHead", self.kt)
        self.hire("canbokt", "officer", self.kt)
        for user, role in (
            ("vanthu", "clerk"),
            ("lanhdao", "leader"),
            ("chuyenvien", "officer"),
            ("truongphong", "unitHead"),
            ("luutru", "archivist"),
        ):
            self.join(user, role)
        self.positions = {
            p["holder"]["name"]: p["id"]
            for p in self.admin.get("/v1/directory/positions").json["items"]
            if "holder" in p
        }

    def join(self, user, role):
        self.people[user] = Member(self.server, user, role)
        return self.people[user]

    def hire(self, user, role, unit):
        key = lambda: {"Idempotency-Key": str(uuid.uuid4())}
        made = self.admin.post("/v1/admin/positions", {"unit": unit, "title": "Vi tri " + user, "roles": [role]}, key())
        assert made.status == 201, made.body
        body = {"userName": user, "fullName": "Nguoi " + user, "password": PASSWORD, "positions": [made.json["id"]]}
        assert self.admin.post("/v1/admin/users", body, key()).status == 201
        self.join(user, role)

    def __getitem__(self, user):
        return self.people[user]

    def level(self):
        """Everybody asks from now on for a state that has all that anybody did."""
        heads = {}
        for position in ",".join(p.seen for p in self.people.values() if p.seen).split(","):
            partition, at = position.split(":")
            heads[partition] = max(heads.get(partition, 0), int(at))
        seen = ",".join(f"{partition}:{at}" for partition, at in sorted(heads.items()))
        for person in self.people.values():
            person.seen = seen

    def register(self, paper, sensitivity):
        clerk, leader, head, officer = (self[u] for u in ("vanthu", "lanhdao", "truongkt", "canbokt"))
        disposition = {
            "Content-Type": "application/octet-stream",
            "Content-Disposition": f'attachment; filename="{paper.name}"',
        }
        paper.file = clerk.call("POST", "/v1/files", raw=paper.bytes, headers=disposition).json["id"]
        info = lambda: clerk.get(f"/v1/files/{paper.file}/info").json
        paper.job = wait_for("the file has a job", lambda: info().get("job"))
        # Jobs and files are two views: the one may name a job that the other has not got to yet.
        wait_for("its pages are read", lambda: clerk.get("/v1/jobs/" + paper.job).json.get("state") == "done")
        values = fields(**paper.words)
        values["sensitivity"] = {"value": sensitivity, "source": "typed", "confirmed": True}
        paper.request = {"file": paper.file, "fields": values}
        paper.key = {"Idempotency-Key": str(uuid.uuid4())}
        paper.document = clerk.do(201, "/v1/incoming", paper.request, headers=paper.key)["id"]
        path = "/v1/incoming/" + paper.document
        leader_position = self.positions["Phạm Quốc Dũng"]
        clerk.do(200, path, "submitToLeader", {"leader": leader_position, "note": "Trinh " + paper.mark})
        self.level()
        due = {"days": 5, "calendar": "working"}
        leader.do(
            200,
            path,
            "giveDirection",
            {"lead": {"unit": self.kt}, "coop": [], "due": due, "text": "Giao " + paper.mark},
        )
        self.level()
        head.do(200, path, "assignHandler", {"to": self.positions["Nguoi canbokt"]})
        self.level()
        officer.do(200, path, "recordProgress", {"text": "Dang lam " + paper.mark})
        self.level()

    def file_away(self, paper):
        officer, path = self["canbokt"], "/v1/incoming/" + paper.document
        officer.do(200, path, "completeHandling", {"result": "Xong " + paper.mark})
        plan = officer.get("/v1/file-plans").json["items"][0]["id"]
        paper.dossier = officer.do(
            201, "/v1/dossiers", {"plan": plan, "notation": "06.KT"}, headers={"Idempotency-Key": str(uuid.uuid4())}
        )["id"]
        officer.do(200, path, "fileIntoDossier", {"dossier": paper.dossier})
        self.level()


class PermissionWorld(SystemTest):
    """One server; two papers of the unit kt: `open_` (ordinary) and `shut` (restricted: only who is in its flow)."""

    @classmethod
    def setUpClass(cls):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="chauban-scans-"))
        cls.addClassCleanup(shutil.rmtree, folder)
        shutil.copy(SCANS / "08-quyet-dinh-phong-kinh-te-ha-tang.pdf", folder)
        cls.server = Server(demo=False, extra=["--demo", str(folder)]).start()
        cls.addClassCleanup(cls.server.clean)
        cls.office = office = Office(cls.server)
        cls.all = operations(office.admin.api.description)
        cls.by_id = {operation.id: operation for operation in cls.all}
        cls.shut, cls.open_ = Paper(
            "qzshutmark" + uuid.uuid4().hex[:6], "02-cong-van-phong-kinh-te-ha-tang.pdf"
        ), Paper("zqopenmark" + uuid.uuid4().hex[:6], "07-thong-bao-so-noi-vu.pdf")
        insiders = {"vanthu", "lanhdao", "truongkt", "canbokt"}
        strangers = [p for u, p in office.people.items() if u not in insiders]
        cls.before_shut = cls.before_open = None
        # Whom each paper is foreign to: clerks and leaders of the agency read what is not restricted.
        cls.foreign = [(cls.shut, strangers), (cls.open_, [p for p in strangers if p.role not in ("clerk", "leader")])]
        cls.before = {}
        for paper, sensitivity in ((cls.open_, 2), (cls.shut, 3)):
            people = next(p for one, p in cls.foreign if one is paper)
            before = {p.user: cls.look_around(p) for p in people}
            office.register(paper, sensitivity)
            cls.before[paper.mark] = (before, {p.user: cls.look_around(p) for p in people})
        office.file_away(cls.shut)
        clerk = office["vanthu"]
        begin = {"Tus-Resumable": "1.0.0", "Upload-Length": "100", "Upload-Metadata": "filename cXpzaHV0bWFyay5wZGY="}
        made = clerk.call("POST", "/v1/uploads", headers=begin, raw=b"")
        cls.owned = {"upload": made.headers["Location"].rsplit("/", 1)[1], "key": clerk.make_key(["search"])[1]}

    @staticmethod
    def look_around(person):
        """What somebody sees of the whole: lists, counts, facets. It must be the same before and after a paper of others."""
        seen = {}
        for path in (
            "/v1/incoming",
            "/v1/inbox",
            "/v1/inbox?view=following",
            "/v1/inbox?view=given",
            "/v1/inbox?view=done",
            "/v1/jobs",
        ):
            if path == "/v1/jobs" and person.role in SEES_THE_JOB_ONLY:
                continue
            answer = person.get(path)
            seen[path] = [item["id"] for item in answer.json["items"]] if answer.status == 200 else answer.status
        counts = person.get("/v1/inbox/counts")
        seen["counts"] = (
            {k: v for k, v in counts.json.items() if k != "position"} if counts.status == 200 else counts.status
        )
        for query in ("nhan su", "7/QD", "so", "nam:2026", "ke hoach", ""):
            found = person.post("/v1/search", {"q": query, "facets": FACETS})
            seen["search " + query] = (
                {k: found.json[k] for k in ("total", "facets", "didYouMean", "notes")}
                if found.status == 200
                else found.status
            )
        return seen


class Following:
    """A stream of events read by a thread of its own."""

    def __init__(self, person, path):
        self.person, self.path, self.lines = person, path, []
        begun = threading.Event()

        def follow():
            request = urllib.request.Request(person.server.base + path)
            with person.opener.open(request, timeout=60) as stream:
                begun.set()
                for line in stream:
                    self.lines.append(line.decode())

        threading.Thread(target=follow, daemon=True).start()
        assert begun.wait(30), path

    def text(self):
        return "".join(self.lines)
