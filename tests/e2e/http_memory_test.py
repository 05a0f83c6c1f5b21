"""What HTTP connections may cost together, over real sockets: the bytes that they hold, the time that a
slow one gets, the places that there are. What keeps within the bounds is served, beside what does not.
"""
import contextlib
import http.client
import json
import socket
import time
import unittest

from attack_test import Attacked

MIB = 1024 * 1024
PATIENCE = 60


class Door(Attacked):
    LIMITS = ""

    @classmethod
    def setUpClass(cls):
        cls.CONFIG = Attacked.CONFIG.replace("[admin]", cls.LIMITS + "[admin]", 1)
        super().setUpClass()

    def connect(self, receive_bytes=None):
        wire = socket.socket()
        self.addCleanup(wire.close)
        if receive_bytes:
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
        wire.settimeout(PATIENCE)
        wire.connect(("127.0.0.1", self.daemon.ports["http"]))
        return wire

    def head(self, method, path, token, *fields):
        lines = ["%s %s HTTP/1.1" % (method, path), "Host: x", "Authorization: Bearer " + token, *fields]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    def answered(self, wire):
        """(status, head) of the answer that comes next."""
        head = b""
        while b"\r\n\r\n" not in head:
            piece = wire.recv(1)
            if not piece:
                return None, head.decode()
            head += piece
        return int(head.split()[1]), head.decode()

    def large_mail(self):
        """The arrival of a mail of 20 MB: more than the buffers between us take."""
        with self.daemon.smtp() as smtp:
            smtp.sendmail("gwen@brightside.example", ["support@harbor.example"],
                          b"Subject: large\r\n\r\n" + (b"x" * 998 + b"\r\n") * 20_000)
        return self.arrivals()[0]["id"]

    def ask_raw(self, arrival, token, receive_bytes=None):
        wire = self.connect(receive_bytes)
        wire.sendall(self.head("GET", "/v1/arrivals/%s/raw" % arrival, token, "Connection: close"))
        return wire


