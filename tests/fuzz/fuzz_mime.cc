// Fuzzes the whole way from raw bytes to a Mail.
#include <cstdint>
#include <cstdlib>

#include "intake/mime/mail.h"
#include "rules/base/fold.h"
#include "rules/base/json.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace frontdesk;
  ParseOptions options;
  options.text_bytes = 4'096;
  options.trusted_auth_hosts = {"mx.example"};
  options.limits.header_bytes = 8'192;
  options.limits.parts = 30;
  options.limits.depth = 6;
  options.limits.part_field_bytes = 512;
  const std::string_view raw(reinterpret_cast<const char*>(data), size);
  const auto mail = parse_mail(raw, options);
  if (!is_utf8(to_json(mail)) || !is_utf8(body_for_rows(mail))) std::abort();
  if (mail.text.size() > options.text_bytes || mail.html.size() > options.text_bytes) std::abort();
  return 0;
}
