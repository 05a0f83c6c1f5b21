#include "rules/phrase_search.h"

#include <utility>

namespace frontdesk {
namespace {

// Up to so many literals Hyperscan compares many at once; from there on windows cost less.
constexpr std::size_t literals_most = 64;

}  // namespace

Result<PhraseSearch> PhraseSearch::compile(const std::vector<std::string>& phrases) {
  std::vector<Phrase> by_literal, by_windows;
  const bool many = phrases.size() > literals_most;
  for (std::uint32_t i = 0; i < phrases.size(); ++i)
    (many && phrases[i].size() >= PhraseWindows::shortest ? by_windows : by_literal)
        .push_back({phrases[i], i});
  auto literals = PhraseLiterals::compile(by_literal);
  if (!literals) return literals.error();
  PhraseSearch out;
  out.phrases_ = phrases.size();
  out.literals_ = std::move(*literals);
  out.windows_ = PhraseWindows(std::move(by_windows));
  return out;
}

void PhraseSearch::find(std::string_view text, HyperscanScratch& scratch,
                        FoundPhrases& found) const {
  found.begin(phrases_);
  literals_.find(text, scratch, found);
  windows_.find(text, found);
}

}  // namespace frontdesk
