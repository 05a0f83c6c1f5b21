#include <algorithm>

#include "rules/load_files.h"
#include "rules/zone.h"

namespace frontdesk {
namespace {

bool is_country(std::string_view text) {
  return text.size() == 2 && calling_code(text) != 0;
}

// An address without display name, comment or quotes, within the lengths of RFC 5321.
bool is_address(std::string_view text) {
  const auto at = text.rfind('@');
  if (at == std::string_view::npos || at == 0 || at > 64 || text.size() > 254) return false;
  const auto word = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  const auto domain = text.substr(at + 1);
  return std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at),
                     [&](char c) {
                       return word(c) || std::string_view(".!#$%&'*+/=?^_`{|}~-").find(c) !=
                                             std::string_view::npos;
                     }) &&
         domain.find('.') != std::string_view::npos && word(domain.front()) &&
         word(domain.back()) && std::all_of(domain.begin(), domain.end(), [&](char c) {
           return word(c) || c == '.' || c == '-';
         });
}

void read_way_in(TableReader& reader, Line& line, UniqueIds& numbers, UniqueIds& addresses) {
  if (line.channel == Channel::voice) {
    line.number = reader.text("number");
    const auto digits = line_digits(line);
    const bool plain = line.number.find_first_not_of("+0123456789 -().") == std::string::npos;
    if (!line.number.empty() && (!plain || digits.size() < 5 || digits.size() > 20))
      reader.fault("number", "expected a telephone number of 5 to 20 digits");
    else
      numbers.add(reader, "number", digits);
  } else if (reader.has("number")) {
    reader.text("number");
    reader.fault("number", "only voice lines have a number");
  }
  if (line.channel == Channel::email) {
    line.address = reader.text("address");
    if (!line.address.empty() && !is_address(line.address))
      reader.fault("address", "expected an address like help@example.net");
    else
      addresses.add(reader, "address", lower_case(line.address));
  } else if (reader.has("address")) {
    reader.text("address");
    reader.fault("address", "only email lines have an address");
  }
}

void read_hours(TableReader& reader, Line& line) {
  line.hours = reader.has("hours") ? reader.id("hours") : "";
  line.time_zone = reader.text_or("time_zone", "");
  if (reader.has("hours") && !line.partner)
    reader.fault("hours", "only partner lines have hours; end users' hours are their site's");
  if (reader.has("hours") != reader.has("time_zone"))
    reader.fault(reader.has("hours") ? "hours" : "time_zone",
                 "hours and time_zone belong together");
  if (!line.time_zone.empty() && !Zone::find(line.time_zone))
    reader.fault("time_zone", "expected a zone of the tz database, like \"America/New_York\"");
}

Line read_line(TableReader& reader, UniqueIds& ids, UniqueIds& numbers, UniqueIds& addresses) {
  Line line;
  line.id = reader.id("id");
  ids.add(reader, "id", line.id);
  line.channel = reader.choice<Channel>("channel");
  line.country = reader.text_or("country", "US");
  if (!line.country.empty() && !is_country(line.country)) {
    reader.fault("country", "expected the two letters of a country, like \"US\"");
    line.country = "US";
  }
  line.msp = reader.has("msp") ? reader.id("msp") : "";
  line.shared = reader.flag_or("shared", false);
  line.private_ = reader.flag_or("private", false);
  line.partner = reader.flag_or("partner", false);
  line.title = reader.text_or("title", "");
  if (!reader.has("msp") && !line.shared)
    reader.fault("msp", "is missing: a line belongs to one msp, or has shared = true");
  if (reader.has("msp") && line.shared) reader.fault("shared", "a line of one msp is not shared");
  read_way_in(reader, line, numbers, addresses);
  read_hours(reader, line);
  reader.finish();
  return line;
}

}  // namespace

LineRules load_lines(TableReader& top) {
  LineRules rules;
  UniqueIds ids, numbers, addresses;
  for (auto& reader : top.tables("line")) {
    rules.lines.push_back(read_line(reader, ids, numbers, addresses));
    rules.at.push_back(reader.line());
  }
  top.finish();
  return rules;
}

}  // namespace frontdesk
