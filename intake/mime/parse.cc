#include <exception>

#include "intake/mime/charset.h"
#include "intake/mime/html.h"
#include "intake/mime/mail.h"
#include "intake/mime/parse_steps.h"
#include "rules/base/digest.h"

namespace frontdesk {

namespace {

constexpr std::size_t size_limit = 1u << 30;  // mimetic counts in int

void give_up(Mail& mail, std::string reason) {
  mail.flags.unparsed = true;
  mail.diagnostics.push_back(std::move(reason));
}

// Structure and texts. What was read before a limit was passed is kept: it is a ticket's text.
void parse_body(Mail& mail, const std::vector<HeaderField>& fields, std::string_view body,
                const ParseOptions& options) {
  try {
    const auto parts = read_parts(fields, body, options.limits);
    mime::read_body(mail, parts, options);
    if (!parts.reason.empty()) give_up(mail, parts.reason);
  } catch (const std::exception&) {
    give_up(mail, "structure");
  }
}

// A mail without a body says what it has to say in its header.
bool is_all_header(const Mail& mail, std::string_view header, std::string_view body) {
  const bool closed = header.ends_with("\n\r\n") || header.ends_with("\n\n") ||
                      header.ends_with("\r\r") || header == "\r\n" || header == "\n";
  return (mail.message_id.empty() || !closed) && trim(body).empty();
}

// See Mail::content_sha256.
std::string content_of(const Mail& mail, std::string_view header, std::string_view body,
                       const std::vector<HeaderField>& fields, const MimeLimits& limits) {
  const bool all_header = is_all_header(mail, header, body);
  const bool unread = header.size() > limits.header_bytes || fields.size() >= limits.header_lines;
  const bool nobodys = mail.message_id.empty() && mail.from.address.empty();
  std::string more;
  if (all_header || unread || nobodys) more = mime::own_header_sha256(header, limits.header_bytes);
  more += mime::untold_fields(fields);
  if (more.empty()) return mail.body_sha256;
  return sha256_hex(all_header ? more : mail.body_sha256 + more);
}

}  // namespace

Mail parse_mail(std::string_view raw, const ParseOptions& options) {
  Mail mail;
  const auto header = top_header(raw, options.limits.header_bytes);
  const auto body = raw.substr(header.size());
  const auto fields =
      read_fields(header.substr(0, options.limits.header_bytes), options.limits.header_lines);
  mime::read_top(mail, fields, options);
  const auto verdict =
      raw.size() > size_limit ? GuardVerdict{false, "size"} : guard(raw, header, options.limits);
  if (verdict.may_parse)
    parse_body(mail, fields, body, options);
  else
    give_up(mail, verdict.reason);
  mail.body_sha256 = sha256_hex(body);
  mail.content_sha256 = content_of(mail, header, body, fields, options.limits);
  return mail;
}

std::string body_for_rows(const Mail& mail) {
  auto body = cut_utf8(mail.text, rows_bytes);
  if (mail.html.empty()) return body;
  const auto html = html_to_text(mail.html, rows_bytes);
  if (!body.empty()) body += '\n';
  return body + html;
}

}  // namespace frontdesk
