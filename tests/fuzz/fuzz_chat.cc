// The chat's session against any client, any network and any desk: each line is a frame, or where
// it begins with "!" what the desk, the clock or the connection does. Whatever comes:
//   - the client's view has each number once, and they go up;
//   - an acknowledgement is only of what was committed, and the desk has one message at a time;
//   - what is behind an end is silent, and an ending says its code;
//   - a frame that is taken keeps every limit, and every frame sent is JSON.
#include <map>
#include <set>
#include <string>

#include "intake/chat/fields.h"
#include "intake/chat/origin.h"
#include "intake/chat/session.h"
#include "rules/base/fold.h"
#include "rules/base/json_untrusted.h"
#include "tests/fuzz/fuzz.h"

using namespace frontdesk;
using namespace frontdesk::chat;
using fuzz::require;

namespace {

struct World {
  Limits limits;
  Instant now{std::chrono::milliseconds{1'780'489'800'000}};
  Actions out;
  Session session{limits, now};
  std::vector<Entry> log;
  std::vector<std::string> asked;            // of the desk, not answered
  std::map<std::string, std::uint64_t> has;  // what is committed
  std::optional<std::uint64_t> fetching;
  std::uint64_t seen = 0;
  bool opening = false, ended = false;

  Turn turn() { return {now, out}; }

  void shown(const Send& sent) {
    require(is_utf8(sent.frame));
    const auto frame = parse_untrusted_json(sent.frame);
    require(frame.has_value());
    const auto& type = frame->at("type").as_string();
    if (type == "welcome" && frame->at("reset").as_bool()) seen = 0;
    if (type == "ack") {
      const auto number = frame->at("number").to_number<std::uint64_t>();
      const auto committed = has.find(std::string(frame->at("id").as_string()));
      require(committed != has.end() && committed->second == number);
      require(number <= seen + 1);
      seen = std::max(seen, number);
    }
    if (type == "message") {
      const auto number = frame->at("number").to_number<std::uint64_t>();
      require(number == seen + 1);
      seen = number;
    }
  }

  void appended(const std::string& id, std::string_view text) {
    require(asked.empty() && is_id(id));
    require(characters_of(text) <= limits.text_characters && !has_controls(text));
    asked.push_back(id);
  }

  void follow() {
    require(!ended || out.empty());
    for (const auto& action : out) {
      require(!ended);
      if (const auto* sent = std::get_if<Send>(&action)) shown(*sent);
      if (const auto* message = std::get_if<Message>(&action)) {
        require(!message->text.empty() || !message->uploads.empty());
        appended(message->id, message->text);
      }
      if (const auto* form = std::get_if<Form>(&action)) appended(form->id, form->text);
      if (const auto* hello = std::get_if<Hello>(&action)) {
        require(!hello->token_sha256.empty() || !hello->email.empty());
        opening = true;
      }
      if (const auto* resume = std::get_if<Resume>(&action)) {
        opening = true;
        seen = resume->seen;
      }
      if (const auto* fetch = std::get_if<Fetch>(&action)) {
        require(fetch->after == seen);
        fetching = fetch->after;
      }
      if (const auto* close = std::get_if<Close>(&action)) {
        require(close->code == row_of(close->ending).close_code);
        ended = true;
      }
    }
    out.clear();
    require(ended == (session.state() == Session::State::ended));
    require(session.queued() <= limits.queued_bytes + 1'000 || ended);
    require(session.held() <= limits.unacknowledged_bytes + limits.frame_bytes);
  }

  void answer_hello(fuzz::Input& input) {
    if (!opening) return;
    opening = false;
    if (input.flag()) return session.refused({ErrorCode::session}, turn());
    Opened opened;
    opened.session = "c-1";
    opened.state = static_cast<ChatState>(input.below(4));
    opened.last = log.size() - std::min<std::size_t>(log.size(), input.below(3));
    session.opened(opened, turn());
  }
  void answer_message(fuzz::Input& input) {
    if (asked.empty()) return;
    const auto id = asked.back();
    asked.pop_back();
    if (input.below(4) == 0)
      return session.rejected(id, {static_cast<ErrorCode>(input.below(20))}, turn());
    if (!has.contains(id)) {
      log.push_back({log.size() + 1, now, From::visitor, "", "mine", id, {}});
      has[id] = log.size();
    }
    session.committed(id, has[id], now, turn());
  }
  void answer_fetch(fuzz::Input& input) {
    if (!fetching) return;
    const auto after = std::min<std::size_t>(*std::exchange(fetching, std::nullopt), log.size());
    const auto count = std::min<std::size_t>(log.size() - after, 1 + input.below(4));
    const auto rest = std::span<const Entry>(log).subspan(after, count);
    session.fetched(rest, after + count, turn());
  }

  // One letter, and what it draws from the rest of the line.
  void event(fuzz::Input& input) {
    switch (input.byte()) {
      case 'o':
        return answer_hello(input);
      case 'm':
        return answer_message(input);
      case 'f':
        return answer_fetch(input);
      case 's':
        log.push_back({log.size() + 1,
                       now,
                       From::technician,
                       "Tess",
                       std::string(input.byte() * std::size_t{40}, 'x'),
                       "",
                       {}});
        return;
      case 'd':
        if (!log.empty()) session.deliver(log[input.below(log.size())], turn());
        return;
      case 'w':
        return session.sent(input.byte() * std::size_t{64}, turn());
      case 't':
        now += std::chrono::milliseconds(input.byte() * 97);
        return session.tick(turn());
      case 'p':
        return session.position(input.byte(), turn());
      case 'a':
        return session.talking("Tess", turn());
      case 'y':
        return session.typing(input.flag(), "Tess", turn());
      case 'u':
        return session.upload_ready({"u", "up", "https://x.example", now}, turn());
      case 'c':
        return session.finish(static_cast<Ending>(input.below(16)), turn());
      case 'x':
        return session.cut(static_cast<Ending>(input.below(16)), turn());
      default:
        return session.pong(now);
    }
  }
};

// What the page of an MSP's list may never let in.
void check_origin(std::string_view line) {
  const std::vector<std::string> list{"https://acme.example", "*.northwind.example"};
  if (!origin_allowed(list, line)) return;
  std::string lower(line);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  if (lower.ends_with(":443")) lower.resize(lower.size() - 4);
  require(lower == "https://acme.example" ||
          (lower.starts_with("https://") && lower.ends_with(".northwind.example")));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  World world;
  const auto kind = input.byte();
  if (kind & 1) {
    world.limits.resting_bytes = 2'000;
    world.limits.queued_bytes = 16'000;
    world.limits.unacknowledged = 3;
  }
  while (!input.empty()) {
    const auto line = input.line();
    if (line.starts_with('!')) {
      fuzz::Input event(reinterpret_cast<const std::uint8_t*>(line.data()) + 1, line.size() - 1);
      world.event(event);
    } else {
      check_origin(line);
      world.session.feed(line, world.turn());
    }
    world.follow();
    require(world.ended || world.session.deadline() > world.now - std::chrono::hours(1));
  }
  return 0;
}
