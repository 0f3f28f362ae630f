# SPDX-License-Identifier: GPL-3.0-or-later
"""The copyright file of the package: our own licence, and who wrote what is inside, with the texts that go with it."""
import hashlib


def copyright_file(head, components):
    """Each text once, under the names of all that brought it."""
    texts, users, silent = {}, {}, []
    for component in sorted(components):
        if not component.texts:
            silent.append(component)
        for path in component.texts:
            text = path.read_text(encoding="utf-8", errors="replace").strip()
            digest = hashlib.sha256(text.encode()).hexdigest()
            texts[digest] = text
            users.setdefault(digest, []).append(component)
    out = [head.rstrip(), "", "Parts by others, in the program and the web application", "=" * 55, ""]
    out += [f"{c.name} {c.version}: {c.licence}" for c in sorted(components)]
    if silent:
        out += ["", "These name their licence and bring no text of it: " + ", ".join(f"{c.name} ({c.licence})" for c in silent) + "."]
    for digest, who in sorted(users.items(), key=lambda item: (item[1][0], item[0])):
        names = dict.fromkeys(f"{c.name} {c.version}" for c in who)
        out += ["", "-" * 78, "", "Of " + ", ".join(names) + ":", "", texts[digest]]
    return "\n".join(out) + "\n"
