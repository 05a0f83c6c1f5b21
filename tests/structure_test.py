#!/usr/bin/env python3
"""The house's shape, read from the sources: which folder may include which, how long files and
functions may be, where Beast and the outside world may not appear.

With FRONTDESK_SOURCE set, that tree is read instead of the one this file stands in.
"""
import ast
import os
import re
import unittest

SOURCE = os.environ.get(
    "FRONTDESK_SOURCE", os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

# Every folder and what it may include: daemon -> intake, storage -> router -> rules.
ARROWS = {
    "rules": {"rules"},
    "router": {"router", "rules"},
    "intake": {"intake", "router", "rules"},
    "storage": {"storage", "router", "rules"},
    "daemon": {"daemon", "intake", "storage", "router", "rules"},
}
ARROWS["tests"] = set(ARROWS) | {"tests"}

FILE_LINES = 500
FUNCTION_LINES = 70
BEAST_FILES = 4
READ = (".cc", ".h", ".py", ".sh")

# Values in, values out: the router asks no clock, starts no thread, opens no file (design, "The house").
ROUTER_INCLUDES = re.compile(
    r"^(boost/(asio|beast)\b|rocksdb/|curl/|systemd/|spdlog/|prometheus/|sys/|unistd\.h|fcntl\.h|"
    r"(thread|mutex|atomic|future|fstream|filesystem|iostream|random)$)")
ROUTER_WORDS = re.compile(
    r"\b(system_clock|steady_clock|high_resolution_clock|std::thread|std::jthread|[io]?fstream|fopen|"
    r"SystemClock|getenv)\b")
BEAST = re.compile(r"^boost/beast")


def blank(text):
    """The same length and lines, without what was there."""
    return re.sub(r"[^\n]", " ", text)


# In the order in which they must be tried; a digit separator (1'000) is no character literal.
LITERALS = re.compile(
    r'//(?:\\\n|[^\n])*|/\*.*?\*/|R"(?P<tag>[^()\\\s]*)\(.*?\)(?P=tag)"|"(?:\\.|[^"\\\n])*"'
    r"|(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'", re.S)
DIRECTIVE = re.compile(r"^[ \t]*#(?:\\\n|[^\n])*", re.M)


def code_of(text):
    """C++ without comments, strings and directives; every line stays in its place."""
    text = LITERALS.sub(lambda found: blank(found.group()), text)
    return DIRECTIVE.sub(lambda found: blank(found.group()), text)


def includes_of(text):
    return [found.group(1) for found in
            re.finditer(r'^[ \t]*#[ \t]*include[ \t]*[<"]([^>"]+)[>"]', text, re.M)]


def close_of(code, at):
    """The index of the brace that closes the one at `at`."""
    depth = 0
    for index in range(at, len(code)):
        if code[index] == "{":
            depth += 1
        elif code[index] == "}":
            depth -= 1
            if depth == 0:
                return index
    return len(code) - 1


# What may stand before a heading and is no part of it.
BEFORE = re.compile(r"\s+|(?:public|private|protected)\s*:(?!:)|\[\[[^\]]*\]\]")
MACRO_CALL = re.compile(r"[A-Z][A-Z0-9_]*\s*\(")


def after_parentheses(text, at):
    depth = 0
    for index in range(at, len(text)):
        depth += {"(": 1, ")": -1}.get(text[index], 0)
        if depth == 0:
            return index + 1
    return len(text)


def heading_start(code, start, end):
    """Skips blanks, labels, attributes and calls of macros that need no semicolon."""
    while start < end:
        found = BEFORE.match(code, start, end)
        if found:
            start = found.end()
            continue
        found = MACRO_CALL.match(code, start, end)
        after = after_parentheses(code[:end], found.end() - 1) if found else end
        if not code[after:end].strip():
            break
        start = after
    return start


def without_template(heading):
    while heading.startswith("template"):
        depth = 0
        for index, letter in enumerate(heading):
            depth += {"<": 1, ">": -1}.get(letter, 0)
            if letter == ">" and depth == 0:
                break
        heading = heading[index + 1:].lstrip()
    return heading


def kind_of(heading):
    """What a brace after this heading opens: "scope", "function" or "value"."""
    heading = without_template(heading.strip())
    if re.match(r"(inline\s+)?namespace\b|extern\b[^()]*$|TEST_SUITE\b|(class|struct|union)\b", heading):
        return "scope"
    if re.match(r"enum\b", heading) or re.search(r"=$|\breturn$", heading) or "(" not in heading:
        return "value"
    # One of a constructor's members, initialised by braces: the body comes later.
    initialising = re.search(r"\)\s*(noexcept\s*)?:(?!:)", heading)
    if initialising and re.search(r"[\w>]$", heading):
        return "value"
    return "function"


def functions_of(text):
    """(name, first line, lines) of every function in C++; one inside another counts for the outer."""
    code = code_of(text)
    found = []
    start = index = parentheses = 0
    while index < len(code):
        letter = code[index]
        if letter in "()":
            parentheses += 1 if letter == "(" else -1
        elif letter == ";" and parentheses == 0 or letter == "}":
            start = index + 1
        elif letter == "{" and parentheses > 0:
            index = close_of(code, index)
        elif letter == "{":
            start = heading_start(code, start, index)
            heading = code[start:index]
            kind = kind_of(heading)
            if kind == "scope":
                start = index + 1
            else:
                end = close_of(code, index)
                if kind == "function":
                    first = code.count("\n", 0, start) + 1
                    found.append((name_of(heading), first, code.count("\n", start, end) + 1))
                    start = end + 1
                index = end
        index += 1
    return found


def name_of(heading):
    found = re.search(r"(operator\s*[^\s(]+|[~\w:]+)\s*\(", heading)
    return found.group(1) if found else "?"


def python_functions_of(text):
    return [(node.name, node.lineno, node.end_lineno - node.lineno + 1)
            for node in ast.walk(ast.parse(text))
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]


class Tree:
    """The sources by their path from the top."""

    def __init__(self, files):
        self.files = files

    @classmethod
    def read(cls, top):
        files = {}
        for folder in list(ARROWS) + ["packaging"]:
            for where, folders, names in os.walk(os.path.join(top, folder)):
                folders[:] = [name for name in folders if name != "__pycache__"]
                for name in names:
                    if name.endswith(READ):
                        path = os.path.join(where, name)
                        with open(path, encoding="utf-8") as file:
                            files[os.path.relpath(path, top).replace(os.sep, "/")] = file.read()
        return cls(files)

    def sources(self, *folders):
        return ((path, text) for path, text in sorted(self.files.items())
                if path.endswith((".cc", ".h")) and (not folders or path.split("/")[0] in folders))

    def wrong_arrows(self):
        faults = []
        for path, text in self.sources(*ARROWS):
            folder = path.split("/")[0]
            for quoted in re.findall(r'^[ \t]*#[ \t]*include[ \t]*"([^"]+)"', text, re.M):
                target = quoted.split("/")[0]
                if "/" not in quoted and folder == "tests":
                    continue  # a neighbour of the test
                if target not in ARROWS[folder]:
                    faults.append("%s includes %s" % (path, quoted))
        return faults

    def long_files(self):
        return ["%s has %d lines" % (path, len(text.splitlines()))
                for path, text in sorted(self.files.items()) if len(text.splitlines()) > FILE_LINES]

    def long_functions(self):
        faults = []
        for path, text in sorted(self.files.items()):
            if path.endswith(".sh"):
                continue
            functions = python_functions_of if path.endswith(".py") else functions_of
            faults += ["%s:%d: %s has %d lines" % (path, first, name, lines)
                       for name, first, lines in functions(text) if lines > FUNCTION_LINES]
        return faults

    def impure_router(self):
        faults = []
        for path, text in self.sources("router"):
            faults += ["%s includes %s" % (path, each)
                       for each in includes_of(text) if ROUTER_INCLUDES.match(each)]
            faults += ["%s says %s" % (path, found.group())
                       for found in ROUTER_WORDS.finditer(code_of(text))]
        return faults

    def reach(self, path, pattern, seen):
        """True where the file includes such a header, by itself or by one of ours."""
        if path in seen or path not in self.files:
            return False
        seen.add(path)
        return any(pattern.match(each) or self.reach(each, pattern, seen)
                   for each in includes_of(self.files[path]))

    def with_beast(self, *folders):
        return [path for path, _ in self.sources(*folders)
                if path.endswith(".cc") and self.reach(path, BEAST, set())]


class TheTree(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.tree = Tree.read(SOURCE)

    def assert_none(self, faults, why):
        self.assertFalse(faults, "%s\n  %s" % (why, "\n  ".join(faults)))

    def test_there_is_something_to_read(self):
        for folder in ARROWS:
            self.assertTrue(list(self.tree.sources(folder)), folder)

    def test_folder_arrows(self):
        self.assert_none(self.tree.wrong_arrows(),
                         "daemon -> intake, storage -> router -> rules, and no other arrow:")

    def test_no_file_is_too_long(self):
        self.assert_none(self.tree.long_files(), "at most %d lines:" % FILE_LINES)

    def test_no_function_is_too_long(self):
        self.assert_none(self.tree.long_functions(), "at most %d lines:" % FUNCTION_LINES)

    def test_the_router_is_pure(self):
        self.assert_none(self.tree.impure_router(), "no clock, thread, file or network here:")

    def test_beast_stays_in_few_files(self):
        found = self.tree.with_beast("rules", "router", "intake", "storage", "daemon")
        self.assertLessEqual(len(found), BEAST_FILES, found)

    def test_unit_tests_go_without_beast(self):
        self.assert_none(self.tree.with_beast("tests"), "Beast costs half a minute for each file:")


def body(lines):
    return "{\n" + "  x();\n" * (lines - 2) + "}\n"


class TheReader(unittest.TestCase):
    """Each rule is seen to fail on a sample, and to pass on what only looks like a fault."""

    def test_arrows(self):
        for path, line in (("rules/a.cc", "router/b.h"), ("router/a.h", "storage/b.h"),
                           ("intake/a.cc", "storage/b.h"), ("storage/a.h", "intake/b.h"),
                           ("router/a.cc", "daemon/b.h"), ("daemon/a.cc", "tests/b.h"),
                           ("daemon/a.cc", "b.h")):
            with self.subTest(path=path, line=line):
                self.assertEqual(Tree({path: '  # include "%s"\n' % line}).wrong_arrows(),
                                 ["%s includes %s" % (path, line)])
        for path, line in (("router/a.cc", "rules/b.h"), ("daemon/a.cc", "storage/b.h"),
                           ("tests/rules/a_test.cc", "daemon/b.h"), ("tests/rules/a.cc", "b.h")):
            self.assertEqual(Tree({path: '#include "%s"\n#include <b>\n' % line}).wrong_arrows(), [])

    def test_file_length(self):
        for path in ("rules/a.cc", "rules/a.h", "tests/a.py", "packaging/a.sh"):
            self.assertEqual(Tree({path: "x\n" * 500}).long_files(), [])
            self.assertEqual(Tree({path: "x\n" * 501}).long_files(), [path + " has 501 lines"])

    def test_function_length(self):
        long = "int f() " + body(71)
        self.assertEqual(Tree({"rules/a.cc": "int g() " + body(70)}).long_functions(), [])
        self.assertEqual(Tree({"rules/a.cc": "\n" + long}).long_functions(),
                         ["rules/a.cc:2: f has 71 lines"])
        inside = "namespace a {\nclass B final : public C<int(int)> {\n public:\n%s};\n}\n"
        self.assertEqual(len(Tree({"rules/a.h": inside % long}).long_functions()), 1)
        lambda_inside = "void f() {\n  auto g = [] " + body(68) + ";\n}\n"
        self.assertEqual(Tree({"rules/a.cc": lambda_inside}).long_functions(),
                         ["rules/a.cc:1: f has 71 lines"])
        python = "def f():\n" + "    x()\n" * 70
        self.assertEqual(Tree({"tests/a.py": python}).long_functions(),
                         ["tests/a.py:1: f has 71 lines"])

    def test_what_is_a_function(self):
        for text, names in (
                ("int f(int a = g({1, 2})) {}\nint h() { return 1; }\n", ["f", "h"]),
                ("A::A(int a) : a_(a), b_{1}, c_{} {\n}\nvoid g() {}\n", ["A::A", "g"]),
                ("A::~A() noexcept {}\nbool A::operator==(const A&) const {}\n",
                 ["A::~A", "operator=="]),
                ("template <class T, class U = X<T>>\nauto f(T t) -> X<T> {}\n", ["f"]),
                ("MACRO(A, (), (b, c))\n\nstruct D {\n  void f() {}\n};\n", ["f"]),
                ('TEST_CASE("x") {\n}\nTEST_SUITE("y") {\nTEST_CASE("z") {}\n}\n',
                 ["TEST_CASE", "TEST_CASE"]),
                ("enum class E { a, b };\nstatic const T t[] = {{f(1), 2}};\nconst T u{f()};\n", []),
                ("struct S { int a{1}; std::vector<int> b = {1}; int c() { return {}; } };\n", ["c"]),
                ("const auto f = [](int a) {\n};\nint g() {}\n", ["?", "g"])):
            with self.subTest(text=text):
                self.assertEqual([name for name, _, _ in functions_of(text)], names)

    def test_strings_and_comments_are_no_code(self):
        for text in ('const char* a = "{{{";\n', "// {\n", "/* {\n{ */\n", "char a = '{';\n",
                     'auto a = R"x({ " )x";\n', "#define A {\\\n{\n", 'auto a = "\\"{";\n',
                     "int a = 1'000'000;\n"):
            with self.subTest(text=text):
                self.assertEqual(functions_of(text + "void f() {\n}\n"),
                                 [("f", text.count("\n") + 1, 2)])

    def test_router_purity(self):
        for line in ("#include <boost/asio/awaitable.hpp>", "#include <rocksdb/db.h>",
                     "#include <curl/curl.h>", "#include <thread>", "#include <fstream>",
                     "auto now = std::chrono::system_clock::now();", "std::thread t;",
                     "std::ifstream in;"):
            with self.subTest(line=line):
                self.assertEqual(len(Tree({"router/a.cc": line + "\n"}).impure_router()), 1)
                self.assertEqual(Tree({"daemon/a.cc": line + "\n"}).impure_router(), [])
        self.assertEqual(Tree({"router/a.cc": "// no system_clock here\n"}).impure_router(), [])

    def test_beast(self):
        files = {"daemon/%d.cc" % i: "#include <boost/beast/http.hpp>\n" for i in range(3)}
        files["daemon/h.h"] = "#include <boost/beast/core.hpp>\n"
        files["daemon/x.cc"] = '#include "daemon/h.h"\n'
        files["daemon/y.cc"] = "// #include <boost/beast.hpp>\n"
        files["tests/daemon/x_test.cc"] = '#include "daemon/h.h"\n'
        tree = Tree(files)
        self.assertEqual(len(tree.with_beast("daemon")), 4)
        self.assertNotIn("daemon/y.cc", tree.with_beast("daemon"))
        self.assertEqual(tree.with_beast("tests"), ["tests/daemon/x_test.cc"])


if __name__ == "__main__":
    unittest.main()
