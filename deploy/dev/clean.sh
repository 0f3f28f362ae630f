# SPDX-License-Identifier: GPL-3.0-or-later

dev_clean() {
  run rm -rf build web/dist web/src/api/generated
  if [ "${1:-}" = --all ]; then run rm -rf .cache web/node_modules data; fi
}
