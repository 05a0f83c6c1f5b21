#include "rules/phone.h"

#include <doctest/doctest.h>

using namespace frontdesk;

namespace {

std::string read(std::string_view written, std::string_view country = "US") {
  const auto phone = parse_phone(written, country);
  if (!phone) return std::string(info(phone.error().code).name);
  return phone->extension.empty() ? phone->e164 : phone->e164 + " x" + phone->extension;
}

}  // namespace

TEST_CASE("R71: a number as people write it becomes E.164") {
  CHECK(read("(212) 555-0142") == "+12125550142");
  CHECK(read("212.555.0142") == "+12125550142");
  CHECK(read("1 212 555 0142") == "+12125550142");
  CHECK(read("+1 (212) 555-0142") == "+12125550142");
  CHECK(read("  +1\u00a0212\u00a0555\u00a00142 ") == "+12125550142");
  CHECK(read("\uff0b\uff11 212 555 0142") == "+12125550142");  // full-width
  CHECK(read("01344 535341", "GB") == "+441344535341");
  CHECK(read("01344 535341", "gb") == "+441344535341");
  CHECK(read("+44 (0)1344 535341") == "+441344535341");
  CHECK(read("06 12 34 56 78", "FR") == "+33612345678");
  CHECK(read("02 6620 1234", "IT") == "+390266201234");  // keeps its zero
}

TEST_CASE("R90: an extension is kept apart") {
  CHECK(read("(212) 555-0142 ext. 12") == "+12125550142 x12");
  CHECK(read("+1 212-555-0142 x12") == "+12125550142 x12");
  CHECK(read("tel:+1-212-555-0142;ext=7") == "+12125550142 x7");
  CHECK(read("011 44 1344 535341 x9", "FR") == "+441344535341 x9");
}

TEST_CASE("C26: the printed lines, as they are printed") {
  CHECK(read("+1 866 520-6414") == "+18665206414");
  CHECK(read("+611800950754") == "+611800950754");
  CHECK(read("+44 13 4453-5341") == "+441344535341");
  CHECK(read("+886 801491168") == "+886801491168");
  CHECK(read("+33 801 84 14 18") == "+33801841418");
  CHECK(read("+318 0002 28288") == "+318000228288");
  CHECK(read("+1 724 -720-9076") == "+17247209076");
  CHECK(read("855-342-8432") == "+18553428432");
  CHECK(digits_of("+1 724 -720-9076") == "17247209076");
}

TEST_CASE("C26: 00 and 011 are international prefixes in every country") {
  for (const auto* country : {"US", "GB", "FR", "AU", "IN", ""}) {
    CAPTURE(country);
    CHECK(read("00441344535341", country) == "+441344535341");
    CHECK(read("00 44 1344 535341", country) == "+441344535341");
    CHECK(read("011 44 1344 535341", country) == "+441344535341");
    CHECK(read("011 1 724 720 9076", country) == "+17247209076");
  }
  // Leeds and Buenos Aires, not prefixes; the second would also be a possible Austrian number.
  CHECK(read("0113 496 0123", "GB") == "+441134960123");
  CHECK(read("011 4312 3456", "AR") == "+541143123456");
}

TEST_CASE("C26: India's toll-free line is no telephone number, but its digits can be compared") {
  CHECK(read("000 800 082 0045", "IN") == "invalid");
  CHECK(read("000 800 082 0045", "US") == "invalid");
  CHECK(digits_of("000 800 082 0045") == "0008000820045");
}

TEST_CASE("C15: withheld callers and other words are not numbers") {
  for (const auto* text : {"",
                           "   ",
                           "anonymous",
                           "Restricted",
                           "Unavailable",
                           "unknown",
                           "private",
                           "P",
                           "+",
                           "0",
                           "911",
                           "555-0142",
                           "Restricted 212 555 0142",
                           "ann@acme.example",
                           "2125550142@acme.example",
                           "+0012125550142",
                           "+999123456789012345",
                           "212 555 0142 or 212 555 0143",
                           "\xff\xfe",
                           "212\xff"
                           "5550142"}) {
    CAPTURE(text);
    CHECK(read(text) == "invalid");
  }
  CHECK(read("(212) 555-0142", "") == "invalid");
  CHECK(read("(212) 555-0142", "Narnia") == "invalid");
  CHECK(read(std::string(100'000, '5')) == "invalid");
  CHECK(read("tel:" + std::string(200, '5')) == "invalid");
}

TEST_CASE("C15: SIP and tel URIs give their number") {
  CHECK(read("sip:+12125550142@203.0.113.9") == "+12125550142");
  CHECK(read("SIP:+12125550142@pbx.example:5060;transport=tcp") == "+12125550142");
  CHECK(read("sips:2125550142@pbx.example") == "+12125550142");
  CHECK(read("\"Ann Lee\" <sip:+12125550142@pbx.example>") == "+12125550142");
  CHECK(read("sip:%2B12125550142@pbx.example") == "+12125550142");
  CHECK(read("sip:+12125550142;npdi;rn=+12125550199@pbx.example;user=phone") == "+12125550142");
  CHECK(read("tel:+12125550142") == "+12125550142");
  CHECK(read("tel:+1-212-555-0142") == "+12125550142");
  CHECK(read("sip:anonymous@anonymous.invalid") == "invalid");
  CHECK(read("sip:ann@pbx.example") == "invalid");
  CHECK(read("sip:1001@pbx.example") == "invalid");
  CHECK(read("sip:192.168.100.12") == "invalid");
  CHECK(read("sip:@pbx.example") == "invalid");
  CHECK(read("<sip:") == "invalid");
}

TEST_CASE("R92: a refusal does not repeat the number") {
  const auto refused = parse_phone("555-0142", "US");
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().says.find("555-0142 ") == std::string::npos);
  CHECK(refused.error().says.find("expected") != std::string::npos);
}

TEST_CASE("C26: E.164 is + and 7 to 15 digits, the first not 0") {
  CHECK(is_e164("+1234567"));
  CHECK(is_e164("+123456789012345"));
  CHECK_FALSE(is_e164("+123456"));
  CHECK_FALSE(is_e164("+1234567890123456"));
  CHECK_FALSE(is_e164("12125550142"));
  CHECK_FALSE(is_e164("+1 2125550142"));
  CHECK_FALSE(is_e164("+02125550142"));
  CHECK_FALSE(is_e164(""));
  CHECK_FALSE(is_e164("+"));
}

TEST_CASE("An E.164 text is taken as it is") {
  CHECK(read("+12125550142", "") == "+12125550142");
  CHECK(read("+2905550142", "Narnia") == "+2905550142");
}

TEST_CASE("A number as a sentence shows it") {
  CHECK(spoken("+12125550142") == "+1 212-555-0142");
  CHECK(spoken("+18765550142") == "+1 876-555-0142");
  CHECK(spoken("+441344535341") == "+44 1344 535341");
  CHECK(spoken("+441344535341") == "+44 1344 535341");
  CHECK(spoken("+99912345678") == "+99912345678");
  CHECK(spoken("+640930030") == "+640930030");  // no zero is left out of what cannot be
  CHECK(spoken("us-voice") == "us-voice");
  CHECK(spoken("") == "");
}
