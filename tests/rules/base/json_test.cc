#include "rules/base/json.h"

#include <doctest/doctest.h>

using namespace frontdesk;

namespace {

enum class Colour { red, default_ };
BOOST_DESCRIBE_ENUM(Colour, red, default_)

struct Inner {
  std::string time_zone = "UTC";
  std::optional<int> floor;
};
BOOST_DESCRIBE_STRUCT(Inner, (), (time_zone, floor))

struct Record {
  std::string id;
  bool private_ = false;
  int small = 7;
  std::uint8_t byte = 0;
  double share = 0.5;
  Colour colour = Colour::default_;
  Instant at{};
  std::chrono::minutes wait{5};
  std::vector<Inner> sites;
  std::map<std::string, int> counts;
  boost::json::value extra;
};
BOOST_DESCRIBE_STRUCT(Record, (),
                      (id, private_, small, byte, share, colour, at, wait, sites, counts, extra))

struct Derived : Inner {
  int more = 1;
};
BOOST_DESCRIBE_STRUCT(Derived, (Inner), (more))

std::string fault(std::string_view json) {
  const auto read = from_json<Record>(json);
  if (read) return "read";
  CHECK(read.error().code == ProblemCode::syntax);
  return read.error().says;
}

}  // namespace

TEST_CASE("JSON: a record is written with all members, without trailing underscores") {
  Record record;
  record.id = "a\"b\\\n\t\x01";
  record.sites.push_back({"Asia/Kolkata", 3});
  record.sites.push_back({});
  record.counts = {{"b", 2}, {"a", 1}};
  record.at = parse_instant("2026-06-03T12:30:00.250Z").value();
  CHECK(to_json(record) ==
        R"({"id":"a\"b\\\n\t\u0001","private":false,"small":7,"byte":0,"share":5E-1,)"
        R"("colour":"default","at":"2026-06-03T12:30:00.250Z","wait":5,)"
        R"("sites":[{"time_zone":"Asia/Kolkata","floor":3},{"time_zone":"UTC","floor":null}],)"
        R"("counts":{"a":1,"b":2},"extra":null})");
}

TEST_CASE("JSON: what is written reads back the same") {
  Record record;
  record.id = "\u00e9\u2019\U0001f600 \x7f";
  record.private_ = true;
  record.small = -2147483647;
  record.byte = 255;
  record.share = 0.70;
  record.colour = Colour::red;
  record.at = parse_instant("1969-12-31T23:59:59.999Z").value();
  record.wait = std::chrono::minutes{-3};
  record.sites = {{"A", {}}, {"B", 0}};
  record.counts = {{"", 1}};
  record.extra = {{"x", {1, 2, nullptr}}};
  const std::string text = to_json(record);
  const auto back = from_json<Record>(text);
  REQUIRE(back.has_value());
  CHECK(to_json(*back) == text);
  CHECK(back->id == record.id);
  CHECK(back->share == 0.70);
  CHECK(back->sites[1].floor == 0);
}

TEST_CASE("JSON: unknown members are ignored, missing and null ones keep their defaults") {
  const auto read = from_json<Record>(
      R"({"id":"x","colour":null,"wait":null,"not_known":{"deep":[1]},"sites":[{"floor":2}]})");
  REQUIRE(read.has_value());
  CHECK(read->id == "x");
  CHECK(read->colour == Colour::default_);
  CHECK(read->wait == std::chrono::minutes{5});
  CHECK(read->small == 7);
  CHECK(read->sites.at(0).time_zone == "UTC");
  CHECK(read->sites.at(0).floor == 2);
}

TEST_CASE("JSON: a wrong type names its path and what was expected") {
  CHECK(fault(R"({"sites":[{},{},{"time_zone":5}]})") == "sites[2].time_zone: expected text");
  CHECK(fault(R"({"sites":[null]})") == "sites[0]: expected an object");
  CHECK(fault(R"({"sites":{}})") == "sites: expected a list");
  CHECK(fault(R"({"counts":{"a":"1"}})") == "counts.a: expected a whole number in range");
  CHECK(fault(R"({"counts":[]})") == "counts: expected an object");
  CHECK(fault(R"({"private":1})") == "private: expected true or false");
  CHECK(fault(R"({"byte":256})") == "byte: expected a whole number in range");
  CHECK(fault(R"({"byte":-1})") == "byte: expected a whole number in range");
  CHECK(fault(R"({"small":1.5})") == "small: expected a whole number in range");
  CHECK(fault(R"({"share":"x"})") == "share: expected a number");
  CHECK(fault(R"({"colour":"blue"})") == "colour: expected one of red, default");
  CHECK(fault(R"({"colour":"default_"})") == "colour: expected one of red, default");
  CHECK(fault(R"({"wait":"5m"})") == "wait: expected a whole number in range");
  CHECK(fault(R"({"at":"noon"})").starts_with("at: "));
  CHECK(fault(R"({"at":5})") == "at: expected an instant");
  CHECK(fault("[]") == "the document: expected an object");
}

