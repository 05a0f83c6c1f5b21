"""Calls by the webhooks of telephone providers: signed, durable before they are answered, told late, twice and
out of order."""
import http.server
import json
import os
import re
import threading
import time
import unittest

from daemon_fixture import CONFIG, Daemon
from webhook_signers import PROVIDERS, PUBLIC, Provider, Sent

LINE = "us-voice"
GWEN = "+442079460123"  # of a site that is served at every hour
STRANGER = "+14155550123"
NORA = "+13475550102"  # of an MSP's staff


class Api(http.server.ThreadingHTTPServer):
    """Telnyx's call control, as far as it is called: keeps what it is told."""

    def __init__(self):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                self.server.commands.append((self.path, self.headers["Authorization"], json.loads(body)))
                self.send_response(self.server.status)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"{}")

            def log_message(self, *_):
                pass

        super().__init__(("127.0.0.1", 0), Handler)
        self.commands, self.status = [], 200
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()


class VoiceDaemon(Daemon):
    """Every provider on the shared line, and what rules say beside the shipped ones."""

    def __init__(self, api="http://127.0.0.1:1", calls="", lines=""):
        super().__init__()
        self.providers = {}
        voice = ""
        for name, kind in PROVIDERS.items():
            provider = self.providers[name] = kind(name, self.folder)
            self.secret_file(name + ".secret", provider.secret)
            for line in [LINE] + re.findall(r'^id = "(.+)"', lines, re.M):
                voice += '[[voice]]\nprovider = "%s"\nline = "%s"\nsecret_files = ["%s.secret"]\n' % (name, line, name)
                if name == "telnyx":
                    self.secret_file("telnyx.key", "KEY123")
                    voice += 'api_key_file = "telnyx.key"\napi_url = "%s"\n' % api
        self.write("frontdesk.toml", CONFIG.replace('[admin]', 'public_url = "%s"\n[admin]' % PUBLIC) + voice)
        if calls:
            self.write("rules/calls.toml", calls)
        if lines:
            self.append_rules("lines.toml", lines)

    def secret_file(self, name, text):
        self.write(name, text)
        os.chmod(os.path.join(self.folder, name), 0o600)


class Voice(unittest.TestCase):
    calls = lines = ""

    def setUp(self):
        self.api = Api()
        self.addCleanup(self.api.__exit__)
        self.daemon = VoiceDaemon("http://127.0.0.1:%d" % self.api.server_port, self.calls, self.lines).start()
        self.addCleanup(self.daemon.close)
        self.daemon.load_directory()
        self.twilio = self.daemon.providers["twilio"]

    def answer(self, sent, status=200):
        got, body = sent.to(self.daemon)
        self.assertEqual(got, status, body)
        return body if isinstance(body, (str, dict, list)) else body.decode()

    def only_call(self):
        """The one call that came in, as its arrival shows it."""
        found = self.daemon.listed("/v1/arrivals?channel=voice")
        self.assertEqual(len(found), 1, found)
        return self.daemon.arrival(found[0]["id"])

    def ticket_of(self, call):
        return self.daemon.get("/v1/tickets/" + call["arrival"]["ticket"])["ticket"]


