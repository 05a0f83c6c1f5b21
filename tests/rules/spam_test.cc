#include <doctest/doctest.h>

#include <thread>

#include "rule_texts.h"

using namespace frontdesk;
using namespace frontdesk::test;

namespace {

using Rows = std::vector<std::string>;

const SpamTable& shipped() {
  return default_rules().rules->spam;
}

Rows hits(const SpamTable& table, const MailTexts& mail) {
  return Matcher().match(table, mail).rows;
}

Rows from(std::string_view address, std::string_view header = {}) {
  return hits(shipped(), {header.empty() ? address : header, address, {}, {}});
}

Rows subject(std::string_view text) {
  return hits(shipped(), {"Ann Lee <ann@acme.example>", "ann@acme.example", text, {}});
}

Rows body(std::string_view text) {
  return hits(shipped(), {"Ann Lee <ann@acme.example>", "ann@acme.example", {}, text});
}

SpamTable table_of(std::vector<SpamRow> rows, std::vector<SpamException> exceptions = {}) {
  auto table = SpamTable::compile(std::move(rows), std::move(exceptions), {});
  REQUIRE(table.has_value());
  return std::move(*table);
}

struct RowCase {
  const char* id;
  Field field;
  const char* hit;
  const char* miss;  // a text that is nearly one
};

const RowCase row_cases[] = {
    {"S01", Field::from, "postmaster@acme.example", "the.postmaster@acme.example"},
    {"S02", Field::from, "x@email.microsoft365.com", "x@mail.microsoft365.com"},
    {"S03", Field::from, "no_reply@acme.example", "no_replies@acme.example"},
    {"S04", Field::from, "do-not-reply@acme.example", "do.not.reply@acme.example"},
    {"S05", Field::from, "no-reply@acme.example", "no-reply.x@acme.example"},
    {"S06", Field::from, "noreply@acme.example", "noreplys@acme.example"},
    {"S07", Field::from, "DO-NOT-REPLY@acme.example", "DO-NOT-REPLY.x@acme.example"},
    {"S08", Field::from, "MAILER-DAEMON@acme.example", "MAILER-DEMON@acme.example"},
    {"S09", Field::from, "calendar@google.com", "calendar@goggle.com"},
    {"S10", Field::from, "E-mail Security Team <x@y.example>", "Email Security Team <x@y.example>"},
    {"S11", Field::subject, "Your message couldn\u2019t be delivered",
     "Your message could be delivered"},
    {"S12", Field::body, "I am Out of Office until Monday", "I am out of the office until Monday"},
    {"S13", Field::subject, "Out of Office: Re: printer", "Out-of-Office: Re: printer"},
    {"S14", Field::subject, "Alert: Email Count to Low on MX", "Alert: Email Count too Low on MX"},
    {"S15", Field::from, "service@ringcentral.com", "service@ringcentral.net"},
    {"S16", Field::from, "news@mail.adobe.com", "news@adobe.com"},
    {"S17", Field::from, "x@vmware.com", "x@vmware.org"},
    {"S18", Field::from, "info@acme.example", "infos@acme.example"},
    {"S19", Field::from, "x@microsoft.com", "x@microsoft.example"},
    {"S20", Field::subject, "Undelivered Mail Returned to Sender", "Undelivered Mail Returned"},
    {"S21", Field::subject, "Delivery Status Notification (Failure)", "Delivery Status Notice"},
};

bool has(const Rows& rows, std::string_view id) {
  return std::find(rows.begin(), rows.end(), id) != rows.end();
}

Rows hits_of(const RowCase& row, std::string_view text) {
  return row.field == Field::from      ? from(text)
         : row.field == Field::subject ? subject(text)
                                       : body(text);
}

}  // namespace

TEST_CASE("R191 to R211: each row is hit by its phrase and missed by one that is nearly it") {
  REQUIRE(std::size(row_cases) == 21);
  for (const auto& row : row_cases) {
    CAPTURE(std::string(row.id));
    CHECK(has(hits_of(row, row.hit), row.id));
    CHECK_FALSE(has(hits_of(row, row.miss), row.id));
  }
}

TEST_CASE("R213, R214: a phrase counts in its own field only") {
  CHECK(subject("write to info@acme.example").empty());
  CHECK(body("info@acme.example").empty());
  CHECK(body("Delivery Status Notification").empty());
  CHECK(from("out of office@acme.example").empty());
  CHECK(subject("Out of Office") == Rows{"S13"});
  CHECK(body("Out of Office") == Rows{"S12"});
}

