// A connection's bytes through the reader of HTTP requests, whole and cut: the first byte says how.
// Cutting changes nothing, no limit is passed, and nothing that a request holds can begin another
// header field of an answer.
#include <string>
#include <vector>

#include "daemon/http/codec.h"
#include "daemon/http/problem_json.h"
#include "rules/base/fold.h"
#include "rules/base/json.h"
#include "tests/fuzz/fuzz.h"

using namespace frontdesk;
using namespace frontdesk::http;
using fuzz::require;

namespace {

constexpr std::size_t header_bytes = 1024, body_bytes = 300;

struct Seen {
  std::vector<std::string> requests;  // each with its head and its body
  std::string failure;
};

void check_head(const Head& head) {
  for (const auto& [name, value] : head.headers) {
    require(!name.empty() && name != "authorization");
    require(value.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos);
  }
  require(head.parsed.segments.size() <= 32 && head.parsed.query.size() <= 64);
  for (const auto& segment : head.parsed.segments)
    require(is_utf8(segment) && segment != "." && segment != "..");
}

std::string shown(const Head& head) {
  std::string out = head.method + ' ' + head.target + ' ' + head.authorization;
  for (const auto& [name, value] : head.headers) out += '\n' + name + ": " + value;
  out += head.keep_alive ? "\nkeep" : "\nclose";
  if (head.wants_continue) out += " continue";
  return out;
}

Seen play(std::string_view bytes, std::size_t piece) {
  Seen seen;
  RequestReader reader(header_bytes);
  std::string head;
  auto state = RequestReader::State::wants_bytes;
  for (;;) {
    if (state == RequestReader::State::wants_bytes) {
      if (bytes.empty()) return seen;
      const auto now = bytes.substr(0, piece);
      bytes.remove_prefix(now.size());
      state = reader.feed(now);
    } else if (state == RequestReader::State::head) {
      check_head(reader.head());
      head = shown(reader.head());
      reader.accept_body(body_bytes);
      state = reader.go_on();
    } else if (state == RequestReader::State::done) {
      const auto body = reader.take_body();
      require(body.size() <= body_bytes);
      seen.requests.push_back(head + "\n\n" + body);
      reader.next();
      state = reader.go_on();
    } else {
      require(reader.failure().status >= 400 && is_utf8(reader.failure().body));
      seen.failure = std::to_string(reader.failure().status);
      return seen;
    }
  }
}

std::size_t lines_of(const std::string& head) {
  require(head.ends_with("\r\n\r\n") && head.find("\r\n\r\n") == head.size() - 4);
  std::size_t lines = 0;
  for (std::size_t i = 0; i < head.size(); ++i) {
    require(head[i] != '\0' && (head[i] != '\r' || head[i + 1] == '\n'));
    if (head[i] == '\n') ++lines;
  }
  return lines;
}

// An answer with this text in its fields has no other lines than one without.
void check_answer(std::string_view text) {
  const auto answer = [](std::string said) {
    Response response = refusal(400, "invalid", "no");
    response.content_type = said;
    response.headers.emplace_back("Content-Disposition", std::move(said));
    return write_head(response, true, Instant{std::chrono::milliseconds{1'780'489'800'000}});
  };
  // Without a type there is no such line.
  require(lines_of(answer(std::string(text))) == lines_of(answer(text.empty() ? "" : "plain")));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const std::size_t piece = std::size_t{1} + input.byte() % 64;
  const auto bytes = input.rest();
  const auto whole = play(bytes, bytes.size() + 1);
  const auto cut = play(bytes, piece);
  require(cut.requests == whole.requests);
  // What is wrong with a head may be said early, and is at the latest when the head has ended.
  require(cut.failure.empty() || !whole.failure.empty());
  if (!whole.failure.empty() && cut.failure.empty())
    require(!play(std::string(bytes) + "\r\n\r\n", piece).failure.empty());
  if (const auto target = parse_target(bytes.substr(0, 400))) {
    const auto again = parse_target(bytes.substr(0, 400));
    require(again && again->segments == target->segments && again->query == target->query);
  }
  check_answer(bytes.substr(0, 100));
  return 0;
}
