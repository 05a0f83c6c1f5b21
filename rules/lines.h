// Lines: the ways in (R64 to R66, R98 to R106, R110 to R113).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "rules/base/text_hash.h"
#include "rules/channel.h"

namespace frontdesk {

struct Line {
  std::string id;
  Channel channel = Channel::voice;
  std::string number;   // voice: as printed; compared by digits (C26)
  std::string address;  // email: local@domain, compared without case
  std::string msp;      // the one MSP it belongs to; "" where shared
  bool shared = false;
  bool private_ = false;  // never shown to a customer (R225)
  bool partner = false;   // a partner-support line (R110 to R113)
  std::string country;    // ISO 3166: reads national numbers that arrive here; "" = "US"
  std::string title;
  std::string hours;      // id of a window for partner lines, "" = always
  std::string time_zone;  // of `hours`

  // What a log, an error or a customer may see of it: its id, never a private number.
  const std::string& shown() const { return id; }
};

// The calling code of an ISO 3166 country: 1 for "US"; 0 where there is no such country.
int calling_code(std::string_view country);

// The digits by which a line's number is known: with the country's code in front where the number
// is written in a national form; a national number with leading zeros stays as it is (C26).
std::string line_digits(const Line& line);

// ASCII letters in lower case: how addresses are compared.
std::string lower_case(std::string_view text);

class Lines {
 public:
  Lines() = default;
  explicit Lines(std::vector<Line> lines);

  const Line* by_id(std::string_view id) const;
  // By digits, tolerant of 00, 011 and national forms (C26); null where no line has it.
  const Line* by_number(std::string_view number) const;
  // By address; a plus-address of a line is that line (`helpdesk+tag@…`).
  const Line* by_address(std::string_view address) const;
  // A `to` as simulate takes it: id, number or address.
  const Line* by_any(std::string_view to) const;
  // True where the domain is one that a line of ours has (postmaster@ of it is accepted).
  bool has_domain(std::string_view domain) const;
  const std::vector<Line>& all() const { return lines_; }

 private:
  std::vector<Line> lines_;
  using Index = std::unordered_map<std::string, std::size_t, TextHash, std::equal_to<>>;
  const Line* at(const Index& index, std::string_view key) const;

  // by_national_ holds what only one line can be meant by; `ambiguous` marks the rest.
  static constexpr std::size_t ambiguous = static_cast<std::size_t>(-1);
  Index by_id_, by_digits_, by_national_, by_address_;
  std::unordered_map<std::string, bool> domains_;
};

}  // namespace frontdesk
