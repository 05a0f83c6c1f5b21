#include "intake/mime/byte_set.h"
#include "intake/mime/charset.h"
#include "intake/mime/header.h"

namespace frontdesk {

namespace {

constexpr std::size_t id_bytes = 512;  // longer ones are not kept
constexpr ByteSet never_in_ids(" \t\r\n<>"), separators(" \t,;<>"), brackets("<>");

bool usable(std::string_view id) {
  return !id.empty() && id.size() <= id_bytes && never_in_ids.find_in(id) == id.size();
}

void keep(std::vector<std::string>& ids, std::string_view id) {
  if (usable(id)) ids.emplace_back(id);
}

void keep_last(std::vector<std::string>& ids, std::size_t limit) {
  if (ids.size() > limit) ids.erase(ids.begin(), ids.end() - static_cast<std::ptrdiff_t>(limit));
}

}  // namespace

std::vector<std::string> message_ids(std::string_view unfolded, std::size_t limit) {
  std::vector<std::string> ids;
  std::size_t open = unfolded.find('<');
  while (open != std::string_view::npos) {
    const auto close = brackets.find_in(unfolded, open + 1);
    if (close == unfolded.size()) break;
    if (unfolded[close] == '>') keep(ids, trim(unfolded.substr(open + 1, close - open - 1)));
    open = unfolded[close] == '<' ? close : unfolded.find('<', close);
  }
  if (unfolded.find('<') == std::string_view::npos) {
    std::size_t at = 0;
    while (at < unfolded.size()) {
      const auto start = separators.skip_in(unfolded, at);
      const auto end = separators.find_in(unfolded, start);
      const auto word = unfolded.substr(start, end - start);
      if (word.find('@') != std::string_view::npos) keep(ids, word);
      at = end;
    }
  }
  keep_last(ids, limit);
  // What is encoded has no place in an id, but some send it. What it hides must be no line end.
  for (auto& id : ids)
    if (auto decoded = decode_words(id); usable(decoded))
      id = std::move(decoded);
    else
      id = to_utf8(id, {});
  return ids;
}

}  // namespace frontdesk
