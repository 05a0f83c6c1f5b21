"""One tenant never learns of another, by any route: the daemon's own table of routes is asked with every
kind of token, and with one MSP's token for another's records. A route, or a filter of a list, without a
row in ROUTES fails here.
"""
import http.client
import json
import re
import time
import unittest
from collections import namedtuple

from daemon_fixture import PATIENCE, Daemon
from mails import DATE, HARBOR, NORTHWIND, SHARED, message_id, reply_to, text_mail

# `roles` are those of the document, admin aside; None: open to all. `ids` names what {id} is; `bodies` are
# what is sent by those who may (the first) and what else names records in a body. In `path` and `bodies`,
# <kind> stands for an id of that kind: another tenant's, or one that nobody has.
Route = namedtuple("Route", "roles ids bodies type effect", defaults=(None, (), "application/json", False))
READERS = ("msp", "technician")
CONTACT = {"id": "<id>", "site": "brightside-london", "first_name": "X"}
ROUTES = {
    "GET /healthz": Route(None),
    "GET /readyz": Route(None),
    "GET /v1/openapi.json": Route(None),
    "GET /metrics": Route(("metrics",)),
    "GET /chat": Route(None),
    "GET /chat/widget": Route(None),
    "GET /v1/tickets": Route(READERS),
    "GET /v1/tickets/{id}": Route(READERS, "ticket"),
    "GET /v1/tickets/{id}/chat": Route(("technician",), "ticket"),
    "POST /v1/tickets/{id}/reply": Route(("technician",), "ticket", ({"text": "x"},), effect=True),
    "POST /v1/tickets/{id}/chat/end": Route(("technician",), "ticket", ("",), effect=True),
    "GET /v1/arrivals": Route(READERS),
    "GET /v1/arrivals/{id}": Route(READERS, "arrival"),
    "GET /v1/arrivals/{id}/raw": Route(READERS, "arrival"),
    "POST /v1/arrivals/{id}/release": Route(
        READERS, "watched", ("", {"contact": dict(CONTACT, id="new-one")},
                             {"contact": {"id": "new-one", "site": "<site>"}})),
    "POST /v1/arrivals/{id}/confirm": Route(READERS, "watched", ("",)),
    "POST /v1/queues/next": Route(("technician",), None, ({"queues": ["any.ticket"]},), effect=True),
    "POST /v1/interactions": Route(("intake", "msp"), None, (
        {"source": "rmm", "site": "brightside-london", "subject": "x"}, {"source": "rmm", "site": "<site>"},
        {"source": "psa", "msp": "<msp>", "email": "gwen@brightside.example"}), effect=True),
    "GET /v1/queues": Route(("technician",)),
    "POST /v1/import": Route(("msp",), None, (
        {}, {"contacts": [{"id": "new-one", "site": "<site>"}]}, {"sites": [{"id": "new-one", "company": "<company>"}]},
        {"companies": [{"id": "new-one", "msp": "<msp>"}]}, {"staff": [{"id": "new-one", "msp": "<msp>"}]},
        {"endpoints": [{"id": "new-one", "site": "brightside-london", "contact": "<contact>"}]},
        {"contracts": [{"id": "new-one", "site": "<site>"}]}, {"msps": [{"id": "<msp>", "name": "X"}]},
        {"technicians": [{"id": "<technician>", "name": "X"}]})),
    "GET /v1/export": Route(("msp",)),
    "POST /v1/contacts/{id}/erase": Route(("msp",), "contact", ("",), effect=True),
    "POST /v1/simulate": Route(("technician",), None, (
        {"channel": "email", "from": "ann@acme.example", "to": NORTHWIND, "subject": "x", "body": "x"},)),
    "POST /v1/reload": Route((), None, ("",)),
    "GET /v1/tokens": Route(()),
    "POST /v1/tokens": Route((), None, ({"role": "metrics", "name": "x"},)),
    "DELETE /v1/tokens/{id}": Route((), "token", effect=True),
    "GET /v1/journal": Route(()),
    "GET /v1/backup": Route(()),
    "POST /v1/backup": Route((), None, ({"to": "/nowhere"},)),
}
# kind: (who may write, a body that would do for harbor, bodies that name records)
KINDS = {
    "msp": ("msps", (), ()),
    "staff": ("staff", ("msp",), ({"id": "<id>", "msp": "harbor", "name": "X"}, {"id": "new-one", "msp": "<msp>"})),
    "company": ("companies", ("msp",), ({"id": "<id>", "msp": "harbor", "name": "X"},
                                        {"id": "new-one", "msp": "<msp>", "name": "X"})),
    "site": ("sites", ("msp",), (
        {"id": "<id>", "company": "brightside", "name": "X", "time_zone": "Europe/London"},
        {"id": "new-one", "company": "<company>", "name": "X", "time_zone": "Europe/London"})),
    "contract": ("contracts", (), ()),
    "contact": ("contacts", ("msp",), (CONTACT, dict(CONTACT, id="new-one", site="<site>"))),
    "endpoint": ("endpoints", ("msp",), (
        {"id": "<id>", "site": "brightside-london"}, {"id": "new-one", "site": "<site>"},
        {"id": "new-one", "site": "brightside-london", "contact": "<contact>"})),
    "technician": ("technicians", (), ()),
}
for one, (folder, writers, written) in KINDS.items():
    readers = ("technician",) if one == "technician" else READERS
    ROUTES["GET /v1/%s" % folder] = Route(readers)
    ROUTES["GET /v1/%s/{id}" % folder] = Route(readers, one)
    ROUTES["PUT /v1/%s/{id}" % folder] = Route(writers, one, written or ({"id": "<id>"},), effect=True)
    ROUTES["DELETE /v1/%s/{id}" % folder] = Route(writers, one, effect=True)

