#include "rules/base/fold.h"

#include <doctest/doctest.h>
#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>

#include <iterator>
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

namespace {

std::string times(std::size_t count, std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += text;
  return out;
}

std::string by_icu_in_one(const std::string& text) {
  UErrorCode error = U_ZERO_ERROR;
  const auto* normalizer = icu::Normalizer2::getNFKCCasefoldInstance(error);
  std::string out;
  icu::StringByteSink<std::string> sink(&out);
  normalizer->normalizeUTF8(0, text, sink, nullptr, error);
  REQUIRE(U_SUCCESS(error));
  return out;
}

}  // namespace

TEST_CASE("C16: random text folds the same in pieces as by ICU in one") {
  std::mt19937 random(11);
  // Jamo, marks of several classes, ligatures, what folds to nothing, what folds to much.
  constexpr std::string_view some[] = {
      "a",      "E",      "\u00c9", "\u0301", "\u0315", "\u0316", "\u0345", "\u1112",    "\u1161",
      "\u11ab", "\ud558", "\ufb03", "\uff2f", "\u00df", "\u1e9e", "\u00ad", "\u0390",    "\u3310",
      "\u03a3", "\u0130", "\u30ab", "\u3099", "\uff76", "\uff9e", "\u0f71", "\U0001d15e"};
  for (int round = 0; round < 40; ++round) {
    std::string text;
    // In runs of 20, so that no run of marks is longer than 30.
    while (text.size() < 50'000) {
      text += round % 2 == 0 ? "x" : "\u1100";
      for (auto i = random() % 20; i > 0; --i) text += some[random() % std::size(some)];
    }
    CHECK(fold(text) == by_icu_in_one(text));
  }
}

TEST_CASE(
    "limits: over twice its length and 4 KiB what swells becomes U+FFFD, and the rest folds on") {
  const auto letters = [](std::size_t count) { return times(count, "\ufdfa"); };
  CHECK(fold(letters(100)).size() == 100 * fold(letters(1)).size());
  const auto most = fold(letters(100'000));
  CHECK(most.size() > 2 * letters(100'000).size());
  CHECK(most.size() < 3 * letters(100'000).size() + 200'000);
  CHECK(most.ends_with(times(1000, "\ufffd")));
  CHECK(is_utf8(most));

  // A phrase in other guises, behind what takes the text over the bound, and where pieces end.
  const auto marks = times(31, "\u0301");
  for (const auto& before : {letters(450) + "a" + marks, letters(450) + "a" + times(300, "\u0301"),
                             letters(8000), times(8000, "\ufdfa Y ")}) {
    for (const auto* phrase : {" Out of Office", " \uff2fUT of\u00a0o\ufb03CE"}) {
      CHECK(fold(before + phrase).ends_with(" out of office"));
      CHECK(fold(before + phrase + letters(9000)).find(" out of office") != std::string::npos);
      CHECK(fold(before + phrase + marks + phrase + marks + phrase).ends_with(" out of office"));
    }
  }
  for (std::size_t x = 0; x < 40; ++x)
    CHECK(fold(letters(6000) + times(x, "x") + "\uff2fut of office" + letters(9000))
              .find("out of office") != std::string::npos);
  // \ud55c\u3099 and the like grow too, in parts only: they stay what they fold to.
  CHECK(fold(letters(8000) + "\ud55c\u00c9\u0390").ends_with("\ud55c\u00e9\u0390"));
}

TEST_CASE("fold: wherever white space and capitals stand, they fold as one byte after the other") {
  const std::string_view pieces[] = {"A", "z", " ",    "\r\n",  "\t", "[",
                                     "@", "{", "\x7f", "Zebra", "  "};
  std::mt19937_64 random{20261123};
  std::string folded;
  for (int i = 0; i < 3'000; ++i) {
    std::string text, wanted;
    for (auto left = random() % 60; left > 0; --left) text += pieces[random() % std::size(pieces)];
    for (const char c : text) {
      const bool space = c == ' ' || (c >= '\t' && c <= '\r');
      if (!space)
        wanted += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
      else if (wanted.empty() || wanted.back() != ' ')
        wanted += ' ';
    }
    fold_into(text, folded);
    CHECK(folded == wanted);
  }
}
