"""Bearer tokens: what is kept of them, when they are worth nothing, and that they are compared as secrets are."""
import http.client
import json
import os
import re
import time
import unittest

from daemon_fixture import CONFIG, PATIENCE, Daemon
from frontdesk_cli import SOURCE
from mails import HARBOR, SHARED

DEBUG = CONFIG + '[log]\nlevel = "debug"\n'


class Tokens(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon(DEBUG).start()
        self.addCleanup(self.daemon.close)
        self.daemon.load_directory()

    def make(self, role, **more):
        return self.daemon.http("POST", "/v1/tokens", {"role": role, **{"name": "test", **more}},
                                self.daemon.token("admin"))[1]

    def status(self, token, path="/v1/tickets"):
        return self.daemon.http("GET", path, token=token)[0]

    def staying(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.daemon.ports["http"], timeout=PATIENCE)
        self.addCleanup(connection.close)

        def ask(token):
            connection.request("GET", "/v1/tickets", headers={"Authorization": "Bearer " + token})
            answer = connection.getresponse()
            answer.read()
            return answer.status
        return ask

    def test_revoked_at_once_also_on_open_connections_and_after_a_restart_or_a_kill(self):
        made, other = self.make("technician"), self.make("technician")
        stays, others = self.staying(), self.staying()
        self.assertEqual((stays(made["token"]), others(other["token"])), (200, 200))
        self.assertEqual(self.daemon.cli("token", "revoke", made["id"]).returncode, 0)
        self.assertEqual((stays(made["token"]), others(other["token"])), (401, 200))
        self.daemon.restart()
        self.assertEqual((self.status(made["token"]), self.status(other["token"])), (401, 200))
        self.assertEqual(self.daemon.cli("token", "revoke", other["id"]).returncode, 0)
        self.daemon.kill9()
        self.daemon.start()
        self.assertEqual(self.status(other["token"]), 401)

    def test_expired_by_the_clock_also_on_open_connections_and_after_a_restart(self):
        soon = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 3))
        made = self.make("technician", expires=soon)
        stays = self.staying()
        self.assertEqual(stays(made["token"]), 200)
        while stays(made["token"]) == 200:
            time.sleep(0.05)
        self.assertEqual(stays(made["token"]), 401)
        self.daemon.restart()
        self.assertEqual(self.status(made["token"]), 401)
        self.assertEqual(self.make("technician", expires="2020-01-01T00:00:00Z")["code"], "invalid")

    def test_an_admins_without_an_end_is_made_and_said_to_have_none(self):
        made = self.make("admin")
        self.assertIn("never expires", made["warning"])
        self.assertIn("DELETE /v1/tokens/" + made["id"], made["warning"])
        self.assertEqual(self.status(made["token"]), 200)
        for ends in (self.make("admin", expires="2099-01-01T00:00:00Z"), self.make("metrics")):
            self.assertNotIn("warning", ends)
        create = ("token", "create", "--role", "admin", "--name", "x")
        self.assertRegex(self.daemon.cli(*create).stderr, r"(?m)^Warning: this admin token never expires: ")
        self.assertNotIn("Warning", self.daemon.cli(*create, "--expires", "2099-01-01T00:00:00Z").stderr)

    def test_the_log_says_who_made_and_who_revoked_one(self):
        by_hand = self.daemon.cli_json("token", "create", "--role", "admin", "--name", "night desk")
        made = self.daemon.http("POST", "/v1/tokens", {"role": "metrics", "name": "x"}, by_hand["token"])[1]
        self.assertEqual(self.daemon.http("DELETE", "/v1/tokens/" + made["id"], token=by_hand["token"])[0], 204)
        told = [(line["event"], line["token"], line["by"]) for line in self.daemon.log() if "token" in line]
        self.assertIn(("TOKEN_MADE", by_hand["id"], "uid:%d" % os.getuid()), told)
        who = by_hand["id"] + " night desk"
        self.assertIn(("TOKEN_MADE", made["id"], who), told)
        self.assertIn(("TOKEN_REVOKED", made["id"], who), told)

    def test_two_tokens_of_one_name_are_told_apart_by_who_read_a_mail_and_none_reads_like_root(self):
        with self.daemon.smtp() as smtp:
            smtp.ehlo(), smtp.mail("gwen@brightside.example"), smtp.rcpt(HARBOR)
            arrival = smtp.data(b"From: gwen@brightside.example\r\nSubject: x\r\n\r\nx\r\n")[1].split()[-1].decode()
        made = [self.make("technician"), self.make("technician")]
        for token in made:
            self.assertEqual(self.status(token["token"], "/v1/arrivals/%s/raw" % arrival), 200)
        read = [line["by"] for line in self.daemon.listed_journal() if line["kind"] == "raw_read"]
        self.assertEqual(read, [token["id"] + " test" for token in made])
        self.assertEqual(self.make("technician", name="uid:0")["code"], "invalid")
        refused = self.daemon.cli("token", "create", "--role", "technician", "--name", "uid:0")
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("may not read like a user of the system", refused.stderr)

    def test_an_msp_that_is_removed_takes_its_tokens_with_it(self):
        admin = self.daemon.token("admin")
        gone = {"id": "gone", "name": "Gone IT"}
        self.assertEqual(self.daemon.http("PUT", "/v1/msps/gone", gone, admin)[0], 200)
        token = self.make("msp", msp="gone")["token"]
        self.assertEqual(self.status(token), 200)
        self.assertEqual(self.daemon.http("DELETE", "/v1/msps/gone", token=admin)[0], 204)
        self.assertEqual(self.status(token), 401)
        self.assertEqual(self.make("msp", msp="gone")["code"], "invalid")

    def put(self, path, body, status=200):
        answer = self.daemon.http("PUT", path, body, self.daemon.token("admin"))
        self.assertEqual(answer[0], status, answer[1])
        return answer[1]

    def remove(self, *paths):
        for path in paths:
            answer = self.daemon.http("DELETE", "/v1/" + path, token=self.daemon.token("admin"))
            self.assertEqual(answer[0], 204, answer[1])

    def test_tokens_of_a_removed_msp_stay_dead_when_its_id_is_put_again(self):
        gone = {"id": "gone", "name": "Gone IT"}
        self.put("/v1/msps/gone", gone)
        made = [self.make(role, msp="gone") for role in ("msp", "endpoint", "intake")]
        other = self.make("msp", msp="harbor")["token"]
        self.assertEqual(self.status(made[0]["token"]), 200)
        stays = self.staying()
        self.assertEqual(stays(made[0]["token"]), 200)
        self.remove("msps/gone")
        self.put("/v1/msps/gone", gone)
        self.assertEqual(stays(made[0]["token"]), 401)
        listed = {token["id"]: token["revoked"] for token in self.daemon.get("/v1/tokens")["items"]}
        for one in made:
            self.assertIsNotNone(listed[one["id"]])
        fresh = self.make("msp", msp="gone")["token"]
        self.daemon.kill9()
        self.daemon.start()
        for token, status in ((made[0]["token"], 401), (fresh, 200), (other, 200)):
            self.assertEqual(self.status(token), status)
        self.remove("msps/gone")
        self.daemon.kill9()
        self.daemon.start()
        self.put("/v1/msps/gone", gone)
        self.daemon.restart()
        self.assertEqual(self.status(fresh), 401)

    def test_an_id_that_arrivals_name_is_not_given_to_another_msp(self):
        gone = {"id": "gone", "name": "Gone IT"}
        records = (("msps/gone", gone), ("companies/gc", {"msp": "gone", "name": "C"}),
                   ("sites/gs", {"company": "gc", "name": "S", "time_zone": "UTC"}),
                   ("contacts/gp", {"site": "gs", "emails": ["pat@gone.example"]}))
        for path, record in records:
            self.put("/v1/" + path, dict(record, id=path.split("/")[1]))
        with self.daemon.smtp() as smtp:
            smtp.sendmail("pat@gone.example", [SHARED], b"From: pat@gone.example\r\nSubject: mine\r\n\r\nx\r\n")
        arrival, = self.daemon.listed("/v1/arrivals")
        self.assertEqual(arrival["msp"], "gone")
        self.remove(*(path for path, _ in reversed(records)))
        self.daemon.restart()
        said = self.put("/v1/msps/gone", {"id": "gone", "name": "New one"}, 409)
        self.assertIn("take another id, or put it with ?override=true where it is the same MSP", said["detail"])
        for query in ("?dry_run=true", ""):
            status, report = self.daemon.http("POST", "/v1/import" + query, {"msps": [gone]},
                                              self.daemon.token("admin"))
            self.assertEqual((status, report["rejected"][0]["id"], report["applied"]), (422, "gone", False))
            self.assertIn("take another id", report["rejected"][0]["says"])
        self.put("/v1/msps/gone?override=true", gone)
        self.assertEqual(self.daemon.http("GET", "/v1/arrivals/" + arrival["id"],
                                          token=self.make("msp", msp="gone")["token"])[0], 200)
        # One that nothing names is free.
        self.put("/v1/msps/other", {"id": "other", "name": "O"})
        self.remove("msps/other")
        self.put("/v1/msps/other", {"id": "other", "name": "O"})

    def test_only_the_digest_is_kept(self):
        secrets = [self.make("technician")["token"], self.make("msp", msp="harbor")["token"],
                   self.daemon.cli_json("token", "create", "--role", "admin", "--name", "by hand")["token"]]
        shown = [json.dumps(self.daemon.get("/v1/tokens")), self.daemon.cli("token", "list", "--json").stdout,
                 self.daemon.cli("token", "list").stdout, json.dumps(self.daemon.listed_journal())]
        for secret in secrets:
            self.assertIn(self.status(secret), (200, 401))
            self.assertEqual(self.status(secret + "x"), 401)
        self.assertNotIn("sha256\": \"", shown[0].replace('"sha256": ""', ""))
        shown.append(self.daemon.get("/metrics"))
        for round_of in ("written", "restarted"):
            for secret in secrets:
                for part in (secret, secret[3:], secret[3:35]):
                    self.assertEqual(self.daemon.files_with(part), [], round_of)
                    for text in shown:
                        self.assertNotIn(part, text)
            self.daemon.restart()  # from the log of writes into tables

    def test_digests_are_compared_by_what_takes_constant_time(self):
        """Read from the source, not measured: the book compares by equal_constant_time and that by
        CRYPTO_memcmp; `==` stands nowhere."""
        def source(name):
            with open(os.path.join(SOURCE, name), encoding="utf-8") as file:
                return re.sub(r"//.*", "", file.read())
        book = source("daemon/tokens.cc") + source("daemon/token_keeper.cc")
        self.assertEqual(re.findall(r"(?:sha256|digest|secret)\w*\s*[=!]=|[=!]=\s*[\w.>-]*(?:sha256|digest|secret)\b",
                                    book), [])
        self.assertIn("equal_constant_time(record.sha256, digest)", book)
        body = re.search(r"bool equal_constant_time\(.*?\n}", source("rules/base/digest.cc"), re.S).group(0)
        self.assertIn("CRYPTO_memcmp", body)


if __name__ == "__main__":
    unittest.main()
