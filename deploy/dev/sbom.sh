# SPDX-License-Identifier: GPL-3.0-or-later
# What the program is made of, with licences: a list here, build/sbom.cdx.json (CycloneDX 1.5) for programs.

dev_sbom() {
  install_missing
  build_cpp release chauban
  run python3 deploy/sbom/sbom.py --binary "$(chauban_binary)" --build build/release --output build/sbom.cdx.json
}
