// From a provider's texts to the members of a CallEvent, within limits. What cannot be is left out:
// a call is not lost because of its caller's name.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "intake/voice/call_event.h"
#include "intake/voice/webhook.h"
#include "rules/base/json.h"

namespace frontdesk::voice {

// Cut at a character's end; control characters are left out, bytes that are no UTF-8 U+FFFD.
std::string bounded(std::string_view text, std::size_t bytes);

// A provider's id: refused (syntax) where it is empty, too long, or not printable ASCII.
Result<std::string> id_of(std::string_view text);

std::string number_of(std::string_view text);
// The same of a provider that leaves the plus of E.164 out: digits get theirs back, so that they
// are not read as a national number of the line's country. Short codes and what begins with a zero
// stay.
std::string number_without_plus(std::string_view text);
std::string keys_of(std::string_view text);  // of 0-9 * # A-D; "" where anything else is in it

// An https link, printable ASCII without spaces; else "".
std::string link_of(std::string_view text);

// Whole or decimal seconds, "13.67" among them; nothing beyond a week.
std::optional<std::chrono::seconds> seconds_of(std::string_view text);

// Who redirected, from a SIP Diversion or History-Info: the address in its angle brackets, without
// parameters, and the number alone of sip:+12125550142@host and tel:+12125550142.
std::string diverted_from(std::string_view header);

// An id for a webhook whose provider gives none: the same only for the same request.
std::string content_id(std::string_view kind, const Webhook& webhook);

// ---- JSON bodies -------------------------------------------------------------------------------

// The object of a body; a `syntax` problem for any other.
Result<boost::json::object> object_of(std::string_view body);

// "" and nothing where there is none or it is of another kind. `path` names members,
// "data.payload.to". A number or a boolean reads as its text.
const boost::json::value* member(const boost::json::object& object, std::string_view path);
std::string text_of(const boost::json::object& object, std::string_view path);
bool true_of(const boost::json::object& object, std::string_view path);

std::optional<Instant> instant_of(std::string_view text);

}  // namespace frontdesk::voice
