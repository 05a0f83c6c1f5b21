// [[mailbox]] of the configuration.
#include <doctest/doctest.h>
#include <unistd.h>

#include <fstream>

#include "daemon/config.h"

using namespace frontdesk;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

const std::string one = R"([[mailbox]]
id = "north"
line = "north-mail"
host = "imap.example.org"
user = "help@example.org"
password_file = "north.password"
)";

// The first fault of a mailbox with these lines more, or instead.
std::string fault_of(const std::string& text) {
  const auto faults = parse_config(text, "f.toml").faults;
  if (faults.empty()) return {};
  return std::to_string(faults.size()) + " " + std::to_string(faults[0].line) + ": " +
         faults[0].key + ": " + faults[0].says;
}

std::string without(std::string text, const std::string& key) {
  const auto at = text.find(key + " = ");
  return text.erase(at, text.find('\n', at) + 1 - at);
}

}  // namespace

TEST_CASE("config: any number of mailboxes, each with its own keys and paths from the file") {
  const auto loaded = parse_config(one + R"(
[[mailbox]]
id = "south"
line = "south-mail"
host = "::1"
port = 1143
security = "plain"
user = "south"
token_url = "https://login.example.org/token"
client_id = "c"
client_secret_file = "/s/secret"
scope = "https://outlook.office365.com/.default"
folders = ["INBOX", "Störungen/Öl"]
afterwards = "move"
target = "Frontdesk/Erledigt"
poll = "5m"
[imap.limits]
message_bytes = 100000
idle = "5m"
)",
                                   "/srv/conf/f.toml");
  for (const auto& fault : loaded.faults) MESSAGE(to_text(fault));
  REQUIRE(loaded.config.mailboxes.size() == 2);
  const auto& north = loaded.config.mailboxes[0];
  CHECK(north.password_file == "/srv/conf/north.password");
  CHECK(north.port_in_use() == 993);
  CHECK(north.folders == std::vector<std::string>{"INBOX"});
  CHECK_FALSE(north.bearer());
  const auto& south = loaded.config.mailboxes[1];
  CHECK(south.port_in_use() == 1143);
  CHECK(south.bearer());
  CHECK(south.client_secret_file == "/s/secret");
  const auto settings = session_settings(south, loaded.config.imap.limits, south.folders[1]);
  CHECK(settings.folder == "Störungen/Öl");
  CHECK(settings.security == imap::Security::none);
  CHECK(settings.afterwards.kind == imap::Afterwards::Kind::move);
  CHECK(settings.afterwards.to == "Frontdesk/Erledigt");
  CHECK(settings.limits.poll == 5min);
  CHECK(settings.limits.idle == 5min);
  CHECK(settings.limits.message_bytes == 100'000);
}

TEST_CASE("config: what a mailbox lacks or has wrong is told with its number, line and key") {
  CHECK(fault_of(one).empty());
  for (const std::string key : {"id", "line", "host", "user"})
    CHECK_MESSAGE(fault_of(without(one, key)).find("mailbox[0]." + key + ": ") != std::string::npos,
                  fault_of(without(one, key)));
  CHECK(fault_of(one + "pasword = \"x\"\n").starts_with("1 7: mailbox[0].pasword: is not a key"));
  CHECK(fault_of(one + one).starts_with("1 8: mailbox[1].id: expected an id of its own"));
  CHECK(fault_of("[mailbox]\nid = \"x\"\n").starts_with("1 1: mailbox: expected a list of tables"));
  CHECK(fault_of(one + "folders = [\"INBOX\", \"INBOX\"]\n").find("has \"INBOX\" twice") !=
        std::string::npos);
  CHECK(fault_of(one + "folders = []\n").find("from 1 to 100 folders") != std::string::npos);
  CHECK(fault_of("[imap.limits]\npoll = \"5s\"\n").find("is not a key") != std::string::npos);
}

TEST_CASE("config: a mailbox in clear is for this machine only") {
  const auto plain = one + "security = \"plain\"\n";
  CHECK(fault_of(plain).starts_with("1 7: mailbox[0].security: expected tls or starttls"));
  for (const std::string host : {"localhost", "127.0.0.1", "::1"})
    CHECK(fault_of(without(plain, "host") + "host = \"" + host + "\"\n").empty());
  CHECK(fault_of(one + "security = \"none\"\n").find("tls | starttls | plain") !=
        std::string::npos);
}

TEST_CASE("config: a mailbox has one way to log in, whole") {
  const auto none = without(one, "password_file");
  CHECK(fault_of(none).find("expected one of password_file, token_file and token_url") !=
        std::string::npos);
  CHECK(fault_of(one + "token_file = \"t\"\n").find("expected one of") != std::string::npos);
  CHECK(fault_of(none + "token_file = \"t\"\n").empty());
  const auto client = std::string("client_id = \"c\"\nclient_secret_file = \"s\"\n");
  CHECK(fault_of(none + client + "token_url = \"https://a.example/t\"\n").empty());
  CHECK(fault_of(none + client + "token_url = \"http://127.0.0.1:1/t\"\n").empty());
  CHECK(fault_of(none + client + "token_url = \"http://a.example/t\"\n").find("https://") !=
        std::string::npos);
  CHECK(fault_of(none + "token_url = \"https://a.example/t\"\n").find("expected client_id and") !=
        std::string::npos);
  CHECK(fault_of(one + client).find("expected a token_url beside it") != std::string::npos);
}

TEST_CASE("config: move and flag have a target that can be one, and leave has none") {
  const auto with = [](const std::string& afterwards, const std::string& target) {
    return fault_of(one + "afterwards = \"" + afterwards + "\"\n" +
                    (target.empty() ? "" : "target = '" + target + "'\n"));
  };
  CHECK(with("move", "Done").empty());
  CHECK(with("flag", "\\Flagged").empty());
  CHECK(with("leave", "").empty());
  CHECK(with("leave", "Done").find("expected `afterwards` to be move or flag") !=
        std::string::npos);
  CHECK(with("move", "").find("the folder to move to") != std::string::npos);
  CHECK(with("flag", "").find("the flag to set") != std::string::npos);
  CHECK(with("flag", "\\Seen").find("mailbox[0].target: ") != std::string::npos);
  CHECK(with("move", "INBOX").find("mailbox[0].target: ") != std::string::npos);
}

TEST_CASE(
    "config: --check-config looks at a mailbox's files, and says nothing of what is in them") {
  const auto folder = fs::temp_directory_path() / ("fd-mailbox-" + std::to_string(::getpid()));
  fs::create_directories(folder);
  const auto faults = [&](const std::string& secret, bool readable_by_all) {
    std::ofstream(folder / "north.password") << secret;
    fs::permissions(folder / "north.password", fs::perms(readable_by_all ? 0644 : 0600));
    const auto loaded = parse_config(one + "ca_file = \"none.pem\"\n", folder / "f.toml");
    REQUIRE(loaded.faults.empty());
    std::string out;
    for (const auto& fault : check_files(loaded.config)) {
      CHECK(fault.says.find("s3cret") == std::string::npos);
      out += fault.key + ' ';
    }
    return out;
  };
  CHECK(faults("s3cret\n", false) == "mailbox.north.ca_file ");
  CHECK(faults("s3cret\n", true) == "mailbox.north.password_file mailbox.north.ca_file ");
  CHECK(faults("s3c\ns3cret\n", false) == "mailbox.north.password_file mailbox.north.ca_file ");
  fs::remove_all(folder);
}
