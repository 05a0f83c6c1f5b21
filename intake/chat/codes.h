// What the chat refuses with, and how a connection ends: one row each, which PROTOCOL.md tells too.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <string_view>

namespace frontdesk::chat {

enum class ErrorCode : std::uint8_t {
  syntax,
  type,
  field,
  empty,
  too_long,
  characters,
  version,
  identity,
  state,
  order,
  unacknowledged,
  rate,
  busy,
  session,
  line,
  closed,
  upload,
  upload_size,
  uploads,
  refused
};
BOOST_DESCRIBE_ENUM(ErrorCode, syntax, type, field, empty, too_long, characters, version, identity,
                    state, order, unacknowledged, rate, busy, session, line, closed, upload,
                    upload_size, uploads, refused)

struct ErrorRow {
  ErrorCode code;
  bool retry;   // the same frame may be taken later
  bool counts;  // the client is wrong: so many of these end the connection
  std::string_view says;
};
const ErrorRow& row_of(ErrorCode code);

enum class Ending : std::uint8_t {
  left,
  closed,
  form,
  expired,
  refused,
  replaced,
  hello,
  version,
  idle,
  slow,
  protocol,
  flood,
  too_large,
  binary,
  busy,
  restart
};
BOOST_DESCRIBE_ENUM(Ending, left, closed, form, expired, refused, replaced, hello, version, idle,
                    slow, protocol, flood, too_large, binary, busy, restart)

struct EndingRow {
  Ending ending;
  std::uint16_t close_code;  // of the WebSocket: RFC 6455, 7.4
  bool resume;               // the chat goes on: come back to it
};
const EndingRow& row_of(Ending ending);

}  // namespace frontdesk::chat
