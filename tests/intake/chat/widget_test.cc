#include "intake/chat/widget.h"

#include <doctest/doctest.h>

#include "rules/base/json.h"

using namespace frontdesk;
using namespace frontdesk::chat;

namespace {

// "" where it is good, else the place that the problem names.
std::string fault_of(const Widget& widget) {
  const auto ok = check_widget(widget);
  if (ok) return "";
  CHECK(ok.error().code == ProblemCode::invalid);
  return ok.error().says.substr(0, ok.error().says.find(':'));
}
std::string repeated(std::size_t times, std::string_view piece) {
  std::string text;
  for (std::size_t i = 0; i < times; ++i) text += piece;
  return text;
}

Widget german() {
  Widget widget;
  widget.title = "Northwind Hilfe";
  widget.wording["de"] = {{"send", "Senden"}, {"ended", "Beendet."}};
  widget.wording["de-AT"] = {{"send", "Abschicken"}};
  return widget;
}

}  // namespace

TEST_CASE("R25: a chat has its MSP's title, colour, logo and wording") {
  const auto widget = from_json<Widget>(R"({"title":"Northwind Help","colour":"#aB01f9",
    "logo":"https://cdn.northwind.example/logo.svg","language":"de",
    "wording":{"de":{"send":"Senden"}},"origins":["https://*.northwind.example"]})");
  REQUIRE(widget.has_value());
  CHECK(fault_of(*widget) == "");
  const auto view = view_of(*widget, "Northwind IT", "de");
  CHECK(view.title == "Northwind Help");
  CHECK(view.colour == "#aB01f9");
  CHECK(view.logo == "https://cdn.northwind.example/logo.svg");
  CHECK(view.language == "de");
  CHECK(view.wording.at("send") == "Senden");
}

TEST_CASE("R1: a widget that nobody configured bears its MSP's name, and nobody else's") {
  const Widget widget;
  CHECK(fault_of(widget) == "");
  const auto view = view_of(widget, "Northwind IT", "");
  CHECK(view.title == "Northwind IT");
  CHECK(view.language == "en");
  CHECK(view.wording == english());
  for (const auto& [key, text] : english()) {
    CAPTURE(key);
    CHECK_FALSE(text.empty());
    for (const auto* name : {"rontdesk", "Northwind", "help desk"})
      CHECK(text.find(name) == std::string::npos);
  }
  Widget own;
  own.wording["en"] = english();
  CHECK(fault_of(own) == "");  // what is built in would be taken
}

TEST_CASE("chat widget: a missing language falls back, text by text") {
  auto widget = german();
  const auto text = [&](std::string_view language, const std::string& key) {
    return view_of(widget, "N", language).wording.at(key);
  };
  CHECK(text("de-AT", "send") == "Abschicken");
  CHECK(text("DE-at", "send") == "Abschicken");
  CHECK(text("de-AT", "ended") == "Beendet.");
  CHECK(text("de-CH", "send") == "Senden");
  CHECK(text("de", "attach") == english().at("attach"));
  CHECK(text("fr", "send") == english().at("send"));
  CHECK(view_of(widget, "N", "de-CH").language == "de");
  CHECK(view_of(widget, "N", "de-at").language == "de-AT");
  CHECK(view_of(widget, "N", "fr").language == "en");
  widget.language = "de";
  CHECK(text("fr", "send") == "Senden");
  CHECK(text("", "send") == "Senden");
  CHECK(text("en-GB", "send") == english().at("send"));
  CHECK(view_of(widget, "N", "en-GB").language == "en");
  widget.wording["en"] = {{"attach", "Add a file"}, {"send", "Go"}};
  CHECK(text("fr", "attach") == "Add a file");
  CHECK(text("en-GB", "send") == "Go");
  widget.wording["fr"] = {};
  CHECK(text("fr", "send") == "Senden");
}

TEST_CASE("chat widget: what cannot be is refused, and named") {
  const auto with = [](auto set) {
    auto widget = german();
    set(widget);
    return fault_of(widget);
  };
  for (const auto* bad :
       {"", "#12345", "#1234567", "123456", "#12345g", "red", "#12345\n", "#123456;x", "url(x)"})
    CHECK(with([&](Widget& w) { w.colour = bad; }) == "chat.colour");
  for (const auto* bad :
       {"http://a.example/x.png", "a.png", "//a.example/x", "javascript:alert(1)",
        "https:", "https:///x.png", "https://user:pass@a.example/x.png", "https://a.example/a b",
        "data:image/png;base64,xx", "https://a.example/\"><script>"})
    CHECK(with([&](Widget& w) { w.logo = bad; }) == "chat.logo");
  const std::string logo = "https://a.example/";
  CHECK(with([&](Widget& w) { w.logo = logo + std::string(2'048 - logo.size(), 'x'); }) == "");
  CHECK(with([&](Widget& w) { w.logo = logo + std::string(2'049 - logo.size(), 'x'); }) ==
        "chat.logo");
  CHECK(with([](Widget& w) { w.title = repeated(100, "\xc3\xa9"); }) == "");
  CHECK(with([](Widget& w) { w.title = repeated(101, "\xc3\xa9"); }) == "chat.title");
  CHECK(with([](Widget& w) { w.title = "a\nb"; }) == "chat.title");
  CHECK(with([](Widget& w) { w.title = "\xff"; }) == "chat.title");
  CHECK(with([](Widget& w) { w.language = "de_AT"; }) == "chat.language");
  CHECK(with([](Widget& w) { w.wording["x y"] = {}; }) == "chat.wording.x y");
  CHECK(with([](Widget& w) { w.wording["de"]["sned"] = "x"; }) == "chat.wording.de.sned");
  for (const auto* bad : {"", " ", "\x07", "\xff", "{names}", "{", "}", "{name"})
    CHECK(with([&](Widget& w) { w.wording["de"]["talking"] = bad; }) == "chat.wording.de.talking");
  CHECK(with([](Widget& w) { w.wording["de"]["talking"] = "{name}: {name} {time}"; }) == "");
  CHECK(with([](Widget& w) { w.wording["de"]["send"] = std::string(500, 'x'); }) == "");
  CHECK(with([](Widget& w) { w.wording["de"]["send"] = std::string(501, 'x'); }) ==
        "chat.wording.de.send");
  const auto many = [](Widget& w, int languages) {
    w.wording.clear();
    for (int i = 0; i < languages; ++i) w.wording["x-" + std::to_string(i)] = {};
  };
  CHECK(with([&](Widget& w) { many(w, 50); }) == "");
  CHECK(with([&](Widget& w) { many(w, 51); }) == "chat.wording");
  CHECK(with([](Widget& w) { w.origins.assign(100, "null"); }) == "");
  CHECK(with([](Widget& w) { w.origins.assign(101, "null"); }) == "chat.origins");
  CHECK(with([](Widget& w) { w.origins = {"null", "*"}; }) == "chat.origins[1]");
}
