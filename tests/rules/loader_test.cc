#include <doctest/doctest.h>

#include <algorithm>

#include "rule_texts.h"
#include "rules/rule_diff.h"

using namespace frontdesk;
using namespace frontdesk::test;

namespace {

// A mistake: a change of one shipped file, and the one fault that it must give. `at` is a text in
// the line that the fault names, after the change; "" where it names the whole file.
struct Mistake {
  const char* name;
  const char* file;
  const char* from;
  const char* to;
  const char* at;
  const char* key;
  const char* says;
};

const Mistake mistakes[] = {
    {"unknown key", "spam-filter.toml", "field = \"from\"", "feild = \"subject\"\nfield = \"from\"",
     "feild", "row[0].feild", "did you mean \"field\"?"},
    {"unknown key at the top", "queues.toml", "[overflow]", "[overfow]\nx = 1\n[overflow]",
     "[overfow]", "overfow", "did you mean \"overflow\"?"},
    {"empty phrase", "spam-filter.toml", "\"postmaster@\"", "\"\"", "phrase = \"\"",
     "row[0].phrase", "expected text that is not blank"},
    {"phrase blank after folding", "spam-filter.toml", "\"postmaster@\"",
     "\"\\u00A0\\u200B\\u2003\"", "u200B", "row[0].phrase", "not blank"},
    {"missing phrase", "spam-filter.toml", "phrase = \"postmaster@\"\n", "", "[[row]]",
     "row[0].phrase", "is missing"},
    {"unknown field", "spam-filter.toml", "field = \"body\"", "field = \"cc\"", "\"cc\"",
     "row[11].field", "expected one of from, subject, body"},
    {"wrong type", "spam-filter.toml", "match = \"begins_with\"", "match = 3", "match = 3",
     "row[0].match", "expected one of contains, begins_with"},
    {"duplicate row id", "spam-filter.toml", "id = \"S02\"", "id = \"S01\" #", "id = \"S01\" #",
     "row[1].id", "is the same as in line"},
    {"id with blanks", "spam-filter.toml", "id = \"S02\"", "id = \"S 2\"", "S 2", "row[1].id",
     "expected 1 to 64 letters"},
    {"duplicate guard sign", "spam-filter.toml", "sign = \"null_return_path\"",
     "sign = \"auto_replied\" #", "auto_replied\" #", "guard[1].sign", "is the same as in line"},
    {"negative duration", "spam-filter.toml", "period = \"10m\"", "period = \"-10m\"", "-10m",
     "guard[3].period", "expected a duration from 1s to 1d"},
    {"duration without unit", "objectives.toml", "within = \"1m\"", "within = \"60\"", "\"60\"",
     "answer[0].within", "expected a duration from 1s to 14d"},
    {"limit that is no limit", "spam-filter.toml", "limit = 30", "limit = 0", "limit = 0",
     "guard[3].limit", "expected a whole number from 1"},
    {"limit of a guard that has none", "spam-filter.toml", "sign = \"own_address\"",
     "limit = 3\nsign = \"own_address\"", "limit = 3", "guard[2].limit", "not a key"},
    {"inverted hours", "coverage.toml", "from = \"08:00\", to = \"18:00\"",
     "from = \"18:00\", to = \"08:00\"", "to = \"08:00\"", "window[2].hours[0].to",
     "expected an end after the start"},
    {"overlapping hours", "coverage.toml", "from = \"17:00\", to = \"24:00\"",
     "from = \"08:30\", to = \"24:00\"", "hours = [\n", "window[1].hours",
     "overlap on monday at 08:30"},
    {"time after midnight", "coverage.toml", "to = \"18:00\"", "to = \"24:01\"", "24:01",
     "window[2].hours[0].to", "expected a time of day"},
    {"unknown weekday", "coverage.toml", "days = \"mon-fri\", from = \"08:00\", to = \"18:00\"",
     "days = \"mon-fry\", from = \"08:00\", to = \"18:00\"", "mon-fry", "window[2].hours[0].days",
     "expected days like"},
    {"day twice", "coverage.toml", "days = \"sat,sun\"", "days = \"sat,sun,sat\"", "sun,sat",
     "window[1].hours[2].days", "each once"},
    {"holidays said twice", "coverage.toml", "title = \"Business Hours\"",
     "title = \"Business Hours\"\non_holidays = \"open\"", "on_holidays = \"open\"\n",
     "window[2].on_holidays", "business_hours_on_holidays"},
    {"duplicate window", "coverage.toml", "[[plan]]",
     "[[window]]\nid = \"24x7\" # again\ntitle = \"x\"\nhours = [{ days = \"daily\", from = "
     "\"00:00\", to = \"24:00\" }]\n[[plan]]",
     "# again", "window[4].id", "is the same as in line"},
    {"duplicate plan", "coverage.toml", "id = \"global.24x7\"",
     "id = \"us_voice_us_chat.24x7\" # again", "# again", "plan[4].id", "is the same as in line"},
    {"two plans of one title", "coverage.toml", "Premier - Business Hours", "NO  coverage",
     "NO  coverage", "plan[3].aliases", "is the same as in line"},
    {"plan without window", "coverage.toml", "window = \"24x7\"\n", "",
     "[[plan]]\nid = \"us_voice_us_chat.24x7\"", "plan[1].window", "is missing"},
    {"plan with unknown window", "coverage.toml", "window = \"24x7\"", "window = \"24x8\"",
     "[[plan]]\nid = \"us_voice_us_chat.24x7\"", "plan[1].window", "did you mean \"24x7\"?"},
    {"R61: plan that pins email", "coverage.toml", "chat = \"us\"", "chat = \"us\"\nemail = \"us\"",
     "email = \"us\"", "plan[1].email", "any location"},
    {"R61: plan that pins tickets", "coverage.toml", "chat = \"us\"",
     "chat = \"us\"\nticket = \"us\"", "ticket = \"us\"", "plan[1].ticket", "any location"},
    {"R61: us queue for email", "queues.toml", "channels = [\"voice\"]",
     "channels = [\"voice\", \"email\"]", "\"email\"]", "queue[0].channels", "any location"},
    {"unknown region", "coverage.toml", "voice = \"us\"", "voice = \"eu\"", "eu", "plan[1].voice",
     "expected one of us, any"},
    {"outside choice of another kind", "coverage.toml", "live = \"message\"", "live = \"held\"",
     "live = \"held\"", "outside.live", "expected one of message"},
    {"unknown zone", "lines.toml", "America/New_York", "EST5", "EST5", "line[10].time_zone",
     "expected a zone of the tz database"},
    {"line with unknown window", "lines.toml", "hours = \"partner_chat\"",
     "hours = \"partner_hat\"", "[[line]]\nid = \"partner-chat\"", "line[10].hours",
     "did you mean \"partner_chat\"?"},
    {"line that is nobody's", "lines.toml", "shared = true\n", "", "[[line]]\nid = \"us-voice\"",
     "line[0].msp", "belongs to one msp, or has shared = true"},
    {"line that is one's and all's", "lines.toml", "shared = true\n",
     "shared = true\nmsp = \"northwind\"\n", "shared = true", "line[0].shared", "is not shared"},
    {"two lines of one number", "lines.toml", "number = \"628-210-7510\"",
     "number = \"(866) 520 6414\"", "(866)", "line[12].number", "is the same as in line"},
    {"two lines of one address", "lines.toml", "ExpertServicesHelpDesk@ConnectWise.com",
     "HELPDESK@itsupport247.net", "HELPDESK", "line[13].address", "is the same as in line"},
    {"unknown channel", "lines.toml", "channel = \"voice\"", "channel = \"fax\"", "fax",
     "line[0].channel", "expected one of voice, chat, email, ticket"},
    {"number that is none", "lines.toml", "+611800950754", "1-800-HELP", "1-800-HELP",
     "line[1].number", "expected a telephone number"},
    {"address that is none", "lines.toml", "helpdesk@ITSupport247.net", "Help <helpdesk@x.y>",
     "Help <", "line[8].address", "expected an address"},
    {"unknown country", "lines.toml", "country = \"AU\"", "country = \"Oz\"", "Oz",
     "line[1].country", "two letters of a country"},
    {"holiday on no day", "holidays.toml", "month = 7\nday = 4", "month = 2\nday = 30", "day = 30",
     "calendar[0].holiday[2].day", "expected a whole number from 1 to 29"},
    {"nth that is none", "holidays.toml", "nth = 4", "nth = 0", "nth = 0",
     "calendar[0].holiday[4].nth", "-1 for the last"},
    {"no us calendar", "holidays.toml", "id = \"us\"", "id = \"ca\"", "", "calendar",
     "the calendar \"us\" is missing"},
    {"queue that decisions name", "queues.toml", "id = \"triage\"", "id = \"triaje\"", "", "queue",
     "the queue \"triage\" is missing"},
    {"plan's work without a queue", "queues.toml", "id = \"us.chat\"\ntitle", "id = \"us.chat\"\n#",
     "[[queue]]\nid = \"us.chat\"", "queue[1].title", "is missing"},
    {"overflow that flaps", "queues.toml", "exit_depth = 8", "exit_depth = 20", "exit_depth = 20",
     "overflow.exit_depth", "expected less than enter_depth"},
    {"share over one", "objectives.toml", "share = 0.70", "share = 70", "share = 70",
     "answer[0].share", "expected a number from 0 to 1"},
    {"channel without objective", "objectives.toml", "channel = \"ticket\"",
     "channel = \"email\" #", "email\" #", "answer[3].channel", "is the same as in line"},
    {"approval in half hours", "objectives.toml", "expiry = \"4h\"", "expiry = \"4h30m\"", "4h30m",
     "approval.expiry", "expected whole hours"},
    {"review in no time", "objectives.toml", "[review]\nwithin = \"2h\"",
     "[review]\nwithin = \"30s\"", "30s", "review.within", "expected a duration"},
    {"review in a month", "objectives.toml", "[review]\nwithin = \"2h\"",
     "[review]\nwithin = \"30d\"", "30d", "review.within", "expected a duration"},
    {"review in part minutes", "objectives.toml", "[review]\nwithin = \"2h\"",
     "[review]\nwithin = \"1m30s\"", "1m30s", "review.within", "expected whole minutes"},
    {"unknown precondition", "scope.toml", "preconditions = [\"agent\"]",
     "preconditions = [\"agents\"]", "agents", "item[6].preconditions", "not \"agents\""},
    {"out of scope and to nobody", "scope.toml", "escalate_to = \"product_support\"\n", "",
     "[[item]]\nid = \"R182\"", "item[50].escalate_to", "is missing"},
    {"occasion without rule", "notification.toml", "id = \"idle\"\non = \"idle\"",
     "id = \"idle\"\non = \"idle\"\nmsp = \"northwind\"", "", "rule",
     "no rule for \"idle\" without an msp"},
    {"negative wait", "notification.toml", "wait = \"30m\"", "wait = \"-1m\"", "-1m",
     "rule[0].steps[1].wait", "expected a duration"},
};

}  // namespace

