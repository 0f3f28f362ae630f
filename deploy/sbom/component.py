# SPDX-License-Identifier: GPL-3.0-or-later
"""One part of the program that others wrote."""
import dataclasses
import pathlib
import urllib.parse


@dataclasses.dataclass(frozen=True, order=True)
class Component:
    kind: str  # deb, cargo, npm: the type of its package URL
    name: str
    version: str
    licence: str | None = None  # an SPDX expression; None: nobody said
    how: str = ""  # linked, compiled in, bundled, needed at run time
    digest: tuple | None = None  # (algorithm as CycloneDX names it, hex)
    texts: tuple = dataclasses.field(default=(), compare=False)  # paths of its licence texts

    @property
    def key(self):
        return f"{self.kind}/{self.name}"

    @property
    def purl(self):
        name = "/".join(urllib.parse.quote(part, safe="") for part in self.name.split("/"))
        version = urllib.parse.quote(self.version, safe="")
        if self.kind == "deb":
            return f"pkg:deb/debian/{name}@{version}?distro=debian-12"
        return f"pkg:{self.kind}/{name}@{version}"


def licence_files(folder):
    """The texts that a source package brings in its own folder, by name."""
    names = ("licen", "copying", "copyright", "notice", "unlicense")
    folder = pathlib.Path(folder)
    if not folder.is_dir():
        return ()
    return tuple(sorted(p for p in folder.iterdir() if p.is_file() and p.name.lower().startswith(names)))
