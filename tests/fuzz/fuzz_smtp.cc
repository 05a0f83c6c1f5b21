// The session against any bytes, cut in any way: the first byte chooses the settings, the second
// how the rest is cut. What it accepts must be free of bare CR, bare LF and NUL, and cutting must
// not change the outcome.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "tests/intake/smtp_dialogue.h"

using namespace frontdesk;
using namespace frontdesk::smtp;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

void check_mail(const Transaction& mail) {
  require(!mail.recipients.empty());
  require(mail.mail_from.find_first_of("\r\n\t\0") == std::string::npos);
  require(mail.raw.starts_with("Received: from "));
  for (std::size_t i = 0; i < mail.raw.size(); ++i) {
    require(mail.raw[i] != '\0');
    if (mail.raw[i] == '\r') require(i + 1 < mail.raw.size() && mail.raw[i + 1] == '\n');
    if (mail.raw[i] == '\n') require(i > 0 && mail.raw[i - 1] == '\r');
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  Dialogue dialogue;
  dialogue.settings.lmtp = (data[0] & 1) != 0;
  dialogue.settings.offer_tls = (data[0] & 2) != 0;
  dialogue.settings.require_tls = (data[0] & 4) != 0;
  dialogue.tls = (data[0] & 8) != 0;
  dialogue.settings.limits.message_bytes = 200;
  dialogue.settings.limits.command_line_bytes = 100;
  dialogue.settings.limits.recipients = 3;
  dialogue.settings.limits.junk = 10;
  const std::string input(reinterpret_cast<const char*>(data) + 2, size - 2);
  const auto whole = dialogue.play(input);
  for (const auto& mail : whole.mails) check_mail(mail);
  const auto cut = dialogue.play(input, std::size_t{1} + data[1] % 32);
  // Bytes behind STARTTLS are an injection only where they come with it.
  if (dialogue.settings.offer_tls && !dialogue.tls) return 0;
  require(whole.said == cut.said && whole.closed == cut.closed);
  require(whole.mails.size() == cut.mails.size());
  for (std::size_t i = 0; i < whole.mails.size(); ++i)
    require(whole.mails[i].raw == cut.mails[i].raw);
  return 0;
}
