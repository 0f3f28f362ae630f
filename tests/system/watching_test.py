# SPDX-License-Identifier: GPL-3.0-or-later
"""What an operator sees of a running server: metrics as the guide lists them, and a log without anybody's data."""
import http.server
import json
import re
import threading
import unittest
import urllib.request
import uuid

import yaml

import support
from support import Person, SystemTest, fields, wait_for

SAMPLE = re.compile(r'^([a-z_]+)(?:\{((?:[a-z_]+="(?:[^"\\]|\\.)*",?)*)\})? (\S+)$')


def parse(text):
    """Every sample of an exposition: {(name, frozenset of labels): value}. Fails on a line that is none."""
    samples, families = {}, {}
    for line in text.splitlines():
        if line.startswith("# "):
            _, kind, name, rest = line.split(" ", 3)
            families.setdefault(name, {})[kind] = rest
            continue
        found = SAMPLE.match(line)
        assert found, line
        name, labels, value = found.groups()
        pairs = frozenset(re.findall(r'([a-z_]+)="((?:[^"\\]|\\.)*)"', labels or ""))
        assert (name, pairs) not in samples, f"twice: {line}"
        samples[name, pairs] = float(value)
    for name, family in families.items():
        assert set(family) == {"HELP", "TYPE"}, name
    return samples, families


class Collector:
    """Takes traces as OTLP/HTTP in JSON, and keeps every span."""

    def __init__(self):
        spans = self.spans = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                if self.path == "/v1/traces":
                    spans.extend(span for resource in body["resourceSpans"] for scope in resource["scopeSpans"] for span in scope["spans"])
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_port}"


