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

Problem too_many(std::string_view member) {
  return problem(ProblemCode::invalid,
                 std::string(member) + ": " + std::to_string(sharers_at_most) +
                     " of your records have one of these already; a number that a whole company "
                     "uses is the company's main_number");
}

}  // namespace

Reach reach_of(const Contact& contact) {
  Reach reach{{}, contact.emails};
  for (const auto& phone : contact.phones) reach.numbers.push_back(phone.number);
  return reach;
}

Reach reach_of(const Staff& staff) {
  Reach reach{staff.phones, staff.emails};
  reach.numbers.push_back(staff.mobile);
  return reach;
}

Reach reach_of(const Company& company) {
  return {{company.main_number}, {}};
}

Result<void> check_sharers(const Directory& directory, std::string_view msp, const Reach& before,
                           const Reach& after) {
  for (const auto& number : after.numbers)
    if (!number.empty() && !has(before.numbers, number) &&
        has_enough(directory, msp, directory.by_phone(number)))
      return too_many("phones");
  for (const auto& address : after.addresses)
    if (!has(before.addresses, address) && has_enough(directory, msp, directory.by_email(address)))
      return too_many("emails");
  return {};
}

}  // namespace frontdesk
