#include "intake/mime/fused_parser.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "intake/mime/line_start.h"

namespace frontdesk {

namespace {

constexpr std::size_t padding_limit = 100;  // blanks behind a delimiter

bool is_line_end(char c) {
  return c == '\r' || c == '\n';
}

std::string_view without_trailing_blanks(std::string_view text) {
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// Without the line end that belongs to the delimiter behind it.
std::string_view without_last_line_end(std::string_view text) {
  if (text.ends_with("\r\n")) return text.substr(0, text.size() - 2);
  if (!text.empty() && is_line_end(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace

char Cursor::operator*() const {
  return parser_->empty_line_ ? '\n' : *at_;
}

Cursor& Cursor::operator++() {
  at_ = parser_->walk(at_);
  return *this;
}

FusedParser::FusedParser(mimetic::MimeEntity& top, std::string_view body, const MimeLimits& limits)
    : Base(top),
      limits_(limits),
      end_(body.data() + body.size()),
      header_start_(body.data()),
      walked_(body.data()) {
  m_bit = Cursor(body.data(), this);
  m_eit = Cursor(end_, this);
  headers_[&top] = {};
}

void FusedParser::read_body() {
  loadBody();
}

void FusedParser::read_rest(mimetic::MimeEntity& into) {
  m_boundaryList = std::move(outer_);
  outer_.clear();
  if (outer_closing_) m_boundaryList.pop_front();
  if (m_boundaryList.empty()) {  // only an epilogue is left
    m_bit = m_eit;
    return;
  }
  mimetic::ContentType type("multipart", "mixed");
  type.param("boundary", m_boundaryList.front().substr(2));
  into.header().contentType(type);
  m_boundaryList.pop_front();  // loadMultipart puts it back
  while (!m_entityStack.empty()) m_entityStack.pop();
  m_entityStack.push(&into);
  headers_[&into] = {};
  resumed_ = !outer_closing_;
  loadMultipart();
}

std::string_view FusedParser::header_of(const mimetic::MimeEntity* entity) const {
  const auto found = headers_.find(entity);
  return found == headers_.end() ? std::string_view{} : found->second;
}

void FusedParser::trip(const char* reason) {
  if (reason_.empty()) reason_ = reason;
  m_bit = m_eit;
  empty_line_ = false;
}

void FusedParser::check_counts(mimetic::ParsingElem element) {
  if (element != peEpilogue && ++parts_ > limits_.parts) trip("parts");
  if (m_entityStack.size() > limits_.depth + 1) trip("depth");
  if (!m_boundaryList.empty() && m_boundaryList.front().size() > limits_.boundary_bytes + 2)
    trip("boundary_bytes");
}

// mimetic keeps Content-Type only as it understood it, so the headers are remembered as they stand.
// Between two bodies lie the headers of all entities that were made since: an attached message's
// part header, then its own.
void FusedParser::note_headers() {
  std::vector<const mimetic::MimeEntity*> fresh;
  for (auto stack = m_entityStack; !stack.empty() && !headers_.contains(stack.top()); stack.pop())
    fresh.push_back(stack.top());
  const char* const stop = tripped() ? std::max(walked_, header_start_) : m_bit.at();
  std::string_view rest(header_start_, static_cast<std::size_t>(stop - header_start_));
  for (; !fresh.empty(); fresh.pop_back()) {
    const auto header = fresh.size() == 1 ? rest : top_header(rest);
    headers_[fresh.back()] = header;
    rest.remove_prefix(header.size());
  }
}

bool FusedParser::match(const char* line, Found& found) {
  if (end_ - line < 2 || line[0] != '-' || line[1] != '-' || m_boundaryList.empty()) return false;
  if (++delimiters_ > limits_.delimiter_lines) {
    trip("delimiter_lines");
    return false;
  }
  const auto window =
      std::min(static_cast<std::size_t>(end_ - line), limits_.boundary_bytes + padding_limit);
  const char* stop = std::find_if(line, line + window, is_line_end);
  if (stop == line + window && stop != end_) return false;
  const std::string_view text(line, static_cast<std::size_t>(stop - line));
  std::size_t level = 0;
  for (const auto& listed : m_boundaryList) {
    const auto boundary = without_trailing_blanks(listed);
    if (text.starts_with(boundary)) {
      auto rest = without_trailing_blanks(text.substr(boundary.size()));
      if (rest.empty() || rest == "--") {
        const char* behind = stop;
        if (behind != end_ && *behind++ == '\r' && behind != end_ && *behind == '\n') ++behind;
        found = {line, behind, level, !rest.empty()};
        return true;
      }
    }
    ++level;
  }
  return false;
}

FusedParser::Found FusedParser::find_delimiter(const char* from) {
  Found found;
  const std::string_view text(from, static_cast<std::size_t>(end_ - from));
  for (std::size_t at = 0; at < text.size() && !tripped(); at = next_line_start(text, at, '-'))
    if (text[at] == '-' && match(from + at, found)) return found;
  return found;
}

void FusedParser::copy_until_boundary(mimetic::ParsingElem element) {
  empty_line_ = false;
  note_headers();
  check_counts(element);
  m_lastBoundary = NoBoundary;
  if (tripped()) return;
  if (resumed_) {
    resumed_ = false;
    m_lastBoundary = Boundary;
    return;
  }
  const char* start = m_bit.at();
  const auto found = m_boundaryList.empty() ? Found{} : find_delimiter(start);
  if (tripped()) return;
  const char* stop = found.line ? found.line : end_;
  std::string_view block(start, static_cast<std::size_t>(stop - start));
  if (found.line) block = without_last_line_end(block);
  if (!block.empty()) onBlock(block.data(), static_cast<int>(block.size()), element);
  m_bit = found.line ? Cursor(found.behind, this) : m_eit;
  header_start_ = m_bit.at();
  field_bytes_ = 0;
  if (!found.line) return;
  if (found.level > 0) {
    outer_.assign(std::next(m_boundaryList.begin(), static_cast<std::ptrdiff_t>(found.level)),
                  m_boundaryList.end());
    outer_closing_ = found.closing;
    m_lastBoundary = HigherLevelBoundary;
    return;
  }
  m_lastBoundary = found.closing ? ClosingBoundary : Boundary;
  Found next;
  empty_line_ = match(found.behind, next);
}

const char* FusedParser::walk(const char* at) {
  if (tripped()) return end_;
  if (empty_line_) {
    empty_line_ = false;
    return at;
  }
  const char* next = walked_ = at + 1;
  if (++header_bytes_ > limits_.part_header_bytes) reason_ = "part_header_bytes";
  if (++field_bytes_ > limits_.part_field_bytes) reason_ = "part_field_bytes";
  if (m_entityStack.size() > limits_.depth + 1) reason_ = "depth";
  const bool line_ended = next < end_ && is_line_end(*at) && !(*at == '\r' && *next == '\n');
  if (line_ended && *next != ' ' && *next != '\t') field_bytes_ = 0;
  Found found;
  if (line_ended && *next == '-' && match(next, found)) empty_line_ = true;
  return tripped() ? end_ : next;
}

}  // namespace frontdesk
