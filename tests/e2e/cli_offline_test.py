"""The verbs that need no daemon: check, simulate, screen, parse."""
import json
import os
import pty
import re
import shutil
import subprocess
import tempfile
import unittest

from frontdesk_cli import FRONTDESK, RULES, directory_of_zones, frontdesk, json_lines, write

NEW_YORK = "America/New_York"
# Requirements 2.22: UTC, zone, local time, covered by business hours, by after hours, a holiday.
VECTORS = [
    ("2026-06-03T11:59:59Z", NEW_YORK, "2026-06-03T07:59:59-04:00", False, True, False),
    ("2026-06-03T12:00:00Z", NEW_YORK, "2026-06-03T08:00:00-04:00", True, True, False),
    ("2026-06-03T12:59:59Z", NEW_YORK, "2026-06-03T08:59:59-04:00", True, True, False),
    ("2026-06-03T13:00:00Z", NEW_YORK, "2026-06-03T09:00:00-04:00", True, False, False),
    ("2026-06-03T20:59:59Z", NEW_YORK, "2026-06-03T16:59:59-04:00", True, False, False),
    ("2026-06-03T21:00:00Z", NEW_YORK, "2026-06-03T17:00:00-04:00", True, True, False),
    ("2026-06-03T22:00:00Z", NEW_YORK, "2026-06-03T18:00:00-04:00", False, True, False),
    ("2026-06-06T16:00:00Z", NEW_YORK, "2026-06-06T12:00:00-04:00", False, True, False),
    ("2026-06-08T12:30:00Z", NEW_YORK, "2026-06-08T08:30:00-04:00", True, True, False),
    ("2026-06-08T13:30:00Z", NEW_YORK, "2026-06-08T09:30:00-04:00", True, False, False),
    ("2026-11-26T17:00:00Z", "America/Chicago", "2026-11-26T11:00:00-06:00", True, True, True),
    ("2026-07-03T16:00:00Z", NEW_YORK, "2026-07-03T12:00:00-04:00", True, True, True),
    ("2026-07-04T16:00:00Z", NEW_YORK, "2026-07-04T12:00:00-04:00", False, True, True),
    ("2027-12-31T17:00:00Z", NEW_YORK, "2027-12-31T12:00:00-05:00", True, True, True),
    ("2026-03-08T07:30:00Z", NEW_YORK, "2026-03-08T03:30:00-04:00", False, True, False),
    ("2026-11-01T05:30:00Z", NEW_YORK, "2026-11-01T01:30:00-04:00", False, True, False),
    ("2026-11-01T06:30:00Z", NEW_YORK, "2026-11-01T01:30:00-05:00", False, True, False),
    ("2026-06-03T23:30:00Z", "Australia/Sydney", "2026-06-04T09:30:00+10:00", True, False, False),
    ("2026-06-03T02:29:59Z", "Asia/Kolkata", "2026-06-03T07:59:59+05:30", False, True, False),
    ("2026-06-03T02:30:00Z", "Asia/Kolkata", "2026-06-03T08:00:00+05:30", True, True, False),
    ("2026-06-03T16:30:00Z", "America/Phoenix", "2026-06-03T09:30:00-07:00", True, False, False),
]
MEMBERS = ["outcome", "queue", "region", "ticket", "line", "at", "msp", "company", "site",
           "contact", "endpoint", "recognition", "coverage", "priority", "restriction", "overflow",
           "spam_row", "answer_by", "held_until", "reasons", "flags", "steps", "rules"]
MAIL = ("From: Ann Lee <ann@acme.example>\r\nTo: helpdesk@desk.example\r\n"
        "Subject: %s\r\nDate: Wed, 3 Jun 2026 12:30:00 +0000\r\n"
        "Message-ID: <m1@acme.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n")


