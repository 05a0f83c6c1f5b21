#include "intake/imap/settings.h"

#include <algorithm>

#include "intake/imap/folder_name.h"
#include "intake/mime/header.h"

namespace frontdesk::imap {
namespace {

bool is_letter_or_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// RFC 3501's atom, and the flags that a person would set too.
bool is_flag(std::string_view flag) {
  if (equal_ascii(flag, "\\Flagged") || equal_ascii(flag, "\\Answered")) return true;
  return !flag.empty() && flag.size() <= 100 && std::all_of(flag.begin(), flag.end(), [](char c) {
    return is_letter_or_digit(c) || std::string_view("$-_.").find(c) != std::string_view::npos;
  });
}

}  // namespace

Result<void> check(const Settings& settings) {
  if (auto wire = folder_to_wire(settings.folder); !wire) return wire.error();
  const auto& afterwards = settings.afterwards;
  if (afterwards.kind == Afterwards::Kind::move) {
    if (auto wire = folder_to_wire(afterwards.to); !wire) return wire.error();
    if (afterwards.to == settings.folder)
      return problem(ProblemCode::invalid,
                     "mails cannot be moved to the folder that they are read from");
  }
  if (afterwards.kind == Afterwards::Kind::flag && !is_flag(afterwards.to))
    return problem(
        ProblemCode::invalid,
        "a flag must be \\Flagged, \\Answered, or a keyword of letters, digits, $ - _ .");
  const auto& tag = settings.tag;
  if (tag.empty() || tag.size() > 32 || !std::all_of(tag.begin(), tag.end(), is_letter_or_digit))
    return problem(ProblemCode::invalid, "a tag has from 1 to 32 letters and digits");
  return {};
}

}  // namespace frontdesk::imap
