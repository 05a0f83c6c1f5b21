#include "rules/base/json.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "rules/base/fold.h"
#include "rules/base/json_untrusted.h"

namespace frontdesk {
namespace json_detail {

namespace {

constexpr std::uint64_t ones = 0x0101010101010101, highs = 0x8080808080808080;

// Sets the high bit of each of eight bytes that is below 0x20, above 0x7f, a quote or a backslash;
// may set more behind the first, never fewer.
std::uint64_t needs_a_look(std::uint64_t eight) {
  const auto zero = [](std::uint64_t bytes) { return (bytes - ones) & ~bytes; };
  return (eight | (eight - ones * 0x20) | zero(eight ^ ones * '"') | zero(eight ^ ones * '\\')) &
         highs;
}

// True where no byte of the text needs a look: almost always. Eight bytes at a time; what is left
// over is looked at as if blanks followed.
bool stands_as_it_is(std::string_view text) {
  std::uint64_t found = 0, eight = 0;
  std::size_t at = 0;
  for (; at + sizeof eight <= text.size(); at += sizeof eight) {
    std::memcpy(&eight, text.data() + at, sizeof eight);
    found |= needs_a_look(eight);
  }
  if (at == text.size()) return found == 0;  // an empty text may have no address to copy from
  eight = 0x2020202020202020;
  std::memcpy(&eight, text.data() + at, text.size() - at);
  return (found | needs_a_look(eight)) == 0;
}

bool is_ascii(std::string_view text) {
  std::uint64_t all = 0, eight = 0;
  std::size_t at = 0;
  for (; at + sizeof eight <= text.size(); at += sizeof eight) {
    std::memcpy(&eight, text.data() + at, sizeof eight);
    all |= eight;
  }
  for (; at < text.size(); ++at) all |= static_cast<unsigned char>(text[at]);
  return (all & highs) == 0;
}

bool wants_escape(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\';
}

// The first byte from `at` on that wants escaping, or the end.
std::size_t next_escape(std::string_view text, std::size_t at) {
  std::uint64_t eight = 0;
  for (; at + sizeof eight <= text.size(); at += sizeof eight) {
    std::memcpy(&eight, text.data() + at, sizeof eight);
    if (needs_a_look(eight) == 0) continue;
    for (auto i = at; i < at + sizeof eight; ++i)
      if (wants_escape(text[i])) return i;
  }
  while (at < text.size() && !wants_escape(text[at])) ++at;
  return at;
}

void append_escaped(std::string& out, char c) {
  static constexpr char hex[] = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  char two[] = {'\\', c};
  switch (c) {
    case '"':
    case '\\':
      break;
    case '\n':
      two[1] = 'n';
      break;
    case '\r':
      two[1] = 'r';
      break;
    case '\t':
      two[1] = 't';
      break;
    default:
      const char six[] = {'\\', 'u', '0', '0', hex[byte >> 4], hex[byte & 15]};
      out.append(six, sizeof six);
      return;
  }
  out.append(two, sizeof two);
}

}  // namespace

void append_quoted(std::string& out, std::string_view text) {
  if (stands_as_it_is(text)) {
    const auto end = out.size();
    out.resize(end + text.size() + 2, '"');
    text.copy(out.data() + end + 1, text.size());
    return;
  }
  // JSON is UTF-8: a record with other bytes in it could never be read again.
  if (!is_ascii(text) && !is_utf8(text)) return append_quoted(out, repaired(text));
  out += '"';
  for (std::size_t plain = 0;; ++plain) {
    const auto end = next_escape(text, plain);
    out.append(text, plain, end - plain);
    if (end == text.size()) break;
    append_escaped(out, text[end]);
    plain = end;
  }
  out += '"';
}

Problem expected(std::string_view path, std::string_view what) {
  return problem(ProblemCode::syntax,
                 (path.empty() ? std::string("the document") : std::string(path)) + ": expected " +
                     std::string(what));
}

}  // namespace json_detail

Result<boost::json::value> parse_json(std::string_view text) {
  boost::json::parse_options options;
  options.max_depth = 32;
  unsigned char buffer[4096];
  boost::json::parser parser({}, options, buffer);
  boost::system::error_code error;
  const auto read = parser.write_some(text.data(), text.size(), error);
  if (!error && read < text.size()) error = boost::json::error::extra_data;
  if (error)
    return problem(ProblemCode::syntax,
                   "not JSON: " + error.message() + " at " + json_detail::place_in(text, read));
  return parser.release();
}

}  // namespace frontdesk
