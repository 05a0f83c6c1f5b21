// The configuration file.
#include "daemon/config.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <set>

#include "daemon/config_arrays.h"
#include "daemon/config_keys.h"
#include "daemon/log.h"

using namespace frontdesk;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

std::vector<std::string> faults_of(std::string_view text) {
  std::vector<std::string> out;
  for (const auto& fault : parse_config(text, "f.toml").faults)
    out.push_back(std::to_string(fault.line) + ": " + fault.key + ": " + fault.says);
  return out;
}

bool has_fault(std::string_view text, const std::string& start) {
  const auto faults = faults_of(text);
  return faults.size() == 1 && faults.front().starts_with(start);
}

// The reference with every key uncommented: a file that sets all keys to their defaults.
std::string all_keys() {
  std::string out;
  std::string_view rest;
  const auto reference = config_reference();
  for (rest = reference; !rest.empty();) {
    auto line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    const auto key = line.starts_with("# ") ? line.substr(2, line.find(' ', 2) - 2) : line;
    const bool sets = line.starts_with("# " + std::string(key) + " = ") && !line.ends_with("\"\"");
    if (line.starts_with("# [[")) line = line.substr(2);  // one of many, left to whoever wants it
    if (sets || line.starts_with('[')) out += std::string(sets ? line.substr(2) : line) + '\n';
  }
  return out;
}

struct Folder {
  fs::path path = fs::temp_directory_path() / ("fd-config-" + std::to_string(::getpid()));
  Folder() { fs::create_directories(path / "rules"); }
  ~Folder() { fs::remove_all(path); }
  fs::path write(const std::string& name, const std::string& text, fs::perms mode) const {
    std::ofstream(path / name) << text;
    fs::permissions(path / name, mode);
    return path / name;
  }
};

constexpr auto own = fs::perms::owner_read | fs::perms::owner_write;

}  // namespace

TEST_CASE("config: an empty file is all defaults") {
  const auto loaded = parse_config("", "/etc/frontdesk/frontdesk.toml");
  CHECK(loaded.faults.empty());
  CHECK(loaded.config.store.path == "/var/lib/frontdesk/store");
  CHECK(loaded.config.admin.socket == "/run/frontdesk/admin.sock");
  CHECK(loaded.config.http.listen == std::vector<ListenAddress>{{"127.0.0.1", 8080}});
}

TEST_CASE("config: values are read, and relative paths start from the file's folder") {
  const auto loaded = parse_config(R"(
[store]
path = "data"
commit_deadline = "5s"
[rules]
path = "../rules"
[smtp]
listen = ["127.0.0.1:2525", "[::1]:2525"]
proxy_from = ["10.0.0.0/8"]
[smtp.limits]
recipients = 200
idle = "1m"
[http]
listen = ["*:0"]
[threads]
keys = ["new.key", "/old.key"]
[log]
format = "text"
)",
                                   "/srv/desk/conf/f.toml");
  REQUIRE(loaded.faults.empty());
  const auto& config = loaded.config;
  CHECK(config.store.path == "/srv/desk/conf/data");
  CHECK(config.store.commit_deadline == 5s);
  CHECK(config.rules == "/srv/desk/rules");
  CHECK(config.smtp.listen == std::vector<ListenAddress>{{"127.0.0.1", 2525}, {"::1", 2525}});
  CHECK(config.smtp.limits.recipients == 200);
  CHECK(config.smtp.limits.idle == 1min);
  CHECK(config.http.listen == std::vector<ListenAddress>{{"*", 0}});
  CHECK(config.threads.keys == std::vector<fs::path>{"/srv/desk/conf/new.key", "/old.key"});
  CHECK(config.log.format == "text");
}

