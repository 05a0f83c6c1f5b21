// PROTOCOL.md is what writers of clients have: its frames, tables and figures are those of the
// code.
#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <set>

#include "chat_talk.h"

using namespace frontdesk;
using namespace frontdesk::chat;

namespace {

const std::string& page() {
  static const std::string text = [] {
    std::ifstream in(FRONTDESK_SOURCE_DIR "/intake/chat/PROTOCOL.md");
    return std::string(std::istreambuf_iterator<char>(in), {});
  }();
  return text;
}

// The blocks of code that are marked so.
std::vector<std::string> blocks(const std::string& mark) {
  std::vector<std::string> found;
  const auto opening = "```json " + mark + "\n";
  for (auto at = page().find(opening); at != std::string::npos; at = page().find(opening, at)) {
    at += opening.size();
    found.push_back(page().substr(at, page().find("```", at) - at));
  }
  return found;
}

std::set<std::string> members(const boost::json::value& frame) {
  std::set<std::string> names;
  for (const auto& member : frame.get_object()) names.emplace(member.key());
  return names;
}

// Every frame that the server can send, by its type.
std::map<std::string, boost::json::value> sent() {
  std::map<std::string, boost::json::value> frames;
  Entry entry;
  entry.attachments.emplace_back();
  for (const auto& frame : {to_frame(Welcome{}), to_frame(StateChange{}), to_frame(Ack{}),
                            to_frame(entry), to_frame(TheirTyping{}), to_frame(UploadPlace{}),
                            to_frame(ErrorFrame{}), to_frame(EndFrame{}), pong_frame()}) {
    auto value = parse_json(frame).value();
    frames[said_by(value, "type")] = value;
  }
  return frames;
}

}  // namespace

TEST_CASE("chat protocol: the page's frames of a client are taken") {
  std::set<std::string> types;
  for (const auto& block : blocks("client")) {
    CAPTURE(block);
    CHECK_FALSE(std::holds_alternative<Fault>(parse_frame(block, {})));
    types.insert(said_by(parse_json(block).value(), "type"));
  }
  CHECK(types ==
        std::set<std::string>{"hello", "message", "typing", "upload", "form", "ping", "leave"});
}

TEST_CASE("chat protocol: the page's frames of the server have the members that are sent") {
  auto frames = sent();
  for (const auto& block : blocks("server")) {
    CAPTURE(block);
    const auto shown = parse_json(block).value();
    const auto type = said_by(shown, "type");
    REQUIRE(frames.contains(type));
    CHECK(members(shown) == members(frames[type]));
    if (type == "welcome") {
      CHECK(members(shown.at("limits")) == members(frames[type].at("limits")));
      CHECK(members(shown.at("widget")) == members(frames[type].at("widget")));
    }
    if (type == "message")
      CHECK(members(shown.at("attachments").at(0)) ==
            members(frames[type].at("attachments").at(0)));
    frames[type] = shown;
  }
  CHECK(blocks("server").size() == frames.size());
}

TEST_CASE("chat protocol: the page tells every code, and whether to come again") {
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<ErrorCode>>([](auto d) {
    const auto row = std::string("| `") + d.name + "` | " + (row_of(d.value).retry ? "yes" : "no");
    CAPTURE(row);
    CHECK(page().find(row + " | ") != std::string::npos);
  });
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<Ending>>([](auto d) {
    const auto& is = row_of(d.value);
    const auto row = std::string("| `") + d.name + "` | " + std::to_string(is.close_code) + " | " +
                     (is.resume ? "yes" : "no");
    CAPTURE(row);
    CHECK(page().find(row + " | ") != std::string::npos);
  });
}

TEST_CASE("chat protocol: the page's figures are the defaults") {
  const Limits limits;
  const auto grouped = [](std::uint64_t number) {
    auto text = std::to_string(number);
    for (auto at = text.size(); at > 3;) text.insert(at -= 3, ",");
    return text;
  };
  const auto seconds = [](std::chrono::seconds time) {
    return std::to_string(time.count()) + " s";
  };
  for (const auto& figure :
       {grouped(limits.frame_bytes) + " bytes", grouped(limits.text_characters) + " characters",
        grouped(limits.upload_bytes) + " bytes",
        "at most " + grouped(limits.uploads_per_message) + ".",
        "At most " + grouped(limits.messages_per_minute) + " a minute after a first " +
            grouped(limits.message_burst),
        "at most " + grouped(limits.unacknowledged) + " that are not acknowledged",
        grouped(limits.uploads_waiting) + " requests at a time",
        grouped(limits.uploads_per_chat) + " uploads in a chat",
        grouped(limits.errors) + " frames were wrong",
        grouped(limits.orders) + " messages out of order", grouped(limits.orders) + " such errors",
        grouped(limits.frames_per_minute) + " frames a minute after a first " +
            grouped(limits.frame_burst),
        grouped(limits.queued_bytes) + " bytes waiting", "hello has " + seconds(limits.hello),
        "hello in " + seconds(limits.opening), "Silence of " + seconds(limits.ping),
        "and " + seconds(limits.pong) + " later", seconds(limits.write) + " without a byte",
        "\"grace_seconds\": " + std::to_string(limits.grace.count())}) {
    CAPTURE(figure);
    CHECK(page().find(figure) != std::string::npos);
  }
}
