#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What makes and what tests the Debian package, in parts and with small inputs."""
import pathlib
import re
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "deploy/package"), str(ROOT / "tests/system")]
import clean_root  # noqa: E402
import package  # noqa: E402
import package_test  # noqa: E402

CHANGELOG = """# Changelog
What a user notices.

## 0.2.0 (unreleased)
- A letter comes in
  by itself.
- It is read.

## 0.1.0 (2026-01-01)
- Old.
"""


class PackageTest(unittest.TestCase):
    def test_takes_the_newest_chapter_of_the_changelog(self):
        title, items = package.newest_chapter(CHANGELOG)
        self.assertEqual((title, items), ("0.2.0 (unreleased)", ["A letter comes in by itself.", "It is read."]))

    def test_a_later_commit_is_newer_and_the_release_newest(self):
        versions = [package.package_version("0.2.0 (unreleased)", at, "abc") for at in (0, 86_400)]
        self.assertEqual(versions[0], "0.2.0~19700101.000000.abc")
        self.assertLess(versions[0], versions[1])
        self.assertEqual(package.package_version("0.2.0 (2026-12-01)", 0, "abc"), "0.2.0")

    def test_writes_the_changelog_as_dpkg_reads_it(self):
        text = package.debian_changelog("0.2.0", ["word " * 40], "Who <who@where.invalid>", 0)
        self.assertTrue(text.startswith("chauban (0.2.0) unstable; urgency=medium\n\n  * word"))
        self.assertTrue(text.endswith("\n\n -- Who <who@where.invalid>  Thu, 01 Jan 1970 00:00:00 -0000\n"), text[-80:])
        self.assertLessEqual(max(map(len, text.split("\n"))), 78)

    def test_version_of_changelog_and_build_agree(self):
        title, items = package.newest_chapter((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
        self.assertTrue(items)
        self.assertIn(f"project(chauban VERSION {title.split()[0]} ", (ROOT / "CMakeLists.txt").read_text())


class UnitTest(unittest.TestCase):
    """What the operator's guide promises of the unit, and what the reading workers need of it."""

    unit = (ROOT / "deploy/debian/chauban.service").read_text()

    def test_is_shut_in(self):
        for line in ("User=chauban", "NoNewPrivileges=yes", "CapabilityBoundingSet=", "ProtectSystem=strict", "PrivateTmp=yes", "StateDirectory=chauban", "LimitNOFILE=65536"):
            self.assertRegex(self.unit, rf"(?m)^{re.escape(line)}$")

    def test_lets_workers_shut_themselves_in(self):
        allowed = re.search(r"^SystemCallFilter=@.*$", self.unit, re.M).group()
        for call in re.findall(r"SYS_(landlock_\w+)", (ROOT / "ocr/sandbox.cc").read_text()) + ["seccomp"]:
            self.assertIn(call, allowed.split())

    def test_its_options_are_those_of_the_program(self):
        help_text = (ROOT / "server/cli/cli.cc").read_text()
        for option in re.findall(r"--[a-z-]+", self.unit.partition("ExecStart=")[2].partition("\n")[0] + (ROOT / "deploy/debian/chauban.env").read_text()):
            if option != "--help":
                self.assertIn(f'"{option}"', help_text)


class CleanRootTest(unittest.TestCase):
    def test_takes_the_machines_sources_of_debian_and_no_others(self):
        said = "Debian|http://a/debian/|bookworm|main|/k.gpg\nDebian|http://a/debian/|bookworm|main|/k.gpg\nOther|http://b/|x|main|\nDebian|http://c/|bookworm-security|main|$(SIGNED_BY)\n"
        self.assertEqual(clean_root.debian_sources(said), ["deb [signed-by=/k.gpg] http://a/debian/ bookworm main", "deb http://c/ bookworm-security main"])

    def test_takes_the_first_of_alternatives(self):
        self.assertEqual(package_test.first_words("libc6 (>= 2.35), systemd | systemd-sysusers, a.b+c"), ["libc6", "systemd", "a.b+c"])

    def test_finds_the_commands_of_the_readme(self):
        commands = package_test.account_commands((ROOT / "deploy/debian/chauban.README.Debian").read_text(encoding="utf-8"))
        self.assertEqual([line.split()[-1] for line in commands.split("\n")][:1], ["}"])
        self.assertEqual(re.findall(r"as_chauban (\w+ \w+)", commands), ["unit add", "position add", "user add"])


if __name__ == "__main__":
    unittest.main()
