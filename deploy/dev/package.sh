# SPDX-License-Identifier: GPL-3.0-or-later
# The Debian package, build/package/chauban_*.deb. What goes into it and how it is installed: deploy/debian.

dev_package() {
  install_missing
  install_packages debhelper dpkg-dev fakeroot
  build_cpp release chauban
  build_web
  run python3 deploy/package/package.py
}