class Offline(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)
        zones = sorted({vector[1] for vector in VECTORS})
        directory, self.numbers = directory_of_zones(zones)
        self.directory_data = directory
        self.directory = write(self.folder, "directory.json", json.dumps(directory))

    def changed_rules(self, name, change):
        rules = os.path.join(self.folder, "rules")
        shutil.copytree(RULES, rules, dirs_exist_ok=True)
        path = os.path.join(rules, name)
        with open(path, encoding="utf-8") as file:
            text = file.read()
        changed = change(text)
        self.assertNotEqual(text, changed)
        write(rules, name, changed)
        return rules

    def simulate(self, *arguments, stdin=None):
        return frontdesk("simulate", "--rules", RULES, "--directory", self.directory, *arguments,
                         stdin=stdin)

    def assert_one_line(self, run):
        self.assertEqual(run.stderr.count("\n"), 1, run.stderr)
        self.assertTrue(run.stderr.startswith("frontdesk "), run.stderr)


class Check(Offline):
    def test_the_shipped_rules_are_good(self):
        run = frontdesk("check", "--rules", RULES)
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        self.assertIn("sha256:", run.stdout)
        report = json.loads(frontdesk("check", "--rules", RULES, "--json").stdout)
        self.assertEqual(report["faults"], [])
        self.assertTrue(report["rules"].startswith("sha256:"))

    def test_a_fault_is_said_with_file_and_line_and_exits_2(self):
        def change(text):
            return text.replace('"contains"', '"resembles"', 1)
        rules = self.changed_rules("spam-filter.toml", change)
        run = frontdesk("check", "--rules", rules)
        self.assertEqual(run.returncode, 2)
        self.assertRegex(run.stdout, r"(?m)^.*spam-filter\.toml:\d+: ")
        self.assert_one_line(run)
        as_json = frontdesk("check", "--rules", rules, "--json")
        self.assertEqual(as_json.returncode, 2)
        fault = json.loads(as_json.stdout)["faults"][0]
        self.assertTrue(fault["file"].endswith("spam-filter.toml"))
        self.assertGreater(fault["line"], 0)

    def test_faults_of_several_files_come_at_once(self):
        self.changed_rules("spam-filter.toml", lambda t: t.replace('"contains"', '"resembles"', 1))
        rules = os.path.join(self.folder, "rules")
        with open(os.path.join(rules, "lines.toml"), "a", encoding="utf-8") as file:
            file.write('\n[[line]]\nid = "odd"\nchanel = "voice"\n')
        run = frontdesk("check", "--rules", rules)
        self.assertEqual(run.returncode, 2)
        self.assertRegex(run.stdout, r"spam-filter\.toml:\d+: ")
        self.assertRegex(run.stdout, r"lines\.toml:\d+: ")

    def test_other_verbs_say_the_faults_too(self):
        rules = self.changed_rules("queues.toml", lambda t: t + "\nodd = 1\n[[[")
        run = frontdesk("simulate", "--rules", rules, "--channel", "voice", "--to", "us-voice")
        self.assertEqual(run.returncode, 2)
        self.assertRegex(run.stderr, r"queues\.toml:\d+: ")
        self.assertEqual(run.stdout, "")

    def test_rules_that_are_not_there_are_one_line_with_the_option_that_names_others(self):
        mail = write(self.folder, "a.eml", MAIL % ("Printer", "It smokes."))
        nowhere, empty = (os.path.join(self.folder, name) for name in ("nowhere", "empty"))
        os.mkdir(empty)
        for rules, says in ((nowhere, "there is no such folder"), (mail, "is not a folder"),
                            (empty, "has no rule files")):
            for arguments in (("check",), ("check", "--json"), ("screen", mail),
                              ("simulate", "--channel", "voice", "--to", "us-voice")):
                with self.subTest(rules=rules, arguments=arguments):
                    run = frontdesk(*arguments, "--rules", rules)
                    self.assertEqual((run.returncode, run.stdout), (2, ""))
                    self.assert_one_line(run)
                    self.assertIn("%s: %s; name a folder of rule files with --rules DIR" % (rules, says), run.stderr)

    def test_a_good_directory(self):
        run = frontdesk("check", "--rules", RULES, "--directory", self.directory)
        self.assertEqual((run.returncode, run.stderr), (0, ""))

    def test_plans_that_no_site_has_are_told_only_with_a_directory(self):
        self.assertNotIn("no site of", frontdesk("check", "--rules", RULES).stdout)
        used = {site["plan"] for site in self.directory_data["sites"]}
        run = frontdesk("check", "--rules", RULES, "--directory", self.directory)
        told = [line for line in run.stdout.splitlines() if "no site of" in line]
        self.assertEqual(len(told), 1, run.stdout)
        self.assertTrue(told[0].startswith("warning: " + os.path.join(RULES, "coverage.toml") + ": plan: "), told)
        unused = told[0].split(" has ")[1].split(", ")
        self.assertEqual(len(unused) + len(used - {"none"}), 9)
        self.assertFalse(used & set(unused))
        self.assertNotIn("none", unused)
        # A file without sites says nothing of plans.
        staff = write(self.folder, "msps.json", json.dumps({"msps": self.directory_data["msps"]}))
        self.assertNotIn("no site of", frontdesk("check", "--rules", RULES, "--directory", staff).stdout)

    def test_a_plan_for_nights_without_a_weekend_is_warned_of(self):
        rules = self.changed_rules("coverage.toml", lambda text: re.sub(
            r'  \{ days = "sat,sun", from = "00:00", to = "24:00" \},\n', "", text))
        run = frontdesk("check", "--rules", rules)
        self.assertEqual(run.returncode, 0)
        self.assertRegex(run.stdout, r"(?m)^warning: \S+coverage\.toml:\d+: window\[1\]\.hours: "
                                     r"have nothing on saturday and sunday, ")

    def test_a_member_that_is_not_read_is_a_rejected_row(self):
        self.directory_data["contacts"][0]["emial"] = "x@acme.example"
        self.directory_data["contcts"] = []
        odd = write(self.folder, "odd.json", json.dumps(self.directory_data))
        run = frontdesk("check", "--rules", RULES, "--directory", odd)
        self.assertEqual(run.returncode, 2)
        self.assertIn('contacts[0] %s: unknown member "emial": did you mean "emails"? Known are id, site, '
                      % self.directory_data["contacts"][0]["id"], run.stdout)
        self.assertIn('unknown list "contcts": did you mean "contacts"? Known are msps, ', run.stdout)

    def test_a_directory_that_is_not_json_is_told_with_line_and_column(self):
        bad = write(self.folder, "bad.json", '{"contacts": [\n  {"id": ann}\n]}\n')
        run = frontdesk("check", "--rules", RULES, "--directory", bad)
        self.assertEqual(run.returncode, 2)
        self.assertIn("not JSON: syntax error at line 2, column 10", run.stdout)

    def test_a_rejected_row_of_a_directory_exits_2(self):
        self.directory_data["sites"][0]["time_zone"] = "Mars/Olympus"
        bad = write(self.folder, "bad.json", json.dumps(self.directory_data))
        run = frontdesk("check", "--rules", RULES, "--directory", bad)
        self.assertEqual(run.returncode, 2)
        self.assertIn("sites[0] " + self.directory_data["sites"][0]["id"], run.stdout)
        self.assert_one_line(run)

    def test_a_number_on_two_contacts_is_a_notice(self):
        contacts = self.directory_data["contacts"]
        contacts[1]["phones"] = contacts[0]["phones"]
        shared = write(self.folder, "shared.json", json.dumps(self.directory_data))
        run = frontdesk("check", "--rules", RULES, "--directory", shared)
        self.assertEqual(run.returncode, 0)
        self.assertIn("notice: duplicate_phone", run.stdout)

    def test_a_notice_names_its_records_and_no_requirement(self):
        site = self.directory_data["sites"][0]
        site["agent_deployed"] = site["site_policy"] = False
        bare = write(self.folder, "bare.json", json.dumps(self.directory_data))
        run = frontdesk("check", "--rules", RULES, "--directory", bare)
        self.assertIn("notice: agent_not_deployed: sites/%s: The site has" % site["id"], run.stdout)
        self.assertIn("notice: site_policy_missing: sites/%s: The site has" % site["id"], run.stdout)
        self.assertNotRegex(run.stdout, r"\b[RC]\d+\b")


