#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/local/stream_protocol.hpp>

#include "intake/smtp/tls.h"
#include "smtp_house.h"
#include "smtp_test_tls.h"

using namespace frontdesk;
using namespace frontdesk::smtp;
using namespace frontdesk::smtp::test;
using namespace std::string_literals;

TEST_CASE("smtp server: mails over TCP, one after another on one connection") {
  House house;
  TcpClient client(house.listen());
  CHECK(client.reply() == "220 localhost ESMTP frontdesk");
  CHECK(client.ask("EHLO c.example") == "250 CHUNKING");
  for (int i = 0; i < 3; ++i) CHECK(client.mail() == "250 2.0.0 queued as a-0001");
  CHECK(client.ask("QUIT") == "221 2.0.0 goodbye");
  CHECK(client.reply().empty());
  client.stream.close();
  CHECK(house.sink.mails().size() == 3);
  CHECK(house.sink.mails()[0].peer == "127.0.0.1");
  wait_until([&] { return house.observer.closed == 1 && house.server.connections() == 0; });
  CHECK(house.observer.mails == 3);
}

TEST_CASE("smtp server: 250 waits for the sink, and what was pipelined behind waits too") {
  House house;
  house.sink.gate_shut = true;
  TcpClient client(house.listen());
  client.reply();
  client.send(
      "EHLO c\r\nMAIL FROM:<>\r\nRCPT TO:<a@desk.example>\r\nDATA\r\n\r\n.\r\nNOOP\r\nVRFY x\r\n");
  wait_until([&] { return house.sink.mails().size() == 1; });
  std::this_thread::sleep_for(20ms);
  CHECK(client.stream.available() == 0);
  house.sink.gate_shut = false;
  std::string codes;
  for (int i = 0; i < 7; ++i) codes += client.reply().substr(0, 3) + ' ';
  CHECK(codes == "250 250 250 354 250 250 252 ");
}

TEST_CASE("smtp server: a message of 20 MB arrives whole") {
  House house;
  TcpClient client(house.listen());
  client.reply();
  client.ask("EHLO c");
  client.ask("MAIL FROM:<>");
  client.ask("RCPT TO:<a@desk.example>");
  client.ask("DATA");
  std::string body;
  while (body.size() < 20'000'000) body += std::to_string(body.size()) + " bytes came before\r\n";
  CHECK(client.ask(body + ".") == "250 2.0.0 queued as a-0001");
  CHECK(house.sink.mails()[0].raw.ends_with(body));
}

TEST_CASE("smtp server: a sink that throws is 451, a full store 452") {
  House house;
  TcpClient client(house.listen());
  client.reply();
  client.ask("EHLO c");
  house.sink.throws = true;
  CHECK(client.mail().starts_with("451 4.3.0"));
  house.sink.full = true;
  CHECK(client.ask("MAIL FROM:<>").starts_with("452 4.3.1"));
  CHECK(house.observer.reasons() == "later store_full ");
}

TEST_CASE("smtp server: while load is shed, who connects is sent away, who is there goes on") {
  House house;
  const auto port = house.listen();
  TcpClient there(port);
  there.reply();
  there.ask("EHLO c");
  house.sink.sheds = true;
  TcpClient late(port);
  CHECK(late.reply() == "421 4.3.2 too much to do, mail is taken again in some minutes");
  CHECK(late.reply() == "");
  CHECK(there.mail() == "250 2.0.0 queued as a-0001");
  house.sink.sheds = false;
  TcpClient later(port);
  CHECK(later.reply().starts_with("220 "));
  CHECK(house.observer.reasons() == "shedding ");
}