class Watching(SystemTest):
    @classmethod
    def setUpClass(cls):
        cls.collector = Collector()
        cls.addClassCleanup(cls.collector.server.shutdown)
        cls.server = support.Server(extra=[*support.METRICS, "--log", "json", "--otlp", cls.collector.url]).start()
        cls.addClassCleanup(cls.server.clean)

    def metrics(self):
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(self.server.metrics_url(), timeout=30) as answer:
            self.assertEqual(answer.headers["Content-Type"], "text/plain; version=0.0.4; charset=utf-8")
            return parse(answer.read().decode())

    def value(self, name, **labels):
        samples, _ = self.metrics()
        return sum(value for (its, pairs), value in samples.items() if its == name and set(labels.items()) <= pairs)

    def is_level(self):
        samples, _ = self.metrics()
        events = [value for (name, _), value in samples.items() if name == "chauban_view_lag_events"]
        seconds = [value for (name, _), value in samples.items() if name == "chauban_view_lag_seconds"]
        self.assertEqual((len(events), len(seconds)), (7, 7))
        self.assertEqual(sum(events) == 0, sum(seconds) == 0)
        return sum(events) == 0

    def registered(self, clerk, **more):
        return clerk.post("/v1/incoming", {"fields": fields(**more)}, {"Idempotency-Key": str(uuid.uuid4())})

    def test_a_command_is_counted_at_every_hop_and_under_its_route(self):
        clerk = self.person("vanthu")
        before = {hop: self.value("chauban_command_hop_seconds_count", partition="1", hop=hop) for hop in ("queue", "decide", "log", "apply", "answer")}
        self.assertGreater(self.value("chauban_state_memory_bytes", what="unwritten"), 0)
        position = self.value("chauban_log_position", partition="1")

        self.expect(self.registered(clerk), 201)

        for hop, count in before.items():
            self.assertGreater(self.value("chauban_command_hop_seconds_count", partition="1", hop=hop), count, hop)
        self.assertGreater(self.value("chauban_log_position", partition="1"), position)
        self.assertGreaterEqual(self.value("chauban_http_request_seconds_count", method="POST", route="/v1/incoming", status="2xx"), 1)
        wait_for("every view is level", self.is_level)
        self.assertEqual(self.value("chauban_writable", part="log"), 1)

    def test_pages_that_were_read_are_counted(self):
        wait_for("the demo's letters are read", lambda: self.value("chauban_digitization_jobs_open") == 0)
        self.assertGreaterEqual(self.value("chauban_ocr_pages_total", outcome="read"), 9)
        self.assertGreater(self.value("chauban_ocr_cpu_seconds_total"), 0)

    def test_refused_sign_ins_are_counted_and_nobody_is_named(self):
        wrong = self.value("chauban_sign_in_refusals_total", reason="wrong")
        with self.assertRaises(AssertionError):
            Person(self.server, "lanhdao", "not-the-password")
        self.assertEqual(self.value("chauban_sign_in_refusals_total", reason="wrong"), wrong + 1)
        samples, _ = self.metrics()
        self.assertNotIn("lanhdao", str(samples))

    def test_the_guide_lists_every_metric_and_no_other(self):
        self.expect(self.person("vanthu").get("/v1/inbox"), 200)
        _, families = self.metrics()
        guide = (support.ROOT / "docs/operating.md").read_text(encoding="utf-8")
        chapter = guide.split("## Metrics and what each alarm means")[1].split("\n## ")[0]
        listed = set(re.findall(r"^\| `((?:chauban|process)_[a-z_]+)", chapter, re.M))
        self.assertEqual(listed, set(families))

    def test_every_alarm_looks_at_metrics_there_are(self):
        _, families = self.metrics()
        rules = [rule for group in yaml.safe_load((support.ROOT / "deploy/prometheus/alerts.yaml").read_text())["groups"] for rule in group["rules"]]
        self.assertGreater(len(rules), 10)
        for rule in rules:
            named = set(re.findall(r"\b((?:chauban|process)_[a-z_]+)", rule["expr"]))
            self.assertTrue(named, rule["alert"])
            for name in named:
                self.assertIn(re.sub(r"_(bucket|count|sum)$", "", name), families, rule["alert"])

    def test_the_metrics_are_not_on_the_port_that_people_reach(self):
        answer = self.person("quantri").get("/metrics")
        self.assertEqual(answer.status, 404)

    def test_a_commands_line_has_its_request_and_position_and_nobodys_data(self):
        clerk = self.person("vanthu")
        answer = self.registered(clerk, subject="Về việc bí mật riêng của bà Hoa", issuer="Sở Kỳ Lạ")
        self.expect(answer, 201)
        request = answer.headers["X-Request-Id"]

        line = wait_for("the line", lambda: next((entry for entry in self.log_lines() if entry.get("request") == request), None))

        self.assertEqual((line["event"], line["method"], line["route"], line["status"]), ("http.answered", "POST", "/v1/incoming", "201"))
        self.assertEqual(line["position"], answer.headers["Log-Position"])
        log = str(self.log_lines())
        for secret in ("Hoa", "Kỳ Lạ", "vanthu", support.PASSWORD, clerk.csrf, *[cookie.value for cookie in clerk.cookies]):
            self.assertNotIn(secret, log)

    def test_a_command_is_traced_hop_by_hop_under_its_clients_span(self):
        trace, parent = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
        clerk = self.person("vanthu")
        answer = clerk.post("/v1/incoming", {"fields": fields(code="31/BC-UBND", subject="Thư riêng")}, {"Idempotency-Key": str(uuid.uuid4()), "traceparent": f"00-{trace}-{parent}-01"})
        self.expect(answer, 201)
        self.assertEqual(answer.headers["X-Request-Id"], trace)

        spans = wait_for("the trace arrives", lambda: [span for span in list(self.collector.spans) if span["traceId"] == trace])

        (root,) = [span for span in spans if span.get("parentSpanId") == parent]
        self.assertEqual(root["name"], "POST /v1/incoming")
        hops = {span["name"]: span for span in spans if span is not root}
        self.assertLessEqual({"worker", "queue", "decide", "log", "apply", "answer", "view", "write"}, set(hops))
        for hop in hops.values():
            self.assertEqual(hop["parentSpanId"], root["spanId"])
            self.assertLessEqual(int(root["startTimeUnixNano"]), int(hop["startTimeUnixNano"]))
            self.assertLessEqual(int(hop["startTimeUnixNano"]), int(hop["endTimeUnixNano"]))
            self.assertLessEqual(int(hop["endTimeUnixNano"]), int(root["endTimeUnixNano"]))
        self.assertNotIn("Thư riêng", str(spans))

    def log_lines(self):
        return [json.loads(line) for line in self.server.log_text().splitlines() if line.startswith("{")]


if __name__ == "__main__":
    unittest.main()
