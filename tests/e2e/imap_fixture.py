"""A Dovecot and a daemon that reads it as a test says, and what stands for servers that misbehave."""
import os
import re
import socket
import socketserver
import sys
import threading
import time
import unittest
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs

import dovecot
from daemon_fixture import CONFIG, PATIENCE, Daemon

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


class Endpoint(BaseHTTPRequestHandler):
    """The token endpoint of an identity provider; the server has what it says and hears."""

    def do_POST(self):
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.server.heard.append(form)
        good = form.get("client_secret") == ["s&cret=ü"]
        token = self.server.tokens.pop(0) if good and self.server.tokens else None
        body = ('{"token_type":"Bearer","expires_in":3600,"access_token":"%s"}' % token if token else
                '{"error":"invalid_client","error_description":"%s"}' % SECRET).encode()
        body += self.server.more
        self.send_response(200 if token else 401)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


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


def run():
    """The tests of the file that calls this, where there is a Dovecot."""
    why = dovecot.missing()
    if why:
        print("skipped: " + why, file=sys.stderr)
        sys.exit(77)
    unittest.main()
