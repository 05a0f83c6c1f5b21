// What must hold of a mail that is not parsed.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "intake/mime/mail.h"

namespace frontdesk::samples {

// Unparsed for this reason, and still with what makes a ticket of it.
inline void stops(const std::string& raw, std::string_view reason) {
  const auto mail = parse_mail(raw);
  CHECK(mail.flags.unparsed);
  CHECK(std::count(mail.diagnostics.begin(), mail.diagnostics.end(), reason) == 1);
  CHECK(mail.from.address == "a@b.example");
  CHECK_FALSE(mail.body_sha256.empty());
}

}  // namespace frontdesk::samples
