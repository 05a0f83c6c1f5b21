#!/usr/bin/env python3
"""Calls a second by webhook, at a rate that does not wait for answers: how long until each is answered, which is
after its commit.

    tests/bench/calls.py [--rate 500] [--seconds 30]

Each call is two webhooks of the generic dialect, signed: it comes in, and half a second later it is over. Wanted at 500
calls a second: answered within 200 ms at p99. Then every call is looked for. The exit code is 1 where something
falls short.
"""
import argparse
import hashlib
import hmac
import http.client
import json
import os
import queue
import sys
import threading
import time

import servers  # finds the built programs
from daemon_fixture import CONFIG, Daemon

SECRET = "a secret of the bench"
WANTED_MS, CLIENTS, LINE = 200.0, 24, "us-voice"


class Bench(Daemon):
    def __init__(self):
        super().__init__()
        self.write("voice.secret", SECRET)
        os.chmod(os.path.join(self.folder, "voice.secret"), 0o600)
        self.write("frontdesk.toml", CONFIG.replace("[admin]", 'public_url = "https://desk.example"\n[admin]')
                   + '[[voice]]\nprovider = "generic"\nline = "%s"\nsecret_files = ["voice.secret"]\n' % LINE)


def request(number, over):
    """Path, body, headers."""
    body = {"asks": not over, "call": "c%d" % number, "id": "2" if over else "1", "to": "+18665206414",
            "from": "+1212555%04d" % (number % 10000), "progress": "ended" if over else "ringing"}
    text, at = json.dumps(body), int(time.time())
    mac = hmac.new(SECRET.encode(), b"%d.%s" % (at, text.encode()), hashlib.sha256).hexdigest()
    return ("/voice/generic/" + LINE + ("/status" if over else ""), text,
            {"Content-Type": "application/json", "Frontdesk-Signature": "t=%d,v1=%s" % (at, mac)})


def client(port, work, times, faults):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    while True:
        due, sent = work.get()
        if due is None:
            return
        connection.request("POST", *sent)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            faults.append(answer.status)
        times.append(time.perf_counter() - due)  # from when it was due: what waits for a client counts


def run(daemon, rate, seconds):
    work, times, faults = queue.Queue(), [], []
    clients = [threading.Thread(target=client, args=(daemon.ports["http"], work, times, faults))
               for _ in range(CLIENTS)]
    for each in clients:
        each.start()
    began, behind, total = time.perf_counter(), 0.0, int(rate * seconds)
    for number in range(total + rate // 2):
        due = began + number / rate
        wait = due - time.perf_counter()
        if wait > 0:
            time.sleep(wait)
        behind = max(behind, -wait)
        if number < total:
            work.put((due, request(number, over=False)))
        if number >= rate // 2:
            work.put((due, request(number - rate // 2, over=True)))
        if number and number % (rate * 5) == 0:
            print("%d s: %d answered" % (number // rate, len(times)), flush=True)
    for _ in clients:
        work.put((None, None))
    for each in clients:
        each.join()
    return sorted(times), faults, behind, total


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rate", type=int, default=500)
    parser.add_argument("--seconds", type=int, default=30)
    options = parser.parse_args()
    daemon = Bench().start()
    try:
        daemon.load_directory()
        times, faults, behind, total = run(daemon, options.rate, options.seconds)
        kept = daemon.listed("/v1/arrivals?channel=voice&limit=500")
        over = sum(1 for one in kept if one["call"]["ended_at"])
    finally:
        daemon.close()
    p50, p99 = (1000 * times[int(len(times) * part)] for part in (0.5, 0.99))
    print("%d calls at %d a second: %d webhooks answered, p50 %.1f ms, p99 %.1f ms, slowest %.0f ms; the generator "
          "was %.0f ms late at most; %d calls there, %d of them over; %d refused"
          % (total, options.rate, len(times), p50, p99, 1000 * times[-1], 1000 * behind, len(kept), over, len(faults)))
    good = p99 <= WANTED_MS and not faults and len(kept) == total and over == total
    print("as wanted" if good else "falls short")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
