#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person would have to remember, checked: layers, sizes, dead files, banned calls, licence lines, message keys.

    lint.py ROOT        prints one line a finding, `path:line: what`; exit 1 if there is any

Each check is a function (root, files) -> findings; tests/lint/lint_test.py has a passing and a failing case for each.
"""
import json
import pathlib
import re
import subprocess
import sys

# A folder may include itself and those named here (design, "who may know whom"). tests, bench: everything.
LAYERS = {
    "schemas": {"schemas"},
    "domain": {"domain", "schemas"},
    "storage": {"storage", "schemas"},
    "projections": {"projections", "domain", "storage", "schemas"},
    "ocr": {"ocr", "storage", "schemas"},
    "server": {"server", "projections", "ocr", "domain", "storage", "schemas"},
}
FOLDERS = set(LAYERS) | {"tests", "bench"}
CODE = {".h", ".cc"}
LICENSED = {".h", ".cc", ".py", ".sh", ".ts", ".tsx", ".rs", ".capnp", ".cmake"}
MAX_LINES, MAX_FUNCTION_LINES, MAX_LINE = 400, 70, 120
# Tables are not read from top to bottom.
LONG_BY_NATURE = {"schemas/openapi.yaml"}
# Deterministic parts take time, ids and chance as parameters.
BANNED = [
    (re.compile(r"\bsystem_clock::now|\bstd::random_device|\brand\(\)|\bgetenv\("), {"domain", "projections"}, "time, chance and environment are parameters here"),
    (re.compile(r"\bsleep_for\(|\bsleep_until\(|\busleep\(|[^_]\bsleep\("), FOLDERS, "wait for a condition, do not sleep"),
    (re.compile(r"std::regex"), FOLDERS, "std::regex is banned (compile time, stack depth)"),
    (re.compile(r"\bTODO\b|\bFIXME\b|\bXXX\b"), FOLDERS, "a TODO names an issue, in docs"),
    (re.compile(r"^\s*using namespace std;"), FOLDERS, "no using namespace std"),
    (re.compile(r"\bstd::cout\b|\bstd::cerr\b"), {"domain", "storage", "projections", "ocr"}, "libraries speak through base/log.h"),
]


def tracked(root):
    out = subprocess.run(["git", "-C", str(root), "ls-files", "-co", "--exclude-standard"], capture_output=True, text=True, check=True).stdout
    return [path for path in out.split("\n") if path and (root / path).is_file()]


def code_files(files):
    return [f for f in files if pathlib.PurePosixPath(f).suffix in CODE and f.split("/")[0] in FOLDERS]


def read(root, path):
    return (root / path).read_text(encoding="utf-8", errors="replace").split("\n")


def check_layers(root, files):
    for path in code_files(files):
        allowed = LAYERS.get(path.split("/")[0])
        if allowed is None:
            continue
        for number, line in enumerate(read(root, path), 1):
            found = re.match(r'\s*#include "([a-z_]+)/', line)
            if found and found.group(1) in FOLDERS and found.group(1) not in allowed:
                yield f"{path}:{number}: {path.split('/')[0]} may not include {found.group(1)}"


def check_sizes(root, files):
    for path in code_files(files):
        lines = read(root, path)
        if len(lines) > MAX_LINES + 1 and path not in LONG_BY_NATURE:
            yield f"{path}:{len(lines)}: longer than {MAX_LINES} lines"
        for number, line in enumerate(lines, 1):
            if len(line) > MAX_LINE:
                yield f"{path}:{number}: longer than {MAX_LINE} characters"
        yield from long_functions(path, lines)


def long_functions(path, lines):
    """A function is a line that ends with ') {' or the like at the indent of a definition, up to the brace that closes it there."""
    if not path.endswith(".cc"):
        return
    start, indent = None, ""
    for number, line in enumerate(lines, 1):
        opening = re.match(r"^((?:  )?)[A-Za-z_~].*\) ?(?:const |noexcept |override |final |mutable )*(?:-> [^{]*)?\{$", line)
        if start is None and opening and not re.match(r"^\s*(?:namespace|class|struct|enum|union|if|for|while|switch|else|TEST|RC_)", line):
            start, indent = number, opening.group(1)
        elif start is not None and line == indent + "}":
            if number - start > MAX_FUNCTION_LINES:
                yield f"{path}:{start}: function of {number - start + 1} lines, {MAX_FUNCTION_LINES} are allowed"
            start = None


def check_dead_files(root, files):
    lists = "\n".join((root / f).read_text() for f in files if f.endswith("CMakeLists.txt") or f.endswith(".cmake"))
    for path in code_files(files):
        name = path.split("/")[-1]
        if path.endswith(".cc") and not re.search(rf"(?<![A-Za-z0-9_]){re.escape(name)}", lists):
            yield f"{path}:1: in no CMakeLists.txt"


def check_licence(root, files):
    for path in files:
        if pathlib.PurePosixPath(path).suffix in LICENSED and not any("SPDX-License-Identifier: GPL-3.0-or-later" in line for line in read(root, path)[:3]):
            yield f"{path}:1: no SPDX line"


def check_banned(root, files):
    for path in code_files(files):
        for number, line in enumerate(read(root, path), 1):
            code = line.split("//")[0] if "TODO" not in line else line
            for pattern, where, why in BANNED:
                if path.split("/")[0] in where and pattern.search(code):
                    yield f"{path}:{number}: {why}"


def check_headers(root, files):
    for path in code_files(files):
        if path.endswith(".h") and not any(line.strip() == "#pragma once" for line in read(root, path)):
            yield f"{path}:1: no #pragma once"
        for number, line in enumerate(read(root, path), 1):
            if path.endswith(".h") and re.match(r"\s*using namespace ", line):
                yield f"{path}:{number}: no using namespace in a header"


def check_messages(root, files):
    """Every error code has both texts, and both languages have the same keys."""
    table = root / "schemas/base/error_codes.def"
    texts = {language: root / f"server/messages/{language}.toml" for language in ("vi", "en")}
    if not table.is_file() or not all(path.is_file() for path in texts.values()):
        return
    import tomllib

    keys = {language: set(flat_keys(tomllib.loads(path.read_text(encoding="utf-8")))) for language, path in texts.items()}
    for key in sorted(keys["vi"] ^ keys["en"]):
        yield f"server/messages/{'en' if key in keys['vi'] else 'vi'}.toml:1: no text for {key}"
    for code in re.findall(r"^CODE\((\w+),", table.read_text(), re.M):
        if code not in keys["vi"]:
            yield f"server/messages/vi.toml:1: no text for {code}"


def flat_keys(table):
    for key, value in table.items():
        if isinstance(value, dict) and not {"title", "detail"} & set(value):
            yield from flat_keys(value)
        else:
            yield key


def check_locales(root, files):
    """The web application's texts: same files and same keys in both languages."""
    folder = root / "web/src/locales"
    if not folder.is_dir():
        return
    found = {language: {p.name: json.loads(p.read_text(encoding="utf-8")) for p in sorted((folder / language).glob("*.json"))} for language in ("vi", "en")}
    for name in sorted(set(found["vi"]) | set(found["en"])):
        keys = {language: set(leaf_keys(found[language].get(name, {}))) for language in ("vi", "en")}
        for key in sorted(keys["vi"] ^ keys["en"]):
            yield f"web/src/locales/{'en' if key in keys['vi'] else 'vi'}/{name}:1: no text for {key}"


def leaf_keys(table, before=""):
    for key, value in table.items():
        if isinstance(value, dict):
            yield from leaf_keys(value, before + key + ".")
        else:
            yield before + key


def check_links(root, files):
    for path in files:
        if not path.endswith(".md"):
            continue
        for number, line in enumerate(read(root, path), 1):
            for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", line):
                if not (root / path).parent.joinpath(target).exists():
                    yield f"{path}:{number}: link to {target}, which is not there"


CHECKS = [check_layers, check_sizes, check_dead_files, check_licence, check_banned, check_headers, check_messages, check_locales, check_links]


def findings(root):
    files = tracked(root)
    return [finding for check in CHECKS for finding in check(root, files)]


def main():
    found = findings(pathlib.Path(sys.argv[1]))
    for line in found:
        print(line)
    print(f"lint: {len(found)} findings")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
