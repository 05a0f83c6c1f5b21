// What the verbs that need no daemon stand on: a rule folder and a directory file.
#pragma once

#include <memory>
#include <optional>

#include "daemon/cli/io.h"
#include "daemon/cli/options.h"
#include "router/directory_import.h"
#include "rules/loader.h"

namespace frontdesk::cli {

// What the folder of --rules holds. A problem, in one line, where there is no such folder or no rule
// file in it: somebody who has not installed them wants another folder, not a fault for each file.
Result<LoadedRules> loaded_rules(const Options& options);

// The compiled rules of --rules. Faults are printed as file:line, one a line, on stderr; the
// problem then counts them.
Result<std::shared_ptr<const RuleSet>> rules_of(const Options& options, Io& io);

// The directory of --directory, read into an empty one; an empty one where none was given. Rejected
// rows are printed on stderr; the problem then counts them.
Result<Directory> directory_of(const Options& options, const RuleSet& rules, Io& io);

// "contacts[3] ann: the site does not exist"
std::string row_text(const RejectedRow& row);

// "people.csv:3: ann: site: no such site \"x\"", where the line is one of the file
std::string csv_row_text(const std::string& file, const RejectedRow& row);

// "notice: agent_not_deployed: sites/acme-nyc: The site has …"
std::string notice_text(const DirectoryNotice& notice);

// "1 fault", "2 faults"
std::string counted(std::size_t count, std::string_view one, std::string_view many);

}  // namespace frontdesk::cli
