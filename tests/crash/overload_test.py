#!/usr/bin/env python3
"""A disk that is far too slow: every sync takes 100 ms, and many connections send what they can. All are
answered in time, with 250 or with "later"; memory stays bounded. Once that has lasted, the load gate
shuts: new connections and writes are refused at the door, with the reason and when to come again,
while reads go on and what was in already is stored. Once the disk is well again, so is the daemon, by
itself, and every mail that was acknowledged is there once. Before all that, large mails: ten times
what may wait is offered at once, and memory follows what the configuration allows, not what is sent; and large mails from
one address, which hears "later" while another's mail is taken and the gate stays open.

    tests/crash/overload_test.py [--connections 100] [--seconds 10]

The disk is slowed from outside, by strace, so that the daemon under test is the one that ships.
"""
import argparse
import asyncio
import collections
import dataclasses
import http.client
import json
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

MAX_WAITING = 24
# Large mails: what may be held and wait, in MiB, is far less than what comes at once.
LARGE_CONNECTIONS, LARGE_MIB, LARGE_SECONDS = 80, 4, 5
HELD_MIB, WAITING_MIB = 16, 8
LARGE_SYNC_SECONDS = 0.5
# Beside these: RocksDB's write buffers (store.h), a group of commits being copied into them, and what
# is being parsed.
WRITE_BUFFERS_MIB, BEING_DONE_MIB = 64, 48
# Small mails: what may wait is hardly memory, so what grows is what a connection, a refusal or a mail
# leaves behind: thousands come and go.
SMALL_MIB = 32
# One address: what it may hold is well below what shuts the gate, half of what may wait.
FLOOD_CONNECTIONS, OTHER_CONNECTIONS, FLOOD_SECONDS = 20, 3, 6
FLOOD_HELD_MIB, FLOOD_ADDRESS_MIB, FLOOD_WAITING_MIB = 64, 16, 64
FLOOD_FROM, FLOOD_FIRST = "127.0.0.2", 1_000_000  # the address, and its first mail's number
DEADLINE = 3  # seconds: [store] commit_deadline
SYNC_SECONDS = 0.1
SHED_AFTER, SHED_FOR = 2, 4  # seconds: of [store]; 15 and 300 where nothing is said
LARGE_TEXT = (b"x" * 70 + b"\r\n") * ((LARGE_MIB << 20) // 72)
PATIENCE = 60
HELD_BACK = 10_000_000  # the number of a mail that is begun before the gate shuts and sent after


class Sender:
    """Sends mails one after another; what is refused for now is not sent again."""

    def __init__(self, port, make, source=None):
        self.port, self.source = port, source
        self.make = make
        self.acknowledged = set()
        self.refused = collections.Counter()
        self.slowest = 0.0
        self.stopping = False

    async def run(self, index, connections):
        number, connection = index, None
        while not self.stopping:
            mail = self.make(number)
            number += connections
            began = time.monotonic()
            try:
                connection = connection or await Connection.open(self.port, self.source)
                await connection.send(mail)
                self.acknowledged.add(mail.number)
            except Refused as refused:
                self.refused[str(refused)[:9]] += 1
                if connection:
                    connection.close()
                connection = None
                await asyncio.sleep(0.05)
            self.slowest = max(self.slowest, time.monotonic() - began)
        if connection:
            connection.close()


def small_mail(number):
    return make_mail(number, "overload")


def large_mail(number):
    mail = small_mail(number)
    return dataclasses.replace(mail, body=mail.body.removesuffix(b".\r\n") + LARGE_TEXT + b".\r\n")


def resident_mib(pid):
    with open("/proc/%d/status" % pid, encoding="ascii") as file:
        return int(re.search(r"VmHWM:\s+(\d+)", file.read()).group(1)) / 1024


def start(held_mib=HELD_MIB, address_mib=1024, waiting_mib=WAITING_MIB):
    store = {"max_waiting": MAX_WAITING, "max_waiting_bytes": waiting_mib << 20,
             "commit_deadline": '"%ds"' % DEADLINE,
             "shed_after": '"%ds"' % SHED_AFTER, "shed_for": '"%ds"' % SHED_FOR}
    daemon = Daemon(CONFIG.replace("[store]", "\n".join(
        ["[store]"] + ["%s = %s" % key for key in store.items()])) +
        "[smtp.limits]\nconnections_per_address = 1000\nmessage_bytes = %d\nheld_bytes = %d\n"
        "held_bytes_per_address = %d\n" % ((LARGE_MIB + 1) << 20, held_mib << 20, address_mib << 20))
    daemon.allow_one_sender()
    daemon.start()
    daemon.load_directory()
    return daemon


def slow_disk(pid, seconds):
    if not may_trace():
        print("skipped: FRONTDESK_NO_PTRACE says that nothing can be traced here", file=sys.stderr)
        sys.exit(77)
    return Slowed(pid, "fdatasync", "delay_exit", seconds)


async def load(daemon, connections, seconds, meanwhile=None, make=small_mail):
    """Sends for so long, and until what goes on meanwhile has ended."""
    sender = Sender(daemon.ports["smtp"], make)
    tasks = [asyncio.create_task(sender.run(index, connections)) for index in range(connections)]
    watcher = asyncio.create_task(meanwhile) if meanwhile else None
    end = time.monotonic() + seconds
    while time.monotonic() < end or (watcher and not watcher.done()):
        done, _ = await asyncio.wait(tasks, timeout=0.1, return_when=asyncio.FIRST_EXCEPTION)
        for task in done:
            task.result()
    sender.stopping = True
    await asyncio.gather(*tasks)
    if watcher:
        sender.acknowledged |= watcher.result()
    return sender


async def until_shedding(daemon, wanted):
    end = time.monotonic() + PATIENCE
    while (await asyncio.to_thread(daemon.metrics))["frontdesk_shedding"] != wanted:
        assert time.monotonic() < end, "the load gate did not %s" % ("shut" if wanted else "open")
        await asyncio.sleep(0.05)


def put_contact(daemon):
    """What writing hears: status, Retry-After, problem."""
    connection = http.client.HTTPConnection("127.0.0.1", daemon.ports["http"], timeout=PATIENCE)
    try:
        connection.request("PUT", "/v1/contacts/zoe", json.dumps({"id": "zoe", "site": "acme-nyc"}), {
            "Content-Type": "application/json", "Authorization": "Bearer " + daemon.token("admin")})
        answer = connection.getresponse()
        body = answer.read()
        return answer.status, answer.getheader("Retry-After"), json.loads(body) if body else {}
    finally:
        connection.close()


def read_raw(daemon, arrival):
    connection = http.client.HTTPConnection("127.0.0.1", daemon.ports["http"], timeout=PATIENCE)
    try:
        connection.request("GET", "/v1/arrivals/%s/raw" % arrival,
                           headers={"Authorization": "Bearer " + daemon.token("admin")})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


async def watch_gate(daemon):
    """Waits for the gate to shut, and knocks at every door. The mails that were acknowledged."""
    held_back = await Connection.open(daemon.ports["smtp"])
    mail = make_mail(HELD_BACK, "overload")
    await held_back.say(b"MAIL FROM:<%s>\r\n" % mail.sender.encode())
    for recipient in mail.recipients:
        await held_back.say(b"RCPT TO:<%s>\r\n" % recipient.encode())
    began = time.monotonic()
    await until_shedding(daemon, 1)
    print("the load gate shut after %.1f s" % (time.monotonic() - began), flush=True)
    ready, says = await asyncio.to_thread(daemon.http, "GET", "/readyz")
    assert ready == 503 and "commands wait to be stored" in says["detail"], says
    status, after, says = await asyncio.to_thread(put_contact, daemon)
    assert status == 503 and 1 <= int(after) <= SHED_FOR and says["code"] == "store_busy", says
    await asyncio.to_thread(daemon.get, "/v1/tickets")
    try:
        await Connection.open(daemon.ports["smtp"])
        raise AssertionError("a connection was taken while load is shed")
    except Refused as refused:
        assert str(refused).startswith("421 4.3.2"), refused
    await asyncio.sleep(1)  # the queue empties: nothing new comes in
    # The one reading that is journalled goes on too.
    arrival = (await asyncio.to_thread(daemon.get, "/v1/arrivals?limit=1"))["items"][0]["id"]
    status, _ = await asyncio.to_thread(read_raw, daemon, arrival)
    assert status == 200, status
    await held_back.say(b"DATA\r\n")
    await held_back.say(mail.body)
    try:
        await held_back.say(b"MAIL FROM:<%s>\r\n" % mail.sender.encode())
        raise AssertionError("a new mail was taken while load is shed")
    except Refused as refused:
        assert str(refused).startswith("451 4.4.5"), refused
    held_back.close()
    return {mail.number}


def check_store(daemon, acknowledged):
    found = collections.Counter()
    for item in daemon.listed("/v1/arrivals?limit=500"):
        found[int(re.search(r"ledger(\d+)$", item["subject"]).group(1)), item["line"]] += 1
    assert set(found.values()) <= {1}, "a mail is there twice"
    there = collections.Counter(number for number, _ in found)
    for number in acknowledged:
        wanted = len(make_mail(number, "overload").recipients)
        assert there[number] == wanted, "acknowledged mail %d is there %d times" % (number, there[number])


def large_mails():
    daemon = start()
    try:
        idle = resident_mib(daemon.process.pid)
        tracer = slow_disk(daemon.process.pid, LARGE_SYNC_SECONDS)
        sender = asyncio.run(load(daemon, LARGE_CONNECTIONS, LARGE_SECONDS, make=large_mail))
        memory = resident_mib(daemon.process.pid)
        tracer.end()
        most = idle + HELD_MIB + WAITING_MIB + WRITE_BUFFERS_MIB + BEING_DONE_MIB
        print("%d mails of %d MiB at once: %d acknowledged, %s; %.0f MiB at most, %.0f idle, %.0f allowed" % (
            LARGE_CONNECTIONS, LARGE_MIB, len(sender.acknowledged), dict(sender.refused), memory, idle, most),
            flush=True)
        assert most < idle + LARGE_CONNECTIONS * LARGE_MIB, "what is offered must be more than is allowed"
        assert sender.acknowledged, "nothing was taken at all"
        assert sender.refused["451 4.4.5"], "the memory for mails was never full: %s" % sender.refused
        assert all(code.startswith("4") for code in sender.refused), sender.refused
        assert memory < most, "%.0f MiB, and %.0f are allowed" % (memory, most)
        check_store(daemon, sender.acknowledged)
    finally:
        daemon.close()


async def flood(daemon):
    """(the sender of large mails, the one beside it)"""
    port = daemon.ports["smtp"]
    flooding = Sender(port, lambda number: large_mail(FLOOD_FIRST + number), FLOOD_FROM)
    beside = Sender(port, small_mail)
    tasks = [asyncio.create_task(sender.run(index, count))
             for sender, count in ((flooding, FLOOD_CONNECTIONS), (beside, OTHER_CONNECTIONS))
             for index in range(count)]
    done, _ = await asyncio.wait(tasks, timeout=FLOOD_SECONDS, return_when=asyncio.FIRST_EXCEPTION)
    for task in done:
        task.result()
    flooding.stopping = beside.stopping = True
    await asyncio.gather(*tasks)
    return flooding, beside


def one_address():
    daemon = start(FLOOD_HELD_MIB, FLOOD_ADDRESS_MIB, FLOOD_WAITING_MIB)
    try:
        tracer = slow_disk(daemon.process.pid, SYNC_SECONDS)
        flooding, beside = asyncio.run(flood(daemon))
        tracer.end()
        print("mails of %d MiB from one address: %d acknowledged, %s; from another: %d acknowledged, %s" % (
            LARGE_MIB, len(flooding.acknowledged), dict(flooding.refused), len(beside.acknowledged),
            dict(beside.refused) or "none refused"), flush=True)
        assert flooding.refused["451 4.7.0"], "the address was never over its share: %s" % flooding.refused
        assert set(flooding.refused) == {"451 4.7.0"}, flooding.refused
        assert flooding.acknowledged and beside.acknowledged, "nothing was taken at all"
        assert not beside.refused, "others were refused too: %s" % beside.refused
        assert "SHEDDING_BEGAN" not in {line["event"] for line in daemon.log()}, "one address shut the gate"
        check_store(daemon, flooding.acknowledged | beside.acknowledged)
    finally:
        daemon.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--connections", type=int, default=100)
    parser.add_argument("--seconds", type=int, default=10)
    options = parser.parse_args()
    large_mails()
    one_address()
    daemon = start()
    try:
        idle = resident_mib(daemon.process.pid)
        tracer = slow_disk(daemon.process.pid, SYNC_SECONDS)
        before = daemon.metrics()
        began = time.monotonic()
        sender = asyncio.run(load(daemon, options.connections, options.seconds, watch_gate(daemon)))
        took = time.monotonic() - began
        after = daemon.metrics()
        tracer.end()
        name = "frontdesk_commit_seconds_count"
        syncs = (after[name] - before[name]) / took
        print("%d connections, %.1f syncs a second: %d mails acknowledged, %s; the slowest answer after "
              "%.1f s" % (options.connections, syncs, len(sender.acknowledged), ", ".join(
                  "%d times %s" % (count, code) for code, count in sender.refused.items()) or
                  "none refused", sender.slowest), flush=True)
        memory, most = resident_mib(daemon.process.pid), idle + SMALL_MIB
        print("%.0f MiB at most, %.0f idle, %.0f allowed" % (memory, idle, most), flush=True)
        assert memory < most, "%.0f MiB, and %.0f are allowed" % (memory, most)
        assert syncs <= 11, "the disk was not slow: %.1f syncs a second" % syncs
        assert sender.acknowledged, "nothing was taken at all"
        assert sender.refused, "nothing was refused although too much came"
        assert all(code.startswith("4") for code in sender.refused), sender.refused
        assert sender.slowest < DEADLINE + 2, "an answer took %.1f s" % sender.slowest
        began = time.monotonic()
        asyncio.run(until_shedding(daemon, 0))
        print("the load gate was open %.1f s after the disk was well" % (time.monotonic() - began),
              flush=True)
        assert daemon.http("GET", "/readyz")[0] == 200
        assert put_contact(daemon)[0] == 200
        events = collections.Counter(line["event"] for line in daemon.log())
        assert events["SHEDDING_BEGAN"] == events["SHEDDING_ENDED"] > 0, events
        again = asyncio.run(load(daemon, 20, 2))
        print("the disk is well: %d mails in 2 s, %d refused" % (
            len(again.acknowledged), sum(again.refused.values())), flush=True)
        assert len(again.acknowledged) > 50 and not again.refused
        check_store(daemon, sender.acknowledged | again.acknowledged)
    finally:
        daemon.close()


if __name__ == "__main__":
    main()