class Providers(Voice):
    def test_each_takes_a_genuine_call_and_answers_in_its_own_dialect(self):
        marks = {"twilio": "<Response><Say", "signalwire": "<Response><Say", "plivo": "<Response><Speak",
                 "bandwidth": "<SpeakSentence", "vonage": '"talk"', "jambonz": '"say"', "generic": '"say"', "telnyx": "/actions/answer"}
        for name, provider in self.daemon.providers.items():
            with self.subTest(provider=name):
                body = self.answer(provider.arrives(LINE, "C-" + name, GWEN))
                text = body if isinstance(body, str) else json.dumps(body)
                if name == "telnyx":
                    text = json.dumps([path for path, _, _ in self.api.commands])
                self.assertIn(marks[name], text.replace("\n", ""))
                found = [one for one in self.daemon.listed("/v1/arrivals?channel=voice")
                         if self.daemon.arrival(one["id"])["facts"]["external_id"] == "%s:C-%s" % (name, name)]
                self.assertEqual(len(found), 1)
                self.assertEqual(found[0]["contact"], "gwen")
                self.assertEqual(found[0]["call"]["state"], "waiting")
        path, key, _ = self.api.commands[0]
        self.assertEqual((path, key), ("/v2/calls/v3:C-telnyx/actions/answer", "Bearer KEY123"))

    def test_each_refuses_a_tampered_one_and_one_of_nobody_without_a_hint(self):
        for name, provider in self.daemon.providers.items():
            sent = provider.arrives(LINE, "C-" + name, GWEN)
            tampered = Sent(sent.method, sent.path, sent.headers, sent.body.replace("2079460123", "2079460999"))
            if name == "bandwidth":  # which proves who sends, and not what
                tampered.headers["Authorization"] = "Basic ZGVzazp3cm9uZw=="
            bare = Sent(sent.method, sent.path, {"Content-Type": sent.headers["Content-Type"]}, sent.body)
            for wrong, statuses in ((tampered, {403}), (bare, {403, 401, 503})):
                with self.subTest(provider=name, bare=wrong is bare):
                    got, body = wrong.to(self.daemon)
                    self.assertIn(got, statuses)
                    self.assertEqual(body["detail"], "refused")
        self.assertEqual(self.daemon.listed("/v1/arrivals?channel=voice"), [])
        self.assertEqual(self.daemon.metrics()['frontdesk_refusals_total{protocol="voice",reason="refused"}'], 15)

    def test_a_stale_one_is_refused_where_its_time_is_signed(self):
        for name, provider in self.daemon.providers.items():
            if not provider.signs_time:
                continue
            for off in (-400, 400):
                with self.subTest(provider=name, off=off):
                    self.answer(provider.signed(provider.path(LINE), provider.calls("C-1", GWEN, "+18665206414"),
                                                at=time.time() + off), 403)
        self.assertEqual(self.daemon.listed("/v1/arrivals?channel=voice"), [])

    def test_one_that_comes_again_at_once_is_answered_again_and_changes_nothing(self):
        for name, provider in self.daemon.providers.items():
            with self.subTest(provider=name):
                before = len(self.daemon.listed_journal())
                sent = provider.arrives(LINE, "C-" + name, GWEN)
                first, again = self.answer(sent), self.answer(sent)
                self.assertEqual(type(first), type(again))
                self.assertEqual(len(self.daemon.listed_journal()), before + 1)

    def test_what_could_not_be_kept_is_taken_when_it_comes_again(self):
        """Never 200 before it is durable: the line is gone from the rules for a moment."""
        ended = self.twilio.ended(LINE, "CA9", GWEN)
        with open(os.path.join(self.daemon.folder, "rules", "lines.toml"), encoding="utf-8") as file:
            lines = file.read()
        self.daemon.write("rules/lines.toml", lines.replace('id = "%s"' % LINE, 'id = "gone"'))
        self.assertEqual(self.daemon.cli("reload").returncode, 0)
        self.answer(ended, 503)
        self.daemon.write("rules/lines.toml", lines)
        self.assertEqual(self.daemon.cli("reload").returncode, 0)
        self.answer(ended)
        self.assertEqual(self.only_call()["arrival"]["call"]["state"], "short_call")

    def test_what_is_not_configured_is_not_there(self):
        for path in ("/voice/twilio/uk-voice", "/voice/nobody/us-voice", "/voice/twilio/us-voice/whither",
                     "/voice/twilio/us-voice/wait?round=-1"):
            with self.subTest(path=path):
                self.answer(self.twilio.signed(path, self.twilio.calls("C", GWEN, "+18665206414")), 404)

    def test_the_provider_is_told_to_come_again_where_its_api_fails(self):
        self.api.status = 500
        self.answer(self.daemon.providers["telnyx"].arrives(LINE, "C1", GWEN), 503)
        self.api.status = 200
        self.answer(self.daemon.providers["telnyx"].arrives(LINE, "C1", GWEN))
        self.only_call()


