// The chat doors: which pages they may stand on, and what their widgets show.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/chat/chat_config.h"
#include "intake/chat/widget.h"

namespace frontdesk::chat {

// Checked. A problem names the member at fault.
Result<Widget> read_widget(const std::filesystem::path& file);

class Doors {
 public:
  static Result<Doors> open(const std::vector<ChatDoorConfig>& config);

  // For the handshake, which names no line yet: some door has this page on its list.
  bool knows(std::string_view origin) const;
  // This line may stand on that page.
  bool allows(std::string_view line, std::string_view origin) const;
  // As this MSP's visitors see it; `name` where it has no title of its own.
  WidgetView view(std::string_view line, std::string_view msp, std::string_view name,
                  std::string_view language) const;

 private:
  std::map<std::pair<std::string, std::string>, Widget> widgets_;  // by line and MSP
};

}  // namespace frontdesk::chat
