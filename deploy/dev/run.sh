# SPDX-License-Identifier: GPL-3.0-or-later

dev_run() {
  local port=8080 data="$ROOT/data" fresh=0 demo=1
  while [ $# -gt 0 ]; do
    case "$1" in
      --port) port=${2:?--port needs a number}; shift 2 ;;
      --data) data=${2:?--data needs a folder}; shift 2 ;;
      --fresh) fresh=1; shift ;;
      --no-demo) demo=0; shift ;;
      *) echo "dev run: unknown option '$1'" >&2; exit 2 ;;
    esac
  done
  [[ "$port" =~ ^[0-9]+$ ]] && [ "$port" -le 65535 ] || { echo "dev run: --port $port is not a port" >&2; exit 2; }
  install_missing
  build_cpp release chauban
  build_web
  if [ "$fresh" = 1 ]; then
    # Only a folder that is ours is emptied: HEAD is written before anything else.
    if [ -e "$data" ] && [ -n "$(ls -A "$data")" ] && [ ! -f "$data/HEAD" ]; then
      echo "dev run: $data is not a data folder of chauban; --fresh leaves it alone" >&2
      exit 2
    fi
    run rm -rf "$data"
  fi
  local options=(--data "$data" --listen "127.0.0.1:$port" --web "$ROOT/web/dist")
  [ "$demo" = 1 ] && options+=(--demo "$ROOT/tests/data/scans")
  printf '+ %s\n' "$(chauban_binary) serve ${options[*]}" >&2
  exec "$(chauban_binary)" serve "${options[@]}"
}
