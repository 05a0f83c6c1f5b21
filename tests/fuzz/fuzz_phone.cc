// Telephone numbers as callers, files and people write them: what is taken is E.164, and stays
// itself when it is read again.
#include <string>

#include "rules/base/fold.h"
#include "rules/base/json.h"
#include "rules/phone.h"
#include "tests/fuzz/fuzz.h"

using namespace frontdesk;
using fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr const char* countries[] = {"US", "GB", "AU", "IN", "DE", "ZZ", "", "us"};
  fuzz::Input input(data, size);
  const auto* country = countries[input.below(8)];
  const auto written = input.rest();
  const auto phone = parse_phone(written, country);
  if (!phone) {
    require(!phone.error().says.empty());
    return 0;
  }
  require(is_e164(phone->e164) && is_utf8(to_json(phone->extension)));
  const auto again = parse_phone(phone->e164, country);
  require(again && again->e164 == phone->e164 && again->extension.empty());
  require(digits_of(spoken(phone->e164)) == digits_of(phone->e164));
  return 0;
}
