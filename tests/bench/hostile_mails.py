#!/usr/bin/env python3
"""The mails that are made to stall a parser, sent to the daemon: what each costs it from the first byte
to the answer, over all its threads, and that it becomes a ticket, unparsed where it is over a limit.
Fails where one of up to 5 MB takes more than 50 ms, or a larger one twice what an ordinary mail of its
size takes just before it.

    tests/bench/hostile_mails.py      (targets hostile_mails, frontdeskd, frontdesk)

The daemon's own work on every byte (receiving, keeping, writing to the log of the store) is measured by
an ordinary mail of the same size and shown beside.
"""
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.environ.setdefault("FRONTDESK_SOURCE", os.path.dirname(os.path.dirname(HERE)))
BUILD = os.environ.get("BUILD", os.path.join(SOURCE, "build", "release"))
os.environ.setdefault("FRONTDESK_BIN", os.path.join(BUILD, "daemon"))
sys.path.insert(0, os.path.join(SOURCE, "tests", "e2e"))

from daemon_fixture import CONFIG, Daemon  # noqa: E402
from wire import ENVELOPE, HELLO, Wire  # noqa: E402

WRITER = os.path.join(BUILD, "tests", "hostile_mails")
MOST_MS = 50
# What is no ticket, each with its cause: a phrase of a row in a client's mail is watched (C18), and a From
# that can be parsed but holds no address is nobody on file. All that is unparsed becomes a ticket.
NO_TICKET = {"a phrase of a row, 1 MB of it": "watched", "quotes that never end in From and To": "refused"}


def cpu_ms(pid):
    """Of all its threads so far, by the scheduler's own count."""
    total = 0
    for thread in os.listdir("/proc/%d/task" % pid):
        with open("/proc/%d/task/%s/schedstat" % (pid, thread), encoding="ascii") as file:
            total += int(file.read().split()[0])
    return total / 1e6


def mails_in(folder):
    """(name, unparsed, raw) of what the program hostile_mails wrote."""
    for name in sorted(os.listdir(folder)):
        if name.endswith(".name"):
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                kind, _, title = file.read().strip().partition(" ")
            with open(os.path.join(folder, name[:-5] + ".eml"), "rb") as file:
                raw = file.read()
            # From somebody on file, and no two of them the same mail.
            yield title, kind == "unparsed", raw.replace(
                b"a@b.example", b"gwen@brightside.example", 1).replace(
                    b"Subject: ", b"X-Number: %s\r\nMessage-ID: <%s@hostile.example>\r\nSubject: " % (
                        (name[:3].encode(),) * 2), 1)


def send(daemon, raw):
    """(arrival, milliseconds of CPU)"""
    stuffed = raw.replace(b"\r\n.", b"\r\n..")
    with Wire(daemon.ports["smtp"]) as wire:
        wire.ask(HELLO[:-2], *ENVELOPE.split(b"\r\n")[:2], b"DATA")
        before = cpu_ms(daemon.process.pid)
        wire.send(stuffed, b"" if stuffed.endswith(b"\r\n") else b"\r\n", b".\r\n")
        answer = wire.read_reply()
        spent = cpu_ms(daemon.process.pid) - before
        if not answer or "queued as" not in answer:
            raise SystemExit("not taken: %s" % answer)
        return answer.split()[-1], spent


def taken(found, title):
    """As it has to be: a ticket, marked where it is unparsed."""
    if title in NO_TICKET:
        return found["arrival"]["outcome"] == NO_TICKET[title]
    marked = "unparsed" in found["decision"]["flags"]
    return bool(found["arrival"]["ticket"]) and marked == found["facts"]["mail"]["unparsed"]


def ordinary(number, size):
    line = b"It does not print, whatever I try, and it did so yesterday.\r\n"
    return (b"From: gwen@brightside.example\r\nSubject: as usual %d\r\n\r\n" % number
            + line * (size // len(line)))


def main():
    for target, program in (("hostile_mails", WRITER), ("frontdeskd", os.path.join(BUILD, "daemon", "frontdeskd")),
                            ("frontdesk", os.path.join(BUILD, "daemon", "frontdesk"))):
        if not os.path.exists(program):
            raise SystemExit("%s is missing: cmake --preset release && cmake --build --preset release "
                             "--target %s" % (program, target))
    faults = 0
    with tempfile.TemporaryDirectory(prefix="fd-hostile-") as folder:
        subprocess.run([WRITER, os.path.join(SOURCE, "rules", "default"), folder], check=True)
        daemon = Daemon(CONFIG.replace("[store]", "[store]\nmax_waiting_bytes = 268435456"))
        try:
            daemon.allow_one_sender()
            daemon.start()
            daemon.load_directory()
            send(daemon, ordinary(0, 1000))
            # The small ones first: what a large one leaves behind is tidied up on the side.
            mails = sorted(mails_in(folder), key=lambda mail: len(mail[2]))
            for number, (title, unparsed, raw) in enumerate(mails, 1):
                usual = send(daemon, ordinary(number, len(raw)))[1]
                arrival, spent = send(daemon, raw)
                found = daemon.arrival(arrival)
                wrong = found["facts"]["mail"]["unparsed"] != unparsed or not taken(found, title)
                if unparsed:  # from somebody whom nobody knows too, at an MSP that takes only those it knows
                    stranger = raw.replace(b"gwen@brightside.example", b"stranger@nowhere.example", 1).replace(
                        b"@hostile.example>", b"@stranger.example>", 1)
                    wrong = wrong or not taken(daemon.arrival(send(daemon, stranger)[0]), title)
                slow = spent > (MOST_MS if len(raw) < 5_500_000 else 2 * usual)
                faults += wrong or slow
                print("%6.1f ms of CPU, ordinary %6.1f, %5.2f MB  %-9s %-9s %s%s%s" % (
                    spent, usual, len(raw) / 1e6, "unparsed" if unparsed else "parsed",
                    found["arrival"]["outcome"], title, "  TOO SLOW" if slow else "",
                    "  NOT AS EXPECTED" if wrong else ""), flush=True)
        finally:
            daemon.close()
    print("%d too slow or not as expected" % faults)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