class Held(Door):
    """64 MiB in all, so 32 MiB for a token."""
    LIMITS = ('max_connections_per_address = 1000\nheld_bytes = 67108864\nrequest_deadline = "600s"\n'
              'answer_deadline = "600s"\n')

    def announce(self, token, size):
        """(status, head, connection) of an import so large, none of which is sent: 100 is go on."""
        wire = self.connect()
        wire.sendall(self.head("POST", "/v1/import?dry_run=true", token, "Content-Type: application/json",
                               "Content-Length: %d" % size, "Expect: 100-continue"))
        return (*self.answered(wire), wire)

    def check_refused(self, status, head):
        self.assertEqual(status, 503, head)
        self.assertRegex(head, r"(?m)^Retry-After: \d+\r$")

    def until(self, ask, status):
        end = time.monotonic() + PATIENCE
        while (got := ask()) != status:
            self.assertLess(time.monotonic(), end, "%s instead of %s" % (got, status))
            time.sleep(0.05)

    def refused(self):
        return self.daemon.metrics().get('frontdesk_refusals_total{protocol="http",reason="held_bytes"}', 0)

    def test_bodies_are_held_within_a_bound_and_refused_when_announced(self):
        harbor, northwind = self.daemon.token("msp", "harbor"), self.daemon.token("msp", "northwind")
        admin = self.daemon.token("admin")
        before = self.refused()
        with contextlib.ExitStack() as held:
            def check_taken(token, size):
                status, head, wire = self.announce(token, size)
                held.callback(wire.close)
                self.assertEqual(status, 100, head)
            check_taken(harbor, 30 * MIB)
            # One token has no more than half of it: to the byte, announced or not.
            status, head, _ = self.announce(harbor, 2 * MIB + 1)
            self.check_refused(status, head)
            self.assertIn("Connection: close\r\n", head)
            self.check_refused(*self.in_chunks(harbor, 3 * MIB))
            check_taken(harbor, 2 * MIB)
            check_taken(northwind, 30 * MIB)
            self.check_refused(*self.announce(admin, 2 * MIB + 1)[:2])
            check_taken(admin, 2 * MIB)
            # What is small goes on: 1000 of them are 64 MiB.
            check_taken(admin, 65536)
            self.check_refused(*self.announce(admin, 65537)[:2])
            self.assertEqual(self.daemon.http("GET", "/v1/tickets", token=harbor)[0], 200)
            self.assertEqual(self.refused() - before, 4)
        self.until(lambda: self.announce(admin, 32 * MIB)[0], 100)

    def in_chunks(self, token, size):
        wire = self.connect()
        try:
            wire.sendall(self.head("POST", "/v1/import?dry_run=true", token, "Content-Type: application/json",
                                   "Transfer-Encoding: chunked"))
            wire.sendall(b"%x\r\n" % size + b" " * size)
        except OSError:
            pass  # refused in the middle
        return self.answered(wire)

    def test_answers_are_held_within_the_same_bound(self):
        arrival = self.large_mail()
        tokens = {name: self.daemon.token(*name) for name in (("admin",), ("technician",), ("msp", "harbor"))}
        before = self.refused()
        unread = [self.ask_raw(arrival, token) for token in tokens.values()]
        for wire in unread:
            self.assertEqual(self.answered(wire)[0], 200)
        # 60 MB are held, 20 by each of them.
        for token in tokens.values():
            self.check_refused(*self.answered(self.ask_raw(arrival, token)))
        self.assertEqual(self.announce(tokens[("admin",)], 8 * MIB)[0], 503)
        self.assertEqual(self.refused() - before, 4)
        self.assertEqual(self.daemon.http("GET", "/v1/arrivals", token=tokens[("admin",)])[0], 200)
        unread.pop().close()
        unread.pop().close()
        self.until(lambda: self.answered(self.ask_raw(arrival, tokens[("technician",)]))[0], 200)
        total = 0
        while got := unread[0].recv(MIB):
            total += len(got)
        self.assertGreater(total, 20_000_000)

    def test_a_read_that_was_refused_is_not_in_the_journal(self):
        arrival = self.large_mail()
        token = self.daemon.token("technician")
        unread = [self.ask_raw(arrival, token)]
        self.assertEqual(self.answered(unread[0])[0], 200)
        def reads():
            return [line for line in self.daemon.listed_journal()
                    if line["kind"] == "raw_read" and line["arrival"] == arrival]
        self.assertEqual(len(reads()), 1)
        self.check_refused(*self.answered(self.ask_raw(arrival, token)))
        self.assertEqual(len(reads()), 1)


    def peak(self):
        """The most that the daemon ever had, in bytes."""
        with open("/proc/%d/status" % self.daemon.process.pid, encoding="ascii") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("VmHWM:")) * 1024

    def contacts(self, first, count, addresses=1):
        return json.dumps({"contacts": [
            {"id": "c%06d" % i, "site": "brightside-london",
             "emails": ["c%d.%d@x%d.example" % (i, at, i) for at in range(addresses)]}
            for i in range(first, first + count)]}, separators=(",", ":")).encode()

    def imports(self, body, token, query="?dry_run=true"):
        return self.daemon.http("POST", "/v1/import" + query, body, token, {"Content-Type": "application/json"})

    def test_an_import_asks_for_what_it_will_be_before_it_is_built(self):
        harbor = self.daemon.token("msp", "harbor")
        before = self.peak()
        status, said = self.imports(self.contacts(0, 8000, 20), harbor)
        self.assertEqual((status, said["code"]), (413, "too_large"), said)
        self.assertRegex(said["detail"], r"\d+ MiB of memory, more than held_bytes in \[http\]: send it in several parts")
        csv = b"id,site,emails\n" + b"".join(b"c%d,brightside-london,c%d@x.example\n" % (i, i) for i in range(60000))
        status, said = self.daemon.http("POST", "/v1/import", csv, harbor, {"Content-Type": "text/csv"})
        self.assertEqual(status, 413, said)
        self.assertLess(self.peak() - before, 24 * MIB, "it was built")
        status, said = self.imports(self.contacts(0, 5000, 20), harbor)
        self.assertEqual((status, said["counts"]["added"]), (200, 5000))
        self.assertLess(self.peak() - before, (64 + 24) * MIB)

    def test_the_report_of_a_large_import_is_had_however_much_the_import_took(self):
        admin = self.daemon.token("admin")
        large = json.loads(self.contacts(20000, 4000, 20))["contacts"]  # half of what there is, and more
        noted = [{"id": "silent-%06d" % i, "site": "brightside-london"} for i in range(800)]
        body = json.dumps({"contacts": large + noted}, separators=(",", ":")).encode()
        for _ in range(5):
            status, said = self.imports(body, admin)
            self.assertEqual(status, 200, said)
            self.assertEqual(len(said["notices"]), 800)
            self.assertGreater(len(json.dumps(said)), 65536)  # what is less is not counted

    def fill(self, mails):
        """Mails of one person of which each is some 90 KB in an export."""
        domain = b".".join([b"d" * 60] * 3) + b".example"
        to = b",\r\n ".join(b"%s%03d@%s" % (b"u" * 50, i, domain) for i in range(99))
        references = b"\r\n ".join(b"<%s%03d@%s>" % (b"r" * 200, i, domain) for i in range(100))
        with self.daemon.smtp() as smtp:
            for i in range(mails):
                smtp.sendmail("gwen@brightside.example", ["support@harbor.example"],
                              b"From: gwen@brightside.example\r\nSubject: s%d\r\nMessage-ID: <e%d@z>\r\nTo: %s\r\n"
                              b"Cc: %s\r\nReferences: %s\r\n\r\nhi\r\n" % (i, i, to, to, references))

    def export(self, token, version=11, method="GET"):
        connection = http.client.HTTPConnection("127.0.0.1", self.daemon.ports["http"], timeout=PATIENCE)
        self.addCleanup(connection.close)
        connection._http_vsn, connection._http_vsn_str = version, "HTTP/%d.%d" % divmod(version, 10)
        connection.request(method, "/v1/export?contact=gwen", headers={"Authorization": "Bearer " + token})
        return connection.getresponse()

    def test_a_person_s_export_is_had_whole_however_large(self):
        token = self.daemon.token("msp", "harbor")
        mails = 800
        self.fill(mails)
        before = self.peak()
        unread = [self.export(token) for _ in range(3)]
        for version in (11, 10):
            answer = self.export(token, version)
            self.assertEqual(answer.status, 200)
            total, arrivals, tickets = 0, set(), 0
            for line in answer:
                total += len(line)
                one = json.loads(line)
                if "arrival" in one:
                    arrivals.add(one["arrival"]["id"])
                tickets += "ticket" in one
            self.assertGreater(total, 64 * MIB)
            self.assertGreaterEqual(len(arrivals), mails)
            self.assertEqual(tickets, len(self.daemon.listed("/v1/tickets?msp=harbor&limit=500")))
        self.assertEqual(self.export(token, method="HEAD").read(), b"")
        for answer in unread:
            self.assertEqual(answer.status, 200)
        self.assertLess(self.peak() - before, 48 * MIB)  # the store's cache of 32 MiB among it

    def test_the_whole_directory_s_export_is_the_same_in_pieces(self):
        admin = self.daemon.token("admin")
        self.assertEqual(self.imports(self.contacts(0, 4000), admin, "")[0], 200)
        exported = self.daemon.http("GET", "/v1/export", token=admin)[1]
        self.assertEqual(len(exported["contacts"]), len(self.daemon.listed("/v1/contacts?limit=500", admin)))
        self.assertEqual([one["id"] for one in exported["contacts"]],
                         sorted(one["id"] for one in exported["contacts"]))
        status, report = self.imports(json.dumps(exported), admin)
        self.assertEqual((status, report["counts"]["added"], report["counts"]["changed"]), (200, 0, 0))


