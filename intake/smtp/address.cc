#include "intake/smtp/address.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "rules/base/fold.h"

namespace frontdesk::smtp {
namespace {

// RFC 5321 says 64 for the local part, but the return addresses of mailing lists are longer in
// practice, and to refuse them would lose mail.
constexpr std::size_t local_max = 255;
constexpr std::size_t domain_max = 255;

bool is_alnum(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_wide(char c) {
  return static_cast<unsigned char>(c) >= 0x80;
}
char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
bool same_word(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}
bool is_atom_char(char c) {
  return is_alnum(c) || is_wide(c) ||
         std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}

bool is_dot_string(std::string_view text) {
  if (text.empty() || text.front() == '.' || text.back() == '.') return false;
  char before = 0;
  for (const char c : text) {
    if (c == '.' ? before == '.' : !is_atom_char(c)) return false;
    before = c;
  }
  return true;
}

bool is_literal(std::string_view text) {
  if (text.size() < 3 || text.front() != '[' || text.back() != ']') return false;
  text = text.substr(1, text.size() - 2);
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return is_alnum(c) || c == ':' || c == '.' || c == '-'; });
}

bool is_domain(std::string_view text) {
  if (text.empty() || text.size() > domain_max) return false;
  if (text.front() == '[') return is_literal(text);
  if (text.front() == '.' || text.front() == '-' || text.find("..") != text.npos) return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return is_alnum(c) || is_wide(c) || c == '-' || c == '.' || c == '_';
  });
}

// Reads "…" at the front of `text`; the length with both quotes, 0 where it is not well-formed.
// `plain` gets what is quoted.
std::size_t read_quoted(std::string_view text, std::string& plain) {
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '"') return i + 1;
    if (text[i] == '\\' && ++i == text.size()) return 0;
    plain += text[i];
  }
  return 0;
}

// The part before the @. A local part that needs no quotes loses them, so that each mailbox has one
// spelling.
std::size_t read_local(std::string_view text, std::string& local) {
  if (text.empty()) return 0;
  if (text.front() == '"') {
    const auto used = read_quoted(text, local);
    if (!is_dot_string(local)) local = text.substr(0, used);
    return used;
  }
  const auto used = std::min(text.find_first_of("@>"), text.size());
  local = text.substr(0, used);
  return is_dot_string(local) ? used : 0;
}

// `<@a,@b:user@example.org>`: the route is read over.
bool skip_route(std::string_view& text) {
  if (text.empty() || text.front() != '@') return true;
  const auto colon = text.find(':');
  if (colon == text.npos) return false;
  auto route = text.substr(0, colon);
  text.remove_prefix(colon + 1);
  while (true) {
    const auto comma = std::min(route.find(','), route.size());
    if (comma < 2 || route.front() != '@' || !is_domain(route.substr(1, comma - 1))) return false;
    if (comma == route.size()) return true;
    route.remove_prefix(comma + 1);
  }
}

// Reads the path behind `keyword`; what follows it is left in `rest`.
bool read_path(std::string_view keyword, bool sender, std::string_view& rest, Path& path) {
  if (rest.size() < keyword.size() || !same_word(rest.substr(0, keyword.size()), keyword))
    return false;
  rest.remove_prefix(keyword.size());
  rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
  if (rest.empty() || rest.front() != '<') return false;
  rest.remove_prefix(1);
  if (sender && rest.starts_with('>')) {
    rest.remove_prefix(1);
    return true;
  }
  if (!skip_route(rest)) return false;
  std::string local;
  const auto used = read_local(rest, local);
  if (used == 0 || used > local_max) return false;
  rest.remove_prefix(used);
  if (rest.starts_with('>')) {
    rest.remove_prefix(1);
    path.address = "postmaster";
    return !sender && same_word(local, path.address);
  }
  const auto close = rest.find('>');
  if (rest.empty() || rest.front() != '@' || close == rest.npos) return false;
  const auto domain = rest.substr(1, close - 1);
  rest.remove_prefix(close + 1);
  if (!is_domain(domain)) return false;
  path.address = std::move(local);
  path.address += '@';
  path.address += domain;
  path.utf8 = std::any_of(path.address.begin(), path.address.end(), is_wide);
  return !path.utf8 || is_utf8(path.address);
}

PathError read_parameter(std::string_view word, Path& path, unsigned& seen) {
  const auto equals = word.find('=');
  const auto key = word.substr(0, equals);
  const auto value = equals == word.npos ? std::string_view{} : word.substr(equals + 1);
  enum : unsigned { size = 1, body = 2, utf8 = 4 };
  const auto once = [&seen](unsigned what) {
    return (std::exchange(seen, seen | what) & what) == 0;
  };
  if (same_word(key, "SIZE")) {
    const auto* end = value.data() + value.size();
    const auto [stop, error] = std::from_chars(value.data(), end, path.size);
    return once(size) && !value.empty() && error == std::errc{} && stop == end
               ? PathError::none
               : PathError::bad_value;
  }
  if (same_word(key, "BODY"))
    return once(body) && (same_word(value, "7BIT") || same_word(value, "8BITMIME"))
               ? PathError::none
               : PathError::bad_value;
  if (same_word(key, "SMTPUTF8")) {
    path.smtputf8 = true;
    return once(utf8) && equals == word.npos ? PathError::none : PathError::bad_value;
  }
  return PathError::bad_parameter;
}

Path parse(std::string_view keyword, bool sender, std::string_view rest) {
  Path path;
  if (!read_path(keyword, sender, rest, path) || (!rest.empty() && rest.front() != ' ')) {
    path.error = PathError::syntax;
    return path;
  }
  unsigned seen = 0;
  while (path.error == PathError::none) {
    rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
    if (rest.empty()) break;
    const auto end = std::min(rest.find(' '), rest.size());
    path.error =
        sender ? read_parameter(rest.substr(0, end), path, seen) : PathError::bad_parameter;
    rest.remove_prefix(end);
  }
  return path;
}

}  // namespace

Path parse_mail(std::string_view arguments) {
  return parse("FROM:", true, arguments);
}

Path parse_rcpt(std::string_view arguments) {
  return parse("TO:", false, arguments);
}

bool is_host(std::string_view text) {
  return is_domain(text) && std::none_of(text.begin(), text.end(), is_wide);
}

}  // namespace frontdesk::smtp
