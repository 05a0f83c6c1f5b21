#include "daemon/api/bodies.h"

#include <string>
#include <utility>
#include <vector>

#include "router/each_kind.h"

namespace frontdesk::api {
namespace {

template <class Record>
Result<void> read_one(std::string_view body, std::string_view id, std::vector<Record>& into) {
  auto record = read_body<Record>(body);
  if (!record) return record.error();
  if (record->id.empty()) record->id = std::string(id);
  if (record->id != id)
    return problem(ProblemCode::invalid, "the record's id and the address differ");
  into.push_back(std::move(*record));
  return {};
}

}  // namespace

Result<NextBody> read_next(std::string_view body) {
  return read_body<NextBody>(body);
}

Result<ReplyBody> read_reply(std::string_view body) {
  return read_body<ReplyBody>(body);
}

Result<TicketRequest> read_ticket_request(std::string_view body) {
  return read_body<TicketRequest>(body);
}

Result<ReleaseBody> read_release(std::string_view body) {
  if (body.empty()) return ReleaseBody{};
  return read_body<ReleaseBody>(body);
}

Result<DirectoryData> read_record(RecordKind kind, std::string_view body, std::string_view id) {
  DirectoryData data;
  Result<void> ok;
  each_kind(data, [&](RecordKind of_these, auto& records) {
    if (of_these == kind) ok = read_one(body, id, records);
  });
  if (!ok) return ok.error();
  return data;
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