TEST_CASE("smtp server: STARTTLS, and a new certificate without dropping the session") {
  const TestCertificate first("one.example"), second("two.example");
  std::mutex mutex;
  auto current = load_tls(first.certificate(), first.key()).value();
  House house({}, [&] {
    const std::lock_guard lock(mutex);
    return current;
  });
  const auto port = house.listen();
  asio::ssl::context context(asio::ssl::context::tls_client);
  TlsClient client(context);
  client.connect(port);
  std::array<char, 512> bytes;
  auto& plain = client.stream.next_layer();
  plain.read_some(asio::buffer(bytes));
  asio::write(plain, asio::buffer("EHLO c\r\nSTARTTLS\r\n"s));
  std::string said;
  while (!said.ends_with("220 2.0.0 go ahead with TLS\r\n"))
    said.append(bytes.data(), plain.read_some(asio::buffer(bytes)));
  CHECK(said.find("250-STARTTLS\r\n") != said.npos);
  client.handshake();
  CHECK(client.server_name() == "one.example");
  CHECK(client.ask("MAIL FROM:<>").starts_with("503 5.5.1"));
  client.ask("EHLO c");
  {
    const std::lock_guard lock(mutex);
    current = load_tls(second.certificate(), second.key()).value();
  }
  CHECK(client.mail() == "250 2.0.0 queued as a-0001");
  CHECK(house.sink.mails()[0].tls);
  CHECK(house.sink.mails()[0].raw.find(" with ESMTPS;") != std::string::npos);

  TlsClient later(context);
  later.connect(house.listen({.kind = Listener::Kind::smtps}));
  later.handshake();
  CHECK(later.server_name() == "two.example");
  CHECK(later.reply() == "220 localhost ESMTP frontdesk");
  CHECK(later.ask("QUIT") == "221 2.0.0 goodbye");
}

TEST_CASE("smtp server: commands injected behind STARTTLS get nothing") {
  const TestCertificate certificate("one.example");
  const auto context = load_tls(certificate.certificate(), certificate.key()).value();
  House house({}, [context] { return context; });
  TcpClient client(house.listen());
  client.reply();
  client.send("EHLO c\r\nSTARTTLS\r\nRSET\r\n");
  CHECK(client.reply() == "250 CHUNKING");
  CHECK(client.reply() == "554 5.5.1 bytes between STARTTLS and TLS");
  CHECK(client.reply().empty());
}

TEST_CASE("smtp server: a certificate that cannot be used is named") {
  const TestCertificate one("one.example"), two("two.example");
  CHECK(load_tls("/no/such.pem", one.key()).error().says.starts_with("/no/such.pem: "));
  CHECK(load_tls(one.certificate(), two.key()).has_error());
}

TEST_CASE("lmtp server: on a unix socket, one answer for each recipient") {
  House house;
  const auto path = "/tmp/frontdesk-lmtp-" + std::to_string(::getpid());
  CHECK(house.listen({.kind = Listener::Kind::lmtp, .address = path}) == 0);
  Client<asio::local::stream_protocol::socket> client;
  client.stream.connect(path);
  CHECK(client.reply() == "220 localhost LMTP frontdesk");
  client.send(
      "LHLO c\r\nMAIL FROM:<>\r\nRCPT TO:<a@desk.example>\r\nRCPT TO:<x@y.example>\r\n"
      "RCPT TO:<b@desk.example>\r\nDATA\r\n\r\n.\r\n");
  std::string codes;
  for (int i = 0; i < 8; ++i) codes += client.reply().substr(0, 3) + ' ';
  CHECK(codes == "250 250 250 550 250 354 250 250 ");
  CHECK(house.sink.mails()[0].peer == "local");
  house.stop(0ms).wait();
  CHECK(::access(path.c_str(), F_OK) != 0);
}

