// Mail connections live on loops of one thread each.
#include "daemon/mail_loops.h"

#include <doctest/doctest.h>

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/asio/write.hpp>
#include <future>
#include <map>
#include <mutex>
#include <set>

#include "intake/smtp/server.h"

using namespace frontdesk;
namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

// Notes which thread each sender's mails come on.
class Noting final : public smtp::MailSink {
 public:
  asio::awaitable<std::vector<Result<std::string>>> deliver(smtp::Transaction mail) override {
    const std::lock_guard lock(mutex);
    threads[mail.mail_from].insert(std::this_thread::get_id());
    co_return std::vector<Result<std::string>>(mail.recipients.size(), "a-1");
  }
  smtp::RcptVerdict check(std::string_view) const override { return smtp::RcptVerdict::yes("l"); }
  std::optional<Problem> refusing() const override { return std::nullopt; }

  std::mutex mutex;
  std::map<std::string, std::set<std::thread::id>> threads;
};

class Client {
 public:
  explicit Client(std::uint16_t port) {
    socket_.connect({asio::ip::address_v4::loopback(), port});
    reply();
  }
  std::string say(const std::string& line) {
    asio::write(socket_, asio::buffer(line + "\r\n"));
    return reply();
  }

 private:
  std::string reply() {
    const auto size = asio::read_until(socket_, asio::dynamic_buffer(in_), "\r\n");
    auto line = in_.substr(0, size);
    in_.erase(0, size);
    return line;
  }
  asio::io_context io_;
  tcp::socket socket_{io_};
  std::string in_;
};

// Holds up a loop until it is let go.
class Holder {
 public:
  Holder(MailLoops& loops, const asio::any_io_executor& loop)
      : ended_(asio::post(loop, std::packaged_task<void()>([this, &loops] {
                            const MailLoops::HeldUp held_up(loops);
                            begun_.set_value();
                            let_go_.get_future().wait();
                          }))) {
    begun_.get_future().wait();
  }
  void let_go() {
    let_go_.set_value();
    ended_.wait();
  }

 private:
  std::promise<void> begun_, let_go_;
  std::future<void> ended_;
};

}  // namespace

TEST_CASE("mail loops: connections take turns on them, and each stays on its own") {
  asio::io_context io;
  auto work = asio::make_work_guard(io);
  Noting sink;
  smtp::Observer observer;
  SystemClock clock;
  MailLoops loops;
  smtp::Server server(io.get_executor(), {}, sink, observer, clock);
  server.spread_over([&] { return loops.next(); });
  std::thread thread([&] { io.run(); });
  loops.start();
  const auto port = server.listen({}).value();
  {
    std::vector<std::unique_ptr<Client>> clients;
    for (int i = 0; i < 6; ++i) {
      clients.push_back(std::make_unique<Client>(port));
      CHECK(clients.back()->say("HELO here").starts_with("250"));
    }
    for (int mail = 0; mail < 4; ++mail)
      for (std::size_t i = 0; i < clients.size(); ++i) {
        auto& client = *clients[i];
        CHECK(client.say("MAIL FROM:<" + std::to_string(i) + "@x.example>").starts_with("250"));
        CHECK(client.say("RCPT TO:<a@y.example>").starts_with("250"));
        CHECK(client.say("DATA").starts_with("354"));
        CHECK(client.say("Subject: x\r\n\r\nx\r\n.").starts_with("250"));
      }
  }
  asio::co_spawn(io, server.stop(std::chrono::seconds{5}), asio::use_future).wait();
  std::map<std::thread::id, int> senders;
  CHECK(sink.threads.size() == 6);
  for (const auto& [sender, threads] : sink.threads) {
    CHECK(threads.size() == 1);
    ++senders[*threads.begin()];
  }
  CHECK(senders.size() == 2);
  CHECK_FALSE(senders.contains(thread.get_id()));
  for (const auto& [id, count] : senders) CHECK(count == 3);
  work.reset();
  io.stop();
  thread.join();
  loops.stop();
  loops.stop();  // once more does nothing
}

