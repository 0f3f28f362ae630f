# SPDX-License-Identifier: GPL-3.0-or-later
# Runs the parts asked for, goes on when one fails, and ends with one line that counts everything.

passed=0
failed=0
failed_parts=

count() {  # passed failed part
  passed=$((passed + $1))
  failed=$((failed + $2))
  if [ "$2" != 0 ]; then failed_parts="$failed_parts $3"; fi
}

# ctest's own summary: "97% tests passed, 3 tests failed out of 100"
test_ctest() {  # preset [options of ctest]
  local preset=$1
  shift
  local log total bad
  log=$(mktemp)
  run ctest --test-dir "build/$preset" --output-on-failure --no-tests=error "$@" 2>&1 | tee "$log" || true
  total=$(sed -n 's/.* out of \([0-9]*\)$/\1/p' "$log" | tail -1)
  bad=$(sed -n 's/.* \([0-9]*\) tests\? failed out of .*/\1/p' "$log" | tail -1)
  rm -f "$log"
  if [ -z "$total" ]; then count 0 1 "ctest:$*"; else count $((total - bad)) "$bad" "ctest:$*"; fi
}

# Lines such as "Tests  2 failed | 45 passed (47)" (vitest) or "  12 passed (30s)" (playwright), colours removed.
test_npm() {  # script
  local log good bad status=0
  log=$(mktemp)
  (cd web && run npm run --silent "$1") 2>&1 | tee "$log" || status=1
  sed -i 's/\x1b\[[0-9;]*m//g' "$log"
  good=$(sed -n 's/^ *Tests .* \([0-9]*\) passed.*/\1/p; s/^ *\([0-9][0-9]*\) passed.*/\1/p' "$log" | tail -1)
  bad=$(sed -n 's/^ *Tests  *\([0-9]*\) failed.*/\1/p; s/^ *\([0-9][0-9]*\) failed.*/\1/p' "$log" | tail -1)
  rm -f "$log"
  # A run that ends badly without counting (it did not compile, say) is one failure.
  if [ "$status" != 0 ] && [ -z "$bad" ]; then bad=1; fi
  if [ "$status" = 0 ] && [ -z "$good" ]; then bad=1; fi
  count "${good:-0}" "${bad:-0}" "npm:$1"
}

# The browser tests work on a server of their own with the demo, in a folder that is thrown away, on a disk that they can
# make fail (tests/support/failing_disk.cc).
test_browser() {
  local data log disk port=18090
  data=$(mktemp -d)
  log=$(mktemp)
  disk=$(mktemp)
  truncate -s 4096 "$disk"
  LD_PRELOAD="$ROOT/build/release/tests/support/failing_disk.so" FAILING_DISK="$disk" \
    "$(chauban_binary)" serve --data "$data" --listen "127.0.0.1:$port" --web "$ROOT/web/dist" --demo "$ROOT/tests/data/scans" --rate-limit 1000000 \
    >"$log" 2>&1 &
  local server=$!
  if run deploy/ci/newcomer.py "http://127.0.0.1:$port"; then
    FAILING_DISK="$disk" BASE_URL="http://127.0.0.1:$port" test_npm e2e
  else
    tail -20 "$log"
    count 0 1 newcomer
  fi
  kill -INT "$server"
  wait "$server" || { echo "the server did not stop well"; tail -20 "$log"; count 0 1 stopping; }
  rm -rf "$data" "$log" "$disk"
}

# The package in a clean root, as root because it boots one. Its last line counts.
test_package() {
  local log line
  source deploy/dev/package.sh
  dev_package
  install_packages mmdebstrap systemd-container
  log=$(mktemp)
  as_root /usr/bin/python3 tests/package/package_test.py build/package/chauban_*.deb 2>&1 | tee "$log" || true
  line=$(grep -E '^[0-9]+ passed, [0-9]+ failed$' "$log" | tail -1)
  rm -f "$log"
  # A run that ended without counting is one failure.
  if [ -z "$line" ]; then count 0 1 package; else count "${line%% *}" "$(echo "$line" | cut -d' ' -f3)" package; fi
}

# kill -9 of the whole process at so many random moments; ctest's own run of it is short.
test_crash() {
  while [ $# -gt 0 ]; do
    case "$1" in
      --rounds) export CHAUBAN_CRASH_ROUNDS=${2:?--rounds needs a number}; shift 2 ;;
      --seed) export CHAUBAN_CRASH_SEED=${2:?--seed needs a number}; shift 2 ;;
      *) echo "dev test crash: unknown option '$1'" >&2; exit 2 ;;
    esac
  done
  build_cpp release chauban
  if CHAUBAN_BINARY=$(chauban_binary) run python3 tests/system/crash_test.py; then count 1 0 crash; else count 0 1 crash; fi
}

test_lint() {
  source deploy/dev/lint.sh
  if dev_lint; then count 1 0 lint; else count 0 1 lint; fi
}

test_part() {  # part [options]
  local part=$1
  shift
  case "$part" in
    unit) build_cpp release; test_ctest release -L unit -j "$JOBS" ;;
    system) build_cpp release; build_web; test_ctest release -L system ;;
    web) build_web; test_npm test ;;
    browser) build_cpp release chauban failing_disk; build_web; test_browser ;;
    crash) test_crash "$@" ;;
    lint) test_lint ;;
    package) test_package ;;
    fuzz) source deploy/dev/fuzz.sh; dev_fuzz "$@" ;;
    all)
      build_cpp release
      build_web
      test_lint
      test_ctest release -L unit -j "$JOBS"
      test_npm test
      test_ctest release -L system
      test_browser
      ;;
    *) build_cpp release; test_ctest release -R "$part" ;;
  esac
}

dev_test() {
  local part=all preset=release
  if [ "${1:-}" = --preset ]; then preset=${2:?--preset needs a name}; shift 2; fi
  if [ $# -gt 0 ]; then part=$1; shift; fi
  install_missing
  case "$preset:$part" in
    asan:* | tsan:*) source deploy/dev/sanitizers.sh; test_sanitized "$preset" "$part" ;;
    release:*) test_part "$part" "$@" ;;
    *) echo "dev test: --preset is asan or tsan" >&2; exit 2 ;;
  esac
  # Said again here, because in a long log the part that failed is far above.
  if [ -n "$failed_parts" ]; then echo "failed parts:$failed_parts"; fi
  echo "$passed passed, $failed failed"
  [ "$failed" = 0 ]
}
