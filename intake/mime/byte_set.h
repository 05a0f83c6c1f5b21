// A set of bytes to look for in header texts. find_first_of of the library asks memchr for every
// byte.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace frontdesk {

class ByteSet {
 public:
  constexpr explicit ByteSet(std::string_view chars) {
    for (const char c : chars) has_[static_cast<unsigned char>(c)] = true;
  }
  constexpr bool has(char c) const { return has_[static_cast<unsigned char>(c)]; }
  // The first byte from `at` on that is in the set, or is not; the text's size where there is none.
  constexpr std::size_t find_in(std::string_view text, std::size_t at = 0) const {
    while (at < text.size() && !has(text[at])) ++at;
    return at;
  }
  constexpr std::size_t skip_in(std::string_view text, std::size_t at = 0) const {
    while (at < text.size() && has(text[at])) ++at;
    return at;
  }

 private:
  std::array<bool, 256> has_{};
};

}  // namespace frontdesk
