#!/usr/bin/env python3
"""Backups while mail comes in from many connections, some of them cut off by kill -9 of the daemon. Each
whole one is restored to another folder, a daemon is started on it, and: every mail that was acknowledged
before the backup was asked for is there exactly once, the journal has no gap, nothing is half there, the
bytes are the same, and such a mail that is sent again gives no second ticket. What was cut off is no
backup, and restore says so.

    tests/crash/backup_test.py [--backups 3] [--kills 2] [--connections 8] [--seed N]

`--backups 40 --kills 40` is the long mode. The seed is printed; the same seed gives the same mails and
the same moments.
"""
import argparse
import asyncio
import json
import os
import random
import re
import time
import types

from ledger_test import check_all, start_daemon, until  # first: it says where the programs are
from load import Connection, Load, make_mail

SAMPLE = 40  # mails of which the bytes are compared and which are sent again
PATIENCE = 60


def backup(daemon, folder):
    run = daemon.cli("backup", folder, "--json")
    assert run.returncode == 0, run.stdout + run.stderr
    return json.loads(run.stdout)


async def back_up_under_load(daemon, load, options, chance):
    """The backups, each with the mails that were acknowledged when it was asked for."""
    made = []
    folder = os.path.join(daemon.folder, "backups")
    for number in range(1, options.backups + 1):
        await until(0.4 + 0.6 * chance.random(), load)
        before = dict(load.ledger)
        began = time.monotonic()
        told = await asyncio.to_thread(backup, daemon, folder)
        assert told["id"] == number
        print("backup %d: %d mails acknowledged before and %d while it was made, %.2f s" % (
            number, len(before), len(load.ledger) - len(before), time.monotonic() - began),
            flush=True)
        made.append((number, before, told))
    return folder, made


async def wait_until_copying(folder):
    """Until files are being copied: earlier than any backup is whole."""
    end = time.monotonic() + PATIENCE
    while not os.path.isdir(os.path.join(folder, "private", "1")):
        assert time.monotonic() < end, "no backup begins"
        await asyncio.sleep(0.001)


async def kill_while_backing_up(daemon, load, options, chance):
    cut_off = 0
    for kill in range(1, options.kills + 1):
        folder = os.path.join(daemon.folder, "half-%d" % kill)
        await until(0.1 + 0.3 * chance.random(), load)
        running = asyncio.create_task(asyncio.to_thread(daemon.cli, "backup", folder))
        await wait_until_copying(folder)
        if kill > 1:  # the first at once: that one is never whole
            await asyncio.sleep(0.2 * chance.random())
        daemon.kill9()
        run = await running
        await asyncio.to_thread(daemon.start)
        place = os.path.join(daemon.folder, "from-half-%d" % kill)
        restored = daemon_less("restore", folder, place)
        if restored.returncode == 0:
            # Killed after all was copied.
            assert os.path.exists(os.path.join(place, "CURRENT"))
        else:
            cut_off += 1
            assert run.returncode != 0
            assert "begun and cut off" in restored.stderr, restored.stderr
            assert not os.path.exists(place)
        # The next one in that folder is whole.
        assert (await asyncio.to_thread(backup, daemon, folder))["id"] >= 1
        assert daemon_less("restore", "--check", folder).returncode == 0
    return cut_off


def daemon_less(verb, *arguments):
    from frontdesk_cli import frontdesk
    return frontdesk(verb, *arguments)


def raw_of(daemon, arrival):
    status, body = daemon.http("GET", "/v1/arrivals/%s/raw" % arrival, token=daemon.token("admin"))
    assert status == 200, (status, body)
    return body if isinstance(body, bytes) else body.encode()


async def send_again(daemon, mails):
    connection = await Connection.open(daemon.ports["smtp"])
    answers = [await connection.send(mail) for mail in mails]
    connection.close()
    return [re.findall(r"\ba-[0-9a-z]+", answer) for answer in answers]


def check_restored(live, folder, number, before, seed, chance):
    """A daemon on what the backup gives, compared with what was acknowledged."""
    daemon, _ = start_daemon()
    try:
        run = daemon_less("restore", folder, daemon.store, "--id", str(number), "--json")
        assert run.returncode == 0, run.stderr
        daemon.start()
        assert not any(line["event"] == "STORE_MENDED" for line in daemon.log())
        arrivals = check_all(daemon, types.SimpleNamespace(ledger=before), seed)
        tickets = len(daemon.listed("/v1/tickets?limit=500"))
        again = []
        for mail_number in chance.sample(sorted(before), min(SAMPLE, len(before))):
            mail = make_mail(mail_number, seed)
            raw = raw_of(daemon, before[mail_number][0])
            if live:
                assert raw == raw_of(live, before[mail_number][0])
            mail.body = raw + b".\r\n"
            again.append((mail, before[mail_number]))
        answers = asyncio.run(send_again(daemon, [mail for mail, _ in again]))
        assert answers == [ids for _, ids in again], "a mail sent again was taken as a new one"
        assert len(daemon.listed("/v1/tickets?limit=500")) == tickets
        assert check_all(daemon, types.SimpleNamespace(ledger=before), seed, ) == arrivals
        print("backup %d restored: %d acknowledged mails once each among %d arrivals, %d sent again"
              % (number, len(before), arrivals, len(again)), flush=True)
    finally:
        daemon.close()


async def run_load(daemon, load, options, chance):
    async with load.running():
        folder, made = await back_up_under_load(daemon, load, options, chance)
        cut_off = await kill_while_backing_up(daemon, load, options, chance)
        await until(0.3, load)
    return folder, made, cut_off


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--backups", type=int, default=3)
    parser.add_argument("--kills", type=int, default=2)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**9))
    options = parser.parse_args()
    print("seed %d: tests/crash/backup_test.py --backups %d --kills %d --connections %d --seed %d" % (
        options.seed, options.backups, options.kills, options.connections, options.seed), flush=True)
    chance = random.Random(options.seed)
    daemon, port = start_daemon()
    try:
        daemon.start()
        daemon.load_directory()
        load = Load(port, options.seed, options.connections)
        folder, made, cut_off = asyncio.run(run_load(daemon, load, options, chance))
        assert cut_off > 0 or options.kills == 0, "no backup was cut off by a kill"
        check_all(daemon, load, options.seed)
        listed = json.loads(daemon_less("backup", folder, "--list", "--json").stdout)
        assert [item["id"] for item in listed] == [number for number, _, _ in made]
        for number, before, _ in made:
            check_restored(daemon, folder, number, before, options.seed, chance)
        # With the daemon down the command opens the store itself, and has all there is.
        assert daemon.stop() == 0
        run = daemon_less("backup", folder, "--store", daemon.store, "--keep", "1", "--json")
        assert run.returncode == 0, run.stderr
        last = json.loads(run.stdout)["id"]
        check_restored(None, folder, last, load.ledger, options.seed, chance)
        assert len(json.loads(daemon_less("backup", folder, "--list", "--json").stdout)) == 1
    finally:
        daemon.close()
    print("%d backups under load and one at rest, each restored and compared; %d of %d killed ones "
          "were cut off and refused; %d mails acknowledged" % (
              options.backups, cut_off, options.kills, len(load.ledger)))


if __name__ == "__main__":
    main()
