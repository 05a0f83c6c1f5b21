// Coverage as decisions: the vectors of requirements 2.22, what a site chooses for work outside it,
// special days and hours, and by when an answer is due.
#include "desk_world.h"
#include "router/site_hours.h"

using namespace frontdesk;
using namespace frontdesk::test;

namespace {

struct Vector {
  std::string_view at, zone, local;
  bool business, after;
  std::string_view holiday;
};

constexpr Vector vectors[] = {
    {"2026-06-03T11:59:59Z", "America/New_York", "2026-06-03T07:59:59-04:00", false, true, ""},
    {"2026-06-03T12:00:00Z", "America/New_York", "2026-06-03T08:00:00-04:00", true, true, ""},
    {"2026-06-03T12:59:59Z", "America/New_York", "2026-06-03T08:59:59-04:00", true, true, ""},
    {"2026-06-03T13:00:00Z", "America/New_York", "2026-06-03T09:00:00-04:00", true, false, ""},
    {"2026-06-03T20:59:59Z", "America/New_York", "2026-06-03T16:59:59-04:00", true, false, ""},
    {"2026-06-03T21:00:00Z", "America/New_York", "2026-06-03T17:00:00-04:00", true, true, ""},
    {"2026-06-03T22:00:00Z", "America/New_York", "2026-06-03T18:00:00-04:00", false, true, ""},
    {"2026-06-06T16:00:00Z", "America/New_York", "2026-06-06T12:00:00-04:00", false, true, ""},
    {"2026-06-08T12:30:00Z", "America/New_York", "2026-06-08T08:30:00-04:00", true, true, ""},
    {"2026-06-08T13:30:00Z", "America/New_York", "2026-06-08T09:30:00-04:00", true, false, ""},
    {"2026-11-26T17:00:00Z", "America/Chicago", "2026-11-26T11:00:00-06:00", true, true,
     "Thanksgiving"},
    {"2026-07-03T16:00:00Z", "America/New_York", "2026-07-03T12:00:00-04:00", true, true,
     "Independence Day"},
    {"2026-07-04T16:00:00Z", "America/New_York", "2026-07-04T12:00:00-04:00", false, true,
     "Independence Day"},
    {"2027-12-31T17:00:00Z", "America/New_York", "2027-12-31T12:00:00-05:00", true, true,
     "New Year's Day"},
    {"2026-03-08T07:30:00Z", "America/New_York", "2026-03-08T03:30:00-04:00", false, true, ""},
    {"2026-11-01T05:30:00Z", "America/New_York", "2026-11-01T01:30:00-04:00", false, true, ""},
    {"2026-11-01T06:30:00Z", "America/New_York", "2026-11-01T01:30:00-05:00", false, true, ""},
    {"2026-06-03T23:30:00Z", "Australia/Sydney", "2026-06-04T09:30:00+10:00", true, false, ""},
    {"2026-06-03T02:29:59Z", "Asia/Kolkata", "2026-06-03T07:59:59+05:30", false, true, ""},
    {"2026-06-03T02:30:00Z", "Asia/Kolkata", "2026-06-03T08:00:00+05:30", true, true, ""},
    {"2026-06-03T16:30:00Z", "America/Phoenix", "2026-06-03T09:30:00-07:00", true, false, ""},
};

World at_acme(std::string_view plan, std::string_view zone = "America/New_York") {
  World world;
  world.site("acme-nyc", [&](Site& site) {
    site.plan = plan;
    site.time_zone = zone;
  });
  return world;
}

World choosing(std::string_view plan, void (*change)(OutsideHours&)) {
  World world;
  world.site("acme-nyc", [&](Site& site) {
    site.plan = plan;
    change(site.outside);
  });
  return world;
}

}  // namespace

