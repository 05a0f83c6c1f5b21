#include <exception>

#include "intake/mime/html.h"
#include "intake/mime/mail.h"
#include "intake/mime/parse_steps.h"
#include "rules/base/digest.h"

namespace frontdesk {

namespace {

constexpr std::size_t size_limit = 1u << 30;     // mimetic counts in int
constexpr std::size_t digest_bytes = 1'048'576;  // of an unparsed body

std::string digest_of_parts(const Mail& mail) {
  std::string all = mail.text + '\0' + mail.html;
  for (const auto& attachment : mail.attachments)
    all += '\0' + attachment.name + '\0' + attachment.type + '\0' + std::to_string(attachment.size);
  return sha256_hex(all);
}

std::string digest_of_bytes(std::string_view body) {
  return sha256_hex(std::to_string(body.size()) + '\0' + std::string(body.substr(0, digest_bytes)));
}

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

}  // namespace

Mail parse_mail(std::string_view raw, const ParseOptions& options) {
  Mail mail;
  const auto header = top_header(raw);
  const auto body = raw.substr(header.size());
  const auto fields =
      read_fields(header.substr(0, options.limits.header_bytes), options.limits.header_lines);
  mime::read_top(mail, fields, options);
  const auto verdict =
      raw.size() > size_limit ? GuardVerdict{false, "size"} : guard(raw, options.limits);
  if (verdict.may_parse)
    parse_body(mail, fields, body, options);
  else
    give_up(mail, verdict.reason);
  mail.body_sha256 = mail.flags.unparsed ? digest_of_bytes(body) : digest_of_parts(mail);
  return mail;
}

std::string body_for_rows(const Mail& mail) {
  if (mail.html.empty()) return mail.text;
  auto html = html_to_text(mail.html);
  return mail.text.empty() ? html : mail.text + '\n' + html;
}

}  // namespace frontdesk