NOTHING_NAMED = ("cursor", "limit", "language", "override", "dry_run", "deactivate_absent", "from_position")
# What a list's filter may name: another tenant's, and what nobody has.
FILTERS = {
    "msp": [("northwind", "nobody")],
    "q": [("offline", "zzzz"), ("ann@acme.example", "x@acme2.example"), ("+12125550142", "+12125550999")],
    "line": [("northwind-mail", "no-line")],
    "contact": [("ann", "no-one")],
    "from": [("ann@acme.example", "x@acme2.example")],
    "queue": [], "status": [], "outcome": [], "channel": [],  # everybody's words
}
MALFORMED = ("fd_", "fd_" + "x" * 43, "fd_" + "x" * 42, "fd_" + "é" * 20, "x", "fd_" + "x" * 5000)


class Answer(namedtuple("Answer", "status headers body")):
    @property
    def text(self):
        return self.body.decode("utf-8", "replace")


class Tenants(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.daemon = daemon = Daemon().start()
        cls.addClassCleanup(daemon.close)
        daemon.load_directory()
        cls.admin = daemon.token("admin")
        cls.harbor = daemon.token("msp", "harbor")
        cls.put("contacts", "twin-n", {"site": "lumen-chicago", "emails": ["twin@both.example"]})
        cls.put("contacts", "twin-h", {"site": "brightside-london", "emails": ["twin@both.example"]})
        cls.put("companies", "ann", {"msp": "harbor", "name": "Same id as a contact"})
        cls.put("endpoints", "gwen-pc", {"site": "brightside-london"})
        cls.put("contracts", "k-bright", {"site": "brightside-london", "service_start": "2026-01-05"})
        cls.ids = daemon.send_demo()
        cls.foreign_ids()

    @classmethod
    def put(cls, kind, name, record):
        status, body = cls.daemon.http("PUT", "/v1/%s/%s" % (kind, name), dict(record, id=name), cls.admin)
        assert status == 200, body

    @classmethod
    def foreign_ids(cls):
        arrivals = cls.daemon.listed("/v1/arrivals?msp=northwind")
        tickets = cls.daemon.listed("/v1/tickets?msp=northwind")
        new_york = cls.daemon.arrival(cls.ids["new-york"])["arrival"]
        token = cls.daemon.cli_json("token", "create", "--role", "metrics", "--name", "northwind-metrics")
        # (another tenant's, nobody's)
        cls.values = {
            "arrival": (new_york["id"], "a-0000000000000000"), "ticket": (new_york["ticket"], "T-999999"),
            "watched": (cls.ids["watched"], "a-0000000000000000"), "contact": ("ann", "no-contact"),
            "site": ("acme-nyc", "no-site"), "company": ("acme", "no-company"), "staff": ("nora", "no-staff"),
            "contract": ("k-acme", "no-contract"), "endpoint": ("ann-pc", "no-endpoint"), "msp": ("northwind", "nobody"),
            "technician": ("tess", "no-technician"), "token": (token["id"], "t-000000000000")}
        cls.markers = re.compile("|".join(sorted(
            {one["id"] for one in arrivals} | {one["id"] + r"\b" for one in tickets}
            | {"northwind", "acme", "lumen", "nora", "twin-n", "Ann Lee", "Dana", "Reyes", "Scanner is", "E-202",
               "k-acme", "ann-pc", r"212\) ?555", r"\+1212555"})), re.I)
        cls.document = cls.daemon.get("/v1/openapi.json")
        cls.operations = {"%s %s" % (method.upper(), path): operation
                          for path, methods in cls.document["paths"].items()
                          for method, operation in methods.items()}

    # Asking.

    def ask(self, method, path, body=None, token=None, kind="application/json", headers=None):
        headers = dict(headers or {})
        if token is not None:
            headers["Authorization"] = ("Bearer " + token).encode()
        if body not in (None, ""):
            headers["Content-Type"] = kind
            body = body if isinstance(body, str) else json.dumps(body)
        connection = http.client.HTTPConnection("127.0.0.1", self.daemon.ports["http"], timeout=PATIENCE)
        try:
            connection.request(method, path, body or None, headers)
            answer = connection.getresponse()
            # A refusal closes where a body was sent that nobody reads.
            shown = sorted((name.lower(), value) for name, value in answer.getheaders()
                           if name.lower() not in ("date", "connection"))
            return Answer(answer.status, shown, answer.read())
        finally:
            connection.close()

    def as_harbor(self, method, path, body=None, kind="application/json"):
        """Nothing of Northwind's is in an answer but what was asked for by name."""
        answer = self.ask(method, path, body, self.harbor, kind)
        asked = path + json.dumps(body)
        told = [word for word in self.markers.findall(answer.text + str(answer.headers)) if word not in asked]
        self.assertEqual(told, [], "%s %s tells of others: %s" % (method, path, answer.text[:600]))
        return answer

    def filled(self, thing, which, own_id=None):
        """With <kind> replaced by the foreign (0) or the absent (1) id."""
        text = thing if isinstance(thing, str) else json.dumps(thing)
        text = text.replace("<id>", own_id or "<id>")
        return re.sub("<([a-z]+)>", lambda found: self.values[found.group(1)][which], text)

    def path_of(self, route, which=1):
        path = route.split(" ")[1]
        ids = ROUTES[route].ids
        return path.replace("{id}", self.values[ids][which]) if ids else path

    def requests(self, route, which):
        """Every request of a route that names another's records (0), or what nobody has (1)."""
        method, row = route.split(" ")[0], ROUTES[route]
        path = self.path_of(route, which)
        name = self.values[row.ids][which] if row.ids else None
        for body in row.bodies or (None,):
            text = self.filled(body, which, name) if body else body
            # A body that names another record in the address must name it inside too, to get so far.
            if text and '"new-one"' in text and method == "PUT":
                path = route.split(" ")[1].replace("{id}", "new-one")
            yield method, path, text

    def same(self, one, other, replaced):
        """Both answers alike, but for the id that was asked for."""
        def plain(answer, value):
            # A length says how long the id was.
            headers = [header for header in answer.headers if header[0] != "content-length"]
            return answer.status, headers, answer.text.replace(value, "@")
        return plain(one, replaced[0]) == plain(other, replaced[1])

    # The table.

    def test_every_route_and_every_filter_has_a_row(self):
        self.assertEqual(sorted(self.operations), sorted(ROUTES))
        for route, operation in self.operations.items():
            roles = None if operation.get("security") == [] else tuple(sorted(set(operation["x-roles"]) - {"admin"}))
            self.assertEqual(roles, ROUTES[route].roles, route)
            for parameter in operation["parameters"]:
                if parameter["in"] == "query":
                    self.assertIn(parameter["name"], (*FILTERS, "ticket", *NOTHING_NAMED), route)

    def test_without_a_good_token_every_route_answers_the_same(self):
        soon = self.daemon.http("POST", "/v1/tokens", {"role": "admin", "name": "soon over",
                                                       "expires": in_a_moment()}, self.admin)[1]["token"]
        revoked = self.daemon.cli_json("token", "create", "--role", "admin", "--name", "revoked")
        self.assertEqual(self.daemon.cli("token", "revoke", revoked["id"]).returncode, 0)
        while self.ask("GET", "/v1/tickets", token=soon).status == 200:
            pass  # until it has expired
        refused = {}
        for route in ROUTES:
            for method, path, body in self.requests(route, 0):
                answers = {name: self.ask(method, path, body, token) for name, token in
                           {"none": None, "expired": soon, "revoked": revoked["token"],
                            **{bad: bad for bad in MALFORMED}}.items()}
                answers["in the address"] = self.ask(method, path + "?access_token=" + self.admin, body)
                answers["basic"] = self.ask(method, path, body, headers={"Authorization": "Basic " + self.admin})
                if ROUTES[route].roles is None:
                    shown = 426 if route == "GET /chat" else 200  # which only speaks WebSocket
                    self.assertEqual({answer.status for answer in answers.values()}, {shown}, route)
                    continue
                self.assertEqual({answer.status for answer in answers.values()}, {401}, route)
                for name, answer in answers.items():
                    has_bearer = name not in ("none", "in the address", "basic")
                    refused.setdefault(has_bearer, set()).add((answer.text, str(answer.headers)))
        # One answer for all that is no token, and one for all that is none of ours.
        self.assertEqual([len(refused[which]) for which in (False, True)], [1, 1], refused)

    def test_every_role_without_the_right_gets_one_answer(self):
        roles = {role: self.daemon.token(role) for role in ("technician", "metrics")}
        for role in ("msp", "endpoint", "intake"):
            roles[role] = self.daemon.token(role, "harbor")
        forbidden = set()
        for route, row in ROUTES.items():
            for role, token in roles.items():
                if row.roles is None or role in row.roles:
                    continue
                for which in (0, 1):
                    for method, path, body in self.requests(route, which):
                        answer = self.ask(method, path, body, token)
                        self.assertEqual(answer.status, 403, (route, role, answer.text))
                        forbidden.add((answer.text, str(answer.headers)))
        self.assertEqual(len(forbidden), 1, forbidden)
        self.nothing_of_northwind_changed()

    def nothing_of_northwind_changed(self):
        contact = self.daemon.get("/v1/contacts/ann")
        self.assertEqual((contact["first_name"], contact["site"]), ("Ann", "acme-nyc"))
        self.assertFalse(self.daemon.arrival(self.ids["new-york"])["arrival"]["facts_erased"])
        watched = self.daemon.arrival(self.ids["watched"])["arrival"]
        self.assertEqual((watched["released_at"], watched["reviewed_at"]), (None, None))
        for kind, (folder, _, _) in KINDS.items():
            self.assertEqual(self.daemon.http("GET", "/v1/%s/%s" % (folder, self.values[kind][0]),
                                              token=self.admin)[0], 200, kind)
            if kind != "technician":
                self.assertEqual(self.daemon.http("GET", "/v1/%s/new-one" % folder, token=self.admin)[0], 404)

    # One tenant and the other's records.

    def test_what_is_anothers_answers_as_what_nobody_has(self):
        """Ids in the address and in bodies; also where the request would change something."""
        for route, row in ROUTES.items():
            if row.roles is None or "msp" not in row.roles:
                continue
            for foreign, absent in zip(self.requests(route, 0), self.requests(route, 1)):
                body = foreign[2]
                if route.startswith("PUT") and foreign[1] != absent[1]:
                    # An id that is free is taken by whoever puts a record: only the other is asked for.
                    self.assertEqual(self.as_harbor(*foreign).status, 404, foreign)
                    continue
                if foreign == absent:
                    continue
                one, other = self.as_harbor(*foreign), self.as_harbor(*absent)
                replaced = self.replaced(foreign, absent)
                self.assertIn(one.status, (400, 404, 422), (route, body))
                self.assertTrue(self.same(one, other, replaced), (route, body, one, other))
        self.nothing_of_northwind_changed()

    def replaced(self, foreign, absent):
        found = [(mine, nobodys) for mine, nobodys in self.values.values()
                 if mine in foreign[1] + (foreign[2] or "") and nobodys in absent[1] + (absent[2] or "")]
        return max(found, key=lambda pair: len(pair[0]))

    def test_an_import_of_anothers_rows_changes_and_tells_nothing(self):
        """A row that has another's id, with a site of one's own: rejected, whatever it says."""
        rows = {"staff": {"id": "nora", "msp": "harbor"}, "companies": {"id": "acme", "msp": "harbor"},
                "sites": {"id": "acme-nyc", "company": "brightside", "time_zone": "Europe/London"},
                "contacts": {"id": "ann", "site": "brightside-london"},
                "endpoints": {"id": "ann-pc", "site": "brightside-london"}}
        for kind, row in rows.items():
            for asked in ("", "?dry_run=true", "?deactivate_absent=true"):
                answer = self.as_harbor("POST", "/v1/import" + asked, {kind: [row]})
                self.assertEqual(answer.status, 422)
                self.assertTrue(json.loads(answer.body)["rejected"])
        for site, says in (("acme-nyc", 0), ("no-site", 1)):
            text = ("id,site,phones,mobile\nann,%s,(212) 555-0142;(212) 555-0143,(212) 555-0142\n"
                    "new-one,%s,020 7946 0999,\n" % (site, site))
            answer = self.as_harbor("POST", "/v1/import", text, "text/csv")
            self.assertEqual(answer.status, 422)
            told = answer.text.replace(site, "@")
            self.assertEqual(told, self.__dict__.setdefault("csv_told", told), says)
        self.nothing_of_northwind_changed()

    def test_filters_that_name_anothers_records_find_nothing(self):
        filters = dict(FILTERS, ticket=[self.values["ticket"]], q=FILTERS["q"] + [
            self.values["ticket"], tuple("#" + each[2:] for each in self.values["ticket"]),
            (self.values["arrival"])])
        for route, operation in self.operations.items():
            row = ROUTES[route]
            if not route.startswith("GET") or row.roles is None or "msp" not in row.roles or row.ids:
                continue
            for parameter in operation["parameters"]:
                for foreign, absent in filters.get(parameter["name"], ()):
                    path = route.split(" ")[1] + "?%s=" % parameter["name"]
                    one, other = (self.as_harbor("GET", path + value.replace("+", "%2B").replace("#", "%23"))
                                  for value in (foreign, absent))
                    self.assertTrue(self.same(one, other, (foreign, absent)), (path, one, other))
                    if one.status == 200 and parameter["name"] != "from":
                        self.assertEqual(json.loads(one.body), {"items": [], "next": None}, path)

    def test_every_list_has_only_its_own_whatever_is_asked(self):
        words = {"status": "new offered active held pending_approval escalated closed",
                 "outcome": "queued appended quarantined watched pending_approval refused msp held partner",
                 "channel": "email voice chat", "queue": "us.voice any.ticket msp approval triage partner",
                 "line": "harbor-mail helpdesk-email", "limit": "1 2 500", "q": "label jams reader"}
        for route, operation in self.operations.items():
            row = ROUTES[route]
            if not route.startswith("GET") or row.roles is None or "msp" not in row.roles or row.ids or "export" in route:
                continue
            path = route.split(" ")[1]
            own = self.walk(path)
            self.assertTrue(own, route)
            for parameter in operation["parameters"]:
                for word in words.get(parameter["name"], "").split():
                    self.assertLessEqual(set(self.walk("%s?%s=%s" % (path, parameter["name"], word))), set(own))
            # Cursors that another reader was given, and made ones.
            everybody = [item["id"] for item in self.daemon.listed(path)]
            cursors = {letter + one for letter in ("", "x", "i") for one in everybody}
            for sent in sorted(cursors):
                answer = self.as_harbor("GET", "%s?limit=500&cursor=%s" % (path, sent))
                if answer.status == 200:
                    page = json.loads(answer.body)
                    self.assertLessEqual({item["id"] for item in page["items"]}, set(own), sent)
                    self.assertEqual(page["next"], None)

    def walk(self, path):
        ids, cursor = [], ""
        while True:
            answer = self.as_harbor("GET", path + ("&" if "?" in path else "?") + "cursor=" + cursor)
            self.assertEqual(answer.status, 200, (path, answer.text))
            page = json.loads(answer.body)
            ids += [item["id"] for item in page["items"]]
            cursor = page["next"]
            if not cursor:
                return ids

    def test_head_and_options_tell_no_more(self):
        for route in ROUTES:
            if route.startswith("GET") and ROUTES[route].roles is not None:
                path = self.path_of(route, 0)
                self.assertEqual(self.ask("HEAD", path).status, 401)
                asked = self.ask("HEAD", path, token=self.harbor)
                self.assertEqual(asked.status, self.ask("GET", path, token=self.harbor).status)
                self.assertEqual(asked.body, b"")

    # People whom both have.

    def send(self, name, to, *headers, subject="Twin", sender="twin@both.example"):
        return self.daemon.send([text_mail(name, "", sender, to, subject, "Hello.", headers)])[name]

    def test_a_person_whom_two_msps_know_is_each_ones_own(self):
        """C13: what an explanation says of a shared address names nobody of the other's."""
        mine, theirs = self.send("twin-mine", HARBOR), self.send("twin-theirs", NORTHWIND)
        shared = self.send("twin-shared", SHARED)
        reply = self.send("twin-reply", SHARED, *reply_to("twin-mine"), subject="Re: Twin")
        told = self.daemon.arrival(reply)
        self.assertIn("twin-n", json.dumps(told["decision"]))  # the provider is told all of it
        self.assertEqual(told["decision"]["reasons"], ["thread"])
        own = {arrival: json.loads(self.as_harbor("GET", "/v1/arrivals/" + arrival).body) for arrival in (mine, reply)}
        self.assertEqual(own[mine]["arrival"]["contact"], "twin-h")
        step, = (step for step in own[reply]["decision"]["steps"] if step["step"] == "recognise")
        self.assertEqual((step["code"], step["refs"]), ("unnamed", []))
        self.assertEqual((told["decision"]["recognition"], own[reply]["decision"]["recognition"]),
                         ("ambiguous", "unknown"))
        self.assertNotIn("provider", step["says"])
        ticket = own[mine]["arrival"]["ticket"]
        self.assertEqual(own[reply]["arrival"]["ticket"], ticket)
        self.as_harbor("GET", "/v1/tickets/" + ticket)
        self.assertIn(reply, self.as_harbor("GET", "/v1/export?contact=twin-h").text)
        found = self.walk("/v1/arrivals?from=twin@both.example")
        self.assertEqual(sorted(found), sorted([mine, reply]))
        for foreign in (theirs, shared):
            self.assertEqual(self.ask("GET", "/v1/arrivals/" + foreign, token=self.harbor).status, 404)

    def test_what_is_known_of_a_number_elsewhere_is_not_told(self):
        """R90: Priority Connect asks for what nobody else has; of others' people an MSP is not told."""
        units = dict(self.daemon.get("/v1/msps/harbor"), priority_units=2)
        self.put("msps", "harbor", units)
        phones = [{"kind": kind, "number": "+1212555014%d" % number}
                  for number, kind in ((2, "primary"), (3, "other"))]
        phones.append({"kind": "mobile", "number": "+13475550144"})  # all three are Ann's
        contact = {"id": "vip", "site": "brightside-london", "first_name": "V", "last_name": "P",
                   "priority_connect": True, "phones": phones, "emails": ["ann@acme.example"]}
        status, body = self.daemon.http("PUT", "/v1/contacts/vip", contact, self.harbor)
        self.assertEqual(status, 200, body)
        status, body = self.daemon.http("POST", "/v1/import?dry_run=true", {"contacts": [contact]}, self.harbor)
        self.assertEqual((status, body["notices"]), (200, []))
        self.assertEqual(self.daemon.http("DELETE", "/v1/contacts/vip", token=self.harbor)[0], 204)

    def test_one_mail_to_two_msps_is_each_ones_own(self):
        raw = ("From: gwen@brightside.example\r\nSubject: Both\r\nDate: %s\r\nMessage-ID: %s\r\n\r\nHello.\r\n"
               % (DATE, message_id("both"))).encode()
        with self.daemon.smtp() as smtp:
            smtp.sendmail("gwen@brightside.example", [NORTHWIND, HARBOR], raw)
        arrivals = [one for one in self.daemon.listed("/v1/arrivals?from=gwen@brightside.example")
                    if one["subject"] == "Both"]
        mine, = (one for one in arrivals if one["msp"] == "harbor")
        theirs, = (one for one in arrivals if one["line"] == "northwind-mail")
        self.assertEqual(mine["raw"], theirs["id"])  # stored once
        for path in ("/v1/arrivals/" + mine["id"], "/v1/tickets/" + mine["ticket"], "/v1/arrivals?limit=500",
                     "/v1/export?contact=gwen"):
            self.assertNotIn(theirs["id"], self.as_harbor("GET", path).text, path)
        read = self.as_harbor("GET", "/v1/arrivals/%s/raw" % mine["id"])
        self.assertTrue(read.body.endswith(raw))

    def test_a_release_goes_to_nobody_else_whoever_has_the_sender_meanwhile(self):
        """It decides again, among the people of the MSP that the mail was taken in for (C13)."""
        self.put("contacts", "omar", {"site": "brightside-london", "emails": ["omar@elsewhere.example"]})
        watched = self.send("moved", SHARED, subject="Please set up my Out of Office",
                            sender="omar@elsewhere.example")
        self.assertEqual(self.daemon.arrival(watched)["arrival"]["msp"], "harbor")
        self.put("contacts", "omar-n", {"site": "lumen-chicago", "emails": ["omar@elsewhere.example"]})
        answer = self.as_harbor("POST", "/v1/arrivals/%s/release" % watched)
        self.assertEqual(answer.status, 200, answer.text)
        self.assertNotIn("omar-n", answer.text)
        released = self.daemon.arrival(watched)["arrival"]
        self.assertEqual((released["msp"], released["contact"], released["outcome"]), ("harbor", "omar", "queued"))
        self.assertEqual(self.daemon.http("DELETE", "/v1/contacts/omar-n", token=self.admin)[0], 204)


def in_a_moment():
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 2))


if __name__ == "__main__":
    unittest.main()
