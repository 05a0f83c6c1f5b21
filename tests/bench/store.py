#!/usr/bin/env python3
"""A large store: how long a start takes, what is resident, and how long pages of lists and searches take
over HTTP, by the kind of list.

    tests/bench/store.py [--tickets 1000000] [--open 100000] [--requests 300] [--store DIR] [--again]

Wanted with 1,000,000 tickets, 100,000 of them open: ready within 5 s, under 1 GB resident, every kind
of page within 20 ms at p99. Needs the target `fill_store`. The store stays in build/bench and is filled
anew when what writes it has changed; --store takes one as it is, --again fills in any case. The exit
code is 1 where something falls short.
"""
import argparse
import hashlib
import http.client
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import time
import urllib.parse

import servers
from daemon_fixture import CONFIG, Daemon

READY_SECONDS, RESIDENT_MIB, PAGE_MS = 5.0, 1024, 20.0
FILL = os.path.join(servers.BUILD, "tests", "fill_store")
WRITERS = ("storage/FORMAT.md", "storage/facts.cc", "storage/records.cc", "storage/terms.cc",
           "tests/bench/fill_store.cc")
REQUESTS_PER_CONNECTION = 5000


def fingerprint():
    """Changes with what decides how a filled store looks."""
    digest = hashlib.sha256()
    for name in WRITERS:
        with open(os.path.join(servers.SOURCE, name), "rb") as file:
            digest.update(file.read())
    return digest.hexdigest()


def filled_store(options):
    folder = os.path.join(servers.SOURCE, "build", "bench",
                          "store-%d-%d" % (options.tickets, options.open))
    mark = folder + ".filled"
    wanted = fingerprint()
    if os.path.exists(mark) and not options.again:
        with open(mark, encoding="ascii") as file:
            if file.read() == wanted:
                return folder
    if not os.path.exists(FILL):
        raise SystemExit("%s is missing: cmake --build --preset release --target fill_store" % FILL)
    shutil.rmtree(folder, ignore_errors=True)
    if os.path.exists(mark):
        os.remove(mark)
    os.makedirs(os.path.dirname(folder), exist_ok=True)
    subprocess.run([FILL, folder, str(options.tickets), str(options.open)], check=True)
    with open(mark, "w", encoding="ascii") as file:
        file.write(wanted)
    return folder


def resident_mib(pid, field="VmRSS"):
    with open("/proc/%d/status" % pid, encoding="ascii") as file:
        for line in file:
            if line.startswith(field + ":"):
                return int(line.split()[1]) / 1024
    return 0


def cpu_ms(pid):
    """Of all its threads so far: what the machine does beside it does not count."""
    total = 0
    for thread in os.listdir("/proc/%d/task" % pid):
        try:
            with open("/proc/%d/task/%s/schedstat" % (pid, thread), encoding="ascii") as file:
                total += int(file.read().split()[0])
        except FileNotFoundError:
            pass
    return total / 1e6


class Client:
    """One connection, kept open; a request's time is from before it is sent until its body is read."""

    def __init__(self, daemon):
        self.port = daemon.ports["http"]
        self.headers = {"Authorization": "Bearer " + daemon.token("admin")}
        self.connection, self.asked = None, 0

    def get(self, path):
        if self.connection is None or self.asked >= REQUESTS_PER_CONNECTION:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            self.connection.connect()
            self.asked = 0
        self.asked += 1
        began = time.perf_counter()
        self.connection.request("GET", path, headers=self.headers)
        answer = self.connection.getresponse()
        data = answer.read()
        took = time.perf_counter() - began
        if answer.status != 200:
            raise SystemExit("%s: %d %s" % (path, answer.status, data[:300]))
        return json.loads(data), took * 1000


class Kind:
    """`paths` gives a new path each time; `follow`: go on by the cursor of the page before."""

    def __init__(self, name, paths, follow=False):
        self.name, self.paths, self.follow = name, paths, follow
        self.times, self.items = [], 0

    def run(self, client, requests):
        cursor, path = "", ""
        for _ in range(requests):
            if not (self.follow and cursor):
                path = self.paths()
            sign = "&" if "?" in path else "?"
            page, took = client.get(path + (sign + "cursor=" + cursor if cursor else ""))
            self.times.append(took)
            self.items += len(page["items"]) if "items" in page else 1
            cursor = page.get("next") or "" if self.follow else ""

    def percentile(self, share):
        return statistics.quantiles(self.times, n=1000, method="inclusive")[int(share * 1000) - 1]


