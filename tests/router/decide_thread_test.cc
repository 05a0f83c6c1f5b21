// Replies (C18a): which ticket a mail is part of, and whose reply counts.
#include "desk_world.h"

using namespace frontdesk;
using namespace frontdesk::test;

namespace {

ThreadCandidate of_acme(std::string via = "references", bool participant = false) {
  return {"T-7", "northwind", "acme", std::move(via), participant, false};
}

}  // namespace

TEST_CASE("C18a: the same company joins, an address copied on it joins, staff of the MSP join") {
  const World world;
  for (const std::string via : {"token", "references", "in_reply_to", "subject"}) {
    const auto d = world.decide(mail("bob@acme.example"), thread(of_acme(via)));
    CHECK(d.outcome == Outcome::appended);
    CHECK(has_step(d, "via_" + via));
  }
  CHECK(world.decide(mail("dot@dune.example"), thread(of_acme("references", true))).outcome ==
        Outcome::appended);
  const auto copied =
      world.decide(mail("private@home.example"), thread(of_acme("references", true)));
  CHECK(copied.outcome == Outcome::appended);
  CHECK(copied.msp == "northwind");
  CHECK(world.decide(mail("nora@northwind.example"), thread(of_acme())).outcome ==
        Outcome::appended);
}

TEST_CASE("C18a: an address of two people of the company joins like one of them") {
  World world;
  for (const auto* id : {"ann", "bob"})
    world.contact(id, [](Contact& one) { one.emails.push_back("office@acme.example"); });
  CHECK(world.decide(mail("office@acme.example"), thread(of_acme())).outcome == Outcome::appended);
}

TEST_CASE("C18a: a stranger gets a ticket of their own, linked, on own and shared lines") {
  const World world;
  const auto colleague = world.decide(mail("dan@dune.example"), thread(of_acme("token")));
  CHECK(gist(colleague) == "queued/any.ticket/coverage");
  CHECK(colleague.linked == "T-7");
  CHECK(has(colleague.reasons, "thread_stranger"));
  const auto unknown = world.decide(mail("who@stranger.example"), thread(of_acme()));
  CHECK(gist(unknown) == "queued/triage/unattributed");
  CHECK(unknown.linked == "T-7");
  CHECK(has(unknown.reasons, "thread_stranger"));
  CHECK_FALSE(unknown.msp);
  const auto by_line =
      world.decide(mail("who@stranger.example", wednesday, "northwind-email"), thread(of_acme()));
  CHECK(by_line.reasons == std::vector<std::string>{"thread_stranger", "unrecognised"});
  CHECK(by_line.linked == "T-7");
  // Of several tickets the nearest.
  auto two = thread(of_acme());
  two.threads.push_back({"T-6", "northwind", "acme", "subject", false, false});
  CHECK(world.decide(mail("dan@dune.example"), two).linked == "T-7");
}

TEST_CASE("C18a: never across tenants, not even for a participant") {
  const World world;
  const auto d = world.decide(mail("cam@cedar.example"), thread(of_acme("token", true)));
  CHECK(d.outcome == Outcome::queued);
  CHECK_FALSE(d.linked);
  CHECK_FALSE(has(d.reasons, "thread_stranger"));
  CHECK(d.msp == "southwind");
  const auto by_line = world.decide(mail("ann@acme.example", wednesday, "southwind-email"),
                                    thread(of_acme("references", true)));
  CHECK(by_line.msp == "southwind");
  CHECK_FALSE(by_line.linked);
  // The next candidate is asked.
  Context two = thread({"T-9", "southwind", "cedar", "references", true, false});
  two.threads.push_back(of_acme("subject"));
  CHECK(world.decide(mail("bob@acme.example"), two).ticket == "T-7");
}

TEST_CASE("C18a: a ticket without a tenant is its participants'") {
  const World world;
  ThreadCandidate triage{"T-5", "", "", "references", true, false};
  CHECK(world.decide(mail("ann@acme.example"), thread(triage)).ticket == "T-5");
  CHECK(world.decide(mail("who@stranger.example"), thread(triage)).ticket == "T-5");
  triage.participant = false;
  CHECK_FALSE(world.decide(mail("ann@acme.example"), thread(triage)).ticket);
}

