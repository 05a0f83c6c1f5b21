#include "rules/phrase_literals.h"

#include <new>
#include <stdexcept>

namespace frontdesk {
namespace {

int on_match(unsigned id, unsigned long long, unsigned long long, unsigned, void* found) {
  static_cast<FoundPhrases*>(found)->add(id);
  return 0;
}

}  // namespace

Result<PhraseLiterals> PhraseLiterals::compile(const std::vector<Phrase>& phrases) {
  PhraseLiterals out;
  if (phrases.empty()) return out;
  std::vector<const char*> starts;
  std::vector<std::size_t> lengths;
  std::vector<unsigned> ids, flags(phrases.size(), HS_FLAG_SINGLEMATCH);
  for (const auto& phrase : phrases) {
    ids.push_back(phrase.id);
    starts.push_back(phrase.text.data());
    lengths.push_back(phrase.text.size());
  }
  hs_database_t* database = nullptr;
  hs_compile_error_t* error = nullptr;
  const auto status = hs_compile_lit_multi(starts.data(), flags.data(), ids.data(), lengths.data(),
                                           static_cast<unsigned>(starts.size()), HS_MODE_BLOCK,
                                           nullptr, &database, &error);
  if (status != HS_SUCCESS) {
    std::string says = error && error->message ? error->message : "out of memory";
    hs_free_compile_error(error);
    return problem(ProblemCode::rule_fault, "the phrases cannot be compiled: " + says);
  }
  out.database_.reset(database, [](hs_database_t* mine) { hs_free_database(mine); });
  return out;
}

void PhraseLiterals::prepare(HyperscanScratch& scratch) const {
  if (!database_) return;
  hs_scratch_t* raw = scratch.space.release();
  const auto status = hs_alloc_scratch(database_.get(), &raw);
  scratch.space.reset(raw);
  if (status != HS_SUCCESS) throw std::bad_alloc();
}

void PhraseLiterals::find(std::string_view text, HyperscanScratch& scratch,
                          FoundPhrases& found) const {
  if (!database_ || text.empty()) return;
  const auto status = hs_scan(database_.get(), text.data(), static_cast<unsigned>(text.size()), 0,
                              scratch.space.get(), on_match, &found);
  if (status != HS_SUCCESS) throw std::logic_error("Hyperscan refused to scan");
}

}  // namespace frontdesk
