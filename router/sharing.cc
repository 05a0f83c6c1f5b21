#include "router/sharing.h"

#include <algorithm>

#include "router/claims.h"

namespace frontdesk {
namespace {

constexpr std::size_t sharers_at_most = 1'000;

bool has(const std::vector<std::string>& values, const std::string& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

bool has_enough(const Directory& directory, std::string_view msp,
                std::span<const Directory::Person> people) {
  if (people.size() < sharers_at_most) return false;
  const auto own = std::count_if(people.begin(), people.end(), [&](const auto& person) {
    return tenant_of(directory, person) == msp;
  });
  return static_cast<std::size_t>(own) >= sharers_at_most;
}

Problem too_many(std::string_view member, std::string_view which, std::string_view instead) {
  return problem(ProblemCode::invalid, std::string(member) + ": " +
                                           std::to_string(sharers_at_most) +
                                           " of your records have " + std::string(which) +
                                           " already; " + std::string(instead));
}

constexpr std::string_view leave_it_out = "leave it out, it tells none of them from the others";

}  // namespace

Reach reach_of(const Contact& contact) {
  Reach reach{{}, contact.emails, false};
  for (const auto& phone : contact.phones) reach.numbers.push_back(phone.number);
  return reach;
}

Reach reach_of(const Staff& staff) {
  Reach reach{staff.phones, staff.emails, false};
  reach.numbers.push_back(staff.mobile);
  return reach;
}

Reach reach_of(const Company& company) {
  return {{company.main_number}, {}, true};
}

Result<void> check_sharers(const Directory& directory, std::string_view msp, const Reach& before,
                           const Reach& after) {
  for (const auto& number : after.numbers)
    if (!number.empty() && !has(before.numbers, number) &&
        has_enough(directory, msp, directory.by_phone(number)))
      return after.of_company
                 ? too_many("main_number", "it", leave_it_out)
                 : too_many("phones", "one of these",
                            "a number that a whole company uses is the company's main_number");
  for (const auto& address : after.addresses)
    if (!has(before.addresses, address) && has_enough(directory, msp, directory.by_email(address)))
      return too_many("emails", "one of these", leave_it_out);
  return {};
}

}  // namespace frontdesk
