// Reads the eight rule files and compiles them, or says everything that is wrong with them.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "rules/rule_set.h"

namespace frontdesk {

// One thing wrong, or worth a warning, at one place.
struct Fault {
  std::string file;  // as given: rules/default/spam-filter.toml
  int line = 0;      // 1 for the first; 0 where the whole file is meant
  std::string key;   // "row[3].phrase"
  std::string says;  // what was expected
};
BOOST_DESCRIBE_STRUCT(Fault, (), (file, line, key, says))

// "spam-filter.toml:12: row[3].phrase: expected text that is not blank"
std::string to_text(const Fault& fault);

struct LoadedRules {
  std::shared_ptr<const RuleSet> rules;  // null where there are faults
  std::vector<Fault> faults;             // of meaning all at once; of syntax the first in each file
  std::vector<Fault>
      warnings;  // rows that can never hit, windows with holes, unused plans and queues…
};

// The file names, in the order in which they are read: spam-filter.toml, coverage.toml, …
const std::vector<std::string>& rule_file_names();

// Reads the eight files of a folder. A missing one is a fault.
LoadedRules load_rules(const std::filesystem::path& folder);

// The same from texts by file name; `load_rules` and the store's kept rule sets both end here.
LoadedRules compile_rules(const std::map<std::string, std::string>& texts,
                          const std::string& shown_folder = {});

}  // namespace frontdesk
