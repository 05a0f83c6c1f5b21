"""Every limit of the doors, over real sockets and as a configuration sets it, from both sides: what is just
below is taken, what is just above is refused in the protocol's own words.
"""
import os
import smtplib
import socket
import ssl
import time
import unittest

from attack_test import Attacked, make_certificate
from daemon_fixture import CONFIG
from wire import ENVELOPE, HELLO, codes

MAIL_LIMITS = """
[smtp.limits]
message_bytes = 65536
recipients = 100
command_line_bytes = 512
commands = 130
transactions = 3
errors = 3
junk = 5
idle = "2s"
handshake = "1s"
"""
HTTP_PATIENCE = 20  # seconds, of which the server's deadlines here are a tenth and less
HTTP_LIMITS = """max_header_bytes = 1024
max_requests = 3
idle_deadline = "2s"
request_deadline = "1s"
answer_deadline = "1s"
min_data_rate = 500
"""


class MailDoor(Attacked):
    CONFIG = CONFIG + MAIL_LIMITS

    def ready(self, *commands):
        wire = self.wire()
        self.addCleanup(wire.socket.close)
        wire.ask(HELLO[:-2], *commands)
        return wire

    def test_message_bytes(self):
        def mail(size):
            head = b"Subject: %d\r\n\r\n" % size
            return head + b"x" * (size - len(head) - 2) + b"\r\n"
        wire = self.ready()
        self.assertTrue(wire.ask(b"MAIL FROM:<> SIZE=65536").startswith("250 2.1.0 "))
        wire.ask(b"RSET")
        self.assertTrue(wire.ask(b"MAIL FROM:<> SIZE=65537").startswith("552 5.3.4 message too large"))
        for by in ("DATA", "BDAT"):
            for size, code in ((65536, "250 2.0.0 queued as"), (65537, "552 5.3.4 message too large")):
                with self.subTest(by=by, size=size):
                    wire = self.ready(*ENVELOPE.split(b"\r\n")[:2])
                    if by == "DATA":
                        wire.ask(b"DATA")
                        said = wire.ask(mail(size) + b".")
                    else:
                        wire.send(b"BDAT %d LAST\r\n" % size + mail(size))
                        said = wire.read_reply()
                    self.assertTrue(said.startswith(code), said)
                    self.assertEqual(codes([wire.ask(b"NOOP")]), [250])  # it was read to its end
                    wire.socket.close()

    def test_recipients(self):
        wire = self.ready(b"MAIL FROM:<>")
        for number in range(100):
            said = wire.ask(b"RCPT TO:<support+%d@harbor.example>" % number)
            self.assertTrue(said.startswith("250 2.1.5 "), said)
        said = wire.ask(b"RCPT TO:<support@harbor.example>")
        self.assertTrue(said.startswith("452 4.5.3 too many recipients"), said)

    def test_command_line_bytes(self):
        wire = self.ready()
        self.assertEqual(codes([wire.ask(b"NOOP " + b"x" * (512 - 7))]), [250])
        wire.send(b"NOOP " + b"x" * (513 - 7) + b"\r\n")
        self.assertEqual(wire.rest(), ["500 5.5.2 line too long\r\n"])

    def test_commands(self):
        wire = self.ready(b"MAIL FROM:<>")
        for number in range(128):
            self.assertEqual(codes([wire.ask(b"RCPT TO:<support@harbor.example>")]), [250 if number < 100 else 452])
        wire.send(b"RCPT TO:<support@harbor.example>\r\n")
        self.assertEqual(wire.rest(), ["421 4.7.0 too many commands, connect again\r\n"])

    def test_transactions(self):
        wire = self.ready()
        for _ in range(3):
            self.assertEqual(codes([wire.ask(b"MAIL FROM:<>")]), [250])
            wire.ask(b"RSET")
        wire.send(b"MAIL FROM:<>\r\n")
        self.assertEqual(wire.rest(), ["421 4.7.0 enough mails, connect again\r\n"])

    def test_errors_and_junk(self):
        wire = self.ready()
        for _ in range(3):
            self.assertEqual(codes([wire.ask(b"XYZZY")]), [500])
        wire.send(b"XYZZY\r\n")
        self.assertEqual(codes(wire.rest())[-1], 421)
        wire = self.ready()
        for _ in range(5):
            self.assertEqual(codes([wire.ask(b"NOOP")]), [250])
        wire.send(b"NOOP\r\n")
        self.assertEqual(wire.rest(), ["421 4.7.0 too many commands without mail\r\n"])
        wire = self.ready()
        for _ in range(5):
            self.assertEqual(codes([wire.ask(b"HELO x")]), [250])
        wire.send(b"HELO x\r\n")
        self.assertEqual(wire.rest(), ["421 4.7.0 too many commands without mail\r\n"])

    def test_idle(self):
        silent, talks = self.ready(), self.ready()
        for _ in range(4):
            time.sleep(0.7)
            self.assertEqual(codes([talks.ask(b"HELO x")]), [250])
        self.assertEqual(silent.rest(), ["421 4.4.2 waited too long for you\r\n"])
        self.assertEqual(codes([talks.ask(b"HELO x")]), [250])

    def test_data_rate_min(self):
        envelope = ENVELOPE.split(b"\r\n")[:2]
        drips, flows = self.ready(*envelope, b"DATA"), self.ready(*envelope, b"DATA")
        chunks = self.ready(*envelope)  # each is answered, but they make no message
        flows.send(b"Subject: flows\r\n\r\n")
        began = time.monotonic()
        while time.monotonic() - began < 4:
            drips.send(b"x")
            chunks.send(b"BDAT 1\r\nx")
            flows.send(b"y" * 998 + b"\r\n")
            time.sleep(0.2)
        self.assertEqual(drips.rest(), ["421 4.4.2 waited too long for you\r\n"])
        self.assertEqual(chunks.rest()[-1], "421 4.4.2 waited too long for you\r\n")
        self.assertTrue(flows.ask(b".").startswith("250 2.0.0 queued as"))


