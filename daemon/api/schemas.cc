#include "daemon/api/schemas.h"

#include "daemon/api/bodies.h"
#include "daemon/api/services.h"
#include "daemon/backup_runner.h"
#include "daemon/tokens.h"
#include "rules/loader.h"
#include "storage/kept.h"

namespace frontdesk::api {
namespace {

// Answers that are put together from records rather than being one.
struct TicketDetail {
  Ticket ticket;
  std::vector<KeptArrival> interactions;
  std::string all_interactions;
  std::optional<Decision> decision;
};
BOOST_DESCRIBE_STRUCT(TicketDetail, (), (ticket, interactions, all_interactions, decision))

struct ArrivalDetail : KeptArrival {
  std::optional<Decision> decision;
};
BOOST_DESCRIBE_STRUCT(ArrivalDetail, (KeptArrival), (decision))

// As a question is read, without `raw`.
struct QuestionBody {
  Channel channel = Channel::voice;
  std::string from, to;
  std::optional<Instant> at;
  std::string subject, body;
};
BOOST_DESCRIBE_STRUCT(QuestionBody, (), (channel, from, to, at, subject, body))

struct BroughtDetail : Brought {
  std::optional<Decision> decision;
};
BOOST_DESCRIBE_STRUCT(BroughtDetail, (Brought), (decision))

struct Reloaded {
  std::string rules;
  std::vector<Fault> warnings;
};
BOOST_DESCRIBE_STRUCT(Reloaded, (), (rules, warnings))

struct ShownToken {
  std::string id, token;
  Role role = Role::nobody;
  std::string msp, name;
  Instant created{};
  std::optional<Instant> expires;
  std::string warning;
};
BOOST_DESCRIBE_STRUCT(ShownToken, (), (id, token, role, msp, name, created, expires, warning))

}  // namespace

http::Schemas schemas() {
  http::Schemas all;
  all.add<ListedTicket>("Ticket");
  all.add<TicketDetail>("TicketDetail");
  all.add<ListedArrival>("Arrival");
  all.add<ArrivalDetail>("ArrivalDetail");
  all.add<Decision>("Decision");
  all.add<ReleaseBody>("Release");
  all.add<TicketRequest>("TicketRequest");
  all.add<NextBody>("Next");
  all.add<ReplyBody>("Reply");
  all.add<ChatEntry>("ChatMessage");
  all.add<BroughtDetail>("Brought");
  all.add<QueueView>("Queue");
  all.add<Msp>("Msp");
  all.add<Staff>("Staff");
  all.add<Company>("Company");
  all.add<Site>("Site");
  all.add<Contract>("Contract");
  all.add<Contact>("Contact");
  all.add<Endpoint>("Endpoint");
  all.add<Technician>("Technician");
  all.add<DirectoryData>("Directory");
  all.add<ImportReport>("ImportReport");
  all.add<Erasure>("Erased");
  all.add<QuestionBody>("Question");
  all.add<Reloaded>("Reloaded");
  all.add<TokenRecord>("Token");
  all.add<TokenWish>("TokenWish");
  all.add<ShownToken>("NewToken");
  all.add<Event>("Journal");
  all.add<BackupRequest>("BackupRequest");
  all.add<BackupState>("Backup");
  return all;
}

}  // namespace frontdesk::api
