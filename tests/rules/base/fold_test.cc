#include "rules/base/fold.h"

#include <doctest/doctest.h>

#include <random>

using namespace frontdesk;

TEST_CASE("C16: folding takes case away") {
  CHECK(fold("Out of OFFICE") == "out of office");
  CHECK(fold("STRASSE") == fold("stra\u00dfe"));
  CHECK(fold("\u00c9COLE") == "\u00e9cole");
  CHECK(fold("\u0391\u03a3") == fold("\u03b1\u03c2"));  // final sigma
}

TEST_CASE("C18: typographic apostrophes are the ASCII one") {
  CHECK(fold("I\u2019m") == "i'm");
  CHECK(fold("\u2018x\u2019") == "'x'");
  CHECK(fold("\u201cx\u201d") == "\u201cx\u201d");
}

TEST_CASE("C18: every run of white space is one space") {
  CHECK(fold("out\u00a0of  \t\r\n office") == "out of office");
  CHECK(fold(" \u00a0 ") == " ");
  CHECK(fold("") == "");
  for (const auto* space : {"\u0085", "\u1680", "\u2000", "\u2003", "\u200a", "\u2028", "\u2029",
                            "\u202f", "\u205f", "\u3000", "\v", "\f"}) {
    CAPTURE(space);
    CHECK(fold(std::string("a") + space + space + "b") == "a b");
  }
}

TEST_CASE("C16: full-width, ligatures and combining marks fold to what they look like") {
  CHECK(fold("\uff29\uff2e\uff26\uff2f\uff20") == "info@");
  CHECK(fold("o\ufb03ce") == "office");
  CHECK(fold("e\u0301") == fold("\u00e9"));
  CHECK(fold("in\u200bfo\u00ad@") == "info@");  // zero-width space and soft hyphen are not there
}

TEST_CASE("C16: bytes that are not UTF-8 become U+FFFD, and the rest folds on") {
  CHECK(fold("A\xff"
             "B") ==
        "a\ufffd"
        "b");
  CHECK(is_utf8(fold("\xe2\x80")));
  CHECK(is_utf8(fold("\xe2\x80\xff\xc3 X")));
}

TEST_CASE("C16: the ASCII path gives the same bytes as the path by ICU") {
  std::mt19937 random(7);
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    for (std::size_t i = random() % 24; i > 0; --i) {
      const auto kind = random() % 4;
      text += kind == 0 ? " \t\n"[random() % 3] : static_cast<char>(random() % 128);
    }
    const std::string ascii = fold(text);
    const std::string by_icu = fold(text + "\u00e9");
    CHECK(ascii + "\u00e9" == by_icu);
  }
}

TEST_CASE("C16: folding what is folded changes nothing") {
  for (const auto* text : {"I\u2019M  OUT", "stra\u00dfe", "\uff29 \u2026", "\u1e9e", "a\u0345"}) {
    const auto once = fold(text);
    CHECK(fold(once) == once);
  }
}

TEST_CASE("fold_into replaces what the buffer held") {
  std::string buffer = "something longer than the result";
  fold_into("\u00c9", buffer);
  CHECK(buffer == "\u00e9");
  fold_into("AB", buffer);
  CHECK(buffer == "ab");
}

TEST_CASE("Well-formed UTF-8 is told from the rest") {
  CHECK(is_utf8(""));
  CHECK(is_utf8("abc \u00e9 \U0001f600"));
  CHECK_FALSE(is_utf8("\xc3"));
  CHECK_FALSE(is_utf8("\xc0\x80"));          // overlong
  CHECK_FALSE(is_utf8("\xed\xa0\x80"));      // surrogate
  CHECK_FALSE(is_utf8("\xf4\x90\x80\x80"));  // beyond U+10FFFF
}

TEST_CASE("C16: text folds the same in pieces as in one, where no piece is cut") {
  std::string text;
  while (text.size() < 100'000)
    text += "\u00c9cole e\u0301t\u00e9 \uff29\u1112\u1161\u11ab \u2019x ";
  const auto whole = fold(text);
  CHECK(whole.starts_with("\u00e9cole \u00e9t\u00e9 i\ud55c 'x \u00e9cole"));
  CHECK(whole.size() % fold("\u00c9cole e\u0301t\u00e9 \uff29\u1112\u1161\u11ab \u2019x ").size() ==
        0);
}

TEST_CASE("limits: a run of marks longer than anybody reads is folded in pieces of 30") {
  const auto marks = [](std::size_t pairs) {
    std::string text = "a";
    for (std::size_t i = 0; i < pairs; ++i) text += "\u0315\u0316";  // classes 232, 220
    return text;
  };
  const auto ordered = [](std::size_t pairs) {
    std::string text;
    for (std::size_t i = 0; i < pairs; ++i) text += "\u0316";
    for (std::size_t i = 0; i < pairs; ++i) text += "\u0315";
    return text;
  };
  CHECK(fold(marks(15)) == "a" + ordered(15));
  CHECK(fold(marks(16)) == "a" + ordered(15) + ordered(1));
  CHECK(fold(marks(250'000)).size() == marks(250'000).size());
}

TEST_CASE("limits: what folds to more than twice its length and 4 KiB is cut") {
  const auto letters = [](std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += "\ufdfa";
    return text;
  };
  CHECK(fold(letters(100)).size() == 100 * fold(letters(1)).size());
  const auto cut = fold(letters(100'000));
  CHECK(cut.size() > 2 * letters(100'000).size());
  CHECK(cut.size() < 3 * letters(100'000).size() + 200'000);
  CHECK(is_utf8(cut));
}
