# SPDX-License-Identifier: GPL-3.0-or-later
"""The crates that are linked into the search engine, from cargo's own account of them."""
import json
import pathlib
import subprocess
import tomllib

from component import Component, licence_files
from licences import normal

TARGET = "x86_64-unknown-linux-gnu"


def components(crate, policy):
    crate = pathlib.Path(crate)
    checksums = checksums_of((crate / "Cargo.lock").read_text(encoding="utf-8"))
    return sorted(set(of_metadata(metadata(crate), policy, checksums)))


def metadata(crate):
    """Offline where the sources are there already, as after a build; else cargo fetches what the lock file names."""
    command = ["cargo", "metadata", "--locked", "--format-version", "1", "--filter-platform", TARGET]
    for offline in (["--offline"], []):
        done = subprocess.run(command + offline, cwd=crate, capture_output=True, text=True)
        if done.returncode == 0:
            return json.loads(done.stdout)
    raise SystemExit(f"sbom: {' '.join(command)}: {done.stderr.strip()}")


def checksums_of(lock_text):
    return {(p["name"], p["version"]): p["checksum"] for p in tomllib.loads(lock_text)["package"] if "checksum" in p}


def of_metadata(meta, policy, checksums):
    packages = {p["id"]: p for p in meta["packages"]}
    root = meta["resolve"]["root"]
    for identity in sorted(linked_from(root, meta["resolve"]["nodes"]) - {root}):
        package = packages[identity]
        name, version = package["name"], package["version"]
        licence = policy.said_by_hand("cargo/" + name) or package.get("license")
        digest = checksums.get((name, version))
        texts = licence_files(pathlib.Path(package["manifest_path"]).parent)
        yield Component("cargo", name, version, normal(licence) if licence else None, "linked",
                        ("SHA-256", digest) if digest else None, texts)


def linked_from(root, nodes):
    """What `root` reaches by normal dependencies; what only builds or tests is not in the program."""
    below = {n["id"]: [d["pkg"] for d in n["deps"] if any(k["kind"] is None for k in d["dep_kinds"])] for n in nodes}
    reached, waiting = set(), [root]
    while waiting:
        identity = waiting.pop()
        if identity not in reached:
            reached.add(identity)
            waiting += below.get(identity, [])
    return reached
