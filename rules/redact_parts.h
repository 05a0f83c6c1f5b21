// What redact.cc is made of: each part finds where secrets stand, and none of them writes.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace frontdesk::redaction {

struct Span {
  std::size_t from = 0, to = 0;  // [from, to)
};
using Spans = std::vector<Span>;

// By their shape, whatever stands before them (redact_shapes.cc).
void find_key_blocks(std::string_view text, Spans& found);
void find_address_credentials(std::string_view text, Spans& found);
void find_recovery_keys(std::string_view text, Spans& found);

// What may begin at a place: asked only where one of its openings stands. Gives where to look for
// the next one.
std::size_t look_for_token(std::string_view text, std::size_t at, Spans& found);
std::vector<std::string> token_openings();
// By the label before them (redact_labels.cc). Openings of labels are lower case and stand for
// capitals too.
std::size_t look_for_label(std::string_view text, std::size_t at, Spans& found);
std::vector<std::string> label_openings();

// Where openings stand, in order and each place once (redact_openings.cc).
struct Openings {
  std::vector<std::size_t> tokens, labels;
};
void find_openings(std::string_view text, Openings& found);

enum class Label {
  sure,    // only a secret has this label: its value may have many words
  likely,  // "password", which people also talk about
  key,     // whose value is never plain words: "the master key is broken off in the lock"
  terse,   // "pass", which is mostly something else: only what looks like a secret
  pair,    // "login": a name, a stroke and the secret
  digits,  // "pin": four to twelve digits, and nothing else
};
enum class Joint {
  sign,  // ':' or '=' and the like
  verb,  // "is", "was"
  gap,   // a tab, " - " or '|', as in tables
};

// What joins a label to its value (redact_join.cc).
struct Joined {
  std::size_t at = 0;  // where the value may begin; 0: nothing joins it to the label
  Joint joint = Joint::sign;
};
Joined join_after(std::string_view text, std::size_t at);
// The value of "changed the password to …"; 0 where no such words stand about the label.
std::size_t changed_to(std::string_view text, std::size_t label, std::size_t at);

// What the value is that a label announces (redact_values.cc); empty where it is talk.
Span value_at(std::string_view text, Joined joined, Label label);
// The same where nothing joins it to the label, which stands in `where` (redact_bare.cc).
Span bare_value(std::string_view text, Span where, Label label);
Span changed_value(std::string_view text, std::size_t at);

// What words and tokens look like (redact_words.cc).
bool is_talk(std::string_view word);          // what people say of a password
bool is_like_secret(std::string_view token);  // a digit or a sign in it, capitals within, or long
bool is_one_of(std::string_view word, std::span<const std::string_view> list);
std::string_view word_at(std::string_view text, std::size_t at);   // letters and digits
std::string_view token_at(std::string_view text, std::size_t at);  // up to a blank or a line's end
std::string_view line_at(std::string_view text, std::size_t at);
std::size_t skip_spaces(std::string_view text, std::size_t at);  // the no-break space too, and '*'
std::string_view next_word(std::string_view& rest);  // takes it off; empty where none is left
// Behind a line end and what quotes the next line; `at` where none stands here, or an empty line
// follows.
std::size_t skip_line_end(std::string_view text, std::size_t at);
// Without what ends a sentence or a field: "…; Pwd=x;Encrypt=yes".
std::string_view without_tail(std::string_view token);
// Inside quotation marks, where such begin here and are closed on the same line.
Span quoted_at(std::string_view text, std::size_t at);
// Lower-case words without talk and nothing else, on one line: as a passphrase looks. 0: it is
// none.
std::size_t plain_words(std::string_view line);
Span span_of(std::string_view text, std::string_view part);

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
constexpr bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || is_upper(c);
}
constexpr bool in_word(char c) {
  return is_letter(c) || is_digit(c) || static_cast<unsigned char>(c) >= 0x80;
}
constexpr char lower(char c) {
  return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
}
constexpr bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

}  // namespace frontdesk::redaction
