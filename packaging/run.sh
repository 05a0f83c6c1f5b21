#!/usr/bin/env bash
# Installs what is missing, builds Frontdesk, starts it with a demo directory, sends it some mails, a ticket,
# a call and a chat, has it read a mailbox where Dovecot is installed, and shows what became of each. The
# daemon stays up. A second run reuses the build and the store and keeps what was changed in var/rules and,
# but for its two listen lines and the mailbox, in var/frontdesk.toml.
#
#   packaging/run.sh          start, or start again
#   packaging/run.sh stop     end the daemon
#   packaging/run.sh --help   print this
#
# FRONTDESK_VAR        where store, rules and log go     (var/ of this folder)
# FRONTDESK_SMTP_PORT  on 127.0.0.1                      (2525)
# FRONTDESK_HTTP_PORT  on 127.0.0.1                      (8080)
# FRONTDESK_IMAP_PORT  on 127.0.0.1, of a mailbox that is read where Dovecot is installed (1143)
set -euo pipefail
cd "$(dirname "$0")/.."

var=$(realpath -m "${FRONTDESK_VAR:-var}")
smtp=127.0.0.1:${FRONTDESK_SMTP_PORT:-2525}
http=127.0.0.1:${FRONTDESK_HTTP_PORT:-8080}
imap=127.0.0.1:${FRONTDESK_IMAP_PORT:-1143}
bin=build/release/daemon
demo=packaging/demo
export PYTHONDONTWRITEBYTECODE=1

die() {
  echo "run.sh: $*" >&2
  exit 1
}

# What the comment at the top says.
usage() {
  sed -n '2,/^set /s/^# \{0,1\}//p' packaging/run.sh
}

# The daemon of this folder, if it runs; an old number may belong to somebody else by now.
running() {
  local pid
  pid=$(cat "$var/frontdeskd.pid" 2>/dev/null) || return 1
  grep -qz "^$var/frontdesk.toml$" "/proc/$pid/cmdline" 2>/dev/null || return 1
  echo "$pid"
}

# Of the last start, if it still stands: Dovecot's users cannot enter `var`.
stop_mailbox() {
  local folder
  folder=$(cat "$var/mailbox.folder" 2> /dev/null) || return 0
  if [ -d "$folder" ]; then bash "$demo/mailbox.sh" stop "$folder"; fi
  rm -rf "$folder" "$var/mailbox.folder"
}

start_mailbox() {
  bash "$demo/mailbox.sh" installed || return 0
  mktemp -d /tmp/frontdesk-mailbox.XXXXXX > "$var/mailbox.folder"
  bash "$demo/mailbox.sh" start "$(cat "$var/mailbox.folder")" "${imap##*:}" "$var/mailbox.password"
}

stop() {
  stop_mailbox
  local pid
  pid=$(running) || return 1
  kill -TERM "$pid"
  for _ in $(seq 300); do
    running >/dev/null || break
    sleep 0.1
  done
  running >/dev/null && die "the daemon (process $pid) does not end; see $var/frontdeskd.log"
  rm -f "$var/frontdeskd.pid"
  echo "stopped frontdeskd (process $pid)"
}

build() {
  bash packaging/deps.sh
  cmake --preset release --log-level=WARNING
  cmake --build --preset release --target frontdeskd frontdesk
}

# Whether the address can be listened on. A new machine has no Python before deps.sh ran.
can_listen() {
  if ! command -v python3 > /dev/null; then
    ! (exec 3<> "/dev/tcp/${1%:*}/${1##*:}") 2>/dev/null
    return
  fi
  python3 - "$1" <<'PYTHON'
import socket, sys
host, port = sys.argv[1].rsplit(":", 1)
with socket.socket() as probe:
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        probe.bind((host, int(port)))
    except (OSError, OverflowError, ValueError):
        sys.exit(1)
PYTHON
}

# What this folder's daemon listens on now is free once it is stopped.
free_port() {
  running > /dev/null && grep -qF "listen = [\"$1\"]" "$var/frontdesk.toml" && return
  can_listen "$1" || die "$1 is taken; name a free port, for example: $2=$3 packaging/run.sh"
}

