// Character references of HTML.
#pragma once

#include <string>
#include <string_view>

namespace frontdesk {

// Reads the reference at `at`, where an "&" stands, appends what it means to `out` and gives the
// place behind it. What is no reference stays an "&".
std::size_t append_entity(std::string_view html, std::size_t at, std::string& out);

}  // namespace frontdesk
