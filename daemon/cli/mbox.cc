#include "daemon/cli/mbox.h"

namespace frontdesk::cli {
namespace {

std::string_view take_line(std::string_view& rest) {
  const auto feed = rest.find('\n');
  const auto line = rest.substr(0, feed == std::string_view::npos ? rest.size() : feed + 1);
  rest.remove_prefix(line.size());
  return line;
}

bool is_empty(std::string_view line) {
  return line == "\n" || line == "\r\n";
}

// ">From ", ">>From ": one ">" was put in front so that the line starts no mail.
bool is_quoted_from(std::string_view line) {
  const auto text = line.find_first_not_of('>');
  return text != std::string_view::npos && text > 0 && line.substr(text).starts_with("From ");
}

}  // namespace

bool is_mbox(std::string_view bytes) {
  return bytes.starts_with("From ");
}

void for_each_in_mbox(std::string_view bytes, const std::function<void(std::string_view)>& mail) {
  std::string current;
  bool inside = false, after_empty = true;
  const auto finish = [&] {
    if (inside) mail(current);
    current.clear();
  };
  while (!bytes.empty()) {
    const auto line = take_line(bytes);
    if (after_empty && line.starts_with("From ")) {
      finish();
      inside = true;
    } else if (inside) {
      current += is_quoted_from(line) ? line.substr(1) : line;
    }
    after_empty = is_empty(line);
  }
  finish();
}

}  // namespace frontdesk::cli
