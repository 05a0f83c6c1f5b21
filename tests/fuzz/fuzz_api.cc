// The bodies that the API's routes read; the first byte names the route. What is read comes out as
// it went in when it is written and read again, and a record that an MSP puts changes nothing where
// it is refused and nothing of another MSP's where it is taken.
#include <string>

#include "daemon/api/bodies.h"
#include "rules/base/fold.h"
#include "rules/base/json.h"
#include "tests/fuzz/import_checks.h"

using namespace frontdesk;
using fuzz::require;

namespace {

template <class Read>
void check_same(const Read& read, std::string_view body) {
  const auto first = read(body);
  if (!first) {
    require(!first.error().says.empty() && is_utf8(to_json(first.error().says)));
    return;
  }
  const auto written = to_json(*first);
  require(is_utf8(written));
  if constexpr (requires { first->role; })
    if (first->role == Role::nobody) return;  // has no name, and no token is made of it
  const auto again = read(written);
  require(again && to_json(*again) == written);
}

template <class T>
Result<void> put_first(DirectoryEditor& editor, const std::vector<T>& list, Result<void> before) {
  return list.empty() ? before : editor.put(list.front());
}

Result<void> put(DirectoryEditor& editor, const DirectoryData& data) {
  Result<void> done;
  done = put_first(editor, data.msps, done);
  done = put_first(editor, data.staff, done);
  done = put_first(editor, data.companies, done);
  done = put_first(editor, data.sites, done);
  done = put_first(editor, data.contracts, done);
  done = put_first(editor, data.contacts, done);
  done = put_first(editor, data.endpoints, done);
  return put_first(editor, data.technicians, done);
}

void check_record(RecordKind kind, std::string_view id, std::string_view body) {
  const auto data = api::read_record(kind, body, id);
  if (!data) return;
  static const auto rules = sample::rules();
  static const auto base = sample::directory(rules);
  static const auto before = to_json(base.all());
  EditOptions options;
  options.now = sample::at("2026-06-03T12:00:00Z");
  options.only_msp = "northwind";
  DirectoryEditor editor(base, rules, options);
  const auto done = put(editor, *data);
  const auto after = to_json(editor.current().all());
  if (!done) {
    require(after == before && editor.touched().empty());
    return;
  }
  require(is_utf8(after) && !editor.touched().empty());
  require(fuzz::others_of(editor.current()) == fuzz::others_of(base));
  auto restored = restore_directory(editor.current().all(), rules);
  require(restored.rejected.empty() && to_json(restored.directory.all()) == after);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const auto route = input.below(16);
  if (route < 8) {
    const auto id = input.line();
    check_record(static_cast<RecordKind>(route), id, input.rest());
    return 0;
  }
  const auto body = input.rest();
  if (route == 8) check_same(api::read_release, body.empty() ? "{}" : body);
  if (route == 9) check_same(api::read_token_wish, body);
  if (route == 10) {
    const auto question = api::read_question(body);
    require(!question || question->raw.empty());
    const auto again = api::read_question(body);
    require(again.has_value() == question.has_value());
    if (question) require(again->subject == question->subject && again->body == question->body);
  }
  return 0;
}
