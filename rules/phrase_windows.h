// Which of very many phrases stand in a text, each of some length.
//
// Of a text every fourth place is looked at: whether the twelve bytes there are some of a phrase
// is one bit of a table, and mostly they are not. Where a phrase stands, one of any four windows of
// twelve bytes that follow each other in it begins at such a place, so four of each phrase are in
// the table: those that the fewest phrases have. Thousands of phrases of the same few words cost
// little more than one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "rules/found_phrases.h"

namespace frontdesk {

class PhraseWindows {
 public:
  static constexpr std::size_t window_bytes = 12, stride = 4;
  // Shorter phrases have no four windows.
  static constexpr std::size_t shortest = window_bytes + stride - 1;

  PhraseWindows() = default;
  // None is shorter than `shortest`.
  explicit PhraseWindows(std::vector<Phrase> phrases);

  void find(std::string_view text, FoundPhrases& found) const;

 private:
  struct Bytes {  // of a window: the first eight and the last eight
    std::uint64_t first = 0, last = 0;
    bool operator==(const Bytes&) const = default;
  };
  struct Window {
    Bytes bytes;
    std::uint32_t phrase = 0;  // in phrases_
    std::uint32_t at = 0;      // within the phrase
  };
  static Bytes bytes_at(std::string_view text, std::size_t at);
  std::size_t hash(const Bytes& window) const;
  void look(std::string_view text, std::size_t at, FoundPhrases& found) const;

  std::vector<Phrase> phrases_;
  int unused_bits_ = 0;               // of a mixed hash
  std::vector<std::uint64_t> known_;  // a bit for each hash
  std::vector<std::uint32_t> first_;  // of each bucket of hashes, in windows_; and the end
  std::vector<Window> windows_;       // by hash
};

}  // namespace frontdesk
