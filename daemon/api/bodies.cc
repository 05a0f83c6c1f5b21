#include "daemon/api/bodies.h"

#include <string>
#include <utility>
#include <vector>

namespace frontdesk::api {
namespace {

template <class Record>
Result<DirectoryData> one_record(std::string_view body, std::string_view id,
                                 std::vector<Record> DirectoryData::*list) {
  auto record = read_body<Record>(body);
  if (!record) return record.error();
  if (record->id.empty()) record->id = std::string(id);
  if (record->id != id)
    return problem(ProblemCode::invalid, "the record's id and the address differ");
  DirectoryData data;
  (data.*list).push_back(std::move(*record));
  return data;
}

}  // namespace

Result<ReleaseBody> read_release(std::string_view body) {
  if (body.empty()) return ReleaseBody{};
  return read_body<ReleaseBody>(body);
}

Result<DirectoryData> read_record(RecordKind kind, std::string_view body, std::string_view id) {
  switch (kind) {
    case RecordKind::msps:
      return one_record(body, id, &DirectoryData::msps);
    case RecordKind::staff:
      return one_record(body, id, &DirectoryData::staff);
    case RecordKind::companies:
      return one_record(body, id, &DirectoryData::companies);
    case RecordKind::sites:
      return one_record(body, id, &DirectoryData::sites);
    case RecordKind::contracts:
      return one_record(body, id, &DirectoryData::contracts);
    case RecordKind::contacts:
      return one_record(body, id, &DirectoryData::contacts);
    case RecordKind::endpoints:
      return one_record(body, id, &DirectoryData::endpoints);
    case RecordKind::technicians:
      return one_record(body, id, &DirectoryData::technicians);
  }
  return problem(ProblemCode::internal, "a kind of record without a list");
}

Result<TokenWish> read_token_wish(std::string_view body) {
  return read_body<TokenWish>(body);
}

Result<cli::Question> read_question(std::string_view body) {
  const auto value = parse_untrusted_json(body);
  if (!value) return value.error();
  cli::Question question;
  if (auto ok = cli::read_question(*value, cli::RawFile::refused, question); !ok) return ok.error();
  return question;
}

}  // namespace frontdesk::api
