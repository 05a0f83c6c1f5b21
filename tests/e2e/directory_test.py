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


if __name__ == "__main__":
    unittest.main()
