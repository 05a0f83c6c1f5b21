"""Marked secrets and marked people go in by every door, well formed and not; what the daemon says of itself
is searched for every mark. Also R225, a private line's number, and R189, credentials in mails.
"""
import base64
import http.client
import json
import os
import re
import socket
import subprocess
import sys
import unittest

from daemon_fixture import CONFIG, DEMO, PATIENCE, Daemon
from frontdesk_cli import frontdesk
from mails import HARBOR, NORTHWIND, SHARED, text_mail

DEBUG = CONFIG + '[tls]\ncertificate = "cert.pem"\nkey = "key.pem"\n[log]\nlevel = "debug"\n'
THREAD_KEY = "marked-thread-key-" + "k" * 30
# What nobody may see but who is meant to: (where it goes in, the mark).
SECRETS = {"token that is none": "fd_" + "Marked" * 7 + "x", "basic": "TWFya2VkQmFzaWM6c2VjcmV0",
           "cookie": "markedcookie99", "smtp auth": "markedauth77", "thread key": THREAD_KEY,
           "query": "markedquery55"}
PEOPLE = {"sender": "marked.sender@marks.example", "name": "Markedname", "subject": "Markedsubject",
          "body": "Markedbody", "attachment": "markedfile.pdf", "content": "bWFya2VkY29udGVudA",
          "message id": "marked-message-id", "helo": "markedhelo.example", "envelope": "marked.env@marks.example",
          "recipient": "marked.rcpt@harbor.example", "verb": "MARKEDVERB", "first name": "Markedfirst",
          "phone": "2125550187", "csv": "Markedcsv", "broken": "Markedbroken", "header": "markedheader",
          "company": "Markedcompany", "reply": "marked-reference", "target": "markedtarget"}

MAIL = ("From: {name} <{sender}>\r\nTo: {recipient}\r\nSubject: {subject}\r\nMessage-ID: <{message id}@x.example>\r\n"
        "References: <{reply}@x.example>\r\nX-Other: {header}\r\nMIME-Version: 1.0\r\n"
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n{body}\r\n"
        "--b\r\nContent-Type: application/pdf; name={attachment}\r\n"
        "Content-Disposition: attachment; filename={attachment}\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        "{content}\r\n--b--\r\n").format(**PEOPLE)


def make_certificate(folder):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
                    "/CN=frontdesk.test.example", "-keyout", os.path.join(folder, "key.pem"),
                    "-out", os.path.join(folder, "cert.pem")], check=True, capture_output=True)
    os.chmod(os.path.join(folder, "key.pem"), 0o600)


