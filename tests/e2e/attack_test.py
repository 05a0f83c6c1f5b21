"""What is known to be tried against mail servers, tried on this one over real sockets; and then a look
into its store, not only at what it said: no second mail, no mail for others, nothing from before TLS.
"""
import os
import subprocess
import time
import unittest

from daemon_fixture import CONFIG, Daemon
from wire import ENVELOPE, HELLO, Wire, codes

# Each is an end of data for some server, and none is one: the nine of smtpsmug, and one with a NUL.
FAKE_ENDS = (b"\n.\n", b"\n.\r\n", b"\r\n.\n", b"\r.\r", b"\r\n.\r", b"\r.\r\n", b"\n.\r", b"\r.\n",
             b"\r\n\0.\r\n", b"\r\n.\0\r\n")
SECOND = (b"MAIL FROM:<evil@elsewhere.example>\r\nRCPT TO:<support@harbor.example>\r\nDATA\r\n"
          b"From: evil@elsewhere.example\r\nSubject: smuggled\r\n\r\nx\r\n.\r\nQUIT\r\n")


def make_certificate(folder):
    """Its path; the key stands beside it."""
    key, certificate = os.path.join(folder, "key.pem"), os.path.join(folder, "cert.pem")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
                    "/CN=frontdesk.test.example", "-keyout", key, "-out", certificate], check=True,
                   capture_output=True)
    os.chmod(key, 0o600)
    return certificate


class Attacked(unittest.TestCase):
    CONFIG = CONFIG

    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon(cls.CONFIG)
        cls.addClassCleanup(cls.daemon.close)
        cls.prepare()
        cls.daemon.start()
        cls.daemon.load_directory()

    @classmethod
    def prepare(cls):
        pass

    def wire(self):
        return Wire(self.daemon.ports["smtp"])

    def arrivals(self):
        return self.daemon.listed("/v1/arrivals?limit=500")


class Smuggling(Attacked):
    HELLO = HELLO

    @classmethod
    def furnish(cls, daemon):
        """What its configuration names."""

    @classmethod
    def prepare(cls):
        cls.furnish(cls.daemon)

    def connect(self, daemon):
        return Wire(daemon.ports["smtp"])

    def wire(self):
        return self.connect(self.daemon)

    def first_mail(self, end):
        return b"From: gwen@brightside.example\r\nSubject: first\r\n\r\nhello" + end

    def check_refused(self, replies):
        self.assertEqual(codes(replies)[-1], 550, replies)
        self.assertIn("550 5.5.2 bare CR, bare LF or NUL in the message", replies[-1])
        self.assertNotIn("queued", "".join(replies))

    def test_no_fake_end_of_data_ends_a_mail_however_the_bytes_are_cut(self):
        tried = 0
        for end in FAKE_ENDS:
            body = self.first_mail(end)
            whole = body + SECOND
            first, last = len(body) - len(end) - 1, len(body) + 2
            for cut in range(first, last + 1):
                with self.subTest(end=end, cut=cut), self.wire() as wire:
                    wire.ask(self.HELLO[:-2], *ENVELOPE.split(b"\r\n")[:2], b"DATA")
                    wire.send(whole[:cut])
                    time.sleep(0.003)  # so that each piece is read by itself
                    wire.send(whole[cut:])
                    self.check_refused(wire.rest())
                    tried += 1
        self.assertGreater(tried, 60)
        self.assertEqual(self.arrivals(), [])
        self.assertEqual(self.daemon.get("/v1/tickets")["items"], [])

    def test_nor_byte_by_byte_nor_all_at_once(self):
        for end in FAKE_ENDS:
            body = self.first_mail(end)
            with self.subTest(end=end), self.wire() as wire:
                wire.ask(self.HELLO[:-2], *ENVELOPE.split(b"\r\n")[:2], b"DATA")
                for byte in body + SECOND:
                    if not wire.send(bytes([byte])):
                        break
                self.check_refused(wire.rest())
            with self.subTest(end=end, eager=True), self.wire() as wire:
                wire.send(self.HELLO + ENVELOPE + b"DATA\r\n" + body + SECOND)
                replies = wire.rest()
                self.assertEqual(codes(replies), [250, 250, 250, 354, 550])
                self.check_refused(replies)
        self.assertEqual(self.arrivals(), [])

    def test_nor_by_bdat(self):
        for end in FAKE_ENDS:
            body = self.first_mail(end)
            with self.subTest(end=end), self.wire() as wire:
                wire.send(self.HELLO + ENVELOPE + b"BDAT %d LAST\r\n" % len(body) + body + SECOND)
                replies = wire.rest()
                self.assertEqual(codes(replies), [250, 250, 250, 550])
        self.assertEqual(self.arrivals(), [])

    def test_the_real_end_is_one_and_what_is_pipelined_behind_it_is_a_mail(self):
        """So that the tests above can fail: the same bytes with a real end are two mails."""
        daemon = Daemon(self.CONFIG)
        self.addCleanup(daemon.close)
        self.furnish(daemon)
        daemon.start()
        daemon.load_directory()
        with self.connect(daemon) as wire:
            wire.send(self.HELLO + ENVELOPE + b"DATA\r\n" + self.first_mail(b"\r\n.\r\n") + SECOND)
            self.assertEqual(codes(wire.rest()), [250, 250, 250, 354, 250, 250, 250, 354, 250, 221])
        subjects = sorted(one["subject"] for one in daemon.listed("/v1/arrivals"))
        self.assertEqual(subjects, ["first", "smuggled"])


