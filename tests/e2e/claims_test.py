"""What an MSP puts into its directory is its own word: it may claim anybody's address, and gets nobody's mail by
it on the line that all share. Nothing that it is answered tells whether another MSP has what it claims.
"""
import json
import unittest

from daemon_fixture import Daemon
from mails import HARBOR, SHARED, reply_to, text_mail

NOBODYS = "nobody@free.example"


ANNS_NUMBER, ACMES_NUMBER = "+12125550142", "+12125550100"


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

    def calls(self, number):
        asked = {"channel": "voice", "from": number, "to": "us-voice", "at": "2026-06-03T15:00:00Z"}
        return self.daemon.http("POST", "/v1/simulate", asked, self.daemon.token("technician"))[1]

    def claims(self):
        return self.daemon.metrics()["frontdesk_directory_claims_total"]

    def is_nobodys(self, decision):
        self.assertEqual((decision["queue"], decision["reasons"], decision["msp"], decision["contact"]),
                         ("triage", ["unattributed"], None, None))

    def test_a_caller_whom_two_claim_is_nobodys_either(self):
        self.assertEqual(self.calls("+12125550177")["contact"], "solo")
        self.put("contacts", {"id": "spy", "site": "brightside-london",
                              "phones": [{"kind": "primary", "number": "+12125550177"}]}, self.harbor)
        self.is_nobodys(self.calls("+12125550177"))

    def test_what_is_locked_out_is_not_free_for_the_taking(self):
        """C13: northwind's contact and its member of staff who are not active any more."""
        for kind, record in (
                ("contacts", {"id": "solo", "site": "lumen-chicago", "emails": ["solo@elsewhere.example"],
                              "phones": [{"kind": "primary", "number": "+12125550177"}], "active": False}),
                ("staff", {"id": "left", "msp": "northwind", "name": "Left", "emails": ["left@elsewhere.example"],
                           "phones": ["+12125550178"], "active": False})):
            self.put(kind, record, self.northwind)
        before = self.daemon.arrival(self.send("before", "solo@elsewhere.example"))
        self.assertEqual((before["arrival"]["msp"], before["arrival"]["contact"], before["arrival"]["reasons"]),
                         ("northwind", "solo", ["disabled_contact"]))
        begun = self.claims()
        for count, (who, number) in enumerate((("solo", "+12125550177"), ("left", "+12125550178")), 1):
            self.put("contacts", {"id": "spy-" + who, "site": "brightside-london",
                                  "emails": [who + "@elsewhere.example"],
                                  "phones": [{"kind": "primary", "number": number}]}, self.harbor)
            self.assertEqual(self.claims(), begun + count)
            claimed = self.send("claimed-" + who, who + "@elsewhere.example")
            self.is_nobodys(self.daemon.arrival(claimed)["decision"])
            self.hidden_from_harbor(claimed)
            self.is_nobodys(self.calls(number))

    def test_a_main_number_claims_as_a_persons_does(self):
        """C13, C15."""
        self.assertEqual(self.calls(ACMES_NUMBER)["company"], "acme")
        brightside = self.daemon.get("/v1/companies/brightside")
        begun, told = self.claims(), 0
        for number in (ACMES_NUMBER, ANNS_NUMBER):
            record = dict(brightside, main_number=number)
            for put in (lambda: self.put("companies", record, self.harbor),
                        lambda: self.daemon.http("POST", "/v1/import", {"companies": [record]}, self.harbor)):
                put()
                told += 1
                self.assertEqual(self.claims(), begun + told)
                self.is_nobodys(self.calls(number))
                export = self.daemon.get("/v1/export")
                status, report = self.daemon.http("POST", "/v1/import?dry_run=true", export, self.admin)
                self.assertEqual(status, 200, report)
                notice, = (one for one in report["notices"] if one["code"] == "several_msps_phone")
                self.assertIn("companies/brightside", notice["refs"])
                self.put("companies", brightside, self.harbor)
        # An MSP's own is the provider's to put, and told all the same.
        harbor = self.daemon.get("/v1/msps/harbor")
        self.put("msps", dict(harbor, main_number=ANNS_NUMBER), self.admin)
        self.assertEqual(self.claims(), begun + told + 1)
        log = [line["record"] for line in self.daemon.log() if line["event"] == "DIRECTORY_CLAIM"]
        self.assertEqual(log, ["companies/brightside"] * told + ["msps/harbor"])

    def test_forged_mails_put_nobodys_own_out_of_sight(self):
        """C18, X4: whoever writes much in a client's name puts it among what somebody must look at, not away."""
        gwen, machine = "gwen@brightside.example", ("Auto-Submitted: auto-generated",)
        for number in range(45):
            self.send("forged-%d" % number, gwen, HARBOR)
        own = self.daemon.arrival(self.send("own", gwen, HARBOR))
        self.assertEqual((own["arrival"]["outcome"], own["arrival"]["reasons"]), ("watched", ["loop:X4"]))
        self.assertTrue(own["arrival"]["review_by"])
        self.assertIn(own["arrival"]["id"], [
            item["id"] for item in self.daemon.listed("/v1/arrivals?outcome=watched", self.harbor)])
        # A machine's stays away.
        alarm = self.daemon.arrival(self.send("alarm", gwen, HARBOR, *machine))
        self.assertEqual((alarm["arrival"]["outcome"], alarm["arrival"]["reasons"]), ("quarantined", ["loop:X4"]))

    def test_the_answer_tells_nothing_and_the_provider_everything(self):
        begun = self.claims()
        for count, address in enumerate(("ann@acme.example", "boss@lumen.example", "solo@elsewhere.example",
                                         "nora@northwind.example"), 1):
            told = json.dumps(self.claim(address)).replace(address, NOBODYS)
            self.assertEqual(told, json.dumps(self.claim(NOBODYS)))
            row = {"id": "spy", "site": "brightside-london", "first_name": "S", "emails": [address]}
            status, report = self.daemon.http("POST", "/v1/import?dry_run=true", {"contacts": [row]}, self.harbor)
            self.assertEqual((status, report["notices"]), (200, []))
            self.assertEqual(self.claims(), begun + count)
            status, report = self.daemon.http("POST", "/v1/import?dry_run=true", {"contacts": [row]}, self.admin)
            self.assertTrue({notice["code"] for notice in report["notices"]} & {"several_msps_email", "foreign_domain"})
        row["emails"] = ["ann@acme.example"]
        self.assertEqual(self.daemon.http("POST", "/v1/import", {"contacts": [row]}, self.harbor)[0], 200)
        self.assertEqual(self.claims(), begun + 5)
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