TEST_CASE("C1 C2 C3 C4 C5 R6 R33 R34 R42 R44 R45 R46 R54: the vectors of 2.22 as decisions") {
  for (const auto& v : vectors) {
    INFO(v.at << ' ' << v.zone);
    for (const bool business : {true, false}) {
      const auto world = at_acme(business ? "global.business_hours" : "global.after_hours", v.zone);
      const auto d = world.decide(call("+12125550142", v.at));
      const bool covered = business ? v.business : v.after;
      REQUIRE(d.coverage);
      CHECK(d.coverage->covered == covered);
      CHECK(d.coverage->local_time == v.local);
      CHECK(d.coverage->holiday.value_or("") == v.holiday);
      CHECK(d.coverage->reduced_staffing == !v.holiday.empty());
      CHECK(has(d.flags, "reduced_staffing") == !v.holiday.empty());
      CHECK(d.outcome == (covered ? Outcome::queued : Outcome::msp));
      CHECK(d.coverage->window == (business ? "business_hours" : "after_hours"));
    }
  }
}

TEST_CASE("R31 to R40: every plan, every channel, in and out of its window, by region") {
  struct Row {
    std::string_view plan;
    bool us_voice, us_chat, at_night, at_noon;
  };
  constexpr Row rows[] = {{"global.24x7", false, false, true, true},
                          {"global.after_hours", false, false, true, false},
                          {"global.business_hours", false, false, false, true},
                          {"us_voice.24x7", true, false, true, true},
                          {"us_voice.after_hours", true, false, true, false},
                          {"us_voice.business_hours", true, false, false, true},
                          {"us_voice_us_chat.24x7", true, true, true, true},
                          {"us_voice_us_chat.after_hours", true, true, true, false},
                          {"us_voice_us_chat.business_hours", true, true, false, true}};
  for (const auto& row : rows) {
    INFO(row.plan);
    const auto world = at_acme(row.plan);
    for (const bool night : {true, false}) {
      const std::string_view when = night ? "2026-06-04T02:00:00Z" : "2026-06-03T16:00:00Z";
      const bool covered = night ? row.at_night : row.at_noon;
      const auto voice = world.decide(call("+12125550142", when));
      const auto by_chat = world.decide(chat("ann@acme.example", "", when));
      const auto by_mail = world.decide(mail("ann@acme.example", when));
      const auto by_psa = world.decide(machine_ticket("acme-nyc", when));
      CHECK(voice.coverage->covered == covered);
      CHECK(voice.queue == (!covered ? "msp" : row.us_voice ? "us.voice" : "any.voice"));
      CHECK(by_chat.queue == (!covered ? "msp" : row.us_chat ? "us.chat" : "any.chat"));
      // Mail and tickets are pinned to no region (R58, R61).
      if (covered) CHECK(by_mail.queue == "any.ticket");
      if (covered) CHECK(by_psa.queue == "any.ticket");
      if (covered) CHECK(by_mail.region == Region::any);
    }
  }
  const auto none = at_acme("none");
  CHECK(gist(none.decide(call("+12125550142"))) == "msp/msp/no_plan");
  CHECK(gist(none.decide(machine_ticket("acme-nyc"))) == "msp/msp/no_plan");
}

TEST_CASE("R60 C6: a plan by its old name or its title decides as by its id") {
  for (const std::string_view name :
       {"Premier", "RMM Help Desk Service + US Voice and US Chat Interactions - 24x7"}) {
    const auto d = at_acme(name).decide(call("+12125550142", midday));
    CHECK(d.queue == "us.voice");
    CHECK(d.coverage->plan == "us_voice_us_chat.24x7");
  }
}

