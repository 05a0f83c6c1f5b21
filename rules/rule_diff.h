// What a reload would take away.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "rules/rule_set.h"

namespace frontdesk {

// "plan us_voice.24x7", "queue us.chat", "line uk-voice", "calendar nl": what `next` no longer has.
// A reload that removes one that is in use is refused.
std::vector<std::string> removed_ids(const RuleSet& old, const RuleSet& next);

// The plans that are not among the ids in use, `none` aside: what `check` with a directory warns
// of.
std::vector<std::string> unused_plans(const RuleSet& rules,
                                      const std::set<std::string, std::less<>>& used);

}  // namespace frontdesk
