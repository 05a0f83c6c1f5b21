// Who may name the sender of an address that any MSP can put on file, and who claims what another
// MSP has. Any of the two may be a mistake or a lie (C13), and only the provider is told of it: to
// an MSP it would say whom others serve.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "router/directory.h"

namespace frontdesk {

// False where the mail domain of an address is registered to companies, and to none of this MSP's.
// Only the domain itself counts, not what is below it.
bool may_name(const Directory& directory, std::string_view address, std::string_view msp);

// Whose somebody is that a number or an address is found by.
std::string tenant_of(const Directory& directory, const Directory::Person& person);

// The MSPs among whose people and companies these are, each once, sorted.
std::vector<std::string> msps_of(const Directory& directory,
                                 std::span<const Directory::Person> people);

// Asks about many records of one directory, and looks once at what they share. The directory may
// not go before it does.
class Claims {
 public:
  explicit Claims(const Directory& directory) : directory_(directory) {}

  // True where a contact, a member of the staff, a company or an MSP has a number or an address
  // that another MSP has on file too, active or not, or an address that their MSP may not name. Of
  // other kinds never.
  bool anothers(RecordKind kind, std::string_view id);

 private:
  bool several(const std::string& value, std::span<const Directory::Person> people);
  bool number(const std::string& e164);
  bool address(const std::string& email, std::string_view msp);

  const Directory& directory_;
  std::unordered_map<std::string, bool> of_several_;  // numbers and addresses that many have
};

}  // namespace frontdesk