class Simulate(Offline):
    def test_the_vectors_of_the_requirements_2_22(self):
        questions, expected = [], []
        for at, zone, local, business, after, holiday in VECTORS:
            for plan, covered in (("business_hours", business), ("after_hours", after)):
                questions.append({"channel": "voice", "from": self.numbers[zone, plan],
                                  "to": "+18665206414", "at": at})
                expected.append((at, local, covered, holiday, "global." + plan))
        run = self.simulate("--batch", stdin=json_lines(questions))
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        answers = [json.loads(line) for line in run.stdout.splitlines()]
        self.assertEqual(len(answers), len(expected))
        for answer, (at, local, covered, holiday, plan) in zip(answers, expected):
            with self.subTest(at=at, plan=plan):
                coverage = answer["coverage"]
                self.assertEqual(answer["at"], at)
                self.assertEqual(coverage["plan"], plan)
                self.assertEqual(coverage["local_time"], local)
                self.assertEqual(coverage["covered"], covered)
                self.assertEqual(coverage["holiday"] is not None, holiday)
                self.assertEqual(answer["outcome"], "queued" if covered else "msp")

    def test_a_decision_has_the_designs_members_first_and_in_order(self):
        run = self.simulate("--channel", "voice", "--from", self.numbers[NEW_YORK, "after_hours"],
                            "--to", "+18665206414", "--at", "2026-06-03T12:30:00Z", "--json")
        decision = json.loads(run.stdout)
        self.assertEqual(list(decision)[:len(MEMBERS)], MEMBERS)
        self.assertEqual(decision["outcome"], "queued")
        self.assertEqual(decision["recognition"], "recognised")
        self.assertEqual(decision["line"], "us-voice")
        self.assertTrue(all(step["says"] for step in decision["steps"]))

    def test_the_steps_are_sentences_for_people(self):
        run = self.simulate("--channel", "voice", "--from", self.numbers[NEW_YORK, "after_hours"],
                            "--to", "us-voice", "--at", "2026-06-03T12:30:00Z")
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        self.assertTrue(run.stdout.startswith("queued in any.voice (coverage)"), run.stdout)
        self.assertIn("Ann Lee", run.stdout)

    def test_a_bad_line_is_answered_in_its_place(self):
        good = {"channel": "voice", "from": self.numbers[NEW_YORK, "after_hours"],
                "to": "us-voice", "at": "2026-06-03T12:30:00Z"}
        lines = [json.dumps(good), "{", json.dumps({**good, "to": "+15550000000"}),
                 json.dumps({**good, "form": "x"}), "", json.dumps(good)]
        run = self.simulate("--batch", stdin="\n".join(lines))
        self.assertEqual(run.returncode, 1)
        self.assert_one_line(run)
        answers = [json.loads(line) for line in run.stdout.splitlines()]
        self.assertEqual([answer.get("line") for answer in answers],
                         ["us-voice", 2, 3, 4, "us-voice"])
        self.assertEqual(set(answers[1]), {"error", "line"})

    def test_a_batch_may_come_from_a_file(self):
        path = write(self.folder, "questions.jsonl", json_lines(
            [{"channel": "chat", "from": "nobody@else.example", "to": "chat",
              "at": "2026-06-03T12:30:00Z"}]))
        run = self.simulate("--batch", path)
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        self.assertEqual(json.loads(run.stdout)["line"], "chat")

    def test_a_mail_by_texts_and_by_file(self):
        rules = self.changed_rules("lines.toml", lambda t: t + (
            '\n[[line]]\nid = "northwind-mail"\nchannel = "email"\n'
            'address = "helpdesk@desk.example"\nmsp = "northwind"\n'))
        raw = write(self.folder, "mail.eml", MAIL % ("Out of Office: printer", "I am away."))
        at = "2026-06-03T12:30:00Z"
        questions = [
            {"channel": "email", "from": "Ann Lee <ann@acme.example>", "at": at,
             "to": "helpdesk@desk.example", "subject": "Printer", "body": "It smokes."},
            {"channel": "email", "raw": raw, "to": "northwind-mail", "at": at},
            {"channel": "email", "raw": os.path.join(self.folder, "none.eml"),
             "to": "northwind-mail", "at": at}]
        run = frontdesk("simulate", "--rules", rules, "--directory", self.directory, "--batch",
                        stdin=json_lines(questions))
        answers = [json.loads(line) for line in run.stdout.splitlines()]
        self.assertEqual(run.returncode, 1)
        self.assertEqual(answers[0]["outcome"], "pending_approval")
        self.assertIsNone(answers[0]["spam_row"])
        self.assertIn(answers[1]["outcome"], ("quarantined", "watched"))
        self.assertIsNotNone(answers[1]["spam_row"])
        self.assertEqual(answers[2]["line"], 3)

    def test_an_option_that_cannot_be_exits_with_one_line(self):
        for arguments, code in ((("--channel", "fax"), 65),
                                (("--channel", "voice", "--to", "us-voice", "--at", "noon"), 65),
                                (("--channel", "voice", "--to", "nowhere"), 65),
                                (("--colour", "red"), 64)):
            run = self.simulate(*arguments)
            self.assertEqual(run.returncode, code, run.stderr)
            self.assertEqual(run.stdout, "")
            self.assert_one_line_of_any_kind(run)

    def assert_one_line_of_any_kind(self, run):
        self.assertEqual(run.stderr.count("\n"), 1, run.stderr)


