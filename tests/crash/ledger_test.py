#!/usr/bin/env python3
"""Mails from many connections, the daemon killed at random moments and started again; then every mail
that was acknowledged is in the store exactly once for each of its lines, by the id that the answer named, with
its Message-ID and its bytes; and nothing is half there. Every third kill is followed by one while the
daemon starts.

In every fourth life of the daemon each write to its log is held up before it is done. A kill then nearly
always comes between a group's decision and its write, and an answer that did not wait for the write is
a lost mail; else that gap is so short that no kill meets it. What `kill -9` cannot show is an answer
before the sync: what is written outlives the process. That is for tests/e2e/synced_first_test.py, and
for the power loss tests of storage_test.

    tests/crash/ledger_test.py [--kills 20] [--connections 20] [--seed N]

`--kills 500` is the long mode. The seed is printed; the same seed gives the same mails and the same
moments. FRONTDESK_BIN names the folder of the programs (build/release/daemon).
"""
import argparse
import asyncio
import collections
import concurrent.futures
import hashlib
import json
import os
import random
import re
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.dirname(os.path.dirname(HERE))
os.environ.setdefault("FRONTDESK_SOURCE", SOURCE)
os.environ.setdefault("FRONTDESK_BIN", os.path.join(SOURCE, "build", "release", "daemon"))
sys.path.insert(0, os.path.join(SOURCE, "tests", "e2e"))

from daemon_fixture import CONFIG, Daemon, free_port  # noqa: E402
from load import Load, make_mail  # noqa: E402
from slowed import Slowed, logs_of, may_trace  # noqa: E402

RECENT = 50  # acknowledged just before a kill: looked at after the restart at once
START_KILLED_EVERY = 3
READERS = 6  # connections that read all mails back at the end
HELD_EVERY, HELD_SECONDS = 4, 0.03  # lives in which writes are held up, and for how long


def start_daemon():
    port = free_port()
    daemon = Daemon(CONFIG.replace('listen = ["127.0.0.1:0"]', 'listen = ["127.0.0.1:%d"]' % port, 1)
                    + "[smtp.limits]\nconnections_per_address = 500\n")
    daemon.allow_one_sender()
    return daemon, port


def check_recent(daemon, load):
    for number in list(load.ledger)[-RECENT:]:
        for arrival in load.ledger[number]:
            status, found = daemon.http("GET", "/v1/arrivals/" + arrival, token=daemon.token("admin"))
            assert status == 200 and found["arrival"]["id"] == arrival, (
                "mail %d was acknowledged as %s and is lost: %s" % (number, arrival, found))


def check_all(daemon, load, seed):
    """Every arrival once, every journal line once, every ticket with its arrivals."""
    found = collections.Counter()
    numbers = {}
    tickets = collections.Counter()
    events = collections.Counter()
    for item in daemon.listed("/v1/arrivals?limit=500"):
        number = int(re.search(r"ledger(\d+)$", item["subject"]).group(1))
        found[number, item["line"]] += 1
        numbers[item["id"]] = number
        if item["ticket"]:
            tickets[item["ticket"]] += 1
    twice = [key for key, count in found.items() if count != 1]
    assert not twice, "more than once: %s" % twice[:10]
    lines = collections.Counter(number for number, _ in found)
    for number, arrivals in load.ledger.items():
        wanted = len(make_mail(number, seed).recipients)
        assert len(arrivals) == 1, "the answer to mail %d names %s" % (number, arrivals)
        assert numbers.get(arrivals[0]) == number, "%s was mail %d, and is mail %s in the store" % (
            arrivals[0], number, numbers.get(arrivals[0]))
        assert lines[number] == wanted, "acknowledged mail %d is there %d times, not %d" % (
            number, lines[number], wanted)
    for ticket in daemon.listed("/v1/tickets?limit=500"):
        assert ticket["interaction_count"] == tickets[ticket["id"]], ticket
        del tickets[ticket["id"]]
    assert not tickets, "arrivals of tickets that are none: %s" % list(tickets)[:10]
    journal = [json.loads(line) for line in
               daemon.cli("journal", "--json", "--limit", "0").stdout.splitlines()]
    positions = [event["position"] for event in journal]
    assert positions == list(range(1, len(journal) + 1)), "the journal has gaps"
    for event in journal:
        if event["kind"] == "arrived":
            events[event["arrival"]] += 1
    assert len(events) == len(found) and set(events.values()) == {1}
    return len(found)


