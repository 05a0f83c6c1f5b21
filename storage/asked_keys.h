// Most of the index is walked, a list at a time. Three questions are about one thing, and most
// often nothing answers them: was this mail here before, which tickets is this message of, did this
// address write in this ticket. The part of a key that such a question names stands in the filters
// of the index, so that tables that do not have it are not looked into.
#pragma once

#include <string_view>

namespace frontdesk {

// What a question names of this key: of `k` keys all, of `m` keys the message, of `t email:` keys
// the address and the ticket. Empty where nobody asks for keys of this kind by themselves.
std::string_view asked_part(std::string_view key);

}  // namespace frontdesk
