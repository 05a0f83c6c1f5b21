#!/usr/bin/env python3
"""A disk that hangs: one sync takes ten seconds. A mail that came alone waits for it on its own loop, and
holds up nobody: every other connection is greeted at once, its mail is told "later" when the deadline
for a commit has passed, and what reads the store goes on. Then all is well, and every mail that was
acknowledged is there once.

    tests/crash/hanging_disk_test.py

The disk is held up from outside, by strace, so that the daemon under test is the one that ships.
"""
import asyncio
import collections
import os
import re
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.dirname(os.path.dirname(HERE))
os.environ.setdefault("FRONTDESK_SOURCE", SOURCE)
os.environ.setdefault("FRONTDESK_BIN", os.path.join(SOURCE, "build", "release", "daemon"))
sys.path.insert(0, os.path.join(SOURCE, "tests", "e2e"))

from daemon_fixture import CONFIG, Daemon  # noqa: E402
from load import Connection, Refused, make_mail  # noqa: E402
from slowed import Slowed, may_trace  # noqa: E402

HANGS = 10  # seconds that a sync takes
DEADLINE = 2  # seconds: [store] commit_deadline
LATER = 6  # connections that come while it hangs
SOON, SLACK = 2, 3  # seconds: a greeting takes at most; an answer, beyond the deadline


async def send(port, number, after=0.0):
    """(seconds until the greeting, seconds until the answer, "" or why it was refused)"""
    await asyncio.sleep(after)
    began = time.monotonic()
    connection = await Connection.open(port)
    greeted = time.monotonic() - began
    try:
        await connection.send(make_mail(number, "hanging"))
        refused = ""
    except Refused as why:
        refused = str(why)
    finally:
        connection.close()
    return greeted, time.monotonic() - began, refused


async def while_it_hangs(daemon):
    port = daemon.ports["smtp"]
    first = asyncio.create_task(send(port, 0))
    later = [asyncio.create_task(send(port, 1 + index, 1 + 0.2 * index)) for index in range(LATER)]
    await asyncio.sleep(1)
    began = time.monotonic()
    assert (await asyncio.to_thread(daemon.http, "GET", "/healthz"))[0] == 200
    assert time.monotonic() - began < SOON, "reading waited for the disk"
    return await first, await asyncio.gather(*later)


def check_store(daemon, acknowledged):
    found = collections.Counter(
        int(re.search(r"ledger(\d+)$", item["subject"]).group(1)) for item in daemon.listed("/v1/arrivals"))
    for number in acknowledged:
        wanted = len(make_mail(number, "hanging").recipients)
        assert found[number] == wanted, "acknowledged mail %d is there %d times" % (number, found[number])


def main():
    if not may_trace():
        print("skipped: FRONTDESK_NO_PTRACE says that nothing can be traced here", file=sys.stderr)
        sys.exit(77)
    config = CONFIG.replace("[store]", '[store]\ncommit_deadline = "%ds"' % DEADLINE, 1)
    daemon = Daemon(config)
    try:
        daemon.allow_one_sender()
        daemon.start()
        daemon.load_directory()
        tracer = Slowed(daemon.process.pid, "fdatasync", "delay_exit", HANGS)
        first, later = asyncio.run(while_it_hangs(daemon))
        tracer.end()
        print("alone: answered after %.1f s, %s" % (first[1], first[2] or "250"), flush=True)
        for greeted, answered, refused in later:
            print("meanwhile: greeted after %.1f s, answered after %.1f s, %s" % (
                greeted, answered, refused.strip() or "250"), flush=True)
        assert first[1] > HANGS - 1, "the disk did not hang"
        assert all(greeted < SOON for greeted, _, _ in later), "somebody waited for a greeting"
        assert all(answered < DEADLINE + SLACK for _, answered, _ in later), "a deadline was not kept"
        assert all(refused.startswith("451") for _, _, refused in later), "a mail was acknowledged unsynced"
        again = asyncio.run(send(daemon.ports["smtp"], 1 + LATER))
        assert not again[2], "the disk is well and a mail was refused: " + again[2]
        check_store(daemon, [1 + LATER] if first[2] else [0, 1 + LATER])
    finally:
        daemon.close()


if __name__ == "__main__":
    main()
