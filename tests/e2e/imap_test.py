#!/usr/bin/env python3
"""Mailboxes that are read by IMAP, against a real Dovecot: one test for each promise of the driver.
Where a server must misbehave in a way that Dovecot does not, a few lines of Python stand for it: the
fake greetings of PREAUTH and of bytes before TLS, and the token endpoint of OAuth2. The access tokens
themselves are signed, and Dovecot checks them."""
import os
import re
import socket
import socketserver
import sys
import threading
import time
import unittest
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs

import dovecot
from daemon_fixture import CONFIG, PATIENCE, Daemon, NotStarted

SECRET = "never in a log: 7b1f"


def mail(name, subject="Printer", body="It is on fire.", to="help@northwind.example"):
    return ("From: Ann Lee <ann@brightside.example>\r\nTo: %s\r\nSubject: %s %s\r\n"
            "Message-ID: <%s@brightside.example>\r\nDate: Wed, 03 Jun 2026 14:00:00 +0000\r\n\r\n"
            "%s\r\n" % (to, subject, name, name, body)).encode()


class Mailbox(unittest.TestCase):
    """A Dovecot, and a daemon that reads it as the test says."""
    capability = ""

    def setUp(self):
        self.server = dovecot.Dovecot(self.capability)
        self.addCleanup(self.server.close)
        self.server.start()
        self.daemon = None

    def entry(self, name="north", **keys):
        values = {"id": name, "line": "northwind-mail", "host": "localhost", "port": self.server.imaps,
                  "ca_file": self.server.certificate, "user": "desk", "password_file": "password",
                  "poll": "1s"}
        values.update(keys)
        def shown(value):
            if isinstance(value, list):
                return "[%s]" % ", ".join(map(shown, value))
            return str(value) if isinstance(value, int) else '"%s"' % value.replace("\\", "\\\\")
        return "[[mailbox]]\n" + "".join(
            "%s = %s\n" % (key, shown(value)) for key, value in values.items() if value is not None)

    def configure(self, *entries, more=""):
        """The daemon with these mailboxes, not started."""
        self.daemon = Daemon(CONFIG + more + "".join(entries))
        self.addCleanup(self.daemon.close)
        self.secret("password", dovecot.PASSWORD)
        return self.daemon

    def secret(self, name, text):
        self.daemon.write(name, text + "\n")
        os.chmod(os.path.join(self.daemon.folder, name), 0o600)

    def read(self, *entries, more=""):
        return self.configure(*entries, more=more).start()

    # What is waited for, never for how long.

    def until(self, what, holds):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if holds():
                return
            time.sleep(0.02)
        self.fail("not within a minute: %s; the log ends\n%s" % (
            what, "\n".join(map(str, self.daemon.log()[-15:]))))

    def lines(self, event):
        return [line for line in self.daemon.log() if line["event"] == event]

    def until_taken(self, count):
        self.until("%d mails" % count, lambda: len(self.taken()) >= count)
        self.assertEqual(len(self.taken()), count)

    def until_rest(self):
        """It is open, and everything was looked at."""
        self.until("rest", lambda: self.lines("MAILBOX_READ"))

    def until_failure(self, reason):
        self.until(reason, lambda: any(line["reason"] == reason
                                       for line in self.lines("MAILBOX_FAILED")))

    def failures(self):
        return {re.search('reason="([a-z_]+)"', name).group(1): value
                for name, value in self.daemon.metrics().items()
                if name.startswith("frontdesk_mailbox_failures_total")}

    def metric(self, name, mailbox="north"):
        return self.daemon.metrics()['frontdesk_mailbox_%s{mailbox="%s"}' % (name, mailbox)]

    def taken(self):
        """The subjects of what came in, in the order of the journal."""
        ids = [event["arrival"] for event in self.daemon.listed_journal() if event["kind"] == "arrived"]
        return [self.daemon.arrival(each)["facts"]["mail"]["subject"] for each in ids]

    def raw(self, subject):
        for arrival in self.daemon.listed("/v1/arrivals"):
            if self.daemon.arrival(arrival["id"])["facts"]["mail"]["subject"] == subject:
                return self.daemon.http("GET", "/v1/arrivals/%s/raw" % arrival["id"],
                                        token=self.daemon.token("admin"))[1]
        self.fail("there is no " + subject)

    def between(self):
        made = Between(self.server.imap)
        self.addCleanup(made.close)
        return made

    def reconfigure(self, *entries, more=""):
        self.daemon.write("frontdesk.toml", CONFIG + more + "".join(entries))

    def in_folder(self, folder="INBOX", user="desk"):
        """The Message-IDs' first parts, oldest first."""
        return [re.match("<([^@]*)@", row[2]).group(1) for row in self.server.look(user, folder)]


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


