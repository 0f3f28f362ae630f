#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every figure of Chauban in one run: plays an archive, starts a server on it, loads it, and prints a row a measure.

`./dev bench` shows a table; `./dev bench --json` prints the rows, `--keep` also writes bench/results/latest.json.
Times are of clients on the same machine: what they take of its cores is in the figures."""
import argparse
import contextlib
import datetime
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[1]
BUILD = pathlib.Path(os.environ.get("CHAUBAN_BUILD", ROOT / "build/release"))
os.environ.setdefault("CHAUBAN_BINARY", str(BUILD / "server/chauban"))
sys.path.insert(0, str(ROOT / "tests/system"))
from support import BINARY, SCANS, Answer, Person, Server, wait_for  # noqa: E402

DAY = 5000  # letters of a very busy day: 100,000 documents in two years are 200 a working day
UNTIL = "2026-11-20"  # the last day that is played: figures of two runs are of the same documents


class Rows:
    """The rows, and what a row must reach: see the issue tables in docs/performance.md."""

    def __init__(self):
        self.all = []

    def add(self, area, measure, value, unit, better, must=None, goal=None):
        row = {"area": area, "measure": measure, "value": round(value, 3), "unit": unit, "better": better, "must": must, "goal": goal}
        self.all.append(row)
        reached = "" if must is None else "  goal" if meets(row, goal) else "  must" if meets(row, must) else "  NOT REACHED"
        print(f"{area:8} {measure:64} {row['value']:>12} {unit}{reached}", file=sys.stderr, flush=True)


def meets(row, bound):
    return bound is not None and (row["value"] <= bound if row["better"] == "lower" else row["value"] >= bound)


def output(*words, **more):
    return subprocess.run([str(w) for w in words], check=True, capture_output=True, text=True, **more).stdout


def last_json(text):
    return json.loads(text.strip().splitlines()[-1])


def size_of(*folders):
    return sum(f.stat().st_blocks * 512 for folder in folders for f in pathlib.Path(folder).rglob("*") if f.is_file())


def rss_mb(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("no VmRSS")


class Bench(Server):
    """The system tests' server, without the demo and with what a load needs."""

    def __init__(self, data, *extra):
        super().__init__(data, demo=False, extra=extra)
        begun = time.monotonic()
        self.start()
        told = json.loads((self.data / "server.json").read_text())
        self.key = {"Authorization": "Bearer " + told["key"]}
        self.port = int(self.base.rsplit(":", 1)[1])
        wait_for("it is ready", lambda: self.call("GET", "/ready").status == 200, pause=0.005)
        self.seconds_to_ready = time.monotonic() - begun

    def call(self, method, path, body=None, headers=None):
        """By no person: the answer is not held against the API's description, which would be measured too."""
        request = urllib.request.Request(self.base + path, data=body, method=method, headers=headers or {})
        try:
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=60) as response:
                return Answer(response.status, response.headers, response.read())
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.headers, error.read())

    def signed_in(self, user):
        """The headers of a browser in which somebody has signed in."""
        person = Person(self, user)
        cookie = "; ".join(f"{c.name}={c.value}" for c in person.cookies)
        return {"Cookie": cookie, "Origin": self.base, "Sec-Fetch-Site": "same-origin", "X-Chauban-CSRF": person.csrf}


@contextlib.contextmanager
def serving(data, *extra):
    server = Bench(data, *extra)
    try:
        yield server
    finally:
        server.stop()
        pathlib.Path(server.log.name).unlink(missing_ok=True)


def load(server, lines, headers, clients, seconds, method="GET", key=False, requests=None):
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("\n".join(lines))
        file.flush()
        words = [BUILD / "bench/bench_http", server.port, file.name, "--clients", clients, "--seconds", seconds, "--method", method]
        for name, value in headers.items():
            words += ["--header", f"{name}: {value}"]
        if key:
            words.append("--key")
        if requests:
            words += ["--requests", requests]
        result = last_json(output(*words))
    if result["good"] != result["requests"]:
        raise RuntimeError(f"not every request was answered as it should be: {result['statuses']}")
    return result


