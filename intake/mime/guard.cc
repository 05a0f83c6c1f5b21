#include "intake/mime/guard.h"

#include "intake/mime/header.h"
#include "intake/mime/lines.h"

namespace frontdesk {

namespace {

bool is_address_field(std::string_view name) {
  for (const auto* known : {"to", "cc", "bcc", "from", "reply-to", "sender", "resent-to"})
    if (equal_ascii(name, known)) return true;
  return false;
}

std::size_t count_separators(std::string_view value) {
  std::size_t count = 0;
  for (const char c : value) count += c == ',' || c == ';';
  return count;
}

const char* judge_top(std::string_view header, const MimeLimits& limits) {
  if (header.size() > limits.header_bytes) return "header_bytes";
  std::size_t lines = 0;
  for (LineReader reader(header); !reader.done(); reader.next()) ++lines;
  if (lines > limits.header_lines) return "header_lines";
  std::size_t addresses = 0;
  for (const auto& field : read_fields(header))
    if (is_address_field(field.name)) addresses += count_separators(field.value) + 1;
  return addresses > limits.addresses ? "addresses" : nullptr;
}

// The value of a Content-Type line goes on over folded lines; it is a container where it speaks of
// a multipart or a message anywhere.
bool speaks_of_container(std::string_view value) {
  return contains_ascii(value, "multipart") || contains_ascii(value, "message");
}

std::size_t folded_end(std::string_view raw, std::size_t at) {
  while (at < raw.size()) {
    if (raw[at] != '\n' && raw[at] != '\r') {
      ++at;
      continue;
    }
    const std::size_t next = raw.substr(at, 2) == "\r\n" ? at + 2 : at + 1;
    if (next >= raw.size() || (raw[next] != ' ' && raw[next] != '\t')) return at;
    at = next + 1;
  }
  return at;
}

std::size_t count_containers(std::string_view raw, std::size_t limit) {
  constexpr std::string_view name = "content-type";
  constexpr std::size_t dash = 7;
  std::size_t count = 0;
  char before = '\n';
  for (std::size_t at = 0; at < raw.size() && count <= limit; ++at) {
    const char c = raw[at];
    if ((c == 'c' || c == 'C') && (before == '\n' || before == '\r') && at + dash < raw.size() &&
        raw[at + dash] == '-' && equal_ascii(raw.substr(at, name.size()), name)) {
      const std::size_t end = folded_end(raw, at);
      if (speaks_of_container(raw.substr(at, end - at))) ++count;
      at = end;
      before = '\n';
      continue;
    }
    before = c;
  }
  return count;
}

}  // namespace

std::string_view top_header(std::string_view raw) {
  LineReader reader(raw);
  bool first = true;
  while (!reader.done()) {
    const std::size_t start = reader.position();
    const auto line = reader.next();
    if (line.empty()) return raw.substr(0, reader.position());
    const bool folded = !first && (line[0] == ' ' || line[0] == '\t');
    const bool mbox = line.starts_with("From ") || line.starts_with(">From ");
    if (!folded && !mbox && field_name(line).empty()) return raw.substr(0, start);
    first = false;
  }
  return raw;
}

GuardVerdict guard(std::string_view raw, const MimeLimits& limits) {
  if (const char* reason = judge_top(top_header(raw), limits)) return {false, reason};
  if (count_containers(raw, limits.containers) > limits.containers) return {false, "containers"};
  return {};
}

}  // namespace frontdesk
