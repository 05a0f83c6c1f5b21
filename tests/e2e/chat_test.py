"""Chats over /chat: opened by an address or an endpoint's token (R65), acknowledged once durable, resumed after lost
connections and kills with nothing lost or doubled, answered by technicians, cut off where a limit is passed."""
import hashlib
import json
import time
import unittest

from chat_client import Closed, Refused, Visitor, WebSocket
from daemon_fixture import CONFIG, PATIENCE, Daemon

PAGE = "https://www.acme.example"
GWEN = {"email": "gwen@brightside.example", "name": "Gwen"}  # of a site that is served at every hour
ISHA = {"email": "isha@brightside.example"}
WIDGET = {"title": "Harbor Help", "colour": "#123456", "language": "en", "origins": [PAGE],
          "wording": {"de": {"send": "Abschicken"}}}
TOKEN = "agent-token-of-gwens-computer"
SECRET = "hunter2-Zebra-9981"


class ChatDaemon(Daemon):
    def __init__(self, limits="", store=""):
        super().__init__(CONFIG.replace("[rules]", store + "[rules]") + '[[chat_door]]\nline = "chat"\nwidget = "chat.json"\n'
                         '[[chat_door]]\nline = "partner-chat"\nwidget = "partner.json"\n[chat.limits]\n' + limits)
        self.write("chat.json", json.dumps(WIDGET))
        self.write("partner.json", json.dumps({"origins": ["https://partners.example"]}))


class Chat(unittest.TestCase):
    limits = store = ""

    def setUp(self):
        self.daemon = ChatDaemon(self.limits, self.store).start()
        self.addCleanup(self.daemon.close)
        self.prepare()

    def prepare(self):
        self.daemon.load_directory()

    def visitor(self, **hello):
        return self.knock(**{"origin": PAGE, **(hello or GWEN)})

    def knock(self, **hello):
        visitor = Visitor(self.daemon, **hello)
        self.addCleanup(visitor.close)
        return visitor.connect()

    def socket(self, origin=PAGE, **more):
        socket = WebSocket(self.daemon.ports["http"], origin, **more)
        self.addCleanup(socket.socket.close)
        return socket

    def ticket_of(self, visitor):
        return self.daemon.arrival(visitor.arrival)["arrival"]["ticket"]

    def transcript(self, visitor):
        return self.daemon.listed("/v1/tickets/%s/chat?limit=7" % self.ticket_of(visitor))

    def next_ticket(self, *queues):
        status, body = self.daemon.http("POST", "/v1/queues/next", {"queues": list(queues) or ["any.chat"]},
                                        self.daemon.token("technician"))
        self.assertEqual(status, 200, body)
        return body

    def reply(self, ticket, text, key=None, role="technician"):
        return self.daemon.http("POST", "/v1/tickets/%s/reply" % ticket, {"text": text}, self.daemon.token(role),
                                {"Idempotency-Key": key} if key else None)

    def eventually(self, holds):
        end = time.monotonic() + PATIENCE
        while not holds():
            self.assertLess(time.monotonic(), end, "it never came")
            time.sleep(0.05)

    def refusals(self, reason):
        return self.daemon.metrics().get('frontdesk_refusals_total{protocol="chat",reason="%s"}' % reason, 0)