TEST_CASE("C9: the choices of a site for work outside coverage") {
  const auto night = "2026-06-04T02:00:00Z";
  const auto voicemail = choosing("global.business_hours", [](OutsideHours& outside) {
    outside.voice = OutsideChoice::voicemail;
    outside.chat = OutsideChoice::callback;
    outside.email = OutsideChoice::msp;
    outside.ticket = OutsideChoice::held;
  });
  const auto by_voice = voicemail.decide(call("+12125550142", night));
  CHECK(gist(by_voice) == "msp/msp/out_of_coverage");
  CHECK(has_step(by_voice, "outside_voicemail"));
  CHECK(has_step(voicemail.decide(chat("ann@acme.example", "", night)), "outside_callback"));
  CHECK(gist(voicemail.decide(mail("ann@acme.example", night))) == "msp/msp/out_of_coverage");
  CHECK(gist(voicemail.decide(machine_ticket("acme-nyc", night))) ==
        "held/any.ticket/out_of_coverage");
  // The default of an after-hours site is the MSP; it may choose to have mail held.
  const auto held = choosing("global.after_hours",
                             [](OutsideHours& outside) { outside.email = OutsideChoice::held; });
  CHECK(held.decide(mail("ann@acme.example", midday)).held_until == at("2026-06-03T21:00:00Z"));
  CHECK(gist(held.decide(machine_ticket("acme-nyc", midday))) == "msp/msp/out_of_coverage");
  // Live work is told by message unless the site says otherwise, and is never held.
  CHECK(has_step(World().decide(call("+12125550142", midday)), "outside_message"));
  const auto kept = choosing("global.business_hours",
                             [](OutsideHours& outside) { outside.voice = OutsideChoice::held; });
  CHECK(has_step(kept.decide(call("+12125550142", night)), "outside_message"));
}

TEST_CASE("C9 R226: calls are never forwarded to the caller") {
  const auto forwarding = choosing("global.business_hours", [](OutsideHours& outside) {
    outside.voice = OutsideChoice::forward;
    outside.forward_to = "+12125550142";
  });
  const auto night = "2026-06-04T02:00:00Z";
  const auto own = forwarding.decide(call("+12125550142", night));
  CHECK(has_step(own, "forward_would_loop"));
  CHECK(has_step(own, "outside_message"));
  World other = forwarding;
  other.contact("bob", [](Contact& bob) { bob.site = "acme-nyc"; });
  const auto d = other.decide(call("+13125550143", night));
  CHECK(has_step(d, "outside_forward"));
  CHECK_FALSE(has_step(d, "forward_would_loop"));
  // A line that came to the rules after the site's choice; a choice of the rules without a number.
  other.site("acme-nyc", [](Site& site) { site.outside.forward_to = "+18665206414"; });
  CHECK(has_step(other.decide(call("+13125550143", night)), "forward_would_loop"));
  World by_rule(
      compiled(RuleTexts().replace("coverage.toml", "live = \"message\"", "live = \"forward\"")));
  by_rule.plan("acme-nyc", "global.business_hours");
  CHECK(has_step(by_rule.decide(call("+12125550142", night)), "forward_would_loop"));
}

TEST_CASE("C9: held over a weekend and a holiday, and decided again when the time comes") {
  const auto world = at_acme("global.business_hours");
  const auto friday = world.decide(mail("ann@acme.example", "2026-06-05T22:30:00Z"));
  CHECK(friday.held_until == at("2026-06-08T12:00:00Z"));
  // A holiday closes nothing: Labor Day, a Monday, is covered.
  const auto labor = world.decide(mail("ann@acme.example", "2026-09-05T16:00:00Z"));
  CHECK(labor.held_until == at("2026-09-07T12:00:00Z"));
  // Where holidays close business hours, it is Tuesday.
  const World closing(
      compiled(RuleTexts().replace("coverage.toml", "business_hours_on_holidays = \"covered\"",
                                   "business_hours_on_holidays = \"closed\"")));
  World closed = closing;
  closed.plan("acme-nyc", "global.business_hours");
  const auto tuesday = closed.decide(mail("ann@acme.example", "2026-09-05T16:00:00Z"));
  CHECK(tuesday.held_until == at("2026-09-08T12:00:00Z"));

  Context due;
  due.again.emplace();
  due.again->was_held = due.again->skip_screen = true;
  const auto arrived = mail("ann@acme.example", "2026-06-05T22:30:00Z");
  const auto again = world.decide(arrived, due, "2026-06-08T12:00:00Z");
  CHECK(gist(again) == "queued/any.ticket/coverage");
  CHECK(again.coverage->local_time == "2026-06-08T08:00:00-04:00");
  CHECK(again.answer_by == at("2026-06-08T14:00:00Z"));
  // Plan, site or rules may have changed meanwhile.
  World changed = world;
  changed.plan("acme-nyc", "none");
  CHECK(gist(changed.decide(arrived, due, "2026-06-08T12:00:00Z")) == "msp/msp/no_plan");
  changed.edit([](DirectoryData& data) {
    std::erase_if(data.contacts, [](const Contact& one) { return one.id == "ann"; });
    std::erase_if(data.endpoints, [](const Endpoint& one) { return one.id == "ep-ann"; });
    find_id(data.msps, "northwind").recognition = RecognitionPolicy::deny;
  });
  // What was taken in is not refused any more.
  auto by_own_line = arrived;
  by_own_line.line = "northwind-email";
  const auto gone = changed.decide(by_own_line, due, "2026-06-08T12:00:00Z");
  CHECK(gist(gone) == "msp/msp/unrecognised");
  CHECK(has_step(gone, "not_on_file_any_more"));
}

