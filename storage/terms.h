// The keys of the index. Each begins with a letter for its kind and a zero byte; FORMAT.md lists
// them. Terms are what a list is filtered or searched by: "status:new", "word:printer".
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
std::string open_key(std::uint64_t ticket);
inline constexpr std::string_view open_prefix{"o\0", 2};

// Prefix, and the whole key, of a Message-ID's tickets and of a ticket's participants. `source` is
// the arrival that it comes from, or "" where it is ours.
std::string message_prefix(std::string_view message_id);
std::string message_key(std::string_view message_id, std::uint64_t ticket, std::string_view source);
std::string participant_prefix(std::uint64_t ticket, std::string_view address);
std::string participant_key(std::uint64_t ticket, std::string_view address,
                            std::string_view source);
std::string raw_use_prefix(std::string_view raw);
std::string raw_use_key(std::string_view raw, std::string_view arrival);
// The list of an arrival's keys that are to go with its facts.
std::string personal_key(std::string_view arrival);

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
std::string for_channel(Channel channel);
std::string with_msp(std::string_view msp, std::string_view term);

// Personal terms of an arrival: who it came from, and the words of its subject.
std::string for_address(std::string_view address);
std::string for_phone(std::string_view e164);
std::vector<std::string> of_sender(const Arrival& arrival);
// "word:…" of each distinct word of three bytes or more, folded; at most words_max.
std::vector<std::string> of_words(std::string_view text);

}  // namespace frontdesk::terms