TEST_CASE("every kind of fault names its file, line and key") {
  for (const auto& mistake : mistakes) {
    CAPTURE(std::string(mistake.name));
    RuleTexts texts;
    texts.replace(mistake.file, mistake.from, mistake.to);
    const auto loaded = texts.compile();
    CHECK(loaded.rules == nullptr);
    REQUIRE_FALSE(loaded.faults.empty());
    std::string all;
    for (const auto& fault : loaded.faults) all += to_text(fault) + '\n';
    CAPTURE(all);
    CHECK(loaded.faults.size() == 1);
    const auto& fault = loaded.faults.front();
    CAPTURE(to_text(fault));
    CHECK(fault.file == std::string("rules/") + mistake.file);
    CHECK(fault.line == (*mistake.at ? line_with(texts.text(mistake.file), mistake.at) : 0));
    CHECK(fault.key == mistake.key);
    CHECK(fault.says.find(mistake.says) != std::string::npos);
  }
}

TEST_CASE("all faults of meaning come at once, of syntax the first in each file") {
  RuleTexts texts;
  texts.replace("spam-filter.toml", "\"postmaster@\"", "\" \"")
      .replace("spam-filter.toml", "\"no_reply@\"", "17")
      .replace("lines.toml", "shared = true\n", "")
      .replace("queues.toml", "enabled = false", "enabled = perhaps")
      .replace("coverage.toml", "[[window]]", "[[window]");
  const auto loaded = texts.compile();
  CHECK(loaded.rules == nullptr);
  std::vector<std::string> all;
  for (const auto& fault : loaded.faults) all.push_back(fault.file + ' ' + fault.key);
  CHECK(all == std::vector<std::string>{
                   "rules/spam-filter.toml row[0].phrase", "rules/spam-filter.toml row[2].phrase",
                   "rules/coverage.toml ", "rules/lines.toml line[0].msp", "rules/queues.toml "});
  CHECK(loaded.faults[2].line == line_with(texts.text("coverage.toml"), "[[window]\n"));
  CHECK(loaded.faults[4].line == line_with(texts.text("queues.toml"), "perhaps"));
}

