// Whom a number or an address may mean, for recognise.cc and its parts.
#pragma once

#include <boost/container/small_vector.hpp>
#include <span>
#include <string_view>

#include "router/case.h"

namespace frontdesk {

// Only people of the tenant that line or payload has picked, if they did. Staff who are inactive
// stand for nobody, but what they have is theirs.
struct Candidates {
  boost::container::small_vector<const Contact*, 2> active, inactive;
  boost::container::small_vector<const Staff*, 2> staff, inactive_staff;
  boost::container::small_vector<const Company*, 2> companies;  // whose main number it is
  bool msp_main = false;
};
Candidates candidates(const Case& c, std::span<const Directory::Person> people);

const Company* company_of(const Case& c, const Contact& contact);

// True where the MSP's staff are meant: many MSPs enrol their own office, and an active contact or
// a company at an enabled site outranks the staff (C28).
bool means_staff(const Case& c, const Candidates& found);
void settle_staff(Case& c, const Candidates& found);
void settle_locked_out(Case& c, const Contact& contact);

// On a line that all share: drops who may not name people of the address's mail domain (claims.h),
// and says so.
void heed_domain(Case& c, Candidates& found);

// A chat from an agent, and a ticket without a person (recognise_endpoint.cc). False where it says
// nothing.
bool recognise_endpoint(Case& c);
void recognise_payload(Case& c);

}  // namespace frontdesk
