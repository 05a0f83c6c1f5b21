#!/usr/bin/env bash
# How long a start takes with many tickets in the store, until /readyz says yes; and what is resident then.
#   tests/bench/restart.sh [TICKETS [OPEN]]        100000 10000
# BUILD names the build folder (build/release), which needs the targets fill_store and frontdeskd.
set -euo pipefail
cd "$(dirname "$0")/../.."
build=${BUILD:-build/release}
tickets=${1:-100000}
open=${2:-10000}
for program in tests/fill_store daemon/frontdeskd; do
  [ -x "$build/$program" ] || {
    echo "$build/$program is missing: cmake --preset release && cmake --build --preset release --target ${program##*/}" >&2
    exit 1
  }
done
work=$(mktemp -d)
pid=
trap '[ -z "$pid" ] || kill "$pid" 2>/dev/null; rm -rf "$work"' EXIT

"$build/tests/fill_store" "$work/store" "$tickets" "$open"
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cat > "$work/frontdesk.toml" <<END
[store]
path = "store"
min_free_bytes = 16777216
[rules]
path = "$PWD/rules/default"
[smtp]
listen = ["127.0.0.1:0"]
[http]
listen = ["127.0.0.1:$port"]
[admin]
socket = "admin.sock"
END
for round in 1 2 3; do
  began=$(date +%s%N)
  "$build/daemon/frontdeskd" --config "$work/frontdesk.toml" 2> "$work/log" &
  pid=$!
  until curl -fsS -o /dev/null "http://127.0.0.1:$port/readyz" 2>/dev/null; do
    kill -0 "$pid" 2>/dev/null || { cat "$work/log" >&2; exit 1; }
    sleep 0.01
  done
  took=$((($(date +%s%N) - began) / 1000000))
  resident=$(awk '/VmRSS/ {print int($2 / 1024)}' "/proc/$pid/status")
  echo "round $round: $tickets tickets, $open open: ready after $took ms, $resident MiB resident"
  kill -TERM "$pid"
  wait "$pid" || true
  pid=
done
