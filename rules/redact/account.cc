// A name and its secret: "ann / hunter2", "ann:hunter2".
#include <algorithm>
#include <array>

#include "rules/redact/parts.h"

namespace frontdesk::redaction {
namespace {

constexpr std::size_t shortest = 6;

// What these have behind a colon is no secret: "code:0x80070005".
constexpr std::array<std::string_view, 22> no_names{
    "code",  "status", "id",   "ref",  "user",    "username", "name", "email",
    "mail",  "server", "host", "port", "time",    "date",     "url",  "step",
    "event", "ticket", "line", "http", "version", "account"};

bool is_name(std::string_view word) {
  constexpr std::string_view signs = ".-_@+\\";
  return !word.empty() && !is_talk(word) && !is_one_of(word, no_names) &&
         std::all_of(word.begin(), word.end(),
                     [&](char c) { return in_word(c) || signs.find(c) != signs.npos; });
}

// "portal.acme.example/v2login"
bool is_host(std::string_view name) {
  return name.find('.') != name.npos && name.find('@') == name.npos;
}

}  // namespace

Span account_value(std::string_view text, std::size_t at, bool joined) {
  const auto line = line_at(text, at);
  const auto first = token_at(line, 0);
  const auto sign = joined ? first.find_first_of(":/") : first.npos;
  const auto from = sign != first.npos                             ? sign + 1
                    : line.substr(first.size()).starts_with(" / ") ? first.size() + 3
                                                                   : first.npos;
  const auto name = first.substr(0, sign);
  if (from == first.npos || !is_name(name)) return {};
  if (sign != first.npos && first[sign] == '/' && is_host(name)) return {};
  const auto secret = without_tail(token_at(line, from));
  return is_made(secret, shortest) ? span_of(text, secret) : Span{};
}

}  // namespace frontdesk::redaction
