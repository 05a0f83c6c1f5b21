// Frames to values: what is read, what is refused and by which code, and what is ignored.
#include <doctest/doctest.h>

#include "intake/chat/fields.h"
#include "intake/chat/protocol.h"
#include "rules/base/digest.h"
#include "rules/base/json.h"

using namespace frontdesk;
using namespace frontdesk::chat;

namespace {

const std::string hello_id = "0123456789012345678901";

// "" where the frame is taken, else "code field".
std::string fault_of(std::string_view frame, const Limits& limits = {}) {
  const auto read = parse_frame(frame, limits);
  const auto* fault = std::get_if<Fault>(&read);
  if (!fault) return "";
  return std::string(name_of(fault->code)) + (fault->field.empty() ? "" : " " + fault->field);
}

std::string hello(std::string_view members) {
  return R"({"type":"hello","version":1,"id":")" + hello_id + "\"," + std::string(members) + "}";
}
std::string by_mail(std::string_view members) {
  return hello(R"("email":"ann@acme.example",)" + std::string(members));
}
std::string message(std::string_view text) {
  return R"({"type":"message","id":"m1","text":")" + std::string(text) + "\"}";
}
std::string upload(std::string_view name, std::string_view media_type, std::string_view size) {
  return R"({"type":"upload","id":"u1","name":")" + std::string(name) + R"(","media_type":")" +
         std::string(media_type) + R"(","size":)" + std::string(size) + "}";
}
std::string repeated(std::size_t times, std::string_view piece) {
  std::string text;
  for (std::size_t i = 0; i < times; ++i) text += piece;
  return text;
}

}  // namespace

TEST_CASE("chat: what is no frame") {
  for (const auto* text :
       {"", "null", "[]", "7", "\"hello\"", "{", "{}", R"({"type":7})", R"({"type":null})",
        R"({"Type":"ping"})", R"({"type":"ping"} {})", R"({"type":"ping","type":"leave"})",
        R"({"type":"ping","x":{"a":1,"a":2}})", "{\"type\":\"ping\",\"x\":\"\xff\"}",
        "{\"type\":\"ping\",\"x\":\"\xed\xa0\x80\"}", R"({"type":"ping","x":"\ud800"})"}) {
    CAPTURE(text);
    CHECK(fault_of(text) == "syntax");
  }
  const std::string deep = R"({"type":"ping","x":)" + repeated(40, "[") + repeated(40, "]") + "}";
  CHECK(fault_of(deep) == "syntax");
}

TEST_CASE("chat: an unknown type is refused, an unknown member ignored, a null one absent") {
  CHECK(fault_of(R"({"type":"dance","id":"d1"})") == "type type");
  CHECK(std::get<Fault>(parse_frame(R"({"type":"dance","id":"d1"})", {})).id == "d1");
  CHECK(fault_of(R"({"type":"Ping"})") == "type type");
  CHECK(fault_of(R"({"type":"ping","later":[1,{"x":2}]})") == "");
  CHECK(fault_of(R"({"type":"message","id":"m1","text":"x","uploads":null,"later":1})") == "");
  CHECK(fault_of(by_mail(R"("name":null,"resume":null)")) == "");
}

TEST_CASE("chat: a hello says its version first, and who is there (R65)") {
  CHECK(fault_of(R"({"type":"hello"})") == "version version");
  CHECK(fault_of(R"({"type":"hello","version":2,"who":"knows"})") == "version version");
  CHECK(fault_of(R"({"type":"hello","version":"1"})") == "field version");
  CHECK(fault_of(R"({"type":"hello","version":-1})") == "field version");
  CHECK(fault_of(hello(R"("name":"Ann")")) == "identity");
  CHECK(fault_of(hello(R"("token":"t")")) == "");
  CHECK(fault_of(by_mail(R"("token":"t")")) == "");
  CHECK(fault_of(R"({"type":"hello","version":1,"email":"a@b.example"})") == "field id");
  CHECK(fault_of(R"({"type":"hello","version":1,"id":"012345678901234567890","token":"t"})") ==
        "field id");  // 21 of them: too easy to guess
  const auto read = parse_frame(hello(R"("token":"t","email":"Ann@Acme.Example")"), {});
  const auto& said = std::get<Hello>(read);
  CHECK(said.token_sha256 == sha256_hex("t"));
  CHECK(said.email == "ann@acme.example");
  CHECK(said.line == "chat");  // the door that ships
  CHECK(std::get<Hello>(parse_frame(by_mail(R"("line":"acme")"), {})).token_sha256.empty());
}

