// XML for providers: elements, attributes and text, in the order in which they are given.
//
//   Xml xml("Response");
//   xml.open("Dial").attribute("timeout", "20").element("Number", "+12125550142").close();
//   xml.text();
//
// gives <?xml …?><Response><Dial timeout="20"><Number>+12125550142</Number></Dial></Response>.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace frontdesk::voice {

class Xml {
 public:
  explicit Xml(std::string_view root);

  Xml& open(std::string_view name);
  // Of the element that was opened last, before anything stands in it. An empty value is left out.
  Xml& attribute(std::string_view name, std::string_view value);
  // Characters that XML forbids, and bytes that are no UTF-8, are left out or stand as U+FFFD.
  Xml& content(std::string_view text);
  Xml& close();
  Xml& element(std::string_view name, std::string_view text) {
    return open(name).content(text).close();
  }
  // Closes what is open.
  std::string text();

 private:
  void begin_content();
  std::string out_;
  std::vector<std::string> open_;
  bool in_tag_ = false;
};

}  // namespace frontdesk::voice
