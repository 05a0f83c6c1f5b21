#include "daemon/desk/front_desk.h"

#include <map>
#include <stdexcept>

#include "daemon/desk/directory_tally.h"
#include "daemon/desk/import_check.h"
#include "daemon/desk/import_reader.h"
#include "daemon/desk/published.h"
#include "daemon/desk/working.h"
#include "rules/loader.h"
#include "storage/records.h"
#include "storage/recover_state.h"

namespace frontdesk {
namespace {

// What the committer may do with a command: commit it at once where it is brought, take it although
// space is short.
enum class CommandKind { ordinary, brief, frees_space };
constexpr std::size_t brief_bytes_max = 65'536;

// The directory as the store has it. Its records were checked when they were written; references to
// rules that have moved on since stay as they are.
Result<Directory> stored_directory(const Store& store, const RuleSet& rules) {
  auto data = all_records(store);
  if (!data) return data.error();
  auto restored = restore_directory(std::move(*data), rules);
  if (!restored.rejected.empty()) {
    const auto& row = restored.rejected.front();
    return problem(ProblemCode::directory_fault, "the stored record " + row.kind + "/" + row.id +
                                                     " cannot be used any more: " + row.says);
  }
  return std::move(restored.directory);
}

// An import on its way: what was asked for, what the file becomes, whom to tell.
struct FileOnItsWay {
  ImportWish wish;
  FrontDesk::Done<ImportReport> done;
  CheckedImport checked{};

  void read(const Directory& base, const RuleSet& with, const DirectoryTally& tally,
            const Working& working, const Store& store) {
    const auto text = std::move(wish.text);  // not wanted any more then
    const auto now = working.clock.now();
    checked = check_import(wish.csv ? import_contacts_csv(text, base, with, wish.options, now)
                                    : import_json(text, base, with, wish.options, now),
                           base, tally, working.limits, store);
  }
  // Called once. All that the import took goes first, and what stood for it: the report needs room
  // too.
  void end(Result<ImportReport> report) {
    checked = {};
    std::string().swap(wish.text);
    wish.holds.reset();
    done(std::move(report));
  }
};

// A start with other rules than those that were in force is a reload like any other.
Result<void> may_start_with(const Working& working, const Store& store, const std::string& in_force,
                            const RuleSet& rules) {
  if (in_force.empty() || in_force == rules.hash) return {};
  const auto kept = get_rule_set(store, in_force);
  if (!kept) return kept.error();
  if (!*kept) return {};
  const auto texts = parse_json(**kept);
  if (!texts) return texts.error();
  std::map<std::string, std::string> files;
  if (auto ok = json_detail::read(*texts, files, {}); !ok) return ok;
  const auto old = compile_rules(files);
  // What an older program took may be a fault to this one; then nothing can be compared.
  return old.rules ? may_follow(working, *old.rules, rules) : Result<void>();
}

}  // namespace

struct FrontDesk::Parts {
  Parts(Store& the_store, const Clock& clock, DeskObserver the_observer)
      : store(the_store), working{clock}, observer(std::move(the_observer)) {}

  CommitterHooks hooks();
  void publish();

  Store& store;
  Working working;
  DeskObserver observer;
  Published<const Directory> directory;
  Published<const DirectoryTally> tally;
  Published<const RevokedTokens> revoked;
  Published<const RuleSet> rules;
  Published<const DeskView> view;
  std::unique_ptr<Committer> committer;  // who commits uses all of the above
  ImportReader imports;                  // last: its thread uses the committer too

