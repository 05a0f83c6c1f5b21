#!/usr/bin/env python3
"""packaging/run.sh before it installs or builds anything: its help, and ports that are none."""
import os
import subprocess
import tempfile
import unittest

SOURCE = os.environ.get("FRONTDESK_SOURCE", os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))


class RunScript(unittest.TestCase):
    def run_it(self, *arguments, **variables):
        with tempfile.TemporaryDirectory(prefix="fd-run-") as var:
            return subprocess.run(["bash", os.path.join(SOURCE, "packaging", "run.sh"), *arguments],
                                  env={**os.environ, "FRONTDESK_VAR": var, **variables},
                                  capture_output=True, text=True, check=False, timeout=60)

    def test_help_names_every_word_and_variable(self):
        for word in ("--help", "-h", "help"):
            run = self.run_it(word)
            self.assertEqual((run.returncode, run.stderr), (0, ""))
            for named in ("packaging/run.sh stop", "FRONTDESK_VAR", "FRONTDESK_SMTP_PORT", "FRONTDESK_HTTP_PORT"):
                self.assertIn(named, run.stdout)
            self.assertNotIn("set -", run.stdout)

    def test_a_port_that_is_none_is_said_in_one_line_with_its_variable(self):
        for name in ("FRONTDESK_SMTP_PORT", "FRONTDESK_HTTP_PORT"):
            for port in ("abc", "99999", "65536", "0", "-1", "25 26", "1e3"):
                with self.subTest(name=name, port=port):
                    run = self.run_it(**{name: port})
                    self.assertEqual((run.returncode, run.stdout), (1, ""))
                    self.assertIn("run.sh: %s=%s is no port; expected a number from 1 to 65535" % (name, port),
                                  run.stderr)
                    self.assertEqual(run.stderr.count("\n"), 1, run.stderr)

    def test_an_unknown_word_names_those_that_are(self):
        run = self.run_it("begin")
        self.assertEqual(run.returncode, 1)
        self.assertIn("say nothing, stop or --help", run.stderr)


if __name__ == "__main__":
    unittest.main()
