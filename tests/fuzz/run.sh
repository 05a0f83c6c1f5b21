#!/usr/bin/env bash
# Fuzzes every parser that has a program here, each for as many seconds as are said (60 where none
# are), beginning from what is kept in corpus/ and what earlier runs have found.
#
#   tests/fuzz/run.sh [SECONDS]
#
# Exits non-zero where an input made one fail: it then lies in build/fuzz/found/.
set -euo pipefail
cd "$(dirname "$0")/../.."

seconds=${1:-60}
if ! [[ "$seconds" =~ ^[1-9][0-9]{0,5}$ ]] || [ $# -gt 1 ]; then
  echo "run.sh: usage: tests/fuzz/run.sh [SECONDS]" >&2
  exit 64
fi

bash packaging/deps.sh fuzz
cmake --preset fuzz --log-level=WARNING
cmake --build --preset fuzz

# A mail that nests deep, or one that is large, is for the unit tests: here small ones, and many.
limits=(-max_len=8192 -timeout=10 -rss_limit_mb=2048)
export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=1} UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1}
failed=()
for source in tests/fuzz/fuzz_*.cc; do
  name=$(basename "$source" .cc)
  name=${name#fuzz_}
  mkdir -p "build/fuzz/corpus/$name" build/fuzz/found
  from=("build/fuzz/corpus/$name")
  if [ -d "tests/fuzz/corpus/$name" ]; then from+=("tests/fuzz/corpus/$name"); fi
  echo "fuzz: $name for $seconds s"
  log=build/fuzz/found/$name.log
  if "build/fuzz/tests/fuzz/fuzz_$name" "${limits[@]}" -max_total_time="$seconds" \
    -artifact_prefix="build/fuzz/found/$name-" -print_final_stats=1 "${from[@]}" >"$log" 2>&1; then
    grep -E '^(Done|stat::number_of_executed_units)' "$log"
  else
    tail -40 "$log" >&2
    failed+=("$name")
  fi
done

if [ ${#failed[@]} -gt 0 ]; then
  echo "fuzz: failed: ${failed[*]}; the inputs are in build/fuzz/found/" >&2
  exit 1
fi
echo "fuzz: nothing found"
