#!/usr/bin/env bash
# Fuzzes the harnesses that are named, or all of them, each for as many seconds as are said (60 where
# none are), beginning from what is kept in corpus/ and what earlier runs have found.
#
#   tests/fuzz/run.sh [-j JOBS] [SECONDS [NAME...]]
#
# JOBS run at once: as many as there are processors where none are said. Exits non-zero where an input
# made one fail: it then lies in build/fuzz/found/. Says every half minute how far each has come, and at a
# harness's end the CPU seconds that it had: on a busy machine its wall time says little.
set -euo pipefail
cd "$(dirname "$0")/../.."

usage() {
  echo "run.sh: usage: tests/fuzz/run.sh [-j JOBS] [SECONDS [NAME...]]" >&2
  exit 64
}
jobs=$(nproc)
if [ "${1:-}" = -j ]; then
  [[ "${2:-}" =~ ^[1-9][0-9]?$ ]] || usage
  jobs=$2
  shift 2
fi
seconds=${1:-60}
[[ "$seconds" =~ ^[1-9][0-9]{0,5}$ ]] || usage
shift $(($# > 0))
names=("$@")
if [ ${#names[@]} -eq 0 ]; then
  for source in tests/fuzz/fuzz_*.cc; do
    name=$(basename "$source" .cc)
    names+=("${name#fuzz_}")
  done
fi
for name in "${names[@]}"; do
  if [ ! -e "tests/fuzz/fuzz_$name.cc" ]; then
    echo "run.sh: there is no harness \"$name\"; see tests/fuzz/fuzz_*.cc" >&2
    exit 64
  fi
done

bash packaging/deps.sh fuzz
cmake --preset fuzz --log-level=WARNING
cmake --build build/fuzz --target "${names[@]/#/fuzz_}"

export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=1} UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1}
found=build/fuzz/found
mkdir -p "$found"

# User and system time together, as `time` wrote them last.
cpu_of() { tail -1 "$1" | awk '{printf "%.0f", $1 + $2}'; }

# Large inputs are for the unit tests: here small ones, and many. Without the schedule by entropy, whose
# bookkeeping takes longer than the parsers do.
fuzz() {
  local name=$1 from=("build/fuzz/corpus/$1") more=() spent=$found/$1.time TIMEFORMAT="%U %S"
  mkdir -p "${from[0]}"
  if [ -d "tests/fuzz/corpus/$name" ]; then from+=("tests/fuzz/corpus/$name"); fi
  if [ -e "tests/fuzz/dict/$name.dict" ]; then more=(-dict="tests/fuzz/dict/$name.dict"); fi
  if { time "build/fuzz/tests/fuzz/fuzz_$name" -max_len=8192 -timeout=10 -rss_limit_mb=2048 -entropic=0 -max_total_time="$seconds" \
    -artifact_prefix="$found/$name-" -print_final_stats=1 "${more[@]}" "${from[@]}" >"$found/$name.log" 2>&1; } 2>"$spent"; then
    echo "fuzz: $name: $(grep -E '^Done' "$found/$name.log"), $(cpu_of "$spent") s of CPU, nothing found"
  else
    tail -40 "$found/$name.log" >&2
    echo "fuzz: $name failed after $(cpu_of "$spent") s of CPU; the input is in $found/, the log is $found/$name.log" >&2
    return 1
  fi
}

progress() {
  while sleep 30; do
    for name in "${names[@]}"; do
      if [ -s "$found/$name.log" ] && ! grep -q '^Done' "$found/$name.log"; then
        echo "fuzz: $name: $(grep -E '^#[0-9]+' "$found/$name.log" | tail -1)"
      fi
    done
  done
}

echo "fuzz: ${#names[@]} harnesses for $seconds s each, $jobs at once"
for name in "${names[@]}"; do rm -f "$found/$name.log"; done
progress &
progress=$!
trap 'kill $progress 2>/dev/null || true' EXIT
failed=0
running=()
for name in "${names[@]}"; do
  if [ ${#running[@]} -ge "$jobs" ]; then
    wait "${running[0]}" || failed=1
    running=("${running[@]:1}")
  fi
  fuzz "$name" &
  running+=($!)
done
for one in "${running[@]}"; do wait "$one" || failed=1; done

if [ "$failed" -ne 0 ]; then
  echo "fuzz: failed; what the inputs are is said above" >&2
  exit 1
fi
echo "fuzz: nothing found"