class Records(Door):
    """8 MiB of records for an MSP."""
    LIMITS = "[directory]\nbytes_per_msp = 8388608\ncontacts_per_msp = 6000\n"

    contacts, imports = Held.contacts, Held.imports

    def put(self, contact, token):
        return self.daemon.http("PUT", "/v1/contacts/" + contact["id"], contact, token)

    def test_a_token_fills_the_memory_so_far_and_no_further_also_after_a_restart(self):
        harbor, northwind = self.daemon.token("msp", "harbor"), self.daemon.token("msp", "northwind")
        taken = 0
        for first in range(0, 6000, 250):
            status, said = self.imports(self.contacts(first, 250, 20), harbor, "")
            if status != 200:
                break
            taken += 1
        self.assertGreater(taken, 1)
        self.assertEqual(status, 422)
        refused = ("harbor would have more than 8388608 bytes of records in memory: remove what is not needed any "
                   "more, or ask the help desk to raise bytes_per_msp in [directory]")
        self.assertEqual((said["rejected"][0]["says"], said["applied"]), (refused, False))
        for restarted in (False, True):
            if restarted:
                self.daemon.restart()
            self.assertEqual(self.imports(self.contacts(first, 250, 20), harbor)[1]["rejected"][0]["says"], refused)
            report = self.imports(self.contacts(10000, 6001), self.daemon.token("admin"))[1]
            self.assertIn("harbor would have more than 6000 contacts", report["rejected"][0]["says"])
            one, = json.loads(self.contacts(0, 1, 20))["contacts"]
            for i in range(600):
                status, said = self.put(dict(one, id="one%d" % i), harbor)
                if status != 200:
                    break
            self.assertEqual((status, said["detail"]), (413, refused))
            # What is there may shrink, and others have their own room.
            self.assertEqual(self.put({"id": "c00000%d" % restarted, "site": "brightside-london"}, harbor)[0], 200)
            self.assertEqual(self.put({"id": "nw%d" % restarted, "site": "acme-nyc"}, northwind)[0], 200)


