// The MIME structure of a mail, read by mimetic under a fuse: what it may recurse into, how many
// parts it may make and how much header it may read is bounded while it reads, so nothing that
// mimetic understands differently from the guard can pass by it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "intake/mime/guard.h"
#include "intake/mime/header.h"

namespace frontdesk {

struct MailPart {
  Parametrised type;         // "text/plain" where the header says none
  Parametrised disposition;  // "attachment", "inline" or ""
  std::string encoding;      // lower case; "" where none
  std::string name;          // of the file
  std::string message_id;
  std::string body;         // still encoded; of a container, its preamble
  bool container = false;   // has parts of its own
  bool top = false;         // the mail itself
  bool in_message = false;  // belongs to a message that is attached
};

struct MailParts {
  std::vector<MailPart> parts;  // in the mail's order, containers before what they hold
  std::string reason;           // the limit that was passed; `parts` are then not all
  bool mended = false;          // an inner multipart was never closed
};

// `fields` are those of the top header, `body` what follows it. May throw what mimetic throws.
MailParts read_parts(const std::vector<HeaderField>& fields, std::string_view body,
                     const MimeLimits& limits);

}  // namespace frontdesk