TEST_CASE("JSON: what is not JSON is told with its line and column") {
  CHECK(fault("{\"id\": x}") == "not JSON: syntax error at line 1, column 8");
  CHECK(fault("{\n  \"id\": \"a\",\n  \"n\": tru }\n") ==
        "not JSON: syntax error at line 3, column 8");
  CHECK(fault("{\"é\": x}") == "not JSON: syntax error at line 1, column 7");
  CHECK(fault("") == "not JSON: incomplete JSON at line 1, column 1");
  CHECK(fault("{\n\n") == "not JSON: incomplete JSON at line 3, column 1");
  CHECK(fault("{}\n {}") == "not JSON: extra data at line 2, column 2");
}

TEST_CASE("JSON: what is not JSON is refused, deep nesting too") {
  CHECK(fault("").starts_with("not JSON"));
  CHECK(fault("{").starts_with("not JSON"));
  CHECK(fault("{} {}").starts_with("not JSON"));
  CHECK(fault("{\"id\":\"\xff\"}").starts_with("not JSON"));
  const auto nested = [](std::size_t depth) {
    return "{\"extra\":" + std::string(depth, '[') + std::string(depth, ']') + "}";
  };
  CHECK(fault(nested(31)) == "read");
  CHECK(fault(nested(33)).starts_with("not JSON"));
  CHECK(fault(nested(100'000)).starts_with("not JSON"));
}

TEST_CASE("JSON: an empty text, also one without an address") {
  CHECK(to_json(std::string_view{}) == "\"\"");
  CHECK(to_json(std::string_view{"12345678", 0}) == "\"\"");
}

TEST_CASE("JSON: bytes that are not UTF-8 are written so that they can be read again") {
  CHECK(to_json(std::string("a\xff"
                            "b")) ==
        "\"a\ufffd"
        "b\"");
  CHECK(to_json(std::string("cut \xe2\x80")) == "\"cut \ufffd\"");
  CHECK(to_json(std::string("\u00e9\xc3")) == "\"\u00e9\ufffd\"");
  CHECK(to_json(std::string("\xed\xa0\x80")).find('\xed') == std::string::npos);  // a surrogate
  Record record;
  record.id = "\x80\"\xf0\x9f";
  CHECK(from_json<Record>(to_json(record)).has_value());
}

TEST_CASE("JSON: whatever a text has in it, and wherever, reads back") {
  std::vector<std::string> specials{"\"", "\\", "\n", "\r", "\t", "\x01", "\x1f", "\x7f", "\u00e9"};
  specials.emplace_back(1, '\0');
  for (const auto& special : specials)
    for (std::size_t before = 0; before < 20; ++before)
      for (const std::string after :
           {"", "x", "1234567", "12345678", "\n", "12345678\"2345678\u00e9"}) {
        const auto text = std::string(before, 'b') + special + after;
        const auto read = from_json<std::string>(to_json(text));
        REQUIRE(read.has_value());
        CHECK(*read == text);
      }
  CHECK(to_json(std::string("a\"b\\c\n\r\t\x02")) == R"("a\"b\\c\n\r\t\u0002")");
}

TEST_CASE("JSON: enumerators by name, without the trailing underscore") {
  CHECK(name_of(Colour::default_) == "default");
  CHECK(name_of(static_cast<Colour>(99)) == "");
  CHECK(enum_from<Colour>("default") == Colour::default_);
  CHECK_FALSE(enum_from<Colour>("default_").has_value());
  CHECK_FALSE(enum_from<Colour>("").has_value());
  CHECK(names_of<Colour>() == "red, default");
}

TEST_CASE("JSON: inherited members belong to a record") {
  const auto read = from_json<Derived>(R"({"time_zone":"A","more":2})");
  REQUIRE(read.has_value());
  CHECK(read->time_zone == "A");
  CHECK(to_json(*read) == R"({"time_zone":"A","floor":null,"more":2})");
}
