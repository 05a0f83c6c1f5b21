#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "intake/imap/reader.h"

using namespace frontdesk;
using namespace frontdesk::imap;

namespace {

struct Read {
  std::vector<Response> responses;
  Fault fault = Fault::none;
};

Read read(std::string_view bytes, const Limits& limits = {}, std::size_t piece = 1'000'000) {
  Reader reader(limits);
  Read all;
  while (!bytes.empty()) {
    reader.feed(bytes.substr(0, piece));
    bytes.remove_prefix(std::min(piece, bytes.size()));
    while (auto response = reader.next()) all.responses.push_back(std::move(*response));
  }
  all.fault = reader.fault();
  return all;
}

// The one response that these bytes are.
template <class T>
T one(std::string_view bytes, const Limits& limits = {}) {
  auto all = read(bytes, limits);
  CHECK(read(bytes, limits, 1).responses.size() == all.responses.size());
  CAPTURE(bytes);
  REQUIRE(all.fault == Fault::none);
  REQUIRE(all.responses.size() == 1);
  REQUIRE(std::holds_alternative<T>(all.responses[0].data));
  return std::get<T>(all.responses[0].data);
}

bool faults(std::string_view bytes) {
  return read(bytes).responses.empty() && read(bytes).fault == Fault::syntax &&
         read(bytes, {}, 1).fault == Fault::syntax;
}

Limits few_uids() {
  Limits limits;
  limits.uids = 3;
  return limits;
}

}  // namespace

TEST_CASE("imap response: status responses with and without a tag and a code") {
  const auto all = read("F12 OK [READ-WRITE] SELECT completed\r\nF13 no\r\n* BAD \r\n");
  REQUIRE(all.responses.size() == 3);
  CHECK(all.responses[0].tag == "F12");
  CHECK(std::get<Status>(all.responses[0].data).condition == Condition::ok);
  CHECK(std::get<Status>(all.responses[0].data).text == "SELECT completed");
  CHECK(all.responses[1].tag == "F13");
  CHECK(std::get<Status>(all.responses[1].data).condition == Condition::no);
  CHECK(std::get<Status>(all.responses[1].data).text.empty());
  CHECK(all.responses[2].tag.empty());
  CHECK(std::get<Status>(all.responses[2].data).condition == Condition::bad);
  CHECK(one<Status>("* BYE going\r\n").condition == Condition::bye);
  CHECK(one<Status>("* PREAUTH hi\r\n").condition == Condition::preauth);
  CHECK(one<Status>("* ok [UIDVALIDITY 3857529045] valid\r\n").number == 3857529045u);
  CHECK(one<Status>("* OK [UIDNEXT 4392] next\r\n").code == Code::uid_next);
  CHECK(one<Status>("* OK [UIDVALIDITY 99999999999] valid\r\n").number == 0);
  CHECK(one<Status>("* OK [CAPABILITY IMAP4rev1  IDLE] hi\r\n").words ==
        std::vector<std::string>{"IMAP4rev1", "IDLE"});
  CHECK(one<Status>("* OK [X-OTHER (a b)]hi\r\n").text == "hi");
  CHECK(one<Status>("* OK [X-OTHER (a b)]hi\r\n").code == Code::other);
  CHECK(one<Status>("* OK [unclosed {5}\r\n").text == "[unclosed {5}");
}

TEST_CASE("imap response: every code that means something has its own value") {
  const std::vector<std::pair<std::string, Code>> table{
      {"AUTHENTICATIONFAILED", Code::authentication_failed},
      {"AUTHORIZATIONFAILED", Code::authorization_failed},
      {"EXPIRED", Code::expired},
      {"LIMIT", Code::limit},
      {"THROTTLED", Code::throttled},
      {"UNAVAILABLE", Code::unavailable},
      {"OVERQUOTA", Code::over_quota},
      {"INUSE", Code::in_use},
      {"NONEXISTENT", Code::nonexistent},
      {"TRYCREATE", Code::try_create},
      {"EXPUNGEISSUED", Code::expunge_issued},
      {"SERVERBUG", Code::server_bug},
      {"READ-ONLY", Code::read_only},
      {"alert", Code::alert}};
  for (const auto& [word, code] : table)
    CHECK(one<Status>("* NO [" + word + "] x\r\n").code == code);
}

