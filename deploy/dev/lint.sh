# SPDX-License-Identifier: GPL-3.0-or-later

dev_lint() {
  run python3 deploy/lint/lint.py "$ROOT" || return 1
  source deploy/dev/format.sh
  install_clang_format || return 1
  # shellcheck disable=SC2046  # file names of ours have no spaces
  run clang-format-19 --dry-run -Werror $(cpp_files) || return 1
  if [ "${1:-}" = --all ]; then
    command -v clang-tidy-19 >/dev/null || install_packages clang-tidy-19
    # shellcheck disable=SC2046
    run clang-tidy-19 -p build/release --quiet $(git ls-files '*.cc') || return 1
  fi
}