  // Runs `command` on the committer and calls `done` with what it gave, once that is durable.
  template <class T, class F>
  void command(std::size_t bytes, FrontDesk::Done<T> done, F run,
               CommandKind kind = CommandKind::ordinary) {
    const auto answer = std::make_shared<std::optional<Result<T>>>();
    const auto shared_done = std::make_shared<FrontDesk::Done<T>>(std::move(done));
    Work work;
    work.bytes = bytes;
    work.frees_space = kind == CommandKind::frees_space;
    work.at_once = kind == CommandKind::brief && bytes <= brief_bytes_max;
    work.run = [this, answer, run = std::move(run)](Transaction& transaction) mutable {
      const auto before = transaction.next_position();
      answer->emplace(run(working, transaction));
      // Half a command must never be written, nor stay in memory: commands check all that can be
      // refused before their first event, and this catches one that does not.
      const Result<T>& given = **answer;
      if (!given && transaction.next_position() != before && !transaction.failure())
        throw std::logic_error("a command was refused after its first event: " +
                               given.error().says);
    };
    work.done = [answer, shared_done](const Result<CommitInfo>& committed) {
      if (!committed)
        (*shared_done)(committed.error());
      else
        (*shared_done)(std::move(**answer));
    };
    if (auto ok = committer->submit(std::move(work)); !ok) (*shared_done)(ok.error());
  }
};

// After each sync readers get what it made durable.
void FrontDesk::Parts::publish() {
  // Who takes the directory first and these then has none that are older.
  if (tally.get() != working.tally) tally.set(working.tally);
  if (revoked.get() != working.revoked) revoked.set(working.revoked);
  if (directory.get() != working.directory) directory.set(working.directory);
  if (rules.get() != working.rules) rules.set(working.rules);
  auto next = std::make_shared<DeskView>();
  for (const auto& queue : working.rules->queues.all) {
    QueueView row{queue.id, 0, std::nullopt};
    if (const auto found = working.state.queues().find(queue.id);
        found != working.state.queues().end()) {
      const auto& places = found->second;
      row.depth = places.size();
      // Priority comes first, then age: the oldest is the first of one of the two.
      const auto normal = places.lower_bound({Priority::normal, Instant::min(), ""});
      row.oldest_since = places.begin()->since;
      if (normal != places.end()) row.oldest_since = std::min(*row.oldest_since, normal->since);
    }
    next->queues.push_back(std::move(row));
  }
  next->open_tickets = working.state.open_tickets();
  const auto& reviews = working.state.reviews();
  next->reviews_waiting = reviews.waiting();
  next->reviews_overdue = reviews.overdue();
  next->review_oldest_since = reviews.oldest_since();
  if (!working.happened.empty())
    next->position = working.happened.back().position;
  else if (const auto before = view.get())
    next->position = before->position;
  view.set(std::move(next));
  if (observer.happened && !working.happened.empty()) observer.happened(working.happened);
  if (observer.duplicate)
    for (const auto& [channel, earlier] : working.duplicates) observer.duplicate(channel, earlier);
  if (observer.claimed)
    for (const auto& record : working.claims) observer.claimed(record);
  working.happened.clear();
  working.duplicates.clear();
  working.claims.clear();
}

CommitterHooks FrontDesk::Parts::hooks() {
  CommitterHooks hooks;
  hooks.next_due = [this]() -> std::optional<Instant> {
    const auto due = working.state.first_due();
    return due ? std::optional(due->at) : std::nullopt;
  };
  hooks.run_due = [this](Transaction& transaction, Instant now) {
    run_due(working, transaction, now);
  };
  hooks.after_sync = [this] { publish(); };
  hooks.fatal = observer.fatal;
  hooks.measured = observer.committed;
  return hooks;
}

Result<std::unique_ptr<FrontDesk>> FrontDesk::open(Store& store, const Clock& clock,
                                                   std::shared_ptr<const RuleSet> rules,
                                                   CommitterOptions options, DeskObserver observer,
                                                   DirectoryLimits limits) {
  auto parts = std::make_unique<Parts>(store, clock, std::move(observer));
  auto recovered = recover_state(store);
  if (!recovered) return recovered.error();
  auto directory = stored_directory(store, *rules);
  if (!directory) return directory.error();
  const auto in_force = active_rules(store);
  if (!in_force) return in_force.error();

  parts->working.state = std::move(recovered->desk);
  parts->working.directory = std::make_shared<const Directory>(std::move(*directory));
  parts->working.rules = rules;
  parts->working.limits = limits;
  parts->working.tally = std::make_shared<const DirectoryTally>(*parts->working.directory);
  if (auto ok = may_start_with(parts->working, store, *in_force, *rules); !ok) return ok.error();
  parts->directory.set(parts->working.directory);
  parts->rules.set(rules);
  parts->committer =
      std::make_unique<Committer>(store, clock, options, parts->hooks(), recovered->last + 1);
  parts->publish();
  parts->committer->start();

  std::unique_ptr<FrontDesk> desk(new FrontDesk(std::move(parts)));
  if (*in_force != rules->hash) desk->activate(rules, "start", [](const Result<void>&) {});
  if (const auto torn = store.recovered_torn_tail()) {
    if (desk->parts_->observer.recovered) desk->parts_->observer.recovered(*torn);
    desk->parts_->command<void>(
        256, [](const Result<void>&) {},
        [](Working& working, Transaction& transaction) {
          Event event;
          event.kind = EventKind::store_recovered;
          event.at = working.clock.now();
          event.by = "start";
          return working.carry_out(transaction, std::move(event));
        });
  }
  return desk;
}

FrontDesk::FrontDesk(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

FrontDesk::~FrontDesk() {
  stop();
}

bool FrontDesk::step() {
  return parts_->committer->step();
}

void FrontDesk::stop() {
  parts_->imports.stop();
  parts_->committer->stop();
}

void FrontDesk::take(std::vector<Incoming> incoming, std::string raw, Done<std::vector<Taken>> done,
                     bool alone) {
  const auto bytes = raw.size() + 4096 * incoming.size();
  const auto held = std::make_shared<std::pair<std::vector<Incoming>, std::string>>(
      std::move(incoming), std::move(raw));
  parts_->command<std::vector<Taken>>(
      bytes, std::move(done),
      [held](Working& working, Transaction& transaction) {
        return take_in(working, transaction, held->first, held->second);
      },
      alone ? CommandKind::brief : CommandKind::ordinary);
}

void FrontDesk::take_all(std::vector<Brought> brought, std::vector<SettingValue> settings,
                         Done<std::vector<Taken>> done) {
  std::size_t bytes = 256 * (settings.size() + 1);
  for (const auto& one : brought) bytes += one.raw.size() + 4096 * one.incoming.size();
  for (const auto& one : settings) bytes += one.value.size();
  // A place alone is noted also where space is short: what was taken would be asked for again.
  const auto kind = brought.empty() ? CommandKind::frees_space : CommandKind::ordinary;
  const auto held = std::make_shared<std::pair<std::vector<Brought>, std::vector<SettingValue>>>(
      std::move(brought), std::move(settings));
  parts_->command<std::vector<Taken>>(
      bytes, std::move(done),
      [held](Working& working, Transaction& transaction) {
        return take_in_all(working, transaction, held->first, held->second);
      },
      kind);
}

void FrontDesk::release(ReleaseWish wish, Done<Decision> done) {
  parts_->command<Decision>(4096, std::move(done),
                            [wish = std::move(wish)](Working& working, Transaction& transaction) {
                              return let_through(working, transaction, wish);
                            });
}

void FrontDesk::confirm(std::string arrival, std::string by, Done<ArrivalRecord> done) {
  parts_->command<ArrivalRecord>(4096, std::move(done),
                                 [arrival = std::move(arrival), by = std::move(by)](
                                     Working& working, Transaction& transaction) {
                                   return frontdesk::confirm(working, transaction, arrival, by);
                                 });
}

void FrontDesk::take_next(NextWish wish, Done<std::optional<Ticket>> done) {
  parts_->command<std::optional<Ticket>>(
      4096, std::move(done), [wish = std::move(wish)](Working& working, Transaction& transaction) {
        return frontdesk::take_next(working, transaction, wish);
      });
}

void FrontDesk::move_call(CallTold told, Done<CallView> done) {
  parts_->command<CallView>(4096, std::move(done),
                            [told = std::move(told)](Working& working, Transaction& transaction) {
                              return frontdesk::move_call(working, transaction, told);
                            });
}

void FrontDesk::open_chat(ChatOpening opening, Done<ChatView> done) {
  const auto held = std::make_shared<ChatOpening>(std::move(opening));
  parts_->command<ChatView>(4096, std::move(done),
                            [held](Working& working, Transaction& transaction) {
                              return frontdesk::open_chat(working, transaction, *held);
                            });
}

void FrontDesk::view_chat(std::string arrival, Done<ChatView> done) {
  parts_->command<ChatView>(
      256, std::move(done),
      [arrival = std::move(arrival)](Working& working, Transaction& transaction) {
        return frontdesk::view_chat(working, transaction, arrival);
      },
      CommandKind::frees_space);
}

void FrontDesk::say(ChatSaying saying, Done<ChatSaid> done) {
  const auto bytes = 1024 + saying.entry.text.size();
  parts_->command<ChatSaid>(
      bytes, std::move(done),
      [saying = std::move(saying)](Working& working, Transaction& transaction) {
        return say_in_chat(working, transaction, saying);
      });
}

void FrontDesk::end_chat(ChatEnding ending, Done<std::string> done) {
  parts_->command<std::string>(
      256, std::move(done),
      [ending = std::move(ending)](Working& working, Transaction& transaction) {
        return frontdesk::end_chat(working, transaction, ending);
      });
}

void FrontDesk::chat_places(Done<std::vector<ChatPlace>> done) {
  parts_->command<std::vector<ChatPlace>>(
      256, std::move(done),
      [](Working& working, Transaction&) -> Result<std::vector<ChatPlace>> {
        return frontdesk::chat_places(working);
      },
      CommandKind::frees_space);
}

void FrontDesk::open_chats(Done<std::vector<ArrivalRecord>> done) {
  parts_->command<std::vector<ArrivalRecord>>(
      256, std::move(done),
      [](Working& working, Transaction& transaction) {
        return frontdesk::open_chats(working, transaction);
      },
      CommandKind::frees_space);
}

void FrontDesk::edit(DirectoryEdit edit, Done<void> done) {
  parts_->command<void>(4096, std::move(done),
                        [edit = std::move(edit)](Working& working, Transaction& transaction) {
                          return edit_directory(working, transaction, edit);
                        });
}

void FrontDesk::import(ImportWish wish, Done<ImportReport> done) {
  const auto base = directory();
  const auto tally = parts_->tally.get();
  const auto with = rules();
  const auto file = std::make_shared<FileOnItsWay>(FileOnItsWay{std::move(wish), std::move(done)});
  const auto read = [this, base, tally, with, file]() -> ImportReader::Tell {
    const auto bytes = file->wish.text.size() + 4096;
    try {
      file->read(*base, *with, *tally, parts_->working, parts_->store);
    } catch (const std::exception& error) {
      return [file, failed = problem(ProblemCode::internal, error.what())] { file->end(failed); };
    }
    if (file->wish.dry_run || file->checked.imported.report.counts.rejected > 0)
      return [file] { file->end(std::move(file->checked.imported.report)); };
    return [this, base, with, file, bytes] {
      parts_->command<ImportReport>(
          bytes, [file](Result<ImportReport> told) { file->end(std::move(told)); },
          [base, with, file](Working& working, Transaction& transaction) -> Result<ImportReport> {
            // Not read again here: everybody would wait for it.
            if (working.directory != base || working.rules->hash != with->hash)
              return problem(
                  ProblemCode::conflict,
                  "the directory or the rules changed while the file was read; send it again");
            return bring_in(working, transaction, file->wish.by, std::move(file->checked));
          });
    };
  };
  if (auto ok = parts_->imports.start(read); !ok) file->end(ok.error());
}

void FrontDesk::activate(std::shared_ptr<const RuleSet> rules, std::string by, Done<void> done) {
  parts_->command<void>(
      65536, std::move(done),
      [rules = std::move(rules), by = std::move(by)](Working& working, Transaction& transaction) {
        return put_in_force(working, transaction, rules, by);
      },
      CommandKind::frees_space);
}

void FrontDesk::note_raw_read(std::string arrival, std::string by, Done<void> done) {
  parts_->command<void>(256, std::move(done),
                        [arrival = std::move(arrival), by = std::move(by)](
                            Working& working, Transaction& transaction) {
                          Event event;
                          event.kind = EventKind::raw_read;
                          event.at = working.clock.now();
                          event.by = by;
                          event.arrival = arrival;
                          return working.carry_out(transaction, std::move(event));
                        });
}

void FrontDesk::erase_contact(ErasureWish wish, Done<Erased> done) {
  parts_->command<Erased>(
      4096, std::move(done),
      [wish = std::move(wish)](Working& working, Transaction& transaction) {
        return forget_contact(working, transaction, wish);
      },
      CommandKind::frees_space);
}

void FrontDesk::enforce_retention(std::chrono::days unowned, Done<Erased> done) {
  parts_->command<Erased>(
      4096, std::move(done),
      [unowned](Working& working, Transaction& transaction) {
        return forget_expired(working, transaction, unowned);
      },
      CommandKind::frees_space);
}

void FrontDesk::put_setting(std::string name, std::string value, Done<void> done) {
  parts_->command<void>(
      256 + value.size(), std::move(done),
      [name = std::move(name), value = std::move(value)](Working&, Transaction& transaction) {
        frontdesk::put_setting(transaction, name, value);
        return Result<void>();
      },
      CommandKind::frees_space);
}

void FrontDesk::put_token(std::string id, std::string value, std::string msp, Done<void> done) {
  parts_->command<void>(
      256 + value.size(), std::move(done),
      [id = std::move(id), value = std::move(value), msp = std::move(msp)](
          Working& working, Transaction& transaction) -> Result<void> {
        if (!working.directory->msp(msp))
          return problem(ProblemCode::invalid, "there is no MSP \"" + msp + "\" in the directory");
        frontdesk::put_setting(transaction, std::string(token_settings) + id, value);
        return {};
      });
}

std::shared_ptr<const RuleSet> FrontDesk::rules() const {
  return parts_->rules.get();
}
std::shared_ptr<const Directory> FrontDesk::directory() const {
  return parts_->directory.get();
}
std::shared_ptr<const DeskView> FrontDesk::view() const {
  return parts_->view.get();
}
std::shared_ptr<const RevokedTokens> FrontDesk::revoked_tokens() const {
  return parts_->revoked.get();
}
const Store& FrontDesk::store() const {
  return parts_->store;
}
CommitterStats FrontDesk::stats() const {
  return parts_->committer->stats();
}

}  // namespace frontdesk
