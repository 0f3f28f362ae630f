#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The bill of materials: its parts with small inputs, and that every crate and npm module of ours has a licence we may use."""
import json
import pathlib
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "deploy/sbom"))
import bundled  # noqa: E402
import crates  # noqa: E402
import cyclonedx  # noqa: E402
import debian  # noqa: E402
import npm  # noqa: E402
import sbom  # noqa: E402
from component import Component  # noqa: E402
from licences import Policy, normal  # noqa: E402

POLICY = """
allowed = ["MIT", "Apache-2.0", "GPL-3.0-only", "GPL-2.0-only WITH Linux-syscall-note"]
[debian-names]
"Expat" = "MIT"
"GPL-2" = "GPL-2.0-only"
"GPL-3" = "GPL-3.0-only"
[packages]
"deb/libold1" = { licence = "MIT" }
"deb/libshut1" = { licence = "BSD-4-Clause", excepted = "not ours" }
"""


class SbomTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        (self.folder / "policy.toml").write_text(POLICY)
        self.policy = Policy(self.folder / "policy.toml")

    def part(self, licence, name="libnew1", kind="deb"):
        return Component(kind, name, "1.0", licence, "linked")

    def refused(self, licence, name="libnew1"):
        return list(sbom.refusals([self.part(licence, name)], self.policy))


class LicenceTest(SbomTest):
    def test_takes_one_side_of_or_and_both_sides_of_and(self):
        for good in ("MIT", "MIT OR SSPL-1.0", "SSPL-1.0/MIT", "(MIT OR X) AND Apache-2.0", "GPL-2.0-only WITH Linux-syscall-note"):
            self.assertEqual(self.refused(good), [], good)
        for bad in ("SSPL-1.0", "MIT AND SSPL-1.0", "GPL-2.0-only", "(MIT AND X) OR Y", "MIT WITH X"):
            self.assertEqual(len(self.refused(bad)), 1, bad)

    def test_refuses_an_unknown_licence_and_nonsense(self):
        for bad in (None, "", "MIT OR", "(MIT", "MIT Apache-2.0"):
            self.assertEqual(len(self.refused(bad)), 1, bad)

    def test_excepts_only_what_has_a_reason(self):
        self.assertEqual(self.refused("BSD-4-Clause", "libshut1"), [])
        self.assertEqual(len(self.refused("BSD-4-Clause", "libopen1")), 1)

    def test_says_which_entries_are_about_nothing(self):
        self.assertEqual(sbom.stale([self.part("MIT", "libold1")], self.policy), ["licences.toml: deb/libshut1 is not a part of the program"])

    def test_writes_expressions_as_spdx_does(self):
        self.assertEqual(normal("MIT/Apache-2.0"), "MIT OR Apache-2.0")
        self.assertEqual(normal("( MIT OR X ) AND Y"), "(MIT OR X) AND Y")


class DebianTest(SbomTest):
    def test_reads_the_licence_of_all_files(self):
        text = "Format: https://x/copyright-format/1.0/\n\nFiles: tests/*\nLicense: SSPL\n\nFiles: *\nCopyright: me\nLicense: GPL-2 or GPL-3\n"
        self.assertEqual(debian.licence_in(text, self.policy), "GPL-2.0-only OR GPL-3.0-only")

    def test_does_not_guess(self):
        self.assertIsNone(debian.licence_in("This package was made by hand. It is under the MIT licence.\n", self.policy))
        self.assertIsNone(debian.licence_in("Format: x\n\nFiles: *\nLicense: Mine\n", self.policy))
        self.assertIsNone(debian.licence_of("no-such-package", self.policy))
        self.assertEqual(debian.licence_of("libold1", self.policy), "MIT")

    def test_takes_headers_of_the_program_and_not_of_its_tests(self):
        deps = ("server/a.o: #deps 2, deps mtime 1 (VALID)\n    ../../server/a.cc\n    /usr/include/zstd.h\n\n"
                "tests/b.o: #deps 1, deps mtime 1 (VALID)\n    /usr/include/gtest/gtest.h\n")
        self.assertEqual(debian.headers_in(deps), {"/usr/include/zstd.h"})

    def test_knows_who_holds_a_file_and_says_when_nobody_does(self):
        self.assertEqual(debian.owners(["/usr/include/zstd.h"]), ["libzstd-dev"])
        with self.assertRaises(SystemExit):
            debian.owners([str(self.folder / "policy.toml")])

    def test_takes_from_the_control_file_what_is_named_there(self):
        self.assertEqual(sbom.needed_packages("Package: x\nDepends: ${shlibs:Depends},\n a (>= 1), b\nRecommends: c\n"), ["a", "b"])


