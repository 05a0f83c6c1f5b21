// Forms, base64, Ed25519, XML, the JSON of instructions, and what a provider's texts become.
#include <doctest/doctest.h>

#include "intake/voice/fields.h"
#include "intake/voice/form.h"
#include "intake/voice/mac.h"
#include "intake/voice/xml_writer.h"
#include "tests/intake/voice/signed_webhooks.h"

using namespace frontdesk;
using namespace frontdesk::voice_test;

TEST_CASE("voice: a form keeps its order and what comes twice, and decodes both sides") {
  const Pairs expected{{"b", "1 2"}, {"a", "\xc3\xa9"}, {"b", "+&="},
                       {"", "x"},    {"c", ""},         {"d", ""}};
  CHECK(decode_form("b=1+2&a=%C3%A9&b=%2b%26%3D&=x&&c=&d").value() == expected);
  CHECK(decode_form("").value().empty());
  const Pairs as_it_is{{"a", "%"}, {"b", "%4"}, {"c", "%zz=1"}};
  CHECK(decode_form("a=%&b=%4&c=%zz=1").value() == as_it_is);
  CHECK(decode_form("a=%00").value()[0].second == std::string(1, '\0'));
  CHECK(query_of("https://h/p?a=1?b#c?d") == "a=1?b");
  CHECK(query_of("https://h/p#c?d").empty());
}

TEST_CASE("voice: a request taken apart, its header names in lower case") {
  const auto webhook = request("GET", "https://h/p?b=1&a=%20", {{"X-Some", "V"}}, "");
  CHECK(webhook.header("x-some") == "V");
  CHECK(webhook.header("x-other").empty());
  CHECK(webhook.fields() == Pairs{{"b", "1"}, {"a", " "}});
  CHECK(!make_webhook("PUT", "https://h/p", {}, "", now));
  // A GET's body is no form: nobody signs it.
  CHECK(
      request("GET", "https://h/p", {{"Content-Type", "application/x-www-form-urlencoded"}}, "a=1")
          .fields()
          .empty());
}

TEST_CASE("voice: base64 with its padding and nothing else") {
  for (const std::string bytes : {"", "f", "fo", "foo", "foob", "\xff\xfe\xfd"}) {
    CHECK(base64(bytes) == base64_of(bytes));
    CHECK(from_base64(base64(bytes)) == bytes);
    CHECK(from_base64url(base64url_of(bytes)) == bytes);
  }
  for (const auto* wrong :
       {"Zg", "Zg=", "Zg===", "Z===", "Zh==", "Zm9v\n", "Zm 9", "-_8=", "====", "Z"})
    CHECK(!from_base64(wrong));
  for (const auto* wrong : {"Zg==", "+/8", "Zh", "Z", "Zg\n"}) CHECK(!from_base64url(wrong));
}

TEST_CASE("voice: Ed25519, RFC 8032 TEST 2") {
  const std::string signature(
      "\x92\xa0\x09\xa9\xf0\xd4\xca\xb8\x72\x0e\x82\x0b\x5f\x64\x25\x40"
      "\xa2\xb2\x7b\x54\x16\x50\x3f\x8f\xb3\x76\x22\x23\xeb\xdb\x69\xda"
      "\x08\x5a\xc1\xe4\x3e\x15\x99\x6e\x45\x8f\x36\x13\xd0\xf1\x1d\x8c"
      "\x38\x7b\x2e\xae\xb4\x30\x2a\xee\xb0\x0d\x29\x16\x12\xbb\x0c\x00",
      64);
  CHECK(ed25519_holds(ed25519_public, "\x72", signature));
  CHECK(!ed25519_holds(ed25519_public, "\x73", signature));
  CHECK(!ed25519_holds(ed25519_public, "\x72", signature.substr(0, 63)));
  CHECK(!ed25519_holds(ed25519_public.substr(1), "\x72", signature));
  CHECK(!ed25519_holds(std::string(32, '\xff'), "\x72", signature));
}

