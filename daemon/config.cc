#include "daemon/config.h"

#include <arpa/inet.h>
#include <sys/stat.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <map>
#include <sstream>

#include "daemon/chat/chat_keys.h"
#include "daemon/config_arrays.h"
#include "daemon/config_keys.h"
#include "daemon/log.h"
#include "daemon/mailboxes/mailbox_keys.h"
#include "daemon/voice/voice_keys.h"
#include "rules/toml_reader.h"

namespace frontdesk {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t max_config_bytes = 1u << 20;
constexpr std::size_t max_secret_bytes = 64u << 10;
constexpr std::size_t min_thread_key_bytes = 32;

bool is_ip(const std::string& host) {
  in_addr v4{};
  in6_addr v6{};
  return inet_pton(AF_INET, host.c_str(), &v4) == 1 || inet_pton(AF_INET6, host.c_str(), &v6) == 1;
}

Result<std::string> read_file(const fs::path& file, std::size_t most) {
  std::ifstream in(file, std::ios::binary);
  if (!in || !fs::is_regular_file(file))
    return problem(ProblemCode::io, file.string() + ": cannot be read");
  std::string text(most + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (text.size() > most)
    return problem(ProblemCode::too_large,
                   file.string() + ": is larger than " + std::to_string(most) + " bytes");
  return text;
}

// The readers of all sections that are there, "smtp.limits" below "smtp".
using Sections = std::map<std::string, TableReader, std::less<>>;

void open_section(Sections& sections, TableReader& top, std::string_view name) {
  if (sections.contains(name)) return;
  const auto dot = name.find('.');
  std::optional<TableReader> found;
  if (dot == std::string_view::npos) {
    found = top.table(name);
  } else {
    open_section(sections, top, name.substr(0, dot));
    if (const auto outer = sections.find(name.substr(0, dot)); outer != sections.end())
      found = outer->second.table(name.substr(dot + 1));
  }
  if (found) sections.emplace(name, std::move(*found));
}

void read_array(const ConfigArray& array, TableReader& top, Config& config) {
  for (auto& entry : top.tables(array.section)) {
    array.add(config);
    for (const auto& key : array.keys) key.read(entry, config);
    array.check(entry, config);
    entry.finish();
  }
}

void fault_in(Sections& sections, std::string_view section, std::string_view key,
              std::string_view says) {
  // The section is there: a value that differs from its default was read from it.
  if (const auto found = sections.find(section); found != sections.end())
    found->second.fault(key, std::string(says));
}

// An address to listen on, and where it stands.
struct Door {
  std::string_view section, key;
  const ListenAddress& address;
};

std::vector<Door> doors_of(const Config& config) {
  std::vector<Door> doors;
  const auto add = [&](std::string_view section, std::string_view key, const auto& listen) {
    for (const auto& address : listen) doors.push_back({section, key, address});
  };
  add("smtp", "listen", config.smtp.listen);
  add("smtp", "tls_listen", config.smtp.tls_listen);
  add("http", "listen", config.http.listen);
  return doors;
}

bool clash(const Door& one, const Door& other) {
  const auto &a = one.address, &b = other.address;
  return a.port == b.port && a.port != 0 && (a.host == b.host || a.host == "*" || b.host == "*");
}

// The second to bind it would fail, at a start that this check is made before.
void check_ports(const Config& config, Sections& sections) {
  const auto doors = doors_of(config);
  for (auto door = doors.begin(); door != doors.end(); ++door) {
    const auto taken =
        std::find_if(doors.begin(), door, [&](const Door& before) { return clash(before, *door); });
    if (taken == door) continue;
    // Where one of the two is a default, the file has only the other.
    const bool in_file = sections.contains(door->section);
    const auto &told = in_file ? *door : *taken, &other = in_file ? *taken : *door;
    fault_in(sections, told.section, told.key,
             "expected a port of its own for " + to_text(told.address) + ": " +
                 to_text(other.address) + " is in " + std::string(other.section) + '.' +
                 std::string(other.key));
  }
}

void check_together(const Config& config, Sections& sections) {
  if (config.tls.certificate.empty() && !config.tls.key.empty())
    fault_in(sections, "tls", "key", "expected a `certificate` beside it");
  if (config.tls.key.empty() && !config.tls.certificate.empty())
    fault_in(sections, "tls", "certificate", "expected a `key` beside it");
  if (config.tls.certificate.empty()) {
    if (!config.smtp.tls_listen.empty())
      fault_in(sections, "smtp", "tls_listen", "expected a certificate in [tls]");
    if (config.http.tls) fault_in(sections, "http", "tls", "expected a certificate in [tls]");
  }
  const auto& url = config.http.public_url;
  if (!url.empty() && (!url.starts_with("https://") || url.ends_with('/') || url.size() > 200))
    fault_in(sections, "http", "public_url",
             "expected https://, a host and no slash at its end, in at most 200 characters");
  check_ports(config, sections);
}

void resolve(Config& config, const fs::path& folder) {
  const auto place = [&](fs::path& path) {
    if (!path.empty() && path.is_relative()) path = (folder / path).lexically_normal();
  };
  place(config.store.path);
  place(config.rules);
  place(config.smtp.lmtp_socket);
  place(config.admin.socket);
  place(config.tls.certificate);
  place(config.tls.key);
  for (auto& key : config.threads.keys) place(key);
  for (auto& mailbox : config.mailboxes) {
    place(mailbox.ca_file);
    place(mailbox.password_file);
    place(mailbox.token_file);
    place(mailbox.client_secret_file);
  }
  for (auto& voice : config.voice) {
    for (auto& file : voice.secret_files) place(file);
    place(voice.api_key_file);
  }
  for (auto& door : config.chat_doors) {
    place(door.widget);
  }
}

}  // namespace

Result<ListenAddress> parse_listen_address(std::string_view text) {
  const auto bad = problem(ProblemCode::invalid,
                           "expected an address and a port, like \"127.0.0.1:25\", \"[::1]:25\" or "
                           "\"*:25\", not \"" +
                               std::string(text) + '"');
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return bad;
  std::string host(text.substr(0, colon));
  const auto digits = text.substr(colon + 1);
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  if (host != "*" && (!is_ip(host) || bracketed != (host.find(':') != std::string::npos)))
    return bad;
  ListenAddress address{std::move(host), 0};
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), address.port);
  if (error != std::errc{} || end != digits.data() + digits.size()) return bad;
  return address;
}

