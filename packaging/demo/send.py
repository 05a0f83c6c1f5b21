#!/usr/bin/env python3
"""Sends the demo's mails over SMTP, then asks the API what became of each and why.

  send.py --smtp 127.0.0.1:2525 --url http://127.0.0.1:8080 --token-file var/token
"""
import argparse
import calendar
import http.client
import json
import re
import smtplib
import sys
import time
import urllib.error
import urllib.request

from mails import MAILS


class Refused(Exception):
    """The daemon did not take a mail, or did not answer."""


def send(address, mails):
    """The arrival id of each mail, in order: the daemon names it when it has the mail for good."""
    host, port = address.rsplit(":", 1)
    ids = []
    with smtplib.SMTP(host, int(port), local_hostname="demo.example", timeout=60) as smtp:
        for mail in mails:
            smtp.ehlo_or_helo_if_needed()
            options = ["BODY=8BITMIME"] if any(byte > 127 for byte in mail.raw) else []
            for code, says in (smtp.mail(mail.sender, options), smtp.rcpt(mail.to),
                               smtp.data(mail.raw)):
                if code != 250:
                    raise Refused("%s: %d %s" % (mail.name, code, says.decode("utf-8", "replace")))
            ids.append(re.search(r"queued as (\S+)", says.decode()).group(1))
    return ids


def get(url, token, path):
    request = urllib.request.Request(url + path, headers={"Authorization": "Bearer " + token})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def seconds(instant):
    """Of "2026-11-02T09:15:00.123Z"."""
    whole, _, part = instant.rstrip("Z").partition(".")
    return calendar.timegm(time.strptime(whole, "%Y-%m-%dT%H:%M:%S")) + float("0." + (part or "0"))


def row_of(mail, found, sent_at):
    arrival, decision = found["arrival"], found["decision"]
    # A mail that was taken in before is answered with the id that it got then.
    seen_before = seconds(arrival["at"]) < sent_at - 1
    steps = [step for step in decision["steps"] if step["code"] != "queue"]
    last = [step["says"] for step in steps if step["step"] == steps[-1]["step"]]
    return {"mail": mail.name, "shows": mail.shows, "arrival": arrival["id"],
            "outcome": arrival["outcome"], "duplicate": seen_before,
            "queue": decision["queue"] or "", "ticket": arrival["ticket"],
            "reasons": arrival["reasons"], "flags": decision["flags"],
            "why": last}


def print_table(rows, out):
    cells = [("what it shows", "outcome", "queue", "ticket", "reasons", "why")]
    for row in rows:
        outcome = row["outcome"] + (" (duplicate)" if row["duplicate"] else "")
        cells.append((row["shows"], outcome, row["queue"] or "-", row["ticket"] or "-",
                      " ".join(row["reasons"] + row["flags"]), " ".join(row["why"])))
    widths = [max(len(line[i]) for line in cells) for i in range(len(cells[0]) - 1)]
    for line in cells:
        print("  ".join([text.ljust(width) for text, width in zip(line, widths)] + [line[-1]]), file=out)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--smtp", required=True, help="address and port")
    parser.add_argument("--url", required=True, help="of the API")
    parser.add_argument("--token-file", required=True)
    parser.add_argument("--json", action="store_true", help="a list instead of a table")
    options = parser.parse_args()
    with open(options.token_file, encoding="utf-8") as file:
        token = file.read().strip()
    try:
        sent_at = time.time()
        ids = send(options.smtp, MAILS)
        rows = [row_of(mail, get(options.url, token, "/v1/arrivals/" + each), sent_at)
                for mail, each in zip(MAILS, ids)]
    except (Refused, OSError, smtplib.SMTPException, urllib.error.URLError,
            http.client.HTTPException) as problem:
        print("send.py: %s" % problem, file=sys.stderr)
        return 1
    if options.json:
        json.dump(rows, sys.stdout, indent=1)
        print()
    else:
        print_table(rows, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