class Marks(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon(DEBUG)
        cls.addClassCleanup(cls.daemon.close)
        folder = cls.daemon.folder
        cls.daemon.write("thread.key", THREAD_KEY)
        make_certificate(folder)
        cls.daemon.start()
        cls.daemon.load_directory()
        cls.tokens = [cls.daemon.token("admin"), cls.daemon.token("msp", "harbor"), cls.daemon.token("metrics")]
        cls.answers = []
        for door in (cls.mails, cls.smtp_dialogues, cls.requests, cls.raw_requests, cls.operators):
            door()
        cls.page = cls.daemon.get("/metrics")
        with open(os.path.join(folder, "key.pem"), encoding="utf-8") as file:
            lines = [line for line in file.read().split("\n") if len(line) > 40]
        cls.secrets = dict(SECRETS, **{"token %d" % i: token for i, token in enumerate(cls.tokens)})
        cls.secrets.update({"tls key %d" % i: line for i, line in enumerate(lines)})
        cls.secrets["smtp auth, encoded"] = base64.b64encode(b"\0ann\0" + SECRETS["smtp auth"].encode()).decode()

    @classmethod
    def mails(cls):
        with cls.daemon.smtp() as smtp:
            smtp.ehlo(PEOPLE["helo"])
            for to in (HARBOR, SHARED, NORTHWIND):
                smtp.sendmail(PEOPLE["envelope"], [to], MAIL.encode())
            smtp.sendmail(PEOPLE["envelope"], [HARBOR], MAIL.encode())  # a copy

    @classmethod
    def smtp_dialogues(cls):
        auth = base64.b64encode(b"\0ann\0" + SECRETS["smtp auth"].encode()).decode()
        for lines in (["EHLO " + PEOPLE["helo"], "AUTH PLAIN " + auth, "AUTH LOGIN", "VRFY " + PEOPLE["recipient"],
                       "MAIL FROM:<%s>" % PEOPLE["envelope"], "RCPT TO:<%s>" % PEOPLE["recipient"],
                       "RCPT TO:<%s" % PEOPLE["recipient"], PEOPLE["verb"] + " x", "QUIT"],
                      ["HELO " + PEOPLE["helo"], "MAIL FROM:<%s> SIZE=99999999999" % PEOPLE["envelope"],
                       "MAIL FROM:<%s>" % PEOPLE["envelope"], "RCPT TO:<%s>" % HARBOR, "DATA",
                       "Subject: %s\n%s\r\n." % (PEOPLE["subject"], PEOPLE["body"])],  # a bare line feed
                      [PEOPLE["verb"] * 2000], ["EHLO x", "STARTTLS", PEOPLE["verb"]],
                      ["\x16\x03\x01" + PEOPLE["verb"]], [PEOPLE["verb"] + str(i) for i in range(30)]):
            with socket.create_connection(("127.0.0.1", cls.daemon.ports["smtp"]), timeout=PATIENCE) as wire:
                reader = wire.makefile("rb")
                reader.readline()
                for line in lines:
                    try:
                        wire.sendall(line.encode("latin-1") + b"\r\n")
                        while reader.readline()[3:4] == b"-":
                            pass
                    except OSError:
                        break

    @classmethod
    def ask(cls, method, path, body=None, headers=None, token=None):
        connection = http.client.HTTPConnection("127.0.0.1", cls.daemon.ports["http"], timeout=PATIENCE)
        try:
            headers = dict({"Cookie": "session=" + SECRETS["cookie"], "X-Mark": PEOPLE["header"]}, **(headers or {}))
            if token:
                headers["Authorization"] = "Bearer " + token
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            cls.answers.append((answer.status, method + " " + path, answer.read().decode("utf-8", "replace")))
        finally:
            connection.close()

    @classmethod
    def requests(cls):
        admin = cls.tokens[0]
        kind = {"Content-Type": "application/json"}
        cls.ask("GET", "/v1/tickets", token=SECRETS["token that is none"])
        cls.ask("GET", "/v1/tickets", headers={"Authorization": "Basic " + SECRETS["basic"]})
        cls.ask("GET", "/v1/tickets?access_token=%s&limit=%s" % (SECRETS["query"], SECRETS["query"]), token=admin)
        for path in ("/v1/tickets?q=", "/v1/arrivals?from=", "/v1/arrivals?outcome=", "/v1/tickets?cursor=",
                     "/v1/journal?from=", "/v1/queues?x="):
            cls.ask("GET", path + SECRETS["query"], token=admin)
        contact = {"id": "marked", "site": "brightside-london", "first_name": PEOPLE["first name"],
                   "emails": [PEOPLE["sender"]], "phones": [{"kind": "primary", "number": "+1" + PEOPLE["phone"]}]}
        company = {"id": "marked", "msp": "harbor", "name": PEOPLE["company"]}
        for path, body in (("/v1/contacts/marked", contact), ("/v1/companies/marked", company),
                           ("/v1/contacts/marked", dict(contact, site=PEOPLE["sender"])),
                           ("/v1/contacts/marked", dict(contact, emails=[PEOPLE["first name"]])),
                           ("/v1/contacts/marked", dict(contact, phones=[{"kind": "primary", "number": PEOPLE["first name"]}])),
                           ("/v1/contacts/marked", dict(contact, phones=PEOPLE["first name"])),
                           ("/v1/sites/marked", {"id": "marked", "company": "brightside", "time_zone": "Nowhere/Else"}),
                           ("/v1/sites/marked", {"id": "marked", "company": "brightside", "time_zone": "Europe/London",
                                                 "plan": PEOPLE["first name"]})):
            cls.ask("PUT", path, json.dumps(body), kind, admin)
        for body in ('{"contacts":[{"id":"m2","site":"brightside-london","emails":["%s"]}]}' % PEOPLE["broken"],
                     '{"contacts":"%s"}' % PEOPLE["broken"], '{"%s' % PEOPLE["broken"], PEOPLE["broken"]):
            cls.ask("POST", "/v1/import", body, kind, admin)
        for text in ("id,site,emails\nm3,brightside-london,%s\n", "id,site,emails\nm3,%s\n", "%s\n",
                     'id,site,emails\nm3,brightside-london,"%s\n'):
            cls.ask("POST", "/v1/import", text % PEOPLE["csv"], {"Content-Type": "text/csv"}, admin)
        for asked in ({"channel": "voice", "from": "+1" + PEOPLE["phone"], "to": "us-voice"},
                      {"channel": "email", "from": PEOPLE["sender"], "to": PEOPLE["target"], "subject": PEOPLE["subject"]},
                      {"channel": PEOPLE["target"]}):
            cls.ask("POST", "/v1/simulate", json.dumps(asked), kind, admin)
        cls.ask("POST", "/v1/tokens", json.dumps({"role": SECRETS["query"], "name": "x"}), kind, admin)
        cls.ask("POST", "/v1/tickets", PEOPLE["broken"], kind, admin)
        cls.ask("GET", "/v1/contacts/marked", token=admin)
        cls.ask("POST", "/v1/contacts/marked/erase", token=admin)

    @classmethod
    def raw_requests(cls):
        """What is no HTTP, and what stops in the middle."""
        for head in ("GET /%s HTTP/9.9\r\n\r\n" % PEOPLE["target"], "%s\r\n\r\n" % PEOPLE["verb"],
                     "GET / HTTP/1.1\r\nAuthorization: Bearer %s\r\nBad Header %s\r\n\r\n"
                     % (SECRETS["token that is none"], PEOPLE["header"]),
                     "GET /%%zz%s HTTP/1.1\r\nHost: x\r\n\r\n" % PEOPLE["target"],
                     "GET / HTTP/1.1\r\nHost: x\r\nX: %s\r\n\r\n" % (PEOPLE["header"] * 2000),
                     "POST /v1/import HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Length: 99\r\n\r\n%s"
                     % (cls.tokens[0], PEOPLE["broken"])):
            with socket.create_connection(("127.0.0.1", cls.daemon.ports["http"]), timeout=PATIENCE) as wire:
                wire.sendall(head.encode())
                wire.shutdown(socket.SHUT_WR)
                heard = b""
                try:
                    while chunk := wire.recv(4096):
                        heard += chunk
                except OSError:
                    pass
                cls.answers.append((400, "raw", heard.decode("utf-8", "replace")))

    @classmethod
    def operators(cls):
        cls.daemon.cli("reload")
        cls.daemon.append_rules("spam-filter.toml", '\n[[row]]\nid = "M1"\nfield = "%s"\n' % PEOPLE["broken"])
        cls.daemon.cli("reload")

    # What was said.

    def test_the_log_at_its_most_talkative_has_ids_and_no_more(self):
        with open(self.daemon.log_path, encoding="utf-8") as file:
            log = file.read()
        for event in ("HTTP_ANSWERED", "MAIL_REFUSED", "ARRIVAL_DECIDED", "ARRIVAL_DUPLICATE", "RULES_REFUSED",
                      "DIRECTORY_CHANGED", "TOKEN_MADE"):
            self.assertIn('"event":"%s"' % event, log)  # else nothing would be proved
        marks = {name: mark for name, mark in PEOPLE.items() if name != "broken"}
        for name, mark in {**self.secrets, **marks}.items():
            self.assertNotIn(mark.lower(), log.lower(), name)
        for line in self.daemon.log():
            if line["event"] != "RULES_REFUSED":  # names what stands in a rule file, at its place
                self.assertNotIn(PEOPLE["broken"], json.dumps(line))

    def test_metrics_arguments_and_environment_have_none(self):
        said = {"/metrics": self.page}
        for name in ("cmdline", "environ"):
            with open("/proc/%d/%s" % (self.daemon.process.pid, name), "rb") as file:
                said[name] = file.read().decode("utf-8", "replace")
        for name, mark in {**self.secrets, **PEOPLE}.items():
            for where, text in said.items():
                self.assertNotIn(mark.lower(), text.lower(), (where, name))

    def test_answers_have_no_secret_and_errors_repeat_nobody(self):
        self.assertGreater(len([one for one in self.answers if one[0] >= 400]), 20)
        for status, asked, text in self.answers:
            for name, mark in self.secrets.items():
                self.assertNotIn(mark, text, (asked, name))
            for name in ("sender", "phone", "first name", "company", "csv", "header", "broken", "subject"):
                if status >= 400:
                    self.assertNotIn(PEOPLE[name].lower(), text.lower(), (asked, status, name))

    def test_the_command_line_takes_no_secret_as_an_argument(self):
        """Whatever a process is started with, everybody on the machine can read."""
        verbs = re.findall(r"^  ([a-z]+) {2,}", frontdesk("--help").stdout.split("Subcommands:")[1], re.M)
        self.assertGreater(len(verbs), 15)
        for verb in verbs:
            told = frontdesk(verb, "--help").stdout
            self.assertIn("--help", told, verb)
            self.assertNotRegex(told, r"--token[ =](?!file)|--password|--secret|--key[ =]", verb)
        here = os.path.join(os.environ.get("FRONTDESK_SOURCE", "."), "packaging")
        for name in ("run.sh", "demo/send.py"):
            with open(os.path.join(here, name), encoding="utf-8") as file:
                self.assertNotRegex(file.read(), r"-H [\"']Authorization", name)


class ReadableKeys(unittest.TestCase):
    def test_a_key_that_everybody_may_read_is_refused_by_its_name(self):
        for name in ("key.pem", "thread.key"):
            daemon = Daemon(DEBUG)
            self.addCleanup(daemon.close)
            make_certificate(daemon.folder)
            os.chmod(os.path.join(daemon.folder, name), 0o604)
            for command in (daemon.command, daemon.command + ["--check-config"]):
                run = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
                self.assertNotEqual(run.returncode, 0, command)
                self.assertIn(name + ": everybody may read or write it; chmod 0600 it", run.stderr)


class PrivateNumbers(unittest.TestCase):
    """R225: the number of a private line (the demo has one) is told to nobody."""
    number = "2125550199"
    told = re.compile(r"[^0-9]{0,3}".join(number))

    def setUp(self):
        self.daemon = Daemon(DEBUG.replace('[tls]\ncertificate = "cert.pem"\nkey = "key.pem"\n', "")).start()
        self.addCleanup(self.daemon.close)
        self.daemon.load_directory()
        with open(os.path.join(self.daemon.rules, "lines.toml"), encoding="utf-8") as file:
            self.assertRegex(file.read(), self.told)  # the pattern finds it as it is written

    def seen(self, text, where):
        self.assertIsNone(self.told.search(text if isinstance(text, str) else json.dumps(text)), where)

    def fetch(self, path, token):
        connection = http.client.HTTPConnection("127.0.0.1", self.daemon.ports["http"], timeout=PATIENCE)
        try:
            connection.request("GET", path, headers={"Authorization": "Bearer " + token})
            answer = connection.getresponse()
            return answer.status, str(answer.headers) + answer.read().decode("utf-8", "replace")
        finally:
            connection.close()

    def test_no_answer_of_any_role_has_it(self):
        ids = self.daemon.send_demo()
        arrival = self.daemon.arrival(ids["new-york"])["arrival"]
        of = {"arrivals": arrival["id"], "tickets": arrival["ticket"], "tokens": "t-0"}
        for kind in ("msps", "staff", "companies", "sites", "contracts", "contacts", "endpoints", "technicians"):
            of[kind] = self.daemon.listed("/v1/" + kind)[0]["id"]
        tokens = [self.daemon.token(role) for role in ("admin", "technician", "metrics")]
        tokens += [self.daemon.token("msp", msp) for msp in ("northwind", "harbor")]
        count = 0
        for path, methods in self.daemon.get("/v1/openapi.json")["paths"].items():
            if "get" not in methods:
                continue
            address = path.replace("{id}", of.get(path.split("/")[2] if "{id}" in path else "", "-"))
            for token in tokens:
                for more in ("", "?limit=500", "?contact=ann", "?line=northwind-private", "?q=%2B1" + self.number):
                    status, body = self.fetch(address + more, token)
                    count += status == 200
                    self.seen(body, address + more)
        self.assertGreater(count, 200)
        self.seen(self.daemon.cli("queues").stdout + self.daemon.cli("journal").stdout
                  + self.daemon.cli("export").stdout + self.daemon.cli("explain", arrival["id"]).stdout, "tool")

    def test_the_demo_shows_no_such_number(self):
        self.daemon.write("token", self.daemon.token("admin"))
        os.chmod(os.path.join(self.daemon.folder, "token"), 0o600)
        run = subprocess.run([sys.executable, os.path.join(DEMO, "send.py"), "--smtp", self.daemon.smtp_address, "--url",
                              "http://127.0.0.1:%d" % self.daemon.ports["http"], "--token-file",
                              os.path.join(self.daemon.folder, "token")],
                             capture_output=True, text=True, timeout=PATIENCE)
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertIn("known sender, 24x7 in London", run.stdout)
        self.seen(run.stdout + run.stderr, "send.py")
        self.assertNotIn(self.daemon.token("admin"), run.stdout + run.stderr)

    def test_explanations_name_the_line_by_its_id(self):
        """To an operator with the rule files in hand too: who needs the number reads lines.toml."""
        for to in ("northwind-private", "+1" + self.number, "(212) 555-0199"):
            for sender in ("+12125550142", "+1" + self.number, "anonymous"):
                asked = {"channel": "voice", "from": sender, "to": to, "at": "2026-06-03T12:00:00Z"}
                for token in (self.daemon.token("admin"), self.daemon.token("technician")):
                    status, decision = self.daemon.http("POST", "/v1/simulate", asked, token)
                    self.assertEqual((status, decision["line"]), (200, "northwind-private"))
                    self.seen(decision, asked)
                for form in ((), ("--json",)):
                    run = frontdesk("simulate", "--channel", "voice", "--from", sender, "--to", to, "--at", asked["at"],
                                    "--rules", self.daemon.rules, "--directory", os.path.join(
                                        os.environ.get("FRONTDESK_SOURCE", "."), "packaging/demo/directory.json"), *form)
                    self.assertEqual(run.returncode, 0, run.stderr)
                    self.seen(run.stdout + run.stderr, run.args)

    def test_faults_of_the_rule_files_point_at_the_place(self):
        twice = '\n[[line]]\nid = "again"\nchannel = "voice"\nnumber = "+1 212 555 0199"\nmsp = "northwind"\n'
        odd = '\n[[line]]\nid = "odd"\nchannel = "chat"\nnumber = "+1 212 555 0199"\nmsp = "northwind"\nprivate = 1\n'
        self.daemon.append_rules("lines.toml", twice + odd)
        status, body = self.daemon.http("POST", "/v1/reload", token=self.daemon.token("admin"))
        self.assertEqual(status, 422)
        self.assertGreaterEqual(len(body["faults"]), 3)
        self.seen(body, "reload")
        for run in (self.daemon.cli("reload"), frontdesk("check", "--rules", self.daemon.rules),
                    subprocess.run(self.daemon.command + ["--check-config"], capture_output=True, text=True)):
            self.assertNotEqual(run.returncode, 0)
            self.seen(run.stdout + run.stderr, run.args)
        self.assertEqual(self.daemon.stop(), 0)
        self.daemon.runs += 1
        failed = subprocess.run(self.daemon.command, capture_output=True, text=True, timeout=PATIENCE)
        self.assertNotEqual(failed.returncode, 0)
        self.seen(failed.stdout + failed.stderr, "start")
        with open(os.path.join(self.daemon.folder, "log.1"), encoding="utf-8") as file:
            self.seen(file.read(), "log")

    def test_a_directory_that_names_it_is_told_the_lines_id(self):
        admin = self.daemon.token("admin")
        site = dict(self.daemon.get("/v1/sites/acme-nyc"), outside={"voice": "forward", "forward_to": "+1" + self.number})
        status, body = self.daemon.http("PUT", "/v1/sites/acme-nyc", site, admin)
        self.assertEqual(status, 400)
        self.seen(body, "forward_to")
        status, body = self.daemon.http("DELETE", "/v1/msps/northwind", token=admin)
        self.assertEqual(status, 409)
        self.seen(body, "delete")


class ApproversMobiles(unittest.TestCase):
    """R78: a YES from an approver's mobile lets people in. Its MSP and admins keep the number; nobody else reads it."""
    told = re.compile(r"[^0-9]{0,3}".join("3475550101"))

    def setUp(self):
        self.daemon = Daemon(DEBUG.replace('[tls]\ncertificate = "cert.pem"\nkey = "key.pem"\n', "")).start()
        self.addCleanup(self.daemon.close)
        self.daemon.load_directory()

    def test_who_is_shown_it(self):
        technician = self.daemon.token("technician")
        for path in ("/v1/staff/nora", "/v1/staff", "/v1/staff?msp=northwind", "/v1/staff?limit=500"):
            for token, shown in ((self.daemon.token("admin"), True), (self.daemon.token("msp", "northwind"), True),
                                 (technician, False)):
                status, body = self.daemon.http("GET", path, token=token)
                self.assertEqual((status, bool(self.told.search(json.dumps(body)))), (200, shown), (path, body))
        nora = self.daemon.get("/v1/staff/nora", technician)
        self.assertEqual((nora["name"], nora["approver"], nora["phones"]), ("Nora Diaz", True, ["+13475550102"]))
        self.assertEqual(self.daemon.get("/v1/staff/nora")["mobile"], "+13475550101")  # what is kept is whole

    def test_no_answer_of_any_route_shows_it_to_technicians_or_another_msp(self):
        arrival = self.daemon.arrival(self.daemon.send_demo()["unknown"])  # waits for an approver
        self.assertEqual(arrival["decision"]["outcome"], "pending_approval")
        of = {"arrivals": arrival["arrival"]["id"], "tickets": arrival["arrival"]["ticket"], "staff": "nora",
              "msps": "northwind", "companies": "acme", "sites": "acme-nyc", "contacts": "ann"}
        count = 0
        for path, methods in self.daemon.get("/v1/openapi.json")["paths"].items():
            for token in (self.daemon.token("technician"), self.daemon.token("msp", "harbor"), self.daemon.token("metrics")):
                if "get" not in methods:
                    continue
                status, body = self.daemon.http("GET", path.replace("{id}", of.get(path.split("/")[-2], "-")), token=token)
                count += status == 200
                self.assertIsNone(self.told.search(str(body)), path)
        self.assertGreater(count, 25)
        with open(self.daemon.log_path, encoding="utf-8") as file:
            self.assertIsNone(self.told.search(file.read()))


class Credentials(unittest.TestCase):
    """R189: what is kept of a mail for work has no credentials in it; the mail itself is what was acknowledged."""

    def setUp(self):
        self.daemon = Daemon(DEBUG.replace('[tls]\ncertificate = "cert.pem"\nkey = "key.pem"\n', "")).start()
        self.addCleanup(self.daemon.close)
        self.daemon.load_directory()

    def test_a_mail_with_a_passphrase(self):
        key = "-".join("%06d" % (111111 * i) for i in range(1, 9))
        arrival = self.daemon.send([text_mail(
            "secret", "", "gwen@brightside.example", HARBOR, "Backup passphrase: violetmoon rising",
            "Hello,\r\nthe backup password is Tr0ub4dor9.\r\nRecovery key: %s\r\nI forgot my password." % key)])["secret"]
        found = self.daemon.arrival(arrival)
        self.assertEqual(found["facts"]["mail"]["subject"], "Backup passphrase: [redacted]")
        text = found["facts"]["mail"]["text_preview"]
        self.assertIn("the backup password is [redacted].", text)
        self.assertIn("I forgot my password.", text)
        ticket = found["arrival"]["ticket"]
        shown = [found, self.daemon.get("/v1/tickets"), self.daemon.get("/v1/arrivals"),
                 self.daemon.get("/v1/tickets/" + ticket), self.daemon.cli("explain", arrival).stdout,
                 self.daemon.cli("export", "--contact", "gwen").stdout]
        for secret in ("violetmoon", "Tr0ub4dor9", key):
            for one in shown:
                self.assertNotIn(secret, one if isinstance(one, str) else json.dumps(one))
        self.assertEqual(self.daemon.get("/v1/tickets?q=violetmoon")["items"], [])
        self.assertEqual([one["id"] for one in self.daemon.get("/v1/tickets?q=passphrase")["items"]], [ticket])
        # The raw mail is whole, for those who may; that they read it is in the journal first.
        status, raw = self.daemon.http("GET", "/v1/arrivals/%s/raw" % arrival, token=self.daemon.token("technician"))
        self.assertEqual(status, 200)
        self.assertIn(b"Tr0ub4dor9", raw)
        read = [line for line in self.daemon.listed_journal() if line["kind"] == "raw_read"]
        self.assertEqual([line["arrival"] for line in read], [arrival])
        status, answer = self.daemon.http("POST", "/v1/contacts/gwen/erase", token=self.daemon.token("admin"))
        self.assertEqual((status, answer["purged"]), (200, True))


if __name__ == "__main__":
    unittest.main()
