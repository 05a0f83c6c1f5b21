#include "intake/voice/adapter.h"

#include <algorithm>
#include <array>

#include "intake/voice/rows.h"

namespace frontdesk::voice {
namespace {

constexpr std::array<Adapter, 8> table{{
    {"twilio", verify_twilio, parse_twilio, render_twiml, true},
    {"signalwire", verify_signalwire, parse_signalwire, render_twiml, true},
    {"telnyx", verify_telnyx, parse_telnyx, render_telnyx, true},
    {"plivo", verify_plivo, parse_plivo, render_plivo, true},
    {"vonage", verify_vonage, parse_vonage, render_ncco, true},
    {"bandwidth", verify_bandwidth, parse_bandwidth, render_bxml, true},
    {"jambonz", verify_jambonz, parse_jambonz, render_jambonz, false},
    {"generic", verify_generic, parse_generic, render_generic, true},
}};

}  // namespace

std::span<const Adapter> adapters() {
  return table;
}

const Adapter* find_adapter(std::string_view name) {
  const auto found = std::find_if(table.begin(), table.end(),
                                  [&](const Adapter& row) { return row.name == name; });
  return found == table.end() ? nullptr : &*found;
}

}  // namespace frontdesk::voice