class MailInTls(Attacked):
    CONFIG = (CONFIG.replace('listen = ["127.0.0.1:0"]', 'listen = []\ntls_listen = ["127.0.0.1:0"]', 1)
              + '[tls]\ncertificate = "cert.pem"\nkey = "key.pem"\n[smtp.limits]\nhandshake = "1s"\n')

    @classmethod
    def prepare(cls):
        cls.certificate = make_certificate(cls.daemon.folder)

    def test_handshake(self):
        port = self.daemon.ports["smtp"]
        with socket.create_connection(("127.0.0.1", port), timeout=60) as silent:
            self.assertEqual(silent.recv(4096), b"")
        trust = ssl.create_default_context(cafile=self.certificate)
        trust.check_hostname = False
        with smtplib.SMTP_SSL("127.0.0.1", port, local_hostname="x", context=trust, timeout=60) as smtp:
            self.assertEqual(smtp.noop()[0], 250)


class MailConnections(Attacked):
    CONFIG = (CONFIG.replace("[http]", 'lmtp_socket = "lmtp.sock"\n[http]', 1)
              + "[smtp.limits]\nconnections = 6\nconnections_per_address = 4\n")

    def local(self):
        """A connection by LMTP, which counts in the total alone."""
        wire = socket.socket(socket.AF_UNIX)
        self.addCleanup(wire.close)
        wire.connect(os.path.join(self.daemon.folder, "lmtp.sock"))
        return wire.recv(4096).decode()

    def test_connections_per_address_and_in_all(self):
        wires = [self.wire() for _ in range(4)]
        for wire in wires:
            self.addCleanup(wire.socket.close)
            self.assertTrue(wire.replies[0].startswith("220 "), wire.replies)
        fifth = self.wire()
        self.assertEqual(fifth.replies, ["421 4.7.0 too many connections from your address\r\n"])
        self.assertEqual(fifth.rest(), [])
        fifth.socket.close()
        self.assertTrue(wires[0].ask(b"NOOP").startswith("250 "))
        said = [self.local() for _ in range(4)]
        self.assertTrue(said[0].startswith("220 "), said)
        self.assertEqual(said[-1], "421 4.7.0 too many connections, come again\r\n")
        wires.pop().ask(b"QUIT")
        end = time.monotonic() + 60
        while time.monotonic() < end:  # once it is gone, another may come
            with self.wire() as wire:
                if wire.replies[0].startswith("220 "):
                    return
        self.fail("a place that was given up stays taken")


class HttpAttacked(Attacked):
    GET = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"

    def connect(self):
        wire = socket.create_connection(("127.0.0.1", self.daemon.ports["http"]), timeout=HTTP_PATIENCE)
        self.addCleanup(wire.close)
        return wire

    def answer(self, *pieces, pause=0.0):
        """All that comes until the end; pieces are sent until the other side hangs up. TimeoutError where
        it does not: a connection that stays open is no refusal."""
        wire = self.connect()
        try:
            for piece in pieces:
                wire.sendall(piece)
                time.sleep(pause)
        except ConnectionError:
            pass
        answer = b""
        try:
            while chunk := wire.recv(65536):
                answer += chunk
        except ConnectionError:
            pass
        wire.close()
        return answer

    def status(self, *pieces, pause=0.0):
        answer = self.answer(*pieces, pause=pause)
        return int(answer.split()[1]) if answer else None


