// GET /chat, a WebSocket for visitors, and GET /chat/widget, how a door looks before it is opened.
#pragma once

#include "daemon/chat/hub.h"
#include "daemon/http/routes.h"

namespace frontdesk::chat {

// The hub outlives every request.
void add_chat_routes(http::RouteTable& table, Hub& hub);

}  // namespace frontdesk::chat
