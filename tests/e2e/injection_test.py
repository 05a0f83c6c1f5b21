"""Wherever text from outside is written (a reply, a trace line, a header, a log line, a metric, a problem,
a table for people), it stays text: no line end, no NUL and no escape of it reaches a place where it
would mean something. The places are the tests of this file; each is given the same hostile text.
"""
import base64
import email.parser
import json
import os
import re
import socket
import unittest

from attack_test import Attacked
from wire import ENVELOPE, HELLO, codes

MARK = "hm4rk"
# Colours, a title, C1, right to left; lines that are none to us, what has no width, tags.
ESCAPES = ("\x1b[31m\x1b]0;%s\x07\x9b2J\u202e" % MARK
           + "\u2028\u2029\u200b\u200f\u061c\u2066\ufeff\U000e0041")
LINES = "\r\nX-%s: 1\r\n\r\n<b>%s</b>\n\0\x7f" % (MARK, MARK)
FORMULA = "=cmd|' /C calc'!A0"
TEXT = FORMULA + ESCAPES + LINES
CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u061c\u2028-\u202e\u2066-\u2069\ufeff"
                      "\U000e0000-\U000e007f]")


def word(text):
    return "=?utf-8?b?%s?=" % base64.b64encode(text.encode()).decode()


def percent(text):
    return "".join("%%%02x" % byte for byte in text.encode())


HOSTILE = "\r\n".join([
    "From: %s <gwen@brightside.example>" % word(TEXT),
    "To: %s <support@harbor.example>" % word(TEXT), "Cc: %s <a@b.example>" % word(TEXT),
    "Subject: %s" % word(TEXT), "Date: %s" % word(TEXT),
    "Message-ID: <%s%s@b.example>" % (word(LINES), MARK),
    "In-Reply-To: <%s@b.example>" % word(TEXT), "References: <%s@b.example>" % word(LINES),
    "Auto-Submitted: no; x=%s" % word(LINES), "MIME-Version: 1.0",
    "Content-Type: multipart/mixed; boundary=b", "",
    "--b", "Content-Type: text/html; charset=utf-8", "Content-Transfer-Encoding: base64", "",
    base64.b64encode(("<script>%s</script>%s" % (MARK, TEXT)).encode()).decode(),
    "--b", "Content-Type: application/x-%s; name*=utf-8''%s" % (MARK, percent(TEXT)),
    "Content-Disposition: attachment; filename*=utf-8''%s" % percent(TEXT), "", "x", "--b--", ""])