class Endpoint(BaseHTTPRequestHandler):
    """The token endpoint of an identity provider; the server has what it says and hears."""

    def do_POST(self):
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.server.heard.append(form)
        good = form.get("client_secret") == ["s&cret=ü"]
        token = self.server.tokens.pop(0) if good and self.server.tokens else None
        body = ('{"token_type":"Bearer","expires_in":3600,"access_token":"%s"}' % token if token else
                '{"error":"invalid_client","error_description":"%s"}' % SECRET).encode()
        self.send_response(200 if token else 401)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Bearer(Mailbox):
    """OAuth2. Dovecot checks the tokens' signature and time itself; only the endpoint is a stand-in."""

    def endpoint(self, *tokens):
        server = HTTPServer(("127.0.0.1", 0), Endpoint)
        server.tokens, server.heard = list(tokens), []
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


class Scripted(socketserver.ThreadingTCPServer):
    """A server that says what Dovecot does not: a greeting, then an answer to each command."""
    allow_reuse_address = daemon_threads = True

    def __init__(self, greeting, answers):
        self.greeting, self.answers, self.heard = greeting, answers, []
        super().__init__(("127.0.0.1", 0), ScriptedTalk)
        threading.Thread(target=self.serve_forever, daemon=True).start()


class ScriptedTalk(socketserver.StreamRequestHandler):
    def handle(self):
        self.wfile.write(self.server.greeting)
        for line in self.rfile:
            self.server.heard.append(line)
            tag, verb = line.split()[:2]
            answer = self.server.answers.get(verb.upper().decode())
            if answer is None:
                return
            self.wfile.write(answer.replace(b"%", tag))


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


