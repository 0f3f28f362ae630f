# SPDX-License-Identifier: GPL-3.0-or-later
# Shared by the verbs of ./dev. Sourced, never run.

NODE_HOME="$ROOT/.cache/node"
JOBS=$(nproc)

say() { printf '\033[1m%s\033[0m\n' "$*" >&2; }
run() { printf '+ %s\n' "$*" >&2; "$@"; }

as_root() {
  if [ "$(id -u)" = 0 ]; then run env DEBIAN_FRONTEND=noninteractive "$@"
  elif command -v sudo >/dev/null; then run sudo env DEBIAN_FRONTEND=noninteractive "$@"
  else echo "dev: '$*' needs root; run it as root, or install sudo" >&2; return 1
  fi
}

apt_packages() { grep -v '^#' "$ROOT/deploy/apt-packages.txt"; }

missing_of() {  # package…
  local package
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || echo "$package"
  done
}

# shellcheck disable=SC2046  # a list of words
missing_apt_packages() { missing_of $(apt_packages); }

install_packages() {  # package…; those that are there already cost nothing
  local missing
  missing=$(missing_of "$@")
  if [ -z "$missing" ]; then return; fi
  say "Installing Debian packages: $(echo $missing)"
  as_root apt-get update -q || return
  # shellcheck disable=SC2086  # a list of words
  as_root apt-get install -y -q --no-install-recommends $missing
}

node_is_new_enough() { "$1" -e 'process.exit(Number(process.versions.node.split(".")[0]) >= 22 ? 0 : 1)' 2>/dev/null; }

# A Node >= 22 first in PATH: the machine's own, or version 24 from its npm package.
use_node() {
  if command -v node >/dev/null && node_is_new_enough node; then return; fi
  if [ ! -x "$NODE_HOME/node_modules/node/bin/node" ]; then
    command -v npm >/dev/null || install_packages npm
    say "Installing Node 24"
    run npm install --prefix "$NODE_HOME" --no-audit --no-fund --loglevel=error node@24
  fi
  export PATH="$NODE_HOME/node_modules/node/bin:$PATH"
}

install_missing() {
  # shellcheck disable=SC2046  # a list of words
  install_packages $(apt_packages)
  use_node
}

configure() {  # preset
  [ -f "$ROOT/build/$1/build.ninja" ] || run cmake --preset "$1"
}

build_cpp() {  # preset [target…]
  local preset=$1
  shift
  configure "$preset"
  if [ $# -gt 0 ]; then run cmake --build --preset "$preset" --target "$@"; else run cmake --build --preset "$preset"; fi
}

# The web application, only when a source is newer than what was built.
build_web() {
  use_node
  cd "$ROOT/web"
  if [ ! -f node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
    run npm ci --no-audit --no-fund --loglevel=error
  fi
  local newest
  newest=$(find src public index.html package.json vite.config.* ../schemas/openapi.yaml -newer dist/index.html -print -quit 2>/dev/null || echo yes)
  if [ ! -f dist/index.html ] || [ -n "$newest" ]; then
    run npm run --silent generate
    run npm run --silent build
  fi
  cd "$ROOT"
}

chauban_binary() { echo "$ROOT/build/${1:-release}/server/chauban"; }