TEST_CASE("C16: case does not matter and the first row comes first") {
  CHECK(from("Do-Not-Reply@Acme.example") == Rows{"S04", "S07"});
  CHECK(from("do-not-reply@mail.adobe.com") == Rows{"S04", "S07", "S16"});
  CHECK(from("POSTMASTER@acme.example") == Rows{"S01"});
  CHECK(subject("oUT oF oFFICE") == Rows{"S13"});
}

TEST_CASE("R212: every row that hits is named once, lowest first") {
  CHECK(
      from("noreply@google.com", "E-mail Security Team noreply@google.com <noreply@google.com>") ==
      Rows{"S06", "S09", "S10"});
  CHECK(body("Out of Office Out of Office Out of Office") == Rows{"S12"});
}

TEST_CASE("C17: begins with is tried on the address and on the header as it stands") {
  CHECK(from("postmaster@x.example", "\"Mail System\" <postmaster@x.example>") == Rows{"S01"});
  CHECK(from("ann@x.example", "postmaster@x.example via list <ann@x.example>") == Rows{"S01"});
  CHECK(from("ann@x.example", "  postmaster@x.example <ann@x.example>") == Rows{"S01"});
  CHECK(from("ann@x.example", "the postmaster@x.example <ann@x.example>").empty());
}

TEST_CASE("C17: contains is tried on the header and on the address") {
  CHECK(from("x@y.example", "E-mail Security Team <x@y.example>") == Rows{"S10"});
  CHECK(from("x@y.example", "e-MAIL security TEAM <x@y.example>") == Rows{"S10"});
  CHECK(from("noreply@y.example", "Somebody") == Rows{"S06"});
}

TEST_CASE("C18: the rows are taken literally, over-blocking included") {
  CHECK(from("bioinfo@acme.example") == Rows{"S18"});
  CHECK(from("x@notvmware.com") == Rows{"S17"});
  CHECK(from("x@google.com.example") == Rows{"S09"});
  CHECK(from("x@microsoft.com.example") == Rows{"S19"});
  CHECK(body("I'm out of office tomorrow, please reset my password today") == Rows{"S12"});
}

TEST_CASE("C18: apostrophes, no-break spaces, line ends and wide letters are folded") {
  CHECK(subject("Your message couldn't be delivered") == Rows{"S11"});
  CHECK(subject("Your message couldn\u2018t be delivered") == Rows{"S11"});
  CHECK(subject("Your\u00a0message couldn\u2019t be\u00a0\u00a0delivered") == Rows{"S11"});
  CHECK(body("I am out\r\nof \u00a0 office") == Rows{"S12"});
  CHECK(subject("\uff2f\uff35\uff34 of Office") == Rows{"S13"});
  CHECK(subject("Out\u200bof Office").empty());
}

TEST_CASE("R27, C18a: our own notify@ mail hits none of the 21") {
  CHECK(from("notify@itsupport247.net", "ConnectWise <notify@itsupport247.net>").empty());
}

TEST_CASE("bytes that are not text do no harm") {
  CHECK(subject("\xff\xfe Out of Office \xc3") == Rows{"S13"});
  CHECK(body(std::string("\0Out of Office\0", 15)) == Rows{"S12"});
  CHECK(hits(shipped(), {}).empty());
  CHECK(body(std::string(4u << 20, 'a') + " out of office") == Rows{"S12"});
}

TEST_CASE("a row that is off never hits; one in dry run is reported") {
  const auto table = table_of({{"A", Field::subject, MatchKind::contains, "sale", false, false},
                               {"B", Field::subject, MatchKind::contains, "sale", true, true}});
  CHECK(hits(table, {{}, {}, "Big Sale", {}}) == Rows{"B"});
  REQUIRE(table.row("A"));
  CHECK_FALSE(table.row("A")->enabled);
  CHECK(table.row("C") == nullptr);
}

TEST_CASE("begins_with is not satisfied by a second place") {
  const auto table = table_of({{"A", Field::subject, MatchKind::begins_with, "aa", false, true},
                               {"B", Field::subject, MatchKind::contains, "aa", false, true}});
  CHECK(hits(table, {{}, {}, "baa", {}}) == Rows{"B"});
  CHECK(hits(table, {{}, {}, "aaa aa", {}}) == Rows{"A", "B"});
  CHECK(hits(table, {{}, {}, "a", {}}).empty());
}

