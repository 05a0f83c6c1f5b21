// A server's bytes, cut anywhere, into responses. After a fault there are no more: who goes on
// reading could take a mail's words for the server's.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "intake/imap/lexer.h"
#include "intake/imap/response.h"

namespace frontdesk::imap {

class Reader {
 public:
  // `limits` outlives the reader.
  explicit Reader(const Limits& limits);

  // The bytes must live until next() has given nothing.
  void feed(std::string_view bytes) { lexer_.feed(bytes); }
  std::optional<Response> next();
  Fault fault() const { return fault_ != Fault::none ? fault_ : lexer_.fault(); }
  // Forgets everything, what was fed and not read too.
  void reset();

 private:
  enum class Place : std::uint8_t { tag, condition, untagged, text, search, values };

  std::optional<Response> take(Token token);
  void take_tag(Token token);
  void take_condition(Token token);
  void take_untagged(Token token);
  void take_search(Token token);
  void add(Token token);
  std::optional<Response> finish();
  void begin();
  void fail() { fault_ = Fault::syntax; }

  const Limits& limits_;
  Lexer lexer_;
  UidCollector found_;
  Response response_;
  Condition condition_ = Condition::ok;
  // The lists that are open, the response's own first.
  std::vector<std::vector<Value>> lists_;
  Place place_ = Place::tag;
  Fault fault_ = Fault::none;
};

}  // namespace frontdesk::imap
