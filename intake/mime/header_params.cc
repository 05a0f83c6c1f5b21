#include <algorithm>
#include <charconv>
#include <utility>

#include "intake/mime/charset.h"
#include "intake/mime/header.h"

namespace frontdesk {

namespace {

constexpr std::size_t param_limit = 100;

// One "name=value" as written, before RFC 2231: `name` in lower case, `value` unquoted.
struct Raw {
  std::string name, value;
};

void skip_comment(std::string_view text, std::size_t& at) {
  int depth = 0;
  for (; at < text.size(); ++at) {
    if (text[at] == '\\') {
      ++at;
    } else if (text[at] == '(') {
      ++depth;
    } else if (text[at] == ')' && --depth == 0) {
      ++at;
      return;
    }
  }
  at = text.size();
}

void append_quoted(std::string_view text, std::size_t& at, std::string& out) {
  for (++at; at < text.size() && text[at] != '"'; ++at) {
    // Outlook writes file names with single backslashes in them: only \" and \\ are escapes.
    if (text[at] == '\\' && at + 1 < text.size() && (text[at + 1] == '"' || text[at + 1] == '\\'))
      ++at;
    out += text[at];
  }
  if (at < text.size()) ++at;
}

// Up to one of `stops` outside quotes and comments. Blanks at both ends are taken off, quoted ones
// stay.
std::string read_until(std::string_view text, std::size_t& at, std::string_view stops) {
  std::string out;
  std::size_t quoted = 0;
  while (at < text.size() && stops.find(text[at]) == std::string_view::npos) {
    if (text[at] == '"') {
      append_quoted(text, at, out);
      quoted = out.size();
    } else if (text[at] == '(') {
      skip_comment(text, at);
    } else {
      const char c = text[at++];
      if (!out.empty() || (c != ' ' && c != '\t')) out += c;
    }
  }
  while (out.size() > quoted && (out.back() == ' ' || out.back() == '\t')) out.pop_back();
  return out;
}

std::string decode_percent(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned value = 0;
    if (text[i] == '%' && i + 2 < text.size() &&
        std::from_chars(text.data() + i + 1, text.data() + i + 3, value, 16).ptr ==
            text.data() + i + 3) {
      out += static_cast<char>(value);
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

struct Piece {
  std::string base, bytes;
  unsigned index = 0;
  bool extended = false;
};

// "name*0*" -> name, 0, extended. A continuation beyond 999 is not believed.
Piece read_piece(Raw raw) {
  Piece piece{std::move(raw.name), std::move(raw.value), 0, false};
  if (piece.base.ends_with('*')) {
    piece.extended = true;
    piece.base.pop_back();
  }
  const auto star = piece.base.rfind('*');
  if (star == std::string::npos) return piece;
  const auto* first = piece.base.data() + star + 1;
  const auto* last = piece.base.data() + piece.base.size();
  if (first == last || last - first > 3) return piece;
  if (std::from_chars(first, last, piece.index).ptr == last) piece.base.resize(star);
  return piece;
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return c != 0 && static_cast<signed char>(c) >= 0; });
}

// The pieces of one parameter, in order of their index, as one text.
std::string join(std::vector<Piece>& pieces) {
  auto& first_piece = pieces.front();
  if (pieces.size() == 1 && !first_piece.extended && is_ascii(first_piece.bytes) &&
      first_piece.bytes.find("=?") == std::string::npos)
    return std::move(first_piece.bytes);
  std::stable_sort(pieces.begin(), pieces.end(),
                   [](const Piece& a, const Piece& b) { return a.index < b.index; });
  std::string charset, bytes;
  bool extended = false;
  for (auto& piece : pieces) {
    if (!piece.extended) {
      bytes += piece.bytes;
      continue;
    }
    std::string_view text = piece.bytes;
    if (!extended) {
      const auto first = text.find('\'');
      const auto second = first == text.npos ? first : text.find('\'', first + 1);
      if (second != text.npos) {
        charset = text.substr(0, first);
        text.remove_prefix(second + 1);
      }
    }
    extended = true;
    bytes += decode_percent(text);
  }
  return extended ? to_utf8(bytes, charset) : decode_words(bytes);
}

std::vector<Raw> read_raw(std::string_view text, std::size_t at) {
  std::vector<Raw> raw;
  while (at < text.size() && raw.size() < param_limit) {
    ++at;  // the ";"
    auto name = lower_ascii(read_until(text, at, "=;"));
    if (at >= text.size() || text[at] == ';') continue;
    ++at;  // the "="
    auto value = read_until(text, at, ";");
    if (!name.empty()) raw.push_back({std::move(name), std::move(value)});
  }
  return raw;
}

}  // namespace

Parametrised parse_parameters(std::string_view unfolded) {
  Parametrised result;
  std::size_t at = 0;
  result.value = lower_ascii(read_until(unfolded, at, ";"));
  std::erase_if(result.value, [](char c) { return c == ' ' || c == '\t'; });
  std::vector<std::pair<std::string, std::vector<Piece>>> named;
  for (auto& raw : read_raw(unfolded, at)) {
    auto piece = read_piece(std::move(raw));
    if (piece.base.empty()) continue;  // "*0*=x" names nothing
    auto found = std::find_if(named.begin(), named.end(),
                              [&](const auto& entry) { return entry.first == piece.base; });
    if (found == named.end()) {
      named.push_back({piece.base, {}});
      found = named.end() - 1;
    } else if (!piece.extended && found->second.back().index == piece.index) {
      continue;  // the same parameter twice: the first counts
    }
    found->second.push_back(std::move(piece));
  }
  for (auto& [name, pieces] : named) result.params.emplace_back(name, join(pieces));
  return result;
}

std::string Parametrised::param(std::string_view name) const {
  for (const auto& [known, text] : params)
    if (known == name) return text;
  return {};
}

}  // namespace frontdesk
