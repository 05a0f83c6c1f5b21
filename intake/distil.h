// From what came in to an Arrival: everything dear, and everything that needs no state. Pure: the
// same values give the same arrival.
#pragma once

#include <string>
#include <string_view>

#include "intake/mime/mail.h"
#include "intake/thread_token.h"
#include "router/arrival.h"
#include "rules/rule_set.h"

namespace frontdesk {

struct Envelope {
  std::string return_path;        // "" for null
  std::string recipient;          // as given at RCPT: with its plus-address
  bool null_return_path = false;  // MAIL FROM:<>, not merely unknown
};

// The texts that rows are matched on, kept until the arrival is committed.
struct OwnedTexts {
  std::string from_header, from_address, subject, body;
  MailTexts view() const { return {from_header, from_address, subject, body}; }
};

struct DistilledMail {
  Arrival arrival;
  OwnedTexts texts;
};

// `line` is the line that the recipient belongs to.
DistilledMail distil_mail(const Mail& mail, const Envelope& envelope, const Line& line,
                          const RuleSet& rules, const ThreadTokens& tokens, Matcher& matcher,
                          Instant at, std::string id);

// The same for a mail given as texts, without MIME (simulate --batch).
struct TextMail {
  std::string from, subject, body;  // `from` as in a header: "Ann Lee <ann@acme.example>"
};
DistilledMail distil_text_mail(const TextMail& mail, const Line& line, const RuleSet& rules,
                               const ThreadTokens& tokens, Matcher& matcher, Instant at,
                               std::string id);

// Makes what depends on the rules again: hits, own address. For an arrival whose
// `mail.hits_rules` is not the hash of the rules in force any more.
void rematch(Arrival& arrival, const OwnedTexts& texts, const RuleSet& rules, Matcher& matcher);

// A call. `from` is the caller id as the provider gives it: withheld and anonymous ones, what is no
// number, and numbers that are lines of ours (C15) leave `from_phone` empty and set `withheld`.
Arrival distil_call(std::string_view from, const Line& line, Instant at, std::string id,
                    std::string_view external_id, const RuleSet& rules);

}  // namespace frontdesk
