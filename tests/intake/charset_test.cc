#include "intake/mime/charset.h"

#include <doctest/doctest.h>

#include "rules/base/fold.h"

using namespace frontdesk;

TEST_SUITE("charset") {
  TEST_CASE("mislabelled charsets are read as what they are") {
    struct Row {
      const char *label, *bytes, *text;
    };
    for (const auto& row : {
             Row{"utf-8", "caf\xc3\xa9", "café"},
             Row{"uft-8", "caf\xc3\xa9", "café"},
             Row{"\"UTF8\"", "caf\xc3\xa9", "café"},
             Row{"unicode-1-1-utf-7", "caf+AOk-", "café"},
             Row{"ks_c_5601-1987", "\xb0\xa1\x81\x41", "가갂"},
             Row{"euc-kr", "\xb0\xa1", "가"},
             Row{"iso-8859-8-i", "\xf9\xec\xe5\xed", "שלום"},
             Row{"iso-8859-1", "\x93it\x92s\x94 \x80", "“it’s” €"},
             Row{"us-ascii",
                 "\x93"
                 "caf\xe9\x94",
                 "“café”"},
             Row{"us-ascii", "caf\xc3\xa9", "café"},
             Row{"", "caf\xc3\xa9", "café"},
             Row{"", "caf\xe9", "café"},
             Row{"no-such-charset", "caf\xe9", "café"},
             Row{"gb2312", "\x96\x5f\xc4\xe3", "朹你"},
             Row{"x-sjis", "\x93\xfa\x96\x7b\x87\x40", "日本①"},
             Row{"shift_jis", "\x93\xfa\x96\x7b", "日本"},
             Row{"iso-2022-jp", "\x1b$BF|K\\\x1b(B", "日本"},
             Row{"big5", "\xa4\xa4\xa4\xe5", "中文"},
             Row{"koi8-r", "\xf0\xd2\xc9\xd7\xc5\xd4", "Привет"},
             Row{"windows-1251", "\xcf\xf0\xe8\xe2\xe5\xf2", "Привет"},
             Row{"iso-8859-15", "\xa4", "€"},
             Row{"utf-8", "caf\xe9", "café"},
         }) {
      CAPTURE(row.label);
      CHECK(to_utf8(row.bytes, row.label) == row.text);
    }
  }

  TEST_CASE("plain text stands as it is where its charset has the same bytes, and only there") {
    for (const auto* label : {"", "us-ascii", "utf-8", "iso-8859-1", "windows-1252", "koi8-r"})
      CHECK(to_utf8(std::string_view("Dear\0 all~", 11), label) == "Dear all~");
    CHECK(to_utf8("A+AOk-", "utf-7") == "Aé");
    CHECK(to_utf8(std::string_view("\0A\0B", 4), "utf-16be") == "AB");
    CHECK(to_utf8("\x1b(J~", "iso-2022-jp") == "‾");
  }

  TEST_CASE("bad bytes among good UTF-8 are lost alone") {
    CHECK(to_utf8("caf\xc3\xa9 \xff!", "utf-8") == "café \xef\xbf\xbd!");
  }

  TEST_CASE("whatever comes, well-formed UTF-8 without NULs goes out") {
    std::string all;
    for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
    for (const auto* label : {"utf-8", "", "utf-16", "utf-7", "iso-2022-kr", "hz-gb-2312", "big5",
                              "scsu", "ibm037", "../../etc/passwd", "utf-8,swaplfnl"}) {
      CAPTURE(label);
      const auto out = to_utf8(all, label);
      CHECK(is_utf8(out));
      CHECK(out.find('\0') == std::string::npos);
    }
  }

  TEST_CASE("a label is never a file or an option") {
    CHECK(known_charset("../../etc/passwd") == "");
    CHECK(known_charset("iso-8859-2,swaplfnl") == "");
    CHECK(known_charset(std::string(100'000, 'x')) == "");
    CHECK(known_charset("ISO-8859-2") == "iso-8859-2");
  }

  TEST_CASE("cutting never splits a character") {
    CHECK(cut_utf8("café", 4) == "caf");
    CHECK(cut_utf8("café", 5) == "café");
    CHECK(cut_utf8("日本", 5) == "日");
    CHECK(cut_utf8("日本", 0) == "");
  }
}
