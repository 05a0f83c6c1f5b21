// Mails in files: one alone, or a mailbox of many.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace frontdesk::cli {

// True where the bytes begin as a mailbox does, with "From ".
bool is_mbox(std::string_view bytes);

// Calls `mail` for each mail of a mailbox, without its "From " line and with quoted ">From " lines
// as they were. A mail begins at a "From " line at the very start or after an empty line.
void for_each_in_mbox(std::string_view bytes, const std::function<void(std::string_view)>& mail);

}  // namespace frontdesk::cli
