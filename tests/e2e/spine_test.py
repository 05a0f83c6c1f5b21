"""From SMTP to a ticket, and never twice, and never lost: the demo's mails against the real daemon."""
import datetime
import json
import os
import re
import signal
import unittest
import zoneinfo

from daemon_fixture import MAILS, Daemon
from frontdesk_cli import frontdesk

HOLD, TO_MSP = ("held", "any.ticket"), ("msp", "msp")
COVERED = ("queued", "any.ticket")
# What becomes of each mail, at any time of any day: outcome, queue, reasons.
OUTCOMES = {
    "around-the-clock": ("queued", "any.ticket", ["coverage"]),
    "no-plan": ("msp", "msp", ["no_plan"]),
    "locked-out": ("msp", "msp", ["disabled_contact"]),
    "unknown": ("pending_approval", "approval", ["unrecognised"]),
    "unknown-denied": ("refused", None, ["unrecognised"]),
    "unknown-shared": ("queued", "triage", ["unattributed"]),
    "two-people": ("queued", "any.ticket", ["ambiguous", "coverage"]),
    "staff": ("queued", "any.ticket", ["msp_request"]),
    "spam-from-begins": ("quarantined", None, ["spam:S01"]),
    "spam-from-contains": ("quarantined", None, ["spam:S06"]),
    "spam-from-name": ("quarantined", None, ["spam:S10"]),
    "spam-subject": ("quarantined", None, ["spam:S13"]),
    "spam-body": ("quarantined", None, ["spam:S12"]),
    "loop": ("quarantined", None, ["loop:X1"]),
    "watched": ("watched", None, ["spam:S13"]),
    "reply": ("appended", None, ["thread"]),
    "reply-colleague": ("appended", None, ["thread"]),
    "reply-stranger": ("pending_approval", "approval", ["thread_stranger", "unrecognised"]),
    "bounce": ("quarantined", None, ["spam:S08"]),
    "charset-lie": ("queued", "any.ticket", ["coverage"]),
    "too-deep": ("queued", "any.ticket", ["coverage"]),
}
# These depend on the hour: the site's zone, its window, and what becomes of mail outside it.
BY_THE_CLOCK = {
    "new-york": ("America/New_York", "business_hours", HOLD),
    "sydney": ("Australia/Sydney", "business_hours", HOLD),
    "mumbai": ("Asia/Kolkata", "business_hours", HOLD),
    "chicago": ("America/Chicago", "after_hours", TO_MSP),
}


def local_time(zone, at):
    utc = datetime.datetime.fromisoformat(at.replace("Z", "+00:00"))
    return utc.astimezone(zoneinfo.ZoneInfo(zone))


def covered(window, local, holiday):
    """R43 to R45 and C3, said once more and independently."""
    weekday = local.weekday() < 5
    if window == "business_hours":
        return weekday and 8 <= local.hour < 18
    return bool(holiday) or not (weekday and 9 <= local.hour < 17)


