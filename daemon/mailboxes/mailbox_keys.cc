#include "daemon/mailboxes/mailbox_keys.h"

#include <algorithm>
#include <set>

#include "daemon/config_kinds.h"
#include "intake/imap/login.h"

namespace frontdesk {
namespace {

using namespace config_kinds;

constexpr std::size_t folders_max = 100;

#define PLACE(member)                 \
  [](auto& c) -> auto& {              \
    return c.mailboxes.back().member; \
  }

std::vector<ConfigKey> keys() {
  constexpr std::string_view of = "mailbox";
  return {
      id(of, "id", "its name in the log, in metrics and in the store; it keeps its place by it",
         PLACE(id)),
      needed_text(of, "line", "the id of the email line that its mails come in by", PLACE(line)),
      needed_text(of, "host", "the IMAP server", PLACE(host)),
      number(of, "port", 0, 65535, "0 takes 993 with tls and 143 otherwise", PLACE(port)),
      word(
          of, "security", {"tls", "starttls", "plain"},
          "TLS from the start or by STARTTLS, never without either; plain for a server on loopback "
          "only",
          PLACE(security)),
      path(of, "ca_file", "who signs the server's certificate, as PEM; the system's where left out",
           PLACE(ca_file)),
      needed_text(of, "user", "who logs in", PLACE(user)),
      path(of, "password_file", "the password; or one of the two below for OAuth2",
           PLACE(password_file)),
      path(of, "token_file", "an OAuth2 access token that another program keeps fresh",
           PLACE(token_file)),
      text(of, "token_url", "where an OAuth2 access token is had for client credentials",
           PLACE(token_url)),
      text(of, "client_id", "of the client credentials", PLACE(client_id)),
      path(of, "client_secret_file", "the secret of the client credentials",
           PLACE(client_secret_file)),
      text(of, "scope", "of the access token", PLACE(scope)),
      texts(of, "folders", "the folders that are read, as people write them", PLACE(folders)),
      word(of, "afterwards", {"leave", "move", "flag"},
           "what becomes of a mail on the server once it is stored here", PLACE(afterwards)),
      text(of, "target", "the folder to move to, or the flag to set: \\\\Flagged, or a keyword",
           PLACE(target)),
      duration(of, "poll", seconds{1}, seconds{1740},
               "between two looks where the server does not tell by itself", PLACE(poll)),
  };
}

#undef PLACE

bool is_local(std::string_view host) {
  return host == "localhost" || is_loopback(host);
}

void check_credentials(TableReader& reader, const MailboxConfig& mailbox) {
  const int ways = (mailbox.password_file.empty() ? 0 : 1) + (mailbox.token_file.empty() ? 0 : 1) +
                   (mailbox.token_url.empty() ? 0 : 1);
  if (ways != 1)
    reader.fault("user", "expected one of password_file, token_file and token_url beside it");
  const bool refreshes = !mailbox.token_url.empty();
  if (refreshes && (mailbox.client_id.empty() || mailbox.client_secret_file.empty()))
    reader.fault("token_url", "expected client_id and client_secret_file beside it");
  if (!refreshes && (!mailbox.client_id.empty() || !mailbox.client_secret_file.empty()))
    reader.fault(mailbox.client_id.empty() ? "client_secret_file" : "client_id",
                 "expected a token_url beside it");
  const auto& url = mailbox.token_url;
  const bool local = url.starts_with("http://127.0.0.1:") || url.starts_with("http://[::1]:");
  if (refreshes && !url.starts_with("https://") && !local)
    reader.fault("token_url", "expected a URL that begins with https://");
  // The secret is not known here; any will do.
  if (const auto login = imap::check(imap::Login{mailbox.user, "x", false, mailbox.host, 993});
      !mailbox.user.empty() && !login)
    reader.fault("user", login.error().says);
}

void check_folders(TableReader& reader, const MailboxConfig& mailbox) {
  if (mailbox.folders.empty() || mailbox.folders.size() > folders_max)
    reader.fault("folders", "expected from 1 to " + std::to_string(folders_max) + " folders");
  std::set<std::string> seen;
  for (const auto& folder : mailbox.folders) {
    if (!seen.insert(folder).second) reader.fault("folders", "has \"" + folder + "\" twice");
    if (const auto ok = imap::check(session_settings(mailbox, {}, folder)); !ok)
      return reader.fault(mailbox.target.empty() ? "folders" : "target", ok.error().says);
  }
}

void check_one(TableReader& reader, const Config& config) {
  const auto& mailbox = config.mailboxes.back();
  const auto twin = std::find_if(config.mailboxes.begin(), config.mailboxes.end() - 1,
                                 [&](const auto& other) { return other.id == mailbox.id; });
  if (!mailbox.id.empty() && twin != config.mailboxes.end() - 1)
    reader.fault("id", "expected an id of its own: another mailbox is named \"" + mailbox.id + '"');
  if (mailbox.security == "plain" && !is_local(mailbox.host))
    reader.fault("security", "expected tls or starttls: " + mailbox.host +
                                 " is not this machine, and a network would hear the password");
  check_credentials(reader, mailbox);
  if (mailbox.afterwards == "leave" && !mailbox.target.empty())
    reader.fault("target", "expected `afterwards` to be move or flag");
  if (mailbox.afterwards != "leave" && mailbox.target.empty())
    return reader.fault("afterwards", mailbox.afterwards == "move"
                                          ? "expected a `target` beside it: the folder to move to"
                                          : "expected a `target` beside it: the flag to set");
  check_folders(reader, mailbox);
}

}  // namespace

ConfigArray mailbox_array() {
  return {"mailbox",
          "a mailbox that is read by IMAP; a start reads this, a reload does not",
          [](Config& config) { config.mailboxes.emplace_back(); },
          keys(),
          check_one,
          [](Config& config) {
            auto& mailbox = config.mailboxes.back();
            mailbox.id = "support";
            mailbox.line = "support-mail";
            mailbox.host = "imap.example.org";
            mailbox.user = "support@example.org";
            mailbox.password_file = "/etc/frontdesk/support.password";
          }};
}

void check_mailbox_files(const MailboxConfig& mailbox,
                         const std::function<void(std::string key, std::string says)>& fault) {
  const auto name = "mailbox." + mailbox.id + '.';
  const auto secret = [&](const char* key, const Path& file) {
    if (file.empty()) return;
    const auto text = read_secret(file);
    if (!text)
      fault(name + key, text.error().says);
    else if (!imap::check(imap::Login{mailbox.user, *text, mailbox.bearer(), mailbox.host, 993}))
      fault(name + key, file.string() + ": has more than one line, or what cannot be sent");
  };
  secret("password_file", mailbox.password_file);
  secret("token_file", mailbox.token_file);
  secret("client_secret_file", mailbox.client_secret_file);
  std::error_code ignored;
  if (!mailbox.ca_file.empty() && !std::filesystem::is_regular_file(mailbox.ca_file, ignored))
    fault(name + "ca_file", mailbox.ca_file.string() + ": cannot be read");
}

}  // namespace frontdesk
