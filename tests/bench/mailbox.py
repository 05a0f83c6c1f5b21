#!/usr/bin/env python3
"""How fast a mailbox with many waiting mails is taken in from a local Dovecot, by TLS, and what an idle
one costs.

    tests/bench/mailbox.py [MAILS] [--bytes 2000] [--afterwards leave] [--idle 30] [--mailboxes 1]

The rate is from the daemon's start of its listeners to the last mail's commit, so connecting and logging
in are in it. Then nothing comes for a while, with IDLE: the daemon's CPU time meanwhile. Each mail is
another, of as many senders; one of a thousand is compared byte by byte, and all are counted in the
journal. Needs Dovecot and the targets frontdeskd and frontdesk.
"""
import argparse
import os
import time

import servers  # noqa: F401  (finds the fixtures)
import dovecot
from daemon_fixture import CONFIG, Daemon

SECONDS = 600


def mail(number, size):
    head = ("Return-Path: <ann%d@brightside.example>\r\nReceived: from mx.brightside.example by imap.test.example;"
            " Wed, 03 Jun 2026 14:00:00 +0000\r\nFrom: Ann Lee <ann%d@brightside.example>\r\n"
            "To: help@northwind.example\r\nSubject: Printer %d\r\nMessage-ID: <b%d@brightside.example>\r\n"
            "Date: Wed, 03 Jun 2026 14:00:00 +0000\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
            % (number, number, number, number))
    line = "The printer of room %d is on fire again, and nobody knows why.\r\n" % number
    return (head + line * max(1, (size - len(head)) // len(line))).encode()


def fill(server, user, count, size):
    """As a delivery leaves them, and faster than by APPEND."""
    folder = os.path.join(server.folder, "mail", user, "Maildir")
    for name in ("cur", "new", "tmp"):
        os.makedirs(os.path.join(folder, name), exist_ok=True)
    for number in range(count):
        with open(os.path.join(folder, "new", "%d.%06d.bench" % (1780495200 + number, number)), "wb") as file:
            file.write(mail(number, size))
    for where, names, files in os.walk(os.path.join(server.folder, "mail")):
        for name in [""] + names + files:
            os.chown(os.path.join(where, name), server.uid, server.gid)
    server.doveadm("mailbox", "create", "-u", user, "Done")
    server.doveadm("mailbox", "status", "-u", user, "messages", "INBOX")  # it has numbered them


def entry(server, name, user, afterwards):
    target = 'target = "Done"\n' if afterwards == "move" else ""
    return ('[[mailbox]]\nid = "%s"\nline = "northwind-mail"\nhost = "localhost"\nport = %d\nca_file = "%s"\n'
            'user = "%s"\npassword_file = "password"\nafterwards = "%s"\n%s'
            % (name, server.imaps, server.certificate, user, afterwards, target))


def taken(daemon):
    with open(daemon.log_path, "rb") as file:
        return file.read().count(b'"event":"ARRIVAL_DECIDED"')


def measure(options, server, daemon):
    fill(server, "desk", options.mails, options.bytes)
    began = time.monotonic()
    daemon.start()
    ready = time.monotonic()
    end = began + SECONDS
    while taken(daemon) < options.mails and time.monotonic() < end:
        time.sleep(0.02)
    seconds = time.monotonic() - ready
    cpu = servers.cpu_seconds([daemon.process.pid])
    print("taken: %d of %d mails of %d bytes in %.2f s, %.0f a second; the daemon's CPU %.1f s, its memory %.0f "
          "MiB at most" % (taken(daemon), options.mails, options.bytes, seconds, taken(daemon) / seconds, cpu,
                           servers.peak_mib(daemon.process.pid)))
    ids = [event["arrival"] for event in daemon.listed_journal() if event["kind"] == "arrived"]
    subjects = {}
    for number in range(0, len(ids), 1000):
        raw = daemon.http("GET", "/v1/arrivals/%s/raw" % ids[number], token=daemon.token("admin"))[1]
        subjects[number] = raw == mail(number, options.bytes)
    print("in their order, byte by byte, one of a thousand: %s; arrivals in the journal: %d, each once: %s"
          % (all(subjects.values()), len(ids), len(set(ids)) == len(ids) == options.mails))


def idle(options, daemon):
    while daemon.metrics().get('frontdesk_mailbox_connected{mailbox="m0"}') != 1:
        time.sleep(0.1)
    time.sleep(3)  # what RocksDB still has to do
    before = servers.cpu_seconds([daemon.process.pid])
    time.sleep(options.idle)
    spent = servers.cpu_seconds([daemon.process.pid]) - before
    print("idle for %d s with %d mailboxes in IDLE: the daemon's CPU %.2f s" % (options.idle, options.mailboxes, spent))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("mails", nargs="?", type=int, default=10_000)
    parser.add_argument("--bytes", type=int, default=2_000)
    parser.add_argument("--afterwards", choices=("leave", "move"), default="leave")
    parser.add_argument("--idle", type=int, default=30)
    parser.add_argument("--mailboxes", type=int, default=1, help="the others are empty")
    options = parser.parse_args()
    why = dovecot.missing()
    if why:
        raise SystemExit(why)
    server = dovecot.Dovecot()
    daemon = None
    try:
        names = ["desk"] + ["u%d" % i for i in range(1, options.mailboxes)]
        server.users({name: dovecot.PASSWORD for name in names})
        server.start()
        daemon = Daemon(CONFIG + '[log]\nlevel = "info"\n' + "".join(
            entry(server, "m%d" % i, name, options.afterwards) for i, name in enumerate(names)))
        daemon.allow_one_sender()
        daemon.write("password", dovecot.PASSWORD)
        os.chmod(os.path.join(daemon.folder, "password"), 0o600)
        measure(options, server, daemon)
        idle(options, daemon)
    finally:
        if daemon:
            daemon.close()
        server.close()


if __name__ == "__main__":
    main()
