#!/usr/bin/env bash
# Installs what is missing, builds, and runs the tests. At the end each part has a line: its exit status
# and how long it took.
#
#   packaging/test.sh          everything: unit, structure and end-to-end tests
#   packaging/test.sh asan     the unit tests under AddressSanitizer and UndefinedBehaviorSanitizer
#   packaging/test.sh tsan     the unit tests under ThreadSanitizer
#
# With FRONTDESK_FUZZ=1, and where CI=true says that this is a machine for it, the first also installs clang
# and fuzzes every harness for ten seconds: about five minutes more on two processors, most of them to
# build. FRONTDESK_FUZZ=0 leaves that out in any case. Without, the tests replay the harnesses' corpora.
set -euo pipefail
cd "$(dirname "$0")/.."

preset=${1:-release}
unit=(rules_test router_test intake_test storage_test daemon_test fuzz_replay)
build=()
tests=()
around=()
case "$preset" in
  release) ;;
  asan | tsan)
    build=(--target "${unit[@]}")
    tests=(-L '^unit$')
    ;;
  *)
    echo "test.sh: there is no \"$preset\"; say nothing, asan or tsan" >&2
    exit 64
    ;;
esac
case "${FRONTDESK_FUZZ:-}" in
  0 | 1) fuzz=$FRONTDESK_FUZZ ;;
  "") if [ "${CI:-}" = true ]; then fuzz=1; else fuzz=0; fi ;;
  *)
    echo "test.sh: FRONTDESK_FUZZ is \"$FRONTDESK_FUZZ\"; expected 0 or 1" >&2
    exit 64
    ;;
esac
if [ "$preset" != release ]; then fuzz=0; fi
# ThreadSanitizer of g++ 12 does not find its way in a widely randomised address space.
if [ "$preset" = tsan ] && setarch "$(uname -m)" -R true 2>/dev/null; then
  around=(setarch "$(uname -m)" -R)
fi

export TSAN_OPTIONS=${TSAN_OPTIONS:-suppressions=$PWD/tests/tsan.supp}
export LSAN_OPTIONS=${LSAN_OPTIONS:-suppressions=$PWD/tests/lsan.supp:print_suppressions=0}

parts=()
failed=0
# part NAME COMMAND...: runs it and keeps its status. False where it failed.
part() {
  local name=$1 status=0 began=$SECONDS
  shift
  "$@" || status=$?
  parts+=("$(printf '%-10s exit status %3d, %2d min %2d s' "$name" "$status" $(((SECONDS - began) / 60)) $(((SECONDS - began) % 60)))")
  if [ "$status" -ne 0 ]; then failed=1; fi
  return "$status"
}
report() {
  echo "test.sh: what was run:"
  printf '  %s\n' "${parts[@]}"
  if [ "$fuzz" = 0 ]; then echo "  fuzz       left out; the tests replay the corpora"; fi
}
trap report EXIT

part install bash packaging/deps.sh tests
part configure cmake --preset "$preset" --log-level=WARNING
part build "${around[@]}" cmake --build --preset "$preset" "${build[@]}"
# What the fuzzers find does not keep the tests from being run.
part tests "${around[@]}" ctest --test-dir "build/$preset" --output-on-failure -j2 "${tests[@]}" || true
if [ "$fuzz" = 1 ]; then part fuzz bash tests/fuzz/run.sh 10 || true; fi
exit "$failed"
