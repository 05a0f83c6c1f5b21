"""Tickets from elsewhere: PSA, RMM and virtual assistants bring them over /v1/interactions (R67, R68, R70)."""
import json
import unittest

from daemon_fixture import Daemon

ANN = {"source": "psa", "reference": "T20260603.0042", "email": "ann@acme.example", "subject": "Printer",
       "text": "It burns."}


class Interactions(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon().start()
        self.addCleanup(self.daemon.close)
        self.daemon.load_directory()

    def bring(self, body, key=None, msp="", role="intake"):
        headers = {"Idempotency-Key": key} if key else None
        return self.daemon.http("POST", "/v1/interactions", body, self.daemon.token(role, msp), headers)

    def test_a_ticket_of_a_psa_is_taken_in_and_can_say_why(self):
        status, said = self.bring(ANN)
        self.assertEqual(status, 201, said)
        self.assertFalse(said["repeated"])
        self.assertEqual(said["decision"]["contact"], "ann")
        shown = self.daemon.arrival(said["arrival"])
        self.assertEqual((shown["arrival"]["channel"], shown["facts"]["source"]), ("ticket", "psa"))
        self.assertEqual(shown["facts"]["external_id"], "T20260603.0042")
        ticket = self.daemon.get("/v1/tickets/" + said["ticket"])
        self.assertEqual(ticket["ticket"]["channel"], "ticket")
        found = self.daemon.listed("/v1/tickets?q=printer")
        self.assertEqual([one["id"] for one in found], [said["ticket"]])

    def test_the_same_key_again_is_answered_again_and_taken_in_once(self):
        first = self.bring(ANN, "k-1")
        again = self.bring(ANN, "k-1")
        self.assertEqual((first[0], again[0]), (201, 200))
        self.assertTrue(again[1]["repeated"])
        self.assertEqual({**first[1], "repeated": True}, again[1])
        self.daemon.restart()
        self.assertEqual(self.bring(ANN, "k-1"), again)
        self.assertEqual(len(self.daemon.listed("/v1/arrivals?channel=ticket")), 1)
        self.assertEqual(self.bring(ANN)[0], 201)  # without a key each is one
        self.assertEqual(self.bring(ANN)[0], 201)

    def test_the_same_key_with_another_body_is_refused_and_nothing_is_done(self):
        first = self.bring(ANN, "k-1")[1]
        status, said = self.bring({**ANN, "text": "It is out."}, "k-1")
        self.assertEqual((status, said["code"]), (409, "conflict"))
        self.assertIn(first["arrival"], said["detail"])
        self.assertEqual(len(self.daemon.listed("/v1/arrivals?channel=ticket")), 1)

    def test_keys_are_each_tenants_own(self):
        ours = self.bring({**ANN, "email": "gwen@brightside.example"}, "k-1", "harbor")
        theirs = self.bring(ANN, "k-1", "northwind")
        self.assertEqual((ours[0], theirs[0]), (201, 201))
        self.assertNotEqual(ours[1]["arrival"], theirs[1]["arrival"])

    def test_an_alert_names_its_site_and_a_foreign_site_does_not_exist(self):
        alert = {"source": "rmm", "site": "brightside-london", "subject": "Disk full"}
        status, said = self.bring(alert, None, "harbor")
        self.assertEqual(status, 201, said)
        self.assertEqual((said["decision"]["site"], said["decision"]["recognition"]),
                         ("brightside-london", "not_applicable"))
        foreign = self.bring(alert, None, "northwind")
        nobodys = self.bring({**alert, "site": "nowhere"}, None, "northwind")
        self.assertEqual(foreign[0], 400)
        self.assertEqual(foreign, nobodys)
        self.assertEqual(self.bring({**alert, "msp": "northwind"}, None, "harbor")[0], 400)

    def test_another_tenants_person_is_a_stranger(self):
        status, said = self.bring(ANN, None, "harbor")
        self.assertEqual(status, 201, said)
        self.assertEqual(said["decision"]["msp"], "harbor")
        self.assertIsNone(said["decision"]["contact"])

    def test_who_wants_a_callback_waits_among_the_calls_to_make(self):
        asked = {"source": "assistant", "email": "gwen@brightside.example", "phone": "+442079460123",
                 "callback": True, "subject": "Call me"}
        status, said = self.bring(asked)
        self.assertEqual((status, said["decision"]["queue"]), (201, "callback"), said)

    def test_secrets_are_not_kept(self):
        said = self.bring({**ANN, "text": "The backup passphrase is: horse-battery-9"})[1]
        shown = self.daemon.arrival(said["arrival"])
        raw = self.daemon.get("/v1/arrivals/%s/raw" % said["arrival"])
        self.assertEqual(raw["reference"], ANN["reference"])
        self.assertNotIn("horse-battery", json.dumps(shown) + json.dumps(raw))
        self.daemon.stop()
        self.assertEqual(self.daemon.files_with("horse-battery-9"), [])

    def test_a_line_of_another_msp_cannot_be_named_nor_found_out(self):
        self.daemon.append_rules("lines.toml", "".join(
            '\n[[line]]\nid = "%s-psa"\nchannel = "ticket"\nmsp = "%s"\n' % (msp, msp) for msp in ("northwind", "harbor")))
        self.assertEqual(self.daemon.cli("reload").returncode, 0)
        foreign = self.bring({**ANN, "line": "northwind-psa"}, None, "harbor", "msp")
        unknown = self.bring({**ANN, "line": "nobodys-psa"}, None, "harbor", "msp")
        self.assertEqual((foreign[0], foreign), (400, unknown))
        both = self.bring({**ANN, "line": "northwind-psa", "msp": "harbor"})
        self.assertEqual(both[0], 400)
        own = self.bring({**ANN, "line": "northwind-psa"}, None, "northwind", "msp")
        self.assertEqual((own[0], own[1]["decision"]["msp"]), (201, "northwind"))
        self.assertEqual(self.bring({**ANN, "line": "northwind-psa"})[0], 201)

    def test_what_it_may_not_be(self):
        for body, word in (({"source": "psa"}, "name who asks"), ({**ANN, "source": "fax"}, "source"),
                           ({**ANN, "emial": "x"}, "emial"), ({**ANN, "subject": "x" * 1001}, "subject"),
                           ({**ANN, "line": "us-voice"}, "line")):
            status, said = self.bring(body)
            self.assertEqual(status, 400, said)
            self.assertIn(word, said["detail"])
        self.assertEqual(self.bring(ANN, "two words")[0], 400)
        self.assertEqual(self.bring(ANN, "k" * 256)[0], 400)
        self.assertEqual(self.bring(ANN, None, "", "technician")[0], 403)

    def test_an_acknowledged_one_survives_a_kill(self):
        said = self.bring(ANN, "k-1")[1]
        self.daemon.kill9()
        self.daemon.start()
        again = self.bring(ANN, "k-1")
        self.assertEqual((again[0], again[1]["arrival"]), (200, said["arrival"]))


if __name__ == "__main__":
    unittest.main()
