#include "rules/lines.h"

#include <phonenumbers/phonenumberutil.h>

#include <algorithm>

#include "rules/phone.h"

namespace frontdesk {
namespace {

// Longer texts are no telephone number and no address (RFC 5321: 254 bytes).
constexpr std::size_t max_looked_up = 320;

std::string code_text(const Line& line) {
  return std::to_string(calling_code(line.country.empty() ? "US" : line.country));
}

}  // namespace

int calling_code(std::string_view country) {
  return i18n::phonenumbers::PhoneNumberUtil::GetInstance()->GetCountryCodeForRegion(
      std::string(country));
}

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return lower;
}

std::string line_digits(const Line& line) {
  auto digits = digits_of(line.number);
  const bool international = line.number.find('+') != std::string::npos;
  if (digits.empty() || international || digits.front() == '0') return digits;
  return code_text(line) + digits;
}

Lines::Lines(std::vector<Line> lines) : lines_(std::move(lines)) {
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    const auto& line = lines_[i];
    by_id_.emplace(line.id, i);
    if (line.channel == Channel::voice) {
      const auto digits = line_digits(line);
      by_digits_.emplace(digits, i);
      const auto code = code_text(line);
      if (digits.starts_with(code)) {
        const auto national = digits.substr(code.size());
        for (const auto& form : {national, '0' + national}) {
          const auto [at, added] = by_national_.emplace(form, i);
          if (!added) at->second = ambiguous;
        }
      }
    }
    if (line.channel == Channel::email) {
      const auto address = lower_case(line.address);
      by_address_.emplace(address, i);
      domains_[address.substr(address.rfind('@') + 1)] = true;
    }
  }
}

const Line* Lines::at(const Index& index, std::string_view key) const {
  const auto found = index.find(key);
  return found == index.end() || found->second == ambiguous ? nullptr : &lines_[found->second];
}

const Line* Lines::by_id(std::string_view id) const {
  return at(by_id_, id);
}

const Line* Lines::by_number(std::string_view number) const {
  if (number.size() > max_looked_up) return nullptr;
  const auto digits = digits_of(number);
  if (digits.empty()) return nullptr;
  if (const auto* line = at(by_digits_, digits)) return line;
  if (number.find('+') != std::string_view::npos) return nullptr;
  for (const std::string_view prefix : {"011", "00"})
    if (digits.starts_with(prefix))
      if (const auto* line = at(by_digits_, digits.substr(prefix.size()))) return line;
  return at(by_national_, digits);
}

const Line* Lines::by_address(std::string_view address) const {
  if (address.size() > max_looked_up) return nullptr;
  const auto lower = lower_case(address);
  if (const auto* line = at(by_address_, lower)) return line;
  const auto at_sign = lower.rfind('@');
  const auto plus = lower.find('+');
  if (at_sign == std::string::npos || plus == std::string::npos || plus > at_sign) return nullptr;
  return at(by_address_, lower.substr(0, plus) + lower.substr(at_sign));
}

const Line* Lines::by_any(std::string_view to) const {
  if (const auto* line = by_id(to)) return line;
  if (to.find('@') != std::string_view::npos) return by_address(to);
  return by_number(to);
}

bool Lines::has_domain(std::string_view domain) const {
  return domain.size() <= max_looked_up && domains_.contains(lower_case(domain));
}

}  // namespace frontdesk
