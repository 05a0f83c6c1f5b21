#include <algorithm>
#include <array>

#include "intake/arrival_key.h"
#include "intake/distil.h"
#include "rules/phone.h"

namespace frontdesk {

namespace {

// As providers write that a caller withheld the number: names, and the numbers that spell them
// ("anonymous", "restricted", "unavailable" on a telephone's keys).
bool says_withheld(std::string_view from) {
  constexpr std::array<std::string_view, 12> words{
      "anonymous", "restricted", "unavailable", "private",     "unknown",  "withheld",
      "blocked",   "noname",     "+266696687",  "+7378742833", "+8656696", "+86282452253"};
  std::string text;
  for (const char c : from)
    if (c != ' ' && c != '-' && c != '_')
      text += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
    return text.starts_with(word) && (word[0] != '+' || text.size() == word.size());
  });
}

// "sip:+12125550142@host;user=phone" and "tel:+1212…" -> the number.
std::string_view number_of(std::string_view from) {
  for (const std::string_view scheme : {"sips:", "sip:", "tel:"})
    if (from.starts_with(scheme)) from.remove_prefix(scheme.size());
  return from.substr(0, from.find_first_of("@;"));
}

std::string e164_of(std::string_view from, const Line& line) {
  if (is_e164(from)) return std::string(from);
  const auto phone = parse_phone(from, line.country.empty() ? "US" : line.country);
  return phone ? phone->e164 : std::string{};
}

}  // namespace

Arrival distil_call(std::string_view from, const Line& line, Instant at, std::string id,
                    std::string_view external_id, const RuleSet& rules) {
  constexpr std::size_t number_bytes = 64;
  Arrival arrival;
  arrival.id = std::move(id);
  arrival.channel = Channel::voice;
  arrival.line = line.id;
  arrival.at = at;
  arrival.external_id = external_id;
  // A call without an id of its own is nobody's copy.
  if (!external_id.empty()) arrival.key = arrival_key(Channel::voice, line.id, external_id, {});
  arrival.recipient = line.private_ ? line.shown() : line.number;  // R225
  const auto number = number_of(from);
  const bool unusable = number.empty() || number.size() > number_bytes || says_withheld(number);
  if (!unusable) arrival.from_phone = e164_of(number, line);
  // A PBX that forwards shows the line's own number: that says nothing of the caller (C15).
  if (!arrival.from_phone.empty() && rules.lines.by_number(arrival.from_phone))
    arrival.from_phone.clear();
  arrival.withheld = arrival.from_phone.empty();
  return arrival;
}

}  // namespace frontdesk
