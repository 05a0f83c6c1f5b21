// Sends mails over SMTP as many senders would, and measures from the final dot to its answer.
//
//   mail_load [OPTIONS] HOST PORT RECIPIENT
//     --connections N   50
//     --rate R          mails a second over all connections; 0, the default, as fast as answers
//     come
//     --mails N         ends after so many…
//     --seconds S       …or after so long; one of the two must be given
//     --bytes N         of a mail, about: 4096
//     --sender ADDRESS  may be given more than once; without it everyone is a stranger of another
//     name
//     --threads N       the first N mails open threads, all later ones are answers in them
//     --report S        a line of JSON for every S seconds as they end, before that of the whole
//     --run TEXT        part of every Message-ID, so that runs do not meet: the time of the start
//
// Connections are kept, as those of a busy mail server are. An answer other than 250 is counted and
// not tried again. With a rate, mails are begun by a timetable: one that falls behind begins at
// once, and `behind_ms` says how far the worst did.
#include <algorithm>
#include <array>
#include <bit>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using Steady = std::chrono::steady_clock;
using std::chrono::nanoseconds;

[[noreturn]] void fail(const std::string& says) {
  std::fprintf(stderr, "mail_load: %s\n", says.c_str());
  std::exit(64);
}

// Counts of durations in buckets that are at most a sixteenth wide: no sample is kept.
class Histogram {
 public:
  void add(nanoseconds value) {
    ++counts_[bucket(static_cast<std::uint64_t>(std::max<std::int64_t>(value.count(), 0)))];
    ++all_;
    max_ = std::max(max_, value);
  }
  void add(const Histogram& other) {
    for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
    all_ += other.all_;
    max_ = std::max(max_, other.max_);
  }
  double ms(double share) const {
    const auto wanted = static_cast<std::uint64_t>(static_cast<double>(all_) * share);
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < counts_.size(); ++i)
      if ((seen += counts_[i]) > wanted)
        return std::min(static_cast<double>(upper(i)) / 1e6, max_ms());
    return max_ms();
  }
  double max_ms() const { return static_cast<double>(max_.count()) / 1e6; }
  std::uint64_t all() const { return all_; }

 private:
  static std::size_t bucket(std::uint64_t value) {
    if (value < 16) return value;
    const auto shift = static_cast<unsigned>(std::bit_width(value)) - 5;
    return std::size_t{16} * (shift + 1) + (value >> shift & 15);
  }
  static std::uint64_t upper(std::size_t index) {
    if (index < 16) return index;
    const auto shift = index / 16 - 1;
    return ((16 + index % 16 + 1) << shift) - 1;
  }

  std::array<std::uint64_t, 16 * 62> counts_{};
  std::uint64_t all_ = 0;
  nanoseconds max_{0};
};

struct Options {
  std::string host, port, recipient;
  std::vector<std::string> senders;
  std::size_t connections = 50, mails = 0, bytes = 4096, threads = 0;
  double rate = 0, seconds = 0, report = 0;
  std::string run = std::to_string(std::chrono::system_clock::now().time_since_epoch().count());
};

struct Figures {
  Histogram latency;
  std::map<std::string, std::uint64_t> refused;  // by the first nine bytes of the answer
  nanoseconds behind{0};
  Steady::time_point began = Steady::now();

  void print(const char* kind, Steady::time_point until) const {
    const std::chrono::duration<double> took = until - began;
    std::printf(
        "{\"kind\":\"%s\",\"seconds\":%.3f,\"mails\":%llu,\"rate\":%.1f,\"p50_ms\":%.3f,"
        "\"p90_ms\":%.3f,\"p99_ms\":%.3f,\"p999_ms\":%.3f,\"max_ms\":%.3f,"
        "\"behind_ms\":%.1f,\"refused\":{",
        kind, took.count(), static_cast<unsigned long long>(latency.all()),
        static_cast<double>(latency.all()) / took.count(), latency.ms(0.5), latency.ms(0.9),
        latency.ms(0.99), latency.ms(0.999), latency.max_ms(),
        static_cast<double>(behind.count()) / 1e6);
    const char* comma = "";
    for (const auto& [answer, count] : refused) {
      std::printf("%s\"%s\":%llu", comma, answer.c_str(), static_cast<unsigned long long>(count));
      comma = ",";
    }
    std::puts("}}");
    std::fflush(stdout);
  }
};

