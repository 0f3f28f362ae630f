# SPDX-License-Identifier: GPL-3.0-or-later

cpp_files() { git ls-files -co --exclude-standard -- '*.h' '*.cc'; }

dev_format() {
  command -v clang-format-19 >/dev/null || command -v clang-format >/dev/null || as_root apt-get install -y -q --no-install-recommends clang-format
  # shellcheck disable=SC2046  # file names of ours have no spaces
  run "$(command -v clang-format-19 || command -v clang-format)" -i $(cpp_files)
}
