# SPDX-License-Identifier: GPL-3.0-or-later
# ./dev test fuzz: each target of tests/fuzz against any bytes, for some seconds. What was found new goes on in build/fuzz.

FUZZ_CORPUS="$ROOT/tests/fuzz/corpus"

fuzz_targets() { sed -n 's/^TARGET(\(.*\))$/\1/p' "$ROOT/tests/fuzz/targets.def"; }

fuzz_one() {  # target seconds; its status is libFuzzer's
  local target=$1 seconds=$2 kept="$ROOT/build/fuzz/corpus/$1"
  mkdir -p "$kept" "$ROOT/build/fuzz/found"
  ASAN_SYMBOLIZER_PATH=$(command -v llvm-symbolizer-19 || true) \
    "$ROOT/build/fuzz/tests/fuzz/fuzz_$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=4096 \
    -use_value_profile=1 -print_final_stats=1 -artifact_prefix="$ROOT/build/fuzz/found/$target-" "$kept" "$FUZZ_CORPUS/$target" \
    >"$ROOT/build/fuzz/$target.log" 2>&1
}

# One line a target: what it did, and where the input lies that it did not survive.
fuzz_report() {  # target status
  local log="$ROOT/build/fuzz/$1.log"
  local runs covered
  runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
  covered=$(sed -n 's/.*cov: \([0-9]*\).*/\1/p' "$log" | tail -1)
  if [ "$2" = 0 ]; then
    printf '%-22s %12s runs, %6s edges\n' "$1" "${runs:-?}" "${covered:-?}"
    count 1 0 "fuzz:$1"
  else
    printf '%-22s FAILED after %s runs\n' "$1" "${runs:-?}"
    grep -E '^(==|SUMMARY|terminate|  what|.*runtime error)|Test unit written' "$log" | head -8
    count 0 1 "fuzz:$1"
  fi
}

test_fuzz() {  # seconds [target…]
  local seconds=$1 target status running=0
  shift
  local targets=${*:-$(fuzz_targets)}
  local finished="$ROOT/build/fuzz/finished"
  rm -rf "$finished" && mkdir -p "$finished"
  say "$(echo $targets | wc -w) targets, $seconds s each, $JOBS at a time"
  for target in $targets; do
    if [ "$running" -ge "$JOBS" ]; then wait -n || true; running=$((running - 1)); fi
    { status=0; fuzz_one "$target" "$seconds" || status=$?; echo "$status" >"$finished/$target"; } &
    running=$((running + 1))
  done
  wait
  for target in $targets; do fuzz_report "$target" "$(cat "$finished/$target")"; done
}

# The fewest inputs that reach every line that all of them reach, added to those in the repository.
keep_fuzz_corpus() {  # [target…]
  local target
  for target in ${*:-$(fuzz_targets)}; do
    mkdir -p "$FUZZ_CORPUS/$target" "$ROOT/build/fuzz/corpus/$target"
    run "$ROOT/build/fuzz/tests/fuzz/fuzz_$target" -set_cover_merge=1 -use_counters=0 -use_value_profile=0 "$FUZZ_CORPUS/$target" "$ROOT/build/fuzz/corpus/$target" 2>&1 | tail -1
  done
}

dev_fuzz() {  # [--seconds N] [--keep] [target…]
  local seconds=60 keep=0 targets=()
  while [ $# -gt 0 ]; do
    case "$1" in
      --seconds) seconds=${2:?--seconds needs a number}; shift 2 ;;
      --keep) keep=1; shift ;;
      -*) echo "dev test fuzz: unknown option '$1'" >&2; exit 2 ;;
      *)
        fuzz_targets | grep -qx "$1" || { echo "dev test fuzz: no target '$1'; there are: $(fuzz_targets | xargs)" >&2; exit 2; }
        targets+=("$1")
        shift
        ;;
    esac
  done
  [[ "$seconds" =~ ^[1-9][0-9]*$ ]] || { echo "dev test fuzz: --seconds $seconds is no number of seconds" >&2; exit 2; }
  # Only when somebody asks for this: nothing else needs it. The last has the symbolizer, for readable stacks.
  install_packages clang-19 libclang-rt-19-dev llvm-19
  build_cpp fuzz
  test_fuzz "$seconds" "${targets[@]}"
  if [ "$keep" = 1 ]; then keep_fuzz_corpus "${targets[@]}"; fi
}
