#include "router/csv_phones.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <vector>

#include "rules/phone.h"

namespace frontdesk {
namespace {

using Numbers = std::vector<std::string>;

std::string trimmed(std::string_view text) {
  constexpr std::string_view space = " \t\r\n";
  const auto first = text.find_first_not_of(space);
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(space) - first + 1));
}

// "ext. 7" or "x7", which people put behind a comma too.
bool is_extension_of_last(std::string_view part) {
  return (part.starts_with("ext") || part.starts_with("x")) && !digits_of(part).empty();
}

Numbers split_numbers(std::string_view written) {
  Numbers numbers;
  for (;;) {
    const auto end = written.find_first_of(";,\r\n");
    if (auto part = trimmed(written.substr(0, end)); !part.empty()) {
      if (!numbers.empty() && is_extension_of_last(part))
        numbers.back() += (part.starts_with("ext=") ? ";" : " ") + part;
      else
        numbers.push_back(std::move(part));
    }
    if (end == std::string_view::npos) return numbers;
    written.remove_prefix(end + 1);
  }
}

Result<std::optional<Numbers>> read_one(const PhoneCell& cell) {
  if (!cell.text) return std::optional<Numbers>();
  auto numbers = split_numbers(*cell.text);
  // The library would read the first of two and not tell.
  if (numbers.size() > 1)
    return problem(ProblemCode::invalid, std::string(cell.column) +
                                             ": expected one number; several go into the column "
                                             "phones");
  return std::optional(std::move(numbers));
}

bool same_number(const std::string& a, const std::string& b, std::string_view country) {
  if (a == b) return true;
  const auto one = parse_phone(a, country), other = parse_phone(b, country);
  return one && other && one->e164 == other->e164 && one->extension == other->extension;
}

// Where the first of the kind stood, so that the same numbers make the same contact.
void replace(std::vector<ContactPhone>& phones, const std::string& kind, Numbers with) {
  const auto of_kind = [&](const ContactPhone& phone) { return phone.kind == kind; };
  const auto at = std::find_if(phones.begin(), phones.end(), of_kind) - phones.begin();
  std::erase_if(phones, of_kind);
  std::vector<ContactPhone> made;
  for (auto& number : with) made.push_back({kind, std::move(number), ""});
  phones.insert(phones.begin() + at, std::make_move_iterator(made.begin()),
                std::make_move_iterator(made.end()));
}

Numbers mobiles_of(const Contact& contact) {
  Numbers numbers;
  for (const auto& phone : contact.phones)
    if (phone.kind == "mobile")
      numbers.push_back(phone.extension.empty() ? phone.number
                                                : phone.number + " ext. " + phone.extension);
  return numbers;
}

// Twice on file is not unique, which Priority Connect asks for (R90).
Numbers others_among(const Numbers& listed, const Numbers& mobiles, std::string_view country) {
  Numbers taken = mobiles, others;
  if (!listed.empty()) taken.push_back(listed.front());
  for (std::size_t i = 1; i < listed.size(); ++i) {
    if (std::any_of(taken.begin(), taken.end(), [&](const std::string& number) {
          return same_number(number, listed[i], country);
        }))
      continue;
    others.push_back(listed[i]);
  }
  return others;
}

}  // namespace

Result<void> read_phones(Contact& contact, const PhoneCells& cells, std::string_view country) {
  auto primary = read_one(cells.primary);
  if (!primary) return primary.error();
  auto other = read_one(cells.other);
  if (!other) return other.error();
  auto mobile = read_one(cells.mobile);
  if (!mobile) return mobile.error();
  if (cells.phones) {
    const auto listed = split_numbers(*cells.phones);
    *primary = Numbers(listed.begin(), listed.begin() + (listed.empty() ? 0 : 1));
    *other = others_among(listed, *mobile ? **mobile : mobiles_of(contact), country);
  }
  if (*primary) replace(contact.phones, "primary", std::move(**primary));
  if (*other) replace(contact.phones, "other", std::move(**other));
  if (*mobile) replace(contact.phones, "mobile", std::move(**mobile));
  return {};
}

}  // namespace frontdesk