def bench_log(rows, folder, seconds):
    ours = {n: last_json(output(BUILD / "bench/bench_log", n, seconds, folder / "log"))["per_second"] for n in (1, 32)}
    rows.add("log", "durable appends of 400 B, 1 in flight", ours[1], "1/s", "higher")
    rows.add("log", "durable appends of 400 B, 32 in flight", ours[32], "1/s", "higher")
    theirs = bench_postgres(folder / "postgres", seconds)
    if theirs is None:
        print("log      no PostgreSQL here (apt-get install postgresql): no ratio", file=sys.stderr)
    else:
        rows.add("log", "PostgreSQL as event store, 32 clients, same disk, same run", theirs, "1/s", "higher")
        rows.add("log", "appends, 32 in flight, over PostgreSQL's", ours[32] / theirs, "x", "higher", 2, 5)


def bench_postgres(folder, seconds):
    """One row a commit with a unique (stream, version), as event stores over a database do. None if it is not installed."""
    programs = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"))
    if not programs:
        return None
    as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.getuid() == 0 else []
    folder.mkdir()
    if as_user:
        shutil.chown(folder, "postgres", "postgres")
        for parent in folder.parents:
            if str(parent).startswith(tempfile.gettempdir()) and parent != pathlib.Path(tempfile.gettempdir()):
                parent.chmod(0o755)
    run = lambda *words: output(*as_user, *words, cwd="/")
    data = folder / "data"
    run(programs[-1] / "initdb", "-D", data, "--auth=trust", "-U", "bench")
    run(programs[-1] / "pg_ctl", "-D", data, "-w", "-l", folder / "log.txt", "-o", f"-c listen_addresses='' -k {folder} -c synchronous_commit=on -c shared_buffers=512MB", "start")
    try:
        psql = [programs[-1] / "psql", "-h", folder, "-U", "bench", "-d", "postgres", "-c"]
        run(*psql, "create table events (pos bigserial primary key, stream bigint not null, version int not null, body bytea not null, unique (stream, version))")
        script = folder / "append.sql"
        script.write_text("\\set s random(1, 2000000000)\n\\set v random(1, 2000000000)\ninsert into events (stream, version, body) values (:s, :v, decode(repeat('78', 400), 'hex'));\n")
        script.chmod(0o644)
        told = run(programs[-1] / "pgbench", "-h", folder, "-U", "bench", "-n", "-M", "prepared", "-f", script, "-c", 32, "-j", 2, "-T", int(seconds), "postgres")
        return float(next(line for line in told.splitlines() if line.startswith("tps")).split("=")[1].split()[0])
    finally:
        run(programs[-1] / "pg_ctl", "-D", data, "-m", "immediate", "stop")


def play(rows, data, documents):
    played = last_json(output(BINARY, "demo", "--data", data, "--documents", documents, "--years", 2, "--agencies", 16, "--seed", 7, "--until", UNTIL, "--json"))
    if rows:
        rows.add("play", f"documents played until views and search are level, {documents:,}", played["documents"] / played["seconds"], "1/s", "higher", 500)
    return played


def bench_archive(rows, data, documents, events, seconds):
    name = f"{documents:,} documents"
    rows.add("disk", f"bytes an event, log and state, {name}", size_of(data / "log", data / "state") / events, "B", "lower", 1200, 600)
    with serving(data) as server:
        must, goal = (3, 1) if documents <= 100_000 else (10, 2)
        rows.add("start", f"start to ready, {name}", server.seconds_to_ready, "s", "lower", must, goal)
        time.sleep(min(60, 6 * seconds))
        rows.add("memory", f"RSS a minute after the start, {name}", rss_mb(server.process.pid), "MB", "lower", 250, 120)
        rows.add("disk", f"bytes a document in the search index, {name}", size_of(data / "search") / documents, "B", "lower", 2500, 1800)
        bench_reading(rows, server, name, documents, seconds)
        before = rss_mb(server.process.pid)
        load(server, letters("NV"), server.signed_in("vanthu"), 8, 600, "POST", key=True, requests=DAY)
        time.sleep(min(60, 6 * seconds))
        rows.add("memory", f"RSS a minute after a day's load of {DAY:,} letters, {name}", rss_mb(server.process.pid) / before * 100 - 100, "% more", "lower", 10, 0)
        bench_commands(rows, server, name, seconds)


