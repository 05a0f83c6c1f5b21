#include <algorithm>

#include "intake/mime/charset.h"
#include "intake/mime/parse_steps.h"

namespace frontdesk::mime {

namespace {

std::string first_word(std::string_view text) {
  text = trim(text);
  return lower_ascii(text.substr(0, text.find_first_of(" \t;")));
}

std::string result_of(const Parametrised& results, std::string_view method) {
  return cut_utf8(to_utf8(first_word(results.param(method)), {}), 20);
}

void take_first(std::string& known, std::string result) {
  if (known.empty()) known = std::move(result);
}

}  // namespace

AuthFacts read_auth(const std::vector<HeaderField>& fields,
                    const std::vector<std::string>& trusted) {
  AuthFacts facts;
  bool in_block = false;
  for (const auto& field : fields) {
    const bool ours = equal_ascii(field.name, "Authentication-Results") &&
                      std::any_of(trusted.begin(), trusted.end(), [&](const std::string& host) {
                        return equal_ascii(host, first_word(unfold(field.value)));
                      });
    if (in_block && !ours) break;
    if (!ours) continue;
    in_block = true;
    const auto results = parse_parameters(unfold(field.value));
    take_first(facts.spf, result_of(results, "spf"));
    take_first(facts.dkim, result_of(results, "dkim"));
    take_first(facts.dmarc, result_of(results, "dmarc"));
  }
  return facts;
}

}  // namespace frontdesk::mime
