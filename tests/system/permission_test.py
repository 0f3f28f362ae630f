#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every operation of the API tried by everybody, and on papers of others: what must be refused is, and tells nothing."""

import json
import unittest
import urllib.parse
import uuid

from permission_table import ANY_KEY, KNOWERS, MAY, NO_KEY, READERS, SEES_THE_JOB_ONLY, TELLS_ABSENT_FROM_FOREIGN
from permission_world import PLAIN, PermissionWorld, send
from support import PASSWORD, fields

SHUT = (401, 403, 404)


class PermissionTest(PermissionWorld):
    # ---- who may call what ------------------------------------------------------------------------------------------

    def test_every_operation_has_its_row(self):
        self.assertEqual({operation.id for operation in self.all}, set(MAY), "permission_table.py must say who may")

    def assert_problem(self, answer, what):
        if answer.body:  # HEAD has none
            self.assertEqual(answer.headers["Content-Type"], "application/problem+json", what)
            self.assertEqual(answer.json["status"], answer.status, what)

    def test_nobody_gets_in_without_a_credential(self):
        forged = [
            {},
            {"Cookie": "chauban=" + "A" * 43},
            {"Cookie": "chauban=;"},
            {"Authorization": "Basic dmFudGh1Og=="},
            {"Authorization": "Bearer chb_" + "A" * 43},
        ]
        for operation in self.all:
            for credential in forged:
                with self.subTest(operation.id, credential=credential):
                    headers = {**operation.headers(), **credential}
                    answer = send(
                        PLAIN, self.server.base, operation.method, operation.target(), headers, operation.content()
                    )
                    if "anonymous" not in MAY[operation.id][0]:
                        self.assertEqual(answer.status, 401, answer.body)
                        self.assert_problem(answer, operation.id)
                    elif "Authorization" not in credential and operation.id != "signIn":
                        self.assertLess(answer.status, 400, answer.body)

    def test_a_cookie_alone_changes_nothing(self):
        clerk = self.office["vanthu2"]
        for operation in self.all:
            if operation.method in ("GET", "HEAD", "OPTIONS") or "anonymous" in MAY[operation.id][0]:
                continue
            for headers in (
                {"X-Chauban-CSRF": ""},
                {"X-Chauban-CSRF": self.office["vanthu"].csrf},
                {"Sec-Fetch-Site": "cross-site"},
                {"Sec-Fetch-Site": "", "Origin": "https://evil.example"},
            ):
                with self.subTest(operation.id, headers=headers):
                    answer = clerk.ask(operation, headers=headers)
                    self.assertEqual((answer.status, answer.code), (403, "csrf_failed"))

    def is_open(self, answer):
        """Whether the door was open, whatever came of it behind."""
        self.assertLess(answer.status, 500, answer.body)
        if answer.status not in (401, 403):
            return True
        return answer.body and answer.code == "forbidden" and "permission" not in answer.json["details"]

    def test_each_role_finds_open_what_the_table_says_and_nothing_else(self):
        for person in self.office.people.values():
            for operation in self.all:
                who = person
                given = {"user": person.user, "password": PASSWORD} if operation.id == "signIn" else None
                if operation.id == "signOut":
                    who = type(person)(self.server, person.user, person.role)
                with self.subTest(operation.id, role=person.role):
                    if operation.id == "signIn":  # aside, so that this person's own session goes on
                        answer = send(
                            PLAIN,
                            self.server.base,
                            "POST",
                            operation.path,
                            operation.headers(),
                            operation.content(given),
                        )
                    else:
                        answer = who.ask(operation)
                    allowed = person.role in MAY[operation.id][0]
                    self.assertEqual(bool(self.is_open(answer)), allowed, (answer.status, answer.body[:300]))
                    if not allowed:
                        self.assert_problem(answer, operation.id)
                        self.assertEqual(answer.status, 403, "a shut door says that it is shut")
                    elif operation.method == "GET" and operation.kind is None and "{" not in operation.path:
                        self.assertEqual(answer.status, 200, answer.body[:300])

    def test_a_key_opens_only_what_its_scopes_say(self):
        scopes = sorted({scope for _, scope in MAY.values()} - {NO_KEY, ANY_KEY})
        for role, user in (("clerk", "vanthu2"), ("leader", "lanhdao2"), ("archivist", "luutru"), ("admin", "quantri")):
            person = self.office[user]
            only = {scope: person.make_key([scope])[0] for scope in scopes}
            without = {scope: person.make_key([s for s in scopes if s != scope])[0] for scope in scopes}
            everything = person.make_key(scopes)[0]
            for operation in self.all:
                who, scope = MAY[operation.id]
                if role not in who or "anonymous" in who:
                    continue
                ask = lambda key: send(
                    PLAIN,
                    self.server.base,
                    operation.method,
                    operation.target(),
                    {**operation.headers(), "Authorization": "Bearer " + key},
                    operation.content(),
                )
                with self.subTest(operation.id, role=role, scope=scope):
                    if scope == ANY_KEY:
                        self.assertTrue(self.is_open(ask(only["search"])))
                        continue
                    refused = ask(everything if scope == NO_KEY else without[scope])
                    self.assertEqual(refused.status, 403)
                    if refused.body:
                        self.assertEqual(refused.code, "scope_missing")
                    if scope != NO_KEY:
                        self.assertTrue(self.is_open(ask(only[scope])), scope)

    # ---- papers of others -------------------------------------------------------------------------------------------

    def named(self, paper, kind):
        return {**self.owned, "document": paper.document, "file": paper.file, "job": paper.job}.get(kind)

    @staticmethod
    def core(answer, *ids):
        """An answer without what differs each time and without the ids asked for."""
        if not answer.body or "json" not in answer.headers.get("Content-Type", ""):
            return answer.status, bytes(answer.body)
        body = {k: v for k, v in answer.json.items() if k not in ("trace", "instance")}
        text = json.dumps(body, ensure_ascii=False)
        for one in ids:
            text = text.replace(one, "ID")
        return answer.status, text

    def test_what_is_of_others_looks_like_what_is_not_there(self):
        for paper, strangers in self.foreign:
            for person in strangers:
                for operation in self.all:
                    name = self.named(paper, operation.kind)
                    if name is None or operation.open or (operation.kind == "job" and person.role in SEES_THE_JOB_ONLY):
                        continue
                    with self.subTest(operation.id, role=person.role, paper=paper.mark):
                        answer, absent, body = None, str(uuid.uuid4()), operation.body_like()
                        answer = person.ask(operation, name, body)
                        self.assertIn(answer.status, SHUT, answer.body[:300])
                        self.assertEqual(paper.found_in(answer, told=[name]), [])
                        self.assertEqual(
                            self.core(answer, name), self.core(person.ask(operation, absent, body), absent)
                        )
                        if person.role in MAY[operation.id][0]:
                            self.assertEqual(answer.status, 404, "what one may not know of is not there")

    def test_tags_and_ranges_do_not_tell_of_others(self):
        owner, get = self.office["vanthu"], self.by_id["getFile"]
        for paper, strangers in self.foreign:
            tags = {
                path: owner.get(path).headers["ETag"]
                for path in (
                    f"/v1/files/{paper.file}",
                    f"/v1/incoming/{paper.document}",
                    f"/v1/files/{paper.file}/pages/1/preview?width=200",
                )
            }
            self.assertTrue(all(tags.values()))
            for person in strangers:
                for path, tag in tags.items():
                    for headers in (
                        {"If-None-Match": tag},
                        {"If-None-Match": "*"},
                        {"Range": "bytes=0-9"},
                        {"If-Range": tag, "Range": "bytes=0-9"},
                    ):
                        answer = person.send("GET", path, headers)
                        self.assertIn(answer.status, SHUT, (person.role, path, headers))
                        self.assertEqual(paper.found_in(answer, told=[paper.file, paper.document]), [])
                self.assertIn(person.ask(get, paper.file).status, SHUT)

    def test_who_administers_sees_a_job_without_what_is_read(self):
        for paper, _ in self.foreign:
            for operation in (self.by_id["getJob"], self.by_id["cancelJob"], self.by_id["retryJob"]):
                answer = self.office.admin.ask(operation, paper.job)
                self.assertEqual(paper.found_in(answer, but=(paper.file, paper.job)), [], operation.id)

    def test_ids_in_bodies_do_not_tell_of_others(self):
        def cases(paper):
            other = fields(code="901/TB-KHAC", issuer="Noi khac", subject="Khong lien quan")
            yield "registerIncoming", lambda i: {"file": i, "fields": other}, paper.file
            yield "registerIncoming", lambda i: {"arrival": i, "fields": other}, paper.document
            yield "recordArrival", lambda i: {"files": [i]}, paper.file
            yield "checkDuplicate", lambda i: {"file": i}, paper.file
            yield "checkDuplicate", lambda i: {
                "code": "1/X",
                "issueDate": "2026-11-20",
                "issuer": "x",
                "file": i,
            }, paper.file

        differ = set()
        for paper, strangers in self.foreign:
            for person in strangers:
                for name, body, real in cases(paper):
                    if person.role not in MAY[name][0]:
                        continue
                    operation, absent = self.by_id[name], str(uuid.uuid4())
                    answer, nothing = (person.ask(operation, given=body(i)) for i in (real, absent))
                    self.assertEqual(paper.found_in(answer, told=[real]), [], (name, person.role))
                    self.assertGreaterEqual(answer.status, 400, (name, person.role))
                    if answer.status not in SHUT or self.core(answer, real) != self.core(nothing, absent):
                        differ.add((name, "arrival" if real == paper.document else "file"))
        self.assertEqual(differ, TELLS_ABSENT_FROM_FOREIGN)

    def test_a_duplicate_of_a_restricted_paper_names_nothing_of_it(self):
        clerk, paper = self.office["vanthu2"], self.shut
        disposition = {
            "Content-Type": "application/octet-stream",
            "Content-Disposition": 'attachment; filename="khac.pdf"',
        }
        again = clerk.call("POST", "/v1/files", raw=paper.bytes, headers=disposition)
        self.assertEqual(paper.found_in(again), [])
        own = again.json["id"]
        told = [v["value"] for v in paper.request["fields"].values() if isinstance(v["value"], str)]
        for operation, body in (
            ("registerIncoming", {**paper.request, "file": own}),
            ("recordArrival", {"files": [own]}),
            ("checkDuplicate", {"file": own}),
            (
                "checkDuplicate",
                {"code": paper.words["code"], "issuer": paper.words["issuer"], "issueDate": "2026-11-20"},
            ),
        ):
            with self.subTest(operation):
                answer = clerk.ask(self.by_id[operation], given=body)
                self.assertEqual(paper.found_in(answer, told=told), [], answer.body)
                if operation == "checkDuplicate":
                    self.assertEqual(answer.json["items"], [])

    def test_another_persons_repeat_key_and_cursor_are_worth_nothing(self):
        owner = self.office["vanthu"]
        page = owner.get("/v1/events?limit=1").json
        listing = owner.get("/v1/incoming?limit=1").json
        self.assertIn("next", listing)
        found = owner.post("/v1/search", {"q": "nhan su", "limit": 1}).json
        self.assertIn("next", found)
        self.assertTrue(page["items"])
        told = [v["value"] for v in self.shut.request["fields"].values() if isinstance(v["value"], str)] + [
            self.shut.file
        ]
        for person in self.office.people.values():
            if person is owner:
                continue
            with self.subTest(person.user):
                if person.role in KNOWERS:
                    stolen = person.get("/v1/incoming?limit=1&cursor=" + urllib.parse.quote(listing["next"]))
                    self.refused(stolen, 400, "bad_cursor")
                if person.role in READERS:
                    self.refused(
                        person.post("/v1/search", {"q": "nhan su", "limit": 1, "cursor": found["next"]}),
                        400,
                        "bad_cursor",
                    )
                repeat = person.post("/v1/incoming", self.shut.request, self.shut.key)
                if person.user in ("vanthu2", "lanhdao2"):
                    self.assertNotEqual(repeat.headers.get("Idempotent-Replayed"), "true")
                self.assertNotEqual(repeat.status, 201)
                if person.user not in ("lanhdao", "truongkt", "canbokt"):
                    self.assertEqual(self.shut.found_in(repeat, told=told), [], repeat.body)


if __name__ == "__main__":
    unittest.main()
