// The phrases that a text may begin with.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace frontdesk {

class PhraseStarts {
 public:
  PhraseStarts() = default;
  // No phrase is empty or there twice; each is known by its place in the list.
  explicit PhraseStarts(std::vector<std::string> phrases);

  bool empty() const { return entries_.empty(); }
  // Appends all phrases that `text` begins with, the longest first. One binary search, whatever
  // their number.
  void find(std::string_view text, std::vector<std::uint32_t>& found) const;

 private:
  static constexpr std::uint32_t none = UINT32_MAX;
  struct Entry {
    std::string text;
    std::uint32_t phrase = 0;
    std::uint32_t shorter = none;  // the entry of the longest phrase that this one begins with
  };
  std::vector<Entry> entries_;  // by text
};

}  // namespace frontdesk