class Injection(Attacked):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls.daemon.smtp() as smtp:
            smtp.ehlo()
            smtp.mail("%s@brightside.example" % MARK)
            smtp.rcpt("support+%s@harbor.example" % MARK)
            code, text = smtp.data(HOSTILE.encode())
        assert code == 250, text
        cls.arrival = text.decode().split()[-1]
        cls.ticket = cls.daemon.arrival(cls.arrival)["arrival"]["ticket"]

    def check_lines(self, text):
        """For people: no control but line ends, and none of those from outside."""
        self.assertNotRegex(text, CONTROLS)
        for line in text.splitlines():
            self.assertFalse(line.startswith(("X-" + MARK, "<b>" + MARK)), line)

    # What the mail door says and writes.

    def test_no_reply_repeats_what_was_sent(self):
        with self.wire() as wire:
            for line in ("EHLO %s.example", "%s", "MAIL FROM:<%s", "MAIL FROM:<%s@b.example>", "RCPT TO:<%s>",
                         "RCPT TO:<%s@elsewhere.example>", "RCPT TO:<support+%s@harbor.example>", "VRFY %s",
                         "NOOP %s", "HELP %s", "EXPN %s", "AUTH %s", "DATA %s", "RSET %s", "MAIL FROM:<> %s=1",
                         "BDAT %s"):
                self.assertNotIn(MARK, wire.ask((line % MARK).encode()).lower(), line)

    def test_the_name_of_a_client_is_a_name_or_refused(self):
        for name in ("a b", "<a>", '"a"', "a;b", "(a)", "a\\b", "a,b", "a@b", "a=b", "a%b", "\u00e9.example", "a..b",
                     "-a", ".a", "[a b]", "[1.2.3.4", "a]", "x" * 256):
            with self.subTest(name=name), self.wire() as wire:
                self.assertEqual(codes([wire.ask(b"EHLO " + name.encode())]), [501])
        for bad in "\r", "\n", "\0", "\x1b[31m", "\t", "\x7f":
            with self.subTest(bad=bad), self.wire() as wire:
                wire.send(b"EHLO a" + bad.encode() + b".example\r\nNOOP\r\n")
                self.assertEqual(codes(wire.rest()), [500])

    def test_the_trace_line_is_three_lines_whatever_came(self):
        raw = self.daemon.get("/v1/arrivals/%s/raw" % self.arrival)
        raw = raw if isinstance(raw, bytes) else raw.encode()
        self.assertRegex(raw, rb"\AReceived: from test\.example \(\[127\.0\.0\.1\]\)\r\n\tby frontdesk\.test\.example "
                              rb"with ESMTP;\r\n\t[A-Za-z0-9,: +]+\r\nFrom: ")

    # What is kept, and told as JSON.

    def test_facts_have_no_line_ends_where_a_header_could_be_made_of_them(self):
        facts = self.daemon.arrival(self.arrival)["facts"]
        for name in ("message_id", "in_reply_to"):
            self.assertNotRegex(facts["mail"][name], r"[\s\x00-\x20<>]")
        for each in facts["mail"]["references"]:
            self.assertNotRegex(each, r"[\s\x00-\x20<>]")
        for name in ("from_address", "return_path", "recipient"):
            self.assertNotRegex(facts[name], r"[\x00-\x1f\x7f]")
        texts = [facts["from_name"], facts["mail"]["subject"]]
        texts += [each["name"] for each in facts["mail"]["attachments"]]
        self.assertEqual(len(texts), 3)
        for text in texts:
            self.assertIn(FORMULA, text)  # so it did come
            self.assertNotRegex(text, r"[\x00-\x1f\x7f-\x9f]")

    # The log and the metrics.

    def test_a_log_line_is_one_line_and_has_nothing_of_the_mail(self):
        with open(self.daemon.log_path, encoding="utf-8") as file:
            lines = file.read().split("\n")
        self.assertEqual(lines.pop(), "")
        for line in lines:
            self.assertNotRegex(line, CONTROLS)
            self.assertIn("event", json.loads(line))
            self.assertNotIn(MARK, line)
        self.assertGreater(len(lines), 3)

    def test_a_metric_is_one_line_and_its_labels_are_ours(self):
        for path in ("/%s" % MARK, "/v1/tickets/%s" % percent(TEXT), "/v1/tickets/%s" % MARK):
            self.daemon.http("GET", path, token=self.daemon.token("admin"))
        self.daemon.http("GET", "/v1/tickets", headers={"Authorization": "Bearer fd_" + MARK})
        text = self.daemon.get("/metrics")
        self.assertNotIn(MARK, text)
        for line in text.splitlines():
            self.assertRegex(line, r'^(#.*|[a-z_0-9]+(\{([a-z_]+="[A-Za-z0-9_.:/{}+ -]*",?)*\})? [-+0-9.eInfNa]+)$')

    # HTTP.

    def raw_http(self, request):
        """(status, header fields, body) of what the daemon says to these bytes."""
        with socket.create_connection(("127.0.0.1", self.daemon.ports["http"]), timeout=60) as wire:
            wire.sendall(request)
            wire.shutdown(socket.SHUT_WR)
            answer = b""
            while chunk := wire.recv(65536):
                answer += chunk
        head, _, body = answer.partition(b"\r\n\r\n")
        status, _, fields = head.partition(b"\r\n")
        return int(status.split()[1]), email.parser.BytesParser().parsebytes(fields + b"\r\n\r\n"), body

    KNOWN = {"Date", "Content-Type", "Content-Length", "Cache-Control", "X-Content-Type-Options", "Connection",
             "Allow", "WWW-Authenticate", "Retry-After", "Content-Disposition"}

    def test_nothing_that_is_asked_becomes_a_header_of_the_answer(self):
        token = self.daemon.token("admin").encode()
        where = [b"/" + percent(TEXT).encode(), b"/v1/tickets/" + percent(TEXT).encode(),
                 b"/v1/tickets?cursor=" + percent(TEXT).encode(), b"/v1/tickets?limit=" + percent(TEXT).encode(),
                 b"/v1/arrivals?outcome=" + percent(TEXT).encode(), b"/v1/contacts/" + percent("a" + LINES).encode(),
                 b"/v1/tickets?status=" + percent(LINES).encode() + b"&" + percent(LINES).encode() + b"=1"]
        for target in where:
            for method in (b"GET", b"HEAD", b"PUT", b"POST", b"DELETE", b"OPTIONS", b"EVIL"):
                with self.subTest(target=target, method=method):
                    status, fields, body = self.raw_http(
                        method + b" " + target + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer "
                        + token + b"\r\nContent-Length: 2\r\nContent-Type: application/json\r\n\r\n{}")
                    self.assertIn(status // 100, (2, 4))
                    self.assertLessEqual(set(fields.keys()), self.KNOWN)
                    if body:
                        self.assertIn("json", fields["Content-Type"])
                        self.assertNotRegex(body.decode(), r"[\x00-\x1f]")
                        json.loads(body)

    def test_a_problem_that_repeats_what_was_sent_is_json(self):
        token = self.daemon.token("admin")
        for body in ({"id": TEXT, "name": TEXT}, {"id": "x", "name": TEXT, "msp": TEXT}, {TEXT: TEXT}, [TEXT], TEXT):
            for kind in ("msps", "companies", "sites", "contacts", "contracts", "technicians"):
                status, said = self.daemon.http("PUT", "/v1/%s/x" % kind, json.dumps(body), token,
                                                {"Content-Type": "application/json"})
                with self.subTest(kind=kind, body=body):
                    if status >= 400:
                        self.assertIsInstance(said, dict)
                        self.assertEqual(said["status"], status)

    def test_a_mail_is_never_a_page_of_ours(self):
        token = self.daemon.token("admin").encode()
        status, fields, _ = self.raw_http(b"GET /v1/arrivals/" + self.arrival.encode() +
                                          b"/raw HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer " +
                                          token + b"\r\n\r\n")
        self.assertEqual(status, 200)
        self.assertEqual(fields["X-Content-Type-Options"], "nosniff")
        self.assertIn(fields["Content-Type"], ("message/rfc822", "application/octet-stream"))
        self.assertLessEqual(set(fields.keys()), self.KNOWN)

    def test_no_answer_is_html_or_a_spreadsheet(self):
        """So no markup and no formula of theirs is ever run: exports are JSON, and CSV is only read."""
        document = self.daemon.get("/v1/openapi.json")
        kinds = {kind for path in document["paths"].values() for operation in path.values()
                 if isinstance(operation, dict) for answer in operation.get("responses", {}).values()
                 for kind in answer.get("content", {})}
        self.assertTrue(kinds)
        self.assertFalse({kind for kind in kinds if "html" in kind or "csv" in kind or "excel" in kind}, kinds)

    # The command line, which a person's terminal shows.

    def test_tables_and_explanations_have_no_escapes_and_no_lines_of_theirs(self):
        self.daemon.http("PUT", "/v1/msps/evil", {"id": "evil", "name": TEXT, "country": "US"},
                         self.daemon.token("admin"))
        for verb, *rest in (("arrivals",), ("tickets",), ("explain", self.arrival), ("explain", self.ticket or self.arrival),
                            ("arrivals", "show", self.arrival), ("tickets", "show", self.ticket or "T-1"),
                            ("queues",), ("journal",), ("journal", "--json"), ("explain", TEXT.replace("\0", "")),
                            ("arrivals", "show", TEXT.replace("\0", ""))):
            run = self.daemon.cli(verb, *rest)
            with self.subTest(verb=verb, rest=rest):
                self.check_lines(run.stdout)
                self.check_lines(run.stderr)
        self.assertIn(FORMULA, self.daemon.cli("arrivals").stdout)
        self.assertIn(FORMULA, self.daemon.cli("tickets").stdout)

    def test_offline_verbs_too(self):
        path = os.path.join(self.daemon.folder, "hostile.eml")
        with open(path, "wb") as file:
            file.write(HOSTILE.encode())
        for verb, *rest in (("parse", path), ("screen", "--rules", self.daemon.rules, path)):
            run = self.daemon.cli(verb, *rest)
            with self.subTest(verb=verb):
                self.assertNotRegex(run.stdout, CONTROLS)
                self.assertNotRegex(run.stderr, CONTROLS)
        header = self.daemon.cli("parse", path).stdout.split("\n\n")[0]
        self.check_lines(header)


if __name__ == "__main__":
    unittest.main()