TEST_CASE("a plan's work without a queue is a fault of the plan") {
  RuleTexts texts;
  texts.replace("queues.toml", "region = \"us\"\nchannels = [\"chat\"]", "channels = [\"chat\"]");
  const auto loaded = texts.compile();
  REQUIRE(loaded.faults.size() == 1);
  CHECK(loaded.faults[0].key == "plan[1]");
  CHECK(loaded.faults[0].says.find("region \"us\" for the channel \"chat\"") != std::string::npos);
}

TEST_CASE("a missing file, a file over 4 MiB and a file that is not UTF-8 are faults") {
  RuleTexts texts;
  texts.remove("scope.toml")
      .append("queues.toml", "#" + std::string(4u << 20, 'x'))
      .append("lines.toml", "# \xff\n");
  const auto loaded = texts.compile();
  REQUIRE(loaded.faults.size() == 3);
  CHECK(to_text(loaded.faults[2]) == "rules/scope.toml: this rule file is missing");
  CHECK(to_text(loaded.faults[1]) == "rules/queues.toml: expected at most 4 MiB");
  CHECK(loaded.faults[0].file == "rules/lines.toml");
  CHECK(loaded.faults[0].line > 100);
}

TEST_CASE("a folder without rules is one fault, not one for each file") {
  const auto fault_of = [](const std::filesystem::path& folder) {
    const auto loaded = load_rules(folder);
    CHECK_FALSE(loaded.rules);
    REQUIRE(loaded.faults.size() == 1);
    CHECK(loaded.faults[0].file == folder.generic_string());
    return loaded.faults[0].says;
  };
  CHECK(fault_of("/nonexistent") == "there is no such folder");
  CHECK(fault_of("/dev/null") == "is not a folder");
  CHECK(fault_of("/proc/self/fdinfo") == "has no rule files");
}

