#include "storage/export.h"

#include <cstdint>

#include "daemon/cli/api_client.h"
#include "daemon/cli/files.h"
#include "daemon/cli/stored.h"
#include "daemon/cli/verbs.h"
#include "rules/base/json.h"
#include "storage/records.h"

namespace frontdesk::cli {
namespace {

// What is exported is JSON for people and programs alike.
Result<int> deliver(const Options& options, std::string text, Io& io) {
  if (text.empty() || text.back() != '\n') text += '\n';
  if (options.output.empty()) {
    io.out << text;
    return 0;
  }
  if (auto ok = write_private_file(options.output, text); !ok) return ok.error();
  return 0;
}

Result<int> ask(const Options& options, Io& io) {
  auto client = ApiClient::of(options);
  if (!client) return client.error();
  ApiQuery query;
  if (!options.contact.empty()) query.emplace_back("contact", options.contact);
  auto reply = client->call("GET", "/v1/export", query);
  if (!reply) return reply.error();
  if (!reply->good()) return problem_of(*reply);
  return deliver(options, std::move(reply->body), io);
}

Result<int> read(const Options& options, const Store& store, Io& io) {
  const auto snapshot = store.snapshot();
  if (options.contact.empty()) {
    const auto records = all_records(*snapshot);
    if (!records) return records.error();
    return deliver(options, to_json(*records), io);
  }
  const auto hash = active_rules(*snapshot);
  if (!hash) return hash.error();
  const auto rules = stored_rules(*snapshot, *hash);
  if (!rules) return rules.error();
  const auto directory = stored_directory(*snapshot, **rules, io);
  if (!directory) return directory.error();
  const auto person = traces_of(*directory, options.contact, "");
  auto lines = ContactExport(person).next(*snapshot, SIZE_MAX);
  if (!lines) return lines.error();
  return deliver(options, std::move(*lines), io);
}

}  // namespace

Result<int> export_records(const Options& options, Io& io) {
  return daemon_or_store(
      options, io, [&] { return ask(options, io); },
      [&](const Store& store) { return read(options, store, io); });
}

}  // namespace frontdesk::cli
