#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lint is a test, so it has tests: for each check a tree that passes and one that fails."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "deploy/lint"))
import lint  # noqa: E402

LICENCE = "// SPDX-License-Identifier: GPL-3.0-or-later\n"


class LintTest(unittest.TestCase):
    def findings(self, tree):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            subprocess.run(["git", "init", "-q", folder], check=True)
            for path, text in tree.items():
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).write_text(text, encoding="utf-8")
            return lint.findings(root)

    def test_accepts_a_clean_tree(self):
        tree = {"domain/CMakeLists.txt": "a.cc", "domain/a.cc": LICENCE + '#include "schemas/base/time.h"\n', "domain/a.h": LICENCE + "#pragma once\n"}
        self.assertEqual(self.findings(tree), [])

    def test_refuses_an_include_against_the_layers(self):
        tree = {"domain/CMakeLists.txt": "a.cc", "domain/a.cc": LICENCE + '#include "storage/log.h"\n'}
        self.assertEqual(self.findings(tree), ["domain/a.cc:2: domain may not include storage"])

    def test_refuses_a_long_file_line_and_function(self):
        long_function = "int f() {\n" + "  g();\n" * 75 + "}\n"
        tree = {"domain/CMakeLists.txt": "a.cc b.cc c.cc", "domain/a.cc": LICENCE + "\n" * 401, "domain/b.cc": LICENCE + "x" * 121, "domain/c.cc": LICENCE + long_function}
        found = self.findings(tree)
        self.assertEqual(len(found), 3, found)

    def test_refuses_a_file_in_no_list(self):
        self.assertEqual(self.findings({"domain/a.cc": LICENCE}), ["domain/a.cc:1: in no CMakeLists.txt"])

    def test_refuses_a_missing_licence_line(self):
        self.assertEqual(self.findings({"deploy/a.py": "print()\n"}), ["deploy/a.py:1: no SPDX line"])

    def test_refuses_clocks_in_the_domain_and_sleeps_anywhere(self):
        tree = {"domain/CMakeLists.txt": "a.cc", "domain/a.cc": LICENCE + "auto t = std::chrono::system_clock::now();\nstd::this_thread::sleep_for(1s);\n"}
        self.assertEqual(len(self.findings(tree)), 2)

    def test_refuses_a_text_in_one_language_only(self):
        tree = {
            "schemas/base/error_codes.def": "CODE(not_found, 404, false)\n",
            "server/messages/vi.toml": 'not_found = { title = "a", detail = "b" }\n',
            "server/messages/en.toml": "",
        }
        self.assertEqual(self.findings(tree), ["server/messages/en.toml:1: no text for not_found"])

    def test_refuses_a_dead_link(self):
        self.assertEqual(self.findings({"README.md": "[x](docs/none.md)\n"}), ["README.md:1: link to docs/none.md, which is not there"])


if __name__ == "__main__":
    unittest.main()
