#include "storage/terms.h"

#include <algorithm>
#include <array>
#include <initializer_list>

#include "rules/base/digest.h"
#include "rules/base/fold.h"
#include "rules/base/json.h"
#include "storage/columns.h"

namespace frontdesk::terms {

namespace {

// A key of these parts, made at once.
std::string joined(std::initializer_list<std::string_view> parts) {
  std::size_t size = 0;
  for (const auto part : parts) size += part.size();
  std::string key;
  key.reserve(size);
  for (const auto part : parts) key += part;
  return key;
}

constexpr std::string_view zero("\0", 1);
constexpr std::string_view of_dedup_key("k\0", 2), of_message("m\0", 2), of_raw_use("r\0", 2),
    of_ticket("t\0", 2), of_arrival("a\0", 2);

// Half of a SHA-256: enough that no two of a store meet.
std::string digest(std::string_view text) {
  const auto whole = sha256(text);
  return {reinterpret_cast<const char*>(whole.data()), 16};
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
  return joined({of_dedup_key, key});
}

std::string message_prefix(std::string_view message_id) {
  return joined({of_message, digest(message_id)});
}

std::string message_key(std::string_view message_id, std::uint64_t ticket,
                        std::string_view source) {
  return joined({of_message, digest(message_id), key_of(ticket), source});
}

std::string raw_use_prefix(std::string_view raw) {
  return joined({of_raw_use, raw, zero});
}

std::string raw_use_key(std::string_view raw, std::string_view arrival) {
  return joined({of_raw_use, raw, zero, arrival});
}

std::string ticket_list(std::string_view term_text) {
  return joined({of_ticket, term_text, zero});
}

std::string ticket_entry(std::string_view term_text, std::uint64_t ticket,
                         std::string_view source) {
  return joined({of_ticket, term_text, zero, key_of(ticket), source});
}

std::string arrival_list(std::string_view term_text) {
  return joined({of_arrival, term_text, zero});
}

std::string arrival_entry(std::string_view term_text, std::string_view arrival) {
  return joined({of_arrival, term_text, zero, arrival});
}

std::string term(std::string_view name, std::string_view value) {
  return joined({name, ":", value.substr(0, term_bytes_max)});
}

std::string for_status(TicketStatus status) {
  return term("status", name_of(status));
}

std::string for_outcome(Outcome outcome) {
  return term("outcome", name_of(outcome));
}

std::string for_line(Channel channel, std::string_view line) {
  return term("line", joined({name_of(channel), "/", line}));
}

std::string with_msp(std::string_view msp, std::string_view term_text) {
  return joined({"msp:", msp.substr(0, term_bytes_max), "+", term_text});
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