class Talks(Voice):
    """What becomes of a call, by Twilio's webhooks."""

    def next_of(self, xml):
        found = re.search(r'(?:action=|<Redirect[^>]*>)"?(https://[^"<]+)', xml)
        self.assertTrue(found, xml)
        return found.group(1).replace("&amp;", "&")

    def test_a_caller_holds_and_hears_the_place_in_line_and_gives_up(self):
        xml = self.answer(self.twilio.arrives(LINE, "CA1", GWEN))
        self.assertIn("Harbor Managed Services", xml)
        self.answer(self.twilio.arrives(LINE, "CA2", STRANGER))
        turn = self.answer(self.twilio.asks(self.next_of(xml), "CA1", GWEN))
        self.assertIn("<Pause", turn)
        self.assertNotEqual(self.next_of(turn), self.next_of(xml))
        self.assertEqual(self.answer(self.twilio.ended(LINE, "CA1", GWEN)), "")
        self.answer(self.twilio.ended(LINE, "CA1", GWEN))  # told twice
        self.assertEqual(self.daemon.metrics()['frontdesk_call_steps_total{step="ended_soon"}'], 1)
        record = [one for one in self.daemon.listed("/v1/arrivals?channel=voice") if one["contact"] == "gwen"][0]
        self.assertEqual(record["call"]["state"], "short_call")
        ticket = self.daemon.get("/v1/tickets/" + record["ticket"])["ticket"]
        self.assertEqual((ticket["status"], ticket["flags"]), ("new", ["short_call"]))

    def test_R107_C28_staff_of_an_msp_hear_where_to_turn(self):
        xml = self.answer(self.twilio.arrives(LINE, "CA1", NORA))
        self.assertIn("This line is for your customers", xml)
        self.assertIn(" at ", xml)  # where to turn instead, R110 to R113
        self.assertIn("<Hangup", xml)
        call = self.only_call()
        self.assertEqual((call["arrival"]["outcome"], self.ticket_of(call)["queue"]), ("partner", "partner"))

    def test_whoever_calls_there_is_a_ticket(self):
        callers = [GWEN, "+12125550142", STRANGER, NORA, "+12125550170", "+12125550100", "anonymous", ""]
        for number, caller in enumerate(callers):
            self.answer(self.twilio.arrives(LINE, "CA%d" % number, caller))
        calls = self.daemon.listed("/v1/arrivals?channel=voice")
        self.assertEqual(len(calls), len(callers))
        self.assertEqual([one for one in calls if not one["ticket"]], [])

    def test_a_redial_resumes_ticket_and_place(self):
        self.answer(self.twilio.arrives(LINE, "CA1", GWEN))
        self.answer(self.twilio.ended(LINE, "CA1", GWEN))
        again = self.answer(self.twilio.arrives(LINE, "CA2", GWEN))
        self.assertNotIn("Harbor", again)  # greeted once
        found = self.daemon.listed("/v1/arrivals?channel=voice")
        self.assertEqual(len({one["ticket"] for one in found}), 1)
        self.assertEqual([one["outcome"] for one in found], ["appended", "queued"])

    def test_the_end_of_a_call_never_seen_is_a_missed_call_and_a_ticket(self):
        self.answer(self.twilio.ended(LINE, "CA9", GWEN))
        call = self.only_call()
        self.assertEqual(call["arrival"]["call"]["state"], "short_call")
        self.assertEqual(self.ticket_of(call)["flags"], ["short_call"])
        # The call's own webhook comes behind it: nothing goes backwards, and nobody is greeted twice.
        self.answer(self.twilio.arrives(LINE, "CA9", GWEN))
        self.assertEqual(self.only_call()["arrival"]["call"]["state"], "short_call")

    def test_withheld_anonymous_and_shared_numbers(self):
        for number, outcome in (("anonymous", "withheld"), ("+266696687", "withheld"), ("", "withheld")):
            with self.subTest(number=number):
                call = "CA" + number
                self.answer(self.twilio.arrives(LINE, call, number))
                facts = [self.daemon.arrival(one["id"]) for one in self.daemon.listed("/v1/arrivals?channel=voice")]
                mine = [one for one in facts if one["facts"]["external_id"] == "twilio:" + call][0]
                self.assertTrue(mine["facts"]["withheld"])
                self.assertEqual(mine["decision"]["recognition"], outcome)

    def test_what_was_answered_survives_a_kill(self):
        sent = self.twilio.arrives(LINE, "CA1", GWEN)
        self.answer(sent)
        before = self.only_call()
        self.daemon.kill9()
        self.daemon.start()
        self.assertEqual(self.only_call(), before)
        self.answer(sent)  # the table of replays is new: the call is not
        self.assertEqual(self.only_call(), before)