class Mails(Offline):
    def setUp(self):
        super().setUp()
        self.spam = write(self.folder, "spam.eml", MAIL % ("Out of Office: hello", "Away."))
        self.clean = write(self.folder, "clean.eml", MAIL % ("Printer", "It smokes."))

    def test_screen_says_row_field_and_phrase(self):
        run = frontdesk("screen", "--rules", RULES, "--json", self.spam, self.clean)
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        spam, clean = json.loads(run.stdout)
        self.assertEqual(spam["file"], self.spam)
        self.assertRegex(spam["spam_row"], r"^S\d\d$")
        self.assertEqual(spam["field"], "subject")
        self.assertIn(spam["phrase"].lower(), "out of office: hello")
        self.assertEqual(clean["file"], self.clean)
        self.assertIsNone(clean["spam_row"])

    def test_screen_for_people(self):
        run = frontdesk("screen", "--rules", RULES, self.spam)
        self.assertRegex(run.stdout, r"S\d\d +subject (contains|begins with) \"")

    def test_on_a_terminal_lines_end_with_it_and_in_a_pipe_they_are_whole(self):
        long = write(self.folder, "long.eml", MAIL % ("The printer on the second floor smokes", "x"))
        arguments = [FRONTDESK, "screen", "--rules", RULES, long]
        piped = subprocess.run(arguments, capture_output=True, text=True, check=True, timeout=60).stdout
        self.assertIn("floor smokes\n", piped)
        columns = piped.splitlines()[1].index("The printer") + 15
        ours, theirs = pty.openpty()
        self.addCleanup(os.close, ours)
        subprocess.run(arguments, stdout=theirs, check=True, timeout=60, env={**os.environ, "COLUMNS": str(columns)})
        os.close(theirs)
        shown = os.read(ours, 65536).decode().splitlines()
        self.assertEqual(len(shown[1]), columns)
        self.assertEqual(shown[1], piped.splitlines()[1][:columns - 1] + "…")

    def test_screen_takes_a_mailbox_and_a_folder(self):
        one = (MAIL % ("Out of Office: 1", "x")).replace("\r\n", "\n")
        two = (MAIL % ("Printer", "x")).replace("\r\n", "\n")
        mbox = write(self.folder, "box", "From a Mon\n" + one + "\nFrom b Tue\n" + two)
        mails = json.loads(frontdesk("screen", "--rules", RULES, "--json", mbox).stdout)
        self.assertEqual([mail["mail"] for mail in mails], [1, 2])
        self.assertIsNotNone(mails[0]["spam_row"])
        self.assertIsNone(mails[1]["spam_row"])
        inside = os.path.join(self.folder, "maildir", "cur")
        os.makedirs(inside)
        shutil.copy(self.clean, inside)
        run = frontdesk("screen", "--rules", RULES, "--json", os.path.dirname(inside))
        self.assertEqual(len(json.loads(run.stdout)), 1)

    def test_screen_of_a_file_that_is_not_there(self):
        run = frontdesk("screen", "--rules", RULES, os.path.join(self.folder, "none.eml"))
        self.assertEqual(run.returncode, 1)
        self.assert_one_line(run)

    def test_parse(self):
        mail = json.loads(frontdesk("parse", "--json", self.clean).stdout)
        self.assertEqual(mail["from"], {"name": "Ann Lee", "address": "ann@acme.example"})
        self.assertEqual(mail["subject"], "Printer")
        self.assertEqual(mail["date"], "2026-06-03T12:30:00Z")
        self.assertEqual(mail["message_id"], "m1@acme.example")
        self.assertEqual(mail["text"].strip(), "It smokes.")
        self.assertEqual(mail["attachments"], [])
        for flag in ("auto_submitted", "bounce", "unparsed"):
            self.assertIs(mail["flags"][flag], False)
        run = frontdesk("parse", self.clean)
        self.assertEqual(run.returncode, 0)
        self.assertIn("Printer", run.stdout)

    def test_a_mail_cannot_steer_the_terminal(self):
        evil = write(self.folder, "evil.eml", MAIL % ("a \x1b]0;x\x07 b", "c \x1b[2J d"))
        self.assertNotIn("\x1b", frontdesk("parse", evil).stdout)
        self.assertNotIn("\x1b", frontdesk("screen", "--rules", RULES, evil).stdout)


