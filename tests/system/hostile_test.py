#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hostile clients against a real server: each is refused clearly, memory stays bounded, and an honest user works on."""

import json
import threading
import unittest
import urllib.parse

from hostile_tools import HOST, MIB, ROOM, SIGN_IN, HostileWorld, Wire
from support import PASSWORD, SCANS, wait_for

HIDDEN = b"GET /v1/auth/methods HTTP/1.1\r\nHost: chauban\r\n\r\n"


class HostileTest(HostileWorld):
    # ---- bytes ------------------------------------------------------------------------------------------------------

    def test_two_ways_to_frame_a_request_are_refused_and_nothing_hidden_is_answered(self):
        post = b"POST /v1/auth/sign-in HTTP/1.1\r\n" + HOST
        long = str(len(HIDDEN) + 5).encode()
        shapes = {
            "CL and TE": post + b"Content-Length: " + long + b"\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "TE and CL": post + b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
            "two CLs": post + b"Content-Length: 5\r\nContent-Length: " + long + b"\r\n\r\n12345",
            "two like CLs": post + b"Content-Length: 5\r\nContent-Length: 5\r\n\r\n12345",
            "a list of CLs": post + b"Content-Length: 5, 5\r\n\r\n12345",
            "CL with a sign": post + b"Content-Length: +5\r\n\r\n12345",
            "CL in hexadecimal": post + b"Content-Length: 0x5\r\n\r\n12345",
            "CL below zero": post + b"Content-Length: -5\r\n\r\n",
            "CL of nothing": post + b"Content-Length: \r\n\r\n",
            "CL too large for 64 bits": post + b"Content-Length: 18446744073709551621\r\n\r\n12345",
            "TE twice": post + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
            "TE not last": post + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
            "TE unknown": post + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
            "TE with a tail": post + b"Transfer-Encoding: chunked;q=1\r\n\r\n0\r\n\r\n",
            "TE after a vertical tab": post + b"Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n",
            "TE and a space": post + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
            "TE of HTTP/1.0": post.replace(b"1.1", b"1.0") + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "CL and a space": post + b"Content-Length : 5\r\n\r\n12345",
            "bare line feeds": post.replace(b"\r\n", b"\n") + b"Content-Length: 0\n\n",
            "one bare line feed": post + b"X: a\nContent-Length: 5\r\n\r\n12345",
            "a bare carriage return": post + b"X: a\rContent-Length: 5\r\n\r\n12345",
            "a zero byte": post + b"X: a\0b\r\nContent-Length: 0\r\n\r\n",
            "a head that begins with a space": post.replace(HOST, b" " + HOST) + b"\r\n",
            "no name before the colon": post + b": x\r\n\r\n",
            "chunk size with a sign": post + b"Transfer-Encoding: chunked\r\n\r\n+5\r\n12345\r\n0\r\n\r\n",
            "chunk size with 0x": post + b"Transfer-Encoding: chunked\r\n\r\n0x5\r\n12345\r\n0\r\n\r\n",
            "chunk of another length": post + b"Transfer-Encoding: chunked\r\n\r\n3\r\n12345\r\n0\r\n\r\n",
            "chunk with bare line feeds": post + b"Transfer-Encoding: chunked\r\n\r\n5\n12345\n0\n\n",
        }
        for what, raw in shapes.items():
            with self.subTest(what), Wire(self.server) as wire:
                wire.send(raw + HIDDEN)
                self.problem(wire.answer(), 400)
                self.assertEqual(wire.rest_to_the_end(), b"", "only one answer, then the end")

    def test_folded_lines_are_one_line(self):
        """RFC 9112 5.2 lets a server read them as one: no header hides in a fold, and a folded one counts."""
        post = b"POST /v1/auth/sign-in HTTP/1.1\r\n" + HOST
        for fold in (b"X: a\r\n Content-Length: 60\r\n\r\n", b"Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n"):
            with self.subTest(fold), Wire(self.server) as wire:
                wire.send(post + fold + HIDDEN)
                first = wire.answer()
                self.assertIn(first[0], (400, 415, 422))
                if first[0] != 400:
                    self.assertEqual(wire.answer()[0], 200, "what follows is a request of its own")

    def test_what_is_no_request_or_too_much_of_one(self):
        cases = {
            "TLS": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 60 + b"\r\n\r\n", 400),
            "HTTP/2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
            "one long header": (b"GET /health HTTP/1.1\r\n" + HOST + b"X: " + b"a" * 100_000 + b"\r\n\r\n", 400),
            "many headers": (b"GET /health HTTP/1.1\r\n" + HOST + b"X: a\r\n" * 20_000 + b"\r\n", 400),
            "a long target": (b"GET /" + b"a" * 60_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", 400),
            "many parameters": (b"GET /v1/search/suggest?" + b"a=1&" * 2_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", 400),
            "a huge length": (SIGN_IN + b"Content-Length: 1000000000000\r\n\r\n", 413),
        }
        for what, (raw, status) in cases.items():
            with self.subTest(what), Wire(self.server) as wire:
                wire.send(raw)
                self.problem(wire.answer(), status)

    def test_what_never_ends_is_ended(self):
        head = b"POST /v1/nowhere HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n"
        endless = {
            "a body to a route": (
                SIGN_IN + b"Transfer-Encoding: chunked\r\n\r\n",
                b"4000\r\n" + b"x" * 0x4000 + b"\r\n",
            ),
            "a body to no route": (head, b"4000\r\n" + b"x" * 0x4000 + b"\r\n"),
            "an extension of a chunk": (head + b"1;", b"a" * 0x4000),
            "a size of a chunk": (head, b"0" * 0x4000),
            "a trailer": (head + b"0\r\n", b"X: " + b"a" * 0x3000 + b"\r\n"),
            "a header": (b"GET / HTTP/1.1\r\n" + HOST, b"X: " + b"a" * 0x3000 + b"\r\n"),
            "empty lines": (b"", b"\r\n" * 0x2000),
        }
        for what, (begin, again) in endless.items():
            with self.subTest(what), Wire(self.server) as wire:
                sent, going = 0, wire.send(begin)
                while going and sent < 64 * MIB:
                    going = wire.send(again)
                    sent += len(again)
                self.assertLess(sent, 64 * MIB, "it was taken for ever")
                answer = wire.answer()
                if answer:  # a reset may overtake it
                    self.assertIn(answer[0], (400, 413))

    def test_deep_and_broad_json_is_no_burden(self):
        clerk = self.person("chuyenvien")
        broad = b"{" + b",".join(b'"k%d":1' % i for i in range(60_000)) + b"}"
        for what, body in {
            "arrays": b"[" * 10_000 + b"]" * 10_000,
            "objects": b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
            "unclosed": b"[" * 500_000,
            "broad": broad,
            "a long number": b'{"limit":' + b"9" * 500_000 + b"}",
            "a long escape": b'{"q":"' + b"\\ud834" * 100_000 + b'"}',
        }.items():
            with self.subTest(what):
                json_type = {"Content-Type": "application/json"}
                self.assertIn(clerk.call("POST", "/v1/search", raw=body, headers=json_type).status, (400, 422))
                with Wire(self.server) as wire:
                    wire.send(SIGN_IN + b"Content-Length: %d\r\n\r\n" % len(body) + body)
                    self.assertIn(wire.answer()[0], (400, 422))

    def test_paths_lead_nowhere_else(self):
        secret = "secret.txt"
        tricks = [
            "/../",
            "/%2e%2e/",
            "/%2E%2E%2F",
            "/..%2f",
            "/..%5c",
            "/..\\",
            "/.%00./",
            "/%c0%ae%c0%ae/",
            "/%252e%252e/",
        ]
        tricks += [
            "//",
            "///etc/",
            "/./../",
            "/..;/",
            "/web/../../",
            "/%00",
            "/v1/../",
            "/v1/%2e%2e/",
            "/\x7f",
            "/assets/..%2f..%2f",
        ]
        for trick in tricks:
            for target in (trick + secret, trick * 3 + secret, "/index.html" + trick + secret):
                with self.subTest(target), Wire(self.server) as wire:
                    wire.send(b"GET " + target.encode("latin-1") + b" HTTP/1.1\r\n" + HOST + b"\r\n")
                    status, head, body = wire.answer()
                    self.assertNotIn(b"not-for-the-web", body)
                    if status == 200:  # the web application's own page, which knows what to do with odd addresses
                        self.assertIn("text/html", head)
        for target in (
            "//v1//me",
            "/v1/me/",
            "/V1/me",
            "/v1/%6de/../me",
            "/v1/incoming//history",
            "http://other/v1/me",
        ):
            with self.subTest(target), Wire(self.server) as wire:
                wire.send(b"GET " + target.encode() + b" HTTP/1.1\r\n" + HOST + b"\r\n")
                status, head, body = wire.answer()
                self.assertNotIn(b'"csrf"', body)
                self.assertTrue(status in (400, 401, 404) or "text/html" in head, (status, head))

    # ---- credentials ------------------------------------------------------------------------------------------------

    def test_forged_cursors_and_cookies_are_worth_nothing(self):
        clerk = self.person("vanthu")
        for _ in range(2):
            clerk.call("POST", "/v1/uploads", raw=b"", headers={"Tus-Resumable": "1.0.0", "Upload-Length": "10"})
        events = clerk.get("/v1/jobs?limit=1").json
        cursor = events.get("next") or self.two_pages(clerk)
        forged = [cursor[:i] + ("A" if cursor[i] != "A" else "B") + cursor[i + 1 :] for i in range(0, len(cursor), 3)]
        forged += [cursor[:-1], cursor + "A", cursor[: len(cursor) // 2], "A" * 200, "%00", "..", "'", "A" * 1900]
        for one in forged:
            answer = clerk.get("/v1/jobs?limit=1&cursor=" + urllib.parse.quote(one))
            if answer.status == 200:  # the last letter's spare bits say nothing
                self.assertEqual(one[:-1], cursor[:-1])
            else:
                self.refused(answer, 400, "bad_cursor")
        self.refused(clerk.get("/v1/incoming?limit=1&cursor=" + urllib.parse.quote(cursor)), 400, "bad_cursor")
        jar = next(h.cookiejar for h in clerk.opener.handlers if hasattr(h, "cookiejar"))
        real = next(iter(jar)).value
        cookies = [real[:i] + ("A" if real[i] != "A" else "B") + real[i + 1 :] for i in range(len(real) - 1)]
        cookies += [
            "",
            real[:-1],
            real + "A",
            "A" * 43,
            "../../x",
            '"' + real + '"',
            "%41" * 43,
            "\xff" * 43,
            "A" * 12_000,
        ]
        for one in cookies:
            with Wire(self.server) as wire:
                wire.send(b"GET /v1/me HTTP/1.1\r\n" + HOST + b"Cookie: chauban=" + one.encode("latin-1") + b"\r\n\r\n")
                self.assertEqual(wire.answer()[0], 401, one)

    def two_pages(self, clerk):
        """A list of two pages: another scan makes another job."""
        body = (SCANS / "02-cong-van-phong-kinh-te-ha-tang.pdf").read_bytes() + b"% two pages"
        clerk.call("POST", "/v1/files", raw=body, headers={"Content-Type": "application/pdf"})
        return wait_for("two jobs", lambda: clerk.get("/v1/jobs?limit=1").json.get("next"))

    def test_other_sites_cannot_act_in_somebodys_name(self):
        clerk = self.person("vanthu")
        jar = next(h.cookiejar for h in clerk.opener.handlers if hasattr(h, "cookiejar"))
        cookie = b"Cookie: chauban=" + next(iter(jar)).value.encode() + b"\r\n"
        token = b"X-Chauban-CSRF: " + clerk.csrf.encode() + b"\r\n"
        own = self.server.base.encode()
        cases = [
            (b"", 403),
            (token, 403),
            (b"Sec-Fetch-Site: same-origin\r\n", 403),
            (token + b"Origin: https://evil.example\r\n", 403),
            (token + b"Origin: null\r\n", 403),
            (token + b"Origin: " + own + b".evil.example\r\n", 403),
            (token + b"Origin: " + own + b"@evil.example\r\n", 403),
            (token + b"Sec-Fetch-Site: cross-site\r\nOrigin: " + own + b"\r\n", 403),
            (token + b"Sec-Fetch-Site: same-site\r\nOrigin: " + own + b"\r\n", 403),
            (token[:-4] + b"xx\r\n" + b"Sec-Fetch-Site: same-origin\r\n", 403),
            (token + b"Sec-Fetch-Site: same-origin\r\n", 200),
            (token + b"Origin: " + own + b"\r\n", 200),
        ]
        host = b"Host: " + own.removeprefix(b"http://") + b"\r\n"
        for more, status in cases:
            with self.subTest(more), Wire(self.server) as wire:
                body = b'{"q":"x"}'
                head = b"POST /v1/search HTTP/1.1\r\n" + host + cookie + more + b"Content-Type: application/json\r\n"
                wire.send(head + b"Content-Length: %d\r\n\r\n" % len(body) + body)
                answer = wire.answer()
                self.assertEqual(answer[0], status)
                if status == 403:
                    self.problem(answer, 403, "csrf_failed")
                self.assertNotIn("access-control", answer[1])

    def sign_in(self, user, password, source):
        body = json.dumps({"user": user, "password": password}).encode()
        with Wire(self.server, source) as wire:
            wire.send(SIGN_IN + b"Content-Length: %d\r\n\r\n" % len(body) + body)
            return wire.answer()

    def test_guessing_passwords_is_slow_and_leaves_others_alone(self):
        # Four hashes of 64 MiB at once are what sign-in may hold, however many guess.
        self.room = ROOM + 4 * 64 * MIB
        for guess in range(10):
            user = ("lanhdao", "LANHDAO", "LanhDao")[guess % 3]
            self.problem(self.sign_in(user, f"guess-{guess}-guess", "127.0.0.2"), 401, "auth_required")
        for user, password, source in (("lanhdao", "guess-again", "127.0.0.2"), ("luutru", PASSWORD, "127.0.0.2")):
            answer = self.sign_in(user, password, source)
            self.problem(answer, 429, "rate_limited")
            self.assertRegex(answer[1], r"\r\nretry-after: [1-9]\d*")
        self.assertEqual(self.sign_in("luutru", PASSWORD, "127.0.0.3")[0], 200, "others from elsewhere come in")
        known = self.problem(self.sign_in("truongphong", "guess-once-more", "127.0.0.4"), 401)
        unknown = self.problem(self.sign_in("khong-co-ai", "guess-once-more", "127.0.0.4"), 401)
        self.assertEqual(known["detail"], unknown["detail"], "nobody learns who has an account")

        answers = []
        crowd = [
            threading.Thread(
                target=lambda i=i: answers.append(self.sign_in(f"nobody{i}", "guess-guess", f"127.0.1.{i}"))
            )
            for i in range(1, 101)
        ]
        for one in crowd:
            one.start()
        self.honest.goes_on()
        for one in crowd:
            one.join()
        self.assertEqual({a[0] for a in answers} - {401, 503}, set())
        self.assertIn(401, {a[0] for a in answers})
        for answer in answers:
            self.problem(answer, answer[0])


if __name__ == "__main__":
    unittest.main()
