#include "intake/arrival_key.h"

#include <initializer_list>

#include "rules/base/digest.h"
#include "rules/base/json.h"

namespace frontdesk {

namespace {

// Each text with its length, so that no two lists of texts give the same bytes.
std::string digest_of(std::initializer_list<std::string_view> texts) {
  std::string all;
  for (const auto text : texts) {
    all += std::to_string(text.size());
    all += ':';
    all += text;
  }
  return sha256_hex(all);
}

}  // namespace

std::string content_digest(std::string_view from, std::string_view date, std::string_view subject,
                           std::string_view content_sha256, std::string_view hour) {
  return digest_of({from, date, subject, content_sha256, hour});
}

std::string arrival_key(Channel channel, std::string_view line, std::string_view external_id,
                        std::string_view content) {
  return digest_of({name_of(channel), line, external_id, content});
}

}  // namespace frontdesk