TEST_CASE("config: all faults come at once, with line and key") {
  const auto faults = faults_of(R"([store]
paht = "x"
max_waiting = 0
[smtp]
listen = ["localhost:25", "127.0.0.1"]
proxy_from = ["10.0.0.0/99"]
[smtp.limits]
idle = 5
[log]
format = "xml"
[fax]
x = 1
)");
  REQUIRE(faults.size() == 8);
  CHECK(faults[0].starts_with(
      "2: store.paht: is not a key that is known here; did you mean \"path\""));
  CHECK(faults[1].starts_with("3: store.max_waiting: expected a whole number from 1 to"));
  CHECK(faults[2].starts_with("5: smtp.listen: expected an address and a port"));
  CHECK(faults[3].starts_with("5: smtp.listen: "));
  CHECK(faults[4].starts_with("6: smtp.proxy_from: "));
  CHECK(faults[5].starts_with("8: smtp.limits.idle: expected a duration"));
  CHECK(faults[6].starts_with("10: log.format: expected one of json | text"));
  CHECK(faults[7].starts_with("11: fax: is not a key"));
}

TEST_CASE("config: two doors on one port are a fault, at a default too") {
  CHECK(has_fault("[smtp]\nlisten = [\"127.0.0.1:2525\"]\n[http]\nlisten = [\"127.0.0.1:2525\"]\n",
                  "4: http.listen: expected a port of its own for 127.0.0.1:2525: 127.0.0.1:2525 "
                  "is in smtp.listen"));
  CHECK(has_fault("[smtp]\nlisten = [\"*:8080\"]\n",
                  "2: smtp.listen: expected a port of its own for *:8080: 127.0.0.1:8080 is in "
                  "http.listen"));
  CHECK(has_fault("[http]\nlisten = [\"10.0.0.1:25\"]\n",
                  "2: http.listen: expected a port of its own for 10.0.0.1:25: *:25 is in "
                  "smtp.listen"));
  CHECK(faults_of("[smtp]\nlisten = [\"127.0.0.1:0\"]\n[http]\nlisten = [\"127.0.0.1:0\"]\n")
            .empty());
  CHECK(faults_of("[smtp]\nlisten = [\"10.0.0.1:80\"]\n[http]\nlisten = [\"10.0.0.2:80\"]\n")
            .empty());
}

TEST_CASE("config: two addresses of one list on one port are a fault") {
  CHECK(has_fault("[smtp]\nlisten = [\"*:2525\", \"127.0.0.1:2525\"]\n",
                  "2: smtp.listen: expected a port of its own for 127.0.0.1:2525: *:2525 is in "
                  "smtp.listen"));
  CHECK(has_fault("[http]\nlisten = [\"[::1]:80\", \"127.0.0.1:80\", \"[::1]:80\"]\n",
                  "2: http.listen: expected a port of its own for [::1]:80: [::1]:80 is in "
                  "http.listen"));
  CHECK(faults_of("[smtp]\nlisten = [\"*:25\", \"*:2525\", \"127.0.0.1:0\", \"127.0.0.1:0\"]\n")
            .empty());
}

TEST_CASE("config: what is far from every known section is not taken for one") {
  CHECK(faults_of("[foo]\nx = 1\n") ==
        std::vector<std::string>{"1: foo: is not a key that is known here"});
}

TEST_CASE("config: a file that is not there is said to be so, with the option that names another") {
  const auto missing = load_config("/nonexistent/frontdesk.toml").faults;
  REQUIRE(missing.size() == 1);
  CHECK(to_text(missing[0]) ==
        "/nonexistent/frontdesk.toml: there is no such file; name the configuration with --config "
        "FILE");
}

TEST_CASE("config: the first fault of syntax is told with its line") {
  CHECK(has_fault("[store]\npath = \n", "2: "));
  CHECK(has_fault("[store]\npath = \"a\"\npath = \"b\"\n", "3: "));
}

TEST_CASE("config: what does not fit together") {
  CHECK(has_fault("[tls]\ncertificate = \"c\"\n", "2: tls.certificate: expected a `key`"));
  CHECK(has_fault("[tls]\nkey = \"k\"\n", "2: tls.key: expected a `certificate`"));
  CHECK(has_fault("[smtp]\ntls_listen = [\"*:465\"]\n", "2: smtp.tls_listen: expected a cert"));
  CHECK(has_fault("[http]\ntls = true\n", "2: http.tls: expected a certificate"));
}

