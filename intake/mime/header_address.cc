#include "intake/mime/byte_set.h"
#include "intake/mime/charset.h"
#include "intake/mime/header.h"
#include "intake/mime/mail.h"

namespace frontdesk {

namespace {

constexpr std::size_t address_bytes = 320;  // RFC 5321: 64 + "@" + 255
constexpr std::size_t name_bytes = 500;

// Blanks inside quotes belong to the local part, others never do.
std::string without_blanks(std::string_view text) {
  static constexpr ByteSet blanks(" \t");
  if (blanks.find_in(text) == text.size()) return std::string(text);
  std::string out;
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (quoted || (c != ' ' && c != '\t')) out += c;
  }
  return out;
}

constexpr ByteSet signs("\"(<>,;:");

class AddressReader {
 public:
  AddressReader(std::string_view text, std::size_t limit) : text_(text), limit_(limit) {}

  std::vector<MailAddress> read() {
    while (at_ < text_.size() && found_.size() < limit_) step();
    finish();
    if (found_.size() > limit_) found_.resize(limit_);
    return std::move(found_);
  }

 private:
  void step() {
    const char c = text_[at_];
    switch (c) {
      case '"':
        quoted();
        return;
      case '(':
        comment();
        return;
      case '<':
        in_angle_ = !closed_;
        break;
      case '>':
        closed_ = closed_ || in_angle_;
        in_angle_ = false;
        break;
      case ',':
      case ';':
        if (in_angle_ && c == ',' && angle_.starts_with('@')) break;  // a route: dropped
        finish();
        break;
      case ':':
        if (in_angle_)
          angle_.clear();  // behind a route
        else if (plain_.find('@') == std::string::npos)
          shown_.clear(), plain_.clear();  // a group's name
        break;
      default:
        plain();
        return;
    }
    ++at_;
  }

  // What has no meaning of its own.
  void plain() {
    const auto from = at_;
    at_ = signs.find_in(text_, at_);
    const auto text = text_.substr(from, at_ - from);
    if (in_angle_) {
      angle_ += text;
    } else if (!closed_) {
      shown_ += text;
      plain_ += text;
    }
  }

  void quoted() {
    std::string raw = "\"", text;
    for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) raw += text_[at_++];
      raw += text_[at_];
      text += text_[at_];
    }
    if (at_ < text_.size()) ++at_;
    raw += '"';
    if (in_angle_) {
      angle_ += raw;
    } else if (!closed_) {
      shown_ += text;
      plain_ += raw;
    }
  }

  void comment() {
    int depth = 0;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '(' && depth++ == 0) continue;
      if (c == ')' && --depth == 0) {
        ++at_;
        return;
      }
      if (c == '\\' && at_ + 1 < text_.size()) ++at_;
      comment_ += text_[at_];
    }
  }

  void finish() {
    const bool angled = in_angle_ || closed_;
    const auto address = without_blanks(angled ? angle_ : plain_);
    if (address.find('@') != std::string::npos && address.size() <= address_bytes) {
      const auto name =
          one_line(decode_words(trim(angled && !trim(shown_).empty() ? shown_ : comment_)));
      found_.push_back(
          {cut_utf8(trim(name), name_bytes), to_utf8(lower_ascii(address), std::string_view{})});
    }
    shown_.clear(), plain_.clear(), angle_.clear(), comment_.clear();
    in_angle_ = closed_ = false;
  }

  std::string_view text_;
  std::size_t limit_;
  std::size_t at_ = 0;
  std::string shown_, plain_, angle_, comment_;  // of the entry being read
  bool in_angle_ = false, closed_ = false;
  std::vector<MailAddress> found_;
};

}  // namespace

std::vector<MailAddress> parse_addresses(std::string_view unfolded, std::size_t limit) {
  return AddressReader(unfolded, limit).read();
}

}  // namespace frontdesk
