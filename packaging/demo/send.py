#!/usr/bin/env python3
"""Sends the demo's mails over SMTP, a ticket, a call and a chat over HTTP, then asks the API what became of each and why.

  send.py --smtp 127.0.0.1:2525 --url http://127.0.0.1:8080 --token-file var/token [--voice-secret var/voice.secret]
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

import chat
import others
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


def send_others(options, token):
    """A mail in a mailbox, a chat, the ticket of a PSA and a call: what each is, and its arrival's id."""
    sent = []
    if options.mailbox:
        message_id = others.put_in_mailbox(options.mailbox)
        read = others.read_from_mailbox(message_id, lambda path: get(options.url, token, path))
        if read is None:
            print("send.py: the mail in the mailbox was not read within 30 seconds; see the daemon's log", file=sys.stderr)
        else:
            sent.append((others.MAILBOX, read))
    else:
        print("send.py: no mailbox: Dovecot is not installed (packaging/deps.sh tests does it)", file=sys.stderr)
    said = chat.say(options.url, "My screen stays black.")
    if said is None:
        print("send.py: no chat: the configuration has no [[chat_door]] for the demo's page", file=sys.stderr)
    else:
        sent.append((others.CHAT, said[0]))
    sent += [(others.PSA_TICKET, others.bring(options.url, token))]
    if options.voice_secret:
        with open(options.voice_secret, encoding="utf-8") as file:
            heard = others.call(options.url, file.read().strip())
        if heard is None:
            print("send.py: no call: the configuration has no [[voice]] for generic and us-voice", file=sys.stderr)
        else:
            newest = get(options.url, token, "/v1/arrivals?channel=voice&limit=1")["items"][0]["id"]
            sent.append((others.CALL._replace(heard=heard), newest))
    return sent


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
            "why": last, "heard": getattr(mail, "heard", "")}


def print_table(rows, out):
    cells = [("what it shows", "outcome", "queue", "ticket", "reasons", "why")]
    for row in rows:
        outcome = row["outcome"] + (" (duplicate)" if row["duplicate"] else "")
        cells.append((row["shows"], outcome, row["queue"] or "-", row["ticket"] or "-",
                      " ".join(row["reasons"] + row["flags"]), " ".join(row["why"])))
    widths = [max(len(line[i]) for line in cells) for i in range(len(cells[0]) - 1)]
    for line in cells:
        print("  ".join([text.ljust(width) for text, width in zip(line, widths)] + [line[-1]]), file=out)
    for row in rows:
        if row["heard"]:
            print('\n%s hears: "%s"' % (row["shows"], row["heard"]), file=out)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--smtp", required=True, help="address and port")
    parser.add_argument("--url", required=True, help="of the API")
    parser.add_argument("--token-file", required=True)
    parser.add_argument("--voice-secret", help="of the generic provider on the line us-voice; no call without")
    parser.add_argument("--mailbox", help="folder of the demo's Dovecot; no mailbox without")
    parser.add_argument("--json", action="store_true", help="a list instead of a table")
    options = parser.parse_args()
    with open(options.token_file, encoding="utf-8") as file:
        token = file.read().strip()
    try:
        sent_at = time.time()
        ids = send(options.smtp, MAILS)
        rows = [row_of(sent, get(options.url, token, "/v1/arrivals/" + each), sent_at)
                for sent, each in list(zip(MAILS, ids)) + send_others(options, token)]
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
