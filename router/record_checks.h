// What a single value of a record must look like. Each gives the value as it is stored, or a
// Problem `invalid` that begins with the member's name.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "router/records.h"
#include "rules/base/result.h"
#include "rules/zone.h"

namespace frontdesk {

// What is said of a record that is not there, and of one that somebody may not know of.
Problem no_such_record(RecordKind kind, std::string_view id);
// Of a member that names such a record: "site: no such site "x"", since in a file the id is what to
// look for.
Problem no_such(std::string_view member, std::string_view what, std::string_view id);

// 1 to 64 of [A-Za-z0-9._-].
Result<void> check_id(std::string_view member, std::string_view id);
// Valid UTF-8 without control characters, at most 200 bytes; may be empty.
Result<void> check_text(std::string_view member, std::string_view text, std::size_t limit = 200);
Result<void> check_count(std::string_view member, std::size_t count, std::size_t limit);

// An addr-spec in lower case; nothing where it has not that shape. Quoted local parts are refused.
std::optional<std::string> normal_address(std::string_view written);
// A domain in lower case, without a leading @.
std::optional<std::string> normal_domain(std::string_view written);

// True for what has an '@', five digits together or seven in all: it may be somebody's address or
// number, in whatever column it stands, and an error repeats nobody's.
bool may_be_personal(std::string_view written);
// ` "x"`, what was written behind the words of a fault; "" where it is empty, too long to be
// repeated, no text, or may be personal.
std::string in_quotes(std::string_view written);

// In place. Doubles within a list go.
Result<void> normalise_addresses(std::string_view member, std::vector<std::string>& addresses);
Result<void> normalise_country(std::string& country);
// A direct number: an extension is refused. "" stays "".
Result<void> normalise_number(std::string_view member, std::string& number,
                              std::string_view country);
Result<void> normalise_numbers(std::string_view member, std::vector<std::string>& numbers,
                               std::string_view country);
Result<void> normalise_phones(std::vector<ContactPhone>& phones, std::string_view country);

// "2026-01-05"; nothing where it is no date between 1990 and 2199.
std::optional<LocalDay> parse_day(std::string_view text);
// The instant of 00:00 on a date; nothing for "".
Result<std::optional<Instant>> day_start(std::string_view member, std::string_view text,
                                         const Zone& zone);
// The windows of a week (C29): sorted, disjoint.
Result<std::vector<DaySpan>> week_hours(const std::vector<ContractHours>& hours);

}  // namespace frontdesk
