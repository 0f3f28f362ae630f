#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Waits until a server started by `./dev run` answers its sign-in page and one of its demo scans can be found by search.

    newcomer.py http://127.0.0.1:8080        exit 0: both happened; 1: not within the time allowed
"""
import http.cookiejar
import json
import sys
import time
import urllib.error
import urllib.request

PATIENCE_SECONDS = 25 * 60  # a first `./dev run` may take 20 minutes on two cores


def wait_for(what, attempt):
    """Calls `attempt` until it gives something true."""
    end = time.monotonic() + PATIENCE_SECONDS
    last = None
    while time.monotonic() < end:
        try:
            result = attempt()
            if result:
                print(f"newcomer: {what}: yes")
                return result
        except (urllib.error.URLError, OSError, ValueError, KeyError) as error:
            last = error
        time.sleep(1)
    sys.exit(f"newcomer: {what}: not within {PATIENCE_SECONDS} s ({last})")


def main():
    base = sys.argv[1].rstrip("/")
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def call(path, body=None, headers=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(base + path, data=data, headers={"Content-Type": "application/json", "Origin": base,
                                                                           "Sec-Fetch-Site": "same-origin", **(headers or {})})
        with opener.open(request, timeout=30) as answer:
            return answer.read().decode()

    wait_for("the sign-in page answers", lambda: "<html" in call("/").lower())
    wait_for("the clerk signs in", lambda: call("/v1/auth/sign-in", {"user": "vanthu", "password": "chauban-demo"}))
    csrf = json.loads(call("/v1/me"))["csrf"]

    def found():
        answer = json.loads(call("/v1/search", {"q": "cong hoa xa hoi"}, {"X-Chauban-CSRF": csrf}))
        return answer["items"]

    wait_for("a demo scan is found by its words", found)


if __name__ == "__main__":
    main()