TEST_CASE("voice: a signed time is digits, and near") {
  CHECK(fresh_time(now_text, now) == now);
  for (const auto* wrong : {"", "-1", "+1780488000", "1780488000.0", " 1780488000", "0x1",
                            "1780488000000", "99999999999999999999", "17804880000"})
    CHECK(!fresh_time(wrong, now));
}

TEST_CASE("voice: XML leaves out what it forbids and escapes the rest") {
  Xml xml("R");
  xml.open("A").attribute("a", "\"<&\t\n\x02").attribute("b", "").close();
  xml.element("B", std::string("x\0y<z>\r\n", 8)).open("C").content("");
  CHECK(xml.text() ==
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><R><A a=\"&quot;&lt;&amp;&#x9;&#xA;\"/>"
        "<B>xy&lt;z&gt;&#xD;\n</B><C/></R>");
}

TEST_CASE("voice: instructions as JSON come back as they were") {
  const std::vector<CallInstruction> list{
      Say{"a \"b\"", "en-US"},
      Play{"https://x/a"},
      Pause{std::chrono::seconds(2)},
      Ask{"c", "", 3, std::chrono::seconds(9), "https://x/n"},
      Dial{"sip:a@b", "+1", std::chrono::seconds(10), true, "https://x/s", "https://x/n"},
      Record{std::chrono::seconds(60), "*", "https://x/n", "https://x/s"},
      Redirect{"https://x/n"},
      Reject{},
      Hangup{}};
  const auto text = instructions_json(list);
  CHECK(text.starts_with(R"([{"do":"say","text":"a \"b\"","language":"en-US"},{"do":"play")"));
  CHECK(text.ends_with(R"({"do":"reject"},{"do":"hangup"}])"));
  const auto again = read_instructions(text);
  REQUIRE(again.has_value());
  CHECK(again->size() == list.size());
  CHECK(instructions_json(*again) == text);
  CHECK(instructions_json({}) == "[]");
  for (const auto* wrong : {"", "{}", "[1]", "[{}]", R"([{"do":"jump"}])", R"([{"do":1}])",
                            R"([{"do":"pause","length":"x"}])", R"([{"do":"say","do":"say"}])"})
    CHECK(!read_instructions(wrong));
}

TEST_CASE("voice: links, lengths and keys that cannot be are left out") {
  CHECK(link_of("https://x.example/a?b=c") == "https://x.example/a?b=c");
  for (const auto* wrong : {"", "http://x/a", "HTTPS://x/a", "https://x/ a", "https://x/\n", "//x",
                            "https://x/\xc3\xa9", "file:///etc/passwd"})
    CHECK(link_of(wrong).empty());
  CHECK(seconds_of("13.67") == std::chrono::seconds(13));
  CHECK(seconds_of("0") == std::chrono::seconds(0));
  for (const auto* wrong : {"", "-1", "1e3", "x", "1 ", "604801", "99999999999999999999", "NaN"})
    CHECK(!seconds_of(wrong));
  CHECK(keys_of("0123456789*#ABCD") == "0123456789*#ABCD");
  for (const auto* wrong : {"a", "hangup", "1 2", "1\n"}) CHECK(keys_of(wrong).empty());
  CHECK(!id_of(""));
  CHECK(!id_of("a b"));
  CHECK(!id_of("a\n"));
  CHECK(bounded("a\xc3\xa9"
                "b",
                2) == "a");
  CHECK(bounded("a\r\nb\x7f", 9) == "ab");
}

TEST_CASE("voice: who redirected a call, of a SIP Diversion") {
  CHECK(diverted_from("<sip:+12125550199@pbx.example;user=phone>;reason=unconditional") ==
        "+12125550199");
  CHECK(diverted_from("\"Acme\" <tel:+12125550199>;counter=1") == "+12125550199");
  CHECK(diverted_from("sip:desk@pbx.example;reason=busy") == "sip:desk@pbx.example");
  CHECK(diverted_from("<sip:1@x") == "sip:1@x");
  CHECK(diverted_from("").empty());
}
