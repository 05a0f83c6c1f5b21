// Several secrets under one label: the lines below "Passwords:", and what stands behind it.
#include <algorithm>
#include <array>

#include "rules/redact/lists.h"
#include "rules/redact/redact.h"

namespace frontdesk::redaction {
namespace {

constexpr std::size_t longest_name = 64, shortest = 4, shortest_alone = 6;

// Before a ':' these are no accounts: what is behind them must look made.
constexpr std::array<std::string_view, 17> no_accounts{
    "phone", "tel",  "mobile", "fax",  "email", "mail", "user", "username", "login",
    "host",  "site", "url",    "date", "time",  "name", "http", "https"};

// "1.", "2)", "-" and what else begins the line of a list.
std::string_view without_bullet(std::string_view line, bool& numbered) {
  std::size_t at = 0;
  while (at < line.size() && is_digit(line[at])) ++at;
  numbered = at > 0 && at < 4 && at + 1 < line.size() && (line[at] == '.' || line[at] == ')') &&
             line[at + 1] == ' ';
  if (numbered) return line.substr(skip_spaces(line, at + 1));
  for (const std::string_view bullet : {"- ", "+ ", "• ", "– ", "· "})
    if (line.starts_with(bullet)) return line.substr(skip_spaces(line, bullet.size()));
  return line;
}

struct Pair {
  std::string_view name, value;
};

// At the first of what stands between a name and its secret.
Pair pair_of(std::string_view line) {
  constexpr std::array<std::string_view, 10> signs{":",   "=",   "\t",  "|",    " - ",
                                                   " – ", " — ", " / ", " -> ", " → "};
  constexpr std::string_view lone = ":=\t|", brackets = "[](){}<>";
  for (std::size_t at = 0; at < std::min(line.size(), longest_name); ++at) {
    const char c = line[at], next = at + 1 < line.size() ? line[at + 1] : ' ';
    if (in_word(c) || (c == ' ' && (next == ' ' || is_letter(next) || is_digit(next)))) continue;
    if (brackets.find(c) != brackets.npos) break;
    if (at == 0 || (c != ' ' && lone.find(c) == lone.npos)) continue;
    const auto rest = line.substr(at);
    for (const auto sign : signs)
      if (rest.starts_with(sign) && !rest.starts_with("://"))
        return {unwrapped(line.substr(0, at)), unwrapped(rest.substr(sign.size()))};
  }
  return {};
}

bool is_key(std::string_view token) {
  constexpr std::size_t shortest_key = 8;
  constexpr std::ptrdiff_t few_digits = 3;
  return token.size() >= shortest_key && in_word(token.front()) &&
         std::count_if(token.begin(), token.end(), is_digit) >= few_digits &&
         std::all_of(token.begin(), token.end(), [](char c) {
           return is_letter(c) || is_digit(c) || c == '-' || c == '+' || c == '/' || c == '=';
         });
}

struct Item {
  bool is = false;  // also where its secret is gone already
  Span secret;
};

Item item_of(std::string_view text, std::string_view line, Label label, bool strict) {
  bool numbered = false;
  line = without_bullet(line, numbered);
  if (line.empty() || line.size() > longest_line) return {};
  if (line.starts_with(redacted_mark)) return {true, {}};
  if (label == Label::account) {
    const auto at = static_cast<std::size_t>(line.data() - text.data());
    const auto secret = account_value(text, at, true);
    return {secret.from < secret.to || line.find(redacted_mark) != line.npos, secret};
  }
  std::string_view secret;
  auto [name, value] = pair_of(line);
  if (value.starts_with(redacted_mark)) return {true, {}};
  if (!value.empty()) {
    const auto words = count_words(name, most_words + 1);
    if (words.talk > 0 || words.all > most_words) return {};
    secret = secret_of(value, label, strict || is_one_of(name, no_accounts));
  } else {
    const auto first = token_at(line, 0);
    const auto rest = unwrapped(line.substr(first.size()));
    if (rest.empty()) {
      const auto alone = without_tail(first);
      secret = numbered ? secret_of(alone, label, false)
               : label == Label::digits
                   ? (is_pin(alone) ? alone : "")
                   : (is_made(alone, shortest_alone) ? alone : std::string_view{});
    } else if (token_at(rest, 0).size() == rest.size() && !is_talk(first) &&
               first.find_first_of("[](){}<>:") == first.npos &&
               is_made(without_tail(rest), shortest_alone)) {
      secret = without_tail(rest);
    }
  }
  return secret.empty() ? Item{} : Item{true, span_of(text, secret)};
}

// All that may part pieces, in order.
std::vector<std::string_view> partings_of(std::string_view line) {
  constexpr std::array<std::string_view, 7> signs{", ",   "; ",   " and ", " und ",
                                                  " et ", " en ", " y "};
  constexpr std::string_view firsts = ",; ", seconds = " auey";
  std::vector<std::string_view> found;
  for (std::size_t at = 0; at + 1 < line.size(); ++at) {
    if (in_word(line[at]) || firsts.find(line[at]) == firsts.npos ||
        seconds.find(line[at + 1]) == seconds.npos)
      continue;
    for (const auto sign : signs)
      if (line.substr(at).starts_with(sign)) found.push_back(line.substr(at, sign.size()));
  }
  return found;
}

}  // namespace

Line line_from(std::string_view text, std::size_t from) {
  Line line{from, from, {}};
  const auto end = text.substr(from, longest_line + 1).find('\n');
  const auto size = std::min(end, text.size() - from);
  line.next = from + size + (end == text.npos ? 0 : 1);
  line.text = without_blanks_behind(text.substr(from, std::min(size, longest_line + 1)));
  line.text.remove_prefix(skip_quotes(line.text, 0));
  return line;
}

std::string_view unwrapped(std::string_view text) {
  constexpr std::string_view around = " \t\r*\"'`";
  const auto from = text.find_first_not_of(around);
  return from == text.npos ? text.substr(0, 0)
                           : text.substr(from, text.find_last_not_of(around) + 1 - from);
}

std::string_view secret_of(std::string_view value, Label label, bool strict) {
  const auto first = without_tail(token_at(value, 0));
  if (first.empty() || first.starts_with(redacted_mark)) return {};
  if (label == Label::digits) return is_pin(first) ? first : std::string_view{};
  if (is_made(first, shortest)) return first;
  if (label == Label::sure && !strict && is_phrase(value, 3)) return value;
  const auto words = count_words(value, most_words + 1);
  if (words.talk > 0 || words.all > most_words) return {};
  if (label == Label::key) return is_key(first) ? first : std::string_view{};
  if (strict) return {};
  if (label == Label::sure) return value;
  return words.all == 1 && first.size() >= shortest ? first : std::string_view{};
}

void Pieces::read(std::string_view line) {
  line_ = line;
  partings_.reset();
  taken_.clear();
}

std::string_view Pieces::parting_in(std::string_view rest) {
  if (!partings_) partings_ = partings_of(line_);
  const auto next =
      std::lower_bound(partings_->begin(), partings_->end(), rest.data(),
                       [](std::string_view one, const char* begin) { return one.data() < begin; });
  const auto* const end = rest.data() + rest.size();
  return next == partings_->end() || next->data() + next->size() > end ? rest.substr(rest.size())
                                                                       : *next;
}

void Pieces::take(std::string_view text, std::string_view rest, Label label, Spans& found) {
  while (!rest.empty() && taken_.insert({rest.data(), label}).second) {
    const auto parting = parting_in(rest);
    const auto piece = rest.substr(0, span_of(rest, parting).from);
    const auto [is, secret] = item_of(text, unwrapped(piece), label, true);
    if (!is) return;
    if (secret.from < secret.to) found.push_back(secret);
    rest.remove_prefix(piece.size() + parting.size());
  }
}

std::size_t take_items(std::string_view text, std::size_t at, Label label, bool strict,
                       Spans& found) {
  int misses = 0;
  bool empty = false;
  while (at < text.size() && misses < 2) {
    const auto line = line_from(text, at);
    const bool is_empty = line.text.empty();
    const auto item = is_empty ? Item{} : item_of(text, line.text, label, strict);
    if (item.secret.from < item.secret.to) found.push_back(item.secret);
    if (!item.is && !is_empty && empty) break;
    misses = item.is ? 0 : misses + 1;
    if (!item.is && !is_empty) strict = true;
    empty = is_empty;
    at = line.next;
  }
  return at;
}

}  // namespace frontdesk::redaction
