// Tickets from elsewhere: what is checked, what is kept, what makes two the same.
#include "intake/psa/ticket_request.h"

#include <doctest/doctest.h>

using namespace frontdesk;

namespace {

constexpr Instant noon{std::chrono::milliseconds{1'780'488'000'000}};

RuleSet rules_with_lines() {
  Line psa, mail;
  psa.id = "psa";
  psa.channel = Channel::ticket;
  psa.country = "GB";
  mail.id = "support";
  mail.channel = Channel::email;
  mail.address = "help@desk.example";
  RuleSet rules;
  rules.lines = Lines({psa, mail});
  return rules;
}

TicketRequest by_ann() {
  TicketRequest request;
  request.email = "Ann@Acme.example";
  request.subject = "Printer";
  request.text = "It burns.";
  return request;
}

std::string refused(TicketRequest request) {
  const auto ok = tidy(request, rules_with_lines());
  return ok ? "" : ok.error().says;
}

}  // namespace

TEST_CASE("ticket request R70: an address in lower case, a number in E.164 by the line's country") {
  auto request = by_ann();
  request.line = "psa";
  request.phone = "020 7946 0123";
  REQUIRE(tidy(request, rules_with_lines()).has_value());
  CHECK(request.email == "ann@acme.example");
  CHECK(request.phone == "+442079460123");
}

TEST_CASE("ticket request R189: secrets do not stay in what people wrote") {
  auto request = by_ann();
  request.subject = "Backup passphrase: horse-battery-9";
  request.text = "The password is: Tr0ub4dor&3";
  request.name = "Ann\r\nBcc: x";
  REQUIRE(tidy(request, rules_with_lines()).has_value());
  CHECK(request.subject.find("horse") == std::string::npos);
  CHECK(request.text.find("Tr0ub") == std::string::npos);
  CHECK(request.name.find('\n') == std::string::npos);
}

TEST_CASE("ticket request: what it may not be is told by its member") {
  CHECK(refused(by_ann()) == "");
  CHECK(refused({}).starts_with("name who asks"));
  auto request = by_ann();
  request.email = "nobody";
  CHECK(refused(request).starts_with("email:"));
  request = by_ann();
  request.phone = "twelve";
  CHECK(refused(request).starts_with("phone:"));
  request = by_ann();
  for (const auto* line : {"support", "nowhere"}) {
    request.line = line;
    CHECK(refused(request).starts_with("line:"));
  }
  request = by_ann();
  request.callback = true;
  CHECK(refused(request).starts_with("phone: a callback"));
}

TEST_CASE("ticket request, limits: 1,000 bytes of subject, 262,144 of text, 200 of name and reference") {
  const auto at_the_edge = [](std::string TicketRequest::*member, std::size_t most) {
    auto request = by_ann();
    request.*member = std::string(most, 'x');
    CHECK(refused(request) == "");
    request.*member += 'x';
    CHECK(refused(request).find("at most " + std::to_string(most)) != std::string::npos);
  };
  at_the_edge(&TicketRequest::subject, 1'000);
  at_the_edge(&TicketRequest::text, 262'144);
  at_the_edge(&TicketRequest::name, 200);
  at_the_edge(&TicketRequest::reference, 200);
}

TEST_CASE("ticket request R67 R68: the arrival says who, what, for whom, and that a call is wanted") {
  auto request = by_ann();
  request.source = TicketSource::assistant;
  request.reference = "va-7";
  request.phone = "+12125550142";
  request.callback = true;
  REQUIRE(tidy(request, rules_with_lines()).has_value());
  const auto arrival = distil_ticket(request, {"northwind", "key-1", "sum"}, noon, "a-1");
  CHECK(arrival.channel == Channel::ticket);
  CHECK(arrival.source == "assistant");
  CHECK(arrival.external_id == "va-7");
  CHECK(arrival.msp == "northwind");
  CHECK(arrival.wants_callback);
  CHECK_FALSE(arrival.by_machine);
  CHECK(arrival.from_address == "ann@acme.example");
  CHECK(arrival.mail.subject == "Printer");
  CHECK(arrival.mail.text_preview == "It burns.");
}

TEST_CASE("ticket request: an alert without a person is a machine's; a key is its tenant's own") {
  TicketRequest alert;
  alert.source = TicketSource::rmm;
  alert.site = "acme-nyc";
  REQUIRE(tidy(alert, rules_with_lines()).has_value());
  const auto of = [&](std::string msp, std::string key) {
    return distil_ticket(alert, {std::move(msp), std::move(key), "sum"}, noon, "a-1");
  };
  CHECK(of("", "").by_machine);
  CHECK(of("", "").key.empty());
  CHECK(of("northwind", "k").key == of("northwind", "k").key);
  CHECK(of("northwind", "k").key != of("harbor", "k").key);
  CHECK(of("northwind", "k").key != of("northwind", "l").key);
  alert.msp = "harbor";
  CHECK(of("", "").msp == "harbor");
  CHECK(of("northwind", "").msp == "northwind");
}