class Choices(Talks):
    calls = 'longest_wait = "0s"\nnobody = "callback"\n'

    def test_nobody_answers_and_the_caller_wants_to_be_called_back(self):
        xml = self.answer(self.twilio.arrives(LINE, "CA1", GWEN))
        self.assertIn("<Gather", xml)
        last = self.answer(self.twilio.asks(self.next_of(xml), "CA1", GWEN, "1"))
        self.assertIn("<Hangup", last)
        call = self.only_call()
        self.assertEqual(call["arrival"]["call"]["state"], "callback")
        self.assertEqual(self.ticket_of(call)["queue"], "callback")
        self.answer(self.twilio.ended(LINE, "CA1", GWEN))
        self.assertEqual(self.only_call()["arrival"]["call"]["state"], "callback")

    def test_another_key_leaves_a_message_with_a_link_on_the_call(self):
        xml = self.answer(self.twilio.arrives(LINE, "CA1", GWEN))
        record = self.answer(self.twilio.asks(self.next_of(xml), "CA1", GWEN, "2"))
        self.assertIn("<Record", record)
        sent = {**self.twilio.calls("CA1", GWEN, "+18665206414"), "RecordingUrl": "https://api.twilio.example/R1",
                "RecordingDuration": "9"}
        self.answer(self.twilio.signed(self.next_of(record)[len(PUBLIC):], sent))
        call = self.only_call()
        self.assertEqual(call["arrival"]["call"]["state"], "voicemail")
        self.assertEqual(call["facts"]["recordings"], ["https://api.twilio.example/R1"])
        self.assertEqual(self.ticket_of(call)["flags"], ["voicemail"])

    test_a_caller_holds_and_hears_the_place_in_line_and_gives_up = None
    test_a_redial_resumes_ticket_and_place = None
    test_R107_C28_staff_of_an_msp_hear_where_to_turn = None
    test_whoever_calls_there_is_a_ticket = None
    test_what_was_answered_survives_a_kill = None
    test_the_end_of_a_call_never_seen_is_a_missed_call_and_a_ticket = None
    test_withheld_anonymous_and_shared_numbers = None


class Targets(Voice):
    calls = '[[queue]]\nid = "us.voice"\ndial = "sip:us@pbx.example"\n[[queue]]\nid = "any.voice"\ndial = "+13125550199"\n'

    def test_a_queue_with_a_target_is_put_through_and_a_talk_completes_the_call(self):
        xml = self.answer(self.twilio.arrives(LINE, "CA1", GWEN))
        self.assertRegex(xml, r"<Dial[^>]*>.*(sip:us@pbx|13125550199)")
        parted = re.search(r'<Dial[^>]* action="([^"]+)"', xml).group(1).replace("&amp;", "&")
        sent = {**self.twilio.calls("CA1", GWEN, "+18665206414"), "CallStatus": "in-progress",
                "DialCallStatus": "completed", "DialCallSid": "CA1-leg"}
        over = self.answer(self.twilio.signed(parted[len(PUBLIC):], sent))
        self.assertIn("<Hangup", over)
        self.assertEqual(self.only_call()["arrival"]["call"]["state"], "answered")
        self.answer(self.twilio.ended(LINE, "CA1", GWEN))
        call = self.only_call()
        self.assertEqual(call["arrival"]["call"]["state"], "completed")
        # Who talked is not known here: it waits for whoever writes it up.
        self.assertEqual((self.ticket_of(call)["status"], self.ticket_of(call)["flags"]), ("new", ["talked"]))

    def test_an_answer_that_is_told_after_the_end_still_counts(self):
        plivo = self.daemon.providers["plivo"]
        self.answer(plivo.arrives(LINE, "CA2", GWEN))
        self.answer(plivo.ended(LINE, "CA2", GWEN))
        sent = {**plivo.calls("CA2", GWEN, "+18665206414"), "CallStatus": "completed", "DialStatus": "completed",
                "DialBLegUUID": "leg", "DialBLegDuration": "30"}
        self.answer(plivo.signed(plivo.path(LINE, "/parted?round=0"), sent))
        self.assertEqual(self.only_call()["arrival"]["call"]["state"], "completed")


