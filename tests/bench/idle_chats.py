#!/usr/bin/env python3
"""What an idle chat costs the daemon: resident memory for each connection before its hello, and for each open chat.

  FRONTDESK_BIN=build/release/daemon FRONTDESK_SOURCE=$PWD tests/bench/idle_chats.py [CHATS]
"""
import os
import resource
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))

from chat_client import WebSocket  # noqa: E402
from chat_test import GWEN, PAGE, ChatDaemon, Visitor  # noqa: E402

WARM_UP = 50
MANY = "max_connections = 100000\nmax_connections_per_address = 100000\n"


def resident(daemon):
    with open("/proc/%d/status" % daemon.process.pid, encoding="ascii") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmRSS"))


def each(daemon, count, one):
    """KiB for each of `count`, once the first few have warmed the daemon up."""
    held = [one() for _ in range(WARM_UP)]
    before = resident(daemon)
    for done in range(count):
        held.append(one())
        if done % 500 == 499:
            print("%d of %d" % (done + 1, count), file=sys.stderr, flush=True)
    time.sleep(1)  # what was under way has ended
    return (resident(daemon) - before) / count


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    for name, knock in (("connection before its hello", False), ("chat", True)):
        daemon = ChatDaemon('connections = 100000\nhello = "300s"\nping = "3600s"\n')
        path = os.path.join(daemon.folder, "frontdesk.toml")
        with open(path, encoding="utf-8") as file:
            text = file.read()
        daemon.write("frontdesk.toml", text.replace("[admin]", MANY + "[admin]"))
        try:
            daemon.start()
            daemon.load_directory()
            if knock:
                def one():
                    return Visitor(daemon, PAGE, **GWEN).connect()
            else:
                def one():
                    return WebSocket(daemon.ports["http"], PAGE)
            print("%.1f KiB for each idle %s, of %d" % (each(daemon, count, one), name, count))
        finally:
            daemon.close()


if __name__ == "__main__":
    main()