def bench_reading(rows, server, name, documents, seconds):
    officer, clerk = server.signed_in("chuyenvien"), server.signed_in("vanthu")
    register = server.call("GET", "/v1/registers", headers=clerk).json["items"][0]["id"]
    must, goal = (10, 3) if documents <= 100_000 else (12, 3)
    rows.add("inbox", f"inbox page p95, 8 clients, {name}", load(server, ["/v1/inbox?limit=50"], officer, 8, seconds)["p95"], "ms", "lower", must, goal)
    rows.add("inbox", f"page of the register p95, 8 clients, {name}", load(server, [f"/v1/registers/{register}/entries?limit=50"], clerk, 8, seconds)["p95"], "ms", "lower", must, goal)
    asked = ["cải cách hành chính", "\"chuyển đổi số\"", "giảm nghèo", "đất đai", "tiem chung", "\"ngân sách nhà nước\"", "lễ hội", "hòa giải"]
    lines = ["/v1/search\t" + json.dumps({"q": q, "limit": 20, "facets": ["issuer", "kind", "year"], "filters": {"kind": kind}}, ensure_ascii=False)
             for q in asked for kind in ("công văn", "báo cáo")]
    must, goal = (50, 15) if documents <= 100_000 else (150, 50)
    rows.add("search", f"search p95, restricted reader, filter, snippet, facets, 8 clients, {name}", load(server, lines, officer, 8, seconds, "POST")["p95"], "ms", "lower", must, goal)
    rows.add("search", f"the same, a clerk's whole agency, {name}", load(server, lines, clerk, 8, seconds, "POST")["p95"], "ms", "lower", must, goal)


def letters(office):
    fields = {"code": "{n}/SNV-" + office, "issueDate": "2026-11-20", "issuer": "Sở Nội vụ", "subject": "Về việc báo cáo kết quả cải cách hành chính"}
    return ["/v1/incoming\t" + json.dumps({"fields": {key: {"value": value, "source": "typed", "confirmed": True} for key, value in fields.items()}}, ensure_ascii=False)]


def bench_commands(rows, server, name, seconds):
    clerk = server.signed_in("vanthu")
    rows.add("command", f"p99 of a command over HTTP, 8 clients, {name}", load(server, letters("VP"), clerk, 8, seconds, "POST", key=True)["p99"], "ms", "lower", 25, 10)
    rows.add("command", f"commands acknowledged durably over HTTP, 32 clients, {name}", load(server, letters("TH"), clerk, 32, seconds, "POST", key=True)["per_second"], "1/s", "higher", 3000, 8000)


def bench_rebuild(rows, data, events, documents):
    begun = time.monotonic()
    output(BINARY, "rebuild", "--data", data)
    rows.add("rebuild", f"every view but search, {documents:,} documents", events / (time.monotonic() - begun), "events/s", "higher", 50_000, 100_000)
    begun = time.monotonic()
    output(BINARY, "rebuild", "--state", "--data", data)
    rows.add("rebuild", f"state from the log, {documents:,} documents", events / (time.monotonic() - begun), "events/s", "higher", 100_000)


def bench_reading_of_paper(rows, folder):
    """From the upload's first byte until the letter's page is read."""
    scans = sorted(SCANS.glob("*.pdf"))
    with serving(folder / "paper", "--demo", SCANS) as server:
        wait_for("the demo is read", lambda: all(job["state"] in ("done", "failed") for job in jobs(server)))
        rows.add("ocr", "upload of a one-page letter until all of it is read, quiet", read_in(server, scans[0].read_bytes() + b"\n%1\n"), "s", "lower", 4, 2)
        thick = folder / "thick.pdf"
        output("qpdf", "--empty", "--pages", *[word for _ in range(15) for word in (scans[0], "1", scans[3], "1")], "--", thick)
        post_file(server, thick.read_bytes())
        rows.add("ocr", "the same behind a file of 30 pages", read_in(server, scans[0].read_bytes() + b"\n%2\n"), "s", "lower", 5, 3)


def jobs(server):
    return server.call("GET", "/v1/jobs?limit=100", headers=server.key).json["items"]


