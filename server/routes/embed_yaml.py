#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes a YAML file as JSON into a C++ file: embed_yaml.py FILE.yaml OUT.cc FUNCTION, declared in embedded.h"""
import json
import sys

import yaml

# Dates and times in the file are text, as they are in JSON.
LOADER = yaml.SafeLoader
LOADER.yaml_implicit_resolvers = {
    first: [(tag, rule) for tag, rule in rules if tag != 'tag:yaml.org,2002:timestamp']
    for first, rules in LOADER.yaml_implicit_resolvers.items()
}

with open(sys.argv[1], encoding='utf-8') as source:
    text = json.dumps(yaml.load(source, LOADER), ensure_ascii=True, separators=(',', ':'))
pieces = [text[at:at + 8000] for at in range(0, len(text), 8000)]
with open(sys.argv[2], 'w', encoding='utf-8') as out:
    out.write('// Made by embed_yaml.py.\n#include "server/routes/embedded.h"\n\n#include <array>\n\n')
    out.write('namespace chauban::server {\n\nstd::span<const std::string_view> ' + sys.argv[3] + '() {\n')
    out.write(f'  static constexpr std::array<std::string_view, {len(pieces)}> kPieces{{\n')
    for piece in pieces:
        out.write(f'    R"~~~({piece})~~~",\n')
    out.write('  };\n  return kPieces;\n}\n\n}  // namespace chauban::server\n')
