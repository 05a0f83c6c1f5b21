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

// Every text of a person that is kept goes through this before it becomes a fact, a note or a chat
// message: mails in intake/distil_mail.cc. Raw mail is kept as it was acknowledged.
//
// The text without its secrets: each is replaced by the mark, and what is around it stays, so that
// a reader sees what was said. A secret is what has the shape of one (private key blocks, 48-digit
// recovery keys, credentials in addresses, well-known tokens), and what stands behind a label
// ("passphrase: …", "the backup password is …", "Pwd=…;"). Talk of a password is none: "I forgot my
// password" stays whole. Doubtful cases behind a label that only backups have (passphrase, recovery
// key) are taken out, those behind "password" stay. Twice gives what once gives. Linear in the
// text.
Redacted redact(std::string_view text);

}  // namespace frontdesk