class SourcesTest(SbomTest):
    def test_takes_npm_modules_that_are_not_only_for_building(self):
        lock = {"packages": {"": {"version": "1"}, "node_modules/a": {"version": "1", "license": "MIT", "integrity": "sha512-AAEC"},
                             "node_modules/a/node_modules/@x/b": {"version": "2"}, "node_modules/c": {"version": "3", "dev": True}}}
        found = list(npm.of_lock(lock, self.policy))
        self.assertEqual([(c.name, c.version, c.licence) for c in found], [("a", "1", "MIT"), ("@x/b", "2", None)])
        self.assertEqual(found[0].digest, ("SHA-512", "000102"))

    def test_takes_crates_that_are_linked(self):
        node = lambda name, *deps: {"id": name, "deps": [{"pkg": to, "dep_kinds": [{"kind": kind}]} for to, kind in deps]}
        package = lambda name: {"id": name, "name": name, "version": "1", "license": "MIT/Apache-2.0", "manifest_path": "/none/Cargo.toml"}
        meta = {"packages": [package(n) for n in "rabc"],
                "resolve": {"root": "r", "nodes": [node("r", ("a", None), ("b", "dev")), node("a", ("c", "build")), node("b"), node("c")]}}
        found = list(crates.of_metadata(meta, self.policy, {("a", "1"): "ff"}))
        self.assertEqual([(c.name, c.licence, c.digest) for c in found], [("a", "MIT OR Apache-2.0", ("SHA-256", "ff"))])


class DocumentTest(SbomTest):
    def test_is_the_same_for_the_same_components(self):
        parts = [self.part("MIT", "b"), self.part("MIT", "@x/a", "npm")]
        made, again = (json.dumps(cyclonedx.document("1.0", order)) for order in (parts, parts[::-1]))
        self.assertEqual(made, again)
        self.assertNotIn("timestamp", made)
        self.assertEqual(cyclonedx.document("1.0", parts, "0")["metadata"]["timestamp"], "1970-01-01T00:00:00Z")
        first = json.loads(made)["components"][1]
        self.assertEqual((first["group"], first["name"], first["purl"]), ("@x", "a", "pkg:npm/%40x/a@1.0"))

    def test_gives_each_text_once_and_names_who_brings_none(self):
        text = self.folder / "LICENSE"
        text.write_text("Permission is granted.\n")
        parts = [Component("npm", n, "1", "MIT", texts=(text,)) for n in "ab"] + [Component("npm", "c", "1", "MIT")]
        made = bundled.copyright_file("Head\n", parts)
        self.assertEqual(made.count("Permission is granted."), 1)
        self.assertIn("Of a 1, b 1:", made)
        self.assertIn("bring no text of it: c (MIT).", made)


class OurTest(unittest.TestCase):
    def test_every_crate_and_module_of_ours_has_a_licence_that_may_be_combined(self):
        policy = Policy()
        found = crates.components(ROOT / "projections/search_engine", policy) + npm.components(ROOT / "web", policy)
        self.assertGreater(len([c for c in found if c.kind == "cargo"]), 50)
        self.assertGreater(len([c for c in found if c.kind == "npm"]), 20)
        self.assertEqual(list(sbom.refusals(found, policy)), [])


if __name__ == "__main__":
    unittest.main()
