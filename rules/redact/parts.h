// What redact.cc is made of: each part finds where secrets stand, and none of them writes.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace frontdesk::redaction {

struct Span {
  std::size_t from = 0, to = 0;  // [from, to)
};
using Spans = std::vector<Span>;

// What is looked through, and where each place of it is in the original (fold.cc): a
// full-width or Cyrillic letter that looks like an ASCII one is that one, every blank is a space,
// and soft hyphens and what has no width are left out. All ASCII is itself, without a copy.
class Plain {
 public:
  explicit Plain(std::string_view original);
  Plain(const Plain&) = delete;
  Plain& operator=(const Plain&) = delete;

  std::string_view text() const { return text_; }
  std::size_t original(std::size_t at) const;

 private:
  // From here to the next one both go on byte by byte.
  struct Run {
    std::size_t from, original;
  };
  void begin_run(std::size_t original);

  std::string folded_;
  std::vector<Run> runs_;
  std::string_view text_;
};

// By their shape, whatever stands before them (shapes.cc).
void find_key_blocks(std::string_view text, Spans& found);
void find_address_credentials(std::string_view text, Spans& found);
void find_recovery_keys(std::string_view text, Spans& found);

// What may begin at a place: asked only where one of its openings stands. Gives where to look for
// the next one.
std::size_t look_for_token(std::string_view text, std::size_t at, Spans& found);
std::vector<std::string> token_openings();
// By the label before them (labels.cc). Openings of labels are lower case and stand for
// capitals too.
std::size_t look_for_label(std::string_view text, std::size_t at, Spans& found);
std::vector<std::string> label_openings();
// Several under one label, at these places: the lines under "Passwords:", the column under
// "Password" (lists.cc, items.cc, tables.cc).
void find_lists(std::string_view text, const std::vector<std::size_t>& labels, Spans& found);

// Where openings stand, in order and each place once (openings.cc).
struct Openings {
  std::vector<std::size_t> tokens, labels;
};
void find_openings(std::string_view text, Openings& found);

enum class Label {
  sure,     // only a secret has this label: its value may have many words
  likely,   // "password", which people also talk about
  key,      // whose value is never plain words: "the master key is broken off in the lock"
  terse,    // "pass", which is mostly something else: only what looks like a secret
  pair,     // "SBM login": a name, a stroke and the secret
  login,    // "login" to anything: the same, if the secret looks made
  account,  // "credentials": the same, and "ann:secret" too
  digits,   // "pin": four to twelve digits, and nothing else
  groups,   // "BitLocker": eight groups of six digits
};
// The label that stands at a place, and where it ends; 0 where none does.
struct LabelAt {
  std::size_t end = 0;
  Label label = Label::sure;
  bool several = false;  // "passwords"
};
LabelAt label_at(std::string_view text, std::size_t at);

enum class Joint {
  sign,   // ':' or '=' and the like
  verb,   // "is", "was"
  gap,    // a tab, " - " or '|', as in tables
  line,   // "is as follows": on the next line that is not empty
  arrow,  // "→": as a sign behind a sure label, else as a gap
  tag,    // "<password>", up to its end
};

// What joins a label to its value (join.cc).
struct Joined {
  std::size_t at = 0;  // where the value may begin; 0: nothing joins it to the label
  Joint joint = Joint::sign;
};
Joined join_after(std::string_view text, std::size_t at);
// The value of "changed the password to …"; 0 where no such words stand about the label.
std::size_t changed_to(std::string_view text, std::size_t label, std::size_t at);

// What the value is that a label announces (values.cc); empty where it is talk.
Span value_at(std::string_view text, Joined joined, Label label);
// The same where nothing joins it to the label, which stands in `where` (bare.cc).
Span bare_value(std::string_view text, Span where, Label label);
Span changed_value(std::string_view text, std::size_t at);
// "hunter2x is the backup password" (before.cc).
Span value_before(std::string_view text, Span where, Label label);
// Eight groups of six digits with blanks or hyphens between them; `at` where such do not stand
// there.
std::size_t groups_end(std::string_view text, std::size_t at);
// "password (hunter2)"
Span value_in_brackets(std::string_view text, std::size_t at, Label label);
// What was announced and has a line of its own.
Span value_on_line(std::string_view text, std::size_t at, Label label);
// "ann / hunter2" and, where such are told of, "ann:hunter2" and "ann/hunter2" (account.cc).
Span account_value(std::string_view text, std::size_t at, bool joined);
// The label at a title's end; nothing where none stands there.
std::optional<Label> label_at_end(std::string_view title);

// What words and tokens look like (words.cc).
bool is_talk(std::string_view word);                        // what people say of a password
bool has_talk(std::string_view words);                      // in one of them
bool is_phrase(std::string_view words, std::size_t least);  // plain words, seldom one of talk
bool is_like_secret(std::string_view token);  // a digit or a sign in it, capitals within, or long
// Letters, and a digit or a sign within them, but no name, address or time (bare.cc).
bool is_made(std::string_view token, std::size_t least);
bool is_pin(std::string_view token);  // four to twelve digits
bool is_one_of(std::string_view word, std::span<const std::string_view> list);
std::string_view word_at(std::string_view text, std::size_t at);   // letters and digits
std::string_view token_at(std::string_view text, std::size_t at);  // up to a blank or a line's end
std::string_view line_at(std::string_view text, std::size_t at);
std::size_t skip_spaces(std::string_view text, std::size_t at);  // '*' too
std::size_t skip_quotes(std::string_view text, std::size_t at);  // "> > ", and blanks about them
std::string_view without_blanks_behind(std::string_view text);
std::string_view next_word(std::string_view& rest);  // takes it off; empty where none is left
struct WordCount {
  std::size_t all = 0, talk = 0;
};
WordCount count_words(std::string_view text, std::size_t most = std::string_view::npos);
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

// The rows of a table that begin with a byte; those that begin with the same one stand together.
struct Range {
  std::uint8_t from = 0, to = 0;
};
template <class Row, std::size_t size, class WordsOf>
constexpr std::array<Range, 256> ranges_of(const Row (&rows)[size], WordsOf words_of) {
  static_assert(size < 256);
  std::array<Range, 256> ranges{};
  for (std::uint8_t i = 0; i < size; ++i) {
    auto& range = ranges[static_cast<unsigned char>(words_of(rows[i]).front())];
    if (range.to == 0) range.from = i;
    range.to = static_cast<std::uint8_t>(i + 1);
  }
  return ranges;
}

}  // namespace frontdesk::redaction
