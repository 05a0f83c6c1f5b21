// What redact.cc is made of: each part finds where secrets stand, and none of them writes.
#pragma once

#include <cstddef>
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

// What may begin at a byte: asked only at bytes that open such a thing. Gives where to look for the
// next one.
std::size_t look_for_recovery_key(std::string_view text, std::size_t at, Spans& found);
std::size_t look_for_token(std::string_view text, std::size_t at, Spans& found);
bool begins_token(char c);
// By the label before them (redact_labels.cc).
std::size_t look_for_label(std::string_view text, std::size_t at, Spans& found);
bool begins_label(char c);

// What the value is that a label announces (redact_values.cc); empty where it is talk.
enum class Label {
  sure,    // only a secret has this label: its value may have many words
  likely,  // "password", which people also talk about
  digits,  // "pin": four to twelve digits, and nothing else
};
enum class Joint {
  sign,  // ':' or '=' and the like
  verb,  // "is", "was"
  gap,   // a tab or " - ", as in tables
};
Span value_at(std::string_view text, std::size_t at, Label label, Joint joint);

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
constexpr bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || is_upper(c);
}
constexpr char lower(char c) {
  return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
}
constexpr bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

}  // namespace frontdesk::redaction
