"""What an MSP puts into its directory is its own word: it may claim anybody's address, and gets nobody's mail by
it on the line that all share. Nothing that it is answered tells whether another MSP has what it claims.
"""
import json
import unittest

from daemon_fixture import Daemon
from mails import HARBOR, SHARED, reply_to, text_mail

NOBODYS = "nobody@free.example"


class Claims(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.daemon = Daemon().start()
        self.addCleanup(self.daemon.close)
        self.daemon.load_directory()
        self.admin, self.harbor, self.northwind = (
            self.daemon.token(*who) for who in (("admin",), ("msp", "harbor"), ("msp", "northwind")))
        # On file with Northwind, in a domain of nobody's.
        self.put("contacts", {"id": "solo", "site": "lumen-chicago", "emails": ["solo@elsewhere.example"],
                              "phones": [{"kind": "primary", "number": "+12125550177"}]}, self.admin)

    def put(self, kind, record, token):
        status, body = self.daemon.http("PUT", "/v1/%s/%s" % (kind, record["id"]), record, token)
        self.assertEqual(status, 200, body)
        return body

    def claim(self, *addresses):
        return self.put("contacts", {"id": "spy", "site": "brightside-london", "first_name": "S",
                                     "emails": list(addresses)}, self.harbor)

    def send(self, name, sender, to=SHARED, *headers):
        return self.daemon.send([text_mail(name, "", sender, to, "Claimed", "Hello.", headers)])[name]

    def hidden_from_harbor(self, arrival):
        for path in ("", "/raw"):
            self.assertEqual(self.daemon.http("GET", "/v1/arrivals/%s%s" % (arrival, path), token=self.harbor)[0], 404)

    def test_the_domain_says_whose_a_person_is(self):
        """C13, C27."""
        self.claim("ann@acme.example", "boss@lumen.example")
        ann = self.send("ann", "ann@acme.example")
        found = self.daemon.arrival(ann)
        self.assertEqual((found["arrival"]["msp"], found["arrival"]["contact"]), ("northwind", "ann"))
        self.hidden_from_harbor(ann)
        # The provider is told who claims her; her own MSP is not.
        step, = (step for step in found["decision"]["steps"] if step["code"] == "domain_of_others")
        self.assertEqual(step["refs"], ["spy"])
        self.assertNotIn("spy", step["says"])
        own = self.daemon.get("/v1/arrivals/" + ann, self.northwind)
        self.assertEqual([step["code"] for step in own["decision"]["steps"] if step["step"] == "recognise"],
                         ["email_unique"])
        ticket = self.daemon.get("/v1/tickets/" + own["arrival"]["ticket"], self.northwind)
        self.assertNotIn("spy", json.dumps([own, ticket]))
        self.assertNotIn("domain_of_others", json.dumps([own, ticket]))
        # Somebody in the domain whom her MSP has not on file is not the other's either.
        boss = self.send("boss", "boss@lumen.example")
        found = self.daemon.arrival(boss)
        self.assertEqual((found["arrival"]["msp"], found["arrival"]["contact"]), ("", ""))
        self.assertEqual((found["decision"]["queue"], found["decision"]["reasons"]), ("triage", ["unattributed"]))
        self.hidden_from_harbor(boss)
        # A line of the MSP's own has its own people.
        own = self.daemon.arrival(self.send("own", "ann@acme.example", HARBOR))["arrival"]
        self.assertEqual((own["msp"], own["contact"]), ("harbor", "spy"))

    def test_without_a_domain_two_claims_are_nobodys(self):
        before = self.daemon.arrival(self.send("before", "solo@elsewhere.example"))["arrival"]
        self.assertEqual((before["msp"], before["contact"]), ("northwind", "solo"))
        self.claim("solo@elsewhere.example")
        after = self.send("after", "solo@elsewhere.example")
        found = self.daemon.arrival(after)
        self.assertEqual((found["arrival"]["msp"], found["arrival"]["contact"]), ("", ""))
        self.assertEqual((found["decision"]["queue"], found["decision"]["reasons"]), ("triage", ["unattributed"]))
        self.hidden_from_harbor(after)
        # What goes on in a ticket of theirs is theirs still.
        reply = self.send("reply", "solo@elsewhere.example", SHARED, *reply_to("before"))
        found = self.daemon.arrival(reply)
        self.assertEqual((found["decision"]["reasons"], found["arrival"]["ticket"]), (["thread"], before["ticket"]))
        self.hidden_from_harbor(reply)

    def test_a_caller_whom_two_claim_is_nobodys_either(self):
        asked = {"channel": "voice", "from": "+12125550177", "to": "us-voice", "at": "2026-06-03T15:00:00Z"}
        technician = self.daemon.token("technician")
        self.assertEqual(self.daemon.http("POST", "/v1/simulate", asked, technician)[1]["contact"], "solo")
        self.put("contacts", {"id": "spy", "site": "brightside-london",
                              "phones": [{"kind": "primary", "number": "+12125550177"}]}, self.harbor)
        decision = self.daemon.http("POST", "/v1/simulate", asked, technician)[1]
        self.assertEqual((decision["queue"], decision["reasons"], decision["msp"]), ("triage", ["unattributed"], None))

    def test_the_answer_tells_nothing_and_the_provider_everything(self):
        def claims():
            return self.daemon.metrics()["frontdesk_directory_claims_total"]
        begun = claims()
        for count, address in enumerate(("ann@acme.example", "boss@lumen.example", "solo@elsewhere.example",
                                         "nora@northwind.example"), 1):
            told = json.dumps(self.claim(address)).replace(address, NOBODYS)
            self.assertEqual(told, json.dumps(self.claim(NOBODYS)))
            row = {"id": "spy", "site": "brightside-london", "first_name": "S", "emails": [address]}
            status, report = self.daemon.http("POST", "/v1/import?dry_run=true", {"contacts": [row]}, self.harbor)
            self.assertEqual((status, report["notices"]), (200, []))
            self.assertEqual(claims(), begun + count)
            status, report = self.daemon.http("POST", "/v1/import?dry_run=true", {"contacts": [row]}, self.admin)
            self.assertTrue({notice["code"] for notice in report["notices"]} & {"several_msps_email", "foreign_domain"})
        row["emails"] = ["ann@acme.example"]
        self.assertEqual(self.daemon.http("POST", "/v1/import", {"contacts": [row]}, self.harbor)[0], 200)
        self.assertEqual(claims(), begun + 5)
        told = [line for line in self.daemon.log() if line["event"] == "DIRECTORY_CLAIM"]
        self.assertEqual([line["record"] for line in told], ["contacts/spy"] * 5)
        self.assertNotIn("@", json.dumps(told))

    def test_an_msp_enters_no_mail_domain_whosever_it_is(self):
        """Who could would get the mail of the people in it."""
        brightside = self.daemon.get("/v1/companies/brightside")
        self.assertEqual(brightside["domains"], ["brightside.example"])
        refused = set()
        for domain in ("acme.example", "gmail.com", "free.example"):
            for record in (dict(brightside, domains=["brightside.example", domain]),
                           {"id": "new-one", "msp": "harbor", "name": "X", "domains": [domain]}):
                status, told = self.daemon.http("PUT", "/v1/companies/" + record["id"], record, self.harbor)
                self.assertEqual(status, 403, told)
                status, report = self.daemon.http("POST", "/v1/import", {"companies": [record]}, self.harbor)
                self.assertEqual(status, 422, report)
                refused.add((told["detail"], report["rejected"][0]["says"]))
        self.assertEqual(refused, {("domains: an admin of the help desk must enter a new domain",) * 2})
        self.assertEqual(self.daemon.get("/v1/companies/brightside"), brightside)
        self.put("companies", brightside, self.harbor)
        self.put("companies", dict(brightside, domains=[]), self.harbor)  # it may drop its own
        self.put("companies", brightside, self.admin)


if __name__ == "__main__":
    unittest.main()
