# SPDX-License-Identifier: GPL-3.0-or-later

cpp_files() { git ls-files -co --exclude-standard -- '*.h' '*.cc'; }

# One version everywhere: what passes on one machine must not fail on another because only that one could look.
install_clang_format() { command -v clang-format-19 >/dev/null || install_packages clang-format-19; }

dev_format() {
  install_clang_format
  # shellcheck disable=SC2046  # file names of ours have no spaces
  run clang-format-19 -i $(cpp_files)
}