class Opening(Chat):
    def test_R65_an_address_from_a_listed_page_waits_in_the_queue(self):
        first = self.visitor()
        welcome = first.welcome
        self.assertEqual((welcome["state"], welcome["position"], welcome["last"]), ("waiting", 1, 0))
        self.assertEqual((welcome["resumed"], welcome["reset"], welcome["grace_seconds"]), (False, False, 120))
        self.assertEqual((welcome["widget"]["title"], welcome["widget"]["colour"]), ("Harbor Help", "#123456"))
        shown = self.daemon.arrival(first.arrival)
        self.assertEqual((shown["arrival"]["channel"], shown["arrival"]["contact"]), ("chat", "gwen"))
        self.assertNotIn("verified", shown["arrival"]["flags"])  # an address alone is a claim
        second = self.visitor(**ISHA, language="de-AT")
        self.assertEqual(second.welcome["widget"]["wording"]["send"], "Abschicken")

    def test_R65_an_endpoints_token_is_verified_and_needs_no_page(self):
        admin = self.daemon.token("admin")
        digest = hashlib.sha256(TOKEN.encode()).hexdigest()
        self.assertEqual(self.daemon.http("PUT", "/v1/endpoints/gwen-pc", {
            "id": "gwen-pc", "site": "brightside-london", "contact": "gwen", "token_sha256": digest}, admin)[0], 200)
        agent = self.knock(origin=None, token=TOKEN)
        shown = self.daemon.arrival(agent.arrival)["arrival"]
        self.assertEqual(shown["contact"], "gwen")
        self.assertIn("verified", shown["flags"])
        for hello, code in ((GWEN, "identity"), ({"token": "another"}, "refused")):
            socket = self.socket(None)
            socket.send(type="hello", version=1, id="h" * 24, **hello)
            self.assertEqual(socket.until("error")[0]["code"], code)
        self.assertEqual(self.daemon.files_with(TOKEN), [])

    def test_a_page_that_is_not_listed_gets_no_further(self):
        for origin in ("https://evil.example", "http://www.acme.example", "null"):
            with self.assertRaises(Refused) as refused:
                self.socket(origin)
            self.assertEqual(refused.exception.status, 403)
        socket = self.socket("https://partners.example")  # of another door
        socket.send(type="hello", version=1, id="h" * 24, **GWEN)
        self.assertEqual(socket.until("error")[0]["code"], "line")
        self.assertEqual(self.refusals("origin"), 3)
        self.assertEqual(self.daemon.listed("/v1/arrivals?channel=chat"), [])

    def test_the_same_hello_again_is_the_same_chat(self):
        visitor = self.visitor()
        chat = visitor.arrival
        visitor.socket.lose()
        visitor.connect()
        self.assertEqual(visitor.arrival, chat)
        visitor.say("Here I am")
        visitor.settle()
        self.assertEqual(len(self.daemon.listed("/v1/arrivals?channel=chat")), 1)

    def test_a_request_that_is_no_websocket_is_told_so(self):
        status, _ = self.daemon.http("GET", "/chat")
        self.assertEqual(status, 426)

    def test_R1_R25_the_widgets_configuration(self):
        status, view = self.daemon.http("GET", "/chat/widget?language=de", headers={"Origin": PAGE})
        self.assertEqual((status, view["title"], view["wording"]["send"]), (200, "Harbor Help", "Abschicken"))
        self.assertEqual(self.daemon.http("GET", "/chat/widget", headers={"Origin": "https://evil.example"})[0], 403)
        self.assertEqual(self.daemon.http("GET", "/chat/widget?line=us-voice")[0], 404)


