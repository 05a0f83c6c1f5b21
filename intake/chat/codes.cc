#include "intake/chat/codes.h"

#include <array>
#include <cstddef>

namespace frontdesk::chat {
namespace {

// In the order of the enumeration: row_of() takes its value for the place.
constexpr std::array<ErrorRow, 20> errors{{
    {ErrorCode::syntax, false, true,
     "a frame is one JSON object with a member \"type\", and no name twice"},
    {ErrorCode::type, false, true, "no frame of this type is known"},
    {ErrorCode::field, false, true, "a member is missing, or has a value that it cannot have"},
    {ErrorCode::empty, false, true, "there is neither a text nor an upload"},
    {ErrorCode::too_long, false, true, "a text is longer than the limits in the welcome say"},
    {ErrorCode::characters, false, true, "there are control characters where none may be"},
    {ErrorCode::version, false, true, "this server speaks version 1"},
    {ErrorCode::identity, false, true, "a hello names an endpoint's token, an email, or both"},
    {ErrorCode::state, false, true, "not now: the chat is in another state"},
    {ErrorCode::order, true, false, "send the message `first` and what followed it again"},
    {ErrorCode::unacknowledged, true, false, "wait for acknowledgements, then send this again"},
    {ErrorCode::rate, true, false, "too many in a short time; send this again later"},
    {ErrorCode::busy, true, false, "this cannot be kept now; send it again later"},
    {ErrorCode::session, false, true, "there is no such session to resume; begin a new one"},
    {ErrorCode::line, false, true, "this door does not exist, or not for this page"},
    {ErrorCode::closed, false, false, "nobody can take messages now; use the form"},
    {ErrorCode::upload, false, true, "no upload of this chat has this id and is complete"},
    {ErrorCode::upload_size, false, true,
     "files must have from 1 byte to the limit in the welcome"},
    {ErrorCode::uploads, true, false, "too many uploads; wait for those that were asked for"},
    {ErrorCode::refused, false, false, "this is not taken"},
}};

constexpr std::array<EndingRow, 16> endings{{
    {Ending::left, 1000, false},
    {Ending::closed, 1000, false},
    {Ending::form, 1000, false},
    {Ending::expired, 4006, false},
    {Ending::refused, 1008, false},
    {Ending::replaced, 4004, false},
    {Ending::hello, 4001, false},
    {Ending::version, 4007, false},
    {Ending::idle, 4002, true},
    {Ending::slow, 4003, true},
    {Ending::protocol, 4005, true},
    {Ending::flood, 4008, true},
    {Ending::too_large, 1009, true},
    {Ending::binary, 1003, true},
    {Ending::busy, 1013, true},
    {Ending::restart, 1012, true},
}};

template <class Rows, class Key>
constexpr bool in_order(const Rows& rows, Key key) {
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (static_cast<std::size_t>(key(rows[i])) != i) return false;
  return true;
}
static_assert(in_order(errors, [](const ErrorRow& row) { return row.code; }));
static_assert(in_order(endings, [](const EndingRow& row) { return row.ending; }));

}  // namespace

const ErrorRow& row_of(ErrorCode code) {
  return errors[static_cast<std::size_t>(code)];
}

const EndingRow& row_of(Ending ending) {
  return endings[static_cast<std::size_t>(ending)];
}

}  // namespace frontdesk::chat
