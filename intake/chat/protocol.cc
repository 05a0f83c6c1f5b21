#include "intake/chat/protocol.h"

#include <algorithm>
#include <array>
#include <utility>

#include "intake/chat/fields.h"
#include "rules/base/digest.h"
#include "rules/base/json_untrusted.h"
#include "rules/lines.h"

namespace frontdesk::chat {
namespace {

// A hello's id opens the chat once more, secret and all: nobody may guess it.
constexpr std::size_t hello_id_bytes_min = 22;

struct ResumeWire {
  std::string session, secret;
  std::uint64_t seen = 0;
};
BOOST_DESCRIBE_STRUCT(ResumeWire, (), (session, secret, seen))

struct HelloWire {
  std::uint32_t version = 0;
  std::string id, token, email, name, site, language;
  std::string line = "chat";
  std::optional<ResumeWire> resume;
};
BOOST_DESCRIBE_STRUCT(HelloWire, (),
                      (version, id, token, email, name, site, language, line, resume))

struct MessageWire {
  std::string id, text;
  std::vector<std::string> uploads;
};
BOOST_DESCRIBE_STRUCT(MessageWire, (), (id, text, uploads))

struct FormWire {
  std::string id, name, email, phone, text;
};
BOOST_DESCRIBE_STRUCT(FormWire, (), (id, name, email, phone, text))

struct TypingWire {
  std::optional<bool> on;
};
BOOST_DESCRIBE_STRUCT(TypingWire, (), (on))

struct UploadWire {
  std::string id, name, media_type;
  std::optional<std::uint64_t> size;
};
BOOST_DESCRIBE_STRUCT(UploadWire, (), (id, name, media_type, size))

// The first thing that is wrong with a frame.
class Checks {
 public:
  explicit Checks(std::string id) : id_(is_id(id) ? std::move(id) : std::string{}) {}

  void need(bool holds, std::string_view field, std::string_view says,
            ErrorCode code = ErrorCode::field) {
    if (!holds && !fault_) fault_ = Fault{code, id_, std::string(field), std::string(says)};
  }
  void id(std::string_view value) { need(is_id(value), "id", id_says); }
  void optional(std::string_view value, bool (*rule)(std::string_view), std::string_view field,
                std::string_view says) {
    need(value.empty() || rule(value), field, says);
  }
  void text(std::string& value, const Limits& limits) {
    value = with_plain_lines(std::move(value));
    need(characters_of(value) <= limits.text_characters, "text", "", ErrorCode::too_long);
    need(!has_controls(value), "text", "", ErrorCode::characters);
  }
  ClientFrame unless_wrong(ClientFrame frame) {
    if (fault_) return *std::move(fault_);
    return frame;
  }

  static constexpr std::string_view id_says = "id: 1 to 64 of letters, digits and . _ : -";