TEST_CASE("C18a: a reply is silent only with evidence of automatic mail, and rows are noted") {
  const World world;
  const auto silent = [&](auto&& change) {
    auto reply = mail("bob@acme.example");
    change(reply);
    const auto d = world.decide(reply, thread(of_acme()));
    CHECK(d.outcome == Outcome::appended);
    return d.silent;
  };
  CHECK_FALSE(silent([](Arrival&) {}));
  CHECK_FALSE(silent([](Arrival& a) { a.mail.auto_submitted = "no"; }));
  CHECK(silent([](Arrival& a) { a.mail.auto_submitted = "auto-replied"; }));
  CHECK(silent([](Arrival& a) { a.mail.auto_submitted = "auto-generated"; }));
  CHECK(silent([](Arrival& a) { a.mail.null_return_path = true; }));
  CHECK(silent([](Arrival& a) { a.mail.delivery_report = true; }));
  for (const auto& row : world.rules().spam.rows()) {
    const bool machine = has({"S01", "S08", "S11", "S20", "S21"}, row.id);
    CHECK(silent([&](Arrival& a) { a.mail.hits.rows = {row.id}; }) == machine);
  }
  const auto noted = world.decide(mail_with_row("bob@acme.example", "S12"), thread(of_acme()));
  CHECK(noted.spam_row == "S12");
  CHECK(has_step(noted, "row_noted"));
  CHECK_FALSE(noted.silent);
}

TEST_CASE("C18a X4: in a storm of replies every one joins, and wakes nobody") {
  const World world;
  const auto* guard = world.rules().spam.guard(LoopSign::sender_rate);
  REQUIRE(guard);
  auto context = thread(of_acme());
  context.sender_count = guard->limit - 1;
  CHECK_FALSE(world.decide(mail("bob@acme.example"), context).silent);
  context.sender_count = guard->limit;
  const auto d = world.decide(mail("bob@acme.example"), context);
  CHECK(d.outcome == Outcome::appended);
  CHECK(d.silent);
  // A closed ticket opens for a person: it may be others who wrote so much in their name.
  context.threads[0].closed = true;
  CHECK_FALSE(world.decide(mail("bob@acme.example"), context).silent);
  auto machine = mail("bob@acme.example");
  machine.mail.auto_submitted = "auto-generated";
  CHECK(world.decide(machine, context).silent);
  context.threads[0].participant = true;
  CHECK(world.decide(mail("copied@elsewhere.example"), context).silent);
}

TEST_CASE("C18a: a reply beyond parsing joins, marked") {
  auto reply = mail("bob@acme.example");
  reply.mail.unparsed = true;
  const auto d = World().decide(reply, thread(of_acme()));
  CHECK(d.outcome == Outcome::appended);
  CHECK(has(d.flags, "unparsed"));
}

TEST_CASE("C18a: a bounce of our own message joins its ticket and is not silent") {
  const World world;
  auto bounce = mail_with_row("mailer-daemon@mx.acme.example", "S08");
  bounce.mail.delivery_report = bounce.mail.null_return_path = true;
  const auto d = world.decide(bounce, thread(of_acme("token")));
  CHECK(d.outcome == Outcome::appended);
  CHECK(has(d.flags, "bounce"));
  CHECK_FALSE(d.silent);
  CHECK(d.msp == "northwind");
  // Of a message that is not ours, it is spam like any other.
  CHECK(gist(world.decide(bounce, thread(of_acme("references")))) == "quarantined/-/spam:S08");
}

TEST_CASE("C18a: a bad token is noted and joins nothing by itself") {
  auto reply = mail("ann@acme.example");
  reply.mail.token_bad = true;
  const auto d = World().decide(reply);
  CHECK(has_step(d, "token_bad"));
  CHECK(gist(d) == "queued/any.ticket/coverage");
}

TEST_CASE("C14 C18a: a disowned sender joins only by our own token; a locked-out one never") {
  World world;
  auto spoofed = mail("bob@acme.example");
  spoofed.mail.auth.dmarc = "fail";
  const auto d = world.decide(spoofed, thread(of_acme("subject", true)));
  CHECK(d.outcome != Outcome::appended);
  CHECK(d.linked == "T-7");
  CHECK(world.decide(spoofed, thread(of_acme("token"))).outcome == Outcome::appended);
  world.contact("bob", [](Contact& bob) { bob.active = false; });
  const auto locked = world.decide(mail("bob@acme.example"), thread(of_acme("token", true)));
  CHECK(gist(locked) == "msp/msp/disabled_contact");
}
