"""The mails that kill or stall a parser become tickets marked `unparsed`: from people on file and from
strangers, with a From that can be read and without, whatever an MSP does with people whom it does not know.
"""
import unittest

from daemon_fixture import Daemon
from mails import HARBOR, NORTHWIND, SHARED
from wire import HELLO, Wire

FIRST = b"From: %(from)s\r\nSubject: hostile\r\nMIME-Version: 1.0\r\n"


def nested(count):
    return b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (i, i) for i in range(count))


LONG = b"X: " + b"x" * 5_000_000 + b"\r\n"
KILLERS = {
    "47,700 multiparts, one in another": FIRST + nested(47_700) + b"\r\nx\r\n",
    "105,000 messages, one in another": FIRST + b"Content-Type: message/rfc822\r\n\r\n" * 105_000 + b"x\r\n",
    "a header line of 5 MB": FIRST + LONG + b"\r\nx\r\n",
    "a header line of 5 MB, and the From behind it": LONG + FIRST + b"\r\nx\r\n",
    "100,000 recipients": FIRST + b"To: x@y.example" + b", x@y.example" * 100_000 + b"\r\n\r\nx\r\n",
    "20,000 parts": (FIRST + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 20_000
                     + b"--b--\r\n"),
}
# Whose From nobody can read.
NAMELESS = "a header line of 5 MB, and the From behind it"
CLIENT, STRANGER = "gwen@brightside.example", "stranger@nowhere.example"


class Unparsed(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon().start()
        cls.addClassCleanup(cls.daemon.close)
        cls.daemon.load_directory()
        cls.sent = 0

    def send(self, raw, sender, to, envelope=None, head=None):
        type(self).sent += 1
        with Wire(self.daemon.ports["smtp"]) as wire:
            wire.ask(HELLO[:-2], b"MAIL FROM:<%s>" % (sender if envelope is None else envelope).encode(),
                     b"RCPT TO:<%s>" % to.encode(), b"DATA")
            head = b"Message-ID: <%d@unparsed.example>\r\n" % self.sent if head is None else head
            wire.send(head + raw.replace(b"%(from)s", sender.encode(), 1), b".\r\n")
            answer = wire.read_reply()
        self.assertRegex(answer or "", r"^250 .*queued as")
        return self.daemon.arrival(answer.split()[-1])

    def is_ticket(self, found, msp, why):
        self.assertTrue(found["facts"]["mail"]["unparsed"], why)
        self.assertIn("unparsed", found["decision"]["flags"], why)
        self.assertEqual(found["arrival"]["msp"], msp, why)
        ticket = self.daemon.get("/v1/tickets/" + (found["arrival"]["ticket"] or "none"))["ticket"]
        self.assertEqual((ticket["status"], ticket["msp"]), ("new", msp), why)
        return ticket

    def test_from_a_client_they_go_where_the_clients_mails_go(self):
        for name, raw in KILLERS.items():
            for to, nobodys in ((HARBOR, "harbor"), (SHARED, "")):
                found = self.send(raw, CLIENT, to)
                nameless = name == NAMELESS
                ticket = self.is_ticket(found, nobodys if nameless else "harbor", (name, to))
                self.assertEqual(found["facts"]["from_address"], "" if nameless else CLIENT, name)
                self.assertEqual(ticket["queue"], "triage" if nameless else "any.ticket", (name, to))

    def test_from_a_stranger_a_person_looks_whatever_the_msp_does_with_strangers(self):
        harbor = self.daemon.get("/v1/msps/harbor")
        for policy in ("deny", "sms_approval", "auto_add"):
            status, _ = self.daemon.http("PUT", "/v1/msps/harbor", dict(harbor, recognition=policy),
                                         self.daemon.token("admin"))
            self.assertEqual(status, 200)
            for name, raw in KILLERS.items():
                found = self.send(raw, STRANGER, HARBOR)
                ticket = self.is_ticket(found, "harbor", (policy, name))
                self.assertEqual((ticket["queue"], found["decision"]["reasons"]), ("triage", ["unparsed"]))
                says = [step["says"] for step in found["decision"]["steps"] if step["code"] == "unparsed_unknown"]
                self.assertEqual(len(says), 1, found["decision"]["steps"])
                self.assertIn("could not be read", says[0])
        for raw in KILLERS.values():
            self.assertEqual(self.is_ticket(self.send(raw, STRANGER, NORTHWIND), "northwind", "own line")["queue"],
                             "triage")
            self.assertEqual(self.is_ticket(self.send(raw, STRANGER, SHARED), "", "shared")["queue"], "triage")

    def test_whoever_the_envelope_names_makes_nobody_of_a_mail_without_a_from(self):
        for envelope in (CLIENT, STRANGER, "hana@harbor.example"):
            found = self.send(KILLERS[NAMELESS], CLIENT, HARBOR, envelope)
            self.assertEqual((self.is_ticket(found, "harbor", envelope)["queue"], found["arrival"]["contact"]),
                             ("triage", ""))

    def test_alerts_that_differ_only_in_what_is_not_read_of_them_are_all_kept(self):
        for pad in ((b"X-Pad: " + b"a" * 2000 + b"\r\n") * 52, b"X: a\r\n" * 1001):
            alerts = [b"Subject: ALERT server %d\r\nMessage-ID: <%d@mon.example>\r\n\r\nSee the subject.\r\n"
                      % (n, n) for n in range(3)]
            kept = [self.send(pad + b"From: %(from)s\r\n" + alert, CLIENT, HARBOR, head=b"")["arrival"]["id"]
                    for alert in alerts]
            self.assertEqual(len(set(kept)), 3)
            relayed = self.send(pad + b"From: %(from)s\r\n" + alerts[1], CLIENT, HARBOR,
                                head=b"Received: from mx2 by desk; Wed, 3 Jun 2026 12:00:00 +0000\r\n")
            self.assertEqual(relayed["arrival"]["id"], kept[1])
            for alert, arrival in zip(alerts, kept):
                self.assertIn(alert, self.daemon.get("/v1/arrivals/%s/raw" % arrival))

    def test_its_msp_sees_the_ticket_and_no_other_does(self):
        ticket = self.is_ticket(self.send(KILLERS["20,000 parts"], STRANGER, HARBOR), "harbor", "")["id"]
        harbor, northwind = (self.daemon.token("msp", msp) for msp in ("harbor", "northwind"))
        self.assertEqual(self.daemon.http("GET", "/v1/tickets/" + ticket, token=harbor)[0], 200)
        self.assertEqual(self.daemon.http("GET", "/v1/tickets/" + ticket, token=northwind)[0], 404)


if __name__ == "__main__":
    unittest.main()