class Slow(Door):
    LIMITS = 'request_deadline = "2s"\nanswer_deadline = "2s"\nmin_data_rate = 500\n'

    def test_much_at_once_gives_no_credit_for_a_byte_now_and_then(self):
        token = self.daemon.token("admin")
        body = b'{"msps":[]' + b" " * 300_000 + b"}"
        head = self.head("POST", "/v1/import?dry_run=true", token, "Content-Type: application/json",
                         "Content-Length: %d" % len(body), "Connection: close")
        drips, flows = self.connect(), self.connect()
        for wire in (drips, flows):
            wire.sendall(head + body[:280_000])
        sent = 280_000
        drips_left = True
        for at in range(40):  # eight seconds: four times the deadline
            time.sleep(0.2)
            flows.sendall(body[sent:sent + 400])
            sent += 400
            if at % 5 == 0 and drips_left:
                try:
                    drips.sendall(b"x")
                except OSError:
                    drips_left = False
        drips.settimeout(1)
        with contextlib.suppress(ConnectionResetError):
            self.assertEqual(drips.recv(4096), b"")
        flows.sendall(body[sent:])
        self.assertEqual(self.answered(flows)[0], 200)

    def test_a_steady_reader_gets_all_however_slow_and_one_that_stops_is_cut(self):
        arrival = self.large_mail()
        token = self.daemon.token("admin")
        steady, stops = (self.ask_raw(arrival, token, receive_bytes=16384) for _ in range(2))
        taken = 0
        for _ in range(40):  # eight seconds of 20 KB, forty times what is asked
            time.sleep(0.2)
            taken += len(steady.recv(4096))
            if taken < 50_000:
                stops.recv(4096)
        steady.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, MIB)
        while got := steady.recv(MIB):
            taken += len(got)
        self.assertGreater(taken, 20_000_000)
        total = 0
        with contextlib.suppress(ConnectionResetError):
            while got := stops.recv(MIB):
                total += len(got)
        self.assertLess(total, 10_000_000)


