#include "intake/mime/guard.h"

#include <algorithm>

#include "intake/mime/header.h"
#include "intake/mime/line_start.h"
#include "intake/mime/lines.h"

namespace frontdesk {

namespace {

constexpr std::size_t looked_at_bytes = 4'194'304;

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

std::size_t next_start(std::string_view raw, std::size_t at) {
  return next_line_start(raw, at, 'c');
}

bool is_blank_or_end(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

// Reads the type of a Content-Type line, from behind the field's name: past blanks, folds and
// comments. `at` is left where the next line may begin.
bool is_container(std::string_view raw, std::size_t& at) {
  std::size_t depth = 0;
  for (; at < raw.size(); ++at) {
    const char c = raw[at];
    const bool ended = raw[at - 1] == '\n' || (raw[at - 1] == '\r' && c != '\n');
    if (ended && c != ' ' && c != '\t') {
      --at;  // the line's end, which begins the next one
      return false;
    }
    if (c == '(')
      ++depth;
    else if (c == ')' && depth > 0)
      --depth;
    else if (depth == 0 && c != ':' && !is_blank_or_end(c))
      break;
  }
  const auto type = raw.substr(std::min(at, raw.size()), 9);
  return equal_ascii(type, "multipart") || equal_ascii(type.substr(0, 7), "message");
}

std::size_t count_containers(std::string_view raw, std::size_t limit) {
  constexpr std::string_view name = "content-type";
  std::size_t count = 0;
  std::size_t at = raw.empty() || lower_ascii(raw.substr(0, 1)) == "c" ? 0 : next_start(raw, 0);
  while (at < raw.size() && count <= limit) {
    if (equal_ascii(raw.substr(at, name.size()), name)) {
      at += name.size();
      count += is_container(raw, at);
    }
    at = next_start(raw, at);
  }
  return count;
}

}  // namespace

std::string_view top_header(std::string_view raw, std::size_t judged_bytes) {
  LineReader reader(raw);
  bool first = true;
  while (!reader.done()) {
    if (reader.position() > judged_bytes)
      return raw.substr(0, behind_empty_line(raw, reader.position() - 1));
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
  return guard(raw, top_header(raw, limits.header_bytes), limits);
}

GuardVerdict guard(std::string_view raw, std::string_view header, const MimeLimits& limits) {
  if (const char* reason = judge_top(header, limits)) return {false, reason};
  const auto looked_at = raw.substr(0, looked_at_bytes);
  if (count_containers(looked_at, limits.containers) > limits.containers)
    return {false, "containers"};
  return {};
}

}  // namespace frontdesk
