#include <algorithm>
#include <array>

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

std::string text_of(const std::string& lower_name, std::string_view value) {
  const auto text = plain(value);
  return lower_name + ':' + std::to_string(text.size()) + ':' + text;
}

std::size_t offset_of(std::string_view header, const HeaderField& field) {
  return static_cast<std::size_t>(field.name.data() - header.data());
}

// Short, and nothing in it to decode, to unfold or to mend: most are so.
bool is_simple(std::string_view value) {
  constexpr std::size_t few_bytes = 500;
  return value.size() <= few_bytes && value.find("=?") == value.npos &&
         std::all_of(value.begin(), value.end(), [](char c) { return c >= ' ' && c < 0x7f; });
}

// Whether what is read of the field is all that it says.
bool text_told(std::string_view value) {
  if (is_simple(value)) return true;
  const auto whole = decode_words(trim(unfold(value)));
  return read_text(whole) == trim(whole) && whole.find("\ufffd") == whole.npos;
}

bool id_told(std::string_view value) {
  const auto one = trim(value);
  if (is_simple(one) && one.size() > 2 && one.front() == '<' &&
      one.find_first_of(" <>", 1) == one.size() - 1 && one.back() == '>')
    return true;
  const auto whole = unfold(value);
  const auto ids = message_ids(whole);
  const auto text = trim(whole);
  return text.empty() || (ids.size() == 1 && (text == ids[0] || text == '<' + ids[0] + '>'));
}

}  // namespace

std::string own_header_sha256(std::string_view header, std::size_t read_bytes) {
  const auto fields = read_fields(header.substr(0, read_bytes), read_bytes);
  // Each relay writes above what it was given: what stands over the lowest Received is not the
  // sender's.
  const auto relayed = std::find_if(fields.rbegin(), fields.rend(), [](const HeaderField& field) {
    return equal_ascii(field.name, "Received");
  });
  auto field = relayed.base();
  while (field != fields.end() && is_trace(lower_ascii(field->name))) ++field;
  // Over its limit it is not read any further: every byte counts.
  if (header.size() > read_bytes)
    return sha256_hex(field == fields.end() ? header : header.substr(offset_of(header, *field)));
  std::string own;
  for (; field != fields.end(); ++field) {
    const auto name = lower_ascii(field->name);
    if (!is_trace(name)) own += text_of(name, field->value);
  }
  return sha256_hex(own);
}

std::string untold_fields(const std::vector<HeaderField>& fields) {
  constexpr std::array<std::string_view, 4> counted{"From", "Date", "Subject", "Message-ID"};
  std::array<bool, counted.size()> seen{};
  std::string untold;
  for (const auto& field : fields) {
    const auto known = std::find_if(counted.begin(), counted.end(), [&](std::string_view name) {
      return equal_ascii(name, field.name);
    });
    if (known == counted.end()) continue;
    auto& first_seen = seen[static_cast<std::size_t>(known - counted.begin())];
    const bool is_id = *known == counted.back();
    const bool told = !first_seen && (is_id ? id_told(field.value) : text_told(field.value));
    first_seen = true;
    if (!told) untold += text_of(lower_ascii(field.name), field.value);
  }
  return untold;
}

}  // namespace frontdesk::mime
