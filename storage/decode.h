// A stored JSON record as its struct. Bytes of ours that cannot be read are damage.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "rules/base/json.h"

namespace frontdesk {

template <class Record>
Result<Record> decode(std::string_view text, std::string_view what) {
  auto record = from_json<Record>(text);
  if (record) return record;
  return problem(ProblemCode::store_damaged,
                 "the stored " + std::string(what) + " cannot be read: " + record.error().says);
}

template <class Record>
Result<std::optional<Record>> decode(const Result<std::optional<std::string>>& stored,
                                     std::string_view what) {
  if (!stored) return stored.error();
  if (!*stored) return std::optional<Record>{};
  auto record = decode<Record>(std::string_view(**stored), what);
  if (!record) return record.error();
  return std::optional<Record>(std::move(*record));
}

}  // namespace frontdesk
