// The column families, and how positions and numbers become keys that sort. What each holds is in
// FORMAT.md.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace frontdesk {

// Raised when a program could misread what a newer one wrote.
inline constexpr std::uint32_t schema_version = 2;

enum class Column { journal, facts, raw, tickets, arrivals, directory, index, meta };
inline constexpr std::array<std::string_view, 8> column_names{
    "journal", "facts", "raw", "tickets", "arrivals", "directory", "index", "meta"};

// Eight bytes, most significant first.
std::string key_of(std::uint64_t number);
std::optional<std::uint64_t> number_of(std::string_view key);

// "T-1042" is 1042; nothing where the text is no ticket id.
std::optional<std::uint64_t> ticket_number(std::string_view id);
std::string ticket_id(std::uint64_t number);

}  // namespace frontdesk
