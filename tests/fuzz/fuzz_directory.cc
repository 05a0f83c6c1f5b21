// A directory's JSON of any bytes, imported into a small directory. The first byte says how.
#include "tests/fuzz/import_checks.h"

using namespace frontdesk;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto rules = sample::rules();
  fuzz::Input input(data, size);
  const auto options = fuzz::import_options(input.byte());
  const auto text = input.rest();
  const auto now = sample::at("2026-06-03T12:00:00Z");
  fuzz::check_import(
      [&](const Directory& base, const ImportOptions& how) {
        return import_json(text, base, rules, how, now);
      },
      rules, options);
  return 0;
}
