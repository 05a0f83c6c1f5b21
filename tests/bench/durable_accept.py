#!/usr/bin/env python3
"""How many mails a second are taken durably, beside Postfix, a bare probe and the generator's ceiling.

    tests/bench/durable_accept.py [--rounds 5] [--sessions 1,10,50,200] [--servers frontdesk,postfix,…]

Every round measures every server once at every number of sessions, one after another, so that what
the machine does meanwhile hits all of them alike; the table shows medians, and ratios of medians. Rates
are those of smtp-source; a shorter run of mail_load after each has the latency, final dot to answer.
Needs the programs of `cmake --build --preset release --target frontdeskd frontdesk accept_probe mail_load`
and Debian's postfix (smtp-source, smtp-sink), which it installs where it is missing and may.
"""
import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import time

import servers

SECONDS = 4  # how long one measurement should last, about
LATENCY_SECONDS = 1.5
LOAD = os.path.join(servers.BUILD, "tests", "mail_load")
FIRST = {1: 1000, 10: 4000, 50: 6000, 200: 6000}  # mails of the first one, before a rate is known


def install_postfix():
    if shutil.which("smtp-source") and shutil.which("smtp-sink") and shutil.which("postfix"):
        return
    environment = {"DEBIAN_FRONTEND": "noninteractive", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}
    done = subprocess.run(["apt-get", "install", "-q", "-y", "--no-install-recommends", "postfix"],
                          env=environment, check=False)
    if done.returncode != 0:
        raise SystemExit("postfix is missing and could not be installed; as root: apt-get install postfix")


def measure(server, sessions, mails):
    """One run of smtp-source: rate, the server's CPU per mail, syncs."""
    cpu, syncs = servers.cpu_seconds(server.pids()), server.syncs()
    began = time.monotonic()
    run = subprocess.run(
        ["smtp-source", "-d", "-s", str(sessions), "-m", str(mails), "-l", "4096", "-C", "20",
         "-S", "the printer on the second floor does not print", "-f", servers.SENDER,
         "-t", server.recipient, "127.0.0.1:%d" % server.port],
        capture_output=True, text=True, timeout=600)
    took = time.monotonic() - began
    if run.returncode != 0:
        raise SystemExit("%s: smtp-source: %s" % (server.name, run.stderr.strip()[:500]))
    result = {"server": server.name, "sessions": sessions, "mails": mails, "rate": mails / took,
              "cpu_us": (servers.cpu_seconds(server.pids()) - cpu) / mails * 1e6,
              "peak_mib": server.peak()}
    if syncs is not None:
        done = server.syncs() - syncs
        result |= {"syncs": done / took, "batch": mails / done}
    return result


def latency(server, sessions, mails):
    """Such mails by mail_load, which looks at the clock at every final dot and at every answer."""
    run = subprocess.run(
        [LOAD, "--connections", str(sessions), "--mails", str(mails), "--bytes", "4096", "--sender",
         servers.SENDER, "127.0.0.1", str(server.port), server.recipient],
        capture_output=True, text=True, timeout=600)
    if run.returncode != 0:
        raise SystemExit("%s: mail_load: %s" % (server.name, run.stderr.strip()[:500]))
    result = json.loads(run.stdout.splitlines()[-1])
    if result["refused"] or result["mails"] != mails:
        raise SystemExit("%s refused mails: %s" % (server.name, result))
    return {key: result[key] for key in ("p50_ms", "p99_ms", "p999_ms", "max_ms")}


def check_tickets(server, before, mails):
    """The daemon did its whole job: every mail became a ticket."""
    made = tickets(server) - before
    if made != mails:
        raise SystemExit("%d mails became %d tickets" % (mails, made))


def tickets(server):
    return server.metrics()['frontdesk_arrivals_total{channel="email",outcome="queued"}']


def table(results, sessions, names):
    print("\n%-10s %8s %9s %9s %9s %8s %8s %9s %8s %8s %9s" % (
        "server", "sessions", "mails/s", "min", "max", "p50 ms", "p99 ms", "cpu us", "syncs/s", "batch",
        "peak MiB"))
    for count in sessions:
        medians = {}
        for name in names:
            rows = [r for r in results if r["server"] == name and r["sessions"] == count]
            rates = [r["rate"] for r in rows]
            medians[name] = statistics.median(rates)
            middle = lambda key: statistics.median(r[key] for r in rows)
            syncs = ["%8.0f" % middle("syncs"), "%8.1f" % middle("batch")] if "syncs" in rows[0] else ["%8s" % "-"] * 2
            print("%-10s %8d %9.0f %9.0f %9.0f %8.2f %8.2f %9.0f %s %s %9.0f" % (
                name, count, medians[name], min(rates), max(rates), middle("p50_ms"), middle("p99_ms"),
                middle("cpu_us"), *syncs, max(r["peak_mib"] for r in rows)))
        if "frontdesk" in medians:
            mine = medians["frontdesk"]
            print("           frontdesk is " + ", ".join(
                ("%.1f times %s" if name == "postfix" else "%.2f of %s") % (mine / rate, name)
                for name, rate in medians.items() if name != "frontdesk"))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--sessions", default="1,10,50,200")
    parser.add_argument("--servers", default=",".join(servers.ALL))
    parser.add_argument("--json", help="write every measurement to this file")
    options = parser.parse_args()
    sessions = [int(count) for count in options.sessions.split(",")]
    names = options.servers.split(",")
    install_postfix()
    started, results, rates = [], [], {}
    try:
        for name in names:
            started.append(servers.ALL[name]())
        for number in range(options.rounds):
            for count in sessions:
                for server in started:
                    rate = rates.get((server.name, count))
                    mails = int(rate * SECONDS) if rate else FIRST.get(count, 4000)
                    before = tickets(server) if server.name == "frontdesk" and results else None
                    result = measure(server, count, mails)
                    timed = max(count, int(result["rate"] * LATENCY_SECONDS))
                    result |= latency(server, count, timed)
                    if before is not None:
                        check_tickets(server, before, mails + timed)
                    rates[server.name, count] = result["rate"]
                    results.append(result)
                    print("round %d, %3d sessions, %-10s %8.0f mails/s, p99 %7.2f ms, %6.0f us of CPU a mail" % (
                        number + 1, count, server.name, result["rate"], result["p99_ms"],
                        result["cpu_us"]), file=sys.stderr, flush=True)
    finally:
        for server in started:
            server.close()
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump(results, file, indent=1)
    table(results, sessions, names)


if __name__ == "__main__":
    main()
