// HTTP as bytes, without a socket.
#include "daemon/http/codec.h"

#include <doctest/doctest.h>

using namespace frontdesk;
using namespace frontdesk::http;
using State = RequestReader::State;

namespace {

constexpr std::size_t header_limit = 1024;

// Feeds a text in pieces of `step` bytes; takes bodies of up to 100 bytes.
struct Fed {
  State state = State::wants_bytes;
  Head head;
  std::string body;
  int failure = 0;
};

Fed feed(std::string_view text, std::size_t step = 1) {
  RequestReader reader(header_limit);
  Fed fed;
  for (std::size_t at = 0; at < text.size() && fed.state == State::wants_bytes; at += step) {
    fed.state = reader.feed(text.substr(at, step));
    if (fed.state != State::head) continue;
    fed.head = reader.head();
    reader.accept_body(100);
    fed.state = reader.go_on();
  }
  if (fed.state == State::done) fed.body = reader.take_body();
  if (fed.state == State::failed) fed.failure = reader.failure().status;
  return fed;
}

int failure_of(std::string_view text) {
  const auto one = feed(text, 1).failure, all = feed(text, text.size()).failure;
  CHECK_MESSAGE(one == all, text);
  return all;
}

std::string get(std::string_view extra) {
  return "GET / HTTP/1.1\r\nHost: x\r\n" + std::string(extra) + "\r\n";
}

}  // namespace

TEST_CASE("codec: a request in any pieces is the same request") {
  const std::string text =
      "POST /v1/x?y=1 HTTP/1.1\r\nHost: desk\r\nX-Trace: Abc\r\nAuthorization: Bearer fd_x\r\n"
      "Content-Length: 5\r\n\r\nhello";
  for (std::size_t step = 1; step <= text.size(); ++step) {
    const auto fed = feed(text, step);
    REQUIRE(fed.state == State::done);
    CHECK(fed.body == "hello");
    CHECK(fed.head.method == "POST");
    CHECK(fed.head.parsed.path == "/v1/x");
    CHECK(fed.head.authorization == "Bearer fd_x");
    CHECK(fed.head.headers == Pairs{{"host", "desk"}, {"x-trace", "Abc"}, {"content-length", "5"}});
    CHECK(fed.head.keep_alive);
  }
}

TEST_CASE("codec: chunks are put together, trailers do not become headers") {
  const auto fed = feed(
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;a=b\r\nde\r\n"
      "0\r\nAuthorization: Bearer late\r\n\r\n");
  REQUIRE(fed.state == State::done);
  CHECK(fed.body == "abcde");
  CHECK(fed.head.authorization.empty());
}

TEST_CASE("codec: framing that servers disagree about is refused") {
  CHECK(failure_of(get("Content-Length: 1\r\nContent-Length: 2\r\n")) == 400);
  CHECK(failure_of(get("Content-Length: 1\r\nTransfer-Encoding: chunked\r\n")) == 400);
  CHECK(failure_of(get("Transfer-Encoding: chunked\r\nContent-Length: 1\r\n")) == 400);
  CHECK(failure_of(get("Transfer-Encoding: gzip, chunked\r\n")) == 501);
  CHECK(failure_of(get("Transfer-Encoding: identity\r\n")) == 501);
  CHECK(failure_of(get("Content-Length: -1\r\n")) == 400);
  CHECK(failure_of(get("Content-Length: 99999999999999999999999\r\n")) == 400);
  CHECK(failure_of(get("Name : x\r\n")) == 400);
  CHECK(failure_of("GET / HTTP/1.1\r\n\r\n") == 400);
  CHECK(failure_of(get("Host: y\r\n")) == 400);
  CHECK(failure_of(get("Authorization: Bearer a\r\nAuthorization: Bearer b\r\n")) == 400);
  CHECK(failure_of(get("Authorization:\r\nAuthorization: Bearer b\r\n")) == 400);
  CHECK(failure_of(get("Authorization: Bearer a\r\nAuthorization:\r\n")) == 400);
  CHECK(failure_of(get("Authorization:\r\n")) == 0);
  CHECK(failure_of("GET / HTTP/2.0\r\nHost: x\r\n\r\n") == 505);
  CHECK(failure_of("GET /a/../b HTTP/1.1\r\nHost: x\r\n\r\n") == 400);
  CHECK(failure_of("GET http://x/ HTTP/1.1\r\nHost: x\r\n\r\n") == 400);
  CHECK(failure_of("\x16\x03\x01\x02rubbish\r\n\r\n") == 400);
}