# Names the variable that holds the port, and what it holds.
check_port() {
  [[ $2 =~ ^[0-9]{1,5}$ ]] && ((10#$2 >= 1 && 10#$2 <= 65535)) ||
    die "$1=$2 is no port; expected a number from 1 to 65535, for example: $1=$3 packaging/run.sh"
}

check_place() {
  check_port FRONTDESK_SMTP_PORT "${smtp##*:}" 2526
  check_port FRONTDESK_HTTP_PORT "${http##*:}" 8081
  [ "${#var}" -le 90 ] || die "$var is too long a path for a socket; set FRONTDESK_VAR to a shorter one"
  check_port FRONTDESK_IMAP_PORT "${imap##*:}" 1144
  [ "$smtp" != "$http" ] && [ "$smtp" != "$imap" ] && [ "$http" != "$imap" ] ||
    die "mail, API and mailbox want a port each; two of them are on the same"
  free_port "$smtp" FRONTDESK_SMTP_PORT 2526
  free_port "$http" FRONTDESK_HTTP_PORT 8081
  if bash "$demo/mailbox.sh" installed && [ ! -e "$var/mailbox.folder" ]; then
    can_listen "$imap" || die "$imap is taken; name a free port, for example: FRONTDESK_IMAP_PORT=1144 packaging/run.sh"
  fi
}

# The shipped rules with the demo's lines, in a new folder.
shipped_rules() {
  cp -r rules/default "$1"
  cat "$demo/lines.toml" >> "$1/lines.toml"
}

keep_rules() {
  rm -rf "$var/rules.shipped"
  shipped_rules "$var/rules.shipped"
  if [ ! -e "$var/rules" ]; then
    mv "$var/rules.shipped" "$var/rules"
    return
  fi
  diff -rq "$var/rules.shipped" "$var/rules" > /dev/null ||
    echo "run.sh: kept $var/rules, which differs from the shipped rules; to take those: rm -r $var/rules and run this again"
  rm -rf "$var/rules.shipped"
}

configure() {
  mkdir -p "$var"
  chmod 700 "$var"
  keep_rules
  [ -e "$var/chat.json" ] || cp "$demo/chat.json" "$var/chat.json"
  [ -e "$var/frontdesk.toml" ] || cp "$demo/frontdesk.toml.in" "$var/frontdesk.toml"
  sed -i -e "/^\[smtp\]/,/^\[/ s/^listen = .*/listen = [\"$smtp\"]/" \
    -e "/^\[http\]/,/^\[/ s/^listen = .*/listen = [\"$http\"]/" "$var/frontdesk.toml"
  # The mailbox is there where Dovecot is; its lines are made anew.
  sed -i '/^# The demo.s mailbox/,$d' "$var/frontdesk.toml"
  if bash "$demo/mailbox.sh" installed; then
    sed "s/@PORT@/${imap##*:}/" "$demo/mailbox.toml.in" >> "$var/frontdesk.toml"
  fi
  for secret in thread.key voice.secret mailbox.password; do
    [ -e "$var/$secret" ] || (umask 077 && openssl rand -hex 32 > "$var/$secret")
  done
  "$bin/frontdeskd" --check-config --config "$var/frontdesk.toml"
}

start() {
  setsid "$bin/frontdeskd" --config "$var/frontdesk.toml" >> "$var/frontdeskd.log" 2>&1 < /dev/null &
  local pid=$!
  echo "$pid" > "$var/frontdeskd.pid"
  printf 'starting frontdeskd '
  for _ in $(seq 150); do
    if curl -fsS -o /dev/null "http://$http/readyz" 2>/dev/null; then
      echo ' ready'
      return
    fi
    if ! kill -0 "$pid" 2>/dev/null; then
      echo
      tail -n 5 "$var/frontdeskd.log" >&2
      die "the daemon ended at once; its log is $var/frontdeskd.log"
    fi
    printf .
    sleep 0.2
  done
  echo
  die "the daemon is not ready after 30 seconds; its log is $var/frontdeskd.log"
}

# The token goes in by standard input: arguments are for everybody on the machine to read.
works() {
  [ -s "$var/token" ] && printf 'header = "Authorization: Bearer %s"\n' "$(cat "$var/token")" |
    curl -fsS -o /dev/null -K - "http://$http/v1/queues" 2>/dev/null
}

# Shown once by the daemon, kept here for the demo.
make_token() {
  works && return
  (umask 077 && "$bin/frontdesk" token create --role admin --name demo --json \
    --socket "$var/admin.sock" | python3 -c 'import json, sys; print(json.load(sys.stdin)["token"])' \
    > "$var/token")
}

case "${1:-start}" in
  start) ;;
  -h | --help | help)
    usage
    exit 0
    ;;
  stop)
    stop || echo "frontdeskd was not running"
    exit 0
    ;;
  *) die "there is no \"$1\"; say nothing, stop or --help" ;;
esac

check_place
[ -x "$bin/frontdeskd" ] || echo "The first run takes about ten minutes and installs about 1.1 GB."
build
configure
stop || true
start_mailbox
start
make_token
"$bin/frontdesk" import --socket "$var/admin.sock" "$demo/directory.json"
echo
python3 "$demo/send.py" --smtp "$smtp" --url "http://$http" --token-file "$var/token" \
  --voice-secret "$var/voice.secret" --mailbox "$(cat "$var/mailbox.folder" 2> /dev/null || true)"
cat <<END

frontdeskd is running.
  mail        $smtp
  API         http://$http   (http://$http/v1/openapi.json)
  token       $var/token
  admin       $var/admin.sock
  log         $var/frontdeskd.log
Try:
  export PATH="$PWD/$bin:\$PATH" FRONTDESK_SOCKET="$var/admin.sock"
  frontdesk tickets
  frontdesk explain T-1000
  packaging/run.sh stop
END