bool is_loopback(std::string_view host) {
  const std::string text(host);
  in_addr v4{};
  if (inet_pton(AF_INET, text.c_str(), &v4) == 1) return ntohl(v4.s_addr) >> 24 == 127;
  in6_addr v6{};
  if (inet_pton(AF_INET6, text.c_str(), &v6) != 1) return false;
  return IN6_IS_ADDR_LOOPBACK(&v6) || (IN6_IS_ADDR_V4MAPPED(&v6) && v6.s6_addr[12] == 127);
}

std::string to_text(const ListenAddress& address) {
  const bool v6 = address.host.find(':') != std::string::npos;
  return (v6 ? '[' + address.host + ']' : address.host) + ':' + std::to_string(address.port);
}

LoadedConfig parse_config(std::string_view text, const fs::path& shown_as) {
  LoadedConfig loaded;
  const auto parsed = parse_toml(text);
  if (const auto* error = std::get_if<TomlError>(&parsed)) {
    loaded.faults.push_back({shown_as.string(), error->line, "", error->says});
    return loaded;
  }
  LoadedRules collected;
  FaultLog log(shown_as.string(), collected);
  TableReader top(std::get<TomlValue>(parsed), "", log);
  Sections sections;
  for (const auto& key : config_keys()) open_section(sections, top, key.section);
  Config config;
  for (const auto& key : config_keys())
    if (const auto found = sections.find(key.section); found != sections.end())
      key.read(found->second, config);
  for (auto& [name, reader] : sections) reader.finish();
  for (const auto& array : config_arrays()) read_array(array, top, config);
  top.finish();
  check_together(config, sections);
  loaded.faults = std::move(collected.faults);
  std::stable_sort(loaded.faults.begin(), loaded.faults.end(),
                   [](const Fault& a, const Fault& b) { return a.line < b.line; });
  if (!loaded.faults.empty()) return loaded;
  config.file = shown_as;
  resolve(config, fs::absolute(shown_as).parent_path());
  loaded.config = std::move(config);
  return loaded;
}

