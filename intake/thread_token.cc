#include "intake/thread_token.h"

#include <algorithm>
#include <array>
#include <optional>

#include "rules/base/digest.h"

namespace frontdesk {

namespace {

constexpr std::size_t digits_limit = 12;
constexpr std::size_t key_id_limit = 8;
constexpr std::size_t signature_size = 26;  // characters of base 32: 130 bits
constexpr std::size_t secret_minimum = 16;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

bool usable(const TokenKey& key) {
  return !key.id.empty() && key.id.size() <= key_id_limit && key.secret.size() >= secret_minimum &&
         std::all_of(key.id.begin(), key.id.end(),
                     [](char c) { return is_digit(c) || is_lower(c); });
}

bool are_ticket_digits(std::string_view text) {
  return !text.empty() && text.size() <= digits_limit && text[0] != '0' &&
         std::all_of(text.begin(), text.end(), is_digit);
}

// Mail systems change the case of local parts, so the alphabet has one case.
std::string base32(const Sha256& bytes) {
  constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyz234567";
  std::string out;
  unsigned bits = 0, count = 0;
  for (const auto byte : bytes) {
    bits = bits << 8 | byte;
    for (count += 8; count >= 5 && out.size() < signature_size; count -= 5)
      out += alphabet[bits >> (count - 5) & 31];
    bits &= 0xff;
    if (out.size() == signature_size) break;
  }
  return out;
}

struct Pieces {
  std::string_view digits, key, signature;
  std::size_t size = 0;
};

std::string_view take_while(std::string_view text, bool (*belongs)(char)) {
  const auto end = std::find_if_not(text.begin(), text.end(), belongs);
  return text.substr(0, static_cast<std::size_t>(end - text.begin()));
}

// A token at the start of `text`, which is in lower case; what follows it is not looked at.
std::optional<Pieces> read_pieces(std::string_view text) {
  const auto is_word = [](char c) { return is_digit(c) || is_lower(c); };
  if (!text.starts_with('t')) return {};
  Pieces pieces;
  pieces.digits = take_while(text.substr(1), is_digit);
  std::size_t at = 1 + pieces.digits.size();
  if (!are_ticket_digits(pieces.digits) || text.substr(at, 1) != ".") return {};
  pieces.key = take_while(text.substr(++at), is_word);
  at += pieces.key.size();
  if (pieces.key.empty() || pieces.key.size() > key_id_limit || text.substr(at, 1) != ".")
    return {};
  pieces.signature = take_while(text.substr(++at), is_word);
  if (pieces.signature.size() != signature_size) return {};
  pieces.size = at + signature_size;
  return pieces;
}

std::string lowered(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), lower);
  return out;
}

}  // namespace

ThreadTokens::ThreadTokens(std::vector<TokenKey> newest_first) : keys_(std::move(newest_first)) {
  std::erase_if(keys_, [](const TokenKey& key) { return !usable(key); });
}

std::string ThreadTokens::signature(const TokenKey& key, std::string_view digits) const {
  // The key's id is signed with it, so that a token cannot be shown as another key's.
  return base32(hmac_sha256(key.secret, "frontdesk thread " + key.id + ' ' + std::string(digits)));
}

std::string ThreadTokens::sign(std::string_view ticket) const {
  if (keys_.empty() || !ticket.starts_with("T-") || !are_ticket_digits(ticket.substr(2))) return {};
  const auto digits = ticket.substr(2);
  const auto& key = keys_.front();
  return 't' + std::string(digits) + '.' + key.id + '.' + signature(key, digits);
}

TokenVerdict ThreadTokens::verify(std::string_view token) const {
  const auto text = lowered(token.substr(0, 64));
  const auto pieces = read_pieces(text);
  if (!pieces || pieces->size != token.size()) return {};
  for (const auto& key : keys_)
    if (key.id == pieces->key &&
        equal_constant_time(signature(key, pieces->digits), pieces->signature))
      return {true, "T-" + std::string(pieces->digits)};
  return {true, {}};
}

TokenVerdict ThreadTokens::find(std::string_view address_or_message_id) const {
  constexpr std::size_t local_limit = 256;
  auto local = address_or_message_id.substr(0, address_or_message_id.find('@'));
  if (local.starts_with('<')) local.remove_prefix(1);
  const auto text = lowered(local.substr(0, local_limit));
  std::size_t start = 0;
  while (start != std::string::npos) {
    const std::string_view rest = std::string_view(text).substr(start);
    const auto pieces = read_pieces(rest);
    if (pieces && (pieces->size == rest.size() || rest[pieces->size] == '.'))
      return verify(rest.substr(0, pieces->size));
    const auto plus = text.find('+', start);
    start = plus == std::string::npos ? plus : plus + 1;
  }
  return {};
}

std::string ThreadTokens::message_id(std::string_view ticket, std::string_view unique,
                                     std::string_view domain) const {
  const auto token = sign(ticket);
  return '<' + token + (token.empty() ? "" : ".") + std::string(unique) + '@' +
         std::string(domain) + '>';
}

std::string ThreadTokens::plus_address(std::string_view ticket, std::string_view address) const {
  const auto token = sign(ticket);
  const auto at = std::min(address.rfind('@'), address.size());
  if (token.empty()) return std::string(address);
  return std::string(address.substr(0, at)) + '+' + token + std::string(address.substr(at));
}

std::string ticket_in_subject(std::string_view subject) {
  for (auto at = subject.find('['); at != subject.npos; at = subject.find('[', at + 1)) {
    const auto rest = subject.substr(at + 1, digits_limit + 3);
    if (rest.size() < 4 || lower(rest[0]) != 't' || rest[1] != '-') continue;
    const auto digits = take_while(rest.substr(2), is_digit);
    if (are_ticket_digits(digits) && rest.substr(2 + digits.size(), 1) == "]")
      return "T-" + std::string(digits);
  }
  return {};
}

}  // namespace frontdesk
