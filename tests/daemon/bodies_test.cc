// What the API reads of bodies: a member that nobody reads is refused, wherever it stands.
#include "daemon/api/bodies.h"

#include <doctest/doctest.h>

#include "daemon/backup_runner.h"
#include "tests/result_text.h"

using namespace frontdesk;
using namespace frontdesk::api;

namespace {

template <class T>
std::string refusal(const Result<T>& read) {
  if (read) return "";
  CHECK(read.error().code == ProblemCode::invalid);
  return read.error().says.substr(0, read.error().says.find(" Known are"));
}

}  // namespace

TEST_CASE("bodies: a record of every kind is refused for a member that it does not have") {
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<RecordKind>>([](auto kind) {
    INFO(kind.name);
    CHECK(read_record(kind.value, R"({"id":"x"})", "x"));
    CHECK(refusal(read_record(kind.value, R"({"id":"x","xyzzy":1})", "x")) ==
          "unknown member \"xyzzy\":");
    CHECK(refusal(read_record(kind.value, R"({"id":"x","xyzzy":null})", "x")) ==
          "unknown member \"xyzzy\":");
  });
  CHECK(refusal(read_record(RecordKind::contacts, R"({"site":"nyc","first_nam":"Ann"})", "ann")) ==
        R"(unknown member "first_nam": did you mean "first_name"?)");
  CHECK(refusal(read_record(RecordKind::sites, R"({"outside":{"voic":"message"}})", "x")) ==
        R"(unknown member "voic" in outside: did you mean "voice"?)");
}

TEST_CASE("bodies: a token with a misspelt expiry is not made") {
  CHECK(read_token_wish(R"({"role":"admin","name":"x","expires":"2030-01-01T00:00:00Z"})"));
  CHECK(refusal(read_token_wish(R"({"role":"admin","expire":"2030-01-01T00:00:00Z"})")) ==
        R"(unknown member "expire": did you mean "expires"?)");
}

TEST_CASE("bodies: a release with a misspelt contact releases nothing") {
  CHECK(read_release(""));
  CHECK(read_release(R"({"contact":{"id":"ann","site":"nyc"}})").value().contact->id == "ann");
  CHECK(refusal(read_release(R"({"contakt":{"id":"ann"}})")) ==
        R"(unknown member "contakt": did you mean "contact"?)");
  CHECK(refusal(read_release(R"({"contact":{"id":"ann","lastname":"Lee","sight":"x"}})")) ==
        R"(unknown member "lastname" in contact: did you mean "last_name"?)");
}

TEST_CASE("bodies: questions and backups too") {
  CHECK(read_question(R"({"channel":"voice","from":"x","at":null,"raw":""})"));
  CHECK(refusal(read_question(R"({"channel":"voice","form":"x"})")) ==
        R"(unknown member "form": did you mean "from"?)");
  CHECK(refusal(read_question(R"({"chanel":"voice"})")) ==
        R"(unknown member "chanel": did you mean "channel"?)");
  CHECK(read_question(R"({"channel":"voice","x":1})")
            .error()
            .says.ends_with("Known are channel, from, to, at, subject, body"));
  CHECK(refusal(read_question(R"({"channel":"voice","channel":"chat"})")).find("channel") !=
        std::string::npos);
  CHECK(refusal(read_question(R"({"channel":"email","raw":"/etc/passwd"})")) ==
        "raw: names a file, which only the command line can read");
  CHECK(read_body<BackupRequest>(R"({"folder":"/b"})"));
  CHECK(refusal(read_body<BackupRequest>(R"({"folder":"/b","keeps":3,"kep":2})"))
            .starts_with("unknown member \"keeps\":"));
}

TEST_CASE("bodies: a member's name is shown cut and escaped") {
  const auto said = refusal(read_token_wish("{\"" + std::string(500, 'x') + "\\n\":1}"));
  CHECK(said == "unknown member \"" + std::string(64, 'x') + "…\":");
  CHECK(refusal(read_token_wish(R"({"\u001b[2J\n\u202e":1})")) ==
        R"(unknown member "\x1b[2J\x0a\xe2\x80\xae":)");
}
