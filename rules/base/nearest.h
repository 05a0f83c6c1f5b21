// A name from outside that is not known: how a sentence shows it, and which known one was meant.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace frontdesk {

// The known name from which fewest letters were added, left out, mistaken or swapped with their
// neighbour, and at most a third of the longer one's; "" where there is none. Capitals, dashes,
// underscores and blanks make no difference. What is longer than 64 bytes is near to nothing.
std::string_view nearest_name(std::string_view name, std::span<const std::string_view> known);

// `did you mean "emails"? `, or "" where nothing is near.
std::string meant_by(std::string_view name, std::span<const std::string_view> known);

// In quotation marks, at most 64 bytes of it, and in printable ASCII.
std::string shown_name(std::string_view name);

}  // namespace frontdesk
