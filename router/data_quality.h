// What data_quality (router/directory_import.h) gives, told one by one: whoever wants a few of them
// need not have them all.
#pragma once

#include <functional>
#include <string_view>

#include "router/directory_import.h"

namespace frontdesk {

void tell_data_quality(const Directory& directory, const RuleSet& rules, std::string_view only_msp,
                       const std::function<void(DirectoryNotice)>& tell);

}  // namespace frontdesk
