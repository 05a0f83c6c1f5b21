"""What the command line says to the person at it: wrong usage, tables, lists with more to come."""
import json
import os
import unittest
import unittest.mock

from daemon_fixture import Daemon
from frontdesk_cli import RULES, frontdesk


class WrongUsage(unittest.TestCase):
    def says(self, *arguments):
        run = frontdesk(*arguments)
        self.assertEqual((run.returncode, run.stdout), (64, ""))
        self.assertEqual(run.stderr.count("\n"), 1, run.stderr)
        return run.stderr

    def test_an_unknown_verb_is_named(self):
        self.assertIn('there is no verb "frob"; see frontdesk --help', self.says("frob"))
        self.assertIn('there is no verb "frob"', self.says("frob", "--json"))

    def test_what_is_missing_points_to_the_help_of_its_verb(self):
        self.assertIn("see frontdesk explain --help", self.says("explain"))
        said = self.says("token", "create")
        self.assertIn("--role", said)
        self.assertIn("see frontdesk token create --help", said)
        self.assertIn("--name", self.says("token", "create", "--role", "admin"))
        helped = frontdesk("token", "create", "--help").stdout
        self.assertRegex(helped, r"--name TEXT REQUIRED")

    def test_the_roles_on_offer_are_those_that_a_token_can_have(self):
        for role in ("boss", "nobody"):
            said = self.says("token", "create", "--role", role)
            self.assertIn("admin, technician, msp, endpoint, intake, metrics", said)
            self.assertNotIn("nobody,", said)

    def test_a_url_asks_for_the_token(self):
        self.assertIn("--token-file", self.says("tickets", "--url", "https://desk.example"))

    def test_a_raw_mail_has_a_subject_already(self):
        for more in ("--subject", "--body"):
            said = self.says("simulate", "--channel", "email", "--raw", "x.eml", more, "x")
            self.assertIn("--raw", said)

    def test_a_line_that_is_none_for_the_channel_names_those_that_are(self):
        for to in ((), ("--to", "nowhere"), ("--to", "us-voice")):
            run = frontdesk("simulate", "--rules", RULES, "--channel", "chat", *to)
            self.assertEqual(run.returncode, 65)
            self.assertIn("the lines for chat are chat, partner-chat", run.stderr)
        run = frontdesk("simulate", "--rules", RULES, "--channel", "ticket", "--to", "psa")
        self.assertIn("the rules have no line for ticket", run.stderr)


