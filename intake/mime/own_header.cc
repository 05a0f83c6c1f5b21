#include <algorithm>

#include "intake/mime/parse_steps.h"
#include "rules/base/digest.h"

namespace frontdesk::mime {

namespace {

// What relays and filters add below the lowest Received too. By prefix: each has a family of them.
bool is_trace(std::string_view lower_name) {
  for (const auto* prefix : {"arc-",          "authentication-results",
                             "delivered-to",  "dkim-",
                             "domainkey-",    "received",
                             "return-path",   "x-amavis",
                             "x-amz-",        "x-barracuda-",
                             "x-delivered-",  "x-dkim",
                             "x-envelope-",   "x-eop",
                             "x-forefront-",  "x-forwarded-",
                             "x-gm-",         "x-google-",
                             "x-ironport-",   "x-microsoft-",
                             "x-mimecast-",   "x-ms-",
                             "x-original",    "x-originating-",
                             "x-proofpoint-", "x-received",
                             "x-rspamd",      "x-scanned",
                             "x-ses-",        "x-sophos-",
                             "x-spam",        "x-tm-",
                             "x-virus"})
    if (lower_name.starts_with(prefix)) return true;
  return false;
}

// Without folds and with single spaces: a relay may fold anew.
std::string plain(std::string_view value) {
  const auto unfolded = unfold(value);
  std::string out;
  for (const char c : trim(unfolded)) {
    const bool space = c == ' ' || c == '\t';
    if (!space)
      out += c;
    else if (out.empty() || out.back() != ' ')
      out += ' ';
  }
  return out;
}

}  // namespace

std::string own_header_sha256(std::string_view header, std::size_t read_bytes) {
  auto fields = read_fields(header.substr(0, read_bytes), read_bytes);
  // Each relay writes above what it was given: what stands over the lowest Received is not the
  // sender's.
  const auto relayed = std::find_if(fields.rbegin(), fields.rend(), [](const HeaderField& field) {
    return equal_ascii(field.name, "Received");
  });
  fields.erase(fields.begin(), relayed.base());
  std::string own;
  for (const auto& field : fields) {
    const auto name = lower_ascii(field.name);
    if (is_trace(name)) continue;
    const auto value = plain(field.value);
    own += name + ':' + std::to_string(value.size()) + ':' + value;
  }
  if (header.size() > read_bytes) own += sha256_hex(header.substr(read_bytes));
  return sha256_hex(own);
}

}  // namespace frontdesk::mime
