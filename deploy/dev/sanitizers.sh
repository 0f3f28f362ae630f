# SPDX-License-Identifier: GPL-3.0-or-later
# ./dev test --preset asan|tsan: the C++ tests, and those of real processes, as the sanitizers see them.

# What a test starts writes its reports to files too, so that none is lost with a process whose end nobody looks at.
sanitizer_options() {  # preset
  local reports="$ROOT/build/$1/reports" rules="$ROOT/deploy/sanitizers"
  rm -rf "$reports" && mkdir -p "$reports"
  export CHAUBAN_SANITIZED=1  # tests that bound memory do not
  export ASAN_OPTIONS="log_path=$reports/asan:detect_stack_use_after_return=1:strict_string_checks=1"
  export UBSAN_OPTIONS="log_path=$reports/ubsan:print_stacktrace=1"
  export LSAN_OPTIONS="suppressions=$rules/leaks.supp:print_suppressions=0"
  export TSAN_OPTIONS="log_path=$reports/tsan:suppressions=$rules/races.supp:second_deadlock_stack=1:history_size=4"
}

# Each report is a failure, whatever the test that caused it made of it.
count_reports() {  # preset
  local report
  for report in "$ROOT/build/$1/reports/"*; do
    [ -s "$report" ] || continue
    echo "--- $report"
    head -60 "$report"
    count 0 1 "report:$(basename "$report")"
  done
}

test_sanitized() {  # preset part
  local preset=$1 part=$2
  sanitizer_options "$preset"
  build_cpp "$preset"
  build_web
  case "$part" in
    unit) test_ctest "$preset" -L unit -j "$JOBS" ;;
    system) test_ctest "$preset" -L system ;;
    all)
      test_ctest "$preset" -L unit -j "$JOBS"
      test_ctest "$preset" -L system
      ;;
    *) test_ctest "$preset" -R "$part" ;;
  esac
  count_reports "$preset"
}
