// What we give Telnyx to carry (`client_state`) and find in the webhooks that follow. Telnyx calls
// one URL for everything and takes one command at a time, so what is still to be done of a list
// goes with the call. It comes back inside what Telnyx signs.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "rules/base/json.h"

namespace frontdesk::voice {

struct TelnyxState {
  std::string after;   // answered, speak, playback, gather, record, dial: what is waited for
  std::string leg;     // the caller's, for commands
  std::string next;    // whose turn it is then, where nothing is left in `rest`
  std::string finish;  // the key that ends a message
  boost::json::value rest = boost::json::array();
};
BOOST_DESCRIBE_STRUCT(TelnyxState, (), (after, leg, next, finish, rest))

std::string encoded(const TelnyxState& state);
// Nothing for a state that is not of ours.
std::optional<TelnyxState> decoded_state(std::string_view client_state);

}  // namespace frontdesk::voice
