# SPDX-License-Identifier: GPL-3.0-or-later
"""Debian's packages in the program: libraries it is linked with, headers and Rust's library compiled in, what it needs at run time."""
import pathlib
import re
import subprocess

from component import Component

DOC = pathlib.Path("/usr/share/doc")
OURS = ("schemas/", "domain/", "storage/", "projections/", "ocr/", "server/")


def components(binary, build, needed, policy):
    """`build`: the CMake build folder, whose record of headers tells what was compiled in; `needed`: package names."""
    ways = {}
    for how, packages in (("needed at run time", needed), ("compiled in", owners(headers(build) + [rust_library(build)])), ("linked", owners(libraries(binary)))):
        for package in packages:
            ways[package] = how
    versions = installed(sorted(ways))
    return sorted(Component("deb", name, versions[name], licence_of(name, policy), how) for name, how in ways.items())


def libraries(binary):
    out = subprocess.run(["ldd", str(binary)], capture_output=True, text=True, check=True).stdout
    return sorted(set(re.findall(r"(/\S+) \(0x", out)))


def headers(build):
    """Of the program's own objects, as ninja remembers from the compiler."""
    out = subprocess.run(["ninja", "-C", str(build), "-t", "deps"], capture_output=True, text=True, check=True).stdout
    return sorted(headers_in(out))


def rust_library(build):
    """The standard library of the compiler that CMake found: it is linked into the search engine statically."""
    rustc = re.search(r"^CHAUBAN_RUSTC:\w+=(.+)$", (pathlib.Path(build) / "CMakeCache.txt").read_text(), re.M).group(1)
    root = subprocess.run([rustc, "--print", "sysroot"], capture_output=True, text=True, check=True).stdout.strip()
    return str(next(pathlib.Path(root).glob("lib/rustlib/*/lib/libstd-*.rlib")))


def headers_in(deps):
    found, ours = set(), False
    for line in deps.split("\n"):
        if line.startswith("    "):
            path = line.strip()
            if ours and path.startswith("/usr/"):
                found.add(path)
        elif line:
            ours = line.startswith(OURS)
    return found


def owners(paths):
    """Packages that hold these files. A path may be known under /lib or under /usr/lib."""
    asked = [p for path in paths for p in both_names(path)]
    if not asked:
        return []
    # dpkg says on standard error which names it does not know, and ends with 1: one of each pair is always unknown.
    out = subprocess.run(["dpkg-query", "-S", *asked], capture_output=True, text=True).stdout
    known = {}
    for line in out.splitlines():
        packages, _, path = line.rpartition(": ")
        if not packages.startswith("diversion "):
            known[path] = packages.split(",")[0].split(":")[0]
    lost = [path for path in paths if not any(p in known for p in both_names(path))]
    if lost:
        raise SystemExit(f"sbom: no Debian package holds {' '.join(lost[:5])}")
    return sorted({known[p] for p in asked if p in known})


def both_names(path):
    real = str(pathlib.Path(path).resolve())
    names = {path, real}
    for name in (path, real):
        names.add(name.removeprefix("/usr") if name.startswith("/usr/lib") else "/usr" + name if name.startswith("/lib") else name)
    return sorted(names)


def installed(packages):
    out = subprocess.run(["dpkg-query", "-W", "-f", "${Package}\t${Version}\n", *packages], capture_output=True, text=True, check=True).stdout
    return dict(line.split("\t") for line in out.splitlines())


def licence_of(package, policy):
    said = policy.said_by_hand("deb/" + package)
    if said:
        return said
    path = DOC / package / "copyright"
    return licence_in(path.read_text(encoding="utf-8", errors="replace"), policy) if path.is_file() else None


def licence_in(copyright_text, policy):
    """The licence that a machine-readable copyright file gives for `Files: *`, in SPDX's words. What other stanzas say is
    about single files, mostly of the packaging, the tests and the build. None: not machine-readable, or an unknown name."""
    if not re.match(r"\s*Format(-Specification)?:", copyright_text, re.I):
        return None
    for stanza in re.split(r"\n\s*\n", copyright_text):
        if re.search(r"^Files: *(\*|\n \*)\s*$", stanza, re.M):
            found = re.search(r"^License: *(.+)$", stanza, re.M | re.I)
            return spdx_of(found.group(1), policy.debian_names) if found else None
    return None


def spdx_of(words, names):
    """`GPL-2+ or LGPL-3+` → `GPL-2.0-or-later OR LGPL-3.0-or-later`; None if a name is not in the table."""
    parts = re.split(r"\s+(or|and)\s+", words.strip().replace(",", ""))
    out = []
    for part in parts:
        if part in ("or", "and"):
            out.append(part.upper())
        elif part in names:
            out.append(names[part])
        else:
            return None
    return " ".join(out)