class Taking(Mailbox):
    """What is taken in, in which order, and once."""

    def test_oldest_first_and_nothing_is_marked_as_seen(self):
        names = ["m%02d" % i for i in range(40)]
        self.server.put(*map(mail, names[:39]))
        # Dates do not matter, nor whether somebody has read it.
        self.server.put(mail("m39").replace(b"2026", b"1999"), flags="\\Seen")
        self.read(self.entry())
        self.until_taken(40)
        self.assertEqual(self.taken(), ["Printer " + name for name in names])
        flags = [row[1] for row in self.server.look()]
        self.assertEqual([flag for flag in flags[:39] if "Seen" in flag], [])
        self.assertIn("Seen", flags[39])
        self.assertEqual(self.metric("mails_total"), 40)
        self.until("the gauges", lambda: self.metric("connected") == 1)
        self.assertEqual((self.metric("waiting"), self.metric("lag_seconds")), (0, 0))

    def test_idle_wakes_it(self):
        self.read(self.entry(poll="29m"))
        self.until_rest()
        self.server.put(mail("one"))
        self.until_taken(1)
        self.server.put(mail("two"))
        self.until_taken(2)

    def test_a_restart_takes_nothing_twice(self):
        self.server.put(*map(mail, ["a", "b"]))
        self.read(self.entry())
        self.until_taken(2)
        self.server.put(mail("c"))
        self.until_taken(3)
        self.daemon.restart()
        self.until_rest()
        self.assertEqual(len(self.taken()), 3)
        # By its place, not because the mails are known: none came in again.
        self.assertEqual(self.lines("ARRIVAL_DUPLICATE"), [])

    def test_a_mail_that_imitates_responses_is_a_mail(self):
        body = ("* BYE Too many connections\r\n* 9 EXISTS\r\n)\r\n" +
                "".join("%s%d OK done\r\n" % (tag, i) for tag in ("F", "A00") for i in range(40)) +
                "* 1 FETCH (UID 1 FLAGS (\\Seen) BODY[] {3}\r\nabc)\r\n* SEARCH 1 2 3\r\n"
                "* OK [UIDVALIDITY 1] x\r\n+ idling\r\n{999999999}\r\n\\\"(((((((")
        self.server.put(mail("a"), mail("b", body=body), mail("c"))
        self.read(self.entry())
        self.until_taken(3)
        self.assertEqual(self.raw("Printer b"), mail("b", body=body))
        self.assertEqual(self.failures(), {})

    def test_one_mail_in_two_mailboxes_of_two_lines_is_two_arrivals(self):
        self.server.put(mail("one"))
        self.server.put(mail("one"), user="other")
        self.read(self.entry(), self.entry("harbor", user="other", line="harbor-mail"))
        self.until_taken(2)
        lines = sorted(self.daemon.arrival(arrival["id"])["facts"]["line"]
                       for arrival in self.daemon.listed("/v1/arrivals"))
        self.assertEqual(lines, ["harbor-mail", "northwind-mail"])

    def test_one_mail_in_two_mailboxes_of_one_line_is_one_arrival(self):
        self.server.put(mail("one"))
        self.server.put(mail("one"), user="other")
        self.read(self.entry(afterwards="move", target="Done"),
                  self.entry("second", user="other", afterwards="flag", target="$Desk"))
        self.until("the second", lambda: self.lines("ARRIVAL_DUPLICATE"))
        self.until_taken(1)
        self.server.doveadm("mailbox", "create", "-u", "desk", "Done")
        self.until("the flag", lambda: "$Desk" in self.server.look("other")[0][1])

    def test_folders_with_any_name_are_read_and_moved_to(self):
        for name in ("Störungen", "Störungen/Öl & Gas", "Erledigt/日本 🙂"):
            self.server.doveadm("mailbox", "create", "-u", "desk", name)
        client = self.server.login()
        self.assertEqual(client.append("St&APY-rungen", None, None, mail("a"))[0], "OK")
        self.assertEqual(client.append('"St&APY-rungen/&ANY-l &- Gas"', None, None, mail("b"))[0],
                         "OK")
        client.logout()
        self.read(self.entry(folders=["INBOX", "Störungen", "Störungen/Öl & Gas"],
                             afterwards="move", target="Erledigt/日本 🙂"))
        self.until_taken(2)
        self.until("the move", lambda: sorted(self.in_folder("Erledigt/日本 🙂")) == ["a", "b"])
        self.assertEqual(self.failures(), {})

    def test_uidvalidity_that_changes_begins_again_and_takes_nothing_twice(self):
        self.server.put(*map(mail, ["a", "b"]))
        self.read(self.entry())
        self.until_taken(2)
        self.assertEqual(self.daemon.stop(), 0)
        self.server.doveadm("mailbox", "update", "-u", "desk", "--uid-validity", "77", "INBOX")
        self.server.put(mail("c"))
        self.daemon.start()
        self.until_taken(3)
        self.assertEqual(len(self.lines("MAILBOX_RENEWED")), 1)
        self.assertEqual(len(self.lines("ARRIVAL_DUPLICATE")), 2)
        self.daemon.restart()
        self.until_rest()
        self.assertEqual(self.lines("MAILBOX_RENEWED") + self.lines("ARRIVAL_DUPLICATE"), [])

    def test_a_folder_that_is_deleted_is_told_and_the_others_go_on(self):
        self.server.doveadm("mailbox", "create", "-u", "desk", "Desk")
        self.server.put(mail("a"), folder="Desk")
        self.read(self.entry(folders=["Desk", "INBOX"]))
        self.until_taken(1)
        self.server.doveadm("mailbox", "delete", "-u", "desk", "Desk")
        self.server.put(mail("b"))
        self.until_taken(2)
        self.until_failure("folder_gone")
        self.assertEqual(self.metric("connected"), 0)
        # Made anew, it is another one: what comes into it is taken in.
        self.server.doveadm("mailbox", "create", "-u", "desk", "Desk")
        self.server.put(mail("c"), folder="Desk")
        self.daemon.restart()
        self.until_taken(3)


class Polling(Taking):
    """The same where the server offers neither IDLE nor MOVE, UIDPLUS and ESEARCH."""
    capability = "IMAP4rev1 SASL-IR LITERAL+"

    def test_idle_wakes_it(self):
        self.read(self.entry(poll="1s"))
        self.until_rest()
        self.server.put(mail("one"))
        self.until_taken(1)

    def test_folders_with_any_name_are_read_and_moved_to(self):
        """Without UIDPLUS a mail is copied and marked as deleted, and others' marks are left alone."""
        self.server.doveadm("mailbox", "create", "-u", "desk", "Done")
        self.server.put(mail("theirs"), flags="\\Deleted")
        self.server.put(mail("a"))
        self.read(self.entry(afterwards="move", target="Done"))
        self.until_taken(2)
        self.until("the copies", lambda: sorted(self.in_folder("Done")) == ["a", "theirs"])
        self.until("the marks", lambda: all("Deleted" in row[1] for row in self.server.look()))


