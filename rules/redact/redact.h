// Credentials and passphrases in what people write (R189: never asked for, stored or logged). Pure.
// The table of labels is built in, not a rule file: no edit of a file may turn this off.
#pragma once

#include <string>
#include <string_view>

namespace frontdesk {

inline constexpr std::string_view redacted_mark = "[redacted]";

struct Redacted {
  std::string text;
  std::size_t count = 0;  // how many places were taken out
};

// What a person wrote in a mail goes through this before it becomes a fact: the subject, the text,
// the sender's display name and the names of attachments (intake/distil_mail.cc). So will notes and
// chat messages. Mail addresses and Message-IDs do not: they are compared byte by byte, and a
// changed one would be another sender, or would join another ticket. Raw mail is kept as it was
// acknowledged.
//
// The text without its secrets: each is replaced by the mark, and what is around it stays, so that
// a reader sees what was said. A secret is what has the shape of one (private key blocks, 48-digit
// recovery keys, credentials in addresses, well-known tokens), and what stands behind a label
// ("passphrase: …", "the backup password is …", "Pwd=…;", "… is the backup
// password"), in each line below one of several ("passwords:") and in the column below one. Talk of
// a password is none: "I forgot my password" stays whole. Doubtful cases behind a label that only
// backups have (passphrase, recovery key) are taken out, those behind "password" stay. Labels are
// known in whatever letters look so to a person: full-width ones, Cyrillic and Greek ones, with any
// Unicode space or a soft hyphen in them. Twice gives what once gives. Linear in the text.
Redacted redact(std::string_view text);

// The same of a text under a title that may end in a label: "Backup passphrase" over a mail whose
// first line is one token that looks like a secret.
Redacted redact_below(std::string_view title, std::string_view text);

}  // namespace frontdesk
