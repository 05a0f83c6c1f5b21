// Several secrets under one label: where such labels stand. Each line is read once, whatever labels
// stand in it.
#include <algorithm>

#include "rules/redact/lists.h"

namespace frontdesk::redaction {
namespace {

// The line of the label that is looked at. Labels come in order, and a line may have one in every
// third byte.
class LabelLine {
 public:
  explicit LabelLine(std::string_view text) : text_(text) {}

  // False where the label's line is too long.
  bool move_to(std::size_t label) {
    const auto before = begin_;
    begin_ = begin_of(label);
    seen_ = label;
    if (!begin_ || label - *begin_ > longest_line) return false;
    if (begin_ != before) {
      line_ = line_from(text_, *begin_);
      heads_.read(line_.text);
      pieces.read(line_.text);
    }
    return line_.text.size() <= longest_line && line_.text.data() <= text_.data() + label;
  }

  const Line& line() const { return line_; }
  const Heads& heads() const { return heads_; }

  Pieces pieces;

 private:
  // Nothing where it is farther away than a line is long.
  std::optional<std::size_t> begin_of(std::size_t label) const {
    const auto least = std::max(seen_, label - std::min(label, longest_line));
    auto at = label;
    while (at > least && text_[at - 1] != '\n') --at;
    if (at == 0 || text_[at - 1] == '\n') return at;
    return at == seen_ ? begin_ : std::nullopt;
  }

  std::string_view text_;
  std::size_t seen_ = 0;              // the label before
  std::optional<std::size_t> begin_;  // of the line that it stands in
  Line line_;
  Heads heads_;
};

// Behind "Passwords:", "Passwords for the servers:", "The passwords are as follows", "Passwords".
std::size_t look_below(std::string_view text, std::size_t end, Label label, LabelLine& lines,
                       Spans& found) {
  const auto& line = lines.line();
  const auto stop = static_cast<std::size_t>(line.text.data() + line.text.size() - text.data());
  const auto rest = end < stop ? unwrapped(text.substr(end, stop - end)) : std::string_view{};
  if (rest.empty() || rest.ends_with(':'))
    return take_items(text, line.next, label, rest.empty(), found);
  const auto joined = join_after(text.substr(0, stop), end);
  if (rest.ends_with("follows") || rest.ends_with("below") || rest.ends_with("below."))
    return take_items(text, line.next, label, false, found);
  if (joined.at == 0 || joined.at >= stop) return end;
  const bool sign = joined.joint == Joint::sign;
  if (!sign && joined.joint != Joint::verb) return end;
  lines.pieces.take(text, unwrapped(text.substr(joined.at, stop - joined.at)), label, found);
  return sign ? take_items(text, line.next, label, true, found) : end;
}

// What may have several under it.
bool has_lists(Label label) {
  return label != Label::terse && label != Label::pair && label != Label::login &&
         label != Label::groups;
}

}  // namespace

void find_lists(std::string_view text, const std::vector<std::size_t>& labels, Spans& found) {
  LabelLine lines(text);
  std::size_t behind = 0;
  for (const auto at : labels) {
    if (at < behind) continue;
    const auto [end, label, several] = label_at(text.substr(0, at + longest_line), at);
    if (end == 0 || !has_lists(label) || !lines.move_to(at)) continue;
    if (const auto column = lines.heads().column_under(text.substr(at, end - at)))
      behind = take_rows(text, lines.line().next, *column, label, found);
    else if (several)
      behind = look_below(text, end, label, lines, found);
  }
}

}  // namespace frontdesk::redaction
