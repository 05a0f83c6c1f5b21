// Why a mailbox is not being read, in the words of metrics and log, and what helps.
#pragma once

#include <curl/curl.h>

#include <chrono>
#include <string>
#include <string_view>

#include "intake/imap/reason.h"
#include "intake/imap/session.h"

namespace frontdesk {

class ImapConnection;

struct Trouble {
  std::string_view reason;  // the metric's label
  std::string says;         // what is wrong and what to do; nothing that the server said
  imap::Remedy remedy = imap::Remedy::again;
  std::chrono::milliseconds at_least{0};  // before the next try
  imap::Fetching fetching{};
};

Trouble trouble_of(const imap::Ended& ended);

// Why there is no connection. Where the server spoke before it broke off, a session is told what it
// said: it knows what that means.
Trouble trouble_of(CURLcode code, const ImapConnection& connection, const imap::Settings& settings);

// What is none of the server's.
Trouble no_secret(std::string says);
Trouble no_access_token(std::string says);
Trouble own_fault();
Trouble no_line(std::string_view line);

}  // namespace frontdesk
