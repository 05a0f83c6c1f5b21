#include "daemon/mailboxes/mailbox_config.h"

namespace frontdesk {

std::uint16_t MailboxConfig::port_in_use() const {
  if (port != 0) return static_cast<std::uint16_t>(port);
  return security == "tls" ? 993 : 143;
}

imap::Settings session_settings(const MailboxConfig& mailbox, const imap::Limits& limits,
                                const std::string& folder) {
  using Kind = imap::Afterwards::Kind;
  imap::Settings settings;
  settings.limits = limits;
  settings.limits.poll = mailbox.poll;
  settings.security = mailbox.security == "tls"        ? imap::Security::tls
                      : mailbox.security == "starttls" ? imap::Security::starttls
                                                       : imap::Security::none;
  settings.folder = folder;
  settings.afterwards.kind = mailbox.afterwards == "move"   ? Kind::move
                             : mailbox.afterwards == "flag" ? Kind::flag
                                                            : Kind::leave;
  settings.afterwards.to = mailbox.target;
  return settings;
}

}  // namespace frontdesk
