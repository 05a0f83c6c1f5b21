"""The verbs that read the store of a daemon that is down say what the daemon said."""
import unittest

from daemon_fixture import Daemon
from frontdesk_cli import frontdesk


class Store(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon().start()
        cls.addClassCleanup(cls.daemon.close)
        cls.daemon.load_directory()
        cls.ids = cls.daemon.send_demo()
        cls.told = cls.daemon.cli("explain", cls.ids["new-york"]).stdout
        cls.ticket = cls.daemon.arrival(cls.ids["new-york"])["arrival"]["ticket"]
        cls.ticket_json = cls.daemon.cli("explain", cls.ticket, "--json").stdout
        cls.daemon.stop()

    def offline(self, verb, *arguments):
        return frontdesk(verb, *arguments, "--store", self.daemon.store)

    def test_explain_says_the_same_and_names_the_contact(self):
        run = self.offline("explain", self.ids["new-york"])
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        self.assertIn("Ann", run.stdout)
        self.assertNotIn("(erased)", run.stdout)
        self.assertEqual(run.stdout, self.told)

    def test_explain_of_a_ticket_has_the_shape_of_the_daemons_answer(self):
        run = self.offline("explain", self.ticket, "--json")
        self.assertEqual(run.stdout.strip(), self.ticket_json.strip())

    def test_replay_with_the_same_rules_moves_nothing(self):
        run = self.offline("replay", "--rules", self.daemon.rules)
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        self.assertRegex(run.stdout, r"(?m)^0 of \d\d arrivals would move$")


if __name__ == "__main__":
    unittest.main()