class SmugglingInTls(Smuggling):
    CONFIG = CONFIG + '[tls]\ncertificate = "cert.pem"\nkey = "key.pem"\n'

    @classmethod
    def furnish(cls, daemon):
        make_certificate(daemon.folder)

    def connect(self, daemon):
        wire = super().connect(daemon)
        self.assertTrue(wire.ask(HELLO[:-2], b"STARTTLS").startswith("220 "))
        wire.start_tls(os.path.join(daemon.folder, "cert.pem"))
        return wire


class SmugglingByLmtp(Smuggling):
    CONFIG = CONFIG.replace("[http]", 'lmtp_socket = "lmtp.sock"\n[http]', 1)
    HELLO = b"LHLO client.example\r\n"

    def connect(self, daemon):
        return Wire(os.path.join(daemon.folder, "lmtp.sock"))


class StartTls(Attacked):
    CONFIG = CONFIG + '[tls]\ncertificate = "cert.pem"\nkey = "key.pem"\n'

    @classmethod
    def prepare(cls):
        cls.certificate = make_certificate(cls.daemon.folder)

    INJECTED = b"EHLO evil.example\r\n" + ENVELOPE + b"DATA\r\nSubject: injected\r\n\r\nx\r\n.\r\n"

    def test_what_comes_with_starttls_ends_the_connection(self):
        for cut in range(1, 12):
            with self.subTest(bytes=cut), self.wire() as wire:
                wire.send(HELLO + b"STARTTLS\r\n" + self.INJECTED[:cut])
                replies = wire.rest()
                self.assertEqual(codes(replies), [250, 554])
                self.assertIn("bytes between STARTTLS and TLS", replies[-1])
        self.assertEqual(self.arrivals(), [])

    def test_plain_text_behind_the_go_ahead_is_never_a_command(self):
        for pieces in ([self.INJECTED], [bytes([byte]) for byte in self.INJECTED]):
            with self.wire() as wire:
                wire.ask(HELLO[:-2])
                self.assertTrue(wire.ask(b"STARTTLS").startswith("220 "))
                wire.send(*pieces)
                # What comes back is an alert of TLS, or nothing.
                try:
                    wire.socket.settimeout(60)
                    while chunk := wire.socket.recv(4096):
                        self.assertNotRegex(chunk, rb"(?m)^[2345]\d\d[ -]")
                except OSError:
                    pass
        self.assertEqual(self.arrivals(), [])
        with self.daemon.smtp() as smtp:
            smtp.ehlo()

    def test_nothing_of_before_tls_is_known_inside(self):
        with self.wire() as wire:
            wire.ask(HELLO[:-2], *ENVELOPE.split(b"\r\n")[:2])
            self.assertTrue(wire.ask(b"STARTTLS").startswith("220 "))
            wire.start_tls(self.certificate)
            for command, code in ((b"DATA", 503), (b"RCPT TO:<support@harbor.example>", 503),
                                  (b"MAIL FROM:<gwen@brightside.example>", 503),
                                  (b"BDAT 0 LAST", 503), (b"STARTTLS", 503), (b"AUTH PLAIN AGEAYg==", 502)):
                with self.subTest(command=command):
                    self.assertEqual(codes([wire.ask(command)]), [code])
            self.assertNotIn("STARTTLS", wire.ask(b"EHLO client.example"))
            self.assertEqual(codes([wire.ask(b"DATA")]), [503])
        self.assertEqual(self.arrivals(), [])