TEST_CASE("chat: a hello's members have bounds") {
  const auto token = [](std::size_t size) {
    return fault_of(hello(R"("token":")" + std::string(size, 't') + "\""));
  };
  CHECK(token(256) == "");
  CHECK(token(257) == "field token");
  CHECK(fault_of(hello(R"("token":"a b")")) == "field token");
  const auto name = [](std::string_view text) {
    return fault_of(by_mail(R"("name":")" + std::string(text) + "\""));
  };
  CHECK(name(repeated(100, "\xc3\xa9")) == "");
  CHECK(name(repeated(101, "\xc3\xa9")) == "field name");
  for (const auto* bad : {"\\n", "Ann\\u0000", "Ann\\u0085Lee", "Ann\\u2028Lee", "\\u202eeeL nnA",
                          "\\u2066x", "   ", "\\u007f"})
    CHECK(name(bad) == "field name");
  CHECK(name("Ann \xf0\x9f\x98\x80 Lee") == "");
  for (const auto* bad :
       {"ann", "@acme.example", "ann@", "ann@acme", "a b@acme.example", "ann@acme..example",
        "ann@.acme.example", "ann@acme.example.", "<ann@acme.example>", "ann@a@acme.example",
        "a..b@acme.example", "ann@ac\xc3\xa9.example", "ann@-acme.example", "ann,bob@acme.example"})
    CHECK(fault_of(hello(R"("email":")" + std::string(bad) + "\"")) == "field email");
  const auto address = [](std::size_t size) {
    return fault_of(hello(R"("email":"a@)" + repeated((size - 10) / 2, "b.") +
                          (size % 2 ? "b" : "") + R"(example\u0020")"));
  };
  CHECK(address(20) == "field email");  // a blank behind it
  const std::string tail = "@" + repeated(60, "b.") + "example";
  CHECK(fault_of(hello(R"("email":")" + std::string(64, 'a') + tail + "\"")) == "");
  CHECK(fault_of(hello(R"("email":")" + std::string(65, 'a') + tail + "\"")) == "field email");
  const std::string domain = repeated(123, "b.") + "c";  // 247 bytes
  CHECK(fault_of(hello(R"("email":"aaaaaa@)" + domain + "\"")) == "");
  CHECK(fault_of(hello(R"("email":"aaaaaaa@)" + domain + "\"")) == "field email");
  const auto id = [](std::string_view member, std::size_t size) {
    return fault_of(by_mail("\"" + std::string(member) + "\":\"" + std::string(size, 'a') + "\""));
  };
  for (const auto* member : {"line", "site"}) {
    CHECK(id(member, 64) == "");
    CHECK(id(member, 65) == "field " + std::string(member));
  }
  CHECK(id("language", 35) == "");
  CHECK(id("language", 36) == "field language");
  for (const auto* bad : {"de_AT", "-de", "de-", "d--e", "1de", "d e"})
    CHECK(fault_of(by_mail(R"("language":")" + std::string(bad) + "\"")) == "field language");
}

TEST_CASE("chat: a resume names session, secret and the last seen number") {
  const auto resume = [](std::string_view members) {
    return fault_of(R"({"type":"hello","version":1,"resume":{)" + std::string(members) + "}}");
  };
  CHECK(resume(R"("session":"s-1","secret":"abc","seen":7)") == "");
  CHECK(resume(R"("session":"s-1","secret":"abc")") == "");  // has seen nothing
  CHECK(resume(R"("secret":"abc")") == "field resume.session");
  CHECK(resume(R"("session":"s-1")") == "field resume.secret");
  CHECK(resume(R"("session":"s-1","secret":"abc","seen":-1)") == "field resume.seen");
  CHECK(resume(R"("session":"s-1","secret":"abc","seen":1.5)") == "field resume.seen");
  CHECK(resume(R"("session":"s-1","secret":"abc","seen":18446744073709551616)") ==
        "field resume.seen");
  CHECK(resume(R"("session":"s 1","secret":"abc")") == "field resume.session");
  const auto read = parse_frame(
      R"({"type":"hello","version":1,"resume":{"session":"s-1","secret":"abc","seen":7}})", {});
  const auto& said = std::get<Resume>(read);
  CHECK(said.session == "s-1");
  CHECK(said.secret == "abc");
  CHECK(said.seen == 7);
  CHECK(fault_of(R"({"type":"hello","version":2,"resume":{"session":"s-1","secret":"abc"}})") ==
        "version version");
}

