#include "intake/mime/html.h"

#include <algorithm>
#include <array>

#include "intake/mime/charset.h"
#include "intake/mime/header.h"
#include "intake/mime/html_entity.h"

namespace frontdesk {

namespace {

constexpr std::array<std::string_view, 24> blocks{
    "br",  "p",       "div",     "tr",     "li",     "ul",     "ol", "table",
    "h1",  "h2",      "h3",      "h4",     "h5",     "h6",     "hr", "blockquote",
    "pre", "section", "article", "header", "footer", "center", "dt", "dd"};
constexpr std::array<std::string_view, 4> unseen{"script", "style", "title", "template"};

template <class List>
bool among(const List& list, std::string_view name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

bool is_letter(char c) {
  return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

class HtmlText {
 public:
  explicit HtmlText(std::string_view html) : html_(html) { out_.reserve(html.size() / 2); }

  std::string run(std::size_t limit) {
    while (at_ < html_.size() && out_.size() < limit) {
      const char c = html_[at_];
      if (c == '<' && opens_markup()) {
        markup();
      } else if (c == '&') {
        std::string text;
        at_ = append_entity(html_, at_, text);
        for (const char t : text) put(t);
      } else {
        put(c);
        ++at_;
      }
    }
    return cut_utf8(trim(out_), limit);
  }

 private:
  void put(char c) {
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f') {
      if (!out_.empty() && out_.back() != ' ' && out_.back() != '\n') out_ += ' ';
    } else {
      out_ += c;
    }
  }

  void line_end() {
    if (!out_.empty() && out_.back() == ' ') out_.pop_back();
    if (!out_.empty() && out_.back() != '\n') out_ += '\n';
  }

  bool opens_markup() const {
    if (at_ + 1 >= html_.size()) return false;
    const char next = html_[at_ + 1];
    if (next == '!' || next == '?') return true;
    return is_letter(next) || (next == '/' && at_ + 2 < html_.size() && is_letter(html_[at_ + 2]));
  }

  void markup() {
    if (html_.substr(at_, 4) == "<!--") {
      const auto end = html_.find("-->", at_ + 2);
      at_ = end == html_.npos ? html_.size() : end + 3;
      return;
    }
    const bool closing = html_[at_ + 1] == '/';
    const std::size_t start = at_ + (closing ? 2 : 1);
    std::size_t end = start;
    while (end < html_.size() && end - start < 20 &&
           (is_letter(html_[end]) || (html_[end] >= '0' && html_[end] <= '9')))
      ++end;
    const auto name = lower_ascii(html_.substr(start, end - start));
    const auto behind = tag_end(end);
    if (behind == html_.npos) {  // never closed: what looks like a tag is text
      put('<');
      ++at_;
      return;
    }
    at_ = behind;
    if (!closing && among(unseen, name)) skip_content(name);
    if (among(blocks, name)) line_end();
    if (name == "td" || name == "th" || name == "img") put(' ');
  }

  // The place behind the ">" of a tag, with quoted attributes passed over. Once a quote was never
  // closed, quotes mean nothing any more: otherwise every tag could make us read to the end.
  std::size_t tag_end(std::size_t from) {
    if (no_more_ends_) return html_.npos;
    char quote = 0;
    for (std::size_t i = from; i < html_.size() && !ignore_quotes_; ++i) {
      const char c = html_[i];
      if (quote) {
        if (c == quote) quote = 0;
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (c == '>') {
        return i + 1;
      }
    }
    ignore_quotes_ = true;
    const auto end = html_.find('>', from);
    if (end == html_.npos) no_more_ends_ = true;
    return end == html_.npos ? end : end + 1;
  }

  void skip_content(std::string_view name) {
    for (;;) {
      at_ = std::min(html_.find("</", at_), html_.size());
      if (at_ == html_.size()) return;
      if (equal_ascii(html_.substr(at_ + 2, name.size()), name)) return;
      at_ += 2;
    }
  }

  std::string_view html_;
  std::size_t at_ = 0;
  bool ignore_quotes_ = false, no_more_ends_ = false;
  std::string out_;
};

}  // namespace

std::string html_to_text(std::string_view html, std::size_t limit) {
  return HtmlText(html).run(limit);
}

}  // namespace frontdesk
