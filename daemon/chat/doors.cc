#include "daemon/chat/doors.h"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "intake/chat/origin.h"
#include "router/unknown_members.h"
#include "rules/base/json_untrusted.h"

namespace frontdesk::chat {
namespace {

constexpr std::size_t widget_bytes = 1 << 20;

}  // namespace

Result<Widget> read_widget(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::string text(widget_bytes + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(std::max<std::streamsize>(in.gcount(), 0)));
  if (!in.eof() && !in)
    return problem(ProblemCode::io, file.string() + " cannot be read: is it there, and readable?");
  if (text.size() > widget_bytes)
    return problem(ProblemCode::invalid, file.string() + " is larger than 1 MiB");
  const auto wrong = [&](const Problem& why) {
    return problem(why.code, file.string() + ": " + why.says);
  };
  const auto value = parse_untrusted_json(text);
  if (!value) return wrong(value.error());
  auto widget = from_json_value<Widget>(*value);
  if (!widget) return wrong(widget.error());
  if (const auto known = refuse_unknown_members<Widget>(*value); !known)
    return wrong(known.error());
  if (const auto ok = check_widget(*widget); !ok) return wrong(ok.error());
  return widget;
}

Result<Doors> Doors::open(const std::vector<ChatDoorConfig>& config) {
  Doors doors;
  for (const auto& one : config) {
    auto widget = read_widget(one.widget);
    if (!widget) return widget.error();
    doors.widgets_.emplace(std::pair(one.line, one.msp), std::move(*widget));
  }
  return doors;
}

bool Doors::knows(std::string_view origin) const {
  return std::any_of(widgets_.begin(), widgets_.end(),
                     [&](const auto& door) { return origin_allowed(door.second.origins, origin); });
}

bool Doors::allows(std::string_view line, std::string_view origin) const {
  return std::any_of(widgets_.begin(), widgets_.end(), [&](const auto& door) {
    return door.first.first == line && origin_allowed(door.second.origins, origin);
  });
}

WidgetView Doors::view(std::string_view line, std::string_view msp, std::string_view name,
                       std::string_view language) const {
  for (const auto whose : {msp, std::string_view()})
    if (const auto found = widgets_.find({std::string(line), std::string(whose)});
        found != widgets_.end())
      return view_of(found->second, name, language);
  return view_of(Widget{}, name, language);
}

}  // namespace frontdesk::chat
