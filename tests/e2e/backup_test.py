#!/usr/bin/env python3
"""Backup and restore as an operator does them: words, exit codes, who may, what is audited.

What holds while mail comes in and the daemon is killed is in tests/crash/backup_test.py.
"""
import json
import os
import stat
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from daemon_fixture import Daemon  # noqa: E402
from frontdesk_cli import frontdesk  # noqa: E402


class Backups(unittest.TestCase):
    def setUp(self):
        self.daemon = Daemon().start()
        self.addCleanup(self.daemon.close)
        self.daemon.load_directory()
        self.arrivals = self.daemon.send_demo()
        self.folder = os.path.join(self.daemon.folder, "backups")

    def good(self, run):
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        return run.stdout

    def refused(self, run, code, says):
        self.assertEqual(run.returncode, code, run.stdout + run.stderr)
        self.assertIn(says, run.stderr)
        self.assertEqual(run.stderr.count("\n"), 1, run.stderr)
        self.assertEqual(run.stdout, "")

    def logged(self, event):
        return [line for line in self.daemon.log() if line["event"] == event]

    def state(self):
        return self.daemon.get("/v1/backup")

    def test_a_backup_is_made_listed_checked_restored_and_taken_back(self):
        self.daemon.token("admin")  # one that is in the backup
        self.assertEqual(
            self.daemon.metrics()["frontdesk_backup_last_success_timestamp_seconds"], 0)
        text = self.good(self.daemon.cli("backup", self.folder))
        self.assertIn("journal up to", text)
        for folder, _, files in os.walk(self.folder):
            self.assertEqual(stat.S_IMODE(os.stat(folder).st_mode), 0o700, folder)
            for name in files:
                if name != "LOCK":
                    mode = os.stat(os.path.join(folder, name)).st_mode
                    self.assertEqual(stat.S_IMODE(mode), 0o600, name)
        made = self.state()["backup"]
        self.assertEqual(self.state()["outcome"], "done")
        self.assertEqual(self.logged("BACKUP_DONE")[-1]["backup"], str(made["id"]))
        self.assertTrue(self.logged("BACKUP_BEGUN")[-1]["by"])
        ended = self.daemon.metrics()["frontdesk_backup_last_success_timestamp_seconds"]
        self.assertLess(abs(time.time() - ended), 60)
        listed = json.loads(self.good(frontdesk("backup", self.folder, "--list", "--json")))
        self.assertEqual([item["id"] for item in listed], [made["id"]])
        self.assertEqual(listed[0]["mark"]["schema"], made["mark"]["schema"])
        self.assertIn("has its checksum", self.good(frontdesk("restore", "--check", self.folder)))

        # What comes in afterwards is gone after the restore.
        tickets = len(self.daemon.listed("/v1/tickets"))
        with self.daemon.smtp() as smtp:
            smtp.sendmail("new@elsewhere.example", ["help@northwind.example"],
                          "From: new@elsewhere.example\r\nSubject: afterwards\r\n\r\nx\r\n")
        self.assertEqual(len(self.daemon.listed("/v1/tickets")), tickets + 1)
        store = self.daemon.store
        self.refused(frontdesk("restore", self.folder, store), 1, "--replace")
        self.refused(frontdesk("restore", self.folder, store, "--replace"), 73, "stop the daemon")
        self.assertEqual(self.daemon.stop(), 0)
        self.refused(frontdesk("restore", self.folder, store), 1, "--replace")
        told = json.loads(self.good(
            frontdesk("restore", self.folder, store, "--replace", "--json")))
        self.assertGreaterEqual(told["position"], made["mark"]["position"])
        self.assertTrue(os.path.isdir(told["replaced"]))
        self.daemon.start()
        self.assertEqual(len(self.daemon.listed("/v1/tickets")), tickets)
        for arrival in self.arrivals.values():
            self.assertEqual(self.daemon.arrival(arrival)["arrival"]["id"], arrival)

    def test_what_cannot_be_meant_is_refused_and_stands_in_the_log(self):
        inside = os.path.join(self.daemon.store, "backups")
        self.refused(self.daemon.cli("backup", inside), 65, "inside the store")
        self.assertIn("inside the store", self.logged("BACKUP_FAILED")[-1]["reason"])
        self.assertEqual(self.state()["outcome"], "failed")
        self.refused(self.daemon.cli("backup", self.daemon.rules), 65, "something else")
        self.refused(frontdesk("backup", self.daemon.rules, "--list"), 65, "no folder of backups")
        self.refused(frontdesk("restore", self.daemon.rules, inside), 65, "no folder of backups")
        self.refused(frontdesk("restore", self.folder), 65, "STORE_DIR")
        self.refused(frontdesk("backup", self.folder + "x", "--store", self.daemon.store), 73,
                     "in use")
        self.assertFalse(os.path.exists(inside))

    def test_only_an_admin_may_and_only_by_a_whole_path(self):
        for role, msp in (("technician", ""), ("msp", "northwind"), ("metrics", "")):
            for method in ("GET", "POST"):
                status, _ = self.daemon.http(method, "/v1/backup", {"folder": self.folder},
                                             self.daemon.token(role, msp))
                self.assertEqual(status, 403, (role, method))
        admin = self.daemon.token("admin")
        for body in ({}, {"folder": "backups"}, {"folder": ""}, {"folder": 1}):
            status, answer = self.daemon.http("POST", "/v1/backup", body, admin)
            self.assertEqual(status, 400, answer)

    def test_with_the_daemon_down_the_command_opens_the_store(self):
        daemon, folder = self.daemon, self.folder
        daemon.token("admin")
        daemon.kill9()
        self.good(frontdesk("backup", folder, "--store", daemon.store))
        again = json.loads(self.good(
            frontdesk("backup", folder, "--store", daemon.store, "--keep", "1", "--json")))
        self.assertEqual(again["id"], 2)
        listed = json.loads(self.good(frontdesk("backup", folder, "--list", "--json")))
        self.assertEqual([item["id"] for item in listed], [2])
        self.good(frontdesk("restore", folder, daemon.store, "--replace"))
        daemon.start()
        for arrival in self.arrivals.values():
            self.assertEqual(daemon.arrival(arrival)["arrival"]["id"], arrival)


if __name__ == "__main__":
    unittest.main()
