#include "intake/voice/call_instruction.h"

#include <array>

#include "rules/base/json_untrusted.h"

namespace frontdesk::voice {
namespace {

// In the order of the variant.
constexpr std::array<std::string_view, std::variant_size_v<CallInstruction>> names{
    "say", "play", "pause", "ask", "dial", "record", "redirect", "reject", "hangup"};

Result<CallInstruction> read_one(const boost::json::value& from) {
  const auto* object = from.if_object();
  const auto* what = object ? object->if_contains("do") : nullptr;
  const auto* name = what ? what->if_string() : nullptr;
  if (!name) return problem(ProblemCode::syntax, "an instruction has no \"do\"");
  Result<CallInstruction> found = problem(ProblemCode::syntax, "there is no such instruction");
  boost::mp11::mp_for_each<boost::mp11::mp_iota_c<names.size()>>([&](auto index) {
    if (names[index] != std::string_view(name->data(), name->size())) return;
    using One = std::variant_alternative_t<decltype(index)::value, CallInstruction>;
    auto read = from_json_value<One>(from);
    if (read)
      found = CallInstruction(std::move(*read));
    else
      found = read.error();
  });
  return found;
}

}  // namespace

std::string instructions_json(std::span<const CallInstruction> list) {
  std::string out = "[";
  for (const auto& one : list) {
    if (out.size() > 1) out += ',';
    out.append("{\"do\":\"").append(names[one.index()]).append(1, '"');
    const auto members =
        std::visit([](const auto& instruction) { return to_json(instruction); }, one);
    if (members != "{}") out += ',';
    out.append(members, 1, std::string::npos);
  }
  return out += ']';
}

Result<std::vector<CallInstruction>> read_instructions(std::string_view json) {
  const auto value = parse_untrusted_json(json);
  if (!value) return value.error();
  const auto* array = value->if_array();
  if (!array) return problem(ProblemCode::syntax, "instructions are a list");
  std::vector<CallInstruction> list;
  list.reserve(array->size());
  for (const auto& each : *array) {
    auto one = read_one(each);
    if (!one) return one.error();
    list.push_back(std::move(*one));
  }
  return list;
}

}  // namespace frontdesk::voice