TEST_CASE("config: how large a request may be is each route's own, no key's") {
  CHECK(has_fault("[http]\nmax_body_bytes = 2000\n", "2: http.max_body_bytes: is not a key"));
  CHECK(has_fault("[http]\nmax_import_bytes = 2000\n", "2: http.max_import_bytes: is not a key"));
}

TEST_CASE("config: what belongs to no MSP is kept for 90 days, or as is said") {
  CHECK(parse_config("", "f.toml").config.store.unowned_retention_days == 90);
  const auto kept = parse_config("[store]\nunowned_retention_days = 0\n", "f.toml");
  CHECK(kept.faults.empty());
  CHECK(kept.config.store.unowned_retention_days == 0);
  CHECK(has_fault("[store]\nunowned_retention_days = 36501\n",
                  "2: store.unowned_retention_days: expected a whole number from 0 to 36500"));
}

TEST_CASE("config: listen addresses") {
  for (const std::string good : {"127.0.0.1:25", "[::1]:25", "*:0", "0.0.0.0:65535"}) {
    const auto address = parse_listen_address(good);
    REQUIRE_MESSAGE(address.has_value(), good);
    CHECK(to_text(*address) == good);
  }
  for (const std::string bad : {"", "25", ":25", "::1:25", "[127.0.0.1]:25", "127.0.0.1:65536",
                                "127.0.0.1:-1", "127.0.0.1:", "example.org:25", "127.0.0.1:25 "})
    CHECK_MESSAGE(parse_listen_address(bad).has_error(), bad);
}

TEST_CASE("config: the reference names every key and is itself a good file of defaults") {
  const auto text = all_keys();
  const auto loaded = parse_config(text, "/etc/frontdesk/frontdesk.toml");
  for (const auto& fault : loaded.faults) MESSAGE(fault.key << ": " << fault.says);
  REQUIRE(loaded.faults.empty());
  const Config defaults;
  std::set<std::string> sentences;
  for (const auto& key : config_keys()) {
    CHECK_FALSE(key.says.empty());
    CHECK_MESSAGE(sentences.insert(std::string(key.section) + ": " + std::string(key.says)).second,
                  std::string(key.name));
    CHECK_MESSAGE(key.shown(loaded.config) == key.shown(defaults), std::string(key.name));
    if (key.shown(defaults) != "\"\"")
      CHECK_MESSAGE(text.find('\n' + std::string(key.name) + " = ") != std::string::npos,
                    std::string(key.name));
  }
}

TEST_CASE("config: the reference has a good entry of each array, with every key") {
  const auto text = all_keys();
  const auto loaded = parse_config(text, "/etc/frontdesk/frontdesk.toml");
  REQUIRE(loaded.faults.empty());
  CHECK(loaded.config.mailboxes.size() == 1);
  for (const auto& array : config_arrays()) {
    const auto header = "[[" + std::string(array.section) + "]]\n";
    REQUIRE_MESSAGE(text.find(header) != std::string::npos, header);
    const auto entry = text.substr(text.find(header));
    Config example;
    array.add(example);
    array.example(example);
    for (const auto& key : array.keys) {
      CHECK_FALSE(key.says.empty());
      CHECK_MESSAGE(key.shown(loaded.config) == key.shown(example), std::string(key.name));
      if (key.shown(example) != "\"\"")
        CHECK_MESSAGE(entry.find('\n' + std::string(key.name) + " = ") != std::string::npos,
                      std::string(key.name));
    }
  }
}

