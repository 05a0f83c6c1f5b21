#!/usr/bin/env python3
"""How a mailbox is connected to and logged in to, against a real Dovecot. Where a server must do what
Dovecot does not, a script stands for it (Refused), and the token endpoint of OAuth2 is a stand-in; the
access tokens are signed, and Dovecot checks their signature and time itself.
"""
import threading
from http.server import HTTPServer

import dovecot
from daemon_fixture import NotStarted
from imap_fixture import SECRET, Endpoint, Mailbox, Scripted, mail, run


class Ways(Mailbox):
    """How it connects and logs in."""

    def takes_one(self, **keys):
        self.server.put(mail("one"))
        self.read(self.entry(**keys))
        self.until_taken(1)
        self.assertEqual(self.failures(), {})

    def test_tls_from_the_start(self):
        self.takes_one()

    def test_starttls(self):
        self.takes_one(port=self.server.imap, security="starttls")
        self.assertIn("TLS", [line for line in self.server.said().splitlines()
                              if "Login: user=<desk>" in line][-1])

    def test_plain_on_this_machine(self):
        self.takes_one(port=self.server.imap, security="plain", host="127.0.0.1", ca_file=None)

    def test_a_certificate_that_nobody_vouches_for_is_refused_before_the_password_goes(self):
        self.read(self.entry(ca_file=None))
        self.until_failure("certificate")
        self.assertNotIn("Login: user=<desk>, method=PLAIN, rip=127.0.0.1, lip=127.0.0.1, mpid",
                         self.server.said().split("Logged out")[-1])

    def test_a_certificate_for_another_name_is_refused(self):
        self.read(self.entry(host="127.0.0.1"))
        self.until_failure("certificate")

    def test_a_wrong_password_is_told_and_not_tried_again_soon(self):
        self.configure(self.entry())
        self.secret("password", SECRET)
        self.daemon.start()
        self.until_failure("login_failed")
        line = self.lines("MAILBOX_FAILED")[0]
        self.assertGreaterEqual(int(line["retry_in_s"]), 300)
        self.assertEqual(self.failures(), {"login_failed": 1})
        self.assertEqual(self.metric("connected"), 0)
        self.assertEqual(self.daemon.files_with(SECRET), ["password"])

    def test_a_mailbox_for_a_line_that_is_none_is_no_start(self):
        daemon = self.configure(self.entry(line="nobody"))
        with self.assertRaisesRegex(NotStarted, "the rules have no email line of that id"):
            daemon.start()

    def test_a_file_that_is_not_there_is_told_by_the_check_and_by_the_log(self):
        self.configure(self.entry(password_file="none"))
        self.daemon.start()
        self.until_failure("no_secret")
        self.secret("none", dovecot.PASSWORD)  # read anew for the next try, a minute later