class Brands(Voice):
    lines = ('[[line]]\nid = "nw-main"\nchannel = "voice"\nnumber = "+13475550160"\nmsp = "northwind"\n'
             '[[line]]\nid = "nw-two"\nchannel = "voice"\nnumber = "+13475550161"\nmsp = "northwind"\n'
             '[[line]]\nid = "nw-private"\nchannel = "voice"\nnumber = "+13475550163"\nmsp = "northwind"\n'
             'private = true\n[[line]]\nid = "hb-main"\nchannel = "voice"\nnumber = "+13475550162"\nmsp = "harbor"\n')

    def test_the_same_bytes_at_another_line_are_refused(self):
        generic = self.daemon.providers["generic"]
        sent = generic.arrives(LINE, "C1", GWEN)
        self.answer(sent)
        self.answer(Sent("POST", generic.path("hb-main"), sent.headers, sent.body), 403)
        self.only_call()

    def test_many_people_of_one_number_do_not_join_each_others_calls(self):
        for number in ("+442079460100", "+12125550170"):  # a main number; one that two people share
            with self.subTest(number=number):
                for call in ("A", "B"):
                    self.answer(self.twilio.arrives(LINE, call + number, number))
                    self.answer(self.twilio.ended(LINE, call + number, number))
                mine = [one for one in self.daemon.listed("/v1/arrivals?channel=voice")][:2]
                self.assertEqual(len({one["ticket"] for one in mine}), 2)
                self.assertNotIn("appended", [one["outcome"] for one in mine])

    def forwarded(self, line, number):
        sent = {**self.twilio.calls("CA" + line + number, GWEN, "+13475550160"), "ForwardedFrom": number}
        self.answer(self.twilio.signed(self.twilio.path(line), sent))
        return self.daemon.listed("/v1/arrivals?channel=voice")[0]["line"]

    def test_R226_a_forwarded_number_changes_the_brand_only_to_a_line_of_the_same_msp(self):
        self.assertEqual(self.forwarded("nw-main", "+13475550161"), "nw-two")
        self.assertEqual(self.forwarded("nw-main", "+13475550162"), "nw-main")
        self.assertEqual(self.forwarded(LINE, "+13475550162"), LINE)
        self.assertEqual(self.forwarded("nw-main", "+18665206414"), "nw-main")

    def test_R225_a_private_number_is_in_no_answer_and_nowhere_else(self):
        private = "3475550163"
        said = []
        for name, provider in self.daemon.providers.items():
            sent = provider.arrives("nw-private", "P-" + name, GWEN, "+1" + private)
            said.append(sent.to(self.daemon))
            said.append(provider.ended("nw-private", "P-" + name, GWEN, "+1" + private).to(self.daemon))
            bad = Sent(sent.method, sent.path, sent.headers, sent.body + " ")
            said.append(bad.to(self.daemon))
        self.assertEqual(len(self.daemon.listed("/v1/arrivals?line=nw-private")), len(PROVIDERS))
        said += self.api.commands + [self.daemon.log(), self.daemon.get("/metrics"), self.daemon.listed_journal()]
        said += [self.daemon.arrival(one["id"]) for one in self.daemon.listed("/v1/arrivals?channel=voice")]
        self.assertNotIn(private, repr(said))


if __name__ == "__main__":
    unittest.main()
