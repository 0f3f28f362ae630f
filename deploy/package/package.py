#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Debian package, from what ./dev build made: a source folder for debhelper in build/package, and dpkg-buildpackage over it.

    package.py          prints the path of the .deb, build/package/chauban_VERSION_ARCH.deb
"""
import email.utils
import os
import pathlib
import re
import shutil
import subprocess
import sys
import textwrap
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
SOURCE = ROOT / "build/package/source"
MAINTAINER = re.compile(r"^Maintainer: (.+)$", re.M)


def newest_chapter(changelog):
    """Title and items of the first `## ` chapter of CHANGELOG.md."""
    title, _, rest = changelog.partition("\n## ")[2].partition("\n")
    body = rest.partition("\n## ")[0]
    items = [" ".join(item.split()) for item in re.split(r"^- ", body, flags=re.M)[1:]]
    return title.strip(), items


def package_version(title, commit_time, commit):
    """`0.1.0` when the chapter has a date; before that each commit is newer than the last and older than the release."""
    version = title.split()[0]
    if "unreleased" not in title:
        return version
    at = time.strftime("%Y%m%d.%H%M%S", time.gmtime(commit_time))
    return f"{version}~{at}.{commit}"


def debian_changelog(version, items, maintainer, commit_time):
    lines = [f"chauban ({version}) unstable; urgency=medium", ""]
    for item in items:
        lines += textwrap.wrap(item, 78, initial_indent="  * ", subsequent_indent="    ", break_long_words=False, break_on_hyphens=False)
    return "\n".join([*lines, "", f" -- {maintainer}  {email.utils.formatdate(commit_time)}", ""])


def git(*words):
    return subprocess.run(["git", "-C", str(ROOT), *words], capture_output=True, text=True, check=True).stdout.strip()


def lay_out(version, items, commit_time):
    shutil.rmtree(SOURCE.parent, ignore_errors=True)
    debian = SOURCE / "debian"
    shutil.copytree(ROOT / "deploy/debian", debian)
    shutil.copy(ROOT / "docs/operating.md", debian)
    maintainer = MAINTAINER.search((debian / "control").read_text()).group(1)
    (debian / "changelog").write_text(debian_changelog(version, items, maintainer, commit_time), encoding="utf-8")
    run([sys.executable, str(ROOT / "deploy/sbom/sbom.py"), "--binary", "build/release/server/chauban", "--build", "build/release",
         "--output", "build/sbom.cdx.json", "--copyright", str(debian / "copyright")], ROOT)


def run(command, folder, **environment):
    print("+", " ".join(command), file=sys.stderr)
    subprocess.run(command, cwd=folder, check=True, stdout=sys.stderr, env={**os.environ, **environment})


def main():
    title, items = newest_chapter((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    commit_time = int(git("log", "-1", "--format=%ct"))
    lay_out(package_version(title, commit_time, git("rev-parse", "--short=7", "HEAD")), items, commit_time)
    run(["dpkg-buildpackage", "--build=binary", "--no-sign", "--no-check-builddeps"], SOURCE, SOURCE_DATE_EPOCH=str(commit_time))
    (made,) = SOURCE.parent.glob("*.deb")
    print(made.relative_to(ROOT))


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(f"package: {' '.join(map(str, error.cmd))} ended with {error.returncode}")