TEST_CASE("C9: coverage is frozen at arrival when work is released") {
  Context released;
  released.again.emplace();
  released.again->skip_screen = true;
  const auto world = at_acme("global.business_hours");
  // It came on Friday at 17:55 and is let through on Saturday.
  const auto d = world.decide(mail_with_row("ann@acme.example", "S12", "2026-06-05T21:55:00Z"),
                              released, "2026-06-06T15:00:00Z");
  CHECK(gist(d) == "queued/any.ticket/coverage");
  CHECK(d.coverage->local_time == "2026-06-05T17:55:00-04:00");
  CHECK(d.answer_by == at("2026-06-08T14:00:00Z"));
  // It came at night and is let through by day: held, and due at once.
  const auto night = world.decide(mail("ann@acme.example", "2026-06-05T03:00:00Z"), released,
                                  "2026-06-05T15:00:00Z");
  CHECK(night.outcome == Outcome::held);
  CHECK(night.held_until == at("2026-06-05T15:00:00Z"));
}

TEST_CASE("C42 R115 R116: answer_by counts covered time for mail, real time for calls") {
  const auto business = at_acme("global.business_hours");
  // 17:50 under Business Hours: ten minutes today, the rest from 08:00.
  const auto d = business.decide(mail("ann@acme.example", "2026-06-03T21:50:00Z"));
  CHECK(d.answer_by == at("2026-06-04T13:50:00Z"));
  const auto friday = business.decide(mail("ann@acme.example", "2026-06-05T21:50:00Z"));
  CHECK(friday.answer_by == at("2026-06-08T13:50:00Z"));
  CHECK(business.decide(call("+12125550142", "2026-06-03T21:59:58Z")).answer_by ==
        at("2026-06-03T22:00:58Z"));
  CHECK(World().decide(mail("ann@acme.example", "2026-06-03T12:50:00Z")).answer_by ==
        at("2026-06-03T22:50:00Z"));
}

