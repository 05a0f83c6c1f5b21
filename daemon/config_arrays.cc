#include "daemon/config_arrays.h"

#include "daemon/chat/chat_keys.h"
#include "daemon/mailboxes/mailbox_keys.h"
#include "daemon/voice/voice_keys.h"

namespace frontdesk {

std::span<const ConfigArray> config_arrays() {
  static const std::vector<ConfigArray> arrays{mailbox_array(), voice_array(), chat_array()};
  return arrays;
}

}  // namespace frontdesk
