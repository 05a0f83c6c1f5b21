// What JSON that others send may cost and mean.
#include "rules/base/json_untrusted.h"

#include <doctest/doctest.h>

using namespace frontdesk;

namespace {

std::string fault(std::string_view text) {
  const auto value = parse_untrusted_json(text);
  return value ? "" : value.error().says;
}

std::string list_of(std::size_t values) {
  std::string text = "[";
  for (std::size_t i = 0; i < values; ++i) text += "0,";
  text.back() = ']';
  return text;
}

std::string object_of(std::size_t names) {
  std::string text = "{";
  for (std::size_t i = 0; i < names; ++i) text += '"' + std::to_string(i) + "\":0,";
  text.back() = '}';
  return text;
}

}  // namespace

TEST_CASE("untrusted json: is read as any other") {
  const std::string text = R"({"a":[1,-2,3.5,true,null,"x"],"b":{"a":"y","c":{}},"d":""})";
  CHECK(to_json(parse_untrusted_json(text).value()) == to_json(parse_json(text).value()));
  for (const auto* bad : {"", "{", "[1]x", "{\"a\":}", "[01]", "\"\xff\"", "{1:2}"}) {
    REQUIRE(parse_untrusted_json(bad).has_error());
    CHECK(parse_untrusted_json(bad).error().says == parse_json(bad).error().says);
  }
}

TEST_CASE("untrusted json: a name that stands twice in one object is refused by name and place") {
  CHECK(fault(R"({"id":1,"id":2})") ==
        "JSON with \"id\" twice in one object, at line 1, column 12");
  CHECK(fault("{\"a\":[{\"x\":{}},\n{\"b\":0,\"b\":0}]}").find("\"b\" twice") != std::string::npos);
  CHECK(fault(R"({"id":1,"\u0069d":2})").find("\"id\" twice") != std::string::npos);
  CHECK(fault(R"({"":1,"":2})").find("\"\" twice") != std::string::npos);
  CHECK(parse_untrusted_json(R"({"id":1,"id":2})").error().code == ProblemCode::invalid);
  // In another object, in another case and as a value it is another thing.
  CHECK(fault(R"({"id":{"id":"id"},"Id":["id","id",{"id":0},{"id":0}],"ID":0})").empty());
}

TEST_CASE("limits: 2,000,000 values of untrusted JSON") {
  CHECK(fault(list_of(1'999'999)).empty());  // and the list itself
  CHECK(fault(list_of(2'000'000)).find("more than 2000000 values; send it in parts") !=
        std::string::npos);
  std::string objects = "[";
  for (int i = 0; i < 1'000'000; ++i) objects += "{\"\":0},";
  objects.back() = ']';
  CHECK(fault(objects).find("more than 2000000 values") != std::string::npos);
}

TEST_CASE("limits: 1,000 names in an object of untrusted JSON") {
  CHECK(fault(object_of(1'000)).empty());
  CHECK(fault("[" + object_of(1'000) + "," + object_of(1'000) + "]").empty());
  CHECK(fault(object_of(1'001)).find("an object of more than 1000 names") != std::string::npos);
}

TEST_CASE("untrusted json: nesting has the limit that all JSON has") {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  CHECK(fault(nested(32)).empty());
  CHECK_FALSE(fault(nested(33)).empty());
  CHECK_FALSE(fault(std::string(1'000'000, '[')).empty());
}