TEST_CASE("limits: a key has 16 names with dots between them") {
  const auto says = [](int dots) {
    std::string key = "a";
    for (int i = 0; i < dots; ++i) key += ".a";
    const auto loaded = RuleTexts().append("scope.toml", '\n' + key + " = 1\n").compile();
    REQUIRE(loaded.faults.size() == 1);
    return loaded.faults[0].says;
  };
  CHECK(says(15).find("more than 16 names") == std::string::npos);
  CHECK(says(16).find("more than 16 names") != std::string::npos);
}

TEST_CASE("a key of a million names is a fault, also where a string before it looks open") {
  const auto times = [](int count, std::string_view text) {
    std::string all;
    for (int i = 0; i < count; ++i) all += text;
    return all;
  };
  const auto key = times(1'000'000, "a.") + 'a';
  for (const auto& text : {'[' + key + "]\nx = 1\n", key + " = 1\n", "x = { " + key + " = 1 }\n",
                           R"(x = { y = """a"""", z = '''b'''', )" + key + " = 1 }\n",
                           R"(x = { y = "\"", )" + key + " = 1 }\n", R"([[ "a" . )" + key + "]]\n",
                           "x = '\\' # '\n" + key + " = 1\n"}) {
    const auto loaded = RuleTexts().append("scope.toml", '\n' + text).compile();
    REQUIRE(loaded.faults.size() == 1);
    CHECK(loaded.faults[0].says.find("more than 16 names") != std::string::npos);
    CHECK(loaded.faults[0].line >= 372);
  }
  // As deep as the library lets values nest, each with as many names as a key may have.
  const auto deep = "x = " + times(250, "{ " + times(15, "a.") + "a = ") + '1' + times(250, " }");
  CHECK(RuleTexts().append("scope.toml", '\n' + deep + '\n').compile().faults.size() == 1);
  const auto dots = times(40, ".") + '\n' + times(40, "a.");
  CHECK(RuleTexts().append("scope.toml", "\n# " + times(40, "a.") + '\n').compile().rules);
  CHECK(RuleTexts()
            .append("spam-filter.toml",
                    "\n[[row]]\nid = \"S90\"\nfield = \"body\"\nmatch = "
                    "\"contains\"\nphrase = \"\"\"" +
                        dots + "\"\"\"\n")
            .compile()
            .rules);
}

TEST_CASE("more than 100,000 rows are refused") {
  std::string many = "row = [";
  for (int i = 0; i < 100'001; ++i) many += "{},";
  RuleTexts texts;
  texts.set("spam-filter.toml", many + "]\n");
  const auto loaded = texts.compile();
  REQUIRE(loaded.faults.size() == 1);
  CHECK(to_text(loaded.faults[0]) == "rules/spam-filter.toml:1: row: expected at most 100000 rows");
}

TEST_CASE("warnings leave the rules usable") {
  const auto warned = [](const LoadedRules& loaded, const std::string& part) {
    return std::any_of(loaded.warnings.begin(), loaded.warnings.end(), [&](const Fault& each) {
      return to_text(each).find(part) != std::string::npos;
    });
  };
  RuleTexts texts;
  const auto clean = texts.compile();
  texts
      .append("spam-filter.toml",
              "[[row]]\nid='T1'\nfield='from'\nmatch='begins_with'\nphrase='X-INFO@'\n"
              "[[row]]\nid='T2'\nfield='subject'\nmatch='contains'\nphrase='info@'\n")
      .append("queues.toml", "")
      .replace("queues.toml", "[[queue]]\nid = \"callback\"",
               "[[queue]]\nid = \"vip\"\ntitle = \"x\"\n[[queue]]\nid = \"callback\"")
      .replace("coverage.toml", "[[plan]]",
               "[[window]]\nid = \"lunch\"\ntitle = \"x\"\nhours = [{ days = \"mon,tue,thu,fri\", "
               "from = \"08:00\", to = \"12:00\" }, { days = \"mon\", from = \"12:45\", to = "
               "\"18:00\" }]\n[[plan]]")
      .replace("notification.toml", "{ to = \"msp\", method = \"email\", wait = \"30m\" }",
               "{ to = \"approvers\", method = \"email\" }");
  const auto loaded = texts.compile();
  std::string faults;
  for (const auto& fault : loaded.faults) faults += to_text(fault) + '\n';
  CAPTURE(faults);
  REQUIRE(loaded.rules);
  for (const auto part : {"T1 can never get a hit: S18", "no decision leads here",
                          "no plan and no line uses", "hole from monday 12:00 to 12:45",
                          "nothing on wednesday", "last step of a default rule goes to \"msp\""}) {
    CAPTURE(part);
    CHECK(warned(loaded, part));
    CHECK_FALSE(warned(clean, part));
  }
  CHECK_FALSE(warned(loaded, "T2 can never"));
}

TEST_CASE("C16: S07 is kept and warned of, since S04 hits whenever it does") {
  const auto& loaded = default_rules();
  const auto shadowed = std::count_if(
      loaded.warnings.begin(), loaded.warnings.end(),
      [](const Fault& each) { return each.says.find("can never get a hit") != std::string::npos; });
  CHECK(shadowed == 1);
  CHECK(std::any_of(loaded.warnings.begin(), loaded.warnings.end(), [](const Fault& each) {
    return each.says == "S07 can never get a hit: S04 hits whenever it does";
  }));
}

TEST_CASE("a row behind one that is off, in dry run or only begins_with is not warned of") {
  const auto shadow = [](const std::string& first) {
    RuleTexts texts;
    texts.set("spam-filter.toml", "[[row]]\nid='A'\nfield='subject'\nphrase='sale'\n" + first +
                                      "\n[[row]]\nid='B'\nfield='subject'\nmatch='contains'\n"
                                      "phrase='Sale today'\n");
    const auto loaded = texts.compile();
    REQUIRE(loaded.rules);
    return std::any_of(loaded.warnings.begin(), loaded.warnings.end(), [](const Fault& each) {
      return each.says.find("B can never") != std::string::npos;
    });
  };
  CHECK(shadow("match='contains'"));
  CHECK_FALSE(shadow("match='contains'\nenabled=false"));
  CHECK_FALSE(shadow("match='contains'\ndry_run=true"));
  CHECK_FALSE(shadow("match='begins_with'"));
}

TEST_CASE("C5a: collision dates are to be confirmed until they are written down") {
  const auto asked = [](const RuleTexts& texts) {
    const auto loaded = texts.compile();
    REQUIRE(loaded.rules);
    return std::count_if(loaded.warnings.begin(), loaded.warnings.end(), [](const Fault& each) {
      return each.says.find("to be confirmed") != std::string::npos;
    });
  };
  // One holiday of a calendar falls on the weekend and its neighbour is taken, every year.
  RuleTexts texts;
  texts.append("holidays.toml",
               "[[calendar]]\nid = \"x\"\n"
               "[[calendar.holiday]]\nname = \"Friday\"\nmonth = 3\nweekday = \"friday\"\nnth = 1\n"
               "[[calendar.holiday]]\nname = \"Saturday\"\nmonth = 3\nweekday = \"friday\"\nnth = "
               "1\noffset_days = 1\n");
  CHECK(asked(texts) > asked(RuleTexts()));
}

TEST_CASE("the hash tells rule sets apart and is the same for the same texts") {
  const auto one = RuleTexts().compile();
  const auto same = RuleTexts().compile();
  const auto other = RuleTexts().append("scope.toml", "# a remark\n").compile();
  REQUIRE(one.rules);
  REQUIRE(other.rules);
  CHECK(one.rules->hash == same.rules->hash);
  CHECK(one.rules->hash != other.rules->hash);
  CHECK(one.rules->hash.str().starts_with("sha256:"));
  CHECK(one.rules->hash.size() == 7 + 64);
  CHECK(one.rules->hash == default_rules().rules->hash);
  CHECK(one.rules->texts.size() == rule_file_names().size());
  CHECK(one.rules->versions.str().find("libphonenumber 8.") != std::string::npos);
  const auto again = compile_rules(one.rules->texts);
  REQUIRE(again.rules);
  CHECK(again.rules->hash == one.rules->hash);
}

TEST_CASE("what a reload takes away is listed by kind and id") {
  const auto old = RuleTexts().compile();
  const auto next = RuleTexts()
                        .replace("coverage.toml", "id = \"us_voice.24x7\"", "id = \"renamed\"")
                        .replace("lines.toml", "id = \"uk-voice\"", "id = \"gb-voice\"")
                        .append("holidays.toml", "[[calendar]]\nid = \"nl\"\n")
                        .compile();
  REQUIRE(old.rules);
  REQUIRE(next.rules);
  CHECK(removed_ids(*old.rules, *next.rules) ==
        std::vector<std::string>{"plan us_voice.24x7", "line uk-voice"});
  CHECK(removed_ids(*next.rules, *old.rules) ==
        std::vector<std::string>{"plan renamed", "line gb-voice", "calendar nl"});
  CHECK(removed_ids(*old.rules, *old.rules).empty());
  CHECK(unused_plans(*old.rules, {"us_voice.24x7"}).size() == 8);
}

TEST_CASE("a fault reads as one line") {
  CHECK(to_text({"rules/spam-filter.toml", 12, "row[3].phrase", "expected text"}) ==
        "rules/spam-filter.toml:12: row[3].phrase: expected text");
  CHECK(to_text({"rules/x.toml", 0, "", "is missing"}) == "rules/x.toml: is missing");
}
