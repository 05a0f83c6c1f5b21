// [[mailbox]]: a mailbox that is read by IMAP, and the line that its mails come in by.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "intake/imap/limits.h"
#include "intake/imap/settings.h"

namespace frontdesk {

struct MailboxConfig {
  std::string id;    // in the log, in metrics and of the cursor in the store
  std::string line;  // of the rules, an email line
  std::string host;
  std::uint64_t port = 0;        // 0: 993 with tls, else 143
  std::string security = "tls";  // tls | starttls | plain, the last on loopback only
  std::filesystem::path ca_file;
  std::string user;
  // One of three: a password, a token that somebody else keeps fresh, client credentials.
  std::filesystem::path password_file, token_file;
  std::string token_url, client_id, scope;
  std::filesystem::path client_secret_file;
  std::vector<std::string> folders{"INBOX"};  // UTF-8
  std::string afterwards = "leave";           // leave | move | flag
  std::string target;                         // the folder to move to, or the flag
  std::chrono::seconds poll{60};

  std::uint16_t port_in_use() const;
  bool bearer() const { return password_file.empty(); }
};

struct ImapConfig {
  imap::Limits limits;  // [imap.limits], see intake/imap/limits.h
};

// What a session is told of one of its folders.
imap::Settings session_settings(const MailboxConfig& mailbox, const imap::Limits& limits,
                                const std::string& folder);

}  // namespace frontdesk