class HttpDoor(HttpAttacked):
    CONFIG = Attacked.CONFIG.replace("[admin]", HTTP_LIMITS + "[admin]", 1)

    def put(self, body):
        return self.daemon.http("PUT", "/v1/msps/limits", body, self.daemon.token("admin"),
                                {"Content-Type": "application/json"})

    def test_header_bytes(self):
        def request(size):
            rest = size - len(self.GET) - len(b"X: \r\n\r\n")
            return self.GET + b"X: " + b"x" * rest + b"\r\n\r\n"
        self.assertEqual(self.status(request(1024)), 200)
        self.assertEqual(self.status(request(1025)), 431)
        lines = b"".join(b"X-%d: y\r\n" % number for number in range(200))
        self.assertEqual(self.status(self.GET + lines + b"\r\n"), 431)

    def test_body_bytes(self):
        head, tail = b'{"id":"limits","name":"x"', b"}"
        fits = head + b" " * (1024 * 1024 - len(head) - len(tail)) + tail
        self.assertEqual(self.put(fits)[0] // 100, 2)
        status, said = self.put(fits[:-1] + b" }")
        self.assertEqual((status, said["code"]), (413, "too_large"))
        self.assertIn("larger than this route takes", said["detail"])

    def test_import_body_bytes(self):
        token = self.daemon.token("admin")
        text = b'{"msps":[]' + b" " * (32 * 1024 * 1024 - 11) + b"}"
        self.assertEqual(self.daemon.http("POST", "/v1/import?dry_run=true", text, token,
                                          {"Content-Type": "application/json"})[0], 200)
        # Told before any of it is sent.
        self.assertEqual(self.status(
            b"POST /v1/import?dry_run=true HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            b"Authorization: Bearer " + token.encode() + b"\r\nContent-Length: 33554433\r\n\r\n"), 413)

    def test_json_depth(self):
        def nested(depth):  # the object is one of them
            return b'{"id":"limits","name":"x","extra":' + b"[" * (depth - 1) + b"]" * (depth - 1) + b"}"
        self.assertIn('unknown member "extra"', self.put(nested(32))[1]["detail"])  # it was read
        for depth in (33, 100_000):
            status, said = self.put(nested(depth))
            self.assertEqual(status, 400, said)
            self.assertIn("JSON", said["detail"])

    def test_segments_and_parameters(self):
        def status(path):
            return self.status(self.GET.replace(b"/healthz", path) + b"\r\n")
        self.assertEqual(status(b"/a" * 32), 404)
        self.assertEqual(status(b"/a" * 33), 400)
        self.assertEqual(status(b"/healthz?" + b"&".join([b"a=1"] * 64)), 200)
        self.assertEqual(status(b"/healthz?" + b"&".join([b"a=1"] * 65)), 400)

    def test_requests_per_connection(self):
        again = self.GET.replace(b"Connection: close\r\n", b"") + b"\r\n"
        self.assertEqual(self.answer(again * 4).count(b"HTTP/1.1 200"), 3)

    def test_idle(self):
        self.assertEqual(self.answer(), b"")
        request = self.GET.replace(b"Connection: close\r\n", b"") + b"\r\n"
        talks = self.connect()
        for _ in range(3):  # in all longer than a connection may be silent
            time.sleep(1)
            talks.sendall(request)
            self.assertIn(b" 200 ", talks.recv(4096))

    def test_request_deadline_extends_with_bytes(self):
        half = self.GET[:20]
        self.assertIsNone(self.status(half))  # and then silence
        self.assertIsNone(self.status(self.GET, *[b"x"] * 30, pause=0.1))  # a byte now and then
        # 500 bytes and more a second, for longer than the second that it has.
        body = b'{"id":"limits","name":"x"' + b" " * 4000 + b"}"
        head = (b"PUT /v1/msps/limits HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer "
                + self.daemon.token("admin").encode() + b"\r\nContent-Type: application/json\r\n"
                b"Content-Length: %d\r\n\r\n" % len(body))
        pieces = [head] + [body[at:at + 200] for at in range(0, len(body), 200)]
        self.assertEqual(self.status(*pieces, pause=0.1) // 100, 2)

    def test_an_answer_that_nobody_reads_is_cut_however_much_was_taken(self):
        with self.daemon.smtp() as smtp:  # 20 MB: more than the buffers between us take
            smtp.sendmail("gwen@brightside.example", ["support@harbor.example"],
                          b"Subject: large\r\n\r\n" + (b"x" * 998 + b"\r\n") * 20_000)
        arrival = self.arrivals()[0]["id"]
        request = (b"GET /v1/arrivals/" + arrival.encode() + b"/raw HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                   b"Authorization: Bearer " + self.daemon.token("admin").encode() + b"\r\n\r\n")
        self.assertGreater(len(self.answer(request)), 20_000_000)
        wire = self.connect()
        wire.sendall(request)
        time.sleep(3)
        got = b"."
        total = 0
        try:
            while got:
                got = wire.recv(1 << 20)
                total += len(got)
        except ConnectionError:
            pass
        self.assertLess(total, 20_000_000)


class HttpConnections(HttpAttacked):
    """A daemon that nobody else asks: a connection counts until the daemon has seen it go."""
    CONFIG = Attacked.CONFIG.replace("[admin]", "max_connections_per_address = 4\n[admin]", 1)

    def test_connections_per_address(self):
        kept = []
        for _ in range(4):
            wire = self.connect()
            wire.sendall(self.GET.replace(b"Connection: close\r\n", b"") + b"\r\n")
            self.assertIn(b" 200 ", wire.recv(4096))
            kept.append(wire)
        try:
            self.assertEqual(self.connect().recv(4096), b"")
        except ConnectionResetError:
            pass
        kept.pop().close()
        end = time.monotonic() + 60
        while self.status(self.GET + b"\r\n") != 200:
            self.assertLess(time.monotonic(), end, "a place that was given up stays taken")


if __name__ == "__main__":
    unittest.main()
