#include "rules/phrase_search.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

#include "rules/phrase_starts.h"

using namespace frontdesk;

namespace {

using Ids = std::vector<std::uint32_t>;

Ids sorted(Ids ids) {
  std::sort(ids.begin(), ids.end());
  return ids;
}

Ids plainly(const std::vector<std::string>& phrases, std::string_view text) {
  Ids ids;
  for (std::uint32_t i = 0; i < phrases.size(); ++i)
    if (text.find(phrases[i]) != text.npos) ids.push_back(i);
  return ids;
}

Ids plainly_begins(const std::vector<std::string>& phrases, std::string_view text) {
  Ids ids;
  for (std::uint32_t i = 0; i < phrases.size(); ++i)
    if (text.starts_with(phrases[i])) ids.push_back(i);
  return ids;
}

class Random {
 public:
  std::size_t below(std::size_t limit) { return engine_() % limit; }
  std::string text(std::size_t size, std::string_view alphabet) {
    std::string out;
    for (std::size_t i = 0; i < size; ++i) out += alphabet[below(alphabet.size())];
    return out;
  }
  // Distinct ones, of 1 to 40 bytes.
  std::vector<std::string> phrases(std::size_t count, std::string_view alphabet) {
    std::vector<std::string> out;
    while (out.size() < count) {
      out.push_back(text(1 + below(40), alphabet));
      std::sort(out.begin(), out.end());
      out.erase(std::unique(out.begin(), out.end()), out.end());
    }
    std::shuffle(out.begin(), out.end(), engine_);
    return out;
  }

 private:
  std::mt19937_64 engine_{20261123};
};

struct Search {
  explicit Search(const std::vector<std::string>& phrases) {
    auto compiled = PhraseSearch::compile(phrases);
    REQUIRE(compiled.has_value());
    search = std::move(*compiled);
    search.prepare(space);
  }
  Ids operator()(std::string_view text) {
    search.find(text, space, found);
    return sorted(found.ids());
  }
  PhraseSearch search;
  HyperscanScratch space;
  FoundPhrases found;
};

}  // namespace

TEST_CASE("C16: few phrases and many are found as a plain search finds them") {
  Random random;
  for (const std::size_t count : {1u, 20u, 64u, 65u, 400u})
    for (const std::string_view alphabet : {"ab", "ab c", "etaoin shrdlu\xc3\xa9"}) {
      CAPTURE(count);
      CAPTURE(alphabet);
      const auto phrases = random.phrases(count, alphabet);
      Search search(phrases);
      for (int i = 0; i < 60; ++i) {
        auto text = random.text(random.below(200), alphabet);
        for (auto times = random.below(4); times > 0; --times)
          text.insert(random.below(text.size() + 1), phrases[random.below(phrases.size())]);
        CHECK(search(text) == plainly(phrases, text));
      }
    }
}

TEST_CASE("C16: of many phrases each is found wherever it stands, and no part of it is enough") {
  std::vector<std::string> phrases;
  for (int i = 0; i < 300; ++i)
    phrases.push_back("a phrase of many words " + std::to_string(i) + (i % 2 ? " ends here" : "."));
  Search search(phrases);
  for (std::uint32_t i = 0; i < phrases.size(); ++i) {
    const std::string_view phrase = phrases[i];
    for (std::size_t before = 0; before < 9; ++before) {
      const std::string space(before, '-');
      CHECK(search(space + phrases[i]) == Ids{i});
      CHECK(search(space + phrases[i] + space) == Ids{i});
    }
    CHECK(search(phrase.substr(1)).empty());
    CHECK(search(phrase.substr(0, phrase.size() - 1)).empty());
  }
  CHECK(search("").empty());
}

TEST_CASE("a phrase that stands in a text many times is found once") {
  std::vector<std::string> phrases;
  for (int i = 0; i < 100; ++i)
    phrases.push_back("number " + std::to_string(1000 + i) + " is dear");
  Search search(phrases);
  std::string text;
  for (int i = 0; i < 500; ++i) text += phrases[7] + phrases[8];
  CHECK(search(text) == Ids{7, 8});
  CHECK(search(phrases[9]) == Ids{9});
}

TEST_CASE("C17: all phrases that a text begins with are found, as a plain comparison finds them") {
  Random random;
  for (const std::string_view alphabet : {"a", "ab", "abcdefgh \xc3"}) {
    const auto phrases = random.phrases(alphabet.size() == 1 ? 30 : 300, alphabet);
    const PhraseStarts starts(phrases);
    for (int i = 0; i < 300; ++i) {
      auto text = i % 2 ? phrases[random.below(phrases.size())] : std::string();
      text += random.text(random.below(20), alphabet);
      Ids found;
      starts.find(text, found);
      CHECK(sorted(found) == plainly_begins(phrases, text));
    }
  }
  Ids found;
  PhraseStarts().find("text", found);
  CHECK(found.empty());
}
