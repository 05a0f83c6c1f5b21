#include "daemon/settings.h"

#include <unistd.h>

#include <array>

#include "rules/base/digest.h"

namespace frontdesk {
namespace {

std::string machine_name() {
  std::array<char, 256> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0 || name[0] == '\0') return "localhost";
  return name.data();
}

// The IPv6 half of `*` may be missing on a machine; the caller then goes on without it.
void add(std::vector<smtp::Listener>& listeners, const ListenAddress& address,
         smtp::Listener::Kind kind, const std::vector<smtp::Network>& proxies) {
  smtp::Listener listener;
  listener.kind = kind;
  listener.port = address.port;
  listener.proxies = proxies;
  if (address.host != "*") {
    listener.address = address.host;
    return listeners.push_back(listener);
  }
  listener.address = "0.0.0.0";
  listeners.push_back(listener);
  listener.address = "::";
  listeners.push_back(std::move(listener));
}

}  // namespace

StoreOptions store_options(const StoreConfig& config) {
  StoreOptions options;
  options.wal_bytes = config.max_wal_bytes;
  options.block_cache_bytes = config.cache_bytes;
  options.free_watermark_bytes = config.min_free_bytes;
  return options;
}

CommitterOptions committer_options(const StoreConfig& config) {
  CommitterOptions options;
  options.queue_commands = config.max_waiting;
  options.queue_bytes = config.max_waiting_bytes;
  return options;
}

smtp::ServerSettings smtp_settings(const SmtpConfig& config) {
  smtp::ServerSettings settings;
  settings.host = config.hostname.empty() ? machine_name() : config.hostname;
  settings.limits = config.limits;
  return settings;
}

Result<std::vector<smtp::Listener>> smtp_listeners(const SmtpConfig& config) {
  std::vector<smtp::Network> proxies;
  for (const auto& text : config.proxy_from) {
    const auto network = smtp::Network::parse(text);
    if (!network) return network.error();
    proxies.push_back(*network);
  }
  std::vector<smtp::Listener> listeners;
  for (const auto& address : config.listen)
    add(listeners, address, smtp::Listener::Kind::smtp, proxies);
  for (const auto& address : config.tls_listen)
    add(listeners, address, smtp::Listener::Kind::smtps, proxies);
  if (!config.lmtp_socket.empty()) {
    smtp::Listener listener;
    listener.kind = smtp::Listener::Kind::lmtp;
    listener.address = config.lmtp_socket.string();
    listeners.push_back(std::move(listener));
  }
  return listeners;
}

http::ServerLimits http_limits(const HttpConfig& config) {
  http::ServerLimits limits;
  limits.header_bytes = config.max_header_bytes;
  limits.connections = config.max_connections;
  limits.connections_per_address = config.max_connections_per_address;
  limits.requests_per_connection = config.max_requests;
  limits.held_bytes = config.held_bytes;
  limits.min_bytes_per_second = config.min_data_rate;
  limits.idle = config.idle_deadline;
  limits.request = config.request_deadline;
  limits.write = config.answer_deadline;
  return limits;
}

Result<ThreadTokens> thread_tokens(const ThreadsConfig& config) {
  std::vector<TokenKey> keys;
  for (const auto& file : config.keys) {
    auto secret = read_secret(file);
    if (!secret) return secret.error();
    if (secret->size() < 16)
      return problem(ProblemCode::invalid,
                     file.string() +
                         ": a thread key needs at least 16 bytes; make one with "
                         "`head -c 32 /dev/urandom | base64`");
    keys.push_back({sha256_hex(*secret).substr(0, 4), std::move(*secret)});
  }
  return ThreadTokens(std::move(keys));
}

}  // namespace frontdesk
