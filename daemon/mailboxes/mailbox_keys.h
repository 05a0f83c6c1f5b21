// The keys of [[mailbox]], what they must be together, and what a start would find missing.
#pragma once

#include <functional>
#include <string>

#include "daemon/config_arrays.h"

namespace frontdesk {

ConfigArray mailbox_array();

// Key and what is wrong, for each file of a mailbox that cannot be used.
void check_mailbox_files(const MailboxConfig& mailbox,
                         const std::function<void(std::string key, std::string says)>& fault);

}  // namespace frontdesk