TEST_CASE("C18: exceptions that are on are reported where their phrase is in their field") {
  const auto table = table_of({{"S18", Field::from, MatchKind::contains, "info@", false, true}},
                              {{"northwind", "S18", Field::from, "INFO@acme.example", true},
                               {"northwind", "S18", Field::subject, "printer", true},
                               {"northwind", "S18", Field::from, "acme", false}});
  Matcher matcher;
  auto found = matcher.match(table, {"info@acme.example", "info@acme.example", "the Printer", {}});
  CHECK(found.rows == Rows{"S18"});
  CHECK(found.exceptions == std::vector<int>{0, 1});
  found = matcher.match(table, {"info@other.example", "info@other.example", "x", "printer"});
  CHECK(found.exceptions.empty());
}

TEST_CASE("a blank phrase is refused by the table too") {
  for (const auto* phrase : {"", " ", "\u00a0", "\u200b"}) {
    const auto table =
        SpamTable::compile({{"A", Field::from, MatchKind::contains, phrase, false, true}}, {}, {});
    CHECK(table.has_error());
  }
}

TEST_CASE("phrases that look like expressions are literal") {
  const auto table =
      table_of({{"A", Field::subject, MatchKind::contains, "a.c+[x]^$\\d", false, true},
                {"B", Field::subject, MatchKind::contains, ".", false, true}});
  CHECK(hits(table, {{}, {}, "A.C+[X]^$\\D!", {}}) == Rows{"A", "B"});
  CHECK(hits(table, {{}, {}, "abc", {}}).empty());
}

TEST_CASE("one matcher serves one table after another") {
  Matcher matcher;
  std::vector<SpamRow> rows;
  for (int size = 1; size <= 1000; size *= 10) {
    while (static_cast<int>(rows.size()) < size) {
      const auto n = std::to_string(rows.size());
      rows.push_back({"R" + n, Field::body, MatchKind::contains, "word" + n + ";", false, true});
    }
    const auto table = table_of(rows);
    const auto last = std::to_string(size - 1);
    CHECK(matcher.match(table, {{}, {}, {}, "a WORD" + last + "; b"}).rows == Rows{"R" + last});
  }
  CHECK(matcher.match(SpamTable(), {"a", "a", "a", "a"}).rows.empty());
  CHECK(matcher.match(shipped(), {"info@x", "info@x", {}, {}}).rows == Rows{"S18"});
  Matcher moved = std::move(matcher);
  CHECK(moved.match(shipped(), {"info@x", "info@x", {}, {}}).rows == Rows{"S18"});
}

TEST_CASE("10,000 rows compile, and each is found") {
  std::vector<SpamRow> rows;
  for (int i = 0; i < 10'000; ++i)
    rows.push_back({"R" + std::to_string(i), i % 2 ? Field::from : Field::body,
                    i % 3 ? MatchKind::contains : MatchKind::begins_with,
                    "sender" + std::to_string(i * 7919) + "@spam.example", false, true});
  const auto table = table_of(rows);
  Matcher matcher;
  for (int i = 0; i < 10'000; i += 501) {
    const auto text = "Sender" + std::to_string(i * 7919) + "@Spam.Example";
    const auto found = i % 2 ? matcher.match(table, {text, text, {}, {}})
                             : matcher.match(table, {{}, {}, {}, text});
    CHECK(found.rows == Rows{"R" + std::to_string(i)});
  }
}

TEST_CASE("threads share one table") {
  const auto& table = shipped();
  std::vector<std::thread> threads;
  std::vector<int> good(4);
  for (auto& count : good)
    threads.emplace_back([&table, &count] {
      Matcher matcher;
      for (int i = 0; i < 500; ++i)
        count += matcher.match(table, {"info@x", "info@x", "Out of Office", "b"}).rows ==
                 Rows{"S13", "S18"};
    });
  for (auto& thread : threads) thread.join();
  CHECK(good == std::vector<int>{500, 500, 500, 500});
}

TEST_CASE("C18a: the loop guards are extra rows, each with its own switch") {
  CHECK(shipped().guards().size() == 6);
  REQUIRE(shipped().guard(LoopSign::sender_rate));
  CHECK(shipped().guard(LoopSign::sender_rate)->id == "X4");
  CHECK(shipped().guard(LoopSign::auto_generated) == nullptr);
  RuleTexts texts;
  texts.replace("spam-filter.toml", "sign = \"own_address\"\nenabled = true",
                "sign = \"own_address\"\nenabled = false");
  const auto loaded = texts.compile();
  REQUIRE(loaded.rules);
  CHECK(loaded.rules->spam.guard(LoopSign::own_address) == nullptr);
  CHECK(loaded.rules->spam.guard(LoopSign::auto_replied) != nullptr);
}
