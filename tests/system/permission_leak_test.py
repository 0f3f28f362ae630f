#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What adds up over everything: lists, counts, facets, registers, events and streams tell nothing of papers of others."""

import json
import unittest
import urllib.parse
import uuid

from permission_table import MAY, SEES_THE_JOB_ONLY
from permission_world import FACETS, Following, PermissionWorld, without_dossier_events
from support import wait_for

SHUT = (401, 403, 404)


class PermissionLeakTest(PermissionWorld):
    def test_lists_counts_and_facets_are_as_if_it_were_not_there(self):
        for mark, (before, after) in self.before.items():
            for user in before:
                for what in before[user]:
                    with self.subTest(what, user=user, paper=mark):
                        self.assertEqual(before[user][what], after[user][what])

    def probes(self, paper):
        """Questions that name the paper without its id."""
        for query in (
            paper.mark,
            paper.mark[:-2] + "*",
            f'"{paper.words["subject"]}"',
            "so:" + paper.words["code"],
            "coquan:" + paper.mark,
            "trichyeu:" + paper.mark,
        ):
            yield "POST", "/v1/search", {"q": query, "facets": FACETS}
        for name, value in (("issuer", paper.words["issuer"]), ("unit", self.office.kt), ("dossier", paper.dossier)):
            if value:
                yield "POST", "/v1/search", {"q": "", "filters": {name: value}, "facets": FACETS}
        for length in (3, 6, 9):
            yield "GET", "/v1/search/suggest?q=" + urllib.parse.quote("dieu chuyen " + paper.mark[:length]), None
            yield "GET", "/v1/search/suggest?q=" + paper.mark[:length], None
        for query in (
            "code=" + paper.words["code"],
            "issuer=" + paper.words["issuer"],
            "unit=" + self.office.kt,
            "holder=" + self.office.positions["Nguoi canbokt"],
            "state=filed",
            "state=inHandling",
        ):
            yield "GET", "/v1/incoming?" + urllib.parse.quote(query, "=&"), None
        yield "GET", "/v1/jobs?file=" + paper.file, None

    def test_whoever_guesses_words_finds_nothing(self):
        owner = self.office["vanthu"]
        for paper, strangers in self.foreign:
            self.assertEqual(owner.post("/v1/search", {"q": paper.mark}).json["total"]["value"], 1, "the probe works")
            for person in strangers:
                for method, path, body in self.probes(paper):
                    answer = person.call(method, path, body)
                    with self.subTest(path, body=body, role=person.role, paper=paper.mark):
                        told = [*paper.words.values(), paper.mark, paper.file]
                        told = told if answer.status >= 400 or "notes" in answer.body.decode() else []
                        but = (paper.file, paper.job) if person.role in SEES_THE_JOB_ONLY else ()
                        self.assertEqual(paper.found_in(answer, told, but), [], answer.body[:400])
                        if answer.status == 200 and path == "/v1/search" and paper.mark[:6] in json.dumps(body):
                            self.assertEqual(answer.json["total"]["value"], 0)
                            self.assertEqual({f: v for f, v in answer.json["facets"].items() if v}, {})

    def pages(self):
        """Every list there is, in every form it comes in."""
        for path in (
            "/v1/incoming?limit=200",
            "/v1/incoming/arrivals?limit=200",
            "/v1/jobs?limit=200",
            "/v1/jobs?mine=true",
            "/v1/dossiers?limit=200",
            "/v1/file-plans",
            "/v1/registers",
            "/v1/admin/users",
            "/v1/admin/health",
            "/v1/admin/projections",
        ):
            yield path, {}
        for view in ("waiting", "following", "given", "done"):
            yield "/v1/inbox?limit=200&view=" + view, {}
        for accept in ("application/json", "application/x-ndjson", "application/cloudevents-batch+json"):
            for order in ("asc", "desc"):
                yield f"/v1/events?limit=500&order={order}", {"Accept": accept}

    def test_no_list_and_no_page_of_events_tells_of_it(self):
        for paper, strangers in self.foreign:
            for person in strangers:
                for path, headers in self.pages():
                    with self.subTest(path, role=person.role, paper=paper.mark, accept=headers.get("Accept")):
                        answer = person.get(path, headers)
                        but = (paper.file, paper.job) if person.role in SEES_THE_JOB_ONLY and "/jobs" in path else ()
                        self.assertEqual(
                            paper.found_in(answer, but=(*but, paper.document) if "/events" in path else but), []
                        )
                        self.assertEqual(paper.found_in_text(without_dossier_events(answer.body.decode()), but=but), [])

    def test_register_and_dossier_show_that_a_line_is_there_and_nothing_of_it(self):
        """Numbers run without gap and an archive's list without hole: the line stands, with its id alone."""
        register = self.office["vanthu"].get("/v1/registers").json["items"][0]["id"]
        for paper, strangers in self.foreign:
            paths = [f"/v1/registers/{register}/entries"]
            if paper.dossier:
                paths += [f"/v1/dossiers/{paper.dossier}{part}" for part in ("", "/items", "/history")]
            for person in strangers:
                for path in paths:
                    with self.subTest(path, role=person.role, paper=paper.mark):
                        answer = person.get(path)
                        line = path.endswith(("/entries", "/items"))
                        self.assertEqual(
                            paper.found_in(answer, but=[paper.document] if line else []), [], answer.body[:500]
                        )
                        if line and answer.status == 200:
                            row = next(r for r in answer.json["items"] if r["document"] == paper.document)
                            self.assertFalse(row["readable"])

    def test_a_dossier_of_another_unit_takes_no_orders(self):
        dossier = self.shut.dossier
        version = lambda: self.office["canbokt"].get("/v1/dossiers/" + dossier).headers["ETag"]
        before = version()
        strangers = next(people for paper, people in self.foreign if paper is self.shut)
        for person in strangers:
            for operation in self.all:
                if person.role == "clerk":
                    continue  # the agency's clerks keep all its dossiers (domain 6)
                if operation.kind != "dossier" or operation.method == "GET":
                    continue
                body = (
                    {"document": self.shut.document, "reason": "x"}
                    if operation.id == "removeDocument"
                    else operation.body_like()
                )
                with self.subTest(operation.id, role=person.role):
                    answer = person.ask(operation, dossier, body)
                    self.assertIn(answer.status, (*SHUT, 409), answer.body[:300])
                    self.assertEqual(self.shut.found_in(answer, told=[self.shut.document, dossier]), [])
        self.assertEqual(version(), before)

    def test_streams_tell_only_of_what_one_may_know(self):
        streams = []
        for person in next(people for paper, people in self.foreign if paper is self.shut):
            for path in ("/v1/events/stream", "/v1/stream"):
                allowed = person.role in MAY["streamEvents" if "events" in path else "streamInvalidations"][0]
                if allowed:
                    streams.append(Following(person, path))
        self.assertGreater(len(streams), 8)
        officer, path = self.office["canbokt"], "/v1/incoming/" + self.open_.document
        officer.do(200, path, "recordProgress", {"text": "Moi " + self.open_.mark})
        clerk, path = self.office["vanthu"], "/v1/incoming/" + self.shut.document
        change = {"reason": "Sua " + self.shut.mark, "description": "Them " + self.shut.mark}
        self.expect(clerk.call("PATCH", path, change, {"If-Match": "*"}), 200)
        # Everybody may know of a unit: who has seen this has been passed over with what came before.
        fence = "hangrao" + uuid.uuid4().hex
        made = self.office.admin.post(
            "/v1/admin/units", {"name": fence, "parent": self.office.kt}, {"Idempotency-Key": str(uuid.uuid4())}
        )
        self.assertEqual(made.status, 201, made.body)
        for stream in streams:
            with self.subTest(stream.path, role=stream.person.role):
                wait_for(
                    "the stream is level",
                    lambda: (fence if "events" in stream.path else '"directory"') in stream.text(),
                    30,
                )
                for paper, strangers in self.foreign:
                    if stream.person in strangers:
                        self.assertEqual(paper.found_in_text(stream.text(), but=[paper.document]), [])
                        self.assertEqual(paper.found_in_text(without_dossier_events(stream.text())), [])


if __name__ == "__main__":
    unittest.main()
