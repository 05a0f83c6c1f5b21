// What belongs to whoever commits: the desk's state, and the directory and rules as the last
// command left them. Nobody else touches it; readers get copies after the sync.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "daemon/desk/directory_tally.h"
#include "daemon/desk/front_desk.h"
#include "daemon/desk/import_check.h"
#include "daemon/desk/sender_rates.h"
#include "router/decide.h"
#include "router/desk.h"
#include "storage/transaction.h"

namespace frontdesk {

struct Working {
  const Clock& clock;
  DeskState state{};
  std::shared_ptr<const Directory> directory{};
  std::shared_ptr<const RuleSet> rules{};
  SenderRates rates{};
  Matcher matcher{};
  std::vector<Event> happened{};                              // since the last sync
  std::vector<std::pair<Channel, std::string>> duplicates{};  // likewise: of these arrivals
  std::vector<std::string> claims{};  // likewise: records that now claim what another MSP has
  DirectoryLimits limits{};
  std::shared_ptr<const DirectoryTally> tally =
      std::make_shared<const DirectoryTally>();  // of `directory`
  // With their MSPs, since the start.
  std::shared_ptr<const RevokedTokens> revoked = std::make_shared<const RevokedTokens>();

  // Applies the event, writes its line and the records that it changed. `conflict` where it came
  // too late: then nothing was written.
  Result<void> carry_out(Transaction& transaction, Event event);

  // The id that the next new ticket gets.
  std::string next_ticket() const { return "T-" + std::to_string(state.next_ticket()); }

  // Notes the records of the directory that claim what another MSP has and did not so before, for
  // the provider to be told.
  void note_claims(const Directory& before, const Directory& after,
                   const std::set<std::pair<RecordKind, std::string>>& changed);

  // Refused where the edited directory would be larger than it may be.
  Result<void> may_grow(const DirectoryEditor& editor) const;

  // Puts an edited directory in force and writes the records that the editor touched.
  Result<void> adopt(Transaction& transaction, DirectoryEditor& editor, const std::string& by);
  // Puts a directory in force, with its tally, that differs from the one before in these records,
  // and writes them.
  Result<void> adopt(Transaction& transaction, Directory next, DirectoryTally its_tally,
                     const DirectoryTally::Records& changed, const std::string& by);
};

// What only the store and the desk know of an arrival at this moment.
Result<Context> context_of(Working& working, const Transaction& transaction,
                           const Arrival& arrival);

// Ticket-making outcomes get the id that is next; an appended one keeps its own.
void name_ticket(const Working& working, Decision& decision);

// Where a ticket waits in its queue, from 1; 0 where it does not, or is further back than is
// counted: behind that nobody is told a number.
inline constexpr std::size_t positions_told = 100;
std::size_t position_of(const DeskState& state, const Ticket& ticket);

// The commands, each run by the committer (one file each).
Result<std::vector<Taken>> take_in(Working& working, Transaction& transaction,
                                   std::vector<Incoming>& incoming, std::string_view raw);
// Each of them in turn, then the settings.
Result<std::vector<Taken>> take_in_all(Working& working, Transaction& transaction,
                                       std::vector<Brought>& brought,
                                       const std::vector<SettingValue>& settings);
Result<Decision> let_through(Working& working, Transaction& transaction, const ReleaseWish& wish);
// A person saw watched mail and leaves it in quarantine (C18).
Result<ArrivalRecord> confirm(Working& working, Transaction& transaction,
                              const std::string& arrival, const std::string& by);
// The head of the queues, taken; nothing where nobody waits in them.
Result<std::optional<Ticket>> take_next(Working& working, Transaction& transaction,
                                        const NextWish& wish);
// The call as it is then, also where that was known already.
Result<CallView> move_call(Working& working, Transaction& transaction, const CallTold& told);
// Opens the chat, or finds the one that the same hello opened before, which gets the new secret.
// `refused` as the outcome where this door is not for its visitor.
Result<ChatView> open_chat(Working& working, Transaction& transaction, ChatOpening& opening);
Result<ChatView> view_chat(const Working& working, const Transaction& transaction,
                           const std::string& arrival);
// Once under each id of its writer.
Result<ChatSaid> say_in_chat(Working& working, Transaction& transaction, const ChatSaying& saying);
// The chat's id; also where it was over before.
Result<std::string> end_chat(Working& working, Transaction& transaction, const ChatEnding& ending);
// The chats near the heads of their queues.
std::vector<ChatPlace> chat_places(const Working& working);
Result<std::vector<ArrivalRecord>> open_chats(const Working& working,
                                              const Transaction& transaction);
Result<void> edit_directory(Working& working, Transaction& transaction, const DirectoryEdit& edit);
// A file of good rows, into the directory that it was checked against.
Result<ImportReport> bring_in(Working& working, Transaction& transaction, const std::string& by,
                              CheckedImport file);
Result<void> put_in_force(Working& working, Transaction& transaction,
                          std::shared_ptr<const RuleSet> rules, const std::string& by);
// Refused where `next` leaves out a plan, queue, line or calendar that something still needs.
Result<void> may_follow(const Working& working, const RuleSet& old, const RuleSet& next);
Result<Erased> forget_contact(Working& working, Transaction& transaction, const ErasureWish& wish);
Result<Erased> forget_expired(Working& working, Transaction& transaction,
                              std::chrono::days unowned);
// All tickets and watched mails whose time has come by `now`.
void run_due(Working& working, Transaction& transaction, Instant now);

}  // namespace frontdesk
