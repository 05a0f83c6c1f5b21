#include "intake/imap/response.h"

#include <algorithm>
#include <utility>

#include "intake/mime/header.h"

namespace frontdesk::imap {
namespace {

using Kind = Value::Kind;
using Values = std::vector<Value>;

bool is_text(const Value& value) {
  return value.kind != Kind::list && !value.skipped;
}

std::vector<std::string> words_of(Values values) {
  std::vector<std::string> words;
  for (auto& value : values)
    if (is_text(value)) words.push_back(std::move(value.bytes));
  return words;
}

// One item of a FETCH; false where it is not what its name says.
bool take_item(std::string_view name, Value value, Fetch& fetch) {
  if (equal_ascii(name, "UID")) {
    fetch.uid = number32(value.bytes);
    return value.kind == Kind::atom && fetch.uid.value_or(0) != 0;
  }
  if (equal_ascii(name, "RFC822.SIZE")) {
    fetch.size = number64(value.bytes);
    return value.kind == Kind::atom && fetch.size.has_value();
  }
  if (equal_ascii(name, "INTERNALDATE")) {
    if (value.kind == Kind::string) fetch.received = parse_internal_date(std::move(value.bytes));
    return value.kind != Kind::list;
  }
  if (equal_ascii(name, "BODY[]")) {
    if (fetch.body || fetch.body_skipped) return false;
    fetch.body_skipped = value.skipped;
    if (value.kind == Kind::string && !value.skipped) fetch.body = std::move(value.bytes);
    return value.kind == Kind::string || value.is_nil();
  }
  return true;
}

std::optional<Untagged> fetch_from(Values values) {
  if (values.size() != 3 || values[2].kind != Kind::list) return {};
  auto& items = values[2].items;
  if (items.size() % 2 != 0) return {};
  Fetch fetch;
  for (std::size_t i = 0; i < items.size(); i += 2)
    if (items[i].kind != Kind::atom || !take_item(items[i].bytes, std::move(items[i + 1]), fetch))
      return {};
  return fetch;
}

// * ESEARCH (TAG "F4") UID ALL 4:18,21; without ALL nothing was found.
std::optional<Untagged> search_from(const Values& values, std::size_t uids_at_most) {
  for (std::size_t i = 1; i + 1 < values.size(); ++i) {
    if (!values[i].is_atom("ALL")) continue;
    auto found = parse_uid_set(values[i + 1].bytes, uids_at_most);
    if (!found) return {};
    return Search{std::move(*found)};
  }
  return Search{};
}

Untagged list_from(Values values) {
  const bool whole = values.size() >= 4 && values[1].kind == Kind::list && is_text(values[2]) &&
                     is_text(values[3]);
  if (!whole) return Other{std::move(values[0].bytes)};
  const bool none = values[2].is_nil();
  return Listed{words_of(std::move(values[1].items)), none ? "" : std::move(values[2].bytes),
                std::move(values[3].bytes)};
}

Untagged folder_status_from(Values values) {
  if (values.size() != 3 || !is_text(values[1]) || values[2].kind != Kind::list)
    return Other{std::move(values[0].bytes)};
  FolderStatus status;
  status.name = std::move(values[1].bytes);
  const auto& items = values[2].items;
  for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
    const auto number = number32(items[i + 1].bytes);
    if (items[i].is_atom("UIDVALIDITY")) status.uid_validity = number;
    if (items[i].is_atom("UIDNEXT")) status.uid_next = number;
    if (items[i].is_atom("MESSAGES")) status.messages = number;
  }
  return status;
}

// * 23 EXISTS, * 23 EXPUNGE, * 23 FETCH (...)
std::optional<Untagged> numbered_from(Values values) {
  const auto number = number32(values[0].bytes);
  if (!number || values.size() < 2) return {};
  if (values[1].is_atom("FETCH")) return fetch_from(std::move(values));
  if (values[1].is_atom("EXISTS")) return Exists{*number};
  if (values[1].is_atom("EXPUNGE")) return Expunge{*number};
  return Other{std::move(values[1].bytes)};
}

}  // namespace

std::optional<Untagged> untagged_from(Values values, std::size_t uids_at_most) {
  if (values.empty() || values[0].kind != Kind::atom || values[0].bytes.empty()) return {};
  const char first = values[0].bytes[0];
  if (first >= '0' && first <= '9') return numbered_from(std::move(values));
  if (values[0].is_atom("CAPABILITY")) {
    values.erase(values.begin());
    return Capability{words_of(std::move(values))};
  }
  if (values[0].is_atom("ESEARCH")) return search_from(values, uids_at_most);
  if (values[0].is_atom("LIST") || values[0].is_atom("LSUB")) return list_from(std::move(values));
  if (values[0].is_atom("STATUS")) return folder_status_from(std::move(values));
  return Other{std::move(values[0].bytes)};
}

std::optional<Instant> parse_internal_date(std::string text) {
  constexpr std::string_view shape = "17-Jul-1996 02:44:25 -0700";
  if (text.size() != shape.size() || text[2] != '-' || text[6] != '-') return {};
  text[2] = text[6] = ' ';
  return parse_date(text);
}

}  // namespace frontdesk::imap
