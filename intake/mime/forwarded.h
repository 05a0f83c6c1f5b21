// Whose mail this is, where a person forwarded it by hand (users-want 19). Pure, linear.
#pragma once

#include <string>
#include <string_view>

namespace frontdesk {

// The address in the From of the mail that stands quoted in the text, as mail programs quote what
// is forwarded, in the languages that they speak; "" where the subject does not say that it is a
// forward ("Fwd:", "WG:", …) or no such block stands in the text. Of several, the first: what the
// forwarder got. Anybody can write such a text: it means something only where the forwarder is
// known and trusted.
std::string forwarded_from(std::string_view subject, std::string_view text);

}  // namespace frontdesk
