"""Lists that show what a mail was about, tickets with many interactions, and erasure down to the disk."""
import json
import os
import time
import unittest
import urllib.error
import urllib.request

from daemon_fixture import CONFIG, MAILS, PATIENCE, Daemon
from frontdesk_cli import frontdesk
from mails import HARBOR, NORTHWIND, reply_to, text_mail

BY_NAME = {mail.name: mail for mail in MAILS}


class Running(unittest.TestCase):
    config = CONFIG

    def setUp(self):
        self.daemon = Daemon(self.config).start()
        self.addCleanup(self.daemon.close)
        self.daemon.load_directory()

    def send(self, name):
        return self.daemon.send([BY_NAME[name]])[name]

    def erase(self, contact, token=None):
        return self.daemon.http("POST", "/v1/contacts/%s/erase" % contact,
                                token=token or self.daemon.token("admin"))


class Lists(Running):
    def documented(self, schema):
        return self.daemon.get("/v1/openapi.json")["components"]["schemas"][schema]["properties"]

    def test_items_and_tables_say_what_it_is_about_until_it_is_erased(self):
        arrival = self.send("around-the-clock")
        ticket = self.daemon.arrival(arrival)["arrival"]["ticket"]
        for path in ("/v1/arrivals", "/v1/tickets", "/v1/arrivals?ticket=" + ticket):
            item, = self.daemon.get(path)["items"]
            self.assertEqual((item["subject"], item["from"]),
                             ("Label printer jams", "gwen@brightside.example"), path)
            self.assertEqual(set(item), set(self.documented("Arrival" if "arrivals" in path else "Ticket")))
        for verb in ("arrivals", "tickets"):
            self.assertIn("Label printer jams", self.daemon.cli(verb).stdout)
        self.assertEqual(self.daemon.listed("/v1/tickets", self.daemon.token("msp", "northwind")), [])
        self.assertEqual(self.erase("gwen")[0], 200)
        for path in ("/v1/arrivals", "/v1/tickets"):
            item, = self.daemon.get(path)["items"]
            self.assertEqual((item["subject"], item["from"]), (None, None), path)

    def test_a_ticket_names_its_newest_interactions_and_where_all_are(self):
        first = self.send("around-the-clock")
        more = 54
        replies = [text_mail("more-%d" % i, "", "gwen@brightside.example", HARBOR, "Re: Label printer jams",
                             "Still jams, %d." % i, reply_to("around-the-clock")) for i in range(more)]
        ids = list(self.daemon.send(replies).values())
        ticket = self.daemon.arrival(first)["arrival"]["ticket"]
        shown = self.daemon.get("/v1/tickets/" + ticket)
        self.assertEqual(shown["ticket"]["interaction_count"], more + 1)
        self.assertEqual([one["arrival"]["id"] for one in shown["interactions"]], ids[-50:])
        self.assertEqual({item["id"] for item in self.daemon.listed(shown["all_interactions"])},
                         {first, *ids})
        self.assertIn("Label printer jams", self.daemon.cli("tickets").stdout)
        rest = "frontdesk arrivals --ticket " + ticket
        for verb in ("tickets", "explain"):
            run = self.daemon.cli(verb, ticket)
            self.assertIn("55 interactions", run.stdout)
            self.assertIn(rest, run.stdout)
            self.assertIn("Gwen", run.stdout)  # the decision is told with the first mail's facts
        self.assertEqual(len(self.daemon.cli_json("arrivals", "--ticket", ticket)["items"]), more + 1)