class Bearer(Mailbox):
    """OAuth2. Dovecot checks the tokens' signature and time itself; only the endpoint is a stand-in."""

    def endpoint(self, *tokens):
        server = HTTPServer(("127.0.0.1", 0), Endpoint)
        server.tokens, server.heard, server.more = list(tokens), [], b""
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        return server

    def refreshing(self, endpoint):
        return self.entry(password_file=None, client_id="desk app", client_secret_file="client",
                          scope="https://outlook.office365.com/.default",
                          token_url="http://127.0.0.1:%d/token" % endpoint.server_port)

    def test_a_token_from_a_file(self):
        self.server.put(mail("one"))
        self.configure(self.entry(password_file=None, token_file="token"))
        self.secret("token", dovecot.access_token())
        self.daemon.start()
        self.until_taken(1)
        self.assertIn("method=OAUTHBEARER", self.server.said())

    def test_a_token_that_has_expired_is_told(self):
        self.configure(self.entry(password_file=None, token_file="token"))
        self.secret("token", dovecot.access_token(lives=-5))
        self.daemon.start()
        self.until_failure("token_refused")
        self.assertGreaterEqual(int(self.lines("MAILBOX_FAILED")[0]["retry_in_s"]), 300)

    def test_a_token_by_client_credentials_and_a_new_one_where_it_is_refused(self):
        self.server.put(mail("one"))
        endpoint = self.endpoint(dovecot.access_token(lives=-5), dovecot.access_token())
        self.configure(self.refreshing(endpoint))
        self.secret("client", "s&cret=ü")
        self.daemon.start()
        self.until_taken(1)
        self.assertEqual(self.failures(), {"token_refused": 1})
        self.assertEqual(endpoint.heard, 2 * [
            {"grant_type": ["client_credentials"], "client_id": ["desk app"],
             "client_secret": ["s&cret=ü"], "scope": ["https://outlook.office365.com/.default"]}])
        self.assertEqual(self.daemon.files_with("s&cret="), ["client"])

    def test_an_endpoint_that_refuses_is_told_by_its_code_alone(self):
        endpoint = self.endpoint()
        self.configure(self.refreshing(endpoint))
        self.secret("client", "another")
        self.daemon.start()
        self.until_failure("token_endpoint")
        self.assertIn("401 invalid_client", self.lines("MAILBOX_FAILED")[0]["why"])
        self.assertEqual(self.daemon.files_with(SECRET), [])

    def test_an_endpoint_that_answers_without_end(self):
        """65,536 bytes and no more: the same answer is taken up to there."""
        for more, reason in ((b" " * 66_000, "token_endpoint"), (b" " * 60_000, None)):
            with self.subTest(more=len(more)):
                endpoint = self.endpoint(dovecot.access_token())
                endpoint.more = more
                self.configure(self.refreshing(endpoint))
                self.secret("client", "s&cret=ü")
                self.daemon.start()
                if reason:
                    self.until_failure(reason)
                else:
                    self.until_rest()
                self.daemon.kill9()


CAPABLE = b"* CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN SASL-IR\r\n% OK\r\n"


class Refused(Mailbox):
    """What Dovecot does not do: by a script, not by a server."""

    def setUp(self):
        self.daemon = None
        self.server = dovecot.Dovecot()
        self.addCleanup(self.server.close)

    def met_by(self, reason, greeting=b"* OK ready\r\n", security="starttls", **answers):
        answers.setdefault("CAPABILITY", CAPABLE)
        server = Scripted(greeting, answers)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        self.read(self.entry(port=server.server_address[1], security=security, ca_file=None))
        self.until_failure(reason)
        self.assertFalse([line for line in server.heard
                          if b"LOGIN" in line or b"AUTHENTICATE" in line] and security != "plain")
        return self.lines("MAILBOX_FAILED")[0]

    def test_who_is_logged_in_before_there_is_tls_is_refused(self):
        line = self.met_by("preauth", b"* PREAUTH [CAPABILITY IMAP4rev1] hello\r\n")
        self.assertGreaterEqual(int(line["retry_in_s"]), 300)

    def test_no_starttls_is_no_login_in_clear(self):
        self.met_by("no_starttls", CAPABILITY=b"* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n% OK\r\n")

    def test_starttls_that_is_refused(self):
        self.met_by("tls_refused", STARTTLS=b"% NO not today\r\n")

    def test_what_was_said_before_tls_is_not_heard(self):
        self.met_by("protocol", STARTTLS=b"% OK\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n")

    def test_throttled_at_the_door(self):
        line = self.met_by("throttled", b"* BYE Too many simultaneous connections. (Failure)\r\n")
        self.assertGreaterEqual(int(line["retry_in_s"]), 60)

    def test_an_expired_login(self):
        line = self.met_by("login_expired", security="plain",
                           AUTHENTICATE=b"% NO [EXPIRED] Password expired.\r\n")
        self.assertIn("set a new one", line["why"])

    def test_throttled_after_the_login_backs_off_as_long_as_the_server_asks(self):
        line = self.met_by(
            "throttled", security="plain", AUTHENTICATE=b"% OK in\r\n",
            EXAMINE=b"% NO Request is throttled. Suggested Backoff Time: 299959 milliseconds\r\n")
        self.assertGreaterEqual(int(line["retry_in_s"]), 299)

    def test_nobody_listens(self):
        self.read(self.entry())
        self.until_failure("unreachable")
        self.until("again", lambda: len(self.lines("MAILBOX_FAILED")) > 2)
        waits = [int(line["retry_in_s"]) for line in self.lines("MAILBOX_FAILED")]
        self.assertEqual(waits, sorted(waits))


if __name__ == "__main__":
    run()
