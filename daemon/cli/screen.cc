#include <algorithm>
#include <filesystem>

#include "daemon/cli/files.h"
#include "daemon/cli/mbox.h"
#include "daemon/cli/offline.h"
#include "daemon/cli/table.h"
#include "daemon/cli/verbs.h"
#include "intake/distil.h"
#include "rules/base/json.h"

namespace frontdesk::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_files = 1'000'000;

// What a row would do to one mail. `mail` counts within a mailbox.
struct Screened {
  std::string file;
  std::optional<std::uint64_t> mail;
  std::optional<std::string> spam_row;
  std::optional<Field> field;
  std::optional<MatchKind> match;
  std::optional<std::string> phrase;
  std::vector<std::string> rows;      // every row that hits, the lowest first
  std::vector<std::string> dry_run;   // of them those on trial, which filter nothing
  std::vector<std::string> excepted;  // those that an MSP has an exception for in this mail
  std::string from, subject, message_id;
  bool unparsed = false;
};
BOOST_DESCRIBE_STRUCT(Screened, (),
                      (file, mail, spam_row, field, match, phrase, rows, dry_run, excepted, from,
                       subject, message_id, unparsed))

// The files of a folder (a Maildir among them), sorted; a file is itself.
Result<std::vector<std::string>> files_of(const std::vector<std::string>& given) {
  std::vector<std::string> all;
  for (const auto& path : given) {
    std::error_code error;
    if (!fs::is_directory(path, error)) {
      all.push_back(path);
      continue;
    }
    std::vector<std::string> inside;
    auto walk = fs::recursive_directory_iterator(path, error);
    for (; !error && walk != fs::recursive_directory_iterator(); walk.increment(error)) {
      if (walk->is_regular_file(error)) inside.push_back(walk->path().string());
      if (inside.size() > most_files)
        return problem(ProblemCode::too_large, path + " has over a million files");
    }
    if (error) return problem(ProblemCode::io, path + ": " + error.message());
    std::sort(inside.begin(), inside.end());
    all.insert(all.end(), inside.begin(), inside.end());
  }
  return all;
}

class Screener {
 public:
  explicit Screener(const RuleSet& rules) : rules_(rules) {
    line_.id = "screen";
    line_.channel = Channel::email;
  }

  Screened judge(std::string_view raw, const std::string& file) {
    const auto mail = parse_mail(raw);
    const auto distilled =
        distil_mail(mail, {}, line_, rules_, tokens_, matcher_, SystemClock().now(), "a-screened");
    Screened result;
    result.file = file;
    result.from = mail.from.address;
    result.subject = mail.subject;
    result.message_id = mail.message_id;
    result.unparsed = mail.flags.unparsed;
    result.rows = distilled.arrival.mail.hits.rows;
    for (const int index : distilled.arrival.mail.hits.exceptions)
      note_exception(static_cast<std::size_t>(index), result);
    for (const auto& id : result.rows) note_row(id, result);
    return result;
  }

 private:
  void note_row(const std::string& id, Screened& result) const {
    const auto* row = rules_.spam.row(id);
    if (!row) return;
    if (row->dry_run) return result.dry_run.push_back(id);
    if (result.spam_row) return;
    result.spam_row = id;
    result.field = row->field;
    result.match = row->match;
    result.phrase = row->phrase;
  }

  void note_exception(std::size_t index, Screened& result) const {
    const auto& exceptions = rules_.spam.exceptions();
    if (index < exceptions.size() && exceptions[index].enabled)
      result.excepted.push_back(exceptions[index].msp + ':' + exceptions[index].row);
  }

  const RuleSet& rules_;
  Line line_;
  ThreadTokens tokens_;
  Matcher matcher_;
};

Result<std::vector<Screened>> screen_all(const std::vector<std::string>& files, Screener& screener,
                                         Io& io) {
  std::vector<Screened> all;
  Progress progress(io, "mails");
  for (const auto& file : files) {
    const auto bytes = read_file(file, largest_mailbox);
    if (!bytes) return bytes.error();
    if (is_mbox(*bytes)) {
      std::uint64_t number = 0;
      for_each_in_mbox(*bytes, [&](std::string_view mail) {
        all.push_back(screener.judge(mail, file));
        all.back().mail = ++number;
        progress.at(all.size());
      });
    } else {
      all.push_back(screener.judge(*bytes, file));
      progress.at(all.size());
    }
  }
  return all;
}

std::string why(const Screened& mail) {
  if (!mail.spam_row) return mail.dry_run.empty() ? "" : "only rows on trial: " + mail.dry_run[0];
  std::string says = std::string(name_of(*mail.field)) +
                     (*mail.match == MatchKind::contains ? " contains \"" : " begins with \"") +
                     *mail.phrase + '"';
  for (const auto& exception : mail.excepted) says += "; except for " + exception;
  return says;
}

}  // namespace

Result<int> screen(const Options& options, Io& io) {
  const auto rules = rules_of(options, io);
  if (!rules) return rules.error();
  const auto files = files_of(options.files);
  if (!files) return files.error();
  Screener screener(**rules);
  const auto mails = screen_all(*files, screener, io);
  if (!mails) return mails.error();
  if (options.json) {
    io.out << to_json(*mails) << '\n';
    return 0;
  }
  Table table({"file", "row", "why", "from", "subject"});
  for (const auto& mail : *mails) {
    const auto place = mail.mail ? mail.file + '#' + std::to_string(*mail.mail) : mail.file;
    table.row({place, mail.spam_row.value_or("-"), why(mail), mail.from, mail.subject});
  }
  io.out << table.text(io.columns);
  return 0;
}

}  // namespace frontdesk::cli