TEST_CASE("smtp server: replies that find no room wait for whoever reads late, and all come") {
  ServerSettings settings;
  settings.limits.junk = settings.limits.commands;
  House house(settings);
  const auto path = "/tmp/frontdesk-late-" + std::to_string(::getpid());
  CHECK(house.listen({.kind = Listener::Kind::lmtp, .address = path}) == 0);
  Client<asio::local::stream_protocol::socket> client;
  client.stream.connect(path);
  client.reply();
  // Replies of a megabyte, more than a unix socket holds; nothing is read before all is sent.
  constexpr int asked = 20'000;
  std::string commands = "LHLO c\r\n";
  for (int i = 0; i < asked; ++i) commands += "VRFY x\r\n";
  auto sent = std::async(std::launch::async, [&] { client.send(commands); });
  wait_until([&] { return client.stream.available() > 100'000; });
  CHECK(client.reply().starts_with("250"));
  int answers = 0;
  while (answers < asked && client.reply().starts_with("252")) ++answers;
  sent.wait();
  CHECK(answers == asked);
}

TEST_CASE("smtp server: a socket that was passed in is served") {
  asio::io_context io;
  tcp::acceptor acceptor(io, {asio::ip::make_address("127.0.0.1"), 0});
  const auto port = acceptor.local_endpoint().port();
  House house;
  CHECK(house.listen({.adopted = acceptor.release()}) == port);
  TcpClient client(port);
  CHECK(client.reply().starts_with("220 "));
}

TEST_CASE("smtp server: what cannot be opened is said") {
  House house;
  const auto port = house.listen();
  CHECK(house.server.listen({.port = port}).error().code == ProblemCode::io);
  CHECK(house.server.listen({.address = "nowhere"}).error().code == ProblemCode::invalid);
  CHECK(house.server.listen({.address = "/" + std::string(200, 'x')}).has_error());
  CHECK(house.server.listen({.adopted = 0x7fff}).error().code == ProblemCode::io);
}

TEST_CASE("smtp server: a PROXY header counts only from a configured peer") {
  House house;
  Listener listener;
  listener.proxies = {Network::parse("127.0.0.0/8").value()};
  const auto behind_proxy = house.listen(listener);
  const auto header = "\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c\xc0\0\x02\x07\x7f\0\0\x01\x30\x39\0\x19"s;
  TcpClient client(behind_proxy);
  client.send(header);
  CHECK(client.reply().starts_with("220 "));
  client.ask("EHLO c");
  client.mail();
  CHECK(house.sink.mails()[0].peer == "192.0.2.7");
  TcpClient without(behind_proxy);
  without.send("EHLO client.example\r\n");
  CHECK(without.reply().empty());
  TcpClient stranger(house.listen());
  stranger.reply();
  stranger.send(header);
  CHECK(stranger.reply().starts_with("500 5.5.1"));  // its empty lines are no commands
  CHECK(stranger.reply().starts_with("500 5.5.1"));
  CHECK(stranger.reply().starts_with("500 5.5.2"));
  CHECK(stranger.reply().empty());
}

TEST_CASE("stop: the idle hear 421, a mail under way is finished first, then none is accepted") {
  House house;
  const auto port = house.listen();
  TcpClient idle(port), busy(port);
  idle.reply();
  busy.reply();
  busy.ask("EHLO c");
  busy.ask("MAIL FROM:<>");
  busy.ask("RCPT TO:<a@desk.example>");
  busy.ask("DATA");
  auto stopped = house.stop(20s);
  CHECK(idle.reply() == "421 4.3.2 the server stops, come again");
  CHECK(busy.ask("Subject: x\r\n\r\n.") == "250 2.0.0 queued as a-0001");
  CHECK(busy.reply() == "421 4.3.2 the server stops, come again");
  busy.stream.close();
  idle.stream.close();
  stopped.wait();
  CHECK(house.server.connections() == 0);
  CHECK_THROWS(TcpClient(port));
}

TEST_CASE("stop: who does not finish in time is cut") {
  House house;
  TcpClient client(house.listen());
  client.reply();
  client.ask("EHLO c");
  client.ask("MAIL FROM:<>");
  house.stop(50ms).wait();
  CHECK(client.reply().empty());
  CHECK(house.server.connections() == 0);
}
