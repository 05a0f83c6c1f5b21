#!/usr/bin/env bash
# A mailbox of the demo: a Dovecot of its own in a folder, on a port of 127.0.0.1, without TLS.
#
#   mailbox.sh installed              whether Debian's dovecot-imapd is there
#   mailbox.sh start DIR PORT FILE    makes what it needs in DIR; its user is `desk`, the password is in FILE, mails
#                                     are in DIR/mail/desk/Maildir. DIR must be one that other users can enter
#   mailbox.sh stop DIR
set -euo pipefail
PATH=$PATH:/usr/sbin

die() {
  echo "mailbox.sh: $*" >&2
  exit 1
}

installed() {
  command -v dovecot > /dev/null && [ -e /usr/lib/dovecot/imap ]
}

# Its number, if it is this folder's.
running() {
  local pid
  pid=$(cat "$1/run/master.pid" 2> /dev/null) || return 1
  grep -qz "^$1/dovecot.conf$" "/proc/$pid/cmdline" 2> /dev/null || return 1
  echo "$pid"
}

# As root it gives its work to users without privileges; else it is all one user.
configure() {
  local dir=$1 port=$2 password=$3 mail=nobody login=dovenull internal=dovecot
  if [ "$(id -u)" -ne 0 ]; then mail=$(id -un) login=$(id -un) internal=$(id -un); fi
  mkdir -p "$dir/mail/desk/Maildir/"{new,cur,tmp}
  [ "$(id -u)" -ne 0 ] || chown -R "$mail:$(id -gn "$mail")" "$dir/mail"
  chmod 755 "$dir"
  (umask 077 && printf 'desk:{PLAIN}%s\n' "$(cat "$password")" > "$dir/users")
  if [ "$(id -u)" -eq 0 ]; then chown "$internal" "$dir/users"; fi
  cat > "$dir/dovecot.conf" <<END
base_dir = $dir/run
state_dir = $dir/run
log_path = $dir/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_login_user = $login
default_internal_user = $internal
default_internal_group = $(id -gn "$internal")
mail_location = maildir:~/Maildir
first_valid_uid = 1
first_valid_gid = 1
passdb {
  driver = passwd-file
  args = username_format=%u $dir/users
}
userdb {
  driver = static
  args = uid=$(id -u "$mail") gid=$(id -g "$mail") home=$dir/mail/%u allow_all_users=yes
}
service imap-login {
  chroot =
  inet_listener imap {
    port = $port
  }
  inet_listener imaps {
    port = 0
  }
}
service anvil {
  chroot =
}
END
}

start() {
  local dir=$1
  running "$dir" > /dev/null && return
  configure "$@"
  dovecot -c "$dir/dovecot.conf" || die "Dovecot does not start; its log is $dir/dovecot.log"
}

stop() {
  local pid
  pid=$(running "$1") || return 0
  kill -TERM "$pid"
  for _ in $(seq 100); do
    running "$1" > /dev/null || return 0
    sleep 0.1
  done
  die "Dovecot (process $pid) does not end"
}

case "${1:-}" in
  installed) installed ;;
  start) start "$2" "$3" "$4" ;;
  stop) stop "$2" ;;
  *) die "say installed, start DIR PORT FILE or stop DIR" ;;
esac
