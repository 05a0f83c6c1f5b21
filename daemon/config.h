// /etc/frontdesk/frontdesk.toml: what the daemon listens on, where its store is, its limits. Every
// value has a default and bounds; the table of keys is in config_keys.cc.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/chat/chat_config.h"
#include "daemon/desk/directory_limits.h"
#include "daemon/mailboxes/mailbox_config.h"
#include "daemon/voice/voice_config.h"
#include "intake/smtp/limits.h"
#include "rules/loader.h"

namespace frontdesk {

// Where to listen: "127.0.0.1:25", "[::1]:25", "*:25" (every IPv4 and IPv6 address). Port 0 takes
// a free one.
struct ListenAddress {
  std::string host;  // an IP address, "*" for all
  std::uint16_t port = 0;
  bool operator==(const ListenAddress&) const = default;
};
Result<ListenAddress> parse_listen_address(std::string_view text);
// True where only this machine can reach it.
bool is_loopback(std::string_view host);
std::string to_text(const ListenAddress& address);

struct StoreConfig {
  std::filesystem::path path = "/var/lib/frontdesk/store";
  std::uint64_t min_free_bytes = 512ull << 20;  // below it nothing new is taken
  std::uint64_t max_wal_bytes = 256ull << 20;
  std::uint64_t cache_bytes = 32ull << 20;
  std::uint64_t max_waiting = 10'000;              // commands that wait for the committer
  std::uint64_t max_waiting_bytes = 256ull << 20;  // and their raw bytes
  std::chrono::seconds commit_deadline{30};
  // The load gate: shuts after so much strain, opens after so long without any.
  std::uint64_t shed_percent = 50;  // of max_waiting and of max_waiting_bytes: strain from here on
  std::chrono::seconds shed_after{15};
  std::chrono::seconds shed_for{300};
  std::uint64_t unowned_retention_days = 90;  // of what came in for no MSP; 0: kept
};

struct SmtpConfig {
  std::vector<ListenAddress> listen{{"*", 25}};
  std::vector<ListenAddress> tls_listen;
  std::filesystem::path lmtp_socket;
  std::string hostname;                       // "" takes the machine's
  std::vector<std::string> proxy_from;        // addresses or networks that speak PROXY v2
  std::vector<std::string> trusted_authserv;  // hosts whose Authentication-Results count
  smtp::Limits limits;                        // [smtp.limits], see intake/smtp/limits.h
};

struct HttpConfig {
  std::vector<ListenAddress> listen{{"127.0.0.1", 8080}};
  bool tls = false;        // with the certificate of [tls]
  std::string public_url;  // as others reach it: "https://desk.example"; "" where nobody is to
  std::uint64_t max_connections = 1000;
  std::uint64_t max_connections_per_address = 100;
  std::uint64_t max_header_bytes = 16 * 1024;
  std::uint64_t max_requests = 10'000;  // of one connection
  std::uint64_t held_bytes = 256ull << 20;
  std::uint64_t min_data_rate = 500;
  std::chrono::seconds idle_deadline{60};
  std::chrono::seconds request_deadline{10};  // and longer as bytes come in
  std::chrono::seconds answer_deadline{30};
};

struct AdminConfig {
  std::filesystem::path socket = "/run/frontdesk/admin.sock";
};

struct TlsConfig {
  std::filesystem::path certificate, key;
  bool operator==(const TlsConfig&) const = default;
};

struct ThreadsConfig {
  std::vector<std::filesystem::path> keys;  // newest first: signs with it, accepts all
};

struct LogConfig {
  std::string format = "json";  // json | text
  std::string level = "info";   // debug | info | warning | error
};

struct StopConfig {
  std::chrono::seconds drain{20};  // how long open transactions may take to end
};

struct Config {
  std::filesystem::path file;  // it was read from here
  StoreConfig store;
  std::filesystem::path rules = "/etc/frontdesk/rules";
  DirectoryLimits directory;  // [directory], see daemon/desk/directory_limits.h
  SmtpConfig smtp;
  HttpConfig http;
  AdminConfig admin;
  TlsConfig tls;
  ThreadsConfig threads;
  LogConfig log;
  StopConfig stop;
  ImapConfig imap;
  std::vector<MailboxConfig> mailboxes;  // [[mailbox]]
  std::vector<VoiceConfig> voice;        // [[voice]]
  ChatConfig chat;
  std::vector<ChatDoorConfig> chat_doors;  // [[chat_door]]
};

struct LoadedConfig {
  Config config;              // defaults where there are faults
  std::vector<Fault> faults;  // of meaning all at once; of syntax the first
};

// Reads the file; relative paths in it are taken from its folder. Says what is wrong with each key,
// and with values that do not fit together. Does not open what the paths name.
LoadedConfig load_config(const std::filesystem::path& file);
LoadedConfig parse_config(std::string_view text, const std::filesystem::path& shown_as);

// What a start would find missing: files of keys, certificates and passwords. For --check-config.
std::vector<Fault> check_files(const Config& config);

// Where the API would go over a network in clear.
std::vector<ListenAddress> heard_in_clear(const HttpConfig& config);

// True where users of this machine who are neither the folder's owner nor of its group can open it:
// what stands above it may keep them out. False where there is none.
bool open_to_others(const std::filesystem::path& folder);

// What is allowed and wants a look: the two above, in the words of the log, where a start tells
// them. For --check-config.
std::vector<Fault> check_openness(const Config& config);

// A secret from its file, without the newline at its end. Refused where the file is empty, over
// 64 KiB, or may be read by everybody.
Result<std::string> read_secret(const std::filesystem::path& file);

// Every key with its default, bounds and meaning, as a commented TOML file.
std::string config_reference();

}  // namespace frontdesk