def check_bytes(daemon, ledger, seed):
    """The Message-ID and the bytes of every acknowledged mail; our own trace header stands before them."""
    token = daemon.token("admin")

    def check(number):
        arrival, mail = ledger[number][0], make_mail(number, seed)
        status, view = daemon.http("GET", "/v1/arrivals/" + arrival, token=token)
        assert status == 200, (arrival, status, view)
        kept = view["facts"]["mail"]["message_id"]
        assert kept == mail.message_id, "mail %d has the Message-ID %s" % (number, kept)
        status, raw = daemon.http("GET", "/v1/arrivals/%s/raw" % arrival, token=token)
        sent = mail.body.removesuffix(b".\r\n")
        assert status == 200 and raw.startswith(b"Received: "), (arrival, status, raw[:100])
        assert sha256(raw[-len(sent):]) == sha256(sent), "mail %d has other bytes" % number

    with concurrent.futures.ThreadPoolExecutor(READERS) as readers:
        for count, _ in enumerate(readers.map(check, ledger), 1):
            if count % 2000 == 0:
                print("%d of %d mails read back" % (count, len(ledger)), flush=True)


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def kill_while_starting(daemon, after):
    """True where it was not ready yet."""
    daemon.begin()
    time.sleep(after)
    ready = any(line["event"] == "DAEMON_READY" for line in daemon.log())
    daemon.kill9()
    return not ready


async def until(moment, load):
    """Sleeps, but never past the moment when a worker has failed."""
    load_task, = [task for task in asyncio.all_tasks() if task.get_name() == "load"]
    await asyncio.wait([load_task], timeout=moment)
    if load_task.done():
        load_task.result()
        raise AssertionError("the load ended by itself")


async def run(daemon, load, kills, chance):
    """How many starts were cut off."""
    began, starts = time.monotonic(), 0
    async with load.running():
        for kill in range(1, kills + 1):
            before = len(load.ledger)
            held = None
            if kill % HELD_EVERY == 0 and may_trace():
                held = await asyncio.to_thread(Slowed, daemon.process.pid, "write,pwrite64", "delay_enter",
                                               HELD_SECONDS, logs_of(daemon.store))
            await until(chance.choice((0.02, 0.1, 0.3, 1.0)) * (0.5 + chance.random()), load)
            daemon.kill9()
            if held:
                held.end()
            if kill % START_KILLED_EVERY == 0:
                starts += await asyncio.to_thread(kill_while_starting, daemon, 0.3 * chance.random())
            await asyncio.to_thread(daemon.start)
            await asyncio.to_thread(check_recent, daemon, load)
            print("kill %d of %d%s: %d mails acknowledged, %d since the last, %d sent again, %.0f s" % (
                kill, kills, ", writes held up" if held else "", len(load.ledger),
                len(load.ledger) - before, load.resent, time.monotonic() - began), flush=True)
        await until(0.5, load)
    return starts


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--connections", type=int, default=20)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**9))
    options = parser.parse_args()
    print("seed %d: tests/crash/ledger_test.py --kills %d --connections %d --seed %d" % (
        options.seed, options.kills, options.connections, options.seed), flush=True)
    if not may_trace():
        print("FRONTDESK_NO_PTRACE is set: no write is held up, so an answer before its write is hardly seen",
              file=sys.stderr)
    daemon, port = start_daemon()
    try:
        daemon.start()
        daemon.load_directory()
        load = Load(port, options.seed, options.connections)
        starts = asyncio.run(run(daemon, load, options.kills, random.Random(options.seed)))
        count = check_all(daemon, load, options.seed)
        check_bytes(daemon, load.ledger, options.seed)
    finally:
        daemon.close()
    print("%d mails acknowledged over %d kills and %d more while it started, %d sent again: each there exactly "
          "once, by id, Message-ID and SHA-256 (%d arrivals)" % (
              len(load.ledger), options.kills, starts, load.resent, count))


if __name__ == "__main__":
    main()
