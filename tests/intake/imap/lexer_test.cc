#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "intake/imap/lexer.h"

using namespace frontdesk::imap;

namespace {

// The tokens as text: atom, "quoted", {literal}, ( ) and ; for the end of a line, !n for a fault.
std::string tokens(const Limits& limits, std::string_view bytes, std::size_t piece = 1'000'000) {
  Lexer lexer(limits);
  std::string all;
  while (!bytes.empty()) {
    lexer.feed(bytes.substr(0, piece));
    bytes.remove_prefix(std::min(piece, bytes.size()));
    while (auto token = lexer.next()) {
      using Kind = Token::Kind;
      if (!all.empty()) all += ' ';
      switch (token->kind) {
        case Kind::atom:
          all += token->bytes;
          break;
        case Kind::quoted:
          all += '"' + token->bytes + '"';
          break;
        case Kind::literal:
          all += token->skipped ? "{skipped}" : "{" + token->bytes + "}";
          break;
        case Kind::open:
          all += '(';
          break;
        case Kind::close:
          all += ')';
          break;
        case Kind::end:
          all += ';';
          break;
        case Kind::text:
          all += "text " + token->bytes;
      }
    }
  }
  if (lexer.fault() != Fault::none) all += " !" + std::to_string(static_cast<int>(lexer.fault()));
  return all;
}

std::string tokens(std::string_view bytes) {
  const Limits limits;
  const auto whole = tokens(limits, bytes);
  for (const std::size_t piece : {1, 2, 3, 5}) CHECK(tokens(limits, bytes, piece) == whole);
  return whole;
}

constexpr const char* syntax = " !1";

}  // namespace

TEST_CASE("imap lexer: atoms, quoted strings, literals, lists and line ends") {
  CHECK(tokens("* LIST (\\HasNoChildren) \"/\" INBOX\r\n") ==
        "* LIST ( \\HasNoChildren ) \"/\" INBOX ;");
  CHECK(tokens("a \"\" \"x \\\"y\\\\ (\"\r\n") == "a \"\" \"x \"y\\ (\" ;");
  CHECK(tokens("a {3}\r\nb\r\n c\r\n") == "a {b\r\n} c ;");
  CHECK(tokens("a {0}\r\n)") == std::string("a {}") + syntax);
  CHECK(tokens("a ({0}\r\n) ~{2}\r\n\0\xff)\r\n") == std::string("a ( {} )"));
  CHECK(tokens(std::string("a (~{2}\r\n\0\xff)\r\n", 14)) ==
        std::string("a ( {") + std::string("\0\xff", 2) + "} ) ;");
  CHECK(tokens("* 1 FETCH (BODY[HEADER.FIELDS (TO \"x)] NIL BODY[]<0> NIL)\r\n") ==
        "* 1 FETCH ( BODY[HEADER.FIELDS (TO \"x)] NIL BODY[]<0> NIL ) ;");
  CHECK(tokens("*  SEARCH 1 2 \r\n") == "* SEARCH 1 2 ;");
  CHECK(tokens("* FLAGS (Junk[ \\Seen body[)\r\n") ==
        std::string("* FLAGS ( Junk[ \\Seen") + syntax);
  CHECK(tokens("* 1 FETCH (FLAGS (BODY[ \\Seen))\r\n") == "* 1 FETCH ( FLAGS ( BODY[ \\Seen ) ) ;");
}

TEST_CASE("imap lexer: lines end with CRLF, and outside of literals there is no NUL, CR or LF") {
  for (const std::string_view bad :
       {std::string_view("a b\n"), std::string_view("a b\rc\r\n"), std::string_view("a \"b\r\n\""),
        std::string_view("a \"b\nc\"\r\n"), std::string_view("a b\r\r\n"),
        std::string_view("a b\0c\r\n", 7), std::string_view("a \"b\0\"\r\n", 8),
        std::string_view("a\tb\r\n"), std::string_view("a \"b\\\r\n"), std::string_view("\n")}) {
    CAPTURE(bad);
    CHECK(tokens(bad).ends_with(syntax));
  }
}

TEST_CASE("imap lexer: what could be read in two ways is a fault") {
  for (const std::string_view bad :
       {"a b{3}\r\nccc\r\n", "a b\"c\"\r\n", "a {3+}\r\nccc\r\n", "a {}\r\n", "a {-1}\r\n",
        "a { 3}\r\nccc\r\n", "a {3}\nccc\r\n", "a {3} \r\nccc", "a {3}x", "a {3\r\n", "a )\r\n",
        "a (b\r\n", "a (b))\r\n"}) {
    CAPTURE(bad);
    CHECK(tokens(bad).ends_with(syntax));
  }
}

TEST_CASE("imap lexer: after a fault there is nothing more, whatever comes") {
  CHECK(tokens("a b\n* OK [CAPABILITY IMAP4rev1]\r\n") == std::string("a") + syntax);
}

