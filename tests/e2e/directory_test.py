"""The directory over the API, a page at a time."""
import json
import unittest

from daemon_fixture import DIRECTORY, Daemon


class Pages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon().start()
        cls.addClassCleanup(cls.daemon.close)
        cls.daemon.load_directory()
        with open(DIRECTORY, encoding="utf-8") as file:
            cls.records = {kind: sorted(row["id"] for row in rows) for kind, rows in json.load(file).items()}

    def ids(self, path, token=None):
        return [item["id"] for item in self.daemon.listed(path, token)]

    def test_every_kind_in_the_order_of_ids_whatever_the_page(self):
        for kind, ids in self.records.items():
            for limit in ("1", "2", str(len(ids)), "500"):
                self.assertEqual(self.ids("/v1/%s?limit=%s" % (kind, limit)), ids, kind)

    def test_a_page_is_as_long_as_asked_and_says_where_to_go_on(self):
        ids = self.records["contacts"]
        page = self.daemon.get("/v1/contacts?limit=2")
        self.assertEqual([item["id"] for item in page["items"]], ids[:2])
        self.assertEqual(page["next"], ids[1])
        self.assertEqual(page["items"][0], self.daemon.get("/v1/contacts/" + ids[0]))
        self.assertEqual(self.daemon.get("/v1/contacts?limit=%d" % len(ids))["next"], None)
        self.assertEqual(self.daemon.get("/v1/contacts?cursor=~"), {"items": [], "next": None})

    def test_a_tenant_sees_its_own(self):
        sites = self.ids("/v1/sites?msp=harbor")
        self.assertTrue(set(sites) < set(self.records["sites"]))
        harbor = self.daemon.token("msp", "harbor")
        for path in ("/v1/sites", "/v1/sites?limit=1"):
            self.assertEqual(self.ids(path, harbor), sites)
        self.assertEqual(self.ids("/v1/msps", harbor), ["harbor"])
        self.assertEqual(self.ids("/v1/sites?msp=northwind", harbor), [])

    def test_every_kind_of_every_tenant_whatever_the_page(self):
        for kind, ids in self.records.items():
            of_tenants = []
            for msp in self.records["msps"]:
                own = self.ids("/v1/%s?msp=%s" % (kind, msp))
                self.assertEqual(own, sorted(own), kind)
                for limit in ("1", "2", "3"):
                    self.assertEqual(self.ids("/v1/%s?msp=%s&limit=%s" % (kind, msp, limit)), own, kind)
                of_tenants += own
            # Technicians work for all.
            self.assertEqual(sorted(of_tenants), [] if kind == "technicians" else ids, kind)
        page = self.daemon.get("/v1/contacts?msp=harbor&limit=2")
        self.assertEqual(page["next"], page["items"][1]["id"])
        self.assertEqual(page["items"][0], self.daemon.get("/v1/contacts/" + page["items"][0]["id"]))
        self.assertEqual(self.daemon.get("/v1/contacts?msp=harbor&cursor=~"), {"items": [], "next": None})


class UnknownMembers(unittest.TestCase):
    """A misspelt member is refused, everywhere: the one that was meant would be left as if not given."""

    def setUp(self):
        self.daemon = Daemon().start()
        self.addCleanup(self.daemon.close)
        self.daemon.load_directory()
        self.admin = self.daemon.token("admin")

    def refused(self, method, path, body, *parts):
        status, said = self.daemon.http(method, path, body, self.admin)
        self.assertEqual((status, said.get("code")), (400, "invalid"), said)
        for part in parts:
            self.assertIn(part, said["detail"])

    def test_a_put_of_every_kind_changes_nothing(self):
        for kind in ("msps", "staff", "companies", "sites", "contracts", "contacts", "endpoints", "technicians"):
            with self.subTest(kind=kind):
                before = self.daemon.listed("/v1/" + kind)[0]
                path = "/v1/%s/%s" % (kind, before["id"])
                self.refused("PUT", path, dict(before, xyzzy=1), 'unknown member "xyzzy"', "Known are id, ")
                self.assertEqual(self.daemon.get(path), before)
                self.assertEqual(self.daemon.http("PUT", path, before, self.admin)[0], 200)
        ann = self.daemon.listed("/v1/contacts")[0]
        self.refused("PUT", "/v1/contacts/" + ann["id"],
                     {"site": ann["site"], "first_nam": "Ann", "last_name": "Lee"},
                     'unknown member "first_nam": did you mean "first_name"?')
        self.assertEqual(self.daemon.get("/v1/contacts/" + ann["id"]), ann)

    def test_tokens_releases_questions_backups_and_what_takes_no_body(self):
        tokens = len(self.daemon.listed("/v1/tokens"))
        self.refused("POST", "/v1/tokens", {"role": "admin", "name": "x", "expire": "2030-01-01T00:00:00Z"},
                     'unknown member "expire": did you mean "expires"? Known are role, msp, name, expires')
        self.assertEqual(len(self.daemon.listed("/v1/tokens")), tokens)
        arrival = self.daemon.send_demo()["unknown"]
        self.refused("POST", "/v1/arrivals/%s/release" % arrival, {"contakt": {}}, 'did you mean "contact"?')
        self.assertEqual(self.daemon.arrival(arrival)["decision"]["outcome"], "pending_approval")
        self.refused("POST", "/v1/simulate", {"channel": "voice", "form": "x"}, 'did you mean "from"?')
        self.refused("POST", "/v1/backup", {"foldr": "/tmp/b"}, 'did you mean "folder"?')
        self.refused("POST", "/v1/reload", {"rules": "/tmp/r"}, "POST /v1/reload takes no body")
        self.refused("POST", "/v1/arrivals/%s/confirm" % arrival, {"note": "x"}, "takes no body")
        self.assertEqual(self.daemon.http("POST", "/v1/reload", {}, self.admin)[0], 200)

    def test_an_import_with_a_misspelt_option_loads_nothing(self):
        staff = {"staff": [{"id": "olga", "msp": "northwind", "name": "Olga"}]}
        self.refused("POST", "/v1/import?dry_rnu=true", staff,
                     'unknown parameter "dry_rnu": did you mean "dry_run"? Known are dry_run, deactivate_absent')
        self.refused("POST", "/v1/import?dry_run=yes", staff, "dry_run: expected true or false")
        self.assertEqual(self.daemon.http("GET", "/v1/staff/olga", token=self.admin)[0], 404)

    def test_an_import_rejects_the_row_and_an_export_comes_back(self):
        ann = dict(self.daemon.listed("/v1/contacts")[0])
        ann["emial"] = ann.pop("emails")
        for query in ("?dry_run=true", ""):
            status, report = self.daemon.http("POST", "/v1/import" + query, {"contacts": [ann]}, self.admin)
            self.assertEqual((status, report["applied"], report["counts"]["rejected"]), (422, False, 1))
            self.assertEqual(report["rejected"][0]["id"], ann["id"])
            self.assertIn('unknown member "emial": did you mean "emails"?', report["rejected"][0]["says"])
        self.assertTrue(self.daemon.get("/v1/contacts/" + ann["id"])["emails"])
        export = self.daemon.get("/v1/export")
        status, report = self.daemon.http("POST", "/v1/import", export, self.admin)
        self.assertEqual((status, report["rejected"], report["counts"]["changed"]), (200, [], 0))


if __name__ == "__main__":
    unittest.main()