class Load {
 public:
  explicit Load(Options options) : options_(std::move(options)), io_(1) {
    const std::string line(76, 'X');
    while (filler_.size() + 400 < options_.bytes) filler_ += line + "\r\n";
  }

  int run() {
    tcp::resolver resolver(io_);
    target_ = resolver.resolve(options_.host, options_.port);
    for (std::size_t i = 0; i < options_.connections; ++i)
      asio::co_spawn(io_, sender(), asio::detached);
    if (options_.report > 0) asio::co_spawn(io_, report(), asio::detached);
    io_.run();
    whole_.latency.add(part_.latency);
    whole_.print("whole", last_);
    return lost_ == options_.connections ? 1 : 0;
  }

 private:
  bool ended() const {
    return (options_.mails > 0 && begun_ >= options_.mails) ||
           (options_.seconds > 0 &&
            Steady::now() - whole_.began >= std::chrono::duration<double>(options_.seconds));
  }

  std::string message_id(std::size_t number) const {
    return '<' + options_.run + '.' + std::to_string(number) + "@load.example>";
  }

  // The same person writes in a thread from its first mail to its last.
  std::size_t thread(std::size_t number) const {
    return options_.threads > 0 ? number % options_.threads : number;
  }

  std::string sender_of(std::size_t number) const {
    const auto& all = options_.senders;
    if (all.empty()) return "person" + std::to_string(thread(number)) + "@elsewhere.example";
    return all[thread(number) % all.size()];
  }

  std::string mail(std::size_t number) const {
    std::string text =
        "From: <" + sender_of(number) + ">\r\nTo: <" + options_.recipient +
        ">\r\nDate: Sun, 22 Nov 2026 10:00:00 +0000\r\nMessage-ID: " + message_id(number) + "\r\n";
    if (thread(number) != number) text += "In-Reply-To: " + message_id(thread(number)) + "\r\n";
    return text + "Subject: the printer on floor " + std::to_string(number) +
           " does not print\r\n\r\nHello, please have a look.\r\n" + filler_ + ".\r\n";
  }

  // The timetable: the next mail is begun a period after the one before, whoever sends it.
  asio::awaitable<void> wait_turn() {
    if (options_.rate <= 0) co_return;
    const auto turn =
        whole_.began + std::chrono::duration_cast<nanoseconds>(std::chrono::duration<double>(
                           static_cast<double>(begun_) / options_.rate));
    ++begun_;
    const auto now = Steady::now();
    if (now >= turn) {
      part_.behind = std::max<nanoseconds>(part_.behind, now - turn);
      whole_.behind = std::max<nanoseconds>(whole_.behind, now - turn);
      co_return;
    }
    asio::steady_timer timer(io_, turn);
    co_await timer.async_wait(asio::use_awaitable);
  }

  asio::awaitable<std::string> answer(tcp::socket& socket, std::string& buffer) {
    for (;;) {
      const auto size = co_await asio::async_read_until(socket, asio::dynamic_buffer(buffer),
                                                        "\r\n", asio::use_awaitable);
      auto line = buffer.substr(0, size);
      buffer.erase(0, size);
      if (line.size() < 4 || line[3] != '-') co_return line;
    }
  }
  // Anything but the wanted kind of answer is thrown.
  asio::awaitable<void> say(tcp::socket& socket, std::string& buffer, const std::string& text,
                            char wanted) {
    if (!text.empty()) co_await asio::async_write(socket, asio::buffer(text), asio::use_awaitable);
    auto line = co_await answer(socket, buffer);
    if (line.empty() || line[0] != wanted) throw std::move(line);
  }

