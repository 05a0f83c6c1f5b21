#include "intake/imap/lexer.h"

#include <algorithm>
#include <utility>

#include "intake/mime/header.h"

namespace frontdesk::imap {
namespace {

using Kind = Token::Kind;

// What a literal's announced size is believed before its bytes have come.
constexpr std::uint64_t reserved_bytes = 1'048'576;

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

}  // namespace

void Lexer::reset() {
  work_ = {};
  fault_ = Fault::none;
  begin_line();
}

void Lexer::begin_line() {
  bytes_.clear();
  line_ = values_ = depth_ = literals_ = kept_ = 0;
  line_max_ = limits_.line_bytes;
  values_max_ = limits_.values;
  place_ = Place::between;
}

void Lexer::take_text() {
  place_ = Place::before_text;
}

void Lexer::allow(std::uint64_t line_bytes, std::uint64_t values) {
  line_max_ = line_bytes;
  values_max_ = values;
}

std::optional<Token> Lexer::next() {
  std::optional<Token> token;
  while (!token && fault_ == Fault::none && !work_.empty())
    token = place_ == Place::literal ? take_literal() : step(work_.front());
  return token;
}

std::optional<Token> Lexer::step(char c) {
  switch (place_) {
    case Place::between:
      return step_between(c);
    case Place::atom:
      return step_atom(c);
    case Place::section:
      return step_section(c);
    case Place::quoted:
    case Place::escaped:
      return step_quoted(c);
    case Place::literal_size:
    case Place::literal_cr:
    case Place::literal_lf:
      return step_literal_head(c);
    case Place::cr:
    case Place::text_cr:
      return step_end(c);
    default:
      return step_text(c);
  }
}

std::optional<Token> Lexer::step_between(char c) {
  if (c == '\r') {
    consume();
    place_ = Place::cr;
    return {};
  }
  if (is_control(c)) return fail(Fault::syntax);
  if (c == ' ') {
    consume();
    return {};
  }
  if (c == ')') {
    if (depth_ == 0) return fail(Fault::syntax);
    consume();
    --depth_;
    return emit(Kind::close);
  }
  count_value();
  if (c == '(') {
    consume();
    if (++depth_ > limits_.nesting) return fail(Fault::too_deep);
    return emit(Kind::open);
  }
  if (c == '"') {
    consume();
    place_ = Place::quoted;
  } else if (c == '{') {
    consume();
    digits_ = literal_left_ = 0;
    place_ = Place::literal_size;
  } else {
    place_ = Place::atom;
  }
  return {};
}

std::optional<Token> Lexer::step_atom(char c) {
  if (c == ' ' || c == '(' || c == ')' || c == '\r') {
    place_ = Place::between;
    return emit(Kind::atom);
  }
  if (c == '{' && bytes_ == "~") {  // literal8 (RFC 3516)
    bytes_.clear();
    consume();
    digits_ = literal_left_ = 0;
    place_ = Place::literal_size;
    return {};
  }
  if (is_control(c) || c == '"' || c == '{') return fail(Fault::syntax);
  bytes_ += c;
  consume();
  // A section may have blanks and a list of its own. Only as a name among what was fetched: a
  // keyword may have the bracket too.
  if (c == '[' && depth_ == 1 && (equal_ascii(bytes_, "BODY[") || equal_ascii(bytes_, "BINARY[")))
    place_ = Place::section;
  return {};
}

std::optional<Token> Lexer::step_section(char c) {
  if (is_control(c)) return fail(Fault::syntax);
  bytes_ += c;
  consume();
  if (c == ']') place_ = Place::atom;
  return {};
}

std::optional<Token> Lexer::step_quoted(char c) {
  if (c == '\0' || c == '\r' || c == '\n') return fail(Fault::syntax);
  consume();
  if (place_ == Place::quoted && c == '"') {
    place_ = Place::between;
    return emit(Kind::quoted);
  }
  if (place_ == Place::quoted && c == '\\') {
    place_ = Place::escaped;
    return {};
  }
  bytes_ += c;
  place_ = Place::quoted;
  return {};
}

// `{n}` CRLF, the brace already read.
std::optional<Token> Lexer::step_literal_head(char c) {
  if (place_ == Place::literal_size && is_digit(c)) {
    // Eighteen digits do not overflow, and no limit is as large.
    if (++digits_ > 18) return fail(Fault::literal_too_large);
    literal_left_ = literal_left_ * 10 + static_cast<std::uint64_t>(c - '0');
  } else if (place_ == Place::literal_size && c == '}' && digits_ > 0) {
    place_ = Place::literal_cr;
  } else if (place_ == Place::literal_cr && c == '\r') {
    place_ = Place::literal_lf;
  } else if (place_ == Place::literal_lf && c == '\n') {
    consume();
    if (!begin_literal()) return fail(Fault::literal_too_large);
    return literal_left_ == 0 ? take_literal() : std::nullopt;
  } else {
    return fail(Fault::syntax);
  }
  consume();
  return {};
}

bool Lexer::begin_literal() {
  literals_ += literal_left_;
  if (literals_ > std::max(limits_.skipped_bytes, limits_.message_bytes)) return false;
  skipping_ = kept_ + literal_left_ > limits_.message_bytes;
  if (!skipping_) {
    kept_ += literal_left_;
    bytes_.reserve(std::min<std::uint64_t>(literal_left_, reserved_bytes));
  }
  place_ = Place::literal;
  return true;
}

std::optional<Token> Lexer::take_literal() {
  const auto piece = work_.substr(0, literal_left_);
  work_.remove_prefix(piece.size());
  literal_left_ -= piece.size();
  if (!skipping_) bytes_ += piece;
  if (literal_left_ > 0) return {};
  place_ = Place::between;
  return emit(Kind::literal);
}

std::optional<Token> Lexer::step_end(char c) {
  if (c != '\n' || depth_ > 0) return fail(Fault::syntax);
  consume();
  if (fault_ != Fault::none) return {};
  auto token = emit(place_ == Place::cr ? Kind::end : Kind::text);
  begin_line();
  return token;
}

std::optional<Token> Lexer::step_text(char c) {
  if (c == '\0' || c == '\n') return fail(Fault::syntax);
  consume();
  if (c == '\r')
    place_ = Place::text_cr;
  else if (place_ == Place::text || c != ' ')
    bytes_ += c;
  if (place_ == Place::before_text) place_ = Place::text;
  return {};
}

std::optional<Token> Lexer::emit(Kind kind) {
  if (fault_ != Fault::none) return {};
  Token token{kind, std::exchange(bytes_, {}), kind == Kind::literal && skipping_};
  return token;
}

std::optional<Token> Lexer::fail(Fault fault) {
  if (fault_ == Fault::none) fault_ = fault;
  return {};
}

void Lexer::consume() {
  work_.remove_prefix(1);
  if (++line_ > line_max_) fail(Fault::line_too_long);
}

void Lexer::count_value() {
  if (++values_ > values_max_) fail(Fault::too_many);
}

}  // namespace frontdesk::imap
