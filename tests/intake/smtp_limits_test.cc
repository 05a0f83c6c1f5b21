// What a server with many connections bounds: how many there are, how long they wait, what they
// hold.
#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/local/stream_protocol.hpp>

#include "smtp_house.h"

using namespace frontdesk;
using namespace frontdesk::smtp;
using namespace frontdesk::smtp::test;

namespace {

const std::string megabyte = [] {
  std::string text;
  while (text.size() < 1'000'000) text += "a line like any other\r\n";
  return text;
}();

// A connection from this address of the machine, in the middle of a message.
struct Sending : Client<tcp::socket> {
  Sending(std::uint16_t port, const char* from) {
    stream.open(tcp::v4());
    stream.bind({asio::ip::make_address(from), 0});
    stream.connect({asio::ip::make_address("127.0.0.1"), port});
    reply();
    ask("EHLO c");
  }
  std::string begin() {
    const auto taken = ask("MAIL FROM:<>");
    if (!taken.starts_with("250")) return taken;
    ask("RCPT TO:<a@desk.example>");
    return ask("DATA");
  }
};

}  // namespace

TEST_CASE("limits: connections per address and in all hear 421") {
  ServerSettings settings;
  settings.limits.connections_per_address = 2;
  settings.limits.connections = 3;
  House house(settings);
  const auto port = house.listen();
  TcpClient first(port), second(port);
  first.reply();
  second.reply();
  TcpClient third(port);
  CHECK(third.reply() == "421 4.7.0 too many connections from your address");
  third.stream.close();
  wait_until([&] { return house.server.connections() == 2; });

  const auto path = "/tmp/frontdesk-smtp-" + std::to_string(::getpid());
  house.listen({.kind = Listener::Kind::lmtp, .address = path});
  Client<asio::local::stream_protocol::socket> local, refused;
  local.stream.connect(path);
  local.reply();
  TcpClient over(port);
  CHECK(over.reply() == "421 4.7.0 too many connections, come again");
  first.ask("QUIT");
  first.stream.close();
  wait_until([&] { return house.server.connections() == 2; });
  TcpClient again(port);
  CHECK(again.reply().starts_with("220 "));
}

TEST_CASE("limits: an idle connection, and one that drips bytes, hear 421") {
  ServerSettings settings;
  settings.limits = short_waits;
  House house(settings);
  const auto port = house.listen();
  TcpClient idle(port);
  idle.reply();
  CHECK(idle.reply() == "421 4.4.2 waited too long for you");
  CHECK(idle.reply().empty());

  // By chunks as by DATA: each is answered, and none is more than the byte that it brings.
  const std::string drop_of_chunks = "BDAT 1\r\nx", drop_of_data = "x";
  for (const auto& drop : {drop_of_data, drop_of_chunks}) {
    CAPTURE(drop);
    Sending loris(port, "127.0.0.1");
    loris.ask("MAIL FROM:<>");
    loris.ask("RCPT TO:<a@desk.example>");
    if (drop == drop_of_data) loris.ask("DATA");
    const auto before = house.observer.reasons().size();
    bool open = true;
    for (int i = 0; i < 200 && open; ++i) {
      boost::system::error_code error;
      asio::write(loris.stream, asio::buffer(drop), error);
      std::this_thread::sleep_for(50ms);
      open = !error && house.observer.reasons().size() == before;
    }
    CHECK_FALSE(open);
    std::string last;
    for (auto reply = loris.reply(); !reply.empty(); reply = loris.reply()) last = reply;
    CHECK(last == "421 4.4.2 waited too long for you");
  }
  CHECK(house.sink.mails().empty());
}

TEST_CASE("limits: a connection that brings no mail ends, however it talks") {
  ServerSettings settings;
  settings.limits.without_mail = 1s;
  settings.limits.idle =
      10s;  // longer than the test, and an end to it where the above does not hold
  House house(settings);
  const auto port = house.listen();
  Sending talks(port, "127.0.0.1"), slow(port, "127.0.0.1"), mails(port, "127.0.0.1");
  slow.begin();
  talks.ask("MAIL FROM:<>");
  std::string said = "250 ";
  for (int i = 0; i < 100 && said.starts_with("250 "); ++i) {
    said = talks.ask("RCPT TO:<a@desk.example>");
    if (i % 5 == 0) CHECK(mails.mail().starts_with("250 "));
    std::this_thread::sleep_for(50ms);
  }
  CHECK(said == "421 4.4.2 too long without a mail, connect again");
  CHECK(talks.reply().empty());
  CHECK(mails.mail().starts_with("250 "));
  // A message that is coming in may end, and makes up for the time that it took.
  CHECK(slow.ask("Subject: x\r\n\r\n.") == "250 2.0.0 queued as a-0001");
  CHECK(slow.mail() == "250 2.0.0 queued as a-0001");
}

TEST_CASE("limits: message bytes of all connections together") {
  ServerSettings settings;
  settings.limits.held_bytes = 1'048'576;
  House house(settings);
  TcpClient client(house.listen());
  client.reply();
  client.ask("EHLO c");
  client.ask("MAIL FROM:<>");
  client.ask("RCPT TO:<a@desk.example>");
  client.ask("DATA");
  std::string body;
  while (body.size() < 3'000'000) body += "a line like any other\r\n";
  CHECK(client.ask(body + ".").starts_with("451 4.4.5"));
  CHECK(client.mail() == "250 2.0.0 queued as a-0001");
}

// One address may hold two megabytes and a bit; a mail has up to one.
ServerSettings little_from_one() {
  ServerSettings settings;
  settings.limits.message_bytes = 1'048'576;
  settings.limits.held_bytes_per_address = 1;
  return settings;
}

TEST_CASE("limits: message bytes from one address are refused to it alone") {
  House house(little_from_one());
  const auto port = house.listen();
  Sending first(port, "127.0.0.2"), second(port, "127.0.0.2"), third(port, "127.0.0.2");
  Sending other(port, "127.0.0.1");
  house.sink.gate_shut = true;
  for (auto* one : {&first, &second, &third, &other}) CHECK(one->begin().starts_with("354"));
  first.send(megabyte + ".\r\n");
  wait_until([&] { return house.sink.mails().size() == 1; });
  // With the first one's these are over the limit: dropped, and told so at their end.
  second.send(megabyte + ".\r\n");
  third.send(megabyte + ".\r\n");
  wait_until([&] { return house.observer.reasons().find("too_much_from_address") == 0; });
  other.send(megabyte + ".\r\n");
  wait_until([&] {
    const auto mails = house.sink.mails();
    return std::any_of(mails.begin(), mails.end(),
                       [](const auto& mail) { return mail.peer == "127.0.0.1"; });
  });
  house.sink.gate_shut = false;
  CHECK(first.reply() == "250 2.0.0 queued as a-0001");
  CHECK(other.reply() == "250 2.0.0 queued as a-0001");
  const auto replies = second.reply() + " " + third.reply();
  CHECK(replies.find("451 4.7.0 too much mail from your address at once, try later") !=
        replies.npos);
  CHECK(second.mail() == "250 2.0.0 queued as a-0001");
}

TEST_CASE("limits: the largest mail is taken though its address may hold less") {
  auto settings = little_from_one();
  settings.limits.message_bytes = 3'500'000;
  House house(settings);
  Sending only(house.listen(), "127.0.0.2");
  only.begin();
  CHECK(only.ask(megabyte + megabyte + megabyte + ".") == "250 2.0.0 queued as a-0001");
}
