#!/usr/bin/env python3
"""Mail at half of the peak rate for an hour: do memory and latency stay flat?

    tests/bench/soak.py [MINUTES] [--connections 50] [--threads 20000] [--rate R] [--out build/bench/soak]

Measures the peak for some seconds first, then sends by a timetable, with a sample every ten seconds:
OUT.csv has rate, latency from final dot to 250, memory, processor, size of the store and open files;
OUT.png shows memory and latency over time. The first mails open threads and all later ones answer in
them, as open tickets live in memory and nobody here closes one. The verdict is about the time after
the warm-up, by the median slope over all pairs of samples; the exit code is 1 where it is not flat or
a mail is missing. Needs the targets frontdeskd, frontdesk and mail_load; gnuplot it installs.
"""
import argparse
import csv
import json
import os
import shutil
import statistics
import subprocess
import sys
import time

import servers

LOAD = os.path.join(servers.BUILD, "tests", "mail_load")
SENDERS = ("finn@brightside.example", "gwen@brightside.example", "harsh@brightside.example")
PEAK_SECONDS, SAMPLE_SECONDS = 10, 10
# How much a line through the samples may rise over the whole time, as a part of their median.
BOUNDS = {"rss_mib": 0.10, "p50_ms": 0.25, "p99_ms": 0.50}
FIELDS = ("seconds", "mails", "rate", "p50_ms", "p90_ms", "p99_ms", "max_ms", "behind_ms", "refused",
          "rss_mib", "cpu_percent", "store_mib", "open_files", "tickets_open")


def install_gnuplot():
    if shutil.which("gnuplot"):
        return
    environment = {"DEBIAN_FRONTEND": "noninteractive", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}
    done = subprocess.run(["apt-get", "install", "-q", "-y", "--no-install-recommends", "gnuplot-nox"],
                          env=environment, stdout=subprocess.DEVNULL, check=False)
    if done.returncode != 0:
        raise SystemExit("gnuplot is missing and could not be installed; as root: apt-get install gnuplot-nox")


def load_command(server, run, *options):
    senders = [word for sender in SENDERS for word in ("--sender", sender)]
    return [LOAD, *senders, "--run", run, *options, "127.0.0.1", str(server.port), server.recipient]


