#include "daemon/chat/chat_keys.h"

#include <algorithm>

#include "daemon/chat/doors.h"
#include "daemon/config_kinds.h"

namespace frontdesk {
namespace {

using namespace config_kinds;

#define PLACE(member)                  \
  [](auto& c) -> auto& {               \
    return c.chat_doors.back().member; \
  }

std::vector<ConfigKey> keys() {
  constexpr std::string_view of = "chat_door";
  return {
      needed_text(of, "line", "the id of the chat line", PLACE(line)),
      text(of, "msp", "whose visitors see it so; everybody's where left out", PLACE(msp)),
      path(of, "widget",
           "a JSON file with title, colour, logo, language, wording and origins: the pages that it "
           "may stand on, as [\"https://acme.example\"]",
           PLACE(widget)),
  };
}

#undef PLACE

void check_one(TableReader& reader, const Config& config) {
  const auto& one = config.chat_doors.back();
  const auto twin = std::find_if(
      config.chat_doors.begin(), config.chat_doors.end() - 1,
      [&](const auto& other) { return other.line == one.line && other.msp == one.msp; });
  if (twin != config.chat_doors.end() - 1)
    reader.fault("line", "expected one entry for " + one.line + " and this MSP");
  if (one.widget.empty()) reader.fault("widget", "expected a file");
}

}  // namespace

ConfigArray chat_array() {
  return {"chat_door",
          "how a chat door looks for an MSP, and on which pages it may stand; a start reads this, "
          "a reload does not",
          [](Config& config) { config.chat_doors.emplace_back(); },
          keys(),
          check_one,
          [](Config& config) {
            auto& one = config.chat_doors.back();
            one.line = "chat";
            one.msp = "northwind";
            one.widget = "/etc/frontdesk/northwind.chat.json";
          }};
}

void check_chat_files(const ChatDoorConfig& door,
                      const std::function<void(std::string key, std::string says)>& fault) {
  if (const auto widget = chat::read_widget(door.widget); !widget)
    fault("chat_door." + door.line + (door.msp.empty() ? "" : '.' + door.msp) + ".widget",
          widget.error().says);
}

}  // namespace frontdesk
