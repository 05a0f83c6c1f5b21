#!/usr/bin/env python3
"""packaging/test.sh in a tree where cmake, ctest, the installer and the fuzzers only say that they ran:
when it fuzzes, which parts it runs, what it says of each at its end, and its exit status.
"""
import os
import re
import shutil
import subprocess
import tempfile
import unittest

SOURCE = os.environ.get("FRONTDESK_SOURCE", os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
# Ends with the status that the variable of its own name holds.
PART = '#!/bin/bash\necho "ran %s $*"; exit "${%s:-0}"\n'


class TestScript(unittest.TestCase):
    def setUp(self):
        self.top = tempfile.mkdtemp(prefix="fd-script-")
        self.addCleanup(shutil.rmtree, self.top)
        for path, name in (("packaging/deps.sh", "DEPS"), ("tests/fuzz/run.sh", "FUZZ"),
                           ("bin/cmake", "CMAKE"), ("bin/ctest", "CTEST")):
            os.makedirs(os.path.join(self.top, os.path.dirname(path)), exist_ok=True)
            with open(os.path.join(self.top, path), "w", encoding="utf-8") as file:
                file.write(PART % (name, name))
            os.chmod(os.path.join(self.top, path), 0o755)
        shutil.copy(os.path.join(SOURCE, "packaging", "test.sh"), os.path.join(self.top, "packaging"))

    def run_it(self, *arguments, **variables):
        """(exit status, {part: its status} as the end says, all that it said)"""
        kept = {name: value for name, value in os.environ.items() if name not in ("CI", "FRONTDESK_FUZZ")}
        path = os.path.join(self.top, "bin") + ":" + os.environ["PATH"]
        run = subprocess.run(["bash", os.path.join(self.top, "packaging", "test.sh"), *arguments],
                             env={**kept, "PATH": path, **variables}, capture_output=True, text=True, check=False)
        told = re.findall(r"^  (\w+) +exit status +(\d+), +\d+ min +\d+ s$", run.stdout, re.M)
        return run.returncode, {part: int(status) for part, status in told}, run.stdout + run.stderr

    def test_fuzzes_in_ci_or_where_it_is_told_to(self):
        for variables, fuzzes in (({}, False), ({"CI": "true"}, True), ({"CI": "false"}, False),
                                  ({"FRONTDESK_FUZZ": "1"}, True), ({"CI": "true", "FRONTDESK_FUZZ": "0"}, False)):
            with self.subTest(variables=variables):
                status, parts, said = self.run_it(**variables)
                self.assertEqual(status, 0)
                self.assertEqual(list(parts), ["install", "configure", "build", "tests"] + ["fuzz"] * fuzzes)
                self.assertEqual("ran FUZZ 10\n" in said, fuzzes)
                self.assertEqual("left out" in said, not fuzzes)

    def test_the_sanitizers_run_unit_tests_and_do_not_fuzz(self):
        for preset in ("asan", "tsan"):
            with self.subTest(preset=preset):
                status, _, said = self.run_it(preset, CI="true")
                self.assertEqual(status, 0)
                self.assertNotIn("ran FUZZ", said)
                self.assertIn("ran CTEST --test-dir build/%s --output-on-failure -j2 -L ^unit$" % preset, said)

    def test_a_part_that_fails_is_its_failure(self):
        for part, parts in (
                ("DEPS", {"install": 3}), ("CMAKE", {"install": 0, "configure": 3}),
                ("CTEST", {"install": 0, "configure": 0, "build": 0, "tests": 3, "fuzz": 0}),
                ("FUZZ", {"install": 0, "configure": 0, "build": 0, "tests": 0, "fuzz": 3})):
            with self.subTest(part=part):
                ended, told, _ = self.run_it(CI="true", **{part: "3"})
                self.assertNotEqual(ended, 0)
                self.assertEqual(told, parts)

    def test_what_it_does_not_know_is_refused(self):
        for arguments, variables in ((("ubsan",), {}), ((), {"FRONTDESK_FUZZ": "yes"})):
            with self.subTest(arguments=arguments, variables=variables):
                status, parts, said = self.run_it(*arguments, **variables)
                self.assertEqual((status, parts), (64, {}))
                self.assertIn("test.sh: ", said)


if __name__ == "__main__":
    unittest.main()
