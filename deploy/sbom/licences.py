# SPDX-License-Identifier: GPL-3.0-or-later
"""Licence expressions (SPDX) and the one list of what may be combined with GPL-3.0-or-later: licences.toml."""
import pathlib
import re
import tomllib

POLICY_FILE = pathlib.Path(__file__).resolve().with_name("licences.toml")


class Policy:
    """What licences.toml says."""

    def __init__(self, path=POLICY_FILE):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        self.allowed = set(table["allowed"])
        self.debian_names = table.get("debian-names", {})
        self.packages = table.get("packages", {})

    def said_by_hand(self, purl_name):
        """The licence that somebody looked up, for `deb/libacl1`, `npm/combine-errors`; None: nobody had to."""
        entry = self.packages.get(purl_name)
        return entry["licence"] if entry else None

    def excepted(self, purl_name):
        """True if the entry says why a licence outside the list does no harm there."""
        return "excepted" in self.packages.get(purl_name, {})

    def accepts(self, expression):
        """Whether the whole of it may be combined: one side of each OR, both sides of each AND."""
        return _satisfied(tokens(expression), self.allowed)


def tokens(expression):
    """`(MIT OR CC0-1.0)` in its words; the old crates' `MIT/Apache-2.0` means OR."""
    return re.findall(r"\(|\)|[^\s()]+", expression.replace("/", " OR "))


def _satisfied(words, allowed):
    words = list(words)

    def either():
        value = both()
        while words and words[0] == "OR":
            words.pop(0)
            value = both() or value
        return value

    def both():
        value = one()
        while words and words[0] == "AND":
            words.pop(0)
            value = one() and value
        return value

    def one():
        if not words:
            raise ValueError("a licence is missing in the expression")
        word = words.pop(0)
        if word == "(":
            value = either()
            if not words or words.pop(0) != ")":
                raise ValueError("a bracket is not closed")
            return value
        if words and words[0] == "WITH":
            words.pop(0)
            word += " WITH " + words.pop(0)
        return word in allowed

    value = either()
    if words:
        raise ValueError(f"'{words[0]}' is out of place")
    return value


def normal(expression):
    """As SPDX writes it: OR for the slash, one blank between words."""
    text = " ".join(tokens(expression))
    return text.replace("( ", "(").replace(" )", ")")
