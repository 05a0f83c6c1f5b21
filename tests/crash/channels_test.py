#!/usr/bin/env python3
"""Calls and tickets from elsewhere over many connections, the daemon killed at random moments and started again; what
was not answered is sent again. Then every call and every ticket that was acknowledged is in the store exactly once, with
what was told of its end, and nothing else is there. Mails have the same in ledger_test.py, mailboxes in imap_test.py.

    tests/crash/channels_test.py [--kills 8] [--connections 12] [--seed N]

FRONTDESK_BIN names the folder of the programs (build/release/daemon).
"""
import argparse
import collections
import hashlib
import hmac
import http.client
import json
import os
import random
import sys
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.dirname(os.path.dirname(HERE))
os.environ.setdefault("FRONTDESK_SOURCE", SOURCE)
os.environ.setdefault("FRONTDESK_BIN", os.path.join(SOURCE, "build", "release", "daemon"))
sys.path.insert(0, os.path.join(SOURCE, "tests", "e2e"))

from daemon_fixture import CONFIG, Daemon, free_port  # noqa: E402

SECRET, LINE = "a secret of the ledger", "us-voice"


def start_daemon():
    port = free_port()
    http_listen = '[http]\nlisten = ["127.0.0.1:%d"]\npublic_url = "https://desk.example"' % port
    config = CONFIG.replace('[http]\nlisten = ["127.0.0.1:0"]', http_listen)
    daemon = Daemon(config + '[[voice]]\nprovider = "generic"\nline = "%s"\nsecret_files = ["voice.secret"]\n' % LINE)
    daemon.write("voice.secret", SECRET)
    os.chmod(os.path.join(daemon.folder, "voice.secret"), 0o600)
    daemon.start()
    daemon.load_directory()
    return daemon, port


def call_request(call, step):
    over = step == "ended"
    body = json.dumps({"asks": not over, "call": call, "id": step, "from": "+442079460123", "to": "+18665206414",
                       "progress": step})
    at = int(time.time())
    mac = hmac.new(SECRET.encode(), b"%d.%s" % (at, body.encode()), hashlib.sha256).hexdigest()
    return ("/voice/generic/" + LINE + ("/status" if over else ""), body,
            {"Content-Type": "application/json", "Frontdesk-Signature": "t=%d,v1=%s" % (at, mac)})


def ticket_request(key, token):
    body = json.dumps({"source": "psa", "reference": key, "email": "finn@brightside.example", "subject": "Printer " + key})
    return ("/v1/interactions", body,
            {"Content-Type": "application/json", "Authorization": "Bearer " + token, "Idempotency-Key": key})


class Sender(threading.Thread):
    """One connection: each thing until it is acknowledged, then the next."""

    def __init__(self, number, port, token, stop):
        super().__init__()
        self.number, self.port, self.token, self.stop = number, port, token, stop
        self.calls, self.tickets, self.again, self.fault = {}, {}, 0, None

    def run(self):
        try:
            count = 0
            while not self.stop.is_set():
                count += 1
                name = "%d-%d" % (self.number, count)
                if self.number % 2:
                    self.tickets[name] = json.loads(self.send(lambda: ticket_request(name, self.token)))["arrival"]
                else:
                    self.send(lambda: call_request(name, "ringing"))
                    self.calls[name] = "waiting"
                    if count % 2:
                        self.calls[name] = "ending"
                        self.send(lambda: call_request(name, "ended"))
                        self.calls[name] = "over"
        except Exception as fault:  # told by the main thread
            self.fault = fault

    def send(self, make):
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
                connection.request("POST", *make())
                answer = connection.getresponse()
                data = answer.read()
                if answer.status in (200, 201):
                    return data
                if answer.status != 503:
                    raise AssertionError("%d %s" % (answer.status, data[:300]))
            except (OSError, http.client.HTTPException):
                pass
            finally:
                connection.close()
            self.again += 1
            time.sleep(0.05)
        raise AssertionError("nothing was acknowledged for a minute")


def check(daemon, senders):
    calls = collections.defaultdict(list)
    for one in daemon.listed("/v1/arrivals?channel=voice&limit=500"):
        calls[daemon.arrival(one["id"])["facts"]["external_id"].split(":", 1)[1]].append(one)
    for sender in senders:
        for name, state in sender.calls.items():
            found = calls.pop(name, [])
            assert len(found) == 1, "call %s is there %d times" % (name, len(found))
            over = found[0]["call"]["state"] in ("short_call", "abandoned")
            assert over == (state == "over") or state == "ending", (name, state, found[0])
            assert found[0]["ticket"], found[0]
    # The last of each connection may have been stored and not answered.
    assert len(calls) <= len(senders) and all(len(found) == 1 for found in calls.values()), calls
    tickets = collections.Counter(one["id"] for one in daemon.listed("/v1/arrivals?channel=ticket&limit=500"))
    ids = [arrival for sender in senders for arrival in sender.tickets.values()]
    assert len(set(ids)) == len(ids), "two keys have one arrival"
    assert all(tickets[arrival] == 1 for arrival in ids), "a ticket that was acknowledged is lost"
    assert sum(tickets.values()) <= len(ids) + len(senders), "a ticket is there twice"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=8)
    parser.add_argument("--connections", type=int, default=12)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    print("channels_test: seed %d" % options.seed, flush=True)
    chance = random.Random(options.seed)
    daemon, port = start_daemon()
    stop = threading.Event()
    senders = [Sender(number, port, daemon.token("intake"), stop) for number in range(options.connections)]
    try:
        for sender in senders:
            sender.start()
        for kill in range(options.kills):
            time.sleep(chance.uniform(0.2, 1.5))
            daemon.kill9()
            daemon.start()
            print("kill %d: %d calls and %d tickets acknowledged, %d sent again"
                  % (kill + 1, sum(len(one.calls) for one in senders), sum(len(one.tickets) for one in senders),
                     sum(one.again for one in senders)), flush=True)
        stop.set()
        for sender in senders:
            sender.join()
            if sender.fault:
                raise sender.fault
        check(daemon, senders)
    finally:
        stop.set()
        daemon.close()
    print("each is there once")


if __name__ == "__main__":
    main()
