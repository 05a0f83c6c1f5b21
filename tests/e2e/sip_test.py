#!/usr/bin/env python3
"""Calls over SIP: SIPp calls Kamailio, which tells the daemon by a signed webhook and answers with what it was told.
Skipped (77) where Kamailio or SIPp are not installed.
"""
import os
import shutil
import subprocess
import sys
import time
import unittest

from daemon_fixture import CONFIG, Daemon, free_port

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "peers", "sip")
CALLERS = ["+442079460123", "+14155550123", "anonymous"]


class SipDaemon(Daemon):
    def __init__(self):
        super().__init__()
        self.write("voice.secret", "a secret of the PBX")
        os.chmod(os.path.join(self.folder, "voice.secret"), 0o600)
        self.write("frontdesk.toml", CONFIG.replace("[admin]", 'public_url = "https://desk.example"\n[admin]')
                   + '[[voice]]\nprovider = "generic"\nline = "us-voice"\nsecret_files = ["voice.secret"]\n')


class Sip(unittest.TestCase):
    def setUp(self):
        self.daemon = SipDaemon().start()
        self.addCleanup(self.daemon.close)
        self.daemon.load_directory()
        self.sip = free_port()
        with open(os.path.join(HERE, "kamailio.cfg.in"), encoding="utf-8") as file:
            config = file.read()
        url = "http://127.0.0.1:%d/voice/generic/us-voice" % self.daemon.ports["http"]
        for mark, text in (("@SIP@", str(self.sip)), ("@SIGN@", os.path.join(HERE, "sign.sh")), ("@URL@", url)):
            config = config.replace(mark, text)
        self.daemon.write("kamailio.cfg", config)
        self.log = open(os.path.join(self.daemon.folder, "kamailio.log"), "w+", encoding="utf-8")
        self.addCleanup(self.log.close)
        environment = {**os.environ, "SIGN_SECRET": os.path.join(self.daemon.folder, "voice.secret")}
        self.kamailio = subprocess.Popen(
            ["kamailio", "-DD", "-E", "-m", "32", "-M", "4", "-Y", self.daemon.folder, "-f",
             os.path.join(self.daemon.folder, "kamailio.cfg")],
            env=environment, stdout=self.log, stderr=subprocess.STDOUT)
        self.addCleanup(self.end_kamailio)
        for _ in range(100):
            with open("/proc/net/udp", encoding="ascii") as file:
                if (":%04X " % self.sip) in file.read():
                    return
            time.sleep(0.1)
        self.fail("Kamailio does not listen:\n" + self.said())

    def said(self):
        self.log.flush()
        self.log.seek(0)
        return self.log.read()[-3000:]

    def end_kamailio(self):
        self.kamailio.terminate()
        self.kamailio.wait(20)

    def test_a_call_over_sip_is_a_ticket_and_its_end_is_told(self):
        self.daemon.write("callers.csv", "SEQUENTIAL\n" + "".join(number + "\n" for number in CALLERS))
        run = subprocess.run(
            ["sipp", "127.0.0.1:%d" % self.sip, "-sf", os.path.join(HERE, "call.xml"), "-inf",
             os.path.join(self.daemon.folder, "callers.csv"), "-m", str(len(CALLERS)), "-r", "2", "-i", "127.0.0.1",
             "-p", str(free_port()), "-nostdin", "-timeout", "60"],
            cwd=self.daemon.folder, capture_output=True, text=True, timeout=90)
        self.assertEqual(run.returncode, 0, run.stdout[-2000:] + run.stderr[-500:] + self.said())
        calls = self.daemon.listed("/v1/arrivals?channel=voice")
        self.assertEqual(len(calls), len(CALLERS))
        self.assertEqual({one["call"]["state"] for one in calls} - {"short_call", "told"}, set(), calls)
        known = [one for one in calls if one["contact"] == "gwen"]
        self.assertEqual(len(known), 1)
        self.assertEqual(known[0]["outcome"], "queued")
        self.assertTrue(known[0]["ticket"])


if __name__ == "__main__":
    if not shutil.which("kamailio") or not shutil.which("sipp"):
        print("sip_test: skipped: kamailio or sipp is not installed")
        sys.exit(77)
    unittest.main()