class Spine(unittest.TestCase):
    """One daemon for all of these: they only look, or add what the others do not count."""

    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon().start()
        cls.addClassCleanup(cls.daemon.close)
        cls.daemon.load_directory()
        cls.ids = cls.daemon.send_demo()
        cls.found = {name: cls.daemon.arrival(each) for name, each in cls.ids.items()}

    def test_every_mail_becomes_what_it_should(self):
        self.assertEqual(set(self.found), set(OUTCOMES) | set(BY_THE_CLOCK))
        for name, (outcome, queue, reasons) in OUTCOMES.items():
            with self.subTest(mail=name):
                decision = self.found[name]["decision"]
                self.assertEqual((decision["outcome"], decision["queue"], decision["reasons"]),
                                 (outcome, queue, reasons))
                self.assertEqual(self.found[name]["arrival"]["outcome"], outcome)

    def test_coverage_is_that_of_the_sites_own_clock(self):
        for name, (zone, window, outside) in BY_THE_CLOCK.items():
            with self.subTest(mail=name):
                decision = self.found[name]["decision"]
                finding = decision["coverage"]
                local = local_time(zone, decision["at"])
                self.assertEqual(datetime.datetime.fromisoformat(finding["local_time"]), local)
                self.assertEqual(finding["local_time"][-6:], local.isoformat()[-6:])
                inside = covered(window, local, finding["holiday"])
                self.assertEqual(finding["covered"], inside, finding)
                self.assertEqual((decision["outcome"], decision["queue"]),
                                 COVERED if inside else outside)
                self.assertEqual(decision["held_until"] is not None,
                                 not inside and outside == HOLD)

    def test_at_any_hour_one_site_is_in_and_one_is_out(self):
        found = {self.found[name]["decision"]["coverage"]["covered"]
                 for name in ("around-the-clock", *BY_THE_CLOCK)}
        self.assertEqual(found, {True, False})

    def test_every_step_is_a_sentence(self):
        for name, found in self.found.items():
            with self.subTest(mail=name):
                steps = found["decision"]["steps"]
                self.assertTrue(steps)
                self.assertTrue(all(re.match(r"[A-Z+a-z].*\.$", step["says"]) for step in steps), steps)

    def test_replies_join_and_a_strangers_does_not(self):
        first, ann = self.found["around-the-clock"], self.found["new-york"]
        for name in ("reply", "reply-colleague"):
            self.assertEqual(self.found[name]["arrival"]["ticket"], first["arrival"]["ticket"])
        ticket = self.daemon.get("/v1/tickets/" + first["arrival"]["ticket"])
        self.assertEqual(ticket["ticket"]["interactions"],
                         [self.ids[name] for name in ("around-the-clock", "reply", "reply-colleague")])
        stranger = self.found["reply-stranger"]
        self.assertNotEqual(stranger["arrival"]["ticket"], ann["arrival"]["ticket"])
        self.assertEqual(stranger["decision"]["linked"], ann["arrival"]["ticket"])

    def test_a_mail_beyond_parsing_is_kept_and_marked(self):
        self.assertIn("unparsed", self.found["too-deep"]["decision"]["flags"])
        lie = self.found["charset-lie"]["facts"]["mail"]
        self.assertNotIn("\x93", lie["subject"])
        self.assertIn("scanner", lie["text_preview"])

    def test_the_raw_bytes_are_those_that_were_sent_and_reading_is_audited(self):
        for mail in MAILS:
            if mail.name in ("charset-lie", "too-deep", "around-the-clock"):
                status, raw = self.daemon.http("GET", "/v1/arrivals/%s/raw" % self.ids[mail.name],
                                               token=self.daemon.token("admin"))
                self.assertEqual(status, 200)
                self.assertTrue(raw.endswith(mail.raw), raw)
                self.assertTrue(raw.startswith(b"Received: from demo.example ([127.0.0.1])"), raw)
        kinds = [event["kind"] for event in self.daemon.get("/v1/journal?limit=500")["items"]]
        self.assertEqual(kinds.count("raw_read"), 3)

    def test_the_same_mails_again_make_nothing_new(self):
        before = self.daemon.listed("/v1/tickets"), self.daemon.listed("/v1/arrivals")
        self.assertEqual(self.daemon.send_demo(), self.ids)
        self.assertEqual((self.daemon.listed("/v1/tickets"), self.daemon.listed("/v1/arrivals")),
                         before)

    def test_nobody_is_relayed_for(self):
        with self.daemon.smtp() as smtp:
            smtp.ehlo()
            smtp.mail("ann@acme.example")
            code, says = smtp.rcpt("someone@elsewhere.example")
            self.assertEqual((code, says[:5]), (550, b"5.1.1"))
            self.assertEqual(smtp.rcpt("postmaster@northwind.example")[0], 250)

    def test_it_is_small(self):
        with open("/proc/%d/status" % self.daemon.process.pid, encoding="utf-8") as file:
            resident = int(re.search(r"VmRSS:\s+(\d+) kB", file.read()).group(1))
        self.assertLess(resident, 64 * 1024)


class Durable(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon().start()
        self.addCleanup(self.daemon.close)
        self.daemon.load_directory()

    def records(self):
        return {path: self.daemon.listed("/v1/" + path)
                for path in ("tickets", "arrivals", "contacts", "sites", "tokens")}

    def test_a_restart_keeps_all(self):
        ids = self.daemon.send_demo()
        before = self.records()
        self.daemon.restart()
        self.assertEqual(self.records(), before)
        self.assertEqual(self.daemon.send_demo(), ids)
        self.assertEqual(self.records(), before)

    def test_what_was_acknowledged_survives_a_kill(self):
        ids = self.daemon.send_demo()
        before = self.records()
        self.assertEqual(self.daemon.kill9(), -signal.SIGKILL)
        self.daemon.start()
        self.assertEqual(self.records(), before)
        self.assertEqual(self.daemon.send_demo(), ids)
        self.assertEqual(len(self.daemon.listed("/v1/arrivals")), len(MAILS))

    def test_explain_with_the_daemon_and_without(self):
        ids = self.daemon.send_demo()
        name = "spam-body"
        with_daemon = self.daemon.cli_json("explain", ids[name])
        ticket = self.daemon.arrival(ids["around-the-clock"])["arrival"]["ticket"]
        self.assertIn("Gwen Hall at Brightside Clinics, London", self.daemon.cli("explain", ticket).stdout)
        self.assertEqual(self.daemon.stop(), 0)
        run = frontdesk("explain", ids[name], "--store", self.daemon.store, "--json")
        self.assertEqual(run.returncode, 0, run.stderr)
        at_rest = json.loads(run.stdout)
        self.assertEqual(at_rest["decision"], with_daemon["decision"])
        self.assertIn("S12", at_rest["decision"]["steps"][-1]["says"])
        run = frontdesk("journal", "--store", self.daemon.store, "--json", "--limit", "0")
        kinds = [json.loads(line)["kind"] for line in run.stdout.splitlines()]
        self.assertEqual(kinds.count("arrived"), len(MAILS))


if __name__ == "__main__":
    unittest.main()
