// The list of index keys that go with an arrival's facts when they are erased.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace frontdesk {

// Each key behind its length in two bytes, most significant first.
std::string pack_keys(const std::vector<std::string>& keys);
// As many as are whole.
std::vector<std::string> unpack_keys(std::string_view packed);

}  // namespace frontdesk
