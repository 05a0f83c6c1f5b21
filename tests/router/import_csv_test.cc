// What a contacts file's columns may be called, and the numbers in them.
#include <doctest/doctest.h>

#include "router/directory_import.h"
#include "tests/result_text.h"
#include "tests/router/sample_directory.h"

using namespace frontdesk;
using namespace frontdesk::sample;

namespace {

const Instant now = *parse_instant("2026-06-01T12:00:00Z");

// The sample with a site in London, where numbers are written in another way.
struct Csv {
  RuleSet rules = sample::rules();
  Directory base = with_london();

  Directory with_london() const {
    DirectoryEditor editor(sample::directory(rules), rules);
    auto london = site("london", "acme", "Europe/London");
    london.country = "GB";
    editor.put(london).value();
    return editor.take();
  }
  Imported read(std::string_view text) const {
    return import_contacts_csv(text, base, rules, {}, now);
  }
};

std::string phones(const Imported& imported, std::string_view id) {
  const auto* contact = imported.directory.contact(id);
  if (!contact) return "nobody";
  std::string text;
  for (const auto& phone : contact->phones) {
    if (!text.empty()) text += ' ';
    text += phone.kind + ':' + phone.number;
    if (!phone.extension.empty()) text += 'x' + phone.extension;
  }
  return text;
}

std::string rejected(const Imported& imported) {
  std::string text;
  for (const auto& row : imported.report.rejected)
    text += row.id + '@' + std::to_string(row.line) + ": " + row.says + '\n';
  return text;
}

std::string notices(const Imported& imported) {
  std::string text;
  for (const auto& notice : imported.report.notices)
    if (notice.code == "unknown_column") text += notice.says + '\n';
  return text;
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace

TEST_SUITE("import_csv") {
  TEST_CASE("users-want 27 phone and mobile are read with the site's country and found by") {
    const Csv csv;
    const auto done = csv.read(
        "Id,Site,Email,Phone,MOBILE\n"
        "bob,nyc,bob@acme.example,(212) 555-0144 ext. 7,\n"
        "cy,london,cy@acme.example,020 7946 0018,07700 900123\n");
    INFO(rejected(done));
    CHECK(notices(done) == "");
    CHECK(phones(done, "bob") == "primary:+12125550144x7");
    CHECK(phones(done, "cy") == "primary:+442079460018 mobile:+447700900123");
    CHECK(done.directory.by_phone("+442079460018").size() == 1);
    CHECK(done.directory.by_phone("+447700900123").size() == 1);
  }

  TEST_CASE("users-want 27 of several phones the first is primary, the rest are others") {
    const Csv csv;
    const auto done = csv.read(
        "id,site,phones\n"
        "bob,nyc,212-555-0144; 212-555-0145;\n"
        "cy,nyc,\"212-555-0146, 212-555-0147 ; +1 212-555-0148\"\n"
        "dee,nyc,\"212-555-0149\n212-555-0150\"\n"
        "eve,nyc,212-555-0151;(212) 555-0151\n"
        "fay,nyc,\"212-555-0152, ext. 7;212-555-0153;ext=8\"\n"
        "gus,nyc,\n");
    INFO(rejected(done));
    CHECK(phones(done, "bob") == "primary:+12125550144 other:+12125550145");
    CHECK(phones(done, "cy") == "primary:+12125550146 other:+12125550147 other:+12125550148");
    CHECK(phones(done, "dee") == "primary:+12125550149 other:+12125550150");
    CHECK(phones(done, "eve") == "primary:+12125550151");
    CHECK(phones(done, "fay") == "primary:+12125550152x7 other:+12125550153x8");
    CHECK(phones(done, "gus") == "");
    CHECK(done.directory.by_phone("+12125550148").size() == 1);
  }

  TEST_CASE("phones leaves the mobile number where it is, also when it names it again") {
    Csv csv;
    csv.base = csv.read("id,site,phone,mobile\nbob,nyc,212-555-0144,212-555-0145\n").directory;
    REQUIRE(phones({{}, {}, csv.base}, "bob") == "primary:+12125550144 mobile:+12125550145");
    const auto same = csv.read("id,site,phones\nbob,nyc,212-555-0144;(212) 555-0145\n");
    CHECK(same.report.counts.same == 1);
    const auto more = csv.read("id,site,phones\nbob,nyc,212-555-0146;212-555-0147\n");
    CHECK(phones(more, "bob") == "primary:+12125550146 mobile:+12125550145 other:+12125550147");
    const auto both =
        csv.read("id,site,phones,mobile\nbob,nyc,2125550146;2125550147,(212) 555-0147\n");
    CHECK(phones(both, "bob") == "primary:+12125550146 mobile:+12125550147");
  }

  TEST_CASE("a bad number rejects its row and says why") {
    const Csv csv;
    const auto done = csv.read(
        "id,site,phones\n"
        "bob,nyc,212-555-0144;ring me\n"
        "cy,nyc,12\n"
        "dee,nyc,212-555-0149\n");
    const auto text = rejected(done);
    INFO(text);
    CHECK(contains(text, "bob@2: phones.number: not a telephone number"));
    CHECK(contains(text, "cy@3: phones.number: not a telephone number"));
    CHECK(phones(done, "dee") == "nobody");
    const auto one = csv.read("id,site,phone\nbob,nyc,212-555-0144; 212-555-0145\n");
    CHECK(rejected(one) ==
          "bob@2: phone: expected one number; several go into the column phones\n");
    CHECK(contains(rejected(csv.read("id,site,mobile\nbob,nyc,nope\n")), "bob@2: phones.number:"));
  }

  TEST_CASE("two columns for the same numbers refuse the file") {
    const Csv csv;
    CHECK(contains(rejected(csv.read("id,site,phone,Phone_Primary\n")),
                   "@1: the column Phone_Primary stands there twice, also as phone"));
    CHECK(contains(rejected(csv.read("id,site,phone,phones\n")),
                   "@1: the columns phones and phone exclude each other"));
    CHECK(contains(rejected(csv.read("id,site,phones,phone_other\n")),
                   "@1: the columns phones and phone_other exclude each other"));
  }

  TEST_CASE("a column that is not read says which are") {
    const Csv csv;
    const auto done = csv.read(
        "ID,SITE,Name,Shoe Size,Work Phone\n"
        "bob,nyc,Bob Ray,38,212-555-0144\n");
    CHECK(rejected(done) == "");
    CHECK(notices(done) ==
          "Column 3 of the file is not read: \"Name\". Names are read from first_name and "
          "last_name.\n"
          "Column 4 of the file is not read: \"Shoe Size\".\n"
          "Column 5 of the file is not read: \"Work Phone\". Numbers are read from phone, phones "
          "and mobile.\n");
    CHECK(done.directory.contact("bob")->first_name == "");
    CHECK(contains(rejected(csv.read("key,place\n")), "first_name, last_name, emails, phone,"));
  }

  TEST_CASE("semicolons between the columns are told as such") {
    const Csv csv;
    const std::string says = "@1: columns are separated by commas; this header has semicolons\n";
    CHECK(rejected(csv.read("id;site;phone\nbob;nyc;212-555-0144\n")) == says);
    CHECK(rejected(csv.read("\xEF\xBB\xBF\"id\";\"site\"\r\n\"bob\";\"nyc\"\r\n")) == says);
    CHECK(rejected(csv.read("id;site;phones\nbob;nyc;\"1,2\"\n")) == says);
    CHECK(contains(rejected(csv.read("id,site,a;b;c;d\nbob,nyc,\"x\n")), "never closed"));
  }
}
