#include "rules/phrase_starts.h"

#include <algorithm>

namespace frontdesk {

PhraseStarts::PhraseStarts(std::vector<std::string> phrases) {
  entries_.reserve(phrases.size());
  for (auto& text : phrases)
    entries_.push_back({std::move(text), static_cast<std::uint32_t>(entries_.size()), none});
  std::sort(entries_.begin(), entries_.end(),
            [](const Entry& a, const Entry& b) { return a.text < b.text; });
  // What a text begins with stands before it, and what stands between the two begins with it too.
  for (std::uint32_t i = 1; i < entries_.size(); ++i) {
    auto shorter = i - 1;
    while (shorter != none && !entries_[i].text.starts_with(entries_[shorter].text))
      shorter = entries_[shorter].shorter;
    entries_[i].shorter = shorter;
  }
}

void PhraseStarts::find(std::string_view text, std::vector<std::uint32_t>& found) const {
  const auto behind =
      std::upper_bound(entries_.begin(), entries_.end(), text,
                       [](std::string_view a, const Entry& b) { return a < b.text; });
  // The last entry that is not behind the text begins with every phrase that the text begins with.
  auto at =
      behind == entries_.begin() ? none : static_cast<std::uint32_t>(behind - entries_.begin() - 1);
  for (; at != none; at = entries_[at].shorter)
    if (text.starts_with(entries_[at].text)) found.push_back(entries_[at].phrase);
}

}  // namespace frontdesk
