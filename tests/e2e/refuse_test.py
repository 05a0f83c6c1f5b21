"""What the mail door takes and refuses, by the protocol's own words, and what a full store says."""
import os
import smtplib
import socket
import ssl
import subprocess
import unittest

from daemon_fixture import CONFIG, Daemon

MAIL = b"From: gwen@brightside.example\r\nSubject: %s\r\nMessage-ID: <%s@refuse.example>\r\n\r\nHello.\r\n"


def mail(name):
    return MAIL % (name, name)


class Doors(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        config = CONFIG.replace('[http]', 'lmtp_socket = "lmtp.sock"\n[http]')
        config += '[tls]\ncertificate = "cert.pem"\nkey = "key.pem"\n'
        cls.daemon = Daemon(config)
        cls.addClassCleanup(cls.daemon.close)
        folder = cls.daemon.folder
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
                        "-subj", "/CN=frontdesk.test.example", "-keyout", os.path.join(folder, "key.pem"),
                        "-out", os.path.join(folder, "cert.pem")], check=True, capture_output=True)
        os.chmod(os.path.join(folder, "key.pem"), 0o600)
        cls.daemon.start()
        cls.daemon.load_directory()

    def test_what_is_offered(self):
        with self.daemon.smtp() as smtp:
            smtp.ehlo()
            for word in ("pipelining", "size", "8bitmime", "smtputf8", "enhancedstatuscodes",
                         "chunking", "starttls"):
                self.assertIn(word, smtp.esmtp_features)

    def test_unknown_recipients_and_relaying_are_refused(self):
        with self.daemon.smtp() as smtp:
            smtp.ehlo()
            smtp.mail("gwen@brightside.example")
            for address in ("nobody@harbor.example", "someone@elsewhere.example"):
                code, text = smtp.rcpt(address)
                self.assertEqual(code, 550)
                self.assertTrue(text.startswith(b"5.1.1"), text)

    def test_postmaster_and_plus_addresses_are_taken(self):
        with self.daemon.smtp() as smtp:
            smtp.ehlo()
            smtp.mail("gwen@brightside.example")
            for address in ("postmaster@harbor.example", "support+anything@harbor.example",
                            "postmaster"):
                self.assertEqual(smtp.rcpt(address)[0], 250, address)

    def test_one_mail_to_two_lines_is_two_arrivals_with_the_raw_bytes_once(self):
        with self.daemon.smtp() as smtp:
            smtp.sendmail("gwen@brightside.example",
                          ["support@harbor.example", "help@northwind.example",
                           "support+x@harbor.example"], mail(b"two-lines"))
        arrivals = [one for one in self.daemon.listed("/v1/arrivals?from=gwen@brightside.example")
                    if self.daemon.arrival(one["id"])["facts"]["mail"]["subject"] == "two-lines"]
        self.assertEqual(sorted(one["line"] for one in arrivals), ["harbor-mail", "northwind-mail"])
        self.assertEqual(len({one["raw"] for one in arrivals}), 1)

    def test_starttls_and_a_mail_inside(self):
        with self.daemon.smtp() as smtp:
            trust = ssl.create_default_context(cafile=os.path.join(self.daemon.folder, "cert.pem"))
            trust.check_hostname = False
            smtp.starttls(context=trust)
            smtp.sendmail("gwen@brightside.example", ["support@harbor.example"], mail(b"in-tls"))

    def test_lmtp_answers_for_each_recipient(self):
        with smtplib.LMTP(os.path.join(self.daemon.folder, "lmtp.sock")) as lmtp:
            lmtp.ehlo()  # LHLO, in this class
            lmtp.mail("gwen@brightside.example")
            self.assertEqual(lmtp.rcpt("support@harbor.example")[0], 250)
            self.assertEqual(lmtp.rcpt("help@northwind.example")[0], 250)
            code, first = lmtp.data(mail(b"by-lmtp"))
            self.assertEqual(code, 250)
            code, second = lmtp.getreply()
            self.assertEqual(code, 250)
            self.assertNotEqual(first, second)

    def test_a_bare_line_feed_is_refused_and_the_connection_closed(self):
        with socket.create_connection(("127.0.0.1", self.daemon.ports["smtp"]), timeout=30) as wire:
            wire.sendall(b"EHLO x\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<support@harbor.example>\r\n"
                         b"DATA\r\n")
            heard = b""
            while b"354" not in heard:
                heard += wire.recv(4096)
            wire.sendall(b"Subject: smuggled\r\n\r\nx\n.\r\nMAIL FROM:<evil@b.example>\r\n")
            rest = b""
            while chunk := wire.recv(4096):
                rest += chunk
        self.assertRegex(rest, rb"^5\d\d ")
        self.assertNotIn(b"250", rest)


class FullStore(unittest.TestCase):
    def test_nothing_is_taken_and_reading_goes_on(self):
        daemon = Daemon(CONFIG)
        self.addCleanup(daemon.close)
        daemon.start()
        daemon.load_directory()
        daemon.token("admin")
        with daemon.smtp() as smtp:
            smtp.sendmail("gwen@brightside.example", ["support@harbor.example"], mail(b"before"))
        daemon.stop()
        # More room than this disk has: as if this one were full.
        daemon.write("frontdesk.toml", CONFIG.replace("16777216", str(100 << 40)))
        daemon.start()
        with daemon.smtp() as smtp:
            smtp.ehlo()
            code, text = smtp.mail("gwen@brightside.example")
            self.assertEqual(code, 452)
            self.assertTrue(text.startswith(b"4.3.1"), text)
        self.assertEqual(daemon.http("GET", "/readyz")[0], 503)
        self.assertEqual(len(daemon.get("/v1/tickets")["items"]), 1)
        status, body = daemon.http("PUT", "/v1/msps/harbor", {"id": "harbor", "name": "Other"},
                                   daemon.token("admin"))
        self.assertEqual((status, body["code"]), (503, "store_full"))


if __name__ == "__main__":
    unittest.main()
