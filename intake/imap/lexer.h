// What an IMAP server sends, cut into tokens (RFC 3501 and 9051, 9: atoms, quoted strings,
// literals, parentheses, the end of a response). The bytes may be cut anywhere, and every size has
// a limit.
//
// A literal's bytes are counted off and never looked at, so nothing that a mail says can be taken
// for a response. Outside of literals a line ends with CRLF and has no NUL, bare CR or bare LF:
// where two readers could disagree about the end of a response there is a fault, and the session
// ends.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "intake/imap/limits.h"

namespace frontdesk::imap {

enum class Fault : std::uint8_t {
  none,
  syntax,
  line_too_long,
  literal_too_large,
  too_deep,
  too_many
};

struct Token {
  enum class Kind : std::uint8_t {
    atom,
    quoted,
    literal,
    open,   // (
    close,  // )
    end,    // CRLF
    text,   // the rest of a line, its CRLF left out
  };
  Kind kind = Kind::end;
  std::string bytes;
  bool skipped = false;  // a literal too large to keep: it was read over, and `bytes` is empty
};

class Lexer {
 public:
  // `limits` outlives the lexer.
  explicit Lexer(const Limits& limits) : limits_(limits) { begin_line(); }

  // The bytes must live until next() has given nothing; only then come the next ones.
  void feed(std::string_view bytes) { work_ = bytes; }
  // Nothing: it takes more bytes, or there is a fault.
  std::optional<Token> next();
  // After a token: what is left of the line is text for people, without tokens or literals.
  void take_text();
  // Other limits for what is left of this line.
  void allow(std::uint64_t line_bytes, std::uint64_t values);
  Fault fault() const { return fault_; }
  // Forgets everything, what was fed and not read too.
  void reset();

 private:
  enum class Place : std::uint8_t {
    between,
    atom,
    section,  // inside BODY[...]
    quoted,
    escaped,
    literal_size,
    literal_cr,
    literal_lf,
    literal,
    cr,
    before_text,
    text,
    text_cr,
  };

  std::optional<Token> step(char c);
  std::optional<Token> step_between(char c);
  std::optional<Token> step_atom(char c);
  std::optional<Token> step_section(char c);
  std::optional<Token> step_quoted(char c);
  std::optional<Token> step_literal_head(char c);
  std::optional<Token> step_end(char c);
  std::optional<Token> step_text(char c);
  std::optional<Token> take_literal();
  std::optional<Token> emit(Token::Kind kind);
  std::optional<Token> fail(Fault fault);
  bool begin_literal();
  void begin_line();
  void consume();
  void count_value();

  const Limits& limits_;
  std::string_view work_;
  std::string bytes_;  // of the token under way
  std::uint64_t line_ = 0, line_max_ = 0, values_ = 0, values_max_ = 0, depth_ = 0;
  std::uint64_t literal_left_ = 0, literals_ = 0, kept_ = 0, digits_ = 0;
  Place place_ = Place::between;
  Fault fault_ = Fault::none;
  bool skipping_ = false;
};

}  // namespace frontdesk::imap