def peak(server, options):
    done = subprocess.run(load_command(
        server, "peak", "--connections", str(options.connections), "--seconds", str(PEAK_SECONDS),
        "--threads", str(min(options.threads, 2000))), capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def folder_mib(path):
    total = 0
    for name in os.listdir(path):
        try:
            total += os.stat(os.path.join(path, name)).st_blocks * 512
        except FileNotFoundError:  # a file of the log that has gone meanwhile
            pass
    return total / (1 << 20)


def resident_mib(pid):
    with open("/proc/%d/status" % pid, encoding="ascii") as file:
        for line in file:
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
    return 0


class Sampler:
    """The daemon as it is at this moment, beside what the load says of the last seconds."""

    def __init__(self, server):
        self.server, self.pid = server, server.process.pid
        self.began = self.at = time.monotonic()
        self.cpu = servers.cpu_seconds([self.pid])

    def sample(self, part):
        now, cpu = time.monotonic(), servers.cpu_seconds([self.pid])
        row = {key: part[key] for key in FIELDS if key in part}
        row |= {"seconds": round(now - self.began, 1), "refused": sum(part["refused"].values()),
                "rss_mib": round(resident_mib(self.pid), 1),
                "cpu_percent": round((cpu - self.cpu) / (now - self.at) * 100),
                "store_mib": round(folder_mib(self.server.daemon.store)),
                "open_files": len(os.listdir("/proc/%d/fd" % self.pid)),
                "tickets_open": int(self.server.metrics()["frontdesk_tickets_open"])}
        self.at, self.cpu = now, cpu
        return row


def slope(rows, field):
    """The median of the slopes between all pairs of samples, a second: single peaks do not turn it."""
    points = [(row["seconds"], row[field]) for row in rows]
    return statistics.median((b[1] - a[1]) / (b[0] - a[0])
                             for i, a in enumerate(points) for b in points[i + 1:])


def verdict(rows, warm):
    flat = True
    rows = [row for row in rows if row["seconds"] >= warm]
    if len(rows) < 4:
        print("too short for a verdict: %d samples after the warm-up" % len(rows))
        return False
    lasted = rows[-1]["seconds"] - rows[0]["seconds"]
    for field, bound in BOUNDS.items():
        middle = statistics.median(row[field] for row in rows)
        rise = slope(rows, field) * lasted
        good = rise <= bound * middle
        flat = flat and good
        print("%-7s median %8.2f, rises by %+8.2f (%+5.1f %%, at most %+.0f %%) in %.0f s: %s" % (
            field, middle, rise, rise / middle * 100, bound * 100, lasted, "flat" if good else "NOT FLAT"))
    return flat


def plot(table, picture, title):
    script = """
set terminal pngcairo size 1200,800 font 'sans,11'
set output '%s'
set datafile separator ','
set key autotitle columnhead top right
set multiplot layout 2,1 title '%s'
set xrange [0:*]
set xlabel 'minutes'
set grid
set ylabel 'MiB resident'
set yrange [0:*]
plot '%s' using ($1/60):10 with lines linewidth 2 title 'memory'
set ylabel 'ms from the final dot to 250'
set logscale y
set yrange [*:*]
plot '%s' using ($1/60):4 with lines linewidth 2 title 'p50', '' using ($1/60):6 with lines title 'p99', \\
     '' using ($1/60):7 with lines title 'max'
unset multiplot
""" % (picture, title, table, table)
    subprocess.run(["gnuplot"], input=script, text=True, check=True)


def run(server, options, rate, writer, file):
    rows = []
    sampler = Sampler(server)
    command = load_command(
        server, "soak", "--connections", str(options.connections), "--rate", "%.1f" % rate, "--seconds",
        str(options.minutes * 60), "--threads", str(options.threads), "--report", str(SAMPLE_SECONDS))
    whole = None
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout:
            part = json.loads(line)
            if part["kind"] == "whole":
                whole = part
                continue
            row = sampler.sample(part)
            rows.append(row)
            writer.writerow(row)
            file.flush()
            print("%5d s: %6.0f mails/s, p50 %6.2f ms, p99 %7.2f ms, %5.0f MiB resident, %3d %% processor, "
                  "%5d MiB of store, %d files" % (
                      row["seconds"], row["rate"], row["p50_ms"], row["p99_ms"], row["rss_mib"],
                      row["cpu_percent"], row["store_mib"], row["open_files"]), flush=True)
    if process.returncode != 0 or whole is None:
        raise SystemExit("mail_load ended with %s" % process.returncode)
    return rows, whole


def arrivals(server):
    return sum(value for name, value in server.metrics().items()
               if name.startswith('frontdesk_arrivals_total{channel="email"') and "duplicate" not in name)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("minutes", type=float, nargs="?", default=60)
    parser.add_argument("--connections", type=int, default=50)
    parser.add_argument("--threads", type=int, default=20000)
    parser.add_argument("--rate", type=float, help="mails a second, instead of half of the peak")
    parser.add_argument("--out", default=os.path.join(servers.SOURCE, "build", "bench", "soak"))
    options = parser.parse_args()
    if not os.path.exists(LOAD):
        raise SystemExit("%s is missing: cmake --build --preset release --target mail_load" % LOAD)
    install_gnuplot()
    os.makedirs(os.path.dirname(os.path.abspath(options.out)), exist_ok=True)
    server = servers.Frontdesk()
    try:
        rate = options.rate
        if not rate:
            found = peak(server, options)
            print("peak: %.0f mails/s, p50 %.2f ms, p99 %.2f ms" % (
                found["rate"], found["p50_ms"], found["p99_ms"]), flush=True)
            rate = found["rate"] / 2
        print("%.0f mails/s for %g minutes" % (rate, options.minutes), flush=True)
        before = arrivals(server)
        with open(options.out + ".csv", "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, FIELDS)
            writer.writeheader()
            rows, whole = run(server, options, rate, writer, file)
        kept = arrivals(server) - before
        plot(options.out + ".csv", options.out + ".png",
             "%.0f mails a second of 4 KiB over %d connections" % (rate, options.connections))
        print("%d mails acknowledged, %d kept, %d refused; p50 %.2f, p99 %.2f, p99.9 %.2f, max %.1f ms" % (
            whole["mails"], kept, sum(whole["refused"].values()), whole["p50_ms"], whole["p99_ms"],
            whole["p999_ms"], whole["max_ms"]))
        # The threads are open, the buffers full: a tenth of the time, but at least half a minute.
        warm = max(30.0, options.minutes * 6, options.threads / rate)
        flat = verdict(rows, warm)
        print("see %s.csv and %s.png" % (options.out, options.out))
    finally:
        server.close()
    sys.exit(0 if flat and kept == whole["mails"] else 1)


if __name__ == "__main__":
    main()
