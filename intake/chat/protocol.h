// The frames of /chat as values; PROTOCOL.md is what a client's writer reads of them. Pure: text
// in, a value or an error code out, and back.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "intake/chat/codes.h"
#include "intake/chat/limits.h"
#include "intake/chat/transcript.h"
#include "intake/chat/widget.h"

namespace frontdesk::chat {

inline constexpr std::uint32_t protocol_version = 1;

// ---- from the client ---------------------------------------------------------------------------

// A new chat. The endpoint's token is never kept: only its digest (R65).
struct Hello {
  std::string id;  // of this wish: said again after a lost connection it opens no second chat
  std::string token_sha256, email, name;
  std::string line;  // of a chat door
  std::string site;  // what the page says that it belongs to; a claim
  std::string language;
};
struct Resume {
  std::string session, secret;
  std::uint64_t seen = 0;  // the number of the last message that the client has
};
struct Message {
  std::string id, text;
  std::vector<std::string> uploads;
};
// The form of closed hours (C9).
struct Form {
  std::string id, name, email, phone, text;
};
struct Typing {
  bool on = false;
};
struct UploadRequest {
  std::string id, name, media_type;
  std::uint64_t size = 0;
};
struct Leave {};
struct ClientPing {};

// A frame that is refused. `says` names members and never has their contents.
struct Fault {
  ErrorCode code = ErrorCode::syntax;
  std::string id;     // of the frame, where it has a good one
  std::string field;  // the member at fault, "" where it is the whole frame
  std::string says;   // "" for the sentence of the code
};

using ClientFrame =
    std::variant<Fault, Hello, Resume, Message, Form, Typing, UploadRequest, Leave, ClientPing>;

// Reads one text frame and checks every limit of it. An unknown member is ignored; a null one
// counts as absent.
ClientFrame parse_frame(std::string_view text, const Limits& limits);

// ---- to the client -----------------------------------------------------------------------------

enum class ChatState : std::uint8_t { waiting, talking, closed, ended };
BOOST_DESCRIBE_ENUM(ChatState, waiting, talking, closed, ended)

// The limits that a client should know of before it runs into them.
struct ClientLimits {
  std::uint64_t frame_bytes = 0, text_characters = 0, upload_bytes = 0, uploads_per_message = 0,
                unacknowledged = 0;
};
BOOST_DESCRIBE_STRUCT(ClientLimits, (),
                      (frame_bytes, text_characters, upload_bytes, uploads_per_message,
                       unacknowledged))

struct Welcome {
  std::uint32_t version = protocol_version;
  std::string session;
  std::optional<std::string> secret;  // once, when the chat is opened
  bool resumed = false;
  bool reset = false;  // the last seen number is none of this chat: everything is sent again
  ChatState state = ChatState::waiting;
  std::optional<std::uint32_t> position;  // in the queue, from 1
  std::optional<std::string> name;        // of the technician
  std::optional<Instant> opens;           // when `closed`: the next time that it is open
  std::uint64_t last = 0;                 // the number of the chat's last message
  std::int64_t grace_seconds = 0;
  ClientLimits limits;
  WidgetView widget;
};
BOOST_DESCRIBE_STRUCT(Welcome, (),
                      (version, session, secret, resumed, reset, state, position, name, opens, last,
                       grace_seconds, limits, widget))

struct StateChange {
  ChatState state = ChatState::waiting;
  std::optional<std::uint32_t> position;
  std::optional<std::string> name;
};
BOOST_DESCRIBE_STRUCT(StateChange, (), (state, position, name))

struct Ack {
  std::string id;
  std::uint64_t number = 0;
  Instant at{};
};
BOOST_DESCRIBE_STRUCT(Ack, (), (id, number, at))

struct TheirTyping {
  bool on = false;
  std::optional<std::string> name;
};
BOOST_DESCRIBE_STRUCT(TheirTyping, (), (on, name))

// Where the bytes of an upload go: a PUT with the announced type and size.
struct UploadPlace {
  std::string id;      // of the request
  std::string upload;  // what a message names
  std::string url;
  Instant expires{};
};
BOOST_DESCRIBE_STRUCT(UploadPlace, (), (id, upload, url, expires))

struct ErrorFrame {
  ErrorCode code = ErrorCode::syntax;
  bool retry = false;
  std::optional<std::int64_t> after_ms;
  std::optional<std::string> id, first, field;
  std::string says;
};
BOOST_DESCRIBE_STRUCT(ErrorFrame, (), (code, retry, after_ms, id, first, field, says))

struct EndFrame {
  Ending reason = Ending::closed;
  bool resume = false;
  std::optional<std::int64_t> after_ms;
};
BOOST_DESCRIBE_STRUCT(EndFrame, (), (reason, resume, after_ms))

std::string to_frame(const Welcome& welcome);
std::string to_frame(const StateChange& change);
std::string to_frame(const Ack& ack);
std::string to_frame(const Entry& entry);
std::string to_frame(const TheirTyping& typing);
std::string to_frame(const UploadPlace& place);
std::string to_frame(const ErrorFrame& error);
std::string to_frame(const EndFrame& end);
std::string pong_frame();

}  // namespace frontdesk::chat