LoadedConfig load_config(const fs::path& file) {
  const auto text = read_file(file, max_config_bytes);
  if (text) return parse_config(*text, file);
  LoadedConfig loaded;
  std::error_code ignored;
  loaded.faults.push_back(
      {file.string(), 0, "",
       fs::exists(file, ignored)
           ? "cannot be read, or is larger than 1 MiB"
           : "there is no such file; name the configuration with --config FILE"});
  return loaded;
}

Result<std::string> read_secret(const fs::path& file) {
  struct stat there {};
  if (::stat(file.c_str(), &there) == 0 && (there.st_mode & (S_IROTH | S_IWOTH)) != 0)
    return problem(ProblemCode::invalid,
                   file.string() + ": everybody may read or write it; chmod 0600 it");
  auto text = read_file(file, max_secret_bytes);
  if (!text) return text;
  while (!text->empty() && (text->back() == '\n' || text->back() == '\r')) text->pop_back();
  if (text->empty()) return problem(ProblemCode::invalid, file.string() + ": is empty");
  return text;
}

std::vector<Fault> check_files(const Config& config) {
  std::vector<Fault> faults;
  const auto fault = [&](std::string key, std::string says) {
    faults.push_back({config.file.string(), 0, std::move(key), std::move(says)});
  };
  if (!config.tls.certificate.empty()) {
    if (const auto chain = read_file(config.tls.certificate, max_config_bytes); !chain)
      fault("tls.certificate", chain.error().says);
    if (const auto key = read_secret(config.tls.key); !key) fault("tls.key", key.error().says);
  }
  for (const auto& path : config.threads.keys) {
    const auto key = read_secret(path);
    if (!key)
      fault("threads.keys", key.error().says);
    else if (key->size() < min_thread_key_bytes)
      fault("threads.keys", path.string() + ": expected at least 32 bytes");
  }
  for (const auto& mailbox : config.mailboxes) check_mailbox_files(mailbox, fault);
  for (const auto& voice : config.voice) check_voice_files(voice, fault);
  for (const auto& door : config.chat_doors) check_chat_files(door, fault);
  if (const auto ok = check_public_url(config); !ok) fault("http.public_url", ok.error().says);
  return faults;
}

std::vector<ListenAddress> heard_in_clear(const HttpConfig& config) {
  std::vector<ListenAddress> heard;
  if (!config.tls)
    std::copy_if(config.listen.begin(), config.listen.end(), std::back_inserter(heard),
                 [](const ListenAddress& address) { return !is_loopback(address.host); });
  return heard;
}

bool open_to_others(const fs::path& folder) {
  struct stat there {};
  if (::stat(folder.c_str(), &there) != 0 || (there.st_mode & S_IRWXO) == 0) return false;
  std::error_code error;
  for (auto above = fs::canonical(folder, error).parent_path(); !error && !above.empty();
       above = above.parent_path()) {
    if (::stat(above.c_str(), &there) != 0 || (there.st_mode & S_IXOTH) == 0) return false;
    if (!above.has_relative_path()) break;
  }
  return !error;
}

std::vector<Fault> check_openness(const Config& config) {
  std::vector<Fault> warnings;
  const auto warn = [&](std::string key, const std::string& what, const LogMessage& message) {
    warnings.push_back(
        {config.file.string(), 0, std::move(key),
         what + ": " + std::string(message.text) + ". " + std::string(message.advice)});
  };
  for (const auto& address : heard_in_clear(config.http))
    warn("http.listen", to_text(address), say::http_in_clear);
  if (open_to_others(config.store.path))
    warn("store.path", config.store.path.string(), say::store_readable);
  return warnings;
}

std::string config_reference() {
  const Config defaults;
  std::string out;
  std::string_view section;
  const auto add = [&out](const ConfigKey& key, const Config& config) {
    out += "# " + std::string(key.says) + "; " + key.bounds + '\n';
    out += "# " + std::string(key.name) + " = " + key.shown(config) + '\n';
  };
  for (const auto& key : config_keys()) {
    if (key.section != section) {
      section = key.section;
      out += (out.empty() ? "[" : "\n[") + std::string(section) + "]\n";
    }
    add(key, defaults);
  }
  for (const auto& array : config_arrays()) {
    Config one;
    array.add(one);
    array.example(one);
    out += "\n# Any number of these: " + std::string(array.says) + ".\n";
    out += "# [[" + std::string(array.section) + "]]\n";
    for (const auto& key : array.keys) add(key, one);
  }
  return out;
}

}  // namespace frontdesk