class Talking(Chat):
    def test_messages_are_acknowledged_once_durable_and_the_journal_has_no_text(self):
        visitor = self.visitor()
        visitor.say("My screen is blue, says the zebra")
        visitor.settle()
        self.assertEqual(self.daemon.arrival(visitor.arrival)["arrival"]["chat"]["last"], 1)
        self.assertEqual([one["text"] for one in self.transcript(visitor)], ["My screen is blue, says the zebra"])
        journal = self.daemon.listed_journal()
        self.assertEqual([one["chat"]["number"] for one in journal if one["kind"] == "said"], [1])
        self.assertNotIn("zebra", json.dumps(journal))

    def test_R189_secrets_are_taken_out_before_anything_is_kept(self):
        visitor = self.visitor()
        visitor.say("The backup password is %s please" % SECRET)
        visitor.settle()
        self.assertIn("[redacted]", self.transcript(visitor)[0]["text"])
        self.assertEqual(self.daemon.stop(), 0)
        self.assertEqual(self.daemon.files_with(SECRET), [])
        self.daemon.start()

    def test_a_technician_takes_the_ticket_and_answers(self):
        visitor = self.visitor()
        visitor.say("Hello")
        visitor.settle()
        ticket = self.ticket_of(visitor)
        self.assertEqual(self.reply(ticket, "too early")[0], 409)
        self.assertEqual(self.next_ticket()["id"], ticket)
        state, _ = visitor.socket.until("state")
        self.assertEqual((state["state"], state["name"]), ("talking", "test"))
        status, said = self.reply(ticket, "Which one?", "r-1")
        self.assertEqual((status, said["number"]), (201, 2))
        message = visitor.until_message()
        self.assertEqual((message["number"], message["from"], message["text"], message["name"]),
                         (2, "technician", "Which one?", "test"))
        self.assertEqual(self.reply(ticket, "Which one?", "r-1")[0], 200)  # tried again
        self.assertEqual(self.reply("T-9999", "x")[0], 404)
        self.assertEqual(self.reply(ticket, " ")[0], 400)
        self.assertEqual([one["number"] for one in self.transcript(visitor)], [1, 2])
        status, _ = self.daemon.http("POST", "/v1/tickets/%s/chat/end" % ticket, token=self.daemon.token("technician"))
        self.assertEqual(status, 204)
        frames, code = visitor.socket.closed()
        self.assertEqual((frames[-1]["reason"], frames[-1]["resume"], code), ("closed", False, 1000))
        self.assertEqual(self.reply(ticket, "Still there?")[0], 409)

    def test_places_move_up_when_one_is_taken(self):
        first, second = self.visitor(), self.visitor()
        self.assertEqual(second.welcome["position"], 2)
        self.next_ticket()
        self.assertEqual(first.socket.until("state")[0]["state"], "talking")
        state, _ = second.socket.until("state")
        self.assertEqual((state["state"], state["position"]), ("waiting", 1))

    def test_leaving_ends_it_for_good_behind_what_was_said(self):
        visitor = self.visitor()
        visitor.say("Never mind")
        visitor.socket.send(type="leave")
        frames, code = visitor.socket.closed()
        self.assertEqual([frame["type"] for frame in frames], ["ack", "end"])
        self.assertEqual((frames[-1]["reason"], code), ("left", 1000))
        self.eventually(lambda: self.daemon.arrival(visitor.arrival)["arrival"]["chat"].get("ended_at"))
        ticket = self.daemon.get("/v1/tickets/" + self.ticket_of(visitor))["ticket"]
        self.assertEqual((ticket["status"], ticket["flags"]), ("new", ["abandoned"]))
        visitor.connect(resume=True)  # what was said, and that it is over
        self.assertEqual(visitor.welcome["state"], "ended")

    def test_closed_hours_show_the_form_and_when_it_opens(self):
        now = time.time()
        day = lambda days: time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now + 86400 * days))
        site = self.daemon.get("/v1/sites/brightside-london")
        site["one_offs"] = [{"from": day(-1), "until": day(1), "covered": False, "by": "test"}]
        self.assertEqual(self.daemon.http("PUT", "/v1/sites/brightside-london", site, self.daemon.token("admin"))[0], 200)
        visitor = self.visitor()
        self.assertEqual((visitor.welcome["state"], visitor.welcome["position"]), ("closed", None))
        self.assertEqual(visitor.welcome["opens"][:16], day(1)[:16])
        visitor.say("Is anybody there?")
        self.assertEqual(visitor.socket.until("error")[0]["code"], "closed")
        visitor.socket.send(type="form", id="f-1", text="Please call about the printer", phone="020 7946 0123")
        frames, code = visitor.socket.closed()
        self.assertEqual([frame["type"] for frame in frames], ["ack", "end"])
        self.assertEqual((frames[-1]["reason"], code), ("form", 1000))
        said = self.transcript(visitor)
        self.assertEqual([(one["text"], one["phone"]) for one in said], [("Please call about the printer", "020 7946 0123")])
        self.assertEqual(self.daemon.arrival(visitor.arrival)["arrival"]["outcome"], "msp")


