#!/usr/bin/env python3
"""What is taken in from a mailbox, once, and what becomes of it there, against a real Dovecot."""
import os
import threading

from daemon_fixture import CONFIG, PATIENCE
from imap_fixture import Mailbox, mail, run

LARGE = mail("large", body=("x" * 70 + "\r\n") * 1200)
SMALL = "[imap.limits]\nmessage_bytes = 65536\n"


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
        self.server.put(mail("a"), mail("b"), LARGE, mail("c"))
        between = self.between()
        asked = threading.Event()
        between.word, between.does = b"UID MOVE", lambda: asked.set() or True
        self.read(self.entry(port=between.server_address[1], security="plain", ca_file=None,
                             **self.moves), more=SMALL)
        self.assertTrue(asked.wait(PATIENCE))
        self.assertEqual(self.in_folder(), ["a", "b", "large", "c"])  # taken in, and still there
        self.daemon.kill9()
        self.server.put(mail("d"))
        between.word = None
        self.daemon.start()
        self.until("the move", lambda: self.in_folder("Done") == ["a", "b", "c", "d"])
        self.assertEqual(self.taken(), ["Printer " + name for name in "abcd"])
        # By the place, which was in the mails' own commit.
        self.assertEqual(self.lines("ARRIVAL_DUPLICATE"), [])
        self.assertEqual(self.in_folder(), ["large"])  # parked before, in the same commit

    def test_kills_at_any_time_lose_nothing_and_take_nothing_twice(self):
        names = ["k%03d" % i for i in range(400)]
        self.server.put(*map(mail, names))
        self.configure(self.entry(**self.moves), more="[imap.limits]\nbatch_mails = 5\n")
        self.daemon.allow_one_sender()
        twice, left = 0, []
        for kill in range(8):
            self.daemon.start()
            # Or all there are, on a machine that looks away for long.
            self.until("some more", lambda: len(self.lines("ARRIVAL_DECIDED")) > 7 * kill or self.lines("MAILBOX_READ"))
            self.daemon.kill9()
            twice += len(self.lines("ARRIVAL_DUPLICATE"))
            left.append(len(self.in_folder()))
        self.assertGreater(left[0], 0)  # one of the kills at least was amid the work
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
        self.server.put(mail("a"), LARGE, mail("b"))
        self.read(self.entry(afterwards="move", target="Done"), more=SMALL)
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
    run()
