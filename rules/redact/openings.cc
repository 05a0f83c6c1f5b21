// Where a label or a token may begin, by Hyperscan: most bytes of a text are then not looked at one
// by one.
#include <hs/hs.h>

#include <algorithm>
#include <memory>
#include <new>
#include <stdexcept>
#include <utility>

#include "rules/redact/parts.h"

namespace frontdesk::redaction {
namespace {

struct FreeDatabase {
  void operator()(hs_database_t* database) const { hs_free_database(database); }
};
struct FreeScratch {
  void operator()(hs_scratch_t* scratch) const { hs_free_scratch(scratch); }
};
using Scratch = std::unique_ptr<hs_scratch_t, FreeScratch>;

// All openings as literals: tokens first, known by their place.
class Finder {
 public:
  Finder() {
    std::vector<const char*> starts;
    std::vector<std::size_t> sizes;
    std::vector<unsigned> ids, flags;
    for (unsigned i = 0; i < openings_.size(); ++i) {
      starts.push_back(openings_[i].data());
      sizes.push_back(openings_[i].size());
      ids.push_back(i);
      flags.push_back(i < tokens_ ? 0 : HS_FLAG_CASELESS);
    }
    hs_database_t* made = nullptr;
    hs_compile_error_t* error = nullptr;
    const auto status = hs_compile_lit_multi(starts.data(), flags.data(), ids.data(), sizes.data(),
                                             static_cast<unsigned>(starts.size()), HS_MODE_BLOCK,
                                             nullptr, &made, &error);
    hs_free_compile_error(error);
    if (status != HS_SUCCESS) throw std::logic_error("Hyperscan refuses the openings of secrets");
    database_.reset(made);
  }

  Scratch new_scratch() const {
    hs_scratch_t* raw = nullptr;
    if (hs_alloc_scratch(database_.get(), &raw) != HS_SUCCESS) throw std::bad_alloc();
    return Scratch(raw);
  }

  void find(std::string_view text, hs_scratch_t* scratch, Openings& found) const {
    Run run{*this, found};
    const auto status = hs_scan(database_.get(), text.data(), static_cast<unsigned>(text.size()), 0,
                                scratch, on_match, &run);
    if (status != HS_SUCCESS) throw std::logic_error("Hyperscan refused to scan");
  }

 private:
  struct Run {
    const Finder& finder;
    Openings& found;
  };
  static int on_match(unsigned id, unsigned long long, unsigned long long end, unsigned,
                      void* context) {
    const auto& run = *static_cast<const Run*>(context);
    const auto at = static_cast<std::size_t>(end) - run.finder.openings_[id].size();
    (id < run.finder.tokens_ ? run.found.tokens : run.found.labels).push_back(at);
    return 0;
  }

  static std::vector<std::string> all_openings() {
    auto all = token_openings();
    for (auto& label : label_openings()) all.push_back(std::move(label));
    return all;
  }

  std::size_t tokens_ = token_openings().size();
  std::vector<std::string> openings_ = all_openings();
  std::unique_ptr<hs_database_t, FreeDatabase> database_;
};

// Openings are reported by where they end.
void put_in_order(std::vector<std::size_t>& places) {
  std::sort(places.begin(), places.end());
  places.erase(std::unique(places.begin(), places.end()), places.end());
}

}  // namespace

void find_openings(std::string_view text, Openings& found) {
  static const Finder finder;
  static thread_local const Scratch scratch = finder.new_scratch();
  if (text.empty()) return;
  finder.find(text, scratch.get(), found);
  put_in_order(found.tokens);
  put_in_order(found.labels);
}

}  // namespace frontdesk::redaction