class Everywhere(unittest.TestCase):
    def test_every_verb_has_help(self):
        run = frontdesk("--help")
        self.assertEqual(run.returncode, 0)
        for verb in ("check", "simulate", "screen", "parse", "explain", "replay", "import",
                     "export", "tickets", "queues", "arrivals", "reload", "token", "journal"):
            with self.subTest(verb=verb):
                self.assertRegex(run.stdout, r"(?m)^ +%s +\w" % verb)
                help_of_verb = frontdesk(verb, "--help")
                self.assertEqual(help_of_verb.returncode, 0)
                self.assertIn("--json", help_of_verb.stdout)

    def test_without_a_daemon_one_clear_line_and_69(self):
        for arguments in (("tickets",), ("queues",), ("arrivals",), ("reload",),
                          ("token", "list")):
            run = frontdesk(*arguments, "--socket", "/nonexistent/admin.sock")
            self.assertEqual(run.returncode, 69, run.stderr)
            self.assertEqual(run.stderr.count("\n"), 1, run.stderr)
            self.assertIn("/nonexistent/admin.sock", run.stderr)

    def test_a_store_that_is_not_there(self):
        for arguments in (("journal",), ("export",), ("explain", "T-1042")):
            run = frontdesk(*arguments, "--store", "/nonexistent/store")
            self.assertNotEqual(run.returncode, 0)
            self.assertEqual(run.stderr.count("\n"), 1, run.stderr)

    def test_no_verb_and_an_unknown_verb_are_wrong_usage(self):
        self.assertEqual(frontdesk().returncode, 64)
        self.assertEqual(frontdesk("dance").returncode, 64)


if __name__ == "__main__":
    if not os.path.exists(FRONTDESK):
        raise SystemExit("no " + FRONTDESK)
    unittest.main()
