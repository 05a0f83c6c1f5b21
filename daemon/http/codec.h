// HTTP/1.1 as bytes: a pure reader of requests, fed what the socket gave, and a writer of response
// heads. The parser behind it is Beast's; what it lets through and HTTP servers disagree about
// (framing, targets, hosts) is refused here.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "daemon/http/message.h"
#include "daemon/http/target.h"
#include "rules/base/clock.h"

namespace frontdesk::http {

// A request's head, complete before any of its body is taken.
struct Head {
  std::string method;
  std::string target;
  Target parsed;
  Pairs headers;              // names in lower case, without Authorization
  std::string authorization;  // its value
  bool keep_alive = true;
  bool wants_continue = false;  // Expect: 100-continue
  bool has_body = false;
  bool knows_chunks = true;  // HTTP/1.1
};

class RequestReader {
 public:
  explicit RequestReader(std::size_t max_header_bytes);
  ~RequestReader();
  RequestReader(RequestReader&&) noexcept;
  RequestReader& operator=(RequestReader&&) noexcept;

  enum class State {
    wants_bytes,
    head,    // once: look at head(), then accept_body
    done,    // take_body(), then next()
    failed,  // answer with failure() and close
  };
  State feed(std::string_view bytes);
  State go_on();  // with what was fed already

  const Head& head() const;
  void accept_body(std::size_t max_bytes);
  std::string take_body();
  // What the body takes: as announced, or what has come of it so far.
  std::size_t body_bytes() const;
  const Response& failure() const;
  // Begins the next request with the bytes that came after this one.
  void next();
  // True where not a byte of a request has come.
  bool is_idle() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

// Status line and header fields, up to the empty line. Control characters in values become spaces,
// so nothing that a value holds can begin another field.
// A response with `more` has no length: it comes in chunks, or up to the end of the connection
// where whoever asks does not know them.
std::string write_head(const Response& response, bool keep_alive, Instant now, bool chunks = true);

}  // namespace frontdesk::http
