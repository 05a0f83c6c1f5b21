// Secrets that are announced: a label, perhaps what it is for, then ':' or "is".
#include <algorithm>
#include <array>
#include <cstdint>

#include "rules/redact_parts.h"

namespace frontdesk::redaction {
namespace {

struct Row {
  std::string_view words;  // a space stands for none or some of " _-"
  Label label;
};

// Lower case; those that begin with the same letter stand together, longer ones before those that
// they begin with.
constexpr Row rows[] = {
    {"access key", Label::sure},
    {"account key", Label::sure},
    {"api key", Label::sure},
    {"api token", Label::sure},
    {"backup credential", Label::sure},
    {"backup encryption password", Label::sure},
    {"backup key", Label::sure},
    {"backup pass", Label::sure},
    {"backup pin", Label::digits},
    {"backup pw", Label::sure},
    {"bitlocker key", Label::sure},
    {"bitlocker recovery key", Label::sure},
    {"client secret", Label::sure},
    {"contraseña", Label::likely},
    {"decryption key", Label::sure},
    {"decryption password", Label::sure},
    {"encryption key", Label::sure},
    {"encryption password", Label::sure},
    {"kennwort", Label::likely},
    {"master key", Label::sure},
    {"master password", Label::sure},
    {"mot de passe", Label::likely},
    {"pass phrase", Label::sure},
    {"passcode", Label::likely},
    {"passwd", Label::likely},
    {"password", Label::likely},
    {"passwort", Label::likely},
    {"phrase secrète", Label::sure},
    {"pin", Label::digits},
    {"pre shared key", Label::sure},
    {"private key", Label::sure},
    {"pwd", Label::likely},
    {"pw", Label::likely},
    {"recovery code", Label::sure},
    {"recovery key", Label::sure},
    {"recovery password", Label::sure},
    {"recovery phrase", Label::sure},
    {"sbm password", Label::sure},
    {"secret access key", Label::sure},
    {"secret key", Label::sure},
    {"seed phrase", Label::sure},
    {"senha", Label::likely},
    {"shared access key", Label::sure},
    {"wachtwoord", Label::likely},
    {"wachtwoordzin", Label::sure},
    {"密碼", Label::likely},
    {"密码", Label::likely},
};

// As a plain word of its own each of these may be part of what follows a label: "for the server".
constexpr std::array<std::string_view, 7> links{"for", "of", "to", "on", "in", "at", "used"};
constexpr std::array<std::string_view, 9> verbs{"is",  "was", "are", "were",  "est",
                                                "ist", "es",  "é",   "equals"};
// No text is looked at farther than this from the label before it: a mail may have a label in every
// fifth byte.
constexpr std::size_t farthest = 512;
constexpr std::size_t link_words = 7;  // "for the nightly backup of server two"

bool in_word(char c) {
  return is_letter(c) || is_digit(c) || static_cast<unsigned char>(c) >= 0x80;
}

// Spaces, the no-break space of HTML mails among them.
std::size_t skip_blank(std::string_view text, std::size_t at) {
  for (;;) {
    if (at < text.size() && (text[at] == ' ' || text[at] == '*' || text[at] == '_'))
      ++at;
    else if (text.substr(at).starts_with("\xc2\xa0"))
      at += 2;
    else
      return at;
  }
}

// Where the row's words end, or 0 where they do not stand here.
std::size_t match(std::string_view text, std::size_t at, std::string_view words) {
  for (const char c : words) {
    if (c == ' ') {
      while (at < text.size() && (text[at] == ' ' || text[at] == '_' || text[at] == '-')) ++at;
    } else {
      if (at >= text.size() || lower(text[at]) != c) return 0;
      ++at;
    }
  }
  return at;
}

std::string_view word_at(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && in_word(text[end])) ++end;
  return text.substr(at, end - at);
}

bool is_one_of(std::string_view word, const auto& list) {
  return std::any_of(list.begin(), list.end(), [&](std::string_view one) {
    return std::equal(word.begin(), word.end(), one.begin(), one.end(),
                      [](char a, char b) { return lower(a) == b; });
  });
}

// The rows that begin with a byte: most words of a text are not looked at twice.
struct Range {
  std::uint8_t from = 0, to = 0;
};
constexpr auto rows_of = [] {
  std::array<Range, 256> ranges{};
  for (std::uint8_t i = 0; i < std::size(rows); ++i) {
    auto& range = ranges[static_cast<unsigned char>(rows[i].words.front())];
    if (range.to == 0) range.from = i;
    range.to = static_cast<std::uint8_t>(i + 1);
  }
  return ranges;
}();

struct Joined {
  std::size_t at = 0;  // where the value may begin; 0: nothing joins it to the label
  Joint joint = Joint::sign;
};

Joined sign_at(std::string_view text, std::size_t at) {
  for (const std::string_view sign : {"=>", "->", "：", ":=", ":", "="})
    if (text.substr(at).starts_with(sign)) return {at + sign.size(), Joint::sign};
  if (text.substr(at).starts_with("\t")) return {at + 1, Joint::gap};
  for (const std::string_view dash : {"- ", "– ", "— "})
    if (at > 0 && text[at - 1] == ' ' && text.substr(at).starts_with(dash))
      return {at + dash.size(), Joint::gap};
  return {};
}

// What joins a label to its value. Between them may stand what the secret is for.
Joined join_after(std::string_view text, std::size_t at) {
  if (at < text.size() && (text[at] == '"' || text[at] == '\'' || text[at] == '`')) ++at;
  if (at < text.size() && text[at] == '<') return {};
  bool linked = false;
  for (std::size_t words = 0; words <= link_words; ++words) {
    at = skip_blank(text, at);
    if (at < text.size() && text[at] == '(') {  // "Passphrase (nightly job): …"
      const auto close = text.substr(at, 64).find(')');
      if (close == text.npos) return {};
      at = skip_blank(text, at + close + 1);
    }
    if (const auto joined = sign_at(text, at); joined.at != 0) return joined;
    const auto word = word_at(text, at);
    if (word.empty()) return {};
    if (is_one_of(word, verbs)) {
      const auto after = skip_blank(text, at + word.size());
      const auto sign = sign_at(text, after);  // "is: …"
      return sign.at != 0 ? sign : Joined{after, Joint::verb};
    }
    if (!linked && !is_one_of(word, links)) return {};
    linked = true;
    at += word.size();
  }
  return {};
}

// "DbPassword": a capital after a small letter begins a word too; so does every ideograph.
bool begins_word(std::string_view text, std::size_t at) {
  if (at == 0 || !in_word(text[at - 1]) || static_cast<unsigned char>(text[at]) >= 0xe0)
    return true;
  return is_upper(text[at]) && !is_upper(text[at - 1]);
}

// "backup pass" goes for backup password, passphrase and passcode.
std::size_t end_of_label(std::string_view text, std::size_t at, const Row& row) {
  if (row.words.ends_with("pass")) return at + word_at(text, at).size();
  if (at < text.size() && lower(text[at]) == 's') ++at;
  // An ideograph needs no space before what follows; a letter makes another word.
  return static_cast<unsigned char>(row.words.back()) < 0x80 && at < text.size() &&
                 in_word(text[at])
             ? 0
             : at;
}

}  // namespace

bool begins_label(char c) {
  const auto [from, to] = rows_of[static_cast<unsigned char>(lower(c))];
  return from != to;
}

std::size_t look_for_label(std::string_view text, std::size_t at, Spans& found) {
  if (!begins_word(text, at)) return at + 1;
  const auto whole = text;
  text = whole.substr(0, at + farthest);  // what follows costs no more than this
  const auto [from, to] = rows_of[static_cast<unsigned char>(lower(text[at]))];
  for (auto i = from; i < to; ++i) {
    const auto& row = rows[i];
    auto end = match(text, at, row.words);
    if (end != 0) end = end_of_label(text, end, row);
    if (end == 0) continue;
    const auto joined = join_after(text, end);
    auto value = joined.at == 0 ? Span{} : value_at(text, joined.at, row.label, joined.joint);
    // One that is longer yet goes on to its next blank.
    while (value.from < value.to && value.to >= text.size() && value.to < whole.size() &&
           !is_space(whole[value.to]))
      ++value.to;
    if (value.from < value.to) found.push_back(value);
    return std::max(end, value.to);
  }
  return at + 1;
}

}  // namespace frontdesk::redaction