class TwoWays(Attacked):
    MAIL = (b"From: gwen@brightside.example\r\nSubject: %s\r\nMessage-ID: <%s@two.example>\r\n\r\n"
            b".dots\r\n..\r\n.\r\nMAIL FROM:<x@y.example>\r\n\xc3\xa9\r\n")

    def raw(self, arrival):
        """Without the line that we put before it."""
        found = self.daemon.arrival(arrival)
        raw = self.daemon.get("/v1/arrivals/%s/raw" % arrival)
        raw = raw if isinstance(raw, bytes) else raw.encode()
        return found, raw[raw.index(b"From: gwen"):]

    def by_data(self, mail):
        with self.wire() as wire:
            wire.ask(HELLO[:-2], *ENVELOPE.split(b"\r\n")[:2], b"DATA")
            stuffed = b"\r\n".join(b"." + line if line.startswith(b".") else line
                                   for line in mail.split(b"\r\n"))
            return wire.ask(stuffed + b".")

    def by_bdat(self, *chunks):
        """All in one segment: what is pipelined."""
        with self.wire() as wire:
            said = [b"BDAT %d%s\r\n" % (len(chunk), b" LAST" if i + 1 == len(chunks) else b"") + chunk
                    for i, chunk in enumerate(chunks)]
            wire.send(HELLO + ENVELOPE + b"".join(said) + b"QUIT\r\n")
            replies = wire.rest()
            self.assertEqual(codes(replies), [250] * (3 + len(chunks)) + [221])
            return replies[-2]

    def test_one_mail_by_both_ways_is_one_mail(self):
        mail = self.MAIL % (b"both", b"both")
        first = self.by_data(mail)
        for cut in (0, 1, len(mail) // 2, len(mail) - 1, len(mail)):
            self.assertEqual(self.by_bdat(mail[:cut], mail[cut:]), first)
        # The last line may come without its end, and BDAT 0 LAST may bring the end.
        self.assertEqual(self.by_bdat(mail[:-2]), first)
        self.assertEqual(self.by_bdat(mail, b""), first)
        found, raw = self.raw(first.split()[-1])
        self.assertEqual(raw, mail)
        self.assertEqual([one["subject"] for one in self.arrivals()].count("both"), 1)
        self.assertEqual(found["arrival"]["id"], first.split()[-1])

    def test_the_two_are_never_mixed(self):
        with self.wire() as wire:
            wire.send(HELLO + ENVELOPE + b"BDAT 6\r\na: b\r\n" + b"DATA\r\nRCPT TO:<support@harbor.example>\r\n"
                      + b"MAIL FROM:<>\r\nRSET\r\nDATA\r\nQUIT\r\n")
            self.assertEqual(codes(wire.rest()), [250, 250, 250, 250, 503, 503, 503, 250, 503, 221])
        self.assertNotIn("", [one["subject"] for one in self.arrivals()])

    def test_a_body_of_many_chunks_and_many_mails_in_one_segment(self):
        mails = [self.MAIL % (b"many-%d" % number, b"many-%d" % number) for number in range(5)]
        said = b""
        for mail in mails:
            said += ENVELOPE
            for at in range(0, len(mail), 7):
                said += b"BDAT %d\r\n" % len(mail[at:at + 7]) + mail[at:at + 7]
            said += b"BDAT 0 LAST\r\n"
        with self.wire() as wire:
            wire.send(HELLO + said + b"QUIT\r\n")
            queued = [reply for reply in wire.rest() if "queued" in reply]
        self.assertEqual(len(queued), 5)
        for reply, mail in zip(queued, mails):
            self.assertEqual(self.raw(reply.split()[-1])[1], mail)

    def test_bytes_that_no_text_has_are_refused_by_both(self):
        for bad in (b"a\nb\r\n", b"a\rb\r\n", b"a\0b\r\n"):
            mail = b"Subject: bad\r\n\r\n" + bad
            with self.subTest(bad=bad, by="DATA"), self.wire() as wire:
                wire.send(HELLO + ENVELOPE + b"DATA\r\n" + mail + b".\r\n")
                self.assertEqual(codes(wire.rest())[-1], 550)
            with self.subTest(bad=bad, by="BDAT"), self.wire() as wire:
                wire.send(HELLO + ENVELOPE + b"BDAT %d LAST\r\n" % len(mail) + mail)
                self.assertEqual(codes(wire.rest())[-1], 550)
        self.assertNotIn("bad", [one["subject"] for one in self.arrivals()])

    def test_a_size_that_cannot_be_ends_the_connection(self):
        for size in (b"-1", b"x", b"", b"5 FIRST", b"99999999999999999999999", b"0x10", b"1e3", b"+4"):
            with self.subTest(size=size), self.wire() as wire:
                wire.send(HELLO + ENVELOPE + b"BDAT " + size + b"\r\nRSET\r\n")
                self.assertEqual(codes(wire.rest()), [250, 250, 250, 501])
        with self.wire() as wire:
            wire.send(HELLO + ENVELOPE + b"BDAT 52428801\r\nRSET\r\n")
            self.assertEqual(codes(wire.rest()), [250, 250, 250, 552])


class OpenRelay(Attacked):
    CONFIG = CONFIG.replace("[http]", 'lmtp_socket = "lmtp.sock"\n[http]', 1)

    ELSEWHERE = [
        "someone@elsewhere.example", "someone%elsewhere.example@harbor.example",
        "support%elsewhere.example@harbor.example", "@harbor.example:someone@elsewhere.example",
        "@harbor.example,@northwind.example:someone@elsewhere.example",
        '"someone@elsewhere.example"@harbor.example', '"someone@elsewhere.example"',
        '"support@harbor.example"@elsewhere.example', '"support@harbor.example> "@elsewhere.example',
        "elsewhere.example!someone", "elsewhere.example!someone@harbor.example",
        "harbor.example!support@elsewhere.example", "someone@[192.0.2.1]", "support@[127.0.0.1]",
        "support@[IPv6:::1]", "support@127.0.0.1", "support@", "support", "@harbor.example", "",
        "support@harbor.example.elsewhere.example", "support@elsewhere.harbor.example",
        "support@elsewhere.example@harbor.example", "support@harbor.example@elsewhere.example",
        "support@harbor.example, someone@elsewhere.example",
        "support@harbor.example> <someone@elsewhere.example", "support@harbor.example ",
        " support@elsewhere.example", "support+x@elsewhere.example", "postmaster@elsewhere.example",
        "postmaster%elsewhere.example@harbor.example", "root@harbor.example", "*@harbor.example",
        "s" * 300 + "@harbor.example", "support@" + "h" * 300 + ".example",
        "support+" + "x" * 300 + "@harbor.example", "(comment)support@elsewhere.example",
        "support@harbor.example(comment)", "support@harbor_example", "support@harbor.example..",
        "|/bin/sh@harbor.example", "../support@harbor.example", "support@harbor.example\\@elsewhere.example",
    ]
    # Letters that look like ours: Cyrillic, full width, a dotless i, an invisible one.
    WIDE = ["supp\u043ert@harbor.example", "support@h\u0430rbor.example", "\uff53upport@harbor.example",
            "support@harbor\u3002example", "support@harbor.exampl\u0435", "su\u200bpport@harbor.example",
            "support\uff20harbor.example", "support@\uff48arbor.example"]

    def check(self, send, addresses):
        for address in addresses:
            with self.subTest(address=address):
                code = send(b"RCPT TO:<%s>" % address.encode())
                self.assertIn(code, (500, 501, 550, 553, 555))

    def test_nobody_elsewhere_is_ever_a_recipient(self):
        with self.daemon.smtp() as smtp:
            smtp.ehlo()
        for some in (self.ELSEWHERE[at:at + 15] for at in range(0, len(self.ELSEWHERE), 15)):
            with self.wire() as wire:
                wire.ask(HELLO[:-2], b"MAIL FROM:<gwen@brightside.example>")
                self.check(lambda line: codes([wire.ask(line)])[0], some)
                # Nobody is there to send to.
                self.assertEqual(codes([wire.ask(b"DATA")]), [554])
        self.assertEqual(self.arrivals(), [])

    def test_nor_one_whose_letters_only_look_like_ours(self):
        with self.wire() as wire:
            wire.ask(HELLO[:-2], b"MAIL FROM:<gwen@brightside.example> SMTPUTF8")
            self.check(lambda line: codes([wire.ask(line)])[0], self.WIDE)
            self.assertEqual(codes([wire.ask(b"DATA")]), [554])
        with self.wire() as wire:
            wire.ask(HELLO[:-2], b"MAIL FROM:<gwen@brightside.example>")
            self.check(lambda line: codes([wire.ask(line)])[0], self.WIDE)
        self.assertEqual(self.arrivals(), [])

    def test_nor_by_lmtp(self):
        import smtplib
        for some in (self.ELSEWHERE[at:at + 15] for at in range(0, len(self.ELSEWHERE), 15)):
            with smtplib.LMTP(os.path.join(self.daemon.folder, "lmtp.sock")) as lmtp:
                lmtp.ehlo()
                lmtp.mail("gwen@brightside.example")
                self.check(lambda line: lmtp.docmd(line.decode())[0], some)
        self.assertEqual(self.arrivals(), [])

    def test_control_characters_in_an_address_end_the_connection(self):
        for bad in (b"\0", b"\t", b"\x1b[31m", b"\r", b"\n", b"\x7f"):
            with self.subTest(bad=bad), self.wire() as wire:
                wire.send(HELLO + b"MAIL FROM:<>\r\nRCPT TO:<support@harbor.example" + bad +
                          b".elsewhere.example>\r\nDATA\r\n")
                self.assertEqual(codes(wire.rest()), [250, 250, 500])
        self.assertEqual(self.arrivals(), [])

    def test_a_route_through_others_is_read_over_and_leads_to_us_alone(self):
        daemon = Daemon()
        self.addCleanup(daemon.close)
        daemon.start()
        daemon.load_directory()
        with Wire(daemon.ports["smtp"]) as wire:
            wire.ask(HELLO[:-2], b"MAIL FROM:<gwen@brightside.example>")
            reply = wire.ask(b"RCPT TO:<@elsewhere.example:support@harbor.example>")
            self.assertEqual(codes([reply]), [250])
            wire.ask(b"DATA")
            queued = wire.ask(b"From: gwen@brightside.example\r\nSubject: route\r\n\r\nx\r\n.")
        found = daemon.arrival(queued.split()[-1])
        self.assertEqual(found["arrival"]["line"], "harbor-mail")
        self.assertEqual(found["facts"]["recipient"], "support@harbor.example")


if __name__ == "__main__":
    unittest.main()
