"""What an operator does to a running daemon, and what it does with wrong input."""
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import stat
import subprocess
import time
import unittest

from daemon_fixture import CONFIG, DEMO, DIRECTORY, FRONTDESKD, MAILS, PATIENCE, Daemon
from frontdesk_cli import write

BY_NAME = {mail.name: mail for mail in MAILS}


class Running(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon().start()
        self.addCleanup(self.daemon.close)
        self.daemon.load_directory()

    def send(self, name):
        return self.daemon.send([BY_NAME[name]])[name]


class Reload(Running):
    def rule_hash(self):
        found = [name for name, value in self.daemon.metrics().items()
                 if name.startswith("frontdesk_rule_set_info{") and value == 1]
        self.assertEqual(len(found), 1, found)
        return found[0]

    def reloads(self, result):
        return self.daemon.metrics().get('frontdesk_rule_reloads_total{result="%s"}' % result, 0)

    def test_good_rules_are_in_force_for_the_next_mail(self):
        before = self.rule_hash()
        self.daemon.append_rules("spam-filter.toml", '\n[[row]]\nid = "N01"\nfield = "subject"\n'
                                 'match = "contains"\nphrase = "label printer"\n')
        run = self.daemon.cli("reload")
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertNotEqual(self.rule_hash(), before)
        found = self.daemon.arrival(self.send("around-the-clock"))
        self.assertEqual(found["arrival"]["spam_row"], "N01")

    def test_bad_rules_are_refused_whole_and_the_old_ones_stay(self):
        before = self.rule_hash()
        self.daemon.append_rules("spam-filter.toml", '\n[[row]]\nid = "N02"\nfield = "subject"\n'
                                 'match = "contains"\nphrase = " "\n')
        run = self.daemon.cli("reload")
        self.assertEqual(run.returncode, 2, run.stdout + run.stderr)
        self.assertRegex(run.stdout + run.stderr, r"spam-filter\.toml:\d+")
        self.assertEqual((self.rule_hash(), self.reloads("refused")), (before, 1))
        status, body = self.daemon.http("POST", "/v1/reload", token=self.daemon.token("admin"))
        self.assertEqual((status, body["faults"][0]["file"].endswith("spam-filter.toml")),
                         (422, True))
        self.daemon.process.send_signal(signal.SIGHUP)
        end = time.monotonic() + PATIENCE
        while self.reloads("refused") < 3 and time.monotonic() < end:
            time.sleep(0.02)
        self.assertEqual((self.rule_hash(), self.reloads("refused")), (before, 3))
        self.assertEqual(self.daemon.arrival(self.send("spam-subject"))["arrival"]["spam_row"], "S13")


class DirectoryFiles(Running):
    def test_a_file_with_one_wrong_row_is_refused_whole(self):
        wrong = {"contacts": [
            {"id": "lea", "site": "acme-nyc", "first_name": "Lea", "emails": ["lea@acme.example"]},
            {"id": "max", "site": "nowhere", "emails": ["max@acme.example"]},
            {"id": "mia", "site": "acme-nyc", "emails": ["not an address"]}]}
        path = write(self.daemon.folder, "wrong.json", json.dumps(wrong))
        run = self.daemon.cli("import", path)
        self.assertNotEqual(run.returncode, 0)
        self.assertRegex(run.stdout, r"contacts\[1\] max: .*\n.*contacts\[2\] mia: ")
        self.assertEqual(run.stderr.count("\n"), 1, run.stderr)
        status, body = self.daemon.http("GET", "/v1/contacts/lea", token=self.daemon.token("admin"))
        self.assertEqual((status, body["detail"]), (404, "there is no contact lea"))

    def test_a_csv_with_wrong_rows_says_their_lines_and_what_stands_there(self):
        path = write(self.daemon.folder, "wrong.csv", "id,site,phone,VIP\nmax,nowhere,,\nmia,acme-nyc,ring me,\n"
                     "moe,acme-nyc,,maybe\n")
        run = self.daemon.cli("import", path)
        self.assertNotEqual(run.returncode, 0)
        self.assertIn(path + ':2: max: site: no such site "nowhere"\n', run.stdout)
        self.assertRegex(run.stdout, re.escape(path) + r":3: mia: phones.number: not a telephone number")
        self.assertIn(path + ':4: moe: VIP: expected true, yes, 1, false, no or 0, not "maybe"\n', run.stdout)
        run = self.daemon.cli("import", write(self.daemon.folder, "wrong.csv", "id,site,phone,phones\n"))
        self.assertIn(path + ":1: the columns phones and phone exclude each other\n", run.stdout)

    def test_what_is_no_directory_at_all(self):
        for text in ("{", "[]", '{"contacts": 3}'):
            with self.subTest(text=text):
                run = self.daemon.cli("import", write(self.daemon.folder, "wrong.json", text))
                self.assertNotEqual(run.returncode, 0)
                self.assertEqual(run.stderr.count("\n"), 1, run.stderr)

    def test_a_member_that_nobody_reads_rejects_its_row(self):
        path = write(self.daemon.folder, "odd.json", json.dumps(
            {"staff": [{"id": "olga", "msp": "northwind", "nmae": "Olga"}], "stuff": []}))
        for how in ("--dry-run", None):
            with self.subTest(how=how):
                run = self.daemon.cli("import", *filter(None, (how, path)))
                self.assertEqual(run.returncode, 2)
                self.assertIn('staff[0] olga: unknown member "nmae": did you mean "name"? Known are id, msp, ', run.stdout)
                self.assertIn('unknown list "stuff": did you mean "staff"? Known are msps, ', run.stdout)
                self.assertIn("2 rows rejected; nothing was loaded", run.stderr)
        self.assertEqual(self.daemon.http("GET", "/v1/staff/olga", token=self.daemon.token("admin"))[0], 404)

    def test_the_same_file_again_changes_nothing(self):
        report = self.daemon.cli_json("import", DIRECTORY)
        counts = report["counts"]
        self.assertEqual((counts["added"], counts["changed"], counts["rejected"]), (0, 0, 0))
        self.assertGreater(counts["same"], 25)


class Http(Running):
    def test_without_a_token_there_is_nothing_to_see(self):
        for path in ("/v1/tickets", "/v1/arrivals", "/v1/contacts/ann", "/v1/journal", "/metrics"):
            with self.subTest(path=path):
                self.assertEqual(self.daemon.http("GET", path)[0], 401)
                self.assertEqual(self.daemon.http("GET", path, token="fd_" + "x" * 43)[0], 401)
        for path in ("/healthz", "/readyz", "/v1/openapi.json"):
            self.assertEqual(self.daemon.http("GET", path)[0], 200, path)

    def test_one_tenant_never_sees_another(self):
        ids = self.daemon.send_demo()
        harbor = self.daemon.token("msp", "harbor")
        for path in ("tickets", "arrivals", "contacts", "sites", "staff", "companies"):
            with self.subTest(path=path):
                all_of_them = self.daemon.listed("/v1/" + path)
                own = self.daemon.listed("/v1/" + path, harbor)
                self.assertEqual(self.daemon.listed("/v1/%s?msp=northwind" % path, harbor), [])
                self.assertEqual(self.daemon.listed("/v1/%s?msp=harbor" % path, harbor), own)
                self.assertTrue(0 < len(own) < len(all_of_them))
                text = json.dumps(own)
                for foreign in ("northwind", "acme", "lumen"):
                    self.assertNotIn(foreign, text)
        foreign = self.daemon.arrival(ids["new-york"])["arrival"]
        for path in ("arrivals/" + foreign["id"], "arrivals/%s/raw" % foreign["id"],
                     "tickets/" + foreign["ticket"], "contacts/ann", "sites/acme-nyc"):
            with self.subTest(path=path):
                self.assertEqual(self.daemon.http("GET", "/v1/" + path, token=harbor)[0], 404)
        spam = self.daemon.arrival(ids["watched"])["arrival"]["id"]
        status, _ = self.daemon.http("POST", "/v1/arrivals/%s/release" % spam, token=harbor)
        self.assertEqual(status, 404)
        for path in ("journal", "tokens", "queues"):
            self.assertEqual(self.daemon.http("GET", "/v1/" + path, token=harbor)[0], 403, path)

    def test_a_revoked_token_is_worthless(self):
        made = self.daemon.cli_json("token", "create", "--role", "technician", "--name", "wall")
        self.assertEqual(self.daemon.http("GET", "/v1/tickets", token=made["token"])[0], 200)
        self.assertEqual(self.daemon.cli("token", "revoke", made["id"]).returncode, 0)
        self.assertEqual(self.daemon.http("GET", "/v1/tickets", token=made["token"])[0], 401)
        listed = self.daemon.cli("token", "list", "--json").stdout
        self.assertNotIn(made["token"], listed)
        told = [(line["event"], line["token"]) for line in self.daemon.log() if line.get("token")]
        self.assertIn(("TOKEN_MADE", made["id"]), told)
        self.assertIn(("TOKEN_REVOKED", made["id"]), told)

    def test_a_role_that_no_token_can_have_is_not_on_offer(self):
        for role in ("boss", "nobody"):
            status, body = self.daemon.http("POST", "/v1/tokens", {"role": role, "name": "x"},
                                            self.daemon.token("admin"))
            self.assertEqual(status, 400)
            self.assertIn("one of admin, technician, msp, endpoint, intake, metrics",
                          body["detail"])

    def test_release(self):
        spam = self.send("spam-subject")
        self.assertEqual([item["id"] for item in self.daemon.listed("/v1/arrivals?outcome=quarantined")],
                         [spam])
        self.assertEqual(self.daemon.listed("/v1/tickets"), [])
        run = self.daemon.cli("arrivals", "release", spam)
        self.assertEqual(run.returncode, 0, run.stderr)
        found = self.daemon.arrival(spam)
        self.assertEqual(found["decision"]["reasons"], ["unattributed"])
        self.assertTrue(found["arrival"]["released_at"])
        self.assertEqual([t["id"] for t in self.daemon.listed("/v1/tickets")],
                         [found["arrival"]["ticket"]])
        status, _ = self.daemon.http("POST", "/v1/arrivals/%s/release" % spam,
                                     token=self.daemon.token("admin"))
        self.assertEqual(status, 409)
        self.assertNotEqual(self.daemon.cli("arrivals", "release", spam).returncode, 0)

    def test_watched_mail_waits_for_a_look_and_is_confirmed_once(self):
        """C18"""
        watched = self.send("watched")
        asked = "/v1/arrivals/%s/confirm" % watched
        waiting = {"frontdesk_reviews_waiting": 1, "frontdesk_reviews_overdue": 0,
                   "frontdesk_quarantine_size": 1}

        def gauges():
            samples = self.daemon.metrics()
            return {name: samples[name] for name in waiting}

        found = self.daemon.arrival(watched)
        self.assertTrue(found["arrival"]["review_by"] > found["arrival"]["at"])
        self.assertEqual(found["decision"]["review_by"], found["arrival"]["review_by"])
        self.assertEqual(gauges(), waiting)
        self.daemon.restart()
        self.assertEqual(gauges(), waiting)
        self.assertIn(found["arrival"]["review_by"],
                      self.daemon.cli("arrivals", "--outcome", "watched").stdout)
        self.assertEqual(self.daemon.http("POST", asked)[0], 401)
        self.assertEqual(self.daemon.http("POST", asked, token=self.daemon.token("msp", "harbor"))[0], 404)
        run = self.daemon.cli("arrivals", "confirm", watched)
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        self.assertIn(watched, run.stdout)
        self.assertEqual(self.daemon.listed("/v1/arrivals?outcome=watched"), [])
        left = self.daemon.listed("/v1/arrivals?outcome=quarantined")
        self.assertEqual([(item["id"], item["review_by"]) for item in left], [(watched, None)])
        self.assertEqual(gauges(), dict(waiting, frontdesk_reviews_waiting=0))
        status, again = self.daemon.http("POST", asked, token=self.daemon.token("msp", "northwind"))
        self.assertEqual(status, 409)
        self.assertIn(left[0]["reviewed_by"], again["detail"])
        self.assertEqual(self.daemon.cli("arrivals", "release", watched).returncode, 0)
        self.assertEqual(gauges()["frontdesk_quarantine_size"], 0)

    def test_an_approval_makes_the_contact_and_the_next_mail_is_known(self):
        unknown = self.send("unknown")
        contact = {"id": "pat", "site": "lumen-chicago", "first_name": "Pat", "emails": ["pat@lumen.example"]}
        status, decision = self.daemon.http("POST", "/v1/arrivals/%s/release" % unknown,
                                            {"contact": contact}, self.daemon.token("msp", "northwind"))
        self.assertEqual((status, decision["contact"]), (200, "pat"))
        self.assertEqual(self.daemon.get("/v1/contacts/pat")["site"], "lumen-chicago")

    def test_promtool_has_no_complaint(self):
        promtool = shutil.which("promtool")
        self.assertTrue(promtool, "promtool is missing: packaging/deps.sh installs it")
        self.daemon.send_demo()
        page = self.daemon.get("/metrics", self.daemon.token("metrics"))
        run = subprocess.run([promtool, "check", "metrics"], input=page, capture_output=True,
                             text=True, timeout=PATIENCE)
        self.assertEqual((run.returncode, run.stdout + run.stderr), (0, ""))
        samples = self.daemon.metrics()
        self.assertEqual(samples['frontdesk_arrivals_total{channel="email",outcome="appended"}'], 2)
        self.assertEqual(samples['frontdesk_spam_hits_total{row="S12"}'], 1)
        self.assertEqual(samples['frontdesk_rule_reloads_total{result="loaded"}'], 1)
        self.assertIn("Reloads of the rules, by result: loaded or refused.", page)
        for name in ("ann", "acme", "northwind.example"):
            self.assertNotIn(name, page.lower().replace("channel", ""))

    def test_the_log_has_ids_and_no_contents(self):
        ids = self.daemon.send_demo()
        with open(self.daemon.log_path, encoding="utf-8") as file:
            log = file.read()
        for each in ids.values():
            self.assertIn(each, log)
        for secret in ("gwen", "Label printer", "elsewhere.example", self.daemon.token("admin")):
            self.assertNotIn(secret, log)


class Ending(Running):
    def test_an_open_mail_is_finished_before_the_end(self):
        talk = socket.create_connection(("127.0.0.1", self.daemon.ports["smtp"]), PATIENCE)
        reader = talk.makefile("rb")
        self.addCleanup(talk.close)
        self.addCleanup(reader.close)

        def say(line):
            talk.sendall(line.encode() + b"\r\n")
            return reader.readline().decode()

        self.assertTrue(reader.readline().startswith(b"220 "))
        self.assertTrue(say("HELO test.example").startswith("250 "))
        self.assertTrue(say("MAIL FROM:<gwen@brightside.example>").startswith("250 "))
        self.assertTrue(say("RCPT TO:<support@harbor.example>").startswith("250 "))
        self.assertTrue(say("DATA").startswith("354 "))
        talk.sendall(b"From: gwen@brightside.example\r\nSubject: half\r\n")
        self.daemon.process.send_signal(signal.SIGTERM)
        self.daemon.wait_for("DAEMON_STOPPING")
        answer = say("\r\nand the other half\r\n.")
        self.assertTrue(answer.startswith("250 2.0.0 queued as "), answer)
        self.assertTrue(reader.readline().startswith(b"421 "))
        self.assertEqual(self.daemon.wait(), 0)
        self.assertFalse(os.path.exists(self.daemon.socket))
        self.daemon.start()
        self.assertEqual(self.daemon.arrival(answer.split()[-1])["facts"]["mail"]["subject"], "half")

    def test_a_second_daemon_on_the_same_store_says_so_and_ends(self):
        run = subprocess.run(self.daemon.command, capture_output=True, text=True, timeout=PATIENCE)
        self.assertNotEqual(run.returncode, 0)
        said = [line for line in run.stderr.splitlines() if not line.startswith("{")]
        self.assertEqual(len(said), 1, run.stderr)
        self.assertIn(self.daemon.store, said[0])
        self.assertTrue(self.send("around-the-clock"))


class WrongConfiguration(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon()
        self.addCleanup(self.daemon.close)

    def check(self):
        return subprocess.run(self.daemon.command + ["--check-config"], capture_output=True,
                              text=True, timeout=PATIENCE)

    def test_a_good_one_is_good(self):
        run = self.check()
        self.assertEqual((run.returncode, run.stderr), (0, ""))

    def test_an_api_that_a_network_hears_in_clear_is_warned_of_by_the_check_and_the_start(self):
        self.daemon.write("frontdesk.toml", CONFIG.replace('[http]\nlisten = ["127.0.0.1:0"]',
                                                           '[http]\nlisten = ["127.0.0.1:0", "*:0"]'))
        run = self.check()
        self.assertEqual(run.returncode, 0)
        self.assertRegex(run.stderr, r"^warning: \S+frontdesk\.toml: http\.listen: \*:0: the API listens on a network "
                                     r"without TLS: tokens and mails go over it in clear\. .*\n$")
        self.daemon.start()
        warned = [line for line in self.daemon.log() if line["event"] == "HTTP_IN_CLEAR"]
        self.assertEqual([(line["level"], line["address"]) for line in warned], [("warning", "*:0")])
        self.assertIn("tls = true", warned[0]["advice"])

    def test_a_store_that_others_may_open_is_warned_of(self):
        self.daemon.start()
        self.assertEqual(stat.S_IMODE(os.stat(self.daemon.store).st_mode), 0o700)
        self.assertNotIn("STORE_READABLE", [line["event"] for line in self.daemon.log()])
        self.assertNotIn("store.path", self.check().stderr)
        self.daemon.stop()
        if not all(os.stat(above).st_mode & stat.S_IXOTH for above in pathlib.Path(self.daemon.folder).parents):
            self.skipTest("others cannot come to the folder of temporary files")
        os.chmod(self.daemon.folder, 0o755)
        os.chmod(self.daemon.store, 0o755)
        self.daemon.start()
        warned = [line for line in self.daemon.log() if line["event"] == "STORE_READABLE"]
        self.assertEqual([line["path"] for line in warned], [self.daemon.store])
        self.assertIn("chmod 0700", warned[0]["advice"])
        self.assertIn("store.path: %s: others on this machine may open" % self.daemon.store, self.check().stderr)

    def test_every_fault_with_file_and_line(self):
        self.daemon.write("frontdesk.toml", '[smtp]\nlisten = ["nowhere"]\ncolour = "red"\n'
                          '[store]\ncache_bytes = 1\n')
        for command in (self.check, lambda: subprocess.run(
                self.daemon.command, capture_output=True, text=True, timeout=PATIENCE)):
            run = command()
            self.assertEqual(run.returncode, 2)
            for line in (2, 3, 5):
                self.assertIn("frontdesk.toml:%d: " % line, run.stderr)

    def test_a_configuration_that_is_not_there_is_named_with_the_option_for_another(self):
        run = subprocess.run([FRONTDESKD, "--check-config", "--config", "/nonexistent/f.toml"], capture_output=True,
                             text=True, timeout=PATIENCE)
        self.assertEqual(run.returncode, 2)
        self.assertIn("/nonexistent/f.toml: there is no such file; name the configuration with --config FILE\n",
                      run.stderr)

    def test_a_wrong_rule_file_stops_the_start(self):
        self.daemon.append_rules("coverage.toml", "\nblue = 1\n")
        run = self.check()
        self.assertEqual(run.returncode, 2)
        self.assertRegex(run.stderr, r"coverage\.toml:\d+: ")


if __name__ == "__main__":
    for needed in (FRONTDESKD, DEMO):
        if not os.path.exists(needed):
            raise SystemExit("no " + needed)
    unittest.main()