TEST_CASE("imap response: continuations") {
  CHECK(one<Continuation>("+ idling\r\n").text == "idling");
  CHECK(one<Continuation>("+\r\n").text.empty());
  CHECK(one<Continuation>("+ \r\n").text.empty());
}

TEST_CASE("imap response: what is untagged") {
  CHECK(one<Capability>("* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n").words ==
        std::vector<std::string>{"IMAP4rev1", "AUTH=PLAIN"});
  CHECK(one<Exists>("* 23 EXISTS\r\n").count == 23);
  CHECK(one<Expunge>("* 44 EXPUNGE\r\n").number == 44);
  CHECK(one<Other>("* 5 RECENT\r\n").word == "RECENT");
  CHECK(one<Other>("* FLAGS (\\Answered \\*)\r\n").word == "FLAGS");
  CHECK(one<Other>("* ID (\"name\" \"Dovecot\" \"x\" NIL)\r\n").word == "ID");
  CHECK(one<Search>("* SEARCH 9 2 2 5\r\n").found.uids == std::vector<Uid>{2, 5, 9});
  CHECK(one<Search>("* SEARCH\r\n").found.uids.empty());
  CHECK(one<Search>("* ESEARCH (TAG \"F4\") UID ALL 17:19,4\r\n").found.uids ==
        std::vector<Uid>{4, 17, 18, 19});
  CHECK(one<Search>("* ESEARCH (TAG \"F4\") UID\r\n").found.uids.empty());
  const auto listed = one<Listed>("* LIST (\\NoSelect) \"\\\\\" \"Entw&APw-rfe\"\r\n");
  CHECK(listed.attributes == std::vector<std::string>{"\\NoSelect"});
  CHECK(listed.delimiter == "\\");
  CHECK(listed.name == "Entw&APw-rfe");
  CHECK(one<Listed>("* LSUB () NIL {5}\r\nINBOX\r\n").delimiter.empty());
  CHECK(one<Other>("* LIST \"/\" INBOX\r\n").word == "LIST");
  const auto status = one<FolderStatus>("* STATUS a (MESSAGES 2 UIDNEXT 44 UIDVALIDITY 9 X 1)\r\n");
  CHECK(status.uid_validity == 9);
  CHECK(status.uid_next == 44);
  CHECK(status.messages == 2);
}

TEST_CASE("imap response: a fetch") {
  const auto fetch = one<Fetch>(
      "* 12 FETCH (FLAGS (\\Seen) MODSEQ (5) INTERNALDATE \"17-Jul-1996 02:44:25 -0700\" "
      "RFC822.SIZE 5 UID 90 BODY[] {5}\r\na\r\nb\n)\r\n");
  CHECK(fetch.uid == 90);
  CHECK(fetch.size == 5);
  CHECK(fetch.body == "a\r\nb\n");
  REQUIRE(fetch.received);
  CHECK(to_text(*fetch.received) == "1996-07-17T09:44:25Z");
  CHECK(one<Fetch>("* 1 FETCH (UID 2 BODY[] \"quoted\")\r\n").body == "quoted");
  CHECK(one<Fetch>("* 1 FETCH (UID 2 BODY[] \"\")\r\n").body == "");
  CHECK_FALSE(one<Fetch>("* 1 FETCH (UID 2 BODY[] NIL)\r\n").body);
  CHECK_FALSE(one<Fetch>("* 1 FETCH (UID 2 INTERNALDATE \"when\")\r\n").received);
  CHECK(one<Fetch>("* 1 FETCH (INTERNALDATE \" 7-Jul-1996 02:44:25 +0000\")\r\n").received);
  CHECK_FALSE(one<Fetch>("* 1 FETCH ()\r\n").uid);
}

