#include "rules/base/json_untrusted.h"

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <set>

namespace frontdesk {
namespace json_detail {

std::string place_in(std::string_view text, std::size_t at) {
  const auto before = text.substr(0, at);
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const auto begin = before.rfind('\n') + 1;  // 0 where there is none
  const auto column =
      1 + std::count_if(before.begin() + static_cast<std::ptrdiff_t>(begin), before.end(),
                        [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
  return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

}  // namespace json_detail

namespace {

// A value costs up to a hundred bytes once it is built. The fullest imports that are meant have one
// value for every fifteen bytes.
constexpr std::size_t max_values = 2'000'000;
constexpr std::size_t max_names = 1'000;  // of one object
constexpr std::size_t shown_bytes = 60;

// Hears what the parser finds, and builds nothing of it.
struct Checker {
  using Error = boost::system::error_code;
  using Text = boost::json::string_view;
  static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_array_size = max_object_size;
  static constexpr std::size_t max_key_size = max_object_size;
  static constexpr std::size_t max_string_size = max_object_size;

  bool refuse(std::string why, Error& error) {
    says = std::move(why);
    error = boost::json::error::exception;
    return false;
  }
  bool count(Error& error) {
    return ++values <= max_values ||
           refuse("more than " + std::to_string(max_values) + " values; send it in parts", error);
  }

  bool on_document_begin(Error&) { return true; }
  bool on_document_end(Error&) { return true; }
  bool on_object_begin(Error& error) {
    if (open == names.size()) names.emplace_back();
    names[open++].clear();
    return count(error);
  }
  bool on_object_end(std::size_t, Error&) {
    --open;
    return true;
  }
  bool on_array_begin(Error& error) { return count(error); }
  bool on_array_end(std::size_t, Error&) { return true; }
  bool on_key_part(Text part, std::size_t, Error&) {
    key.append(part.data(), part.size());
    return true;
  }
  bool on_key(Text last, std::size_t, Error& error) {
    key.append(last.data(), last.size());
    auto& here = names[open - 1];
    if (here.size() == max_names)
      return refuse("an object of more than " + std::to_string(max_names) + " names", error);
    const auto shown = '"' + key.substr(0, shown_bytes) + '"';
    if (!here.insert(std::exchange(key, {})).second)
      return refuse(shown + " twice in one object", error);
    return true;
  }
  bool on_string_part(Text, std::size_t, Error&) { return true; }
  bool on_string(Text, std::size_t, Error& error) { return count(error); }
  bool on_number_part(Text, Error&) { return true; }
  bool on_int64(std::int64_t, Text, Error& error) { return count(error); }
  bool on_uint64(std::uint64_t, Text, Error& error) { return count(error); }
  bool on_double(double, Text, Error& error) { return count(error); }
  bool on_bool(bool, Error& error) { return count(error); }
  bool on_null(Error& error) { return count(error); }
  bool on_comment_part(Text, Error&) { return true; }
  bool on_comment(Text, Error&) { return true; }

  std::size_t values = 0;
  std::vector<std::set<std::string>> names;  // of the open objects
  std::size_t open = 0;
  std::string key;
  std::string says;  // why it was refused
};

}  // namespace

Result<boost::json::value> parse_untrusted_json(std::string_view text) {
  boost::json::basic_parser<Checker> parser{boost::json::parse_options()};
  boost::system::error_code error;
  const auto read = parser.write_some(false, text.data(), text.size(), error);
  if (const auto& says = parser.handler().says; !says.empty())
    return problem(ProblemCode::invalid,
                   "JSON with " + says + ", at " + json_detail::place_in(text, read));
  return parse_json(text);  // it knows better than the checker what else is wrong
}

}  // namespace frontdesk