class Places(Door):
    LIMITS = "max_connections = 3\n"

    def local(self):
        wire = socket.socket(socket.AF_UNIX)
        self.addCleanup(wire.close)
        wire.settimeout(PATIENCE)
        wire.connect(self.daemon.socket)
        return wire

    def is_in(self, wire):
        """True where it is answered, and stays open."""
        try:
            wire.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            status, head = self.answered(wire)
        except OSError:
            return False
        if status:
            self.assertEqual(status, 200, head)
            self.assertEqual(wire.recv(3, socket.MSG_WAITALL), b"ok\n")
        return status is not None

    def once_left(self, connect):
        """A place is free again soon after whoever had it went."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            wire = connect()
            if self.is_in(wire):
                return wire
            time.sleep(0.05)
        self.fail("a place that was given up stays taken")

    def test_places_in_all_and_those_that_the_operator_has_beside_them(self):
        wires = [self.once_left(self.connect)]
        wires += [self.connect() for _ in range(2)]
        for wire in wires:
            self.assertTrue(self.is_in(wire))
        self.assertFalse(self.is_in(self.connect()))
        self.assertTrue(self.is_in(wires[0]))
        # The network has filled it; sixteen more get in through the socket of the machine.
        operators = [self.local() for _ in range(16)]
        for wire in operators:
            self.assertTrue(self.is_in(wire))
        self.assertFalse(self.is_in(self.local()))
        self.assertFalse(self.is_in(self.connect()))
        operators.pop().close()
        operators.append(self.once_left(self.local))
        for wire in operators + wires[1:]:
            wire.close()
        wires.append(self.once_left(self.connect))


class Bodies(Door):
    def put(self, path, body, **headers):
        return self.daemon.http("PUT", path, body, self.daemon.token("admin"),
                                {"Content-Type": "application/json", **headers})

    def test_a_name_that_stands_twice_is_refused_by_name(self):
        for path, body, name in (("/v1/msps/x", '{"id":"x","name":"a","name":"b"}', '"name"'),
                                 ("/v1/msps/x", '{"id":"x","name":"a","id":"harbor"}', '"id"'),
                                 ("/v1/msps/x", '{"id":"x","name":"a","\\u0069d":"x"}', '"id"'),
                                 ("/v1/contacts/gwen", '{"site":"x","phones":[{"kind":"other","kind":"mobile"}]}',
                                  '"kind"')):
            with self.subTest(body=body):
                status, said = self.put(path, body)
                self.assertEqual((status, said["code"]), (400, "invalid"))
                self.assertIn(name + " twice in one object", said["detail"])
        self.assertEqual(self.daemon.http("GET", "/v1/msps/x", token=self.daemon.token("admin"))[0], 404)
        status, said = self.daemon.http("POST", "/v1/import", '{"msps":[{"id":"x","name":"a","id":"y"}]}',
                                        self.daemon.token("admin"), {"Content-Type": "application/json"})
        self.assertEqual(status, 422)
        self.assertIn('"id" twice in one object', json.dumps(said["rejected"][0]["says"]).replace("\\", ""))
        self.assertEqual(self.put("/v1/msps/x", '{"id":"x","name":"a"}')[0], 200)

    def test_an_import_of_very_many_values_is_refused_before_it_is_built(self):
        def sent(values):
            zeros = b"0," * (values - 4) + b"0"  # and three around them
            return self.daemon.http("POST", "/v1/import?dry_run=true", b'{"msps":[],"extra":[' + zeros + b"]}",
                                    self.daemon.token("admin"), {"Content-Type": "application/json"})
        status, said = sent(2_000_000)
        self.assertEqual(status, 422, said)
        self.assertIn('unknown list "extra"', said["rejected"][0]["says"])  # it was read
        status, said = sent(2_000_001)
        self.assertEqual(status, 422, said)
        self.assertIn("more than 2000000 values", said["rejected"][0]["says"])

    def test_a_coded_body_is_refused(self):
        for coding, status in (("gzip", 415), ("identity, gzip", 415), ("Identity", 200)):
            with self.subTest(coding=coding):
                self.assertEqual(self.put("/v1/msps/y", '{"id":"y","name":"a"}', **{"Content-Encoding": coding})[0],
                                 status)

    def test_a_token_has_a_name_that_can_be_seen(self):
        for name in ("a\x1b[31m", "a\nb", "a\u2028b", "\u202eb", "a\u200b", "a\u061c", "\ufeffa", "a\U000e0041"):
            with self.subTest(name=name):
                status, said = self.daemon.http(
                    "POST", "/v1/tokens", json.dumps({"role": "metrics", "name": name}),
                    self.daemon.token("admin"), {"Content-Type": "application/json"})
                self.assertEqual(status, 400, said)
                self.assertIn("a token's name", said["detail"])
        self.assertEqual(self.daemon.http("POST", "/v1/tokens", '{"role":"metrics","name":"Z\u00fcrich \u2764\ufe0f"}'.encode(),
                                          self.daemon.token("admin"), {"Content-Type": "application/json"})[0], 201)


if __name__ == "__main__":
    unittest.main()