  asio::awaitable<void> one(tcp::socket& socket, std::string& buffer) {
    const auto number = numbers_++;
    co_await say(socket, buffer, "MAIL FROM:<" + sender_of(number) + ">\r\n", '2');
    co_await say(socket, buffer, "RCPT TO:<" + options_.recipient + ">\r\n", '2');
    co_await say(socket, buffer, "DATA\r\n", '3');
    const auto text = mail(number);
    const auto sent = Steady::now();
    co_await say(socket, buffer, text, '2');
    last_ = Steady::now();
    part_.latency.add(last_ - sent);
  }

  asio::awaitable<void> connection() {
    tcp::socket socket(io_);
    std::string buffer;
    co_await asio::async_connect(socket, target_, asio::use_awaitable);
    socket.set_option(tcp::no_delay(true));
    co_await say(socket, buffer, "", '2');
    co_await say(socket, buffer, "EHLO load.example\r\n", '2');
    while (!ended()) {
      if (options_.rate <= 0) ++begun_;
      co_await wait_turn();
      if (options_.seconds > 0 && ended()) break;
      co_await one(socket, buffer);
    }
    co_await say(socket, buffer, "QUIT\r\n", '2');
  }

  // A connection after the other: one that was refused is given up and begun anew.
  asio::awaitable<void> sender() {
    bool failed = false;
    while (!ended() && !failed) {
      bool pause = false;
      try {
        co_await connection();
      } catch (const std::string& refused) {
        ++part_.refused[refused.substr(0, 9)];
        ++whole_.refused[refused.substr(0, 9)];
        pause = true;
      } catch (const boost::system::system_error& error) {
        std::fprintf(stderr, "mail_load: %s\n", error.what());
        failed = true;
      }
      if (!pause) continue;
      asio::steady_timer timer(io_, std::chrono::milliseconds{100});
      co_await timer.async_wait(asio::use_awaitable);
    }
    if (failed) ++lost_;
  }

  asio::awaitable<void> report() {
    const auto period =
        std::chrono::duration_cast<nanoseconds>(std::chrono::duration<double>(options_.report));
    asio::steady_timer timer(io_, whole_.began);
    while (!ended() && lost_ < options_.connections) {
      timer.expires_at(timer.expiry() + period);
      co_await timer.async_wait(asio::use_awaitable);
      part_.print("part", Steady::now());
      whole_.latency.add(part_.latency);
      part_ = Figures();
    }
  }

  const Options options_;
  asio::io_context io_;
  tcp::resolver::results_type target_;
  std::string filler_;
  Figures part_, whole_;
  Steady::time_point last_ = Steady::now();  // when the last mail was answered
  std::size_t begun_ = 0, numbers_ = 0, lost_ = 0;
};

Options read(const std::vector<std::string>& words) {
  Options options;
  std::vector<std::string> places;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto& word = words[i];
    if (!word.starts_with("--")) {
      places.push_back(word);
      continue;
    }
    if (++i == words.size()) fail(word + " wants a value");
    const auto& value = words[i];
    const auto whole = [&] { return std::strtoull(value.c_str(), nullptr, 10); };
    if (word == "--connections")
      options.connections = whole();
    else if (word == "--mails")
      options.mails = whole();
    else if (word == "--threads")
      options.threads = whole();
    else if (word == "--bytes")
      options.bytes = whole();
    else if (word == "--rate")
      options.rate = std::strtod(value.c_str(), nullptr);
    else if (word == "--seconds")
      options.seconds = std::strtod(value.c_str(), nullptr);
    else if (word == "--report")
      options.report = std::strtod(value.c_str(), nullptr);
    else if (word == "--sender")
      options.senders.push_back(value);
    else if (word == "--run")
      options.run = value;
    else
      fail("there is no " + word);
  }
  if (places.size() != 3) fail("usage: mail_load [OPTIONS] HOST PORT RECIPIENT");
  if (options.mails == 0 && options.seconds <= 0) fail("give --mails or --seconds");
  if (options.connections == 0) fail("--connections: at least 1");
  options.host = places[0];
  options.port = places[1];
  options.recipient = places[2];
  return options;
}

}  // namespace

int main(int count, char** words) try {
  return Load(read({words + 1, words + count})).run();
} catch (const boost::system::system_error& error) {
  std::fprintf(stderr, "mail_load: %s\n", error.what());
  return 1;
}
