#include <algorithm>

#include "intake/mime/charset.h"
#include "intake/mime/parse_steps.h"

namespace frontdesk {

bool is_mail_system(std::string_view address) {
  const auto local = address.substr(0, address.find('@'));
  return equal_ascii(local, "mailer-daemon") || equal_ascii(local, "postmaster");
}

}  // namespace frontdesk

namespace frontdesk::mime {

namespace {

constexpr std::size_t text_bytes = 10'000;  // of a decoded field that is kept
constexpr std::size_t addresses = 100;

std::string decoded(std::string_view value) {
  return read_text(decode_words(value));
}

// Mail that begins two From: fields is shown by the first everywhere, so that is the one to
// believe.
void read_from(Mail& mail, const std::vector<HeaderField>& fields) {
  const auto value = first_value(fields, "From");
  mail.from_header = decoded(value);
  auto found = parse_addresses(value, 1);
  if (!found.empty())
    mail.from = std::move(found.front());
  else
    mail.from.name = mail.from_header;
}

std::vector<MailAddress> read_addresses(const std::vector<HeaderField>& fields,
                                        std::string_view name) {
  std::vector<MailAddress> all;
  for (const auto& field : fields) {
    if (!equal_ascii(field.name, name) || all.size() >= addresses) continue;
    auto found = parse_addresses(unfold(field.value), addresses - all.size());
    std::move(found.begin(), found.end(), std::back_inserter(all));
  }
  return all;
}

void read_ids(Mail& mail, const std::vector<HeaderField>& fields) {
  const auto own = message_ids(first_value(fields, "Message-ID"));
  if (!own.empty()) mail.message_id = own.front();
  const auto reply = message_ids(first_value(fields, "In-Reply-To"));
  if (!reply.empty()) mail.in_reply_to = reply.front();
  mail.references = message_ids(first_value(fields, "References"));
}

// RFC 3834, and what said the same before it. Precedence alone is too broad, and Exchange puts its
// X-Auto-Response-Suppress on ordinary mail too.
std::string read_auto_submitted(const std::vector<HeaderField>& fields) {
  auto keyword = parse_parameters(first_value(fields, "Auto-Submitted")).value;
  if (!keyword.empty()) return cut_utf8(to_utf8(keyword, {}), 40);
  const auto precedence = lower_ascii(first_value(fields, "Precedence"));
  const bool older = precedence == "auto_reply" || precedence == "auto-reply" ||
                     !first_value(fields, "X-Autoreply").empty() ||
                     !first_value(fields, "X-Autorespond").empty() ||
                     !first_value(fields, "X-Autoreply-From").empty();
  return older ? "auto-replied" : "";
}

}  // namespace

std::string read_text(std::string_view decoded_words) {
  return cut_utf8(trim(one_line(decoded_words)), text_bytes);
}

void read_top(Mail& mail, const std::vector<HeaderField>& fields, const ParseOptions& options) {
  read_from(mail, fields);
  mail.to = read_addresses(fields, "To");
  mail.cc = read_addresses(fields, "Cc");
  mail.reply_to = read_addresses(fields, "Reply-To");
  mail.subject = decoded(first_value(fields, "Subject"));
  mail.date_header = decoded(first_value(fields, "Date"));
  mail.date = parse_date(mail.date_header);
  read_ids(mail, fields);
  mail.auto_submitted = read_auto_submitted(fields);
  mail.flags.auto_submitted = !mail.auto_submitted.empty() && mail.auto_submitted != "no";
  mail.hops = static_cast<int>(std::count_if(fields.begin(), fields.end(), [](const auto& field) {
    return equal_ascii(field.name, "Received");
  }));
  mail.auth = read_auth(fields, options.trusted_auth_hosts);
  mail.flags.bounce =
      !first_value(fields, "X-Failed-Recipients").empty() ||
      (first_value(fields, "Return-Path") == "<>" && is_mail_system(mail.from.address));
  if (mail.message_id.empty()) mail.diagnostics.push_back("message_id_missing");
  if (mail.from.address.empty()) mail.diagnostics.push_back("from_unusable");
  if (!mail.date) mail.diagnostics.push_back("date_unusable");
}

}  // namespace frontdesk::mime
