#include "daemon/config_keys.h"

#include "daemon/config_kinds.h"

namespace frontdesk {
namespace {

using namespace config_kinds;

struct LimitWords {
  std::string_view name, says;
};

constexpr LimitWords smtp_limit_words[] = {
    {"message_bytes", "bytes of one message; what SIZE offers"},
    {"recipients", "recipients of one message"},
    {"command_line_bytes", "bytes of one line with a command"},
    {"commands", "commands on one connection"},
    {"transactions", "messages that may be begun on one connection"},
    {"errors", "commands that are refused before a connection is closed"},
    {"junk", "commands that lead to no mail, such as NOOP, before a connection is closed"},
    {"connections", "open connections"},
    {"connections_per_address", "open connections from one address; an IPv6 /64 counts as one"},
    {"held_bytes", "bytes of messages that all connections together keep in memory"},
    {"held_bytes_per_address",
     "the same for those of one address, an IPv6 /64 being one; at least twice message_bytes"},
    {"data_rate_min", "bytes a second that a message must come in with"},
    {"idle", "how long a connection may be silent"},
    {"idle_stress", "the same, once four fifths of the connections are open"},
    {"without_mail", "how long a connection may go on without a mail that is taken"},
    {"handshake", "how long TLS or the PROXY header may take to come in"},
};

constexpr LimitWords imap_limit_words[] = {
    {"message_bytes", "bytes of one mail; a larger one is parked and stays where it is"},
    {"skipped_bytes", "bytes of mails in one answer of a server, kept or read over"},
    {"line_bytes", "bytes of one answer without its mails"},
    {"search_bytes", "the same for the answer to a search"},
    {"nesting", "lists in each other in an answer"},
    {"values", "values in one answer"},
    {"responses", "answers to one command"},
    {"uids", "mails that one search takes up, the oldest; the rest come with the next"},
    {"data_rate_min", "bytes a second that a server must send with while it answers"},
    {"answer", "how long a server may be silent before it answers"},
    {"sizes", "mails whose size is asked for at once"},
    {"batch_mails", "mails that are fetched at once"},
    {"batch_bytes", "their size, where they are more than one"},
    {"idle", "how long one IDLE lasts; a server may end it after 30 minutes"},
    {"pause", "between two searches, however often mail is announced"},
};

constexpr LimitWords chat_limit_words[] = {
    {"frame_bytes", "bytes of one frame of a client"},
    {"text_characters", "characters of a message"},
    {"unacknowledged", "messages of a connection that wait to be durable"},
    {"unacknowledged_bytes", "and their bytes"},
    {"message_burst", "messages at once, before the rate counts"},
    {"messages_per_minute", "messages of a connection"},
    {"typing_burst", "tellings of typing at once, before the rate counts"},
    {"typing_per_minute", "tellings of typing"},
    {"frame_burst", "frames at once, before the rate counts"},
    {"frames_per_minute", "frames of any kind; more end the connection"},
    {"errors", "wrong frames until a connection is closed"},
    {"orders", "messages out of order until a connection is closed"},
    {"queued_bytes", "bytes that wait to be read by a client; more end the connection"},
    {"resting_bytes", "the same, from where on nothing is sent that can wait"},
    {"hello", "how long a connection may say nothing at first"},
    {"opening", "how long the desk may take over a hello"},
    {"ping", "silence until a client is asked whether it is there"},
    {"pong", "how long it may take to answer"},
    {"write", "how long a client may read nothing"},
    {"grace", "how long a lost connection keeps its place in the queue"},
};

// A row of a protocol's own table of limits, under its own name and bounds. `limits` gives the
// place of all of them inside a Config.
template <class Limits, class Row, class Part>
ConfigKey limit(std::string_view section, const Row& row, std::span<const LimitWords> all_words,
                Part limits) {
  std::string_view says;
  for (const auto& words : all_words)
    if (words.name == row.name) says = words.says;
  if (const auto* member = std::get_if<std::uint64_t Limits::*>(&row.member))
    return number(
        section, row.name, row.min, row.max, says,
        [ =, at = *member ](auto& c) -> auto& { return limits(c).*at; });
  const auto at = std::get<seconds Limits::*>(row.member);
  return duration(
      section, row.name, seconds(row.min), seconds(row.max),
      says, [=](auto& c) -> auto& { return limits(c).*at; });
}

#define PLACE(member)    \
  [](auto& c) -> auto& { \
    return c.member;     \
  }

constexpr std::uint64_t mib = 1ull << 20;
constexpr std::uint64_t tib = 1ull << 40;

void store_keys(std::vector<ConfigKey>& keys) {
  keys.push_back(path("store", "path", "the folder of the store", PLACE(store.path)));
  keys.push_back(number("store", "min_free_bytes", 16 * mib, 100 * tib,
                        "below this much free space nothing new is taken",
                        PLACE(store.min_free_bytes)));
  keys.push_back(number("store", "max_wal_bytes", 8 * mib, 64 * 1024 * mib,
                        "bound on the write-ahead logs", PLACE(store.max_wal_bytes)));
  keys.push_back(number("store", "cache_bytes", mib, 64 * 1024 * mib,
                        "memory for blocks that were read", PLACE(store.cache_bytes)));
  keys.push_back(number("store", "max_waiting", 1, 1'000'000,
                        "commands that may wait for the committer", PLACE(store.max_waiting)));
  keys.push_back(number("store", "max_waiting_bytes", mib, 64 * 1024 * mib,
                        "bytes of mail that may wait for the committer",
                        PLACE(store.max_waiting_bytes)));
  keys.push_back(duration("store", "commit_deadline", seconds{1}, seconds{600},
                          "after this the sender is told to come again",
                          PLACE(store.commit_deadline)));
  keys.push_back(number("store", "shed_percent", 1, 100,
                        "strain is when so much of max_waiting or max_waiting_bytes waits, and "
                        "when the store is short of space, slow or failing",
                        PLACE(store.shed_percent)));
  keys.push_back(duration("store", "shed_after", seconds{1}, seconds{600},
                          "after so much strain new work is refused at the door",
                          PLACE(store.shed_after)));
  keys.push_back(duration("store", "shed_for", seconds{1}, seconds{3600},
                          "without strain for so long, and new work is taken again",
                          PLACE(store.shed_for)));
  keys.push_back(
      number("store", "unowned_retention_days", 0, 36'500,
             "days until mail that belongs to no MSP is erased: spam, triage; 0 keeps it",
             PLACE(store.unowned_retention_days)));
  keys.push_back(path("rules", "path", "the folder of the rule files", PLACE(rules)));
}

void directory_keys(std::vector<ConfigKey>& keys) {
  constexpr std::uint64_t many = 100'000'000;
  keys.push_back(number("directory", "contacts_per_msp", 1, many, "contacts of one MSP",
                        PLACE(directory.contacts_per_msp)));
  keys.push_back(number("directory", "others_per_msp", 1, many,
                        "staff, companies, sites, contracts and endpoints of one MSP",
                        PLACE(directory.others_per_msp)));
  keys.push_back(number("directory", "bytes_per_msp", mib, tib,
                        "memory that the records of one MSP may take",
                        PLACE(directory.bytes_per_msp)));
  keys.push_back(number("directory", "contacts", 1, many, "contacts of all MSPs together",
                        PLACE(directory.contacts)));
  keys.push_back(number("directory", "others", 1, many, "other records of all MSPs together",
                        PLACE(directory.others)));
  keys.push_back(number("directory", "bytes", mib, tib, "memory that all records may take",
                        PLACE(directory.bytes)));
}

void smtp_keys(std::vector<ConfigKey>& keys) {
  keys.push_back(addresses("smtp", "listen", "ESMTP with STARTTLS", PLACE(smtp.listen)));
  keys.push_back(addresses("smtp", "tls_listen", "ESMTP inside TLS", PLACE(smtp.tls_listen)));
  keys.push_back(path("smtp", "lmtp_socket", "a socket for LMTP", PLACE(smtp.lmtp_socket)));
  keys.push_back(text("smtp", "hostname", "the name in the greeting; the machine's where left out",
                      PLACE(smtp.hostname)));
  keys.push_back(
      networks("smtp", "proxy_from", "who speaks the PROXY protocol", PLACE(smtp.proxy_from)));
  keys.push_back(texts("smtp", "trusted_authserv", "hosts whose Authentication-Results count",
                       PLACE(smtp.trusted_authserv)));
  for (const auto& row : smtp::limit_table())
    keys.push_back(limit<smtp::Limits>("smtp.limits", row, smtp_limit_words, PLACE(smtp.limits)));
}

void http_keys(std::vector<ConfigKey>& keys) {
  keys.push_back(addresses("http", "listen", "the API", PLACE(http.listen)));
  keys.push_back(
      flag("http", "tls", "speak TLS there, with the certificate of [tls]", PLACE(http.tls)));
  keys.push_back(text("http", "public_url",
                      "as telephone providers and browsers reach it: https://, without a slash at "
                      "its end",
                      PLACE(http.public_url)));
  keys.push_back(number("http", "max_connections", 1, 100'000, "open connections",
                        PLACE(http.max_connections)));
  keys.push_back(number("http", "max_connections_per_address", 1, 100'000,
                        "open connections from one address",
                        PLACE(http.max_connections_per_address)));
  keys.push_back(number("http", "max_header_bytes", 1024, mib, "bytes of a request's header",
                        PLACE(http.max_header_bytes)));
  keys.push_back(number("http", "max_requests", 1, 10'000'000, "requests on one connection",
                        PLACE(http.max_requests)));
  keys.push_back(number("http", "held_bytes", 64 * mib, 64 * 1024 * mib,
                        "bytes of requests and answers that all connections together keep in "
                        "memory; one token gets half of it",
                        PLACE(http.held_bytes)));
  keys.push_back(number("http", "min_data_rate", 1, mib, "bytes a second that extend a deadline",
                        PLACE(http.min_data_rate)));
  keys.push_back(duration("http", "idle_deadline", seconds{1}, seconds{3600}, "between requests",
                          PLACE(http.idle_deadline)));
  keys.push_back(duration("http", "request_deadline", seconds{1}, seconds{600},
                          "for a request to come in", PLACE(http.request_deadline)));
  keys.push_back(duration("http", "answer_deadline", seconds{1}, seconds{600},
                          "for an answer to be taken, and longer as it is; a slow reader's "
                          "system may say so once for 128 KiB only",
                          PLACE(http.answer_deadline)));
}

void other_keys(std::vector<ConfigKey>& keys) {
  keys.push_back(path("admin", "socket", "whoever may open it is admin", PLACE(admin.socket)));
  keys.push_back(path("tls", "certificate", "the chain as PEM", PLACE(tls.certificate)));
  keys.push_back(path("tls", "key", "the private key as PEM", PLACE(tls.key)));
  keys.push_back(
      paths("threads", "keys",
            "files with keys of thread tokens, newest first: the first signs, all are accepted",
            PLACE(threads.keys)));
  keys.push_back(word("log", "format", {"json", "text"}, "how log lines look", PLACE(log.format)));
  keys.push_back(word("log", "level", {"debug", "info", "warning", "error"},
                      "the least that is written", PLACE(log.level)));
  keys.push_back(duration("stop", "drain", seconds{0}, seconds{600},
                          "how long open transactions may take to end", PLACE(stop.drain)));
}

void imap_keys(std::vector<ConfigKey>& keys) {
  for (const auto& row : imap::limit_table())
    if (row.name != "poll")  // each mailbox has its own
      keys.push_back(limit<imap::Limits>("imap.limits", row, imap_limit_words, PLACE(imap.limits)));
}

void chat_keys(std::vector<ConfigKey>& keys) {
  keys.push_back(number("chat.limits", "connections", 1, 100'000,
                        "open connections of chats; they count among those of [http] too",
                        PLACE(chat.max_connections)));
  for (const auto& row : chat::limit_table())
    if (!row.name.starts_with("upload") && !row.name.starts_with("kept"))
      keys.push_back(limit<chat::Limits>("chat.limits", row, chat_limit_words, PLACE(chat.limits)));
}

#undef PLACE

}  // namespace

std::span<const ConfigKey> config_keys() {
  static const std::vector<ConfigKey> keys = [] {
    std::vector<ConfigKey> all;
    store_keys(all);
    directory_keys(all);
    smtp_keys(all);
    http_keys(all);
    other_keys(all);
    imap_keys(all);
    chat_keys(all);
    return all;
  }();
  return keys;
}

}  // namespace frontdesk
