#include "intake/voice/xml_writer.h"

#include "rules/base/fold.h"

namespace frontdesk::voice {
namespace {

// U+FFFE and U+FFFF are well-formed UTF-8, and no characters of XML 1.0.
bool is_noncharacter(std::string_view text, std::size_t at) {
  const auto three = text.substr(at, 3);
  return three == "\xef\xbf\xbe" || three == "\xef\xbf\xbf";
}

void append_escaped(std::string& out, std::string_view bytes, bool in_attribute) {
  const auto text = repaired(bytes);
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '\r') {
      out += "&#xD;";
    } else if (in_attribute && c == '"') {
      out += "&quot;";
    } else if (in_attribute && (c == '\n' || c == '\t')) {
      out += c == '\n' ? "&#xA;" : "&#x9;";
    } else if (c == '\xef' && is_noncharacter(text, at)) {
      at += 2;
    } else if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t') {
      out += c;
    }
  }
}

}  // namespace

Xml::Xml(std::string_view root) : out_("<?xml version=\"1.0\" encoding=\"UTF-8\"?>") {
  open(root);
}

void Xml::begin_content() {
  if (in_tag_) out_ += '>';
  in_tag_ = false;
}

Xml& Xml::open(std::string_view name) {
  begin_content();
  out_.append(1, '<').append(name);
  open_.emplace_back(name);
  in_tag_ = true;
  return *this;
}

Xml& Xml::attribute(std::string_view name, std::string_view value) {
  if (value.empty() || !in_tag_) return *this;
  out_.append(1, ' ').append(name).append("=\"");
  append_escaped(out_, value, true);
  out_ += '"';
  return *this;
}

Xml& Xml::content(std::string_view text) {
  if (text.empty()) return *this;
  begin_content();
  append_escaped(out_, text, false);
  return *this;
}

Xml& Xml::close() {
  if (open_.empty()) return *this;
  if (in_tag_)
    out_ += "/>";
  else
    out_.append("</").append(open_.back()).append(1, '>');
  in_tag_ = false;
  open_.pop_back();
  return *this;
}

std::string Xml::text() {
  while (!open_.empty()) close();
  return out_;
}

}  // namespace frontdesk::voice
