# SPDX-License-Identifier: GPL-3.0-or-later

dev_build() {
  local preset=release times=0
  while [ $# -gt 0 ]; do
    case "$1" in
      --times) times=1; shift ;;
      --preset) preset=${2:?--preset needs a name}; shift 2 ;;
      *) echo "dev build: unknown option '$1'" >&2; exit 2 ;;
    esac
  done
  install_missing
  build_cpp "$preset"
  build_web
  if [ "$times" = 1 ]; then
    say "The ten dearest steps, in seconds"
    awk '!/^#/ { t[$4] = ($2 - $1) / 1000 } END { for (f in t) printf "%7.1f  %s\n", t[f], f }' "build/$preset/.ninja_log" \
      | sort -rn | head -10
  fi
}
