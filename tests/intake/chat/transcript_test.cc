#include "intake/chat/transcript.h"

#include <doctest/doctest.h>

#include "rules/base/json.h"

using namespace frontdesk;
using namespace frontdesk::chat;

namespace {

Entry entry(std::uint64_t number, std::string id = "", std::size_t bytes = 5) {
  return {
      number,        {}, id.empty() ? From::technician : From::visitor, "", std::string(bytes, 'x'),
      std::move(id), {}};
}

std::vector<std::uint64_t> numbers(const std::optional<std::span<const Entry>>& entries) {
  std::vector<std::uint64_t> all;
  if (!entries) return {999};
  for (const auto& one : *entries) all.push_back(one.number);
  return all;
}

using Numbers = std::vector<std::uint64_t>;

}  // namespace

TEST_CASE("chat transcript: numbers go up by one, and a wrong one changes nothing") {
  const Limits limits;
  Transcript transcript;
  CHECK(transcript.last() == 0);
  CHECK(transcript.add(entry(1), limits));
  CHECK(transcript.add(entry(2), limits));
  for (const std::uint64_t wrong : {0, 1, 2, 4}) CHECK_FALSE(transcript.add(entry(wrong), limits));
  CHECK(transcript.last() == 2);
  CHECK(numbers(transcript.after(0)) == Numbers{1, 2});
  CHECK(numbers(transcript.after(1)) == Numbers{2});
  CHECK(numbers(transcript.after(2)).empty());
  CHECK(numbers(transcript.after(77)).empty());
}

TEST_CASE("limits: a chat keeps 32 messages in memory, the rest is the store's") {
  Limits limits;
  limits.kept_bytes = 1'000'000;
  Transcript transcript;
  for (std::uint64_t i = 1; i <= 32; ++i) transcript.add(entry(i), limits);
  CHECK(numbers(transcript.after(0)).size() == 32);
  transcript.add(entry(33), limits);
  CHECK(numbers(transcript.after(0)) == Numbers{999});
  CHECK(numbers(transcript.after(1)).size() == 32);
  CHECK(transcript.last() == 33);
}

TEST_CASE("limits: a chat keeps 4,096 bytes of messages in memory") {
  const Limits limits;
  Transcript transcript;
  const auto fits = 4'096 - 2 * sizeof(Entry);
  transcript.add(entry(1, "", fits), limits);
  transcript.add(entry(2, "", 0), limits);
  CHECK(transcript.held_bytes() == 4'096);
  CHECK(numbers(transcript.after(0)) == Numbers{1, 2});
  transcript.add(entry(3, "", 0), limits);
  CHECK(numbers(transcript.after(0)) == Numbers{999});
  CHECK(numbers(transcript.after(1)) == Numbers{2, 3});
  transcript.add(entry(4, "", 5'000), limits);  // alone too much
  CHECK(numbers(transcript.after(3)) == Numbers{999});
  CHECK(numbers(transcript.after(4)).empty());
  CHECK(transcript.held_bytes() == 0);
  CHECK(transcript.add(entry(5), limits));
  CHECK(numbers(transcript.after(4)) == Numbers{5});
}

TEST_CASE("chat transcript: one from the store goes on where that ends") {
  const Limits limits;
  Transcript transcript(7);
  CHECK(numbers(transcript.after(6)) == Numbers{999});
  CHECK(numbers(transcript.after(7)).empty());
  CHECK(transcript.add(entry(8), limits));
  CHECK(numbers(transcript.after(7)) == Numbers{8});
  transcript.forget();
  CHECK(transcript.last() == 8);
  CHECK(transcript.held_bytes() == 0);
  CHECK(numbers(transcript.after(7)) == Numbers{999});
}

TEST_CASE("chat transcript: the visitor's messages are found by the client's ids") {
  const Limits limits;
  Transcript transcript;
  transcript.add(entry(1, "m1"), limits);
  auto spoof = entry(2);
  spoof.id = "m2";  // no message of the visitor
  transcript.add(spoof, limits);
  transcript.add(entry(3, "m3"), limits);
  REQUIRE(transcript.find("m1"));
  CHECK(transcript.find("m1")->number == 1);
  CHECK(transcript.find("m3")->number == 3);
  CHECK_FALSE(transcript.find("m2"));
  CHECK_FALSE(transcript.find(""));
}

TEST_CASE("chat transcript: addresses of attachments are not kept") {
  Transcript transcript;
  auto one = entry(1);
  one.attachments.push_back({"up-1", "a.png", "image/png", 7, "https://desk.example/x?signed"});
  transcript.add(one, {});
  CHECK(transcript.after(0)->front().attachments[0].url.empty());
  CHECK(transcript.after(0)->front().attachments[0].name == "a.png");
}

TEST_CASE("chat transcript: an entry comes back from JSON as it went") {
  Entry one{7,
            Instant{std::chrono::milliseconds{1'780'489'800'250}},
            From::technician,
            "Tess",
            "a\n\"b\"",
            "m1",
            {{"up-1", "a.png", "image/png", 7, ""}}};
  const auto text = to_json(one);
  const auto read = from_json<Entry>(text);
  REQUIRE(read.has_value());
  CHECK(to_json(*read) == text);
  CHECK(read->at == one.at);
  CHECK(read->attachments.size() == 1);
}
