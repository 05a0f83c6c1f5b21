// JSON of any bytes, and any bytes as a JSON text; instants; folding.
#include <string>

#include "rules/base/fold.h"
#include "rules/base/json_untrusted.h"
#include "tests/fuzz/fuzz.h"

using namespace frontdesk;
using fuzz::require;

namespace {

std::size_t depth_of(const boost::json::value& value) {
  std::size_t deepest = 0;
  if (const auto* list = value.if_array())
    for (const auto& item : *list) deepest = std::max(deepest, depth_of(item));
  else if (const auto* object = value.if_object())
    for (const auto& member : *object) deepest = std::max(deepest, depth_of(member.value()));
  else
    return 0;
  return deepest + 1;
}

// Numbers beyond 64 bits lose digits, and one too large for any is no number when it is written:
// no record of ours has such.
bool has_double(const boost::json::value& value) {
  if (const auto* list = value.if_array())
    return std::any_of(list->begin(), list->end(), has_double);
  if (const auto* object = value.if_object())
    return std::any_of(object->begin(), object->end(),
                       [](const auto& member) { return has_double(member.value()); });
  return value.is_double();
}

void check_fold(std::string_view bytes) {
  const auto folded = fold(bytes);
  require(is_utf8(folded) && fold(folded) == folded);
  std::string reused = "what was in it before";
  fold_into(bytes, reused);
  require(reused == folded);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = fuzz::text_of(data, size);
  if (const auto value = parse_json(bytes)) {
    require(depth_of(*value) <= 32);
    const auto written = to_json(*value);
    const auto again = parse_json(written);
    require((again && to_json(*again) == written) || has_double(*value));
  }
  if (const auto value = parse_untrusted_json(bytes))
    require(to_json(*value) == to_json(parse_json(bytes).value()));
  else if (parse_json(bytes))
    require(value.error().code == ProblemCode::invalid && is_utf8(to_json(value.error().says)));
  const auto quoted = to_json(std::string(bytes));
  const auto text = from_json<std::string>(quoted);
  require(text && *text == repaired(bytes) && is_utf8(quoted));
  require(quoted.find_first_of("\r\n") == std::string::npos);
  if (const auto instant = parse_instant(bytes)) {
    const auto again = parse_instant(to_text(*instant));
    require(again && *again == *instant);
  }
  check_fold(bytes.substr(0, 2'000));
  return 0;
}