class Between(socketserver.ThreadingTCPServer):
    """Stands before a server, in clear. Where the client says `word`, `does` is called first; what it
    is true for goes no further, and the client waits for an answer."""
    daemon_threads = True

    def __init__(self, port):
        self.port, self.word, self.does = port, None, None
        super().__init__(("127.0.0.1", 0), Relay)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def stops(self, data):
        if self.word is None or self.word not in data:
            return False
        return self.does()

    def close(self):
        self.shutdown()
        self.server_close()


class Relay(socketserver.BaseRequestHandler):
    def handle(self):
        with socket.create_connection(("127.0.0.1", self.server.port)) as server:
            back = threading.Thread(target=self.pump, args=(server, self.request, lambda _: False))
            back.start()
            self.pump(self.request, server, self.server.stops)
            back.join()

    @staticmethod
    def pump(source, to, stops):
        try:
            while data := source.recv(65536):
                if not stops(data):
                    to.sendall(data)
        except OSError:
            pass
        for each in (source, to):
            try:
                each.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


class Afterwards(Mailbox):
    """What becomes of a mail on the server, and only after the commit."""

    def setUp(self):
        super().setUp()
        self.server.doveadm("mailbox", "create", "-u", "desk", "Done")

    moves = {"afterwards": "move", "target": "Done"}

    def test_move(self):
        self.server.put(*map(mail, ["a", "b"]))
        self.read(self.entry(**self.moves))
        self.until_taken(2)
        self.until("the move", lambda: self.in_folder("Done") == ["a", "b"])
        self.assertEqual(self.in_folder(), [])

    def test_flag(self):
        self.server.put(mail("a"))
        self.read(self.entry(afterwards="flag", target="$Frontdesk"))
        self.until("the flag", lambda: "$Frontdesk" in self.server.look()[0][1])
        self.assertNotIn("Seen", self.server.look()[0][1])
        self.until_taken(1)

    def test_leave(self):
        self.server.put(mail("a"))
        before = self.server.look()
        self.read(self.entry())
        self.until_taken(1)
        self.daemon.restart()
        self.until_rest()
        # `Recent` is whose session came first, nothing that was asked for.
        self.assertEqual([row[1].replace("\\Recent", "").strip() for row in self.server.look()],
                         [row[1].replace("\\Recent", "").strip() for row in before])

    def test_what_a_full_store_does_not_take_stays_and_is_taken_later(self):
        self.server.put(*map(mail, ["a", "b"]))
        entry = self.entry(**self.moves)
        self.configure(entry)
        self.daemon.write("frontdesk.toml", (CONFIG + entry).replace(
            "min_free_bytes = 16777216", "min_free_bytes = %d" % (100 << 40)))
        self.daemon.start()
        self.until("a look", lambda: self.metric("waiting") == 2)
        self.until_rest()
        self.assertEqual(self.in_folder(), ["a", "b"])
        self.assertEqual(self.taken(), [])
        self.until("the lag", lambda: self.metric("lag_seconds") > 0)
        self.reconfigure(entry)
        self.daemon.restart()
        self.until_taken(2)
        self.until("the move", lambda: self.in_folder("Done") == ["a", "b"])

    def test_a_target_that_is_not_there_is_told_and_mails_are_taken_all_the_same(self):
        self.server.put(mail("a"))
        self.read(self.entry(afterwards="move", target="Nowhere"))
        self.until_taken(1)
        self.until("it is told", lambda: self.lines("MAILBOX_UNTIDY"))
        self.assertEqual(self.failures(), {"target_gone": 1})
        self.server.doveadm("mailbox", "create", "-u", "desk", "Nowhere")
        self.daemon.restart()
        self.until("the move", lambda: self.in_folder("Nowhere") == ["a"])
        self.assertEqual(len(self.taken()), 1)

    def test_a_kill_between_commit_and_move_is_exactly_once(self):
        self.server.put(*map(mail, ["a", "b", "c"]))
        between = self.between()
        asked = threading.Event()
        between.word, between.does = b"UID MOVE", lambda: asked.set() or True
        self.read(self.entry(port=between.server_address[1], security="plain", ca_file=None,
                             **self.moves))
        self.assertTrue(asked.wait(PATIENCE))
        self.assertEqual(self.in_folder(), ["a", "b", "c"])  # taken in, and still there
        self.daemon.kill9()
        self.server.put(mail("d"))
        between.word = None
        self.daemon.start()
        self.until("the move", lambda: self.in_folder("Done") == ["a", "b", "c", "d"])
        self.assertEqual(self.taken(), ["Printer " + name for name in "abcd"])
        # By the place, which was in the mails' own commit.
        self.assertEqual(self.lines("ARRIVAL_DUPLICATE"), [])

    def test_kills_at_any_time_lose_nothing_and_take_nothing_twice(self):
        names = ["k%03d" % i for i in range(400)]
        self.server.put(*map(mail, names))
        self.configure(self.entry(**self.moves), more="[imap.limits]\nbatch_mails = 20\n")
        self.daemon.allow_one_sender()
        twice, left = 0, []
        for kill in range(8):
            self.daemon.start()
            self.until("some more", lambda: len(self.lines("ARRIVAL_DECIDED")) > 7 * kill)
            self.daemon.kill9()
            twice += len(self.lines("ARRIVAL_DUPLICATE"))
            left.append(len(self.in_folder()))
        self.assertGreater(left[2], 0)  # three of the kills at least were amid the work
        self.daemon.start()
        self.until("the move", lambda: len(self.in_folder("Done")) == len(names))
        self.assertEqual(self.taken(), ["Printer " + name for name in names])
        self.assertEqual(twice, 0)

    def test_a_stop_ends_the_session_in_order(self):
        self.server.put(mail("a"))
        self.read(self.entry(**self.moves))
        self.until("the move", lambda: self.in_folder("Done") == ["a"])
        self.assertEqual(self.daemon.stop(), 0)
        self.until("the logout", lambda: "Logged out" in self.server.said().split("mpid")[-1])


