// The phrases that a search has found, each once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace frontdesk {

struct Phrase {
  std::string text;      // never empty
  std::uint32_t id = 0;  // its place among all phrases of a search
};

class FoundPhrases {
 public:
  // Forgets what was found. Ids are below `ids`.
  void begin(std::size_t ids) {
    for (const auto id : ids_) seen_[id] = 0;
    ids_.clear();
    if (seen_.size() < ids) seen_.resize(ids);
  }
  void add(std::uint32_t id) {
    if (seen_[id] == 0) ids_.push_back(id);
    seen_[id] = 1;
  }
  const std::vector<std::uint32_t>& ids() const { return ids_; }  // in no order

 private:
  std::vector<char> seen_;
  std::vector<std::uint32_t> ids_;
};

}  // namespace frontdesk
