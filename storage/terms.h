// The keys of the index. Each begins with a letter for its kind and a zero byte; FORMAT.md lists
// them. Terms are what a list is filtered or searched by: "status:new", "word:printer". What is
// written here is derived again to erase it: another derivation is another schema (columns.h).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "router/arrival.h"
#include "router/ticket.h"

namespace frontdesk::terms {

// A filter's term is cut to this many bytes, here and when asking.
inline constexpr std::size_t term_bytes_max = 320;
inline constexpr std::size_t words_max = 8;

std::string dedup_key(std::string_view key);

// Prefix, and the whole key, of a Message-ID's tickets. `source` is the arrival that it comes from,
// or "" where it is ours.
std::string message_prefix(std::string_view message_id);
std::string message_key(std::string_view message_id, std::uint64_t ticket, std::string_view source);
// Of another arrival than the one that the raw bytes are named for.
std::string raw_use_prefix(std::string_view raw);
std::string raw_use_key(std::string_view raw, std::string_view arrival);

// Lists: the prefix of a term; the key of a ticket in it (`source` as above); the key of an
// arrival.
std::string ticket_list(std::string_view term);
std::string ticket_entry(std::string_view term, std::uint64_t ticket, std::string_view source = {});
std::string arrival_list(std::string_view term);
std::string arrival_entry(std::string_view term, std::string_view arrival);

// Terms of the records themselves, no personal data among them.
std::vector<std::string> of(const Ticket& ticket);
std::vector<std::string> of(const ArrivalRecord& arrival);
// "queue:us.voice": a name and what it is filtered for.
std::string term(std::string_view name, std::string_view value);
std::string for_status(TicketStatus status);
std::string for_outcome(Outcome outcome);
std::string for_line(Channel channel, std::string_view line);
std::string with_msp(std::string_view msp, std::string_view term);

// Personal terms of an arrival: who it came from, and the words of its subject.
std::string for_address(std::string_view address);
std::string for_phone(std::string_view e164);
std::vector<std::string> of_sender(const Arrival& arrival);
// "word:…" of each distinct word, folded; at most words_max. Words of less than three bytes, and
// those that stand in every other subject, are none.
std::vector<std::string> of_words(std::string_view text);

}  // namespace frontdesk::terms
