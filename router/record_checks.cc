#include "router/record_checks.h"

#include <unicode/uloc.h>

#include <algorithm>
#include <cstring>

#include "rules/base/fold.h"
#include "rules/base/names.h"
#include "rules/phone.h"

namespace frontdesk {
namespace {

// Of a contact or a member of the staff: so many addresses, and so many numbers.
constexpr std::size_t entries_at_most = 20;
constexpr std::size_t repeated_at_most = 100;

Problem wrong(std::string_view member, std::string_view what) {
  return problem(ProblemCode::invalid, std::string(member) + ": " + std::string(what));
}

// "country: expected …, not "x"".
Problem wrong(std::string_view member, std::string_view what, std::string_view written) {
  const auto quoted = in_quotes(written);
  return wrong(member, std::string(what) + (quoted.empty() ? "" : ", not" + quoted));
}

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

bool is_domain(std::string_view domain) {
  if (domain.empty() || domain.size() > 253) return false;
  std::size_t label = 0;
  char before = '.';
  for (const char c : domain) {
    if (c == '.') {
      if (label == 0 || before == '-') return false;
      label = 0;
    } else {
      const bool beyond_ascii = static_cast<signed char>(c) < 0;
      if (!is_letter_or_digit(c) && c != '-' && !beyond_ascii) return false;
      if ((c == '-' && label == 0) || ++label > 63) return false;
    }
    before = c;
  }
  return label > 0 && before != '-';
}

bool is_local_part(std::string_view local) {
  if (local.empty() || local.size() > 64) return false;
  if (local.front() == '.' || local.back() == '.') return false;
  if (local.find("..") != std::string_view::npos) return false;
  return std::all_of(local.begin(), local.end(), [](char c) {
    return is_letter_or_digit(c) || static_cast<signed char>(c) < 0 ||
           (c != '\0' && std::strchr("!#$%&'*+-/=?^_`{|}~.", c));
  });
}

bool is_extension(std::string_view text) {
  return text.size() <= 11 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || c == '*' || c == '#';
         });
}

// Keeps the first of equal ones: lists are short.
template <class T, class Same>
void drop_doubles(std::vector<T>& items, Same same) {
  std::vector<T> kept;
  for (auto& item : items)
    if (std::none_of(kept.begin(), kept.end(), [&](const T& other) { return same(other, item); }))
      kept.push_back(std::move(item));
  items = std::move(kept);
}

}  // namespace

bool may_be_personal(std::string_view written) {
  std::size_t together = 0, all = 0;
  for (const char c : written) {
    if (c == '@') return true;
    const bool digit = c >= '0' && c <= '9';
    together = digit ? together + 1 : 0;
    if (digit) ++all;
    if (together == 5 || all == 7) return true;
  }
  return false;
}

std::string in_quotes(std::string_view written) {
  if (written.empty() || written.size() > repeated_at_most || !is_utf8(written)) return {};
  if (may_be_personal(written)) return {};
  return " \"" + std::string(written) + '"';
}

Problem no_such_record(RecordKind kind, std::string_view id) {
  return problem(ProblemCode::not_found,
                 "no such record: " + std::string(name_of(kind)) + '/' + std::string(id));
}

Problem no_such(std::string_view member, std::string_view what, std::string_view id) {
  return wrong(member, "no such " + std::string(what) + in_quotes(id));
}

Result<void> check_id(std::string_view member, std::string_view id) {
  const bool good = !id.empty() && id.size() <= 64 && std::all_of(id.begin(), id.end(), [](char c) {
    return is_letter_or_digit(c) || c == '.' || c == '_' || c == '-';
  });
  if (!good) return wrong(member, "expected 1 to 64 letters, digits, dots, dashes or underscores");
  return {};
}

Result<void> check_text(std::string_view member, std::string_view text, std::size_t limit) {
  if (text.size() > limit) return wrong(member, "longer than " + std::to_string(limit) + " bytes");
  if (!is_utf8(text)) return wrong(member, "not UTF-8");
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    // U+0080 to U+009F are control characters too; in UTF-8 they begin with C2.
    const bool c1 = byte == 0xC2 && static_cast<unsigned char>(text[i + 1]) < 0xA0;
    if (byte < 0x20 || byte == 0x7F || c1) return wrong(member, "contains a control character");
  }
  return {};
}

Result<void> check_count(std::string_view member, std::size_t count, std::size_t limit) {
  if (count > limit) return wrong(member, "more than " + std::to_string(limit) + " entries");
  return {};
}

std::optional<std::string> normal_address(std::string_view written) {
  written = trim(written);
  const auto at = written.rfind('@');
  if (at == std::string_view::npos || written.size() > 254 || !is_utf8(written)) return {};
  if (!is_local_part(written.substr(0, at)) || !is_domain(written.substr(at + 1))) return {};
  return lower(written);
}

std::optional<std::string> normal_domain(std::string_view written) {
  written = trim(written);
  if (written.starts_with('@')) written.remove_prefix(1);
  if (!is_domain(written) || !is_utf8(written)) return {};
  if (written.find('.') == std::string_view::npos) return {};
  return lower(written);
}

Result<void> normalise_addresses(std::string_view member, std::vector<std::string>& addresses) {
  if (auto ok = check_count(member, addresses.size(), entries_at_most); !ok) return ok;
  for (auto& address : addresses) {
    auto normal = normal_address(address);
    if (!normal) return wrong(member, "expected an address like ann@acme.example");
    address = std::move(*normal);
  }
  drop_doubles(addresses, std::equal_to<>{});
  return {};
}

Result<void> normalise_country(std::string& country) {
  std::string upper = country;
  for (char& c : upper)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  for (const char* const* known = uloc_getISOCountries(); *known; ++known)
    if (upper == *known) {
      country = std::move(upper);
      return {};
    }
  return wrong("country", "expected a country code of ISO 3166 like US", country);
}

Result<void> normalise_number(std::string_view member, std::string& number,
                              std::string_view country) {
  if (number.empty()) return {};
  const auto phone = parse_phone(number, country);
  if (!phone) return wrong(member, phone.error().says);
  if (!phone->extension.empty())
    return wrong(member, "a direct number is needed here, without an extension");
  number = phone->e164;
  return {};
}

Result<void> normalise_numbers(std::string_view member, std::vector<std::string>& numbers,
                               std::string_view country) {
  if (auto ok = check_count(member, numbers.size(), entries_at_most); !ok) return ok;
  for (auto& number : numbers) {
    if (number.empty()) return wrong(member, "expected a telephone number");
    if (auto ok = normalise_number(member, number, country); !ok) return ok;
  }
  drop_doubles(numbers, std::equal_to<>{});
  return {};
}

Result<void> normalise_phones(std::vector<ContactPhone>& phones, std::string_view country) {
  if (auto ok = check_count("phones", phones.size(), entries_at_most); !ok) return ok;
  for (auto& phone : phones) {
    if (phone.kind != "primary" && phone.kind != "other" && phone.kind != "mobile")
      return wrong("phones.kind", "expected primary, other or mobile");
    const auto parsed = parse_phone(phone.number, country);
    if (!parsed) return wrong("phones.number", parsed.error().says);
    phone.number = parsed->e164;
    if (phone.extension.empty()) phone.extension = parsed->extension;
    if (!is_extension(phone.extension))
      return wrong("phones.extension", "expected at most 11 digits");
  }
  drop_doubles(phones, [](const ContactPhone& a, const ContactPhone& b) {
    return a.kind == b.kind && a.number == b.number && a.extension == b.extension;
  });
  return {};
}

}  // namespace frontdesk