class Coming_back(Chat):
    def test_nothing_is_lost_or_doubled_over_kills_and_lost_connections(self):
        visitor = self.visitor()
        other = self.visitor(email="gwen@brightside.example", name="the next one")
        position = visitor.welcome["position"]
        texts = []
        for turn in range(6):
            for number in range(4):
                texts.append("turn %d message %d" % (turn, number))
                visitor.say(texts[-1])
            for _ in range(turn % 3):  # some of the acknowledgements
                visitor.read()
            if turn % 2:
                visitor.socket.lose()
            else:
                self.daemon.kill9()
                self.daemon.start()
            visitor.connect(resume=True)
            self.assertTrue(visitor.welcome["resumed"])
            self.assertEqual((visitor.welcome["state"], visitor.welcome["position"]), ("waiting", position))
            visitor.settle()
        said = self.transcript(visitor)
        self.assertEqual([one["text"] for one in said], texts)
        self.assertEqual([one["number"] for one in said], list(range(1, len(texts) + 1)))
        self.assertEqual(self.transcript(other), [])

    def test_what_was_said_meanwhile_follows_the_welcome(self):
        visitor = self.visitor()
        visitor.say("Hello")
        visitor.settle()
        visitor.socket.lose()
        ticket = self.next_ticket()["id"]
        for text in ("One", "Two"):
            self.assertEqual(self.reply(ticket, text)[0], 201)
        visitor.connect(resume=True)
        self.assertEqual((visitor.welcome["state"], visitor.welcome["name"]), ("talking", "test"))
        self.assertEqual([visitor.until_message()["text"] for _ in range(2)], ["One", "Two"])

    def test_nobody_comes_back_without_the_secret(self):
        visitor = self.visitor()
        for resume in ({"session": visitor.arrival, "secret": "x" * 64, "seen": 0},
                       {"session": "a-0000000000000000", "secret": visitor.secret, "seen": 0}):
            socket = self.socket()
            socket.send(type="hello", version=1, resume=resume)
            error, _ = socket.until("error")
            self.assertEqual((error["code"], error["retry"]), ("session", False))
        self.assertEqual(self.daemon.files_with(visitor.secret), [])

    def test_the_newer_of_two_connections_has_the_chat(self):
        visitor = self.visitor()
        older = visitor.socket
        visitor.connect(resume=True)
        frames, code = older.closed()
        self.assertEqual((frames[-1]["reason"], frames[-1]["resume"], code), ("replaced", False, 4004))
        visitor.say("From the newer one")
        visitor.settle()

    def test_a_stop_tells_the_visitors_to_come_back(self):
        visitor = self.visitor()
        visitor.say("Hello")
        visitor.settle()
        self.assertEqual(self.daemon.stop(), 0)
        frames, code = visitor.socket.closed()
        self.assertEqual((frames[-1]["reason"], frames[-1]["resume"], code), ("restart", True, 1012))
        self.daemon.start()
        self.assertEqual(visitor.connect(resume=True).welcome["last"], 1)


class Vanishing(Chat):
    limits = 'grace = "10s"\n'

    def test_a_browser_that_vanishes_leaves_its_transcript_on_the_ticket(self):
        visitor = self.visitor()
        visitor.say("I must go")
        visitor.settle()
        visitor.socket.lose()
        self.eventually(lambda: self.daemon.arrival(visitor.arrival)["arrival"]["chat"].get("ended_by") == "expired")
        self.assertEqual([one["text"] for one in self.transcript(visitor)], ["I must go"])
        self.assertEqual(self.next_ticket()["id"], self.ticket_of(visitor))
        visitor.connect(resume=True)
        self.assertEqual(visitor.welcome["state"], "ended")
        self.assertEqual(visitor.socket.closed()[1], 1000)