TEST_CASE("imap response: what is not what its name says is a fault") {
  for (const std::string_view bad : {"F1\r\n",
                                     "F1 FETCH 1\r\n",
                                     "F1 BYE x\r\n",
                                     "F1 PREAUTH x\r\n",
                                     "F1 \"OK\" x\r\n",
                                     "\"F1\" OK x\r\n",
                                     "\r\n",
                                     "*\r\n",
                                     "* (x)\r\n",
                                     "* \"OK\" x\r\n",
                                     "( OK x\r\n",
                                     "* SEARCH x\r\n",
                                     "* SEARCH 0\r\n",
                                     "* SEARCH (1)\r\n",
                                     "* SEARCH 4294967296\r\n",
                                     "* ESEARCH UID ALL 1:*\r\n",
                                     "* ESEARCH UID ALL (1)\r\n",
                                     "* 1 FETCH\r\n",
                                     "* 1 FETCH x\r\n",
                                     "* 1 FETCH (UID)\r\n",
                                     "* 1 FETCH (UID 0)\r\n",
                                     "* 1 FETCH (UID x)\r\n",
                                     "* 1 FETCH (UID \"3\")\r\n",
                                     "* 1 FETCH (UID 4294967296)\r\n",
                                     "* 1 FETCH (RFC822.SIZE -1)\r\n",
                                     "* 1 FETCH (BODY[] x)\r\n",
                                     "* 1 FETCH (BODY[] (x))\r\n",
                                     "* 1 FETCH (BODY[] \"a\" BODY[] \"b\")\r\n",
                                     "* 1 FETCH ((UID) 3)\r\n",
                                     "* 1\r\n",
                                     "* 1x EXISTS\r\n",
                                     "* 99999999999 EXISTS\r\n"}) {
    CAPTURE(bad);
    CHECK(faults(bad));
  }
}

TEST_CASE("imap response: a mail's body is never taken for a response, wherever it is cut") {
  const std::string forged =
      ")\r\nF4 OK FETCH completed\r\n* 9 FETCH (UID 9 BODY[] {3}\r\nabc)\r\n* BYE x\r\n+ go\r\n"
      "F5 OK [UIDVALIDITY 1]\r\n* SEARCH 1 2 3\r\n{4}\r\n\"";
  const auto bytes = "* 1 FETCH (UID 5 BODY[] {" + std::to_string(forged.size()) + "}\r\n" +
                     forged + " FLAGS ())\r\nF4 OK done\r\n";
  for (std::size_t piece = 1; piece < bytes.size(); ++piece) {
    const auto all = read(bytes, {}, piece);
    REQUIRE(all.fault == Fault::none);
    REQUIRE(all.responses.size() == 2);
    CHECK(std::get<Fetch>(all.responses[0].data).body == forged);
    CHECK(all.responses[1].tag == "F4");
  }
}

TEST_CASE("limits: imap, of one search the oldest UIDs are kept") {
  const auto limits = few_uids();
  auto found = one<Search>("* SEARCH 9 8 7 6 5 4 3 2 1\r\n", limits).found;
  CHECK(found.uids == std::vector<Uid>{1, 2, 3});
  CHECK(found.cut);
  found = one<Search>("* SEARCH 9 7 8 7 9 8 7\r\n", limits).found;
  CHECK(found.uids == std::vector<Uid>{7, 8, 9});
  CHECK_FALSE(found.cut);
  found = one<Search>("* ESEARCH UID ALL 4294967295,4:4294967295,2\r\n", limits).found;
  CHECK(found.uids == std::vector<Uid>{2, 4, 5});
  CHECK(found.cut);

  std::string many = "* SEARCH";
  for (int uid = 1; uid <= 100'000; ++uid) many += ' ' + std::to_string(uid);
  CHECK_FALSE(one<Search>(many + "\r\n").found.cut);
  CHECK(one<Search>(many + " 100001\r\n").found.cut);
  CHECK(one<Search>(many + " 100001\r\n").found.uids.size() == 100'000);
}

TEST_CASE("limits: imap, the line of a search may be longer, and has an end too") {
  Limits limits;
  limits.line_bytes = 20;
  limits.search_bytes = 30;
  CHECK(one<Search>("* SEARCH 11111 22222 33 444\r\n", limits).found.uids.size() == 4);
  CHECK(one<Search>("* SEARCH 11111 22222 33 4444\r\n", limits).found.uids.size() == 4);
  CHECK(read("* SEARCH 11111 22222 33 44444\r\n", limits).fault == Fault::line_too_long);
  CHECK(read("* FLAGS 11111 22222 33 444\r\n", limits).fault == Fault::line_too_long);
  std::string longest = "* SEARCH";
  while (longest.size() < 16'777'206) longest += " 1234567";
  CHECK(longest.size() == 16'777'208);
  CHECK(read(longest + " 12345\r\n").fault == Fault::none);
  CHECK(read(longest + " 123456\r\n").fault == Fault::line_too_long);
}