class Erasure(Running):
    def holding(self, text):
        """The store's files with these bytes. What RocksDB replaced, it deletes a moment later."""
        end = time.monotonic() + PATIENCE
        while True:
            names = []
            for name in os.listdir(self.daemon.store):
                try:
                    with open(os.path.join(self.daemon.store, name), "rb") as file:
                        if text.encode() in file.read():
                            names.append(name)
                except FileNotFoundError:
                    pass
            if not names or time.monotonic() > end:
                return names
            time.sleep(0.05)

    def test_what_was_erased_leaves_the_disk(self):
        self.daemon.send_demo()
        self.daemon.restart()  # from the log into tables
        self.daemon.send([text_mail("later", "", "gwen@brightside.example", HARBOR, "Toner", "Out of toner.")])
        status, answer = self.erase("gwen")
        self.assertEqual((status, answer["purged"]), (200, True))
        self.assertGreaterEqual(answer["arrivals"], 4)  # with the one to an address that two people share
        for text in ("on the second floor", "Badge reader", "gwen@brightside.example", "Out of toner",
                     "word:toner"):
            self.assertEqual(self.holding(text), [], text)
        self.assertIn("PURGE_DONE", [line["event"] for line in self.daemon.log()])
        self.daemon.restart()
        self.assertNotIn("PURGE_DONE", [line["event"] for line in self.daemon.log()])
        self.assertEqual(self.erase("gwen")[0], 404)

    def test_an_msp_erases_its_own_people_only(self):
        self.send("around-the-clock")
        self.assertEqual(self.erase("gwen", self.daemon.token("msp", "northwind"))[0], 404)
        status, answer = self.erase("gwen", self.daemon.token("msp", "harbor"))
        self.assertEqual((status, answer["arrivals"]), (200, 1))

    def test_bytes_that_stay_for_another_are_not_read_by_the_erased_arrival(self):
        """One mail to the lines of two MSPs is stored once."""
        raw = b"From: gwen@brightside.example\r\nSubject: Both\r\nMessage-ID: <both@z.example>\r\n\r\nHello.\r\n"
        with self.daemon.smtp() as smtp:
            smtp.sendmail("gwen@brightside.example", [NORTHWIND, HARBOR], raw)
        mine, theirs = (next(one["id"] for one in self.daemon.listed("/v1/arrivals") if one["msp"] == msp)
                        for msp in ("harbor", "northwind"))
        harbor, northwind, admin = (self.daemon.token(*who) for who in
                                    (("msp", "harbor"), ("msp", "northwind"), ("admin",)))
        self.send("around-the-clock")  # its bytes are nobody else's
        status, answer = self.erase("gwen", harbor)
        self.assertEqual((status, answer["arrivals"], answer["raw_kept"]), (200, 2, 1))
        for token in (harbor, admin, self.daemon.token("technician")):
            self.assertEqual(self.daemon.http("GET", "/v1/arrivals/%s/raw" % mine, token=token)[0], 404)
            self.assertEqual(self.daemon.get("/v1/arrivals/" + mine, token)["arrival"]["raw"], "")
        for line in self.daemon.cli("export", "--contact", "gwen").stdout.splitlines():
            self.assertEqual(json.loads(line).get("arrival", {}).get("raw", ""), "")
        status, read = self.daemon.http("GET", "/v1/arrivals/%s/raw" % theirs, token=northwind)
        self.assertEqual((status, read[-len(raw):]), (200, raw))
        record = {"id": "gwen-n", "site": "lumen-chicago", "emails": ["gwen@brightside.example"]}
        self.assertEqual(self.daemon.http("PUT", "/v1/contacts/gwen-n", record, northwind)[0], 200)
        status, answer = self.erase("gwen-n", northwind)  # the last who had it
        self.daemon.restart()  # runs that take erased bytes off the disk are kept apart
        self.assertEqual((status, answer["arrivals"], answer["raw_kept"]), (200, 1, 0))
        self.assertEqual(self.holding("Message-ID: <both@z.example>"), [])

    def exported(self, contact, token):
        """The ids of the arrivals, or the status where it is refused."""
        request = urllib.request.Request(
            "http://127.0.0.1:%d/v1/export?contact=%s" % (self.daemon.ports["http"], contact),
            headers={"Authorization": "Bearer " + token})
        try:
            with urllib.request.urlopen(request) as answer:
                lines = [json.loads(line) for line in answer.read().splitlines()]
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code
        return {line["arrival"]["id"] for line in lines if "arrival" in line}

    def test_an_msp_that_claims_an_address_gets_no_mail_of_others_by_it(self):
        own, shared, nobodys, northwinds = map(
            self.send, ("around-the-clock", "two-people", "unknown-shared", "new-york"))
        harbor, admin = self.daemon.token("msp", "harbor"), self.daemon.token("admin")
        gwen = self.daemon.get("/v1/contacts/gwen")
        gwen["emails"] += ["sam@elsewhere.example", "ann@acme.example"]
        self.assertEqual(self.daemon.http("PUT", "/v1/contacts/gwen", gwen, harbor)[0], 200)
        self.assertEqual(self.exported("gwen", self.daemon.token("msp", "northwind")), 404)
        self.assertEqual(self.exported("gwen", harbor), {own, shared})
        self.assertEqual(self.exported("gwen", admin), {own, shared, nobodys})
        status, answer = self.erase("gwen", harbor)
        self.assertEqual((status, answer["arrivals"]), (200, 2))
        for arrival in (nobodys, northwinds):
            self.assertFalse(self.daemon.arrival(arrival)["arrival"]["facts_erased"])

    def test_what_a_deleted_contact_sent_is_still_its_msps_to_export_and_erase(self):
        own = self.send("around-the-clock")
        harbor, northwind = self.daemon.token("msp", "harbor"), self.daemon.token("msp", "northwind")
        self.assertIn(self.daemon.http("DELETE", "/v1/contacts/gwen", token=harbor)[0], (200, 204))
        self.assertEqual(self.exported("gwen", harbor), {own})
        self.assertEqual(self.exported("gwen", northwind), 404)
        self.assertEqual(self.erase("gwen", northwind)[0], 404)
        status, answer = self.erase("gwen", harbor)
        self.assertEqual((status, answer["arrivals"]), (200, 1))
        self.assertEqual(self.erase("gwen", harbor)[0], 404)

    def test_the_closed_store_exports_what_the_daemon_does(self):
        own, shared = map(self.send, ("around-the-clock", "two-people"))
        online = self.daemon.cli("export", "--contact", "gwen").stdout
        self.daemon.stop()
        closed = frontdesk("export", "--contact", "gwen", "--store", self.daemon.store)
        self.assertEqual(closed.returncode, 0, closed.stderr)
        self.assertEqual(closed.stdout, online)
        lines = map(json.loads, online.splitlines())
        self.assertEqual({line["arrival"]["id"] for line in lines if "arrival" in line}, {own, shared})


if __name__ == "__main__":
    unittest.main()