class Limits(Chat):
    limits = "connections = 3\nmessage_burst = 2\nmessages_per_minute = 1\nerrors = 2\n"

    def test_frames_that_are_too_large_binary_or_wrong_end_the_connection(self):
        socket = self.socket()
        socket.send_frame(1, b" " * 60_000, final=False)
        socket.send_frame(0, b" " * 10_000)
        frames, code = socket.closed()
        self.assertEqual((frames[-1]["reason"], code), ("too_large", 1009))
        socket = self.socket()
        socket.send_frame(2, b"{}")
        frames, code = socket.closed()
        self.assertEqual((frames[-1]["reason"], code), ("binary", 1003))
        socket = self.socket()
        for _ in range(2):
            socket.send_frame(1, b"[]")
        frames, code = socket.closed()
        self.assertEqual(([frame["type"] for frame in frames], code), (["error", "error", "end"], 4005))
        self.assertEqual([self.refusals(one) for one in ("too_large", "binary", "protocol")], [1, 1, 1])

    def test_too_many_messages_are_put_off_and_none_overtakes(self):
        visitor = self.visitor()
        for _ in range(4):
            visitor.say("again")
        errors = []
        while len(errors) < 2:
            frame = visitor.read()
            if frame["type"] == "error":
                errors.append(frame)
        self.assertEqual([(one["code"], one["id"]) for one in errors], [("rate", "m-3"), ("order", "m-4")])
        self.assertGreater(errors[0]["after_ms"], 0)
        self.assertEqual(errors[1]["first"], "m-3")
        self.eventually(lambda: len(self.transcript(visitor)) == 2)

    def test_as_many_connections_as_may_be(self):
        held = [self.socket() for _ in range(3)]
        with self.assertRaises(Refused) as refused:
            self.socket()
        self.assertEqual(refused.exception.status, 503)
        held[0].lose()

        def again():
            try:
                return self.socket()
            except Refused:
                return None
        self.eventually(again)

    def test_an_upload_is_refused_plainly(self):
        visitor = self.visitor()
        visitor.socket.send(type="upload", id="a-1", name="x.png", media_type="image/png", size=10)
        error, _ = visitor.socket.until("error")
        self.assertEqual((error["code"], error["retry"], error["id"]), ("refused", False, "a-1"))


class Slow(Chat):
    limits = 'message_burst = 10000\nmessages_per_minute = 60000\nframe_burst = 10000\nwrite = "1s"\n'

    def test_a_reader_that_does_not_read_is_cut_off(self):
        visitor = self.visitor()
        for _ in range(300):
            visitor.say("z" * 4000)
            visitor.settle()
        visitor.socket.lose()
        socket = self.socket(receive_buffer=4096)
        socket.send(type="hello", version=1, resume={
            "session": visitor.arrival, "secret": visitor.secret, "seen": 0})
        self.eventually(lambda: self.refusals("slow") == 1)
        with self.assertRaises((Closed, OSError)):
            while True:
                frame = socket.next()
                self.assertNotEqual(frame["type"], "end")
        # One that reads gets all of it.
        visitor.seen, visitor.messages = 0, {}
        visitor.connect(resume=True)
        while len(visitor.messages) < 300:
            visitor.read()
        self.assertEqual(sorted(visitor.messages), list(range(1, 301)))


class Full(Chat):
    store = ""

    def setUp(self):
        self.daemon = ChatDaemon()
        path = self.daemon.folder + "/frontdesk.toml"
        with open(path, encoding="utf-8") as file:
            text = file.read()
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace("min_free_bytes = 16777216", "min_free_bytes = 100000000000000"))
        self.daemon.start()
        self.addCleanup(self.daemon.close)

    def test_a_full_store_says_busy_and_come_again(self):
        socket = self.socket()
        socket.send(type="hello", version=1, id="h" * 24, **GWEN)
        error, _ = socket.until("error")
        self.assertEqual((error["code"], error["retry"]), ("busy", True))
        self.assertGreater(error["after_ms"], 0)


if __name__ == "__main__":
    unittest.main()