TEST_CASE("C5: a site's own holidays count for coverage, opening and deadlines alike") {
  const auto with = [](std::string_view plan) {
    World world;
    world.site("acme-nyc", [&](Site& site) {
      site.plan = plan;
      site.extra_holidays = {{"2026-06-03", "Founders' Day"}};
    });
    return world;
  };
  const auto after = with("global.after_hours");
  const auto noon = after.decide(mail("ann@acme.example", midday));
  CHECK(gist(noon) == "queued/any.ticket/coverage");
  CHECK(noon.coverage->holiday == "Founders' Day");
  CHECK(has(noon.flags, "reduced_staffing"));
  CHECK(noon.answer_by == at("2026-06-03T17:00:00Z"));
  // The holiday goes on past 09:00.
  CHECK(after.decide(mail("ann@acme.example", "2026-06-03T12:30:00Z")).answer_by ==
        at("2026-06-03T14:30:00Z"));
  const auto business = with("global.business_hours");
  const auto as_ever = business.decide(mail("ann@acme.example", midday));
  CHECK(as_ever.coverage->covered);
  CHECK(as_ever.answer_by == at("2026-06-03T17:00:00Z"));

  World closed(
      compiled(RuleTexts().replace("coverage.toml", "business_hours_on_holidays = \"covered\"",
                                   "business_hours_on_holidays = \"closed\"")));
  closed.site("acme-nyc", [](Site& site) {
    site.plan = "global.business_hours";
    site.extra_holidays = {{"2026-06-03", "Founders' Day"}};
  });
  const auto held = closed.decide(mail("ann@acme.example", midday));
  CHECK(held.outcome == Outcome::held);
  CHECK(held.held_until == at("2026-06-04T12:00:00Z"));
  CHECK(closed.decide(mail("ann@acme.example", "2026-06-02T21:00:00Z")).answer_by ==
        at("2026-06-04T13:00:00Z"));
}

