#!/usr/bin/env python3
"""The table requirements.txt has a row for every requirement and every reading, and the test case
that a row names exists and bears its id.

With FRONTDESK_SOURCE set, that tree is read instead of the one this file stands in.
"""
import os
import re
import unittest

SOURCE = os.environ.get(
    "FRONTDESK_SOURCE", os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

IDS = (["R%d" % number for number in range(1, 282)]
       + ["C%d%s" % (number, letter) for number in range(1, 44)
          for letter in ("", "a") if not letter or number in (5, 18)])
PROGRAMS = ("rules", "router", "intake", "storage", "daemon")
CLASSES = {"K", "D", "S", "O", "I", "C", "K/D", "I/K"}
LATER = ("issue 3", "issue 4", "issue 5", "no issue yet")


def rows_of(text):
    """(id, class, where, what) of every row."""
    return [tuple((line.split(None, 3) + [""])[:4]) for line in text.splitlines()
            if line.strip() and not line.startswith("#")]


def without_rests(rows):
    """Without what of a requirement comes later than the part that the row before it proves."""
    return [row for row, before in zip(rows, [None] + rows)
            if not (before and row[0] == before[0] and row[2] == "later" and before[2] in PROGRAMS
                    and ": " in row[3])]


def ids_in(name):
    """The ids that a test's name bears; "R31 to R40" stands for all of them."""
    found = set()
    for letter, first, suffix, last in re.findall(
            r"\b([RC])(\d+)(a?)(?: to \1(\d+))?\b", name):
        found.add(letter + first + suffix)
        found.update(letter + str(number) for number in range(int(first), int(last or 0) + 1))
    return found


def cases_of(text):
    return [name.replace('\\"', '"')
            for name in re.findall(r'^ *TEST_CASE\(\s*"((?:\\.|[^"\\])*)"', text, re.M)]


def read_cases(top):
    """The names of the cases of each program."""
    cases = {}
    for program in PROGRAMS:
        cases[program] = names = set()
        for where, _, files in os.walk(os.path.join(top, "tests", program)):
            for name in files:
                if name.endswith("_test.cc"):
                    with open(os.path.join(where, name), encoding="utf-8") as file:
                        names.update(cases_of(file.read()))
    return cases


def fault_of(row, cases):
    """What is wrong with a row; "" where nothing is."""
    name, kind, where, what = row
    if kind not in CLASSES or (kind == "C") != name.startswith("C"):
        return "there is no class %s" % kind
    if where in PROGRAMS:
        if what not in cases[where]:
            return "%s_test has no case %s" % (where, what)
        return "" if name in ids_in(what) else "the case does not bear the id"
    if where == "later":
        return "" if what.split(": ")[0] in LATER else "when is %s?" % what
    # What the daemon must do is proved, or comes later.
    if where in ("people", "background", "words"):
        return "a program does this: which test proves it?" if "K" in kind else ""
    return "there is no program %s" % where


class TheTable(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with open(os.path.join(SOURCE, "tests", "requirements.txt"), encoding="utf-8") as file:
            cls.rows = rows_of(file.read())
        cls.cases = read_cases(SOURCE)

    def test_every_id_has_one_row_in_order(self):
        self.assertEqual([row[0] for row in without_rests(self.rows)], IDS)

    def test_what_a_row_names_is_there(self):
        faults = ["%s: %s" % (row[0], fault)
                  for row in self.rows for fault in [fault_of(row, self.cases)] if fault]
        self.assertFalse(faults, "\n  " + "\n  ".join(faults))


class TheReader(unittest.TestCase):
    CASES = {**dict.fromkeys(PROGRAMS, ()), "router": {"R7 R17: hours", "of no id"}}

    def test_rows(self):
        self.assertEqual(rows_of("# no row\n\nR7    K    router   R7 R17: hours\nR14 O people\n"),
                         [("R7", "K", "router", "R7 R17: hours"), ("R14", "O", "people", "")])

    def test_what_comes_later_of_a_requirement_has_a_row_behind_its_own(self):
        proved, rest = ("C18", "C", "router", "C18: watched"), ("C18", "C", "later", "issue 5: a notice")
        self.assertEqual(without_rests([proved, rest]), [proved])
        for rows in ([rest, proved], [proved, proved], [rest, rest],
                     [proved, ("C18", "C", "later", "issue 5")]):
            self.assertEqual(without_rests(rows), rows)

    def test_ids(self):
        self.assertEqual(ids_in("R31 to R33, C5a (C9): R225 and USR12, R9b"),
                         {"C5a", "C9", "R225", "R31", "R32", "R33"})

    def test_cases(self):
        self.assertEqual(cases_of('TEST_CASE("a (R1)") {\n  TEST_CASE(\n      "say \\"b\\"") {\n'
                                  '// TEST_CASE("gone")\n'), ["a (R1)", 'say "b"'])

    def test_faults(self):
        for row in (("R7", "K", "router", "R7 R17: hours"), ("R14", "O", "people", ""),
                    ("R1", "K", "later", "issue 5"), ("R1", "K", "later", "issue 5: mails"), ("C40", "C", "words", "")):
            self.assertEqual(fault_of(row, self.CASES), "", row)
        for row in (("R7", "K", "router", "R7 R17: days"), ("R8", "K", "router", "R7 R17: hours"),
                    ("R7", "K", "rules", "R7 R17: hours"), ("R7", "K", "people", ""),
                    ("R7", "K/D", "background", ""), ("R7", "K", "later", "one day"),
                    ("R7", "K", "elsewhere", ""), ("R7", "Q", "router", "R7 R17: hours"),
                    ("R7", "C", "words", ""), ("R7", "K", "router", "of no id")):
            self.assertNotEqual(fault_of(row, self.CASES), "", row)


if __name__ == "__main__":
    unittest.main()
