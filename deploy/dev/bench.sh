# SPDX-License-Identifier: GPL-3.0-or-later

dev_bench() {
  install_missing
  build_cpp release
  local which=${1:-all} program
  case "$which" in
    all | -*) [ "$which" != all ] || shift $(( $# > 0 )); run python3 bench/bench.py "$@"; return ;;
  esac
  shift
  program="build/release/bench/bench_$which"
  if [ ! -x "$program" ]; then
    echo "dev bench: no '$which'; there are: $(cd build/release/bench && ls | sed -n 's/^bench_\([a-z]*\)$/\1/p' | xargs)" >&2
    exit 2
  fi
  run "$program" "$@"
}
