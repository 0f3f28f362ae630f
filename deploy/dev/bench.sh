# SPDX-License-Identifier: GPL-3.0-or-later

dev_bench() {
  install_missing
  build_cpp release
  local which=${1:-all}
  [ $# -gt 0 ] && shift
  local program
  if [ "$which" = all ]; then
    for program in build/release/bench/bench_*; do
      if [ -x "$program" ] && [ -f "$program" ] && [ "$(basename "$program")" != bench_ocr ]; then run "$program"; fi
    done
    say "OCR needs a corpus: ./dev bench ocr --corpus DIR"
    return
  fi
  program="build/release/bench/bench_$which"
  if [ ! -x "$program" ]; then
    echo "dev bench: no '$which'; there are: $(cd build/release/bench && ls | sed -n 's/^bench_\([a-z]*\)$/\1/p' | xargs)" >&2
    exit 2
  fi
  run "$program" "$@"
}
