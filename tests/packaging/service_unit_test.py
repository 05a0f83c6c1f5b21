#!/usr/bin/env python3
"""The service unit: systemd reads it without complaint, and it gives away next to nothing."""
import glob
import os
import re
import shutil
import subprocess
import tempfile
import unittest

SOURCE = os.environ.get("FRONTDESK_SOURCE", os.path.dirname(
    os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
UNITS = os.path.join(SOURCE, "packaging", "systemd")
ANALYZE = shutil.which("systemd-analyze")
LARGEST_EXPOSURE = 1.5


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def read(name):
    with open(os.path.join(UNITS, name), encoding="utf-8") as file:
        return file.read()


def exposure(path):
    """systemd's own measure, from 0.0 (closed) to 10.0; None where it gives none."""
    answer = run(ANALYZE, "security", "--offline=true", "--no-pager", path)
    found = re.search(r"Overall exposure level for \S+: ([0-9.]+)", answer.stdout)
    return float(found.group(1)) if found else None


class WithSystemd(unittest.TestCase):
    def setUp(self):
        self.assertTrue(ANALYZE, "systemd-analyze is missing: packaging/deps.sh installs it")
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)
        for path in glob.glob(os.path.join(UNITS, "*.s*")):
            shutil.copy(path, self.folder)
        self.unit = os.path.join(self.folder, "frontdesk.service")

    def change(self, pattern, text):
        before = read("frontdesk.service")
        after = re.sub(pattern, text, before, flags=re.M)
        self.assertNotEqual(before, after)
        with open(self.unit, "w", encoding="utf-8") as file:
            file.write(after)

    def test_exposure(self):
        self.assertLessEqual(exposure(self.unit), LARGEST_EXPOSURE)

    def test_the_measure_measures(self):
        self.change(r"^(SystemCallFilter|CapabilityBoundingSet|DynamicUser|PrivateUsers)=.*\n", "")
        self.assertGreater(exposure(self.unit), LARGEST_EXPOSURE)

    def test_the_units_are_well_formed(self):
        self.change(r"/usr/bin/frontdeskd", "/bin/true")
        units = sorted(glob.glob(os.path.join(self.folder, "frontdesk*")))
        self.assertEqual(len(units), 4)
        answer = run(ANALYZE, "verify", "--man=no", "--recursive-errors=no", *units)
        complaints = [line for line in answer.stderr.splitlines() if "frontdesk" in line]
        self.assertEqual(complaints, [])


class Manners(unittest.TestCase):
    def test_sockets_have_the_names_that_the_daemon_knows(self):
        for name in ("smtp", "smtps", "http"):
            text = read("frontdesk-%s.socket" % name)
            self.assertIn("FileDescriptorName=%s\n" % name, text)
            self.assertIn("Service=frontdesk.service\n", text)

    def test_the_unit_says_what_an_operator_relies_on(self):
        text = read("frontdesk.service")
        for line in ("Type=notify", "RestartForceExitStatus=75", "DynamicUser=yes",
                     "StateDirectory=frontdesk frontdesk-backup", "RuntimeDirectory=frontdesk",
                     "ConfigurationDirectory=frontdesk", "ExecReload=/bin/kill -HUP $MAINPID",
                     "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX", "LimitCORE=0"):
            self.assertIn(line + "\n", text)
        self.assertRegex(text, r"ExecStartPre=\S+frontdeskd --check-config")
        self.assertRegex(text, r"WatchdogSec=\d+s\n")
        self.assertRegex(text, r"LimitNOFILE=\d+\n")


if __name__ == "__main__":
    unittest.main()