TEST_CASE("mail loops: one that looks for more work serves, sleeps when there is none, and stops") {
  // Fewer connections than any machine has cores, and more.
  for (const std::size_t connections : {std::size_t{0}, std::size_t{1'000'000}}) {
    CAPTURE(connections);
    asio::io_context io;
    auto work = asio::make_work_guard(io);
    Noting sink;
    smtp::Observer observer;
    SystemClock clock;
    MailLoops loops;
    std::atomic<std::uint64_t> looked = 0;
    smtp::Server server(io.get_executor(), {}, sink, observer, clock);
    server.spread_over([&] { return loops.next(); });
    loops.count([&] {
      ++looked;
      return connections;
    });
    std::thread thread([&] { io.run(); });
    loops.start();
    {
      Client client(server.listen({}).value());
      for (int mail = 0; mail < 20; ++mail) {
        CHECK(client.say("HELO here").starts_with("250"));
        CHECK(client.say("MAIL FROM:<a@x.example>").starts_with("250"));
        CHECK(client.say("RCPT TO:<a@y.example>").starts_with("250"));
        CHECK(client.say("DATA").starts_with("354"));
        CHECK(client.say("Subject: x\r\n\r\nx\r\n.").starts_with("250"));
      }
      // Who looks on without end looks in every pause.
      CHECK(looked > 0);
      std::uint64_t before = 0;
      for (int pause = 0; pause < 200 && before != looked; ++pause) {
        before = looked;
        std::this_thread::sleep_for(200 * MailLoops::look_on);
      }
      CHECK(before == looked);
    }
    asio::co_spawn(io, server.stop(std::chrono::seconds{5}), asio::use_future).wait();
    work.reset();
    io.stop();
    thread.join();
    loops.stop();
  }
}

TEST_CASE("mail loops: no connection goes to one that is held up, while another is not") {
  MailLoops loops;
  loops.start();
  const auto first = loops.next(), second = loops.next();
  REQUIRE(first != second);
  REQUIRE(loops.next() == first);
  Holder of_second(loops, second);
  for (int i = 0; i < 4; ++i) CHECK(loops.next() == first);
  {
    const MailLoops::HeldUp of_no_loop(loops);
    CHECK(loops.next() == first);
  }
  Holder of_first(loops, first);
  CHECK(loops.next() != loops.next());
  of_second.let_go();
  for (int i = 0; i < 4; ++i) CHECK(loops.next() == second);
  of_first.let_go();
  CHECK(loops.next() != loops.next());
  loops.stop();
}

TEST_CASE("mail loops: a connection that comes while one is held up is served by the other") {
  asio::io_context io;
  auto work = asio::make_work_guard(io);
  Noting sink;
  smtp::Observer observer;
  SystemClock clock;
  MailLoops loops;
  smtp::Server server(io.get_executor(), {}, sink, observer, clock);
  const asio::any_io_executor each[] = {loops.next(), loops.next()};
  server.spread_over([&] { return loops.next(); });
  std::thread thread([&] { io.run(); });
  loops.start();
  const std::uint16_t ports[] = {server.listen({}).value(), server.listen({}).value()};
  for (const auto port : ports) Client(port).say("NOOP");  // each waits for its next
  for (const auto& loop : each) {
    Holder holder(loops, loop);
    auto served = std::async(std::launch::async, [&] {
      for (const auto port : ports)
        for (int i = 0; i < 3; ++i) Client(port).say("NOOP");
    });
    CHECK(served.wait_for(std::chrono::seconds{20}) == std::future_status::ready);
    holder.let_go();
    served.wait();
  }
  asio::co_spawn(io, server.stop(std::chrono::seconds{5}), asio::use_future).wait();
  work.reset();
  io.stop();
  thread.join();
  loops.stop();
}
