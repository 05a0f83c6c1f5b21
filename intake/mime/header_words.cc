#include "intake/mime/charset.h"
#include "intake/mime/header.h"
#include "intake/mime/transfer.h"

namespace frontdesk {

namespace {

struct Word {
  std::string charset, bytes;
  std::size_t end = 0;  // behind its "?="; 0 where it is none
};

std::string decode_q(std::string_view text) {
  std::string spaced(text);
  for (char& c : spaced)
    if (c == '_') c = ' ';
  return decode_quoted_printable(spaced, spaced.size());
}

// Reads the word at "=?". `far` remembers that no "?=" comes any more, which keeps this linear.
Word read_word(std::string_view text, std::size_t at, bool& far) {
  constexpr std::size_t charset_limit = 64;
  const auto mark = text.substr(at + 2, charset_limit).find('?');
  if (mark == std::string_view::npos || mark == 0) return {};
  const std::size_t encoding = at + 2 + mark + 1;
  if (encoding + 1 >= text.size() || text[encoding + 1] != '?') return {};
  const char kind = static_cast<char>(text[encoding] | 0x20);
  if (kind != 'b' && kind != 'q') return {};
  const std::size_t start = encoding + 2;
  const auto end = text.find("?=", start);
  if (end == std::string_view::npos) {
    far = true;
    return {};
  }
  const auto encoded = text.substr(start, end - start);
  auto charset = text.substr(at + 2, mark);
  charset = charset.substr(0, charset.find('*'));  // RFC 2231: a language may follow
  Word word{std::string(charset),
            kind == 'b' ? decode_base64(encoded, encoded.size()) : decode_q(encoded), end + 2};
  if (kind == 'b' && word.bytes.empty() && !encoded.empty()) return {};
  return word;
}

bool blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

}  // namespace

std::string decode_words(std::string_view unfolded) {
  std::size_t at = unfolded.find("=?");
  if (at == std::string_view::npos) return to_utf8(unfolded, {});
  std::string out;
  std::string charset, pending;  // decoded bytes that wait for the word behind them
  bool after_word = false, far = false;
  std::size_t literal = 0;  // where text outside words begins
  const auto flush = [&] {
    out += to_utf8(pending, charset);
    pending.clear();
  };
  while (at != std::string_view::npos && !far) {
    auto word = read_word(unfolded, at, far);
    if (word.end == 0) {
      at = unfolded.find("=?", at + 2);
      continue;
    }
    const auto between = unfolded.substr(literal, at - literal);
    if (!after_word || !blank(between)) {
      flush();
      out += to_utf8(between, {});
    } else if (!equal_ascii(word.charset, charset)) {
      flush();
    }
    charset = std::move(word.charset);
    pending += word.bytes;
    after_word = true;
    literal = word.end;
    at = unfolded.find("=?", literal);
  }
  flush();
  out += to_utf8(unfolded.substr(literal), {});
  return out;
}

}  // namespace frontdesk