class Parked(Mailbox):
    """A mail that cannot be taken in stays where it is; the rest goes on."""

    def test_a_mail_that_is_too_large(self):
        self.server.doveadm("mailbox", "create", "-u", "desk", "Done")
        large = mail("large", body=("x" * 70 + "\r\n") * 1200)
        self.server.put(mail("a"), large, mail("b"))
        self.read(self.entry(afterwards="move", target="Done"),
                  more="[imap.limits]\nmessage_bytes = 65536\n")
        self.until_taken(2)
        self.until("the move", lambda: self.in_folder("Done") == ["a", "b"])
        line = self.lines("MAILBOX_MAIL_PARKED")[0]
        self.assertEqual((line["uid"], line["reason"]), ("2", "too_large"))
        self.assertEqual(self.metric("parked"), 1)
        # It is remembered: neither asked for again nor moved as what a crash left.
        self.daemon.restart()
        self.until_rest()
        self.assertEqual(self.lines("MAILBOX_MAIL_PARKED"), [])
        self.assertEqual(self.metric("parked"), 1)
        self.assertEqual(self.in_folder(), ["large"])

    def test_a_mail_that_the_server_cannot_read(self):
        self.server.put(*map(mail, ["a", "broken", "b"]))
        self.server.look()  # Dovecot gives the files their names now
        os.chmod(self.server.file_of("", "broken"), 0)
        self.read(self.entry())
        self.until_taken(2)
        self.assertEqual(self.taken(), ["Printer a", "Printer b"])
        self.until("it is parked", lambda: self.metric("parked") == 1)
        self.assertEqual(self.lines("MAILBOX_MAIL_PARKED")[0]["uid"], "2")

    def test_a_mail_that_is_deleted_meanwhile_is_not_parked(self):
        self.server.put(*map(mail, ["a", "b", "c"]))
        self.server.look()
        between = self.between()
        gone = threading.Event()

        def delete():
            if not gone.is_set():
                gone.set()
                self.server.doveadm("expunge", "-u", "desk", "mailbox", "INBOX", "header",
                                    "message-id", "<b@brightside.example>")
        between.word, between.does = b"BODY.PEEK", delete
        self.read(self.entry(port=between.server_address[1], security="plain", ca_file=None))
        self.until_rest()
        self.assertTrue(gone.is_set())
        self.assertEqual(self.taken(), ["Printer a", "Printer c"])
        self.assertEqual(self.metric("parked"), 0)


if __name__ == "__main__":
    why = dovecot.missing()
    if why:
        print("skipped: " + why, file=sys.stderr)
        sys.exit(77)
    unittest.main()
