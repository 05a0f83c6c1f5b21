#include "intake/chat/widget.h"

#include <algorithm>
#include <array>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include "intake/chat/fields.h"
#include "intake/chat/origin.h"
#include "rules/base/fold.h"
#include "rules/lines.h"

namespace frontdesk::chat {
namespace {

constexpr std::size_t logo_bytes = 2'048;
constexpr std::size_t wording_characters = 500;
constexpr std::size_t languages = 50;
constexpr std::size_t origins = 100;

// What may stand in braces in a text, and is filled in by the client.
constexpr std::array<std::string_view, 3> blanks{"{name}", "{position}", "{time}"};

Problem wrong(std::string where, std::string_view says) {
  return problem(ProblemCode::invalid, "chat." + std::move(where) + ": " + std::string(says));
}

bool is_colour(std::string_view text) {
  return text.size() == 7 && text.front() == '#' &&
         std::all_of(text.begin() + 1, text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
         });
}

bool is_logo(std::string_view text) {
  if (text.size() > logo_bytes) return false;
  const auto url = boost::urls::parse_uri({text.data(), text.size()});
  if (!url) return false;
  const auto scheme = url->scheme();
  return lower_case({scheme.data(), scheme.size()}) == "https" && url->has_authority() &&
         !url->has_userinfo() && !url->encoded_host().empty();
}

// True where every brace belongs to a blank.
bool has_known_blanks(std::string_view text) {
  for (std::size_t at = 0; (at = text.find_first_of("{}", at)) != text.npos;) {
    const auto rest = text.substr(at);
    const auto known = std::find_if(blanks.begin(), blanks.end(),
                                    [rest](std::string_view one) { return rest.starts_with(one); });
    if (known == blanks.end()) return false;
    at += known->size();
  }
  return true;
}

Result<void> check_wording(const std::string& language, const Wording& texts) {
  const auto where = "wording." + language;
  if (!is_language(language)) return wrong(where, "expected a language like de or pt-BR");
  for (const auto& [key, text] : texts) {
    if (!english().contains(key)) return wrong(where + '.' + key, "there is no text of this name");
    if (is_blank(text) || characters_of(text) > wording_characters || !is_utf8(text) ||
        has_controls(text))
      return wrong(where + '.' + key, "expected 1 to 500 characters without control characters");
    if (!has_known_blanks(text))
      return wrong(where + '.' + key, "only {name}, {position} and {time} may stand in braces");
  }
  return {};
}

using Own = Widget::Wordings::value_type;  // a language and its texts

const Own* wording_in(const Widget& widget, std::string_view language) {
  for (const auto& own : widget.wording)
    if (!own.second.empty() && lower_case(own.first) == language) return &own;
  return nullptr;
}

// The wordings to look through, the visitor's own first.
std::vector<const Own*> choices(const Widget& widget, std::string_view language) {
  std::vector<const Own*> found;
  const auto add = [&](std::string_view name) {
    if (const auto* own = wording_in(widget, name)) found.push_back(own);
  };
  for (const auto& wanted : {lower_case(language), lower_case(widget.language)}) {
    add(wanted);
    const auto primary = std::string_view(wanted).substr(0, wanted.find('-'));
    if (primary != wanted) add(primary);
    // A visitor who speaks what is built in needs no detour over the MSP's own language.
    if (primary == "en") break;
  }
  add("en");
  return found;
}

}  // namespace

Result<void> check_widget(const Widget& widget) {
  if (!widget.title.empty() && !(is_utf8(widget.title) && is_name(widget.title)))
    return wrong("title", "expected one line of at most 100 characters");
  if (!is_colour(widget.colour)) return wrong("colour", "expected a colour like #1f5fa8");
  if (!widget.logo.empty() && !is_logo(widget.logo))
    return wrong("logo", "expected an https address of at most 2,048 characters");
  if (!is_language(widget.language))
    return wrong("language", "expected a language like de or pt-BR");
  if (widget.wording.size() > languages) return wrong("wording", "more than 50 languages");
  for (const auto& [language, texts] : widget.wording)
    if (auto ok = check_wording(language, texts); !ok) return ok;
  if (widget.origins.size() > origins) return wrong("origins", "more than 100 origins");
  for (std::size_t i = 0; i < widget.origins.size(); ++i)
    if (const auto ok = check_origin_rule(widget.origins[i]); !ok)
      return wrong("origins[" + std::to_string(i) + ']', ok.error().says);
  return {};
}

WidgetView view_of(const Widget& widget, std::string_view msp_name, std::string_view language) {
  const auto from = choices(widget, language);
  WidgetView view{widget.title.empty() ? std::string(msp_name) : widget.title, widget.colour,
                  widget.logo, from.empty() ? "en" : from.front()->first, english()};
  for (auto& [key, text] : view.wording)
    for (const auto* own : from)
      if (const auto found = own->second.find(key); found != own->second.end()) {
        text = found->second;
        break;
      }
  return view;
}

}  // namespace frontdesk::chat
