// Who lives in a simulation: two sets of rules, a small directory, people with names that are found
// again in any bytes.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "router/records.h"
#include "rules/rule_set.h"

namespace frontdesk::simulation {

inline constexpr const char* shared_address = "helpdesk@itsupport247.net";
inline constexpr const char* own_address = "help@umbrella.example";  // of the MSP Umbrella
inline constexpr std::size_t people_count = 8;

// One who writes and calls. Listed or not is the directory's matter.
struct Person {
  std::string id, name, address, phone, site;
  Contact contact() const;
};

struct World {
  World();

  // `with_extra` has one queue more than `shipped`, and another spam row.
  std::shared_ptr<const RuleSet> shipped, with_extra;
  std::vector<Person> people;
  // The first half of the people, and the companies, sites and MSPs that all of them belong to.
  std::string directory_json;
};

// Compiled once.
const World& world();

// "zq12zq": in a mail's subject and body, and nowhere else.
std::string token_of(std::size_t letter);

}  // namespace frontdesk::simulation