TEST_CASE("codec: a body in another coding than its own is refused") {
  for (const auto* coding : {"gzip", "x-gzip", "deflate", "br", "identity, gzip", "gzip, identity"})
    CHECK(failure_of(get("Content-Encoding: " + std::string(coding) + "\r\n")) == 415);
  CHECK(failure_of(get("Content-Encoding: identity\r\n")) == 0);
  CHECK(failure_of(get("content-encoding: Identity\r\n")) == 0);
}

TEST_CASE("codec: headers have a limit, in one piece, in many lines and without an end") {
  CHECK(failure_of(get("X: " + std::string(header_limit, 'x') + "\r\n")) == 431);
  std::string lines;
  for (int i = 0; i < 200; ++i) lines += "X-" + std::to_string(i) + ": y\r\n";
  CHECK(failure_of(get(lines)) == 431);
  CHECK(failure_of("GET /" + std::string(2 * header_limit, 'x')) == 431);
  CHECK(failure_of(get("X: " + std::string(header_limit / 2, 'x') + "\r\n")) == 0);
  // To the byte, however it is cut.
  const auto bare = get("X: \r\n").size();
  for (const std::size_t step : {1, 17, 500, 2000}) {
    CHECK(feed(get("X: " + std::string(header_limit - bare, 'x') + "\r\n"), step).failure == 0);
    CHECK(feed(get("X: " + std::string(header_limit - bare + 1, 'x') + "\r\n"), step).failure ==
          431);
  }
}

TEST_CASE("codec: bodies have the route's limit, announced or not") {
  const std::string post = "POST / HTTP/1.1\r\nHost: x\r\n";
  CHECK(failure_of(post + "Content-Length: 101\r\n\r\n") == 413);
  CHECK(failure_of(post + "Content-Length: 100\r\n\r\n") == 0);
  CHECK(failure_of(post + "Transfer-Encoding: chunked\r\n\r\n65\r\n" + std::string(101, 'x')) ==
        413);
  CHECK(failure_of(post + "Transfer-Encoding: chunked\r\n\r\n40\r\n" + std::string(64, 'x') +
                   "\r\n40\r\n" + std::string(64, 'x')) == 413);
  // A chunk's size line without an end.
  CHECK(failure_of(post + "Transfer-Encoding: chunked\r\n\r\n1;" + std::string(40'000, 'x')) >=
        400);
}

TEST_CASE("codec: a body takes what was announced, or what has come of it") {
  RequestReader announced(header_limit);
  REQUIRE(announced.feed("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 90\r\n\r\nab") ==
          State::head);
  announced.accept_body(100);
  CHECK(announced.go_on() == State::wants_bytes);
  CHECK(announced.body_bytes() == 90);
  RequestReader chunked(header_limit);
  REQUIRE(chunked.feed("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n") ==
          State::head);
  chunked.accept_body(100);
  CHECK(chunked.feed("5\r\nabcde\r\n20\r\nfghij") == State::wants_bytes);
  CHECK(chunked.body_bytes() == 10);
}

TEST_CASE("codec: pipelined requests come out one by one") {
  RequestReader reader(header_limit);
  CHECK(reader.is_idle());
  auto state =
      reader.feed("GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\nGE");
  for (const auto* path : {"/1", "/2"}) {
    REQUIRE(state == State::head);
    CHECK(reader.head().parsed.path == path);
    reader.accept_body(0);
    REQUIRE(reader.go_on() == State::done);
    reader.next();
    state = reader.go_on();
  }
  CHECK(state == State::wants_bytes);
  CHECK_FALSE(reader.is_idle());
}

TEST_CASE("codec: HTTP/1.0 and Connection: close end the connection") {
  CHECK_FALSE(feed("GET / HTTP/1.0\r\n\r\n").head.keep_alive);
  CHECK_FALSE(feed(get("Connection: close\r\n")).head.keep_alive);
  CHECK(feed(get("Expect: 100-continue\r\n")).head.wants_continue);
}

TEST_CASE("codec: no value can begin another field of a response") {
  const Response response{200, "text/plain", "hi", {{"X-Note", "a\r\nSet-Cookie: b"}}};
  const auto head = write_head(response, true, *parse_instant("2026-06-03T12:30:00Z"));
  CHECK(head.find("X-Note: a  Set-Cookie: b\r\n") != std::string::npos);
  CHECK(head.starts_with("HTTP/1.1 200 OK\r\n"));
  CHECK(head.find("Date: Wed, 03 Jun 2026 12:30:00 GMT\r\n") != std::string::npos);
  CHECK(head.find("Content-Length: 2\r\n") != std::string::npos);
  CHECK(head.ends_with("\r\n\r\n"));
}