TEST_CASE("imap lexer: text for people has no tokens and no literals") {
  const Limits limits;
  const std::string_view bytes = "* OK say \"what {5} ( you\r\nF1\r\n";
  for (const std::size_t piece : {1, 2, 3, 100}) {
    Lexer lexer(limits);
    std::vector<std::string> texts;
    int atoms = 0;
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
      lexer.feed(bytes.substr(at, piece));
      while (auto token = lexer.next()) {
        if (token->kind == Token::Kind::atom && ++atoms == 2) lexer.take_text();
        if (token->kind == Token::Kind::text) texts.push_back(token->bytes);
      }
    }
    CHECK(texts == std::vector<std::string>{"say \"what {5} ( you"});
    CHECK(atoms == 3);
    CHECK(lexer.fault() == Fault::none);
  }
}

TEST_CASE("limits: imap, a line of a response without its literals") {
  Limits limits;
  limits.line_bytes = 20;
  const std::string longest(18, 'x');
  CHECK(tokens(limits, longest + "\r\n") == longest + " ;");
  CHECK(tokens(limits, "x" + longest + "\r\n").ends_with(" !2"));
  CHECK(tokens(limits, "\"" + std::string(1'000, 'x')).ends_with(" !2"));
  CHECK(tokens(limits, std::string(1'000, ' ')).ends_with(" !2"));
  // A literal's bytes do not count, its head does.
  const std::string literal = "{30}\r\n" + std::string(30, 'y');
  CHECK(tokens(limits, "12345 " + literal + " 89012\r\n") ==
        "12345 {" + std::string(30, 'y') + "} 89012 ;");
  CHECK(tokens(limits, "12345 " + literal + " 890123\r\n").ends_with(" !2"));
  CHECK(tokens(Limits{}, std::string(65'534, 'x') + "\r\n").ends_with(" ;"));
  CHECK(tokens(Limits{}, std::string(65'535, 'x') + "\r\n").ends_with(" !2"));
}

TEST_CASE("limits: imap, lists in each other") {
  CHECK(tokens("* " + std::string(16, '(') + std::string(16, ')') + "\r\n").ends_with(") ;"));
  CHECK(tokens("* " + std::string(17, '(') + std::string(17, ')') + "\r\n").ends_with("( !4"));
}

TEST_CASE("limits: imap, values of one response") {
  std::string many = "*";
  for (int i = 0; i < 4'095; ++i) many += " x";
  CHECK(tokens(Limits{}, many + "\r\n").ends_with("x ;"));
  CHECK(tokens(Limits{}, many + " x\r\n").ends_with(" !5"));
  CHECK(tokens(Limits{}, many + " ()\r\n").ends_with(" !5"));
}

TEST_CASE("limits: imap, a literal too large to keep is read over, a bomb ends the session") {
  Limits limits;
  limits.message_bytes = 10;
  limits.skipped_bytes = 30;
  const auto literal = [](std::size_t size) {
    return "{" + std::to_string(size) + "}\r\n" + std::string(size, ')');
  };
  CHECK(tokens(limits, "a " + literal(10) + "\r\n") == "a {))))))))))} ;");
  CHECK(tokens(limits, "a " + literal(11) + " b\r\n") == "a {skipped} b ;");
  CHECK(tokens(limits, "a " + literal(30) + " b\r\n") == "a {skipped} b ;");
  CHECK(tokens(limits, "a " + literal(31) + " b\r\n") == "a !3");
  // All literals of a response together.
  CHECK(tokens(limits, "a " + literal(6) + " " + literal(5) + "\r\n") == "a {))))))} {skipped} ;");
  CHECK(tokens(limits, "a " + literal(16) + " " + literal(15) + "\r\n") == "a {skipped} !3");
  // What may be kept may be sent, however little may be read over.
  limits.message_bytes = 50;
  CHECK(tokens(limits, "a " + literal(50) + "\r\n").ends_with("} ;"));
  CHECK(tokens(limits, "a " + literal(51) + "\r\n") == "a !3");
  CHECK(tokens("a {268435456}\r\n") == "a");
  CHECK(tokens("a {268435457}\r\n") == "a !3");
  // A number that no limit reaches does not wait for its bytes.
  CHECK(tokens("a {4294967296}\r\n") == "a !3");
  CHECK(tokens("a {99999999999999999999999999}\r\n") == "a !3");
  CHECK(tokens("a {0000000000000000003}\r\n") == "a !3");
  CHECK(tokens("a {000000000000000003}\r\nabc\r\n") == "a {abc} ;");
}

TEST_CASE("imap lexer: what was fed before a reset is forgotten") {
  const Limits limits;
  Lexer lexer(limits);
  lexer.feed("* (x {9}\r\nabc");
  while (lexer.next()) {
  }
  lexer.reset();
  lexer.feed("y)");
  CHECK(lexer.next()->bytes == "y");
  CHECK_FALSE(lexer.next());
  CHECK(lexer.fault() == Fault::syntax);
}
