#!/usr/bin/env python3
"""A disk that is far too slow: every sync takes 100 ms, and many connections send what they can. All are
answered in time, with 250 or with "later"; memory stays bounded; once the disk is well again, so is
the daemon, by itself, and every mail that was acknowledged is there once.

    tests/crash/overload_test.py [--connections 100] [--seconds 10]

The disk is slowed from outside, by strace, so that the daemon under test is the one that ships.
"""
import argparse
import asyncio
import collections
import os
import re
import signal
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.dirname(os.path.dirname(HERE))
os.environ.setdefault("FRONTDESK_SOURCE", SOURCE)
os.environ.setdefault("FRONTDESK_BIN", os.path.join(SOURCE, "build", "release", "daemon"))
sys.path.insert(0, os.path.join(SOURCE, "tests", "e2e"))

from daemon_fixture import CONFIG, Daemon  # noqa: E402
from load import Connection, Refused, make_mail  # noqa: E402

MAX_WAITING = 24
MEMORY_MIB = 160  # idle it has some 40; beside that what may wait, and RocksDB's buffers
DEADLINE = 3  # seconds: [store] commit_deadline
SYNC_SECONDS = 0.1


class Sender:
    """Sends mails one after another; what is refused for now is not sent again."""

    def __init__(self, port):
        self.port = port
        self.acknowledged = set()
        self.refused = collections.Counter()
        self.slowest = 0.0
        self.stopping = False

    async def run(self, index, connections):
        number, connection = index, None
        while not self.stopping:
            mail = make_mail(number, "overload", [])
            number += connections
            began = time.monotonic()
            try:
                connection = connection or await Connection.open(self.port)
                await connection.send(mail)
                self.acknowledged.add(mail.number)
            except Refused as refused:
                self.refused[str(refused)[:9]] += 1
                connection.close()
                connection = None
                await asyncio.sleep(0.05)
            self.slowest = max(self.slowest, time.monotonic() - began)
        if connection:
            connection.close()


def resident_mib(pid):
    with open("/proc/%d/status" % pid, encoding="ascii") as file:
        return int(re.search(r"VmHWM:\s+(\d+)", file.read()).group(1)) / 1024


def start():
    daemon = Daemon(CONFIG.replace("[store]", "[store]\nmax_waiting = %d\ncommit_deadline = \"%ds\"" % (
        MAX_WAITING, DEADLINE)) + "[smtp.limits]\nconnections_per_address = 1000\n")
    path = os.path.join(daemon.rules, "spam-filter.toml")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    with open(path, "w", encoding="utf-8") as file:
        file.write(text.replace('sign = "sender_rate"\nenabled = true',
                                'sign = "sender_rate"\nenabled = false'))
    daemon.start()
    daemon.load_directory()
    return daemon


def slow_disk(pid):
    if os.environ.get("FRONTDESK_NO_PTRACE") == "1":
        print("skipped: FRONTDESK_NO_PTRACE says that nothing can be traced here", file=sys.stderr)
        sys.exit(77)
    tracer = subprocess.Popen(
        ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fdatasync",
         "-e", "inject=fdatasync:delay_exit=%d" % (SYNC_SECONDS * 1e6), "-p", str(pid)],
        stderr=subprocess.PIPE)
    time.sleep(1)
    if tracer.poll() is not None:
        raise SystemExit("strace cannot slow the daemon: " + tracer.stderr.read().decode())
    return tracer


async def load(daemon, connections, seconds):
    sender = Sender(daemon.ports["smtp"])
    tasks = [asyncio.create_task(sender.run(index, connections)) for index in range(connections)]
    done, _ = await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_EXCEPTION)
    for task in done:
        task.result()
    sender.stopping = True
    await asyncio.gather(*tasks)
    return sender


def check_store(daemon, acknowledged):
    found = collections.Counter()
    for item in daemon.listed("/v1/arrivals?limit=500"):
        found[int(re.search(r"ledger(\d+)$", item["subject"]).group(1)), item["line"]] += 1
    assert set(found.values()) <= {1}, "a mail is there twice"
    there = collections.Counter(number for number, _ in found)
    for number in acknowledged:
        wanted = len(make_mail(number, "overload", []).recipients)
        assert there[number] == wanted, "acknowledged mail %d is there %d times" % (number, there[number])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--connections", type=int, default=100)
    parser.add_argument("--seconds", type=int, default=10)
    options = parser.parse_args()
    daemon = start()
    try:
        tracer = slow_disk(daemon.process.pid)
        before = daemon.metrics()
        sender = asyncio.run(load(daemon, options.connections, options.seconds))
        after = daemon.metrics()
        memory = resident_mib(daemon.process.pid)
        tracer.send_signal(signal.SIGINT)
        tracer.wait()
        name = "frontdesk_commit_seconds_count"
        syncs = (after[name] - before[name]) / options.seconds
        print("%d connections, %.1f syncs a second: %d mails acknowledged, %s; the slowest answer after "
              "%.1f s; %.0f MiB at most" % (options.connections, syncs, len(sender.acknowledged), ", ".join(
                  "%d times %s" % (count, code) for code, count in sender.refused.items()) or
                  "none refused", sender.slowest, memory), flush=True)
        assert syncs <= 11, "the disk was not slow: %.1f syncs a second" % syncs
        assert sender.acknowledged, "nothing was taken at all"
        assert sender.refused, "nothing was refused although too much came"
        assert all(code.startswith("4") for code in sender.refused), sender.refused
        assert sender.slowest < DEADLINE + 2, "an answer took %.1f s" % sender.slowest
        assert memory < MEMORY_MIB, "%.0f MiB" % memory
        again = asyncio.run(load(daemon, 20, 2))
        print("the disk is well: %d mails in 2 s, %d refused" % (
            len(again.acknowledged), sum(again.refused.values())), flush=True)
        assert len(again.acknowledged) > 50 and not again.refused
        check_store(daemon, sender.acknowledged | again.acknowledged)
    finally:
        daemon.close()


if __name__ == "__main__":
    main()
