// The desk at work: every command goes through the committer, is decided and applied there, and is
// answered when it is durable. Readers take snapshots and never wait.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "daemon/desk/chat.h"
#include "daemon/desk/directory_limits.h"
#include "daemon/desk/tenant_end.h"
#include "intake/distil.h"
#include "router/directory_import.h"
#include "router/event.h"
#include "rules/rule_set.h"
#include "storage/committer.h"

namespace frontdesk {

// One arrival, distilled, and the texts to match again where a reload slipped in between.
struct Incoming {
  Arrival arrival;
  OwnedTexts texts;
};

struct Taken {
  std::string arrival;  // the earlier one's id where it is a duplicate
  Decision decision;
};

// What one transfer brought: the arrivals that it becomes, and its bytes, which are stored once.
struct Brought {
  std::vector<Incoming> incoming;
  std::string raw;
};

// One of the small things that the store keeps by name (get_setting).
struct SettingValue {
  std::string name, value;
};

// Letting an arrival through: from quarantine, from approval, from before its time.
struct ReleaseWish {
  std::string arrival, by;
  std::optional<Contact> contact;  // made in the same commit: the approval of a new person
  std::string only_msp;            // the tenant of whoever releases; "" for all
};

// The next ticket of these queues, for whoever asks.
struct NextWish {
  std::vector<std::string> queues;
  std::string by;
};

// What a provider or the call desk tells of a call.
struct CallTold {
  std::string key;  // of its arrival
  std::string by;
  std::vector<CallMove> moves{};
  std::string recording{};  // the link of one
};

// A call as it stands.
struct CallView {
  ArrivalRecord arrival;
  std::optional<Ticket> ticket;  // where it has one that is open
  std::size_t position = 0;      // of that in its queue, from 1; 0 where it is not near the head
};

struct DirectoryEdit {
  std::string by;
  std::string only_msp;  // the tenant of whoever edits; "" for all
  DirectoryData put;
  std::optional<std::pair<RecordKind, std::string>> remove;
  bool provider_override = false;  // of C7, audited
};

struct ImportWish {
  std::string text, by;
  bool csv = false, dry_run = false;
  ImportOptions options;
  std::shared_ptr<void> holds{};  // kept until the import has ended, let go before it is told
};

struct ErasureWish {
  std::string contact, by;
  std::string only_msp = {};  // the tenant of whoever erases; "" for all
  std::string place = {};     // that of the page before
};

struct Erased {
  std::size_t arrivals = 0;
  bool more = false;  // call again: a page at a time, so that the desk is never held up
  std::string place;  // where to go on
  bool known = true;  // the directory had the contact, where whoever asked may see it
  // Raw bytes of what was erased that another arrival still has. A later page may take that too.
  std::vector<std::string> raw_used = {};
};

// A queue as the wallboard shows it.
struct QueueView {
  std::string queue;
  std::size_t depth = 0;
  std::optional<Instant> oldest_since;
};
BOOST_DESCRIBE_STRUCT(QueueView, (), (queue, depth, oldest_since))

struct DeskView {
  std::vector<QueueView> queues;  // every queue of the rules, in their order
  std::size_t open_tickets = 0;
  std::size_t reviews_waiting = 0, reviews_overdue = 0;  // of watched mail (C18)
  std::optional<Instant> review_oldest_since;
  Position position = 0;  // of the journal when it was taken
};

// Told by whoever commits, after each sync; must be quick.
struct DeskObserver {
  std::function<void(std::span<const Event>)> happened;  // all that the sync made durable
  // The same came in again: no record, no event, but counted and logged.
  std::function<void(Channel, std::string_view earlier)> duplicate;
  // A record of the directory claims a number or an address that another MSP has.
  std::function<void(std::string_view record)> claimed;
  std::function<void(std::chrono::nanoseconds sync, std::size_t commands)> committed;
  std::function<void(const Problem&)> fatal;  // the process must end (75)
  std::function<void(std::string_view what)> recovered;
};

class FrontDesk {
 public:
  // Called once, on the thread that commits or, where the command is refused at once, on the
  // caller's; what `import` answers also on the thread that reads files.
  template <class T>
  using Done = std::function<void(Result<T>)>;

