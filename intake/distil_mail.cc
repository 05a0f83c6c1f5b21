#include <algorithm>
#include <chrono>

#include "intake/arrival_key.h"
#include "intake/distil.h"
#include "intake/mime/charset.h"
#include "intake/mime/forwarded.h"
#include "intake/mime/header.h"
#include "rules/base/digest.h"
#include "rules/redact/redact.h"

namespace frontdesk {

namespace {

constexpr std::size_t preview_bytes = 2'000;
// What is redacted for it is cut too, perhaps through a secret that then looks like none. So what
// could belong to such a one is left out, even where much was taken out before it.
constexpr std::size_t redacted_bytes = 6'000;
constexpr std::size_t perhaps_cut_bytes = 1'500;
constexpr std::size_t address_bytes = 320;
constexpr std::size_t subject_bytes = 10'000;  // as much as a mail's own subject may have

std::vector<std::string> addresses_of(const std::vector<MailAddress>& people) {
  std::vector<std::string> addresses;
  for (const auto& person : people) addresses.push_back(person.address);
  return addresses;
}

// A token that holds wins over one that does not, wherever it stands: a relay may have spoilt one
// of several.
void judge_tokens(MailFacts& facts, const Mail& mail, const Envelope& envelope,
                  const ThreadTokens& tokens) {
  const auto judge = [&](std::string_view text) {
    const auto verdict = tokens.find(text);
    if (!verdict.ticket.empty() && facts.token_ticket.empty()) facts.token_ticket = verdict.ticket;
    if (verdict.bad()) facts.token_bad = true;
  };
  judge(envelope.recipient);
  judge(mail.in_reply_to);
  for (auto id = mail.references.rbegin(); id != mail.references.rend(); ++id) judge(*id);
  for (const auto& id : mail.original_message_ids) judge(id);
  for (const auto& to : mail.to) judge(to.address);
  for (const auto& cc : mail.cc) judge(cc.address);
  if (!facts.token_ticket.empty()) facts.token_bad = false;
}

// The subject may say what the first line is (R189).
std::string preview_of(std::string_view subject, std::string_view text) {
  if (text.size() <= redacted_bytes)
    return cut_utf8(redact_below(subject, text).text, preview_bytes);
  auto shown = redact_below(subject, cut_utf8(text, redacted_bytes)).text;
  shown.resize(shown.size() - std::min(shown.size(), perhaps_cut_bytes));
  return cut_utf8(shown, preview_bytes);
}

MailFacts facts_of(const Mail& mail, const Envelope& envelope, const ThreadTokens& tokens) {
  MailFacts facts;
  facts.subject = redact(mail.subject).text;
  facts.message_id = mail.message_id;
  facts.in_reply_to = mail.in_reply_to;
  facts.references = mail.references;
  facts.to = addresses_of(mail.to);
  facts.cc = addresses_of(mail.cc);
  facts.subject_ticket = ticket_in_subject(mail.subject);
  facts.auto_submitted = mail.auto_submitted;
  facts.null_return_path = envelope.null_return_path;
  // A delivery report in another dress: from a mail system, and not to be answered.
  facts.delivery_report =
      mail.flags.bounce || (envelope.null_return_path && is_mail_system(mail.from.address));
  // A report threads like a reply to the mail that it is about (C18a).
  if (facts.delivery_report)
    facts.references.insert(facts.references.end(), mail.original_message_ids.begin(),
                            mail.original_message_ids.end());
  facts.unparsed = mail.flags.unparsed;
  facts.hops = mail.hops;
  facts.auth = mail.auth;
  facts.attachments = mail.attachments;
  for (auto& attachment : facts.attachments) attachment.name = redact(attachment.name).text;
  judge_tokens(facts, mail, envelope, tokens);
  return facts;
}

OwnedTexts texts_of(const Mail& mail) {
  return {mail.from_header, mail.from.address, mail.subject, body_for_rows(mail)};
}

// A mail without an address in its From is still somebody's: the envelope tells two of them apart.
std::string sender_for_key(const Mail& mail, const Envelope& envelope) {
  if (mail.from_header.empty()) return envelope.return_path;
  return mail.from.address.empty() ? mail.from_header + '\n' + envelope.return_path
                                   : mail.from_header;
}

// See arrival_key.h for why the hour counts.
std::string hour_for_key(const Mail& mail, Instant at) {
  if (!mail.message_id.empty()) return {};
  return to_text(std::chrono::floor<std::chrono::hours>(at));
}

}  // namespace

DistilledMail distil_mail(const Mail& mail, const Envelope& envelope, const Line& line,
                          const RuleSet& rules, const ThreadTokens& tokens, Matcher& matcher,
                          Instant at, std::string id) {
  DistilledMail out{{}, texts_of(mail)};
  auto& arrival = out.arrival;
  arrival.id = std::move(id);
  arrival.channel = Channel::email;
  arrival.line = line.id;
  arrival.at = at;
  const auto content = content_digest(sender_for_key(mail, envelope), mail.date_header,
                                      mail.subject, mail.content_sha256, hour_for_key(mail, at));
  // A missing Message-ID is legitimate: one is made that copies of the mail get too.
  arrival.external_id =
      mail.message_id.empty() ? "missing-" + content.substr(0, 32) : mail.message_id;
  arrival.key = arrival_key(Channel::email, line.id, arrival.external_id, content);
  arrival.from_address = mail.from.address;
  arrival.from_name = redact(mail.from.name).text;
  arrival.return_path =
      envelope.null_return_path ? "" : cut_utf8(to_utf8(envelope.return_path, {}), address_bytes);
  arrival.recipient = cut_utf8(to_utf8(envelope.recipient, {}), address_bytes);
  arrival.mail = facts_of(mail, envelope, tokens);
  const std::string_view text = mail.text.empty() ? out.texts.body : mail.text;
  arrival.mail.text_preview = preview_of(mail.subject, text);
  arrival.mail.forwarded_from = forwarded_from(mail.subject, text);
  rematch(arrival, out.texts, rules, matcher);
  return out;
}

DistilledMail distil_text_mail(const TextMail& text, const Line& line, const RuleSet& rules,
                               const ThreadTokens& tokens, Matcher& matcher, Instant at,
                               std::string id) {
  Mail mail;
  const auto from = unfold(text.from);
  mail.from_header = decode_words(from);
  if (auto found = parse_addresses(from, 1); !found.empty())
    mail.from = std::move(found.front());
  else
    mail.from.name = mail.from_header;
  mail.subject = cut_utf8(decode_words(unfold(text.subject)), subject_bytes);
  mail.text = to_utf8(text.body, "utf-8");
  mail.body_sha256 = mail.content_sha256 = sha256_hex(mail.text);
  const Envelope envelope{mail.from.address, line.address, false};
  return distil_mail(mail, envelope, line, rules, tokens, matcher, at, std::move(id));
}

void rematch(Arrival& arrival, const OwnedTexts& texts, const RuleSet& rules, Matcher& matcher) {
  arrival.mail.hits = matcher.match(rules.spam, texts.view());
  arrival.mail.hits_rules = rules.hash;
  arrival.mail.from_own_address =
      !arrival.from_address.empty() && rules.lines.by_address(arrival.from_address) != nullptr;
}

}  // namespace frontdesk
