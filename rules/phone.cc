#include "rules/phone.h"

#include <phonenumbers/phonenumberutil.h>

#include <algorithm>
#include <array>
#include <functional>
#include <optional>

#include "rules/base/fold.h"

namespace frontdesk {
namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

constexpr std::size_t longest_text = 250;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

const PhoneNumberUtil& library() {
  return *PhoneNumberUtil::GetInstance();
}

Problem not_a_number() {
  return problem(ProblemCode::invalid,
                 "not a telephone number: expected one such as +1 212-555-0142, or a national one "
                 "and its country");
}

std::string_view trimmed(std::string_view text) {
  static constexpr std::string_view space = " \t\r\n\v\f";
  const auto first = text.find_first_not_of(space);
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(space) - first + 1);
}

bool take_scheme(std::string_view& text, std::string_view scheme) {
  const auto same = [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? a + ('a' - 'A') : a) == b;
  };
  if (text.size() < scheme.size() || !std::equal(scheme.begin(), scheme.end(), text.begin(),
                                                 [&](char s, char t) { return same(t, s); }))
    return false;
  text.remove_prefix(scheme.size());
  return true;
}

// The number in `"Ann" <sip:+12125550142@host;user=phone>` or `tel:+1-212-555-0142;ext=7`; other
// texts as they are. Empty where the URI is not one of a number.
std::string number_in(std::string_view text) {
  text = trimmed(text);
  if (text.ends_with('>'))
    if (const auto open = text.find('<'); open != text.npos)
      text = trimmed(text.substr(open + 1, text.size() - open - 2));
  if (take_scheme(text, "tel:")) return std::string(text);
  const bool sip = take_scheme(text, "sips:") || take_scheme(text, "sip:");
  const auto at = text.find('@');
  if (sip != (at != text.npos)) return {};  // a SIP URI without a user, or a mail address
  if (!sip) return std::string(text);
  text = text.substr(0, at);
  text = text.substr(0, text.find_first_of(";:"));
  if (take_scheme(text, "%2b")) return '+' + std::string(text);
  return std::string(text);
}

// A number starts with a digit of any script, "+" or a bracket, never with a word: libphonenumber
// would skip "Restricted" and read on.
bool starts_with_letter(std::string_view text) {
  const char c = text.front();
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

std::optional<PhoneNumber> read(const std::string& text, const std::string& country) {
  PhoneNumber number;
  if (library().Parse(text, country, &number) != PhoneNumberUtil::NO_PARSING_ERROR) return {};
  if (library().IsPossibleNumberWithReason(number) != PhoneNumberUtil::IS_POSSIBLE) return {};
  return number;
}

// The text behind "00" or "011", written as an international number. Cut in the text and not in its
// digits, so that an extension is kept.
std::optional<std::string> behind_prefix(const std::string& text) {
  const std::string digits = digits_of(text);
  const std::size_t prefix = digits.starts_with("00") ? 2 : digits.starts_with("011") ? 3 : 0;
  if (prefix == 0 || text.find('+') != text.npos) return {};
  std::size_t cut = 0;
  for (std::size_t seen = 0; seen < prefix; ++cut) seen += is_digit(text[cut]) ? 1 : 0;
  return '+' + text.substr(cut);
}

// "00" and "011" count as international prefixes in every country (C26), but not before what is a
// good national number: 0113 496 0123 is in Leeds.
std::optional<PhoneNumber> read_any(const std::string& text, const std::string& country) {
  auto national = read(text, country);
  const auto international = behind_prefix(text);
  if (!international || (national && library().IsValidNumber(*national))) return national;
  if (auto number = read(*international, "ZZ")) return number;
  return national;
}

std::string upper(std::string_view country) {
  std::string out(country);
  for (char& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return out;
}

// +1, an area code and an exchange that exist, a station: all of them are written in one way, which
// is the library's too.
bool is_north_american(std::string_view e164) {
  return e164.size() == 12 && e164[1] == '1' && e164[2] >= '2' && e164[5] >= '2';
}

std::string spoken_north_american(std::string_view e164) {
  std::string text = "+1 ";
  text.append(e164, 2, 3).append("-").append(e164, 5, 3).append("-").append(e164, 8);
  return text;
}

std::string spoken_by_library(std::string_view e164) {
  const auto number = read(std::string(e164), "ZZ");
  if (!number) return std::string(e164);
  std::string text;
  library().Format(*number, PhoneNumberUtil::INTERNATIONAL, &text);
  // Of a number that cannot be it leaves zeros out: then it is said as it stands.
  return digits_of(text) == digits_of(e164) ? text : std::string(e164);
}

}  // namespace

bool is_e164(std::string_view text) {
  return text.size() >= 8 && text.size() <= 16 && text[0] == '+' && text[1] != '0' &&
         std::all_of(text.begin() + 1, text.end(), is_digit);
}

std::string digits_of(std::string_view text) {
  std::string digits;
  for (const char c : text)
    if (is_digit(c)) digits += c;
  return digits;
}

Result<Phone> parse_phone(std::string_view written, std::string_view country) {
  if (is_e164(written)) return Phone{std::string(written), {}};
  if (written.size() > longest_text || !is_utf8(written)) return not_a_number();
  const std::string text = number_in(written);
  if (is_e164(text)) return Phone{text, {}};
  // No number that can be dialled from abroad begins with 000: India's toll-free line is a text
  // that only its own digits match (C26).
  if (text.empty() || starts_with_letter(text) || digits_of(text).starts_with("000"))
    return not_a_number();
  const auto number = read_any(text, country.empty() ? "ZZ" : upper(country));
  if (!number) return not_a_number();
  Phone phone;
  library().Format(*number, PhoneNumberUtil::E164, &phone.e164);
  if (!is_e164(phone.e164)) return not_a_number();
  phone.extension = number->extension();
  return phone;
}

std::string spoken(std::string_view e164) {
  if (!is_e164(e164)) return std::string(e164);
  if (is_north_american(e164)) return spoken_north_american(e164);
  // The library takes 30 us, and the same few callers come again and again.
  struct Known {
    std::string e164, text;
  };
  thread_local std::array<Known, 1024> known;
  auto& place = known[std::hash<std::string_view>{}(e164) % known.size()];
  if (place.e164 != e164) place = {std::string(e164), spoken_by_library(e164)};
  return place.text;
}

}  // namespace frontdesk
