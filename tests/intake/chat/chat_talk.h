// One session, what is said to it, and what comes out.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "intake/chat/session.h"
#include "rules/base/json.h"

namespace frontdesk::chat {

using namespace std::chrono_literals;

inline constexpr Instant noon{std::chrono::milliseconds{1'780'489'800'000}};

inline std::string said_by(const boost::json::value& frame, std::string_view member) {
  const auto* found = frame.get_object().if_contains(member);
  if (!found || found->is_null()) return "";
  return found->is_string() ? std::string(found->get_string()) : boost::json::serialize(*found);
}

struct Talk {
  Limits limits;
  Instant now = noon;
  Actions out;
  Session session{limits, now};

  Talk() = default;
  Talk(const Talk&) = delete;

  Turn turn() { return {now, out}; }
  void say(std::string_view frame) { session.feed(frame, turn()); }
  void later(std::chrono::milliseconds by) {
    now += by;
    session.tick(turn());
  }

  // The first action of this kind, taken out.
  template <class T>
  std::optional<T> take() {
    const auto found = std::find_if(out.begin(), out.end(), [](const Action& action) {
      return std::holds_alternative<T>(action);
    });
    if (found == out.end()) return {};
    auto taken = std::get<T>(std::move(*found));
    out.erase(found);
    return taken;
  }

  // The next frame that was sent: read by the client, so that nothing of it waits.
  boost::json::value frame() {
    const auto sent = take<Send>();
    if (!sent) return boost::json::object{{"type", "nothing"}};
    session.sent(sent->frame.size(), turn());
    return parse_json(sent->frame).value();
  }
  // "ack m1 3", "message 4 hello", "error busy m1", "state talking Tess", "end left".
  std::string heard() {
    const auto one = frame();
    std::string text;
    for (const auto* member : {"type", "code", "reason", "id", "number", "state", "position",
                               "first", "name", "text", "on", "upload"})
      if (const auto said = said_by(one, member); !said.empty())
        text += (text.empty() ? "" : " ") + said;
    return text;
  }
  std::vector<std::string> all_heard() {
    std::vector<std::string> all;
    for (auto one = heard(); one != "nothing"; one = heard()) all.push_back(one);
    return all;
  }

  // Opened, and the welcome read.
  void open(ChatState state = ChatState::waiting, std::uint64_t last = 0) {
    say(R"({"type":"hello","version":1,"id":"0123456789012345678901","email":"ann@acme.example"})");
    take<Hello>();
    answer(state, last);
  }
  void resume(std::uint64_t seen, std::uint64_t last, ChatState state = ChatState::waiting) {
    say(R"({"type":"hello","version":1,"resume":{"session":"s-1","secret":"x","seen":)" +
        std::to_string(seen) + "}}");
    take<Resume>();
    answer(state, last);
  }
  void answer(ChatState state, std::uint64_t last) {
    Opened opened;
    opened.session = "s-1";
    opened.secret = "secret";
    opened.state = state;
    opened.last = last;
    session.opened(opened, turn());
    welcome = frame();
  }
  boost::json::value welcome;

  void message(std::string_view id, std::string_view text = "hello") {
    say(R"({"type":"message","id":")" + std::string(id) + R"(","text":")" + std::string(text) +
        "\"}");
  }
  void committed(std::string_view id, std::uint64_t number) {
    session.committed(id, number, now, turn());
  }
  void rejected(std::string_view id, ErrorCode code, std::chrono::milliseconds after = {}) {
    session.rejected(id, {code, after}, turn());
  }
  void deliver(std::uint64_t number, std::string text = "from the desk") {
    session.deliver(entry(number, std::move(text)), turn());
  }
  static Entry entry(std::uint64_t number, std::string text = "from the desk") {
    return {number, noon, From::technician, "Tess", std::move(text), "", {}};
  }
  bool ended() const { return session.state() == Session::State::ended; }
};

}  // namespace frontdesk::chat