def kinds(client, options, chance):
    """Paths are made from what the store itself shows, so that searches find something."""
    page, _ = client.get("/v1/tickets?limit=200")
    newest = int(page["items"][0]["id"][2:])
    words = sorted({word for item in page["items"] for word in item.get("subject", "").split()
                    if len(word) > 3 and word != "Re:"})
    addresses = sorted({item["from"] for item in page["items"] if item.get("from")})
    contacts = sorted({item["contact"] for item in page["items"]})
    msps = [item["id"] for item in client.get("/v1/msps?limit=50")[0]["items"]]
    queues = ("any.ticket", "any.voice", "us.voice", "us.chat")
    statuses = ("new", "active", "waiting_user", "resolved", "closed")
    pick = chance.choice
    number = lambda: newest - chance.randrange(options.tickets)
    place = lambda: "T-%d" % number()
    deep = lambda path: path + ("&" if "?" in path else "?") + "cursor=x" + place()
    quoted = urllib.parse.quote
    return [
        Kind("tickets", lambda: "/v1/tickets"),
        Kind("tickets, following cursors", lambda: "/v1/tickets", follow=True),
        Kind("tickets, deep", lambda: deep("/v1/tickets")),
        Kind("tickets by queue", lambda: "/v1/tickets?queue=" + pick(queues)),
        Kind("tickets by queue, deep", lambda: deep("/v1/tickets?queue=" + pick(queues))),
        Kind("tickets by status", lambda: "/v1/tickets?status=" + pick(statuses)),
        Kind("tickets by status, deep", lambda: deep("/v1/tickets?status=" + pick(statuses))),
        Kind("tickets by msp", lambda: "/v1/tickets?msp=" + pick(msps)),
        Kind("tickets by msp and status", lambda: "/v1/tickets?msp=%s&status=%s" % (
            pick(msps), pick(statuses))),
        Kind("tickets by msp, status and queue", lambda: deep("/v1/tickets?msp=%s&status=%s&queue=%s" % (
            pick(msps), pick(statuses), pick(queues)))),
        Kind("tickets, q=number", lambda: "/v1/tickets?q=%d" % number()),
        Kind("tickets, q=address", lambda: "/v1/tickets?q=" + quoted(pick(addresses))),
        Kind("tickets, q=word", lambda: "/v1/tickets?q=" + quoted(pick(words))),
        Kind("tickets, q=two words", lambda: "/v1/tickets?q=" + quoted(pick(words) + " " + pick(words))),
        Kind("tickets, q=word by msp and status", lambda: "/v1/tickets?q=%s&msp=%s&status=%s" % (
            quoted(pick(words)), pick(msps), pick(statuses))),
        Kind("a ticket", lambda: "/v1/tickets/" + place()),
        Kind("arrivals", lambda: "/v1/arrivals"),
        Kind("arrivals, following cursors", lambda: "/v1/arrivals", follow=True),
        Kind("arrivals by outcome", lambda: "/v1/arrivals?outcome=" + pick(
            ("quarantined", "watched", "queued", "appended", "held"))),
        Kind("arrivals by msp and outcome", lambda: "/v1/arrivals?outcome=quarantined&msp=" + pick(msps),
             follow=True),
        Kind("arrivals by contact", lambda: "/v1/arrivals?contact=" + pick(contacts)),
        Kind("arrivals by address", lambda: "/v1/arrivals?from=" + quoted(pick(addresses))),
        Kind("arrivals by ticket", lambda: "/v1/arrivals?ticket=" + place()),
        Kind("queues", lambda: "/v1/queues"),
        Kind("contacts by msp", lambda: "/v1/contacts?msp=" + pick(msps)),
        Kind("contacts of the smallest msp", lambda: "/v1/contacts?msp=" + msps[-1]),
        Kind("500 tickets", lambda: deep("/v1/tickets?limit=500")),
    ]


def start(daemon):
    """Seconds from exec until /readyz says yes."""
    began = time.monotonic()
    daemon.start()
    while daemon.http("GET", "/readyz")[0] != 200:
        time.sleep(0.01)
    return time.monotonic() - began


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--tickets", type=int, default=1_000_000)
    parser.add_argument("--open", type=int, default=100_000)
    parser.add_argument("--requests", type=int, default=300, help="of each kind")
    parser.add_argument("--starts", type=int, default=3)
    parser.add_argument("--store", help="a folder as it is; it is written to")
    parser.add_argument("--again", action="store_true", help="fill the store in any case")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    daemon = Daemon(CONFIG)
    os.symlink(os.path.abspath(options.store or filled_store(options)), daemon.store)
    short = []
    try:
        for number in range(options.starts):
            ready = start(daemon)
            resident = resident_mib(daemon.process.pid)
            print("start %d: ready after %.2f s, %.2f s of CPU, %.0f MiB resident" % (
                number + 1, ready, cpu_ms(daemon.process.pid) / 1000, resident), flush=True)
            if number + 1 < options.starts:
                daemon.stop()
        if ready > READY_SECONDS:
            short.append("ready after %.2f s" % ready)
        client = Client(daemon)
        print("\n%-36s %8s %8s %8s %8s %8s %8s" % (
            "page of", "requests", "items", "cpu ms", "p50 ms", "p99 ms", "max ms"))
        for kind in kinds(client, options, random.Random(options.seed)):
            before = cpu_ms(daemon.process.pid)
            kind.run(client, options.requests)
            cpu = (cpu_ms(daemon.process.pid) - before) / len(kind.times)
            p99 = kind.percentile(0.99)
            note = ""
            if p99 > PAGE_MS and not kind.name.startswith("500"):
                note = "  SHORT"
                short.append("%s: %.1f ms" % (kind.name, p99))
            print("%-36s %8d %8.1f %8.2f %8.2f %8.2f %8.2f%s" % (
                kind.name, len(kind.times), kind.items / len(kind.times), cpu, kind.percentile(0.5), p99,
                max(kind.times), note), flush=True)
        peak = resident_mib(daemon.process.pid, "VmHWM")
        print("\n%.0f MiB resident afterwards, %.0f at most" % (
            resident_mib(daemon.process.pid), peak))
        if peak > RESIDENT_MIB:
            short.append("%.0f MiB resident" % peak)
        daemon.stop()
    finally:
        daemon.close()
    print("as wanted" if not short else "falls short: " + "; ".join(short))
    sys.exit(1 if short else 0)


if __name__ == "__main__":
    main()
