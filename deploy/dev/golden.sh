# SPDX-License-Identifier: GPL-3.0-or-later
# Golden records: one stored event of each type and version, decoded by every later program. Never changed, only added.

dev_golden() {
  install_missing
  build_cpp release chauban_golden
  case "${1:-}" in
    --accept) run build/release/tests/domain/chauban_golden --write tests/data/golden/events ;;
    "") run build/release/tests/domain/chauban_golden --check tests/data/golden/events ;;
    *) echo "dev golden: unknown option '$1'" >&2; exit 2 ;;
  esac
}
