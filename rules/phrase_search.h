// Which of any number of phrases stand in a text. Hyperscan finds some hundreds of them in little
// time, and short ones. It looks for a phrase by its last bytes: where thousands end in the same
// few words, every such word of a text costs a look at all of them. So the long ones among many
// phrases are found by their windows.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rules/base/result.h"
#include "rules/found_phrases.h"
#include "rules/phrase_literals.h"
#include "rules/phrase_windows.h"

namespace frontdesk {

class PhraseSearch {
 public:
  PhraseSearch() = default;
  // Each phrase is known by its place in the list.
  static Result<PhraseSearch> compile(const std::vector<std::string>& phrases);

  bool empty() const { return phrases_ == 0; }
  void prepare(HyperscanScratch& scratch) const { literals_.prepare(scratch); }
  // `found` has the phrases of this text alone.
  void find(std::string_view text, HyperscanScratch& scratch, FoundPhrases& found) const;

 private:
  std::size_t phrases_ = 0;
  PhraseLiterals literals_;
  PhraseWindows windows_;
};

}  // namespace frontdesk
