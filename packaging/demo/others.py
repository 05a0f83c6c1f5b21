"""What comes in beside mails over SMTP: a mail in a mailbox, a call, by the signed webhook of a PBX (intake/voice/GENERIC.md), and a ticket that a
PSA brings."""
import collections
import email.utils
import hashlib
import hmac
import json
import os
import time
import urllib.error
import urllib.request

Other = collections.namedtuple("Other", "name shows heard", defaults=[""])

CALL = Other("call", "a caller from London, by a PBX's webhook")
MAILBOX = Other("mailbox", "a mail in a mailbox, read by IMAP")
CHAT = Other("chat", "a visitor who writes in a chat")
PSA_TICKET = Other("psa-ticket", "a ticket that a PSA brings")


def post(url, body, headers):
    request = urllib.request.Request(url, json.dumps(body).encode(),
                                     {"Content-Type": "application/json", **headers}, method="POST")
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def call(url, secret):
    """The first thing that the caller hears; None where the daemon has no such provider."""
    sent_at = int(time.time())
    body = {"asks": True, "call": "demo-%d" % sent_at, "id": "1", "from": "+442079460123", "to": "+18665206414"}
    signed = hmac.new(secret.encode(), b"%d.%s" % (sent_at, json.dumps(body).encode()), hashlib.sha256).hexdigest()
    try:
        answer = post(url + "/voice/generic/us-voice", body,
                      {"Frontdesk-Signature": "t=%d,v1=%s" % (sent_at, signed)})
    except urllib.error.HTTPError as refused:
        if refused.code == 404:
            return None
        raise
    return next(each["text"] for each in answer["instructions"] if each["do"] == "say")


def bring(url, token):
    """The arrival's id, the same each time: the key says that it is one request."""
    ticket = {"source": "psa", "reference": "T20260603.0042", "email": "dana@lumen.example",
              "subject": "Monitor stays dark", "text": "The second monitor stays dark since this morning."}
    return post(url + "/v1/interactions", ticket,
                {"Authorization": "Bearer " + token, "Idempotency-Key": "demo-psa-ticket-1"})["arrival"]


def put_in_mailbox(folder):
    """A mail in Dovecot's Maildir, as its delivery would put it there; its Message-ID."""
    maildir = os.path.join(folder, "mail", "desk", "Maildir")
    message_id = email.utils.make_msgid(domain="brightside.example")
    name = "%d.%d.demo" % (time.time_ns(), os.getpid())
    path = os.path.join(maildir, "tmp", name)
    with open(path, "w", encoding="ascii", newline="\r\n") as file:
        file.write("From: Finn Fox <finn@brightside.example>\nTo: support@harbor.example\nMessage-ID: %s\n"
                   "Date: %s\nSubject: Projector\n\nThe projector in the hall shows no picture.\n"
                   % (message_id, email.utils.formatdate()))
    os.chmod(path, 0o644)
    os.rename(path, os.path.join(maildir, "new", name))
    return message_id


def read_from_mailbox(message_id, get):
    """Its arrival's id; None where it is not read within half a minute."""
    for _ in range(150):
        for one in get("/v1/arrivals?from=finn@brightside.example&limit=5")["items"]:
            if get("/v1/arrivals/" + one["id"])["facts"]["mail"]["message_id"] == message_id.strip("<>"):
                return one["id"]
        time.sleep(0.2)
    return None
