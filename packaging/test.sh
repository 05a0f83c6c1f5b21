#!/usr/bin/env bash
# Installs what is missing, builds, and runs the tests.
#
#   packaging/test.sh          everything: unit, structure and end-to-end tests
#   packaging/test.sh asan     the unit tests under AddressSanitizer and UndefinedBehaviorSanitizer
#   packaging/test.sh tsan     the unit tests under ThreadSanitizer
#
# With FRONTDESK_FUZZ=1 the first also installs clang and fuzzes every harness for ten seconds: about
# five minutes more on two processors. Without, the tests replay the harnesses' corpora.
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
# ThreadSanitizer of g++ 12 does not find its way in a widely randomised address space.
if [ "$preset" = tsan ] && setarch "$(uname -m)" -R true 2>/dev/null; then
  around=(setarch "$(uname -m)" -R)
fi

export TSAN_OPTIONS=${TSAN_OPTIONS:-suppressions=$PWD/tests/tsan.supp}

bash packaging/deps.sh
cmake --preset "$preset" --log-level=WARNING
"${around[@]}" cmake --build --preset "$preset" "${build[@]}"
if [ "$preset" = release ] && [ "${FRONTDESK_FUZZ:-0}" = 1 ]; then
  bash tests/fuzz/run.sh 10
fi
exec "${around[@]}" ctest --test-dir "build/$preset" --output-on-failure -j2 "${tests[@]}"
