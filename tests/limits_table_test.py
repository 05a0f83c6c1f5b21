#!/usr/bin/env python3
"""Each limit in PLACES, which are the structs and constants that bound what mail servers, HTTP clients
and writers of JSON, TOML and the directory send, has a row in limits.txt with its default, and the test that the row
names exists. A new member of such a struct fails without a row; a new constant elsewhere is to be added
to PLACES. What it does not cover: bounds on single values of records, and the rule files' own. With FRONTDESK_SOURCE set, that tree is read instead of the one this file stands in.
"""
import os
import re
import unittest

from requirements_test import cases_of

SOURCE = os.environ.get(
    "FRONTDESK_SOURCE", os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAMS = ("rules", "router", "intake", "storage", "daemon")

# (prefix, file, where its members stand: the struct, or None for single constants, their names)
PLACES = (
    ("smtp", "intake/smtp/limits.h", "Limits", None),
    ("mime", "intake/mime/guard.h", "MimeLimits", None),
    ("mime", "intake/mime/mail.h", "ParseOptions", None),
    ("mime", "intake/mime/mail.h", None, ("rows_bytes",)),
    ("mime", "intake/mime/guard.cc", None, ("looked_at_bytes",)),
    ("mime", "intake/mime/header_params.cc", None, ("param_limit",)),
    ("field", "intake/mime/parse_top.cc", None, ("text_bytes", "addresses")),
    ("voice", "intake/voice/limits.h", "WebhookLimits", None),
    ("voice", "daemon/voice/replays.h", "ReplayLimits", None),
    ("brought", "intake/psa/ticket_request.h", None,
     ("ticket_subject_bytes", "ticket_text_bytes", "ticket_name_bytes", "ticket_reference_bytes")),
    ("brought", "daemon/api/interactions.cc", None, ("key_bytes",)),
    ("forwarded", "intake/mime/forwarded.cc", None, ("lines_looked_at", "lines_between")),
    ("work", "daemon/api/work.cc", None, ("queues_at_most",)),
    ("imap", "intake/imap/limits.h", "Limits", None),
    ("imap", "intake/imap/folder_name.h", None, ("folder_name_bytes_max",)),
    ("imap", "intake/imap/suspect.h", None, ("sessions_max",)),
    ("mailbox", "daemon/mailboxes/mailbox_keys.cc", None, ("folders_max",)),
    ("mailbox", "daemon/mailboxes/mailbox_place.h", None, ("parked_kept",)),
    ("mailbox", "daemon/mailboxes/access_token.cc", None, ("answer_bytes",)),
    ("toml", "rules/toml_value.cc", None, ("dots_at_most",)),
    ("fold", "rules/base/fold.cc", None, ("marks_max", "growth_max")),
    ("directory", "daemon/desk/directory_limits.h", "DirectoryLimits", None),
    ("record", "router/record_checks.cc", None, ("entries_at_most",)),
    ("record", "router/directory_edit.cc", None, ("domains_at_most",)),
    ("record", "router/sharing.cc", None, ("sharers_at_most",)),
    ("import", "router/import_batch.h", None, ("import_rows_at_most", "rejected_rows_at_most")),
    ("http", "daemon/http/server.h", "ServerLimits", None),
    ("http", "daemon/http/server.cc", None, ("admin_reserve",)),
    ("http", "daemon/http/held_bytes.cc", None, ("small_bytes",)),
    ("http", "daemon/http/routes.h", None, ("usual_body_bytes", "import_body_bytes")),
    ("http", "daemon/http/target.cc", None, ("max_segments", "max_query")),
    ("chat", "intake/chat/limits.h", "Limits", None),
    ("chat", "intake/chat/fields.h", None,
     ("id_bytes", "token_bytes", "address_bytes", "language_bytes", "name_characters", "phone_bytes",
      "file_name_bytes", "media_type_bytes")),
    ("chat", "intake/chat/protocol.cc", None, ("hello_id_bytes_min",)),
    ("widget", "intake/chat/widget.cc", None, ("logo_bytes", "wording_characters", "languages", "origins")),
    ("widget", "intake/chat/origin.cc", None, ("origin_bytes",)),
    ("json", "rules/base/json.cc", None, ("max_depth",)),
    ("json", "rules/base/json_untrusted.cc", None, ("max_values", "max_names")),
)
MEMBER = re.compile(r"^ *(?:std::size_t|std::uint64_t|std::chrono::\w+) (\w+)(?: = ([^;]+)|\{([^}]+)\});", re.M)


def members_of(text, struct):
    """{name: default} of the numbers and times of a struct."""
    body = re.search(r"^struct %s \{\n(.*?)^\};" % struct, text, re.M | re.S)
    return {name: one or other for name, one, other in MEMBER.findall(body.group(1))}


def constant_of(text, name):
    return re.search(r"\b%s = ([^;]+);" % name, text).group(1)


def limits_of(top):
    found = {}
    for prefix, path, struct, names in PLACES:
        with open(os.path.join(top, path), encoding="utf-8") as file:
            text = file.read()
        values = members_of(text, struct) if struct else {name: constant_of(text, name) for name in names}
        found.update({"%s.%s" % (prefix, name): value for name, value in values.items()})
    return found


def rows_of(text):
    """(limit, default, program, test) of every row."""
    rows = []
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            rows.append(tuple(re.split(r" {2,}", line.strip(), maxsplit=3)))
    return rows


def cases_in(top, program):
    names = set()
    for where, _, files in os.walk(os.path.join(top, "tests", program)):
        for name in files:
            if name.endswith("_test.cc"):
                with open(os.path.join(where, name), encoding="utf-8") as file:
                    names.update(cases_of(file.read()))
    return names


def methods_in(top):
    """"file.Class.test_x" of all tests that speak to the programs."""
    names = set()
    folder = os.path.join(top, "tests", "e2e")
    for name in os.listdir(folder):
        if not name.endswith("_test.py"):
            continue
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            place = ""
            for line in file:
                if found := re.match(r"class (\w+)", line):
                    place = found.group(1)
                elif found := re.match(r"    def (test_\w+)", line):
                    names.add("%s.%s.%s" % (name[:-3], place, found.group(1)))
    return names


def faults_of(limits, rows, tests):
    faults = ["%s: no row, so no test" % name for name in limits if name not in {row[0] for row in rows}]
    seen = set()
    for row in rows:
        if len(row) != 4:
            faults.append("not a row: %s" % (row,))
            continue
        name, default, program, test = row
        if name in seen:
            faults.append("%s: two rows" % name)
        seen.add(name)
        if name not in limits:
            faults.append("%s: no such limit in the sources" % name)
        elif limits[name] != default:
            faults.append("%s: the sources say %s" % (name, limits[name]))
        if test not in tests.get(program, ()):
            faults.append("%s: %s has no test %s" % (name, program, test))
    return faults


class TheTable(unittest.TestCase):
    def test_every_limit_in_the_places_has_its_test(self):
        with open(os.path.join(SOURCE, "tests", "limits.txt"), encoding="utf-8") as file:
            rows = rows_of(file.read())
        tests = {program: cases_in(SOURCE, program) for program in PROGRAMS}
        tests["e2e"] = methods_in(SOURCE)
        limits = limits_of(SOURCE)
        self.assertGreater(len(limits), 35)
        faults = faults_of(limits, rows, tests)
        self.assertFalse(faults, "\n  " + "\n  ".join(faults))


class TheReader(unittest.TestCase):
    LIMITS = {"a.x": "1'000", "a.y": "30"}
    TESTS = {"rules": {"limits: x"}, "e2e": {"f.C.test_y"}}
    ROWS = [("a.x", "1'000", "rules", "limits: x"), ("a.y", "30", "e2e", "f.C.test_y")]

    def test_members(self):
        text = ("struct Some {\n  std::uint64_t x = 1'000;  // why\n  std::chrono::seconds y{30};\n"
                "  std::string no;\n};\nconstexpr int most = 7;\n")
        self.assertEqual(members_of(text, "Some"), {"x": "1'000", "y": "30"})
        self.assertEqual(constant_of(text, "most"), "7")

    def test_rows(self):
        self.assertEqual(rows_of("# no\n\na.x   1'000  rules   limits: x\na.z  2 * 3  e2e  f.C.test_y\n"),
                         [self.ROWS[0], ("a.z", "2 * 3", "e2e", "f.C.test_y")])

    def test_faults(self):
        self.assertEqual(faults_of(self.LIMITS, self.ROWS, self.TESTS), [])
        for rows in (self.ROWS[:1], self.ROWS + self.ROWS[:1], self.ROWS + [("a.z", "1", "rules", "limits: x")],
                     [("a.x", "999", "rules", "limits: x"), self.ROWS[1]],
                     [("a.x", "1'000", "rules", "limits: z"), self.ROWS[1]], [("a.x", "1'000", "rules"), self.ROWS[1]]):
            self.assertNotEqual(faults_of(self.LIMITS, rows, self.TESTS), [], rows)


if __name__ == "__main__":
    unittest.main()
