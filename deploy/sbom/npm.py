# SPDX-License-Identifier: GPL-3.0-or-later
"""The modules of the web application that are not only there for building and testing, from its lock file."""
import base64
import json
import pathlib

from component import Component, licence_files


def components(web, policy):
    web = pathlib.Path(web)
    lock = json.loads((web / "package-lock.json").read_text(encoding="utf-8"))
    return sorted(set(of_lock(lock, policy, web)))


def of_lock(lock, policy, web=None):
    for path, entry in lock["packages"].items():
        if not path or entry.get("dev"):
            continue
        name = path.rpartition("node_modules/")[2]
        licence = policy.said_by_hand("npm/" + name) or entry.get("license")
        texts = licence_files(web / path) if web else ()
        yield Component("npm", name, entry["version"], licence, "bundled", digest_of(entry.get("integrity", "")), texts)


def digest_of(integrity):
    """`sha512-<base64>` as npm writes it."""
    algorithm, _, value = integrity.partition("-")
    if algorithm != "sha512":
        return None
    return ("SHA-512", base64.b64decode(value).hex())
