// Which of some phrases stand in a text, by Hyperscan.
#pragma once

#include <hs/hs.h>

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "rules/base/result.h"
#include "rules/found_phrases.h"

namespace frontdesk {

// What Hyperscan writes in. For any number of databases, one search at a time.
struct HyperscanScratch {
  struct Free {
    void operator()(hs_scratch_t* scratch) const { hs_free_scratch(scratch); }
  };
  std::unique_ptr<hs_scratch_t, Free> space;
};

class PhraseLiterals {
 public:
  PhraseLiterals() = default;
  // `rule_fault` where Hyperscan refuses.
  static Result<PhraseLiterals> compile(const std::vector<Phrase>& phrases);

  // Makes the scratch fit; once before the first search.
  void prepare(HyperscanScratch& scratch) const;
  void find(std::string_view text, HyperscanScratch& scratch, FoundPhrases& found) const;

 private:
  std::shared_ptr<const hs_database_t> database_;  // null where there is no phrase
};

}  // namespace frontdesk