def post_file(server, content):
    told = server.call("POST", "/v1/files", content, {**server.key, "Content-Type": "application/octet-stream", "Content-Disposition": "attachment; filename=\"quet.pdf\""})
    if told.status != 201:
        raise RuntimeError(told.body.decode())
    return told.json["id"]


def read_in(server, content):
    begun = time.monotonic()
    file = post_file(server, content)
    wait_for("it is read", lambda: any(job["file"] == file and job["state"] == "done" for job in jobs(server)))
    return time.monotonic() - begun


def bench_index(rows, folder, documents):
    told = output(BUILD / "bench/bench_search", documents, folder / "index", *([8] if documents >= 1_000_000 else []))
    found = {row["measure"]: row["value"] for row in (json.loads(line) for line in told.splitlines() if line.startswith("{"))}
    for measure, value in found.items():
        if "documents per CPU second" in measure or "indexed per CPU" in measure:
            rows.add("search", "documents indexed per CPU second, analysis included", value, "1/s", "higher", 1200, 2000)
        if "bytes" in measure:
            rows.add("search", "index bytes a document of 2,000 characters", value, "B", "lower", 2500, 1800)
    for reader, must, goal in (("restricted reader", 150, 50), ("reader of everything", 600, 150)):
        if f"crowd, {reader} p95" in found:
            rows.add("search", f"search p95 in the index, {reader}, facets, 8 clients, {documents:,} documents", found[f"crowd, {reader} p95"], "ms", "lower", must, goal)
    if "crowd, count p95" in found:
        rows.add("search", f"count p95 of what one may see of whom 1 % is, 8 clients, {documents:,} documents", found["crowd, count p95"], "ms", "lower", 100, 20)


def machine():
    cpu = next((line.split(":")[1].strip() for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")), "unknown")
    memory = int(pathlib.Path("/proc/meminfo").read_text().split()[1]) // 1024 // 1024
    return {"cpu": cpu, "cores": os.cpu_count(), "memoryGiB": memory, "load": os.getloadavg()[0]}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="rows as JSON on standard output")
    parser.add_argument("--keep", action="store_true", help="write bench/results/latest.json")
    parser.add_argument("--large", action="store_true", help="1,000,000 documents instead of 100,000; bench/results/large.json")
    parser.add_argument("--documents", type=int, help="another number of documents, for a quick look")
    parser.add_argument("--data", type=pathlib.Path, help="an archive played before by `chauban demo` with so many --documents; it is changed")
    parser.add_argument("--seconds", type=float, default=10, help="length of each load")
    parser.add_argument("--only", help="areas, by commas: log, index, archive, rebuild, ocr")
    options = parser.parse_args()
    documents = options.documents or (1_000_000 if options.large else 100_000)
    wanted = set((options.only or "log,index,archive,rebuild,ocr").split(","))
    rows = Rows()
    with tempfile.TemporaryDirectory(prefix="chauban-bench-") as temporary:
        folder = pathlib.Path(temporary)
        if "log" in wanted:
            bench_log(rows, folder, options.seconds)
        if "index" in wanted:
            bench_index(rows, folder, 1_000_000 if options.large else 20_000)
        if "archive" in wanted or "rebuild" in wanted:
            data = options.data or folder / "archive"
            events = play(rows, data, documents)["events"] if not options.data else events_of(data)
            if "archive" in wanted:
                bench_archive(rows, data, documents, events, options.seconds)
            if "rebuild" in wanted:
                bench_rebuild(rows, data, events_of(data), documents)  # with those that the loads have added
        if "ocr" in wanted:
            bench_reading_of_paper(rows, folder)
    commit = subprocess.run(["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"], capture_output=True, text=True).stdout.strip()
    result = {"date": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"), "commit": commit, "machine": machine(), "rows": rows.all}
    text = json.dumps(result, ensure_ascii=False, indent=1)
    if options.json:
        print(text)
    if options.keep:
        target = ROOT / "bench/results" / ("large.json" if options.large else "latest.json")
        target.parent.mkdir(exist_ok=True)
        target.write_text(text + "\n")


def events_of(data):
    with serving(data) as server:
        position = server.call("GET", "/v1/incoming?limit=1", headers=server.signed_in("vanthu")).headers["Log-Position"]
        return int(position.split("1:")[1].split(",")[0]) + 1


if __name__ == "__main__":
    main()