TEST_CASE("limits: a chat text has 4,000 characters, whatever they take") {
  for (const std::string_view one : {"a", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80"}) {
    CHECK(fault_of(message(repeated(4'000, one))) == "");
    CHECK(fault_of(message(repeated(4'001, one))) == "too_long text");
  }
  // Written with escapes, the longest still fits a frame.
  const auto escaped = message(repeated(4'000, "\\ud83d\\ude00"));
  CHECK(escaped.size() < Limits{}.frame_bytes);
  CHECK(fault_of(escaped) == "");
  const auto form = [](std::size_t size) {
    return fault_of(R"({"type":"form","id":"f","text":")" + std::string(size, 'a') + "\"}");
  };
  CHECK(form(4'000) == "");
  CHECK(form(4'001) == "too_long text");
}

TEST_CASE("chat: a text keeps its lines and tabs, and has no other control characters") {
  const auto read = parse_frame(message("a\\r\\nb\\rc\\n\\td\\r"), {});
  CHECK(std::get<Message>(read).text == "a\nb\nc\n\td\n");
  for (const auto* bad : {"\\u0000", "\\u0007", "\\u001b[31m", "\\u007f", "\\u0080", "\\u009f"})
    CHECK(fault_of(message(bad)) == "characters text");
  CHECK(fault_of(message("\\u00a0\\u202e")) == "");  // text may run in any direction
  for (const auto* blank : {"", " ", "\\n\\t \\r\\n"})
    CHECK(fault_of(message(blank)) == "empty text");
}

TEST_CASE("chat: a message has an id of the client's") {
  const auto with_id = [](std::string_view id) {
    return fault_of(R"({"type":"message","text":"x","id":)" + std::string(id) + "}");
  };
  CHECK(with_id("\"" + std::string(64, 'a') + "\"") == "");
  CHECK(with_id("\"" + std::string(65, 'a') + "\"") == "field id");
  CHECK(with_id("\"A-z_0.9:1\"") == "");
  for (const auto* bad : {"\"\"", "\"a b\"", "\"\xc3\xa9\"", "\"a/b\"", "7", "null", "{}"})
    CHECK(with_id(bad) == "field id");
  const auto read = parse_frame(R"({"type":"message","id":"m 1","text":""})", {});
  CHECK(std::get<Fault>(read).id == "");  // what is no id is not sent back as one
}

TEST_CASE("limits: a chat message names 10 uploads, each once") {
  const auto with = [](std::size_t count) {
    std::string list;
    for (std::size_t i = 0; i < count; ++i) list += (i ? ",\"u" : "\"u") + std::to_string(i) + '"';
    return fault_of(R"({"type":"message","id":"m","uploads":[)" + list + "]}");
  };
  CHECK(with(0) == "empty text");
  CHECK(with(10) == "");
  CHECK(with(11) == "field uploads");
  CHECK(fault_of(R"({"type":"message","id":"m","uploads":["a","a"]})") == "field uploads");
  CHECK(fault_of(R"({"type":"message","id":"m","uploads":["a b"]})") == "field uploads");
  CHECK(fault_of(R"({"type":"message","id":"m","uploads":[7]})") == "field uploads[0]");
  CHECK(fault_of(R"({"type":"message","id":"m","uploads":"a"})") == "field uploads");
}

TEST_CASE("limits: a chat upload has from 1 byte to 26,214,400") {
  CHECK(fault_of(upload("a.txt", "text/plain", "1")) == "");
  CHECK(fault_of(upload("a.txt", "text/plain", "26214400")) == "");
  CHECK(fault_of(upload("a.txt", "text/plain", "26214401")) == "upload_size size");
  CHECK(fault_of(upload("a.txt", "text/plain", "0")) == "upload_size size");
  CHECK(fault_of(upload("a.txt", "text/plain", "null")) == "upload_size size");
  CHECK(fault_of(upload("a.txt", "text/plain", "-1")) == "field size");
}

TEST_CASE("limits: a chat upload's name has 255 bytes and no path, its type 127") {
  const auto name = [](std::string_view text) { return fault_of(upload(text, "text/plain", "1")); };
  CHECK(name(std::string(255, 'a')) == "");
  CHECK(name(std::string(256, 'a')) == "field name");
  CHECK(name("screen \xc3\xa9.png") == "");
  for (const auto* bad :
       {"", " ", ".", "..", "a/b", "a\\\\b", "a\\nb", "a\\u0000", "\\u202egnp.exe"})
    CHECK(name(bad) == "field name");
  const auto type = [](std::string_view text) { return fault_of(upload("a", text, "1")); };
  CHECK(type("application/vnd.x+json") == "");
  CHECK(type("a/" + std::string(125, 'b')) == "");
  CHECK(type("a/" + std::string(126, 'b')) == "field media_type");
  for (const auto* bad : {"", "png", "/png", "image/", "a/b/c", "text/plain; charset=x", "a/b\\n"})
    CHECK(type(bad) == "field media_type");
}

TEST_CASE("chat: a form's members have bounds") {
  const auto form = [](std::string_view members) {
    return fault_of(R"({"type":"form","id":"f1","text":"x")" + std::string(members) + "}");
  };
  CHECK(form("") == "");
  CHECK(form(R"(,"name":"Ann","email":"ann@acme.example","phone":"+1 (212) 555-0142 x7")") == "");
  CHECK(form(R"(,"email":"ann")") == "field email");
  CHECK(form(R"(,"name":"a\nb")") == "field name");
  CHECK(form(R"(,"phone":")" + std::string(40, '1') + "\"") == "");
  CHECK(form(R"(,"phone":")" + std::string(41, '1') + "\"") == "field phone");
  CHECK(form(R"(,"phone":"call me")") == "field phone");
  CHECK(form(R"(,"phone":"1<script>")") == "field phone");
  CHECK(fault_of(R"({"type":"form","id":"f1"})") == "empty text");
  CHECK(fault_of(R"({"type":"form","text":"x"})") == "field id");
}

TEST_CASE("chat: typing is on or off") {
  CHECK(std::get<Typing>(parse_frame(R"({"type":"typing","on":true})", {})).on);
  CHECK_FALSE(std::get<Typing>(parse_frame(R"({"type":"typing","on":false})", {})).on);
  CHECK(fault_of(R"({"type":"typing"})") == "field on");
  CHECK(fault_of(R"({"type":"typing","on":"yes"})") == "field on");
}

TEST_CASE("chat: what a fault says never has what was sent (R189)") {
  for (const auto& frame : {hello(R"("token":"my secret")"), by_mail(R"("name":"my\nsecret")"),
                            message("secret\\u0007"), std::string(R"({"type":"secret"})"),
                            std::string(R"({"type":"message","id":"m","uploads":["my secret"]})"),
                            std::string(R"({"type":"ping","secret":1,"secret":2})")}) {
    const auto read = parse_frame(frame, {});
    REQUIRE(std::holds_alternative<Fault>(read));
    CHECK(std::get<Fault>(read).says.find("secret") == std::string::npos);
    CHECK(std::get<Fault>(read).field.find("secret") == std::string::npos);
  }
}

TEST_CASE("chat: frames to the client are JSON objects with their type first") {
  Welcome welcome;
  welcome.widget = view_of({}, "Northwind", "");
  const std::vector<std::pair<std::string, std::string>> frames{
      {"welcome", to_frame(welcome)},
      {"state", to_frame(StateChange{})},
      {"ack", to_frame(Ack{"m1", 7, {}})},
      {"message",
       to_frame(
           Entry{1, {}, From::system, "", "\"\n\xff", "", {{"u", "a", "b/c", 1, "https://x"}}})},
      {"typing", to_frame(TheirTyping{})},
      {"upload", to_frame(UploadPlace{})},
      {"error", to_frame(ErrorFrame{})},
      {"end", to_frame(EndFrame{})},
      {"pong", pong_frame()}};
  for (const auto& [type, frame] : frames) {
    CAPTURE(frame);
    CHECK(frame.starts_with("{\"type\":\"" + type + "\""));
    const auto read = parse_json(frame);
    REQUIRE(read.has_value());
    CHECK(read->at("type").as_string() == type);
  }
  CHECK(frames[2].second == R"({"type":"ack","id":"m1","number":7,"at":"1970-01-01T00:00:00Z"})");
}
