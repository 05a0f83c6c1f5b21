// How a chat looks and speaks in an MSP's name (R1, R25): its title, colour, logo and wording, and
// the pages that it may stand on.
#pragma once

#include <boost/describe.hpp>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "rules/base/result.h"

namespace frontdesk::chat {

using Wording = std::map<std::string, std::string>;  // by key

// As an MSP configures it. Whatever is left out has a default.
struct Widget {
  using Wordings = std::map<std::string, Wording>;  // by language

  std::string title;               // "" for the MSP's name
  std::string colour = "#1f5fa8";  // accent, #rrggbb
  std::string logo;                // https URL, "" for none
  std::string language = "en";     // for visitors whose own has no wording
  Wordings wording;
  std::vector<std::string> origins;  // see origin_allowed
};
BOOST_DESCRIBE_STRUCT(Widget, (), (title, colour, logo, language, wording, origins))

// The same for one visitor, as the welcome has it: every key has a text.
struct WidgetView {
  std::string title, colour, logo, language;
  Wording wording;
};
BOOST_DESCRIBE_STRUCT(WidgetView, (), (title, colour, logo, language, wording))

// An `invalid` problem that names the member where one cannot be: "chat.colour: …". A widget that
// was not checked is not to be shown.
Result<void> check_widget(const Widget& widget);

// Each text is looked for in the visitor's language, in that without its region ("de" for "de-AT"),
// in the widget's own in the same two ways, and at last in English, which is built in. `language`
// of the view is the first of these that the MSP has any text in; "en" where there is none.
WidgetView view_of(const Widget& widget, std::string_view msp_name, std::string_view language);

// The texts that are built in, by key.
const Wording& english();

}  // namespace frontdesk::chat
