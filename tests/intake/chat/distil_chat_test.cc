// From a hello to an arrival.
#include "intake/distil_chat.h"

#include <doctest/doctest.h>

using namespace frontdesk;

namespace {

constexpr Instant noon{std::chrono::milliseconds{1'780'488'000'000}};

Arrival arrival_of(const ChatKnock& knock) {
  Line line;
  line.id = "chat";
  line.channel = Channel::chat;
  return distil_chat(knock, line, noon, "a-1");
}

}  // namespace

TEST_CASE("R65: a chat's arrival has the endpoint's digest, the address folded and the line") {
  const auto arrival = arrival_of({"hello-1", "0123", "Ann@Acme.Example", "Ann Lee"});
  CHECK(arrival.channel == Channel::chat);
  CHECK(arrival.line == "chat");
  CHECK(arrival.recipient == "chat");
  CHECK(arrival.at == noon);
  CHECK(arrival.external_id == "hello-1");
  CHECK(arrival.endpoint_token_sha256 == "0123");
  CHECK(arrival.from_address == "ann@acme.example");
  CHECK(arrival.from_name == "Ann Lee");
}

TEST_CASE("a hello said again has the same key, and nobody else's has it") {
  const ChatKnock knock{"hello-1", "0123", "ann@acme.example", "Ann"};
  const auto key = arrival_of(knock).key;
  CHECK(arrival_of({"hello-1", "0123", "ANN@acme.example", "Ann Lee"}).key == key);
  for (const auto& other :
       {ChatKnock{"hello-2", "0123", "ann@acme.example", "Ann"},
        ChatKnock{"hello-1", "0124", "ann@acme.example", "Ann"},
        ChatKnock{"hello-1", "0123", "ben@acme.example", "Ann"}, ChatKnock{"hello-1", "", "", ""}})
    CHECK(arrival_of(other).key != key);
}

TEST_CASE("R189: what stands in a visitor's name is kept without secrets") {
  const auto arrival = arrival_of({"hello-1", "", "", "passphrase: Zebra-9981-hunter"});
  CHECK(arrival.from_name.find("Zebra") == std::string::npos);
}
