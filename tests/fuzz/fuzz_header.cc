// The parts of a mail's header: words, parameters, addresses, ids and dates, each on any bytes and
// on what was encoded here from any text.
#include <string>

#include "intake/mime/header.h"
#include "intake/mime/mail.h"
#include "rules/base/fold.h"
#include "tests/fuzz/fuzz.h"

using namespace frontdesk;
using fuzz::require;

namespace {

void check_fields(std::string_view header) {
  const auto fields = read_fields(header, 20);
  require(fields.size() <= 20);
  for (const auto& field : fields) {
    require(!field.name.empty() && field.name.find_first_of(" \t\r\n:") == std::string_view::npos);
    const auto value = unfold(field.value);
    require(value.size() <= field.value.size());
    require(value.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos);
  }
}

void check_addresses(std::string_view text) {
  const auto all = parse_addresses(text, 100);
  const auto few = parse_addresses(text, 3);
  require(all.size() <= 100 && few.size() == std::min<std::size_t>(all.size(), 3));
  for (std::size_t i = 0; i < few.size(); ++i)
    require(few[i].address == all[i].address && few[i].name == all[i].name);
  for (const auto& one : all) {
    require(one.address.find('@') != std::string::npos);
    require(one.address.find_first_of("\r\n") == std::string::npos);
    require(is_utf8(one.address) && is_utf8(one.name));
  }
}

void check_ids(std::string_view text) {
  const auto all = message_ids(text, 100);
  const auto last = message_ids(text, 2);
  require(all.size() <= 100 && last.size() == std::min<std::size_t>(all.size(), 2));
  require(std::equal(last.rbegin(), last.rend(), all.rbegin()));
  for (const auto& id : all)
    require(!id.empty() && is_utf8(id) && id.find_first_of(" \t\r\n<>") == std::string::npos);
}

void check_date(std::string_view text) {
  const auto date = parse_date(text);
  if (!date) return;
  const auto written = to_text(*date);
  const auto again = parse_instant(written);
  require(again && *again == *date);
}

void check_params(std::string_view text) {
  const auto parsed = parse_parameters(text);
  require(parsed.params.size() <= 100);
  require(parsed.value == lower_ascii(parsed.value));
  for (const auto& [name, value] : parsed.params) require(!name.empty() && is_utf8(value));
}

std::string hex_escaped(std::string_view text, char mark) {
  constexpr char digits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    out += mark;
    out += digits[static_cast<unsigned char>(c) >> 4];
    out += digits[static_cast<unsigned char>(c) & 15];
  }
  return out;
}

// What a well-behaved sender encodes comes out as it went in.
void check_encoded(std::string_view text) {
  if (text.empty() || !is_utf8(text)) return;
  const auto half = text.size() / 2;  // a character may be cut between two words
  require(decode_words("=?utf-8?q?" + hex_escaped(text.substr(0, half), '=') + "?= =?UTF-8?Q?" +
                       hex_escaped(text.substr(half), '=') + "?=") ==
          decode_words("=?utf-8?q?" + hex_escaped(text, '=') + "?="));
  const auto parsed =
      parse_parameters("text/plain; name*1*=" + hex_escaped(text.substr(half), '%') +
                       "; name*0*=utf-8''" + hex_escaped(text.substr(0, half), '%'));
  const auto plain = parse_parameters("text/plain; name*=utf-8''" + hex_escaped(text, '%'));
  require(parsed.param("name") == plain.param("name") && parsed.value == "text/plain");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto raw = fuzz::text_of(data, size);
  check_fields(raw);
  const auto text = unfold(raw);
  require(unfold(text) == text);
  require(is_utf8(decode_words(text)));
  check_params(text);
  check_addresses(text);
  check_ids(text);
  check_date(text);
  check_encoded(raw.substr(0, 200));
  return 0;
}