class Told(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon().start()
        cls.addClassCleanup(cls.daemon.close)
        cls.daemon.load_directory()
        cls.ids = cls.daemon.send_demo()

    def out(self, *arguments):
        run = self.daemon.cli(*arguments)
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        return run.stdout

    def test_a_ticket_shows_its_interactions(self):
        reply = self.daemon.arrival(self.ids["reply"])
        lines = self.out("tickets", reply["arrival"]["ticket"]).splitlines()
        row = next(line for line in lines if line.startswith(self.ids["reply"]))
        for word in ("appended", "email", reply["arrival"]["at"], reply["facts"]["from_address"],
                     reply["facts"]["mail"]["subject"]):
            self.assertIn(word, row)

    def test_tickets_show_flags(self):
        flagged = [t for t in self.daemon.listed("/v1/tickets") if t["flags"]]
        self.assertTrue(flagged)
        out = self.out("tickets")
        self.assertRegex(out.splitlines()[0], r"\bflags\b")
        row = next(line for line in out.splitlines() if line.startswith(flagged[0]["id"] + " "))
        self.assertIn(", ".join(flagged[0]["flags"]), row)

    def test_a_list_with_more_says_how_to_go_on(self):
        for verb in ("tickets", "arrivals"):
            with self.subTest(verb=verb):
                every = self.daemon.cli_json(verb)
                self.assertIsNone(every["next"])
                self.assertNotIn("more:", self.out(verb))
                first = self.daemon.cli_json(verb, "--limit", "2")
                self.assertIn("more: --cursor " + first["next"] + "\n", self.out(verb, "--limit", "2"))
                rest = self.daemon.cli_json(verb, "--cursor", first["next"])
                self.assertEqual(first["items"] + rest["items"], every["items"])

    def test_an_appended_mail_has_its_ticket_in_the_journal(self):
        lines = self.out("journal").splitlines()
        self.assertRegex(lines[0], r"^position +at +event +by +arrival +ticket +what$")
        ticket = self.daemon.arrival(self.ids["reply"])["arrival"]["ticket"]
        row = next(line for line in lines if self.ids["reply"] in line)
        self.assertRegex(row, r" %s +appended" % ticket)

    def test_queues_tell_where_the_held_tickets_are(self):
        held = self.daemon.listed("/v1/tickets?status=held")
        waiting = self.daemon.listed("/v1/tickets?queue=any.ticket&status=new")
        self.assertTrue(held)
        out = self.out("queues")
        self.assertRegex(out, r"(?m)^any\.ticket +%d " % len(waiting))
        self.assertIn("held tickets are not counted: frontdesk tickets --status held\n", out)
        self.assertIn(held[0]["id"], self.out("tickets", "--status", "held"))

    def test_the_journal_ends_with_its_newest_lines(self):
        every = self.out("journal", "--limit", "0", "--json").splitlines()
        shown = lambda *more: self.out("journal", "--json", *more).splitlines()
        for many in (1, 3, len(every) - 1, len(every), len(every) + 1):
            self.assertEqual(shown("--limit", str(many)), every[-many:])
        self.assertEqual(shown("--from", "2", "--limit", "3"), every[1:4])
        self.daemon.stop()
        every, newest = (frontdesk("journal", "--limit", limit, "--json", "--store", self.daemon.store)
                         for limit in ("0", "3"))
        self.daemon.start()
        self.assertEqual((newest.returncode, newest.stderr), (0, ""))
        self.assertEqual(newest.stdout.splitlines(), every.stdout.splitlines()[-3:])

    def test_what_goes_to_the_provider_is_said_so(self):
        self.assertIn("to the provider (disabled_contact), queue msp",
                      self.out("explain", self.ids["locked-out"]))

    def test_an_arrival_that_was_let_through_tells_of_both_decisions(self):
        spam = self.ids["spam-from-name"]
        self.assertNotIn("Earlier decisions", self.out("explain", spam))
        self.out("arrivals", "release", spam)
        told = self.out("explain", spam)
        self.assertRegex(told, r"Earlier decisions\nposition .*\n\d+ .* quarantined .*spam:S10\n")
        self.daemon.stop()
        store = frontdesk("explain", spam, "--store", self.daemon.store)
        self.daemon.start()
        self.assertEqual(store.returncode, 0, store.stderr)
        self.assertEqual(store.stdout, told)


    def test_a_mail_that_was_seen_tells_by_whom_and_that_it_stays(self):
        """C18"""
        watched = self.daemon.cli_json("arrivals", "--outcome", "watched")["items"][0]["id"]
        self.assertNotIn("reviewed by", self.out("explain", watched))
        self.out("arrivals", "confirm", watched)
        told = self.out("explain", watched)
        self.assertRegex(told, r"(?m)^reviewed by \S+ at \S+Z: stays in quarantine$")
        self.daemon.stop()
        store = frontdesk("explain", watched, "--store", self.daemon.store)
        self.daemon.start()
        self.assertEqual((store.returncode, store.stdout), (0, told))

    def test_the_socket_can_stand_in_the_environment(self):
        with unittest.mock.patch.dict("os.environ", FRONTDESK_SOCKET=self.daemon.socket):
            run = frontdesk("queues")
            self.assertEqual((run.returncode, run.stderr), (0, ""))
            self.assertEqual(frontdesk("queues", "--socket", "/nonexistent/s").returncode, 69)

    def test_without_a_socket_named_the_ways_to_name_one_are_said(self):
        others = {name: value for name, value in os.environ.items() if name != "FRONTDESK_SOCKET"}
        with unittest.mock.patch.dict("os.environ", others, clear=True):
            run = frontdesk("queues")
        self.assertEqual(run.stderr.count("\n"), 1)
        self.assertIn("/run/frontdesk/admin.sock", run.stderr)
        self.assertIn("Another socket is named with --socket or FRONTDESK_SOCKET.", run.stderr)
        self.assertNotIn("FRONTDESK_SOCKET", frontdesk("queues", "--socket", "/nonexistent/s").stderr)

    def test_a_ticket_is_found_without_its_prefix_and_in_small_letters(self):
        whole = self.out("explain", "T-1000")
        shown = self.out("tickets", "T-1000")
        listed = self.out("arrivals", "--ticket", "T-1000")
        for written in ("t-1000", "1000", "t1000"):
            self.assertEqual(self.out("explain", written), whole)
            self.assertEqual(self.out("tickets", written), shown)
            self.assertEqual(self.out("arrivals", "--ticket", written), listed)
        self.daemon.stop()
        stored = frontdesk("explain", "t-1000", "--store", self.daemon.store)
        self.daemon.start()
        self.assertEqual((stored.returncode, stored.stdout), (0, whole))

    def test_a_filter_that_names_nothing_says_so(self):
        for arguments, says in ((("tickets", "--msp", "nope"), 'msp: there is no MSP "nope"'),
                                (("arrivals", "--msp", "nope"), 'msp: there is no MSP "nope"'),
                                (("arrivals", "--ticket", "x"), 'ticket: there is no ticket "x"'),
                                (("arrivals", "--ticket", "9999"), 'ticket: there is no ticket "T-9999"')):
            run = self.daemon.cli(*arguments)
            self.assertEqual((run.returncode, run.stdout), (65, ""), run.stderr)
            self.assertIn(says, run.stderr)

    def test_an_msp_is_not_told_whether_others_or_nobody_have_the_name(self):
        harbor = self.daemon.token("msp", "harbor")
        foreign = next(t["id"] for t in self.daemon.listed("/v1/tickets") if t["msp"] == "northwind")
        for path in ("/v1/tickets?msp=", "/v1/contacts?msp="):
            self.assertEqual(*(self.daemon.http("GET", path + msp, token=harbor) for msp in ("northwind", "nope")))
        self.assertEqual(*(self.daemon.http("GET", "/v1/arrivals?ticket=" + ticket, token=harbor)
                           for ticket in (foreign, "T-9999")))

    def test_what_is_held_stays_held_and_says_so(self):
        """C9"""
        held = self.daemon.listed("/v1/arrivals?outcome=held")[0]
        run = self.daemon.cli("arrivals", "release", held["id"])
        self.assertNotEqual(run.returncode, 0)
        self.assertEqual((run.stdout, run.stderr.count("\n")), ("", 1))
        self.assertIn(held["id"] + " stays held until ", run.stderr)
        now = self.daemon.arrival(held["id"])["arrival"]
        self.assertEqual((now["outcome"], now.get("released_at")), ("held", None))

    def test_without_a_daemon_the_way_to_its_store_is_said_where_there_is_one(self):
        for arguments in (("explain", "T-1000"), ("journal",), ("export",)):
            run = frontdesk(*arguments, "--socket", "/nonexistent/s")
            self.assertEqual(run.returncode, 69)
            self.assertIn("read the stopped daemon's store with --store DIR", run.stderr)
        self.assertNotIn("--store", frontdesk("queues", "--socket", "/nonexistent/s").stderr)


class Reload(unittest.TestCase):
    def test_faults_are_json_where_json_is_wanted(self):
        daemon = Daemon().start()
        self.addCleanup(daemon.close)
        daemon.append_rules("coverage.toml", "\nblue = 1\n")
        run = daemon.cli("reload", "--json")
        self.assertEqual((run.returncode, run.stderr), (2, ""))
        faults = json.loads(run.stdout)["faults"]
        self.assertTrue(faults[0]["file"].endswith("coverage.toml"), faults)


if __name__ == "__main__":
    unittest.main()
