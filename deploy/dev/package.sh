# SPDX-License-Identifier: GPL-3.0-or-later
# The Debian package, build/package/chauban_*.deb. What goes into it and how it is installed: deploy/debian.

# Tools that only this verb and its test need; not on every machine that builds.
install_tools() {
  local tool missing=
  for tool in "$@"; do dpkg-query -W -f='${Status}' "$tool" 2>/dev/null | grep -q 'ok installed' || missing="$missing $tool"; done
  # shellcheck disable=SC2086  # a list of words
  [ -z "$missing" ] || { as_root apt-get update -q && as_root apt-get install -y -q --no-install-recommends $missing; }
}

dev_package() {
  install_missing
  install_tools debhelper dpkg-dev fakeroot
  build_cpp release chauban
  build_web
  run python3 deploy/package/package.py
}