 private:
  std::string id_;
  std::optional<Fault> fault_;
};

std::string id_in(const boost::json::object& object) {
  const auto* id = object.if_contains("id");
  const auto* text = id ? id->if_string() : nullptr;
  if (!text || !is_id({text->data(), text->size()})) return {};
  return {text->data(), text->size()};
}

// The value's members as a struct; what is of the wrong type is a fault that names it.
template <class Wire>
std::variant<Fault, Wire> wire_of(const boost::json::value& value) {
  auto wire = from_json_value<Wire>(value);
  if (wire) return *std::move(wire);
  const auto& says = wire.error().says;
  return Fault{ErrorCode::field, id_in(value.get_object()), says.substr(0, says.find(':')), says};
}

ClientFrame resume_of(ResumeWire wire) {
  Checks checks("");
  checks.need(is_id(wire.session), "resume.session", "resume.session: the one of the welcome");
  checks.need(is_token(wire.secret), "resume.secret", "resume.secret: the one of the welcome");
  return checks.unless_wrong(Resume{std::move(wire.session), std::move(wire.secret), wire.seen});
}

ClientFrame read(HelloWire wire, const Limits&) {
  Checks checks(wire.id);
  checks.need(wire.version == protocol_version, "version", "", ErrorCode::version);
  if (wire.resume && wire.version == protocol_version) return resume_of(*std::move(wire.resume));
  checks.need(is_id(wire.id) && wire.id.size() >= hello_id_bytes_min, "id",
              "id: 22 to 64 random letters, digits and . _ : -");
  checks.need(!wire.token.empty() || !wire.email.empty(), "", "", ErrorCode::identity);
  checks.optional(wire.token, is_token, "token", "token: at most 256 visible ASCII characters");
  checks.optional(wire.email, is_email, "email", "email: an address like ann@acme.example");
  checks.optional(wire.name, is_name, "name", "name: one line of at most 100 characters");
  checks.need(is_id(wire.line), "line", "line: the id of a chat door");
  checks.optional(wire.site, is_id, "site", "site: the id of a site");
  checks.optional(wire.language, is_language, "language", "language: a tag like de or pt-BR");
  return checks.unless_wrong(
      Hello{std::move(wire.id), wire.token.empty() ? std::string{} : sha256_hex(wire.token),
            lower_case(wire.email), std::move(wire.name), std::move(wire.line),
            std::move(wire.site), std::move(wire.language)});
}

ClientFrame read(MessageWire wire, const Limits& limits) {
  Checks checks(wire.id);
  checks.id(wire.id);
  checks.text(wire.text, limits);
  checks.need(wire.uploads.size() <= limits.uploads_per_message, "uploads",
              "uploads: more than a message may name");
  auto sorted = wire.uploads;
  std::sort(sorted.begin(), sorted.end());
  checks.need(std::all_of(sorted.begin(), sorted.end(), is_id) &&
                  std::adjacent_find(sorted.begin(), sorted.end()) == sorted.end(),
              "uploads", "uploads: ids of uploads, each once");
  if (is_blank(wire.text)) {
    wire.text.clear();
    checks.need(!wire.uploads.empty(), "text", "", ErrorCode::empty);
  }
  return checks.unless_wrong(
      Message{std::move(wire.id), std::move(wire.text), std::move(wire.uploads)});
}

ClientFrame read(FormWire wire, const Limits& limits) {
  Checks checks(wire.id);
  checks.id(wire.id);
  checks.optional(wire.name, is_name, "name", "name: one line of at most 100 characters");
  checks.optional(wire.email, is_email, "email", "email: an address like ann@acme.example");
  checks.optional(wire.phone, is_phone, "phone", "phone: a number of at most 40 characters");
  checks.text(wire.text, limits);
  checks.need(!is_blank(wire.text), "text", "", ErrorCode::empty);
  return checks.unless_wrong(Form{std::move(wire.id), std::move(wire.name), lower_case(wire.email),
                                  std::move(wire.phone), std::move(wire.text)});
}

ClientFrame read(TypingWire wire, const Limits&) {
  Checks checks("");
  checks.need(wire.on.has_value(), "on", "on: expected true or false");
  return checks.unless_wrong(Typing{wire.on.value_or(false)});
}

ClientFrame read(UploadWire wire, const Limits& limits) {
  Checks checks(wire.id);
  checks.id(wire.id);
  checks.need(is_file_name(wire.name), "name",
              "name: a file's name of at most 255 bytes, without a path");
  checks.need(is_media_type(wire.media_type), "media_type", "media_type: a type like image/png");
  const auto size = wire.size.value_or(0);
  checks.need(size >= 1 && size <= limits.upload_bytes, "size", "", ErrorCode::upload_size);
  return checks.unless_wrong(
      UploadRequest{std::move(wire.id), std::move(wire.name), lower_case(wire.media_type), size});
}

template <class Wire>
ClientFrame read_as(const boost::json::value& value, const Limits& limits) {
  auto wire = wire_of<Wire>(value);
  if (auto* fault = std::get_if<Fault>(&wire)) return std::move(*fault);
  return read(std::get<Wire>(std::move(wire)), limits);
}

struct Reader {
  std::string_view type;
  ClientFrame (*read)(const boost::json::value&, const Limits&);
};
constexpr std::array<Reader, 7> readers{{
    {"message", read_as<MessageWire>},
    {"typing", read_as<TypingWire>},
    {"hello", read_as<HelloWire>},
    {"upload", read_as<UploadWire>},
    {"form", read_as<FormWire>},
    {"leave", [](const boost::json::value&, const Limits&) { return ClientFrame(Leave{}); }},
    {"ping", [](const boost::json::value&, const Limits&) { return ClientFrame(ClientPing{}); }},
}};

// {"type":"ack", and the members.
template <class Frame>
std::string typed(std::string_view type, const Frame& frame) {
  std::string out;
  out.reserve(256);
  out.append("{\"type\":\"").append(type).append("\",");
  const auto members = out.size();
  append_json(out, frame);
  out.erase(members, 1);  // its own brace
  return out;
}

}  // namespace

ClientFrame parse_frame(std::string_view text, const Limits& limits) {
  if (text.size() > limits.frame_bytes) return Fault{ErrorCode::too_long, "", "", ""};
  const auto value = parse_untrusted_json(text);
  const auto* object = value ? value->if_object() : nullptr;
  const auto* type = object ? object->if_contains("type") : nullptr;
  if (!type || !type->is_string()) return Fault{};
  const auto& name = type->get_string();
  for (const auto& reader : readers)
    if (reader.type == std::string_view(name.data(), name.size()))
      return reader.read(*value, limits);
  return Fault{ErrorCode::type, id_in(*object), "type", ""};
}

std::string to_frame(const Welcome& welcome) {
  return typed("welcome", welcome);
}
std::string to_frame(const StateChange& change) {
  return typed("state", change);
}
std::string to_frame(const Ack& ack) {
  return typed("ack", ack);
}
std::string to_frame(const Entry& entry) {
  return typed("message", entry);
}
std::string to_frame(const TheirTyping& typing) {
  return typed("typing", typing);
}
std::string to_frame(const UploadPlace& place) {
  return typed("upload", place);
}
std::string to_frame(const ErrorFrame& error) {
  return typed("error", error);
}
std::string to_frame(const EndFrame& end) {
  return typed("end", end);
}
std::string pong_frame() {
  return R"({"type":"pong"})";
}

}  // namespace frontdesk::chat