TEST_CASE("config: a secret comes from a file that not everybody may read") {
  const Folder folder;
  CHECK(read_secret(folder.write("good", "s3cret\n", own)).value() == "s3cret");
  const auto open = read_secret(folder.write("open", "s3cret\n", own | fs::perms::others_read));
  REQUIRE(open.has_error());
  CHECK(open.error().says.find("s3cret") == std::string::npos);
  CHECK(read_secret(folder.write("empty", "\n", own)).has_error());
  CHECK(read_secret(folder.write("large", std::string(70'000, 'x'), own)).has_error());
  CHECK(read_secret(folder.path / "none").has_error());
  CHECK(read_secret(folder.path).has_error());
}

TEST_CASE("config: an API that a network hears in clear is warned of, and loopback is not") {
  const auto warned = [](const std::string& text) {
    const auto loaded = parse_config("[store]\npath = \"/none/store\"\n" + text, "f.toml");
    REQUIRE(loaded.faults.empty());
    std::string places;
    for (const auto& warning : check_openness(loaded.config)) {
      CHECK(warning.key == "http.listen");
      places += warning.says.substr(0, warning.says.find(": ")) + ' ';
      CHECK(warning.says.ends_with(say::http_in_clear.advice));
    }
    return places;
  };
  CHECK(warned("").empty());
  CHECK(warned("[http]\nlisten = [\"127.0.0.1:1\", \"127.9.0.1:1\", \"[::1]:1\", "
               "\"[::ffff:127.0.0.1]:1\"]\n")
            .empty());
  CHECK(warned("[http]\nlisten = [\"*:8095\", \"127.0.0.1:1\", \"192.0.2.1:2\", \"[::]:3\", "
               "\"[2001:db8::1]:4\", \"0.0.0.0:5\", \"[::ffff:192.0.2.1]:6\"]\n") ==
        "*:8095 192.0.2.1:2 [::]:3 [2001:db8::1]:4 0.0.0.0:5 [::ffff:192.0.2.1]:6 ");
  CHECK(warned("[http]\nlisten = [\"*:8095\"]\ntls = true\n[tls]\ncertificate = \"c\"\nkey = "
               "\"k\"\n")
            .empty());
}

TEST_CASE("config: a store that others may open is warned of, unless they cannot come to it") {
  if (!open_to_others(fs::temp_directory_path())) return;  // nothing below it is
  const Folder folder;
  const auto store = folder.path / "store";
  fs::create_directories(store);
  const auto set = [](const fs::path& path, fs::perms perms) { fs::permissions(path, perms); };
  const auto open = fs::perms(0755);
  set(folder.path, open);
  set(store, open);
  CHECK(open_to_others(store));
  Config config;
  config.store.path = store;
  REQUIRE(check_openness(config).size() == 1);
  CHECK(check_openness(config)[0].key == "store.path");
  CHECK(check_openness(config)[0].says.find("chmod 0700") != std::string::npos);
  set(store, fs::perms(0750));
  CHECK_FALSE(open_to_others(store));
  set(store, open);
  set(folder.path, fs::perms(0700));
  CHECK_FALSE(open_to_others(store));
  CHECK(check_openness(config).empty());
  CHECK_FALSE(open_to_others(folder.path / "none"));
}

TEST_CASE("config: --check-config sees files that are not there") {
  const Folder folder;
  folder.write("short.key", "short", own);
  folder.write("long.key", std::string(32, 'k'), own);
  const auto check = [&](const std::string& text) {
    const auto loaded = parse_config(text, folder.path / "f.toml");
    REQUIRE(loaded.faults.empty());
    std::vector<std::string> keys;
    for (const auto& fault : check_files(loaded.config)) keys.push_back(fault.key);
    return keys;
  };
  const std::string rules = "[rules]\npath = \"rules\"\n";
  CHECK(check(rules + "[threads]\nkeys = [\"long.key\"]\n").empty());
  CHECK(check("[rules]\npath = \"none\"\n[tls]\ncertificate = \"c\"\nkey = \"k\"\n"
              "[threads]\nkeys = [\"short.key\", \"none.key\"]\n") ==
        std::vector<std::string>{"tls.certificate", "tls.key", "threads.keys", "threads.keys"});
}