  // Reads the directory, the open tickets and the watched mail from the store. Activates `rules`
  // where they are not the ones in force already. Problems: those of the store.
  static Result<std::unique_ptr<FrontDesk>> open(Store& store, const Clock& clock,
                                                 std::shared_ptr<const RuleSet> rules,
                                                 CommitterOptions options, DeskObserver observer,
                                                 DirectoryLimits limits = {});
  ~FrontDesk();

  // All arrivals of one transaction, or none; `raw` is stored once. `alone`: no other is likely to
  // come meanwhile, so the caller's thread may commit it.
  void take(std::vector<Incoming> incoming, std::string raw, Done<std::vector<Taken>> done,
            bool alone = true);
  // Everything in one commit, or nothing of it: mails with the place that their mailbox was read
  // to. What was taken stands in the order of the arrivals.
  void take_all(std::vector<Brought> brought, std::vector<SettingValue> settings,
                Done<std::vector<Taken>> done);
  void release(ReleaseWish wish, Done<Decision> done);
  // Watched mail that stays in quarantine: somebody has looked (C18).
  void confirm(std::string arrival, std::string by, Done<ArrivalRecord> done);
  // Nothing where nobody waits in the queues. One ticket is one technician's, always.
  void take_next(NextWish wish, Done<std::optional<Ticket>> done);
  // The call as it is then, also where all that is told was known; `not_found` where no such call
  // came in.
  void move_call(CallTold told, Done<CallView> done);
  // Chats. `open_chat` finds the chat that the same hello opened before; `refused` is an outcome of
  // its decision. `say` keeps a message once under each id of its writer; `not_found` where there
  // is no such chat, `conflict` where it is over, full, or the ticket is not the technician's.
  void open_chat(ChatOpening opening, Done<ChatView> done);
  void view_chat(std::string arrival, Done<ChatView> done);
  void say(ChatSaying saying, Done<ChatSaid> done);
  void end_chat(ChatEnding ending, Done<std::string> done);
  void chat_places(Done<std::vector<ChatPlace>> done);
  void open_chats(Done<std::vector<ArrivalRecord>> done);
  void edit(DirectoryEdit edit, Done<void> done);
  // The file is read on a thread of its own, one at a time: refused with `store_busy` while another
  // is being read, and with `conflict` where the directory or the rules changed while this one was.
  void import(ImportWish wish, Done<ImportReport> done);
  // Refused with `in_use` where a plan, queue or line goes that something still needs.
  void activate(std::shared_ptr<const RuleSet> rules, std::string by, Done<void> done);
  void note_raw_read(std::string arrival, std::string by, Done<void> done);
  // A page of what a contact sent, also what was filed under nobody; with the last page the contact
  // itself. Of a contact that is gone, or another tenant's, what was filed under the id for whoever
  // asks; `not_found` where the first page finds nothing of that either.
  void erase_contact(ErasureWish wish, Done<Erased> done);
  // A page of what an MSP's retention wants gone, over all MSPs; and of what no MSP owns, or one
  // that the directory does not have any more, where it is older than `unowned` (zero: kept).
  void enforce_retention(std::chrono::days unowned, Done<Erased> done);
  void put_setting(std::string name, std::string value, Done<void> done);
  // A token of an MSP: `invalid` where the directory has none of that name any more.
  void put_token(std::string id, std::string value, std::string msp, Done<void> done);

  std::shared_ptr<const RuleSet> rules() const;
  std::shared_ptr<const Directory> directory() const;
  std::shared_ptr<const DeskView> view() const;
  // The tokens that were revoked with their MSPs since the start. At least as new as a directory
  // that was asked for before.
  std::shared_ptr<const RevokedTokens> revoked_tokens() const;
  const Store& store() const;
  CommitterStats stats() const;

  // Commits one group, with what is due, where the committer is run by hand (CommitterOptions).
  bool step();

  // Waits for the file that is being read, commits what waits and ends the writer. Commands after
  // it are refused.
  void stop();

 private:
  struct Parts;
  explicit FrontDesk(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace frontdesk
