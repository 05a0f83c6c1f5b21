#include "storage/terms.h"

#include <algorithm>
#include <array>

#include "rules/base/digest.h"
#include "rules/base/fold.h"
#include "rules/base/json.h"
#include "storage/columns.h"

namespace frontdesk::terms {

namespace {

std::string kind(char letter) {
  return {letter, '\0'};
}

// Half of a SHA-256: enough that no two of a store meet.
std::string digest(std::string_view text) {
  const auto whole = sha256(text);
  return {reinterpret_cast<const char*>(whole.data()), 16};
}

std::string list(char letter, std::string_view term_text) {
  auto key = kind(letter);
  key += term_text;
  key += '\0';
  return key;
}

// No help in a search, and a key each in every ticket.
bool says_nothing(std::string_view word) {
  constexpr std::array<std::string_view, 33> words{
      "and",  "are", "but",  "can",  "cannot", "does", "for",  "from", "fwd",  "get",  "has",
      "have", "how", "its",  "not",  "our",    "out",  "that", "the",  "then", "they", "this",
      "was",  "who", "were", "what", "when",   "will", "with", "you",  "your", "his",  "her"};
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool in_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
}

}  // namespace

std::string dedup_key(std::string_view key) {
  return kind('k').append(key);
}

std::string message_prefix(std::string_view message_id) {
  return kind('m') + digest(message_id);
}

std::string message_key(std::string_view message_id, std::uint64_t ticket,
                        std::string_view source) {
  return (message_prefix(message_id) + key_of(ticket)).append(source);
}

std::string raw_use_prefix(std::string_view raw) {
  return list('r', raw);
}

std::string raw_use_key(std::string_view raw, std::string_view arrival) {
  return raw_use_prefix(raw).append(arrival);
}

std::string ticket_list(std::string_view term_text) {
  return list('t', term_text);
}

std::string ticket_entry(std::string_view term_text, std::uint64_t ticket,
                         std::string_view source) {
  return (ticket_list(term_text) + key_of(ticket)).append(source);
}

std::string arrival_list(std::string_view term_text) {
  return list('a', term_text);
}

std::string arrival_entry(std::string_view term_text, std::string_view arrival) {
  return arrival_list(term_text).append(arrival);
}

std::string term(std::string_view name, std::string_view value) {
  std::string made(name);
  made += ':';
  made += value.substr(0, term_bytes_max);
  return made;
}

std::string for_status(TicketStatus status) {
  return term("status", name_of(status));
}

std::string for_outcome(Outcome outcome) {
  return term("outcome", name_of(outcome));
}

std::string for_line(Channel channel, std::string_view line) {
  return term("line", std::string(name_of(channel)) + '/' + std::string(line));
}

std::string with_msp(std::string_view msp, std::string_view term_text) {
  return term("msp", msp) + '+' + std::string(term_text);
}

std::vector<std::string> of(const Ticket& ticket) {
  const auto status = for_status(ticket.status);
  std::vector<std::string> all{status};
  if (!ticket.queue.empty()) all.push_back(term("queue", ticket.queue));
  if (!ticket.msp.empty()) all.push_back(with_msp(ticket.msp, status));
  return all;
}

std::vector<std::string> of(const ArrivalRecord& arrival) {
  const auto outcome = for_outcome(arrival.outcome);
  std::vector<std::string> all{outcome, for_line(arrival.channel, arrival.line)};
  if (!arrival.ticket.empty()) all.push_back(term("ticket", arrival.ticket));
  if (!arrival.msp.empty()) all.push_back(with_msp(arrival.msp, outcome));
  // Found by contact and by age only while there is something to export, erase or outlive.
  if (!arrival.facts_erased) {
    if (!arrival.contact.empty()) all.push_back(term("contact", arrival.contact));
    all.push_back(with_msp(arrival.msp, "facts"));
  }
  return all;
}

// Not folded further: two domains that fold alike are two people's.
std::string for_address(std::string_view address) {
  std::string small(address);
  for (auto& c : small)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return term("email", small);
}

std::string for_phone(std::string_view e164) {
  return term("phone", e164);
}

std::vector<std::string> of_sender(const Arrival& arrival) {
  std::vector<std::string> all;
  if (!arrival.from_address.empty()) all.push_back(for_address(arrival.from_address));
  if (!arrival.from_phone.empty()) all.push_back(for_phone(arrival.from_phone));
  return all;
}

std::vector<std::string> of_words(std::string_view text) {
  const auto folded = fold(text);
  std::vector<std::string> words;
  for (std::size_t at = 0; at < folded.size() && words.size() < words_max;) {
    if (!in_word(folded[at])) {
      ++at;
      continue;
    }
    auto end = at;
    while (end < folded.size() && in_word(folded[end])) ++end;
    const auto text_of_word = std::string_view(folded).substr(at, end - at);
    if (text_of_word.size() >= 3 && !says_nothing(text_of_word)) {
      auto word = term("word", text_of_word);
      if (std::find(words.begin(), words.end(), word) == words.end())
        words.push_back(std::move(word));
    }
    at = end;
  }
  return words;
}

}  // namespace frontdesk::terms
