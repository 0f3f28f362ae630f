#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the program is made of: a bill of materials (CycloneDX 1.5 JSON), a list for people, and the licences that are bundled.

    sbom.py --binary build/release/server/chauban --build build/release --output build/sbom.cdx.json
    sbom.py … --copyright FILE      also a Debian copyright file with the texts of what is in the package

Exit 1 if a component's licence is not known or may not be combined with GPL-3.0-or-later (licences.toml).
"""
import argparse
import json
import os
import pathlib
import re
import sys

import bundled
import crates
import cyclonedx
import debian
import npm
from licences import Policy

ROOT = pathlib.Path(__file__).resolve().parents[2]


def refusals(components, policy):
    """What is wrong with their licences, a line each."""
    for component in sorted(components):
        if not component.licence:
            yield f"{component.key} {component.version}: no licence is known; look it up and write it into licences.toml"
            continue
        try:
            fits = policy.accepts(component.licence)
        except ValueError as error:
            yield f"{component.key} {component.version}: '{component.licence}': {error}"
            continue
        if not fits and not policy.excepted(component.key):
            yield f"{component.key} {component.version}: '{component.licence}' is not in the list of licences.toml"


def stale(components, policy):
    """Entries about packages that are no longer there."""
    there = {c.key for c in components}
    return [f"licences.toml: {name} is not a part of the program" for name in sorted(policy.packages) if name not in there]


def needed_packages(control_text):
    """Debian packages that the control file names itself, beside the libraries found by dpkg-shlibdeps."""
    depends = re.search(r"^Depends:(.*(?:\n[ \t].*)*)", control_text, re.M).group(1)
    return sorted(words.split()[0] for words in depends.split(",") if words.strip() and "$" not in words)


def version_of(cmake_text):
    return re.search(r"project\(chauban VERSION (\S+)", cmake_text).group(1)


def table(components):
    rows = [(c.kind, c.name, c.version, c.licence or "?", c.how) for c in sorted(components)]
    widths = [max(len(row[i]) for row in rows) for i in range(4)]
    return "\n".join("  ".join([*(cell.ljust(width) for cell, width in zip(row, widths)), row[4]]) for row in rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True, type=pathlib.Path)
    parser.add_argument("--build", required=True, type=pathlib.Path)
    parser.add_argument("--output", required=True, type=pathlib.Path)
    parser.add_argument("--copyright", type=pathlib.Path)
    options = parser.parse_args()

    policy = Policy()
    needed = needed_packages((ROOT / "deploy/debian/control").read_text())
    in_package = crates.components(ROOT / "projections/search_engine", policy) + npm.components(ROOT / "web", policy)
    components = debian.components(options.binary, options.build, needed, policy) + in_package
    wrong = [*refusals(components, policy), *stale(components, policy)]
    version = version_of((ROOT / "CMakeLists.txt").read_text())
    options.output.parent.mkdir(parents=True, exist_ok=True)
    bill = cyclonedx.document(version, components, os.environ.get("SOURCE_DATE_EPOCH"))
    options.output.write_text(json.dumps(bill, indent=2, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
    if options.copyright:
        head = (ROOT / "deploy/debian/copyright.in").read_text(encoding="utf-8")
        options.copyright.write_text(bundled.copyright_file(head, in_package), encoding="utf-8")
    else:
        print(table(components))
    for line in wrong:
        print(line, file=sys.stderr)
    print(f"sbom: {len(components)} components, {len(wrong)} findings, {options.output}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
