#include "intake/voice/form.h"

namespace frontdesk::voice {
namespace {

int hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string decoded(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    const bool escape =
        c == '%' && at + 2 < text.size() && hex(text[at + 1]) >= 0 && hex(text[at + 2]) >= 0;
    if (escape) {
      out += static_cast<char>(hex(text[at + 1]) * 16 + hex(text[at + 2]));
      at += 2;
    } else {
      out += c == '+' ? ' ' : c;
    }
  }
  return out;
}

}  // namespace

Result<Pairs> decode_form(std::string_view text) {
  Pairs pairs;
  while (!text.empty()) {
    const auto piece = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(piece.size() + 1, text.size()));
    if (piece.empty()) continue;
    if (pairs.size() == webhook_limits.pairs)
      return problem(ProblemCode::too_many, "the webhook has too many parameters");
    const auto name = piece.substr(0, piece.find('='));
    const auto value = piece.substr(std::min(name.size() + 1, piece.size()));
    auto& pair = pairs.emplace_back(decoded(name), decoded(value));
    if (pair.first.size() + pair.second.size() > webhook_limits.pair_bytes)
      return problem(ProblemCode::too_large, "a parameter of the webhook is too long");
  }
  return pairs;
}

std::string_view query_of(std::string_view url) {
  url = url.substr(0, url.find('#'));
  const auto mark = url.find('?');
  return mark == url.npos ? std::string_view() : url.substr(mark + 1);
}

}  // namespace frontdesk::voice
