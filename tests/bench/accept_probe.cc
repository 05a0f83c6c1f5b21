// The ceiling that the daemon is measured against: a server of the same design that does nothing
// but what durability asks for. It takes mails over SMTP, writes their bytes with one synced batch
// for all that wait, and says 250. No limits, no MIME, no rules, no ticket. Only for tests/bench.
//
//   accept_probe PORT STORE
#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

// One thread writes what waits, as one batch with one sync.
class Writer {
 public:
  explicit Writer(const std::string& path) {
    rocksdb::Options options;
    options.create_if_missing = true;
    rocksdb::DB* opened = nullptr;
    if (const auto status = rocksdb::DB::Open(options, path, &opened); !status.ok()) {
      std::fprintf(stderr, "accept_probe: %s\n", status.ToString().c_str());
      std::exit(1);
    }
    db_.reset(opened);
    thread_ = std::thread([this] { run(); });
  }
  ~Writer() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
  }
  void add(std::string mail, std::function<void()> done) {
    const std::lock_guard lock(mutex_);
    waiting_.push_back({std::move(mail), std::move(done)});
    if (waiting_.size() == 1) wake_.notify_one();
  }

 private:
  struct Waiting {
    std::string mail;
    std::function<void()> done;
  };
  void run() {
    rocksdb::WriteOptions synced;
    synced.sync = true;
    std::uint64_t key = 0;
    for (;;) {
      std::vector<Waiting> batch;
      {
        std::unique_lock lock(mutex_);
        wake_.wait(lock, [&] { return stopping_ || !waiting_.empty(); });
        if (waiting_.empty()) return;
        batch.swap(waiting_);
      }
      rocksdb::WriteBatch writes;
      for (const auto& one : batch) writes.Put(std::to_string(++key), one.mail);
      if (const auto status = db_->Write(synced, &writes); !status.ok()) std::exit(1);
      for (const auto& one : batch) one.done();
    }
  }

  std::unique_ptr<rocksdb::DB> db_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<Waiting> waiting_;
  bool stopping_ = false;
  std::thread thread_;
};

asio::awaitable<void> say(tcp::socket& socket, std::string_view text) {
  co_await asio::async_write(socket, asio::buffer(text), asio::use_awaitable);
}

asio::awaitable<std::string> until(tcp::socket& socket, std::string& buffer, std::string_view end) {
  const auto size = co_await asio::async_read_until(
      socket, asio::dynamic_buffer(buffer, std::size_t{64} << 20), end, asio::use_awaitable);
  auto text = buffer.substr(0, size);
  buffer.erase(0, size);
  co_return text;
}

asio::awaitable<void> store(Writer& writer, std::string mail) {
  auto executor = co_await asio::this_coro::executor;
  auto stored =
      std::make_shared<asio::steady_timer>(executor, asio::steady_timer::time_point::max());
  writer.add(std::move(mail),
             [stored, executor] { asio::post(executor, [stored] { stored->cancel(); }); });
  boost::system::error_code woken;
  co_await stored->async_wait(asio::redirect_error(asio::use_awaitable, woken));
}

asio::awaitable<void> serve(tcp::socket socket, Writer& writer) try {
  std::string buffer;
  co_await say(socket, "220 probe\r\n");
  for (;;) {
    const auto line = co_await until(socket, buffer, "\r\n");
    const auto verb = line.substr(0, 4);
    if (verb == "DATA" || verb == "data") {
      co_await say(socket, "354 go on\r\n");
      auto mail = co_await until(socket, buffer, "\r\n.\r\n");
      co_await store(writer, std::move(mail));
    }
    co_await say(socket, verb == "QUIT" || verb == "quit" ? "221 bye\r\n" : "250 ok\r\n");
  }
} catch (const boost::system::system_error&) {
  // The client has gone.
}

asio::awaitable<void> listen(tcp::acceptor& acceptor, Writer& writer) {
  for (;;) {
    auto socket = co_await acceptor.async_accept(asio::use_awaitable);
    socket.set_option(tcp::no_delay(true));
    asio::co_spawn(acceptor.get_executor(), serve(std::move(socket), writer), asio::detached);
  }
}

}  // namespace

int main(int count, char** words) {
  if (count != 3) {
    std::fputs("usage: accept_probe PORT STORE\n", stderr);
    return 64;
  }
  Writer writer(words[2]);
  asio::io_context io(1);
  tcp::acceptor acceptor(
      io, {asio::ip::address_v4::loopback(), static_cast<unsigned short>(std::atoi(words[1]))});
  asio::co_spawn(io, listen(acceptor, writer), asio::detached);
  io.run();
}