TEST_CASE("C5: a site may name another calendar, and U.S. days are then like any other") {
  World world(compiled(RuleTexts().append("holidays.toml", R"(
[[calendar]]
id = "au"
[[calendar.holiday]]
name = "Australia Day"
month = 1
day = 26
)")));
  world.site("birch-syd", [](Site& site) {
    site.holidays = "au";
    site.plan = "global.after_hours";
  });
  const auto day = world.decide(mail("bea@birch.example", "2026-01-26T02:00:00Z"));
  CHECK(day.coverage->holiday == "Australia Day");
  CHECK(day.coverage->covered);
  // Thanksgiving at noon in Sydney.
  const auto us = world.decide(mail("bea@birch.example", "2026-11-26T01:00:00Z"));
  CHECK_FALSE(us.coverage->holiday);
  CHECK_FALSE(us.coverage->covered);
}

TEST_CASE("C7: one-off hours open or close a site for their time, deadlines with them") {
  World world;
  const auto during = [&](bool covered) {
    world.site("acme-nyc", [&](Site& site) {
      site.plan = "global.business_hours";
      site.one_offs = {{at("2026-06-03T14:00:00Z"), at("2026-06-03T16:00:00Z"), covered, "nora"}};
    });
  };
  during(false);
  CHECK(gist(world.decide(call("+12125550142", midday))) == "msp/msp/out_of_coverage");
  CHECK(gist(world.decide(mail("ann@acme.example", midday))) == "msp/msp/out_of_coverage");
  CHECK_FALSE(world.decide(call("+12125550142", midday)).coverage->covered);
  CHECK(gist(world.decide(call("+12125550142", "2026-06-03T14:00:00Z"))) ==
        "msp/msp/out_of_coverage");
  CHECK(gist(world.decide(call("+12125550142", "2026-06-03T16:00:00Z"))) ==
        "queued/any.voice/coverage");
  CHECK(world.decide(mail("ann@acme.example", "2026-06-03T13:00:00Z")).answer_by ==
        at("2026-06-03T17:00:00Z"));
  world.site("acme-nyc", [](Site& site) {
    site.one_offs = {{at("2026-06-04T10:00:00Z"), at("2026-06-04T13:00:00Z"), false, "nora"},
                     {at("2026-06-04T03:00:00Z"), at("2026-06-04T04:00:00Z"), true, "nora"}};
  });
  const auto held = world.decide(mail("ann@acme.example", "2026-06-03T23:30:00Z"));
  CHECK(held.held_until == at("2026-06-04T03:00:00Z"));
  const auto later = world.decide(mail("ann@acme.example", "2026-06-04T05:00:00Z"));
  CHECK(later.held_until == at("2026-06-04T13:00:00Z"));
  const auto opened = world.decide(mail("ann@acme.example", "2026-06-04T03:30:00Z"));
  CHECK(opened.outcome == Outcome::queued);
  CHECK(opened.coverage->covered);
  CHECK(opened.answer_by == at("2026-06-04T14:30:00Z"));  // half an hour of its two is used
  // Of two that overlap the first counts.
  world.site("acme-nyc", [](Site& site) {
    site.one_offs = {{at("2026-06-04T02:00:00Z"), at("2026-06-04T06:00:00Z"), false, "nora"},
                     {at("2026-06-04T03:00:00Z"), at("2026-06-04T05:00:00Z"), true, "nora"}};
  });
  CHECK(world.decide(mail("ann@acme.example", "2026-06-04T01:00:00Z")).held_until ==
        at("2026-06-04T12:00:00Z"));
  world.site("acme-nyc", [](Site& site) { site.one_offs.erase(site.one_offs.begin()); });
  CHECK(world.decide(mail("ann@acme.example", "2026-06-04T03:00:00Z")).answer_by ==
        at("2026-06-04T05:00:00Z"));
}

TEST_CASE("C29 R220 R221 R222 R223: hourly contracts gate calls and chats, tickets when told to") {
  const auto hourly = [](RuleTexts texts) {
    World world(compiled(std::move(texts)));
    world.edit([](DirectoryData& data) {
      find_id(data.sites, "acme-nyc").plan = "none";
      find_id(data.sites, "acme-nyc").activated_at.reset();
      data.contracts[0].kind = ContractKind::hourly;
      data.contracts[0].hours = {{"mon-fri", "08:00", "18:00"}};
    });
    return world;
  };
  const auto world = hourly(RuleTexts());
  const auto inside = world.decide(call("+12125550142", midday));
  CHECK(gist(inside) == "queued/any.voice/coverage");
  CHECK(inside.coverage->plan == "hourly");
  CHECK(inside.coverage->covered);
  CHECK(gist(world.decide(call("+12125550142", "2026-06-03T11:59:59Z"))) ==
        "msp/msp/hourly_out_of_hours");
  CHECK(gist(world.decide(call("+12125550142", "2026-06-03T12:00:00Z"))) ==
        "queued/any.voice/coverage");
  CHECK(gist(world.decide(call("+12125550142", "2026-06-03T22:00:00Z"))) ==
        "msp/msp/hourly_out_of_hours");
  CHECK(gist(world.decide(chat("ann@acme.example", "", "2026-06-06T15:00:00Z"))) ==
        "msp/msp/hourly_out_of_hours");
  // Tickets are worked on at all times: real time counts.
  CHECK(world.decide(mail("ann@acme.example", "2026-06-03T21:50:00Z")).answer_by ==
        at("2026-06-03T23:50:00Z"));
  CHECK(gist(world.decide(machine_ticket("acme-nyc", "2026-06-06T15:00:00Z"))) ==
        "queued/any.ticket/coverage");

  const auto gated = hourly(RuleTexts().replace("coverage.toml", "hourly_ticket_gating = false",
                                                "hourly_ticket_gating = true"));
  CHECK(gist(gated.decide(mail("ann@acme.example", "2026-06-06T15:00:00Z"))) ==
        "msp/msp/hourly_out_of_hours");
  CHECK(gated.decide(mail("ann@acme.example", "2026-06-03T21:50:00Z")).answer_by ==
        at("2026-06-04T13:50:00Z"));
}

TEST_CASE("C8 C38 R20 R21 R275: the latest of desired start, activation, service start, go-live") {
  World world;
  world.edit([](DirectoryData& data) {
    auto& site = find_id(data.sites, "acme-nyc");
    site.plan = "global.24x7";
    site.desired_start = "2026-06-03";
    data.contracts[0].service_start = "2026-06-04";
    data.contracts[0].go_live = "2026-06-05";
  });
  const auto why = [&](std::string_view when) {
    return gist(world.decide(call("+12125550142", when)));
  };
  CHECK(why("2026-06-05T03:59:59Z") == "msp/msp/not_started");
  CHECK(why("2026-06-05T04:00:00Z") == "queued/any.voice/coverage");
  world.edit([](DirectoryData& data) { data.contracts.clear(); });
  // Midnight on the site's own clock.
  CHECK(why("2026-06-03T03:59:59Z") == "msp/msp/not_started");
  CHECK(why("2026-06-03T04:00:00Z") == "queued/any.voice/coverage");
  world.site("acme-nyc", [](Site& site) { site.activated_at = at("2026-06-03T10:00:00Z"); });
  CHECK(why("2026-06-03T09:59:59Z") == "msp/msp/not_started");
  CHECK(why("2026-06-03T10:00:00Z") == "queued/any.voice/coverage");
}

TEST_CASE("R231: an hourly contract to come, one that is over, one without help desk") {
  World world;
  const auto with = [&](ContractKind kind, std::string start, std::string end, bool help_desk) {
    world.edit([&](DirectoryData& data) {
      find_id(data.sites, "acme-nyc").plan = "none";
      data.contracts[0] = {
          "k1", "acme-nyc", kind, start, "", help_desk, {{"daily", "00:00", "24:00"}}, end};
    });
    return gist(world.decide(call("+12125550142")));
  };
  CHECK(with(ContractKind::hourly, "2026-01-01", "", true) == "queued/any.voice/coverage");
  CHECK(with(ContractKind::hourly, "2026-07-01", "", true) == "msp/msp/not_started");
  CHECK(with(ContractKind::hourly, "2026-01-01", "2026-06-02", true) == "msp/msp/no_plan");
  // The last day counts.
  CHECK(with(ContractKind::hourly, "2026-01-01", "2026-06-03", true) ==
        "queued/any.voice/coverage");
  CHECK(with(ContractKind::hourly, "2026-01-01", "", false) == "msp/msp/no_plan");
  // From the first instant of its first day to the last of its last.
  with(ContractKind::hourly, "2026-06-03", "2026-06-03", true);
  const auto outcome_at = [&](std::string_view when) {
    return world.decide(call("+12125550142", when)).outcome;
  };
  CHECK(outcome_at("2026-06-03T03:59:59.999Z") == Outcome::msp);
  CHECK(outcome_at("2026-06-03T04:00:00Z") == Outcome::queued);
  CHECK(outcome_at("2026-06-04T03:59:59.999Z") == Outcome::queued);
  CHECK(outcome_at("2026-06-04T04:00:00Z") == Outcome::msp);
}

TEST_CASE("R231 R256: several contracts of a site, and one beside a plan") {
  World world;
  const auto with = [&](std::vector<Contract> contracts) {
    world.edit([&](DirectoryData& data) { data.contracts = std::move(contracts); });
    return gist(world.decide(call("+12125550142")));
  };
  const auto contract = [](std::string id, ContractKind kind, bool help_desk,
                           std::string end = "") {
    return Contract{
        std::move(id), "acme-nyc", kind, "2026-01-01", "", help_desk, {{"daily", "00:00", "24:00"}},
        std::move(end)};
  };
  constexpr auto recurring = ContractKind::recurring;
  // One with the help desk is enough, whichever comes first.
  CHECK(with({contract("k1", recurring, true), contract("k2", recurring, false)}) ==
        "queued/us.voice/coverage");
  CHECK(with({contract("k1", recurring, false), contract("k2", recurring, true)}) ==
        "queued/us.voice/coverage");
  // A plan goes before an hourly contract.
  CHECK(with({contract("k1", ContractKind::hourly, true)}) == "queued/us.voice/coverage");
  // What was held is judged by the contracts of when it is released.
  world.plan("acme-nyc", "global.business_hours");
  with({contract("k1", recurring, true, "2026-06-03")});
  const auto asked = mail("ann@acme.example", "2026-06-03T23:30:00Z");
  CHECK(world.decide(asked).outcome == Outcome::held);
  Context context;
  context.again.emplace();
  context.again->was_held = true;
  CHECK(gist(world.decide(asked, context, "2026-06-04T12:00:00Z")) == "msp/msp/not_enabled");
}
