// Secrets that are announced: a label, perhaps what it is for, then ':' or "is".
#include <algorithm>
#include <array>

#include "rules/redact/parts.h"

namespace frontdesk::redaction {
namespace {

struct Row {
  std::string_view words;  // a space stands for none or some of " _-"
  Label label;
  bool several = false;  // whatever its last letter is
  bool within = false;   // also at the end of a longer word: "Zugangspasswort"
};

// Lower case; those that begin with the same letter stand together, longer ones before those that
// they begin with.
constexpr Row rows[] = {
    {"access key", Label::key},
    {"account key", Label::key},
    {"api key", Label::key},
    {"api token", Label::key},
    {"back up wachtwoord", Label::sure},
    {"backup credential", Label::sure},
    {"backup encryption password", Label::sure},
    {"backup key", Label::key},
    {"backup kennwort", Label::sure},
    {"backup login", Label::pair},
    {"backup pass", Label::sure},
    {"backup pin", Label::digits},
    {"backup pw", Label::sure},
    {"bitlocker key", Label::key},
    {"bitlocker recovery key", Label::key},
    {"bitlocker", Label::groups},
    {"clave de cifrado", Label::key},
    {"clave de recuperación", Label::key},
    {"clave", Label::terse},
    {"clé de chiffrement", Label::key},
    {"clé de récupération", Label::key},
    {"client secret", Label::key},
    {"contraseña de copia de seguridad", Label::sure},
    {"contraseña de la copia de seguridad", Label::sure},
    {"contraseña", Label::likely},
    {"contrasena", Label::likely},
    {"credential", Label::account},
    {"cred", Label::account},
    {"datensicherungspasswort", Label::sure},
    {"decryption key", Label::key},
    {"decryption password", Label::sure},
    {"encryption key", Label::key},
    {"encryption password", Label::sure},
    {"frase de contraseña", Label::sure},
    {"herstelsleutel", Label::key},
    {"kennwort", Label::likely, false, true},
    {"kennwörter", Label::likely, true, true},
    {"login", Label::login},
    {"master key", Label::key},
    {"master password", Label::sure},
    {"mot de passe de chiffrement", Label::sure},
    {"mot de passe de la sauvegarde", Label::sure},
    {"mot de passe de sauvegarde", Label::sure},
    {"mot de passe", Label::likely},
    {"mots de passe", Label::likely, true},
    {"pass phrase", Label::sure},
    {"pass", Label::terse},
    {"passcode", Label::likely},
    {"passwd", Label::likely},
    {"password", Label::likely},
    {"passwort", Label::likely, false, true},
    {"passwörter", Label::likely, true, true},
    {"pgpassword", Label::likely},
    {"phrase de passe", Label::sure},
    {"phrase secrète", Label::sure},
    {"pin", Label::digits},
    {"pre shared key", Label::key},
    {"private key", Label::key},
    {"pwd", Label::likely},
    {"pw", Label::likely},
    {"recovery code", Label::key},
    {"recovery key", Label::key},
    {"recovery password", Label::sure},
    {"recovery phrase", Label::sure},
    {"sbm login", Label::pair},
    {"sbm password", Label::sure},
    {"secret access key", Label::key},
    {"secret key", Label::key},
    {"seed phrase", Label::sure},
    {"senha", Label::likely},
    {"shared access key", Label::key},
    {"sicherungskennwort", Label::sure},
    {"sicherungspasswort", Label::sure},
    {"user / password", Label::account},
    {"user / pass", Label::account},
    {"username / password", Label::account},
    {"verschlüsselungskennwort", Label::sure},
    {"verschlüsselungspasswort", Label::sure},
    {"versleutelingswachtwoord", Label::sure},
    {"wachtwoord", Label::likely, false, true},
    {"wachtwoorden", Label::likely, true, true},
    {"wachtwoordzin", Label::sure},
    {"wiederherstellungsschlüssel", Label::key},
    {"密碼", Label::likely},
    {"密码", Label::likely},
};

// No text is looked at farther than this from the label before it: a mail may have a label in every
// fifth byte.
constexpr std::size_t farthest = 512;

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

// Most words of a text are not looked at twice.
constexpr auto rows_of = ranges_of(rows, [](const Row& row) { return row.words; });

// "DbPassword": a capital after a small letter begins a word too; so does every ideograph.
bool begins_word(std::string_view text, std::size_t at) {
  if (at == 0 || !in_word(text[at - 1]) || static_cast<unsigned char>(text[at]) >= 0xe0)
    return true;
  return is_upper(text[at]) && !is_upper(text[at - 1]);
}

// "backup pass" goes for backup password, passphrase and passcode, but not for "backup passed".
std::size_t end_of_label(std::string_view text, std::size_t at, const Row& row) {
  if (row.words == "backup pass")
    for (const std::string_view more : {" word", " wort", " phrase", " code"})
      if (const auto end = match(text, at, more); end != 0) {
        at = end;
        break;
      }
  if (at < text.size() && lower(text[at]) == 's') ++at;
  // An ideograph needs no space before what follows; a letter makes another word.
  return static_cast<unsigned char>(row.words.back()) < 0x80 && at < text.size() &&
                 in_word(text[at])
             ? 0
             : at;
}

// Inside what is joined to the label, or next to it.
Span value_of(std::string_view text, std::size_t label, std::size_t end, Label kind) {
  if (const auto at = changed_to(text, label, end); at != 0)
    if (const auto value = changed_value(text, at); value.from < value.to) return value;
  const auto joined = join_after(text, end);
  if (joined.at != 0)
    if (const auto value = value_at(text, joined, kind);
        value.from < value.to || joined.joint == Joint::sign)
      return value;
  if (const auto value = value_in_brackets(text, end, kind); value.from < value.to) return value;
  if (joined.at != 0) return {};
  if (const auto value = bare_value(text, {label, end}, kind); value.from < value.to) return value;
  return value_before(text, {label, end}, kind);
}

// The row whose words stand here, and where they end; 0 where none does.
LabelAt row_at(std::string_view text, std::size_t at, bool begins) {
  const auto [from, to] = rows_of[static_cast<unsigned char>(lower(text[at]))];
  const char second = at + 1 < text.size() ? lower(text[at + 1]) : '\0';
  for (auto i = from; i < to; ++i) {
    if (rows[i].words[1] != second || (!begins && !rows[i].within)) continue;
    auto end = match(text, at, rows[i].words);
    if (end != 0) end = end_of_label(text, end, rows[i]);
    if (end != 0) return {end, rows[i].label, rows[i].several || lower(text[end - 1]) == 's'};
  }
  return {};
}

}  // namespace

// The first words, but for those that begin with another one.
std::vector<std::string> label_openings() {
  std::vector<std::string> openings;
  for (const auto& row : rows) openings.emplace_back(row.words.substr(0, row.words.find(' ')));
  std::sort(openings.begin(), openings.end());
  const auto last = std::unique(openings.begin(), openings.end(),
                                [](const auto& a, const auto& b) { return b.starts_with(a); });
  openings.erase(last, openings.end());
  return openings;
}

LabelAt label_at(std::string_view text, std::size_t at) {
  return row_at(text, at, begins_word(text, at));
}

std::size_t look_for_label(std::string_view text, std::size_t at, Spans& found) {
  const auto whole = text;
  text = whole.substr(0, at + farthest);  // what follows costs no more than this
  const auto [end, label, several] = label_at(text, at);
  if (end == 0) return at + 1;
  auto value = value_of(text, at, end, label);
  // One that is longer yet goes on to its next blank.
  while (value.from < value.to && value.to >= text.size() && value.to < whole.size() &&
         !is_space(whole[value.to]))
    ++value.to;
  if (value.from < value.to) found.push_back(value);
  return std::max(end, value.to);
}

std::optional<Label> label_at_end(std::string_view title) {
  constexpr std::string_view tail = " \t\r\n:;=-.!>\"'";
  title = title.substr(0, title.find_last_not_of(tail) + 1);
  Openings openings;
  find_openings(title, openings);
  for (const auto at : openings.labels)
    if (const auto [end, label, several] = label_at(title, at); end == title.size()) return label;
  return {};
}

}  // namespace frontdesk::redaction
