// A directory of a size, and arrivals for it, for decide_rate: the mix of a working year. The same
// seed makes the same.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "router/decide.h"
#include "router/directory_import.h"

namespace frontdesk::bench {

struct WorldSize {
  unsigned msps = 60, companies = 3'000, sites = 10'000, contacts = 100'000;
};

// A thing that came in and what the store knew of it.
struct Asked {
  Arrival arrival;
  Context context;
};

class World {
 public:
  World(const RuleSet& rules, WorldSize size);

  const RuleSet& rules() const { return rules_; }
  const Directory& directory() const { return directory_; }
  // 50 % mail, 36 % calls, 9 % chats, 5 % tickets of machines.
  Asked ask();

 private:
  unsigned below(unsigned limit) { return static_cast<unsigned>(random_() % limit); }
  bool one_in(unsigned many) { return below(many) == 0; }
  void make_msps();
  void make_sites();
  void make_contracts(unsigned number);
  void make_contacts();
  Site site(unsigned number);
  Instant some_time();
  void ask_by_phone(Asked& asked);
  void ask_by_mail(Asked& asked);
  void ask_by_chat(Asked& asked);
  void ask_by_machine(Asked& asked);
  const Contact& somebody();

  std::mt19937_64 random_{20261122};
  WorldSize size_;
  RuleSet rules_;
  DirectoryData data_;
  Directory directory_;
  std::uint64_t asked_ = 0;
};

}  // namespace frontdesk::bench
