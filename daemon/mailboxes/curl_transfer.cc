#include "daemon/mailboxes/curl_transfer.h"

#include <unistd.h>

#include <mutex>
#include <new>

namespace frontdesk {
namespace {

using Descriptor = boost::asio::posix::stream_descriptor;
using boost::system::error_code;

void start_libcurl() {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

}  // namespace

WatchedSocket::WatchedSocket(const boost::asio::any_io_executor& on, curl_socket_t socket)
    : fd_(std::make_shared<Descriptor>(on)), waits_(std::make_shared<std::pair<bool, bool>>()) {
  const int own = ::dup(socket);
  error_code ignored;
  if (own >= 0) fd_->assign(own, ignored);
}

WatchedSocket::~WatchedSocket() {
  error_code ignored;
  fd_->close(ignored);
}

void WatchedSocket::when(Descriptor::wait_type what, std::function<void()> ready) {
  const bool writes = what == Descriptor::wait_write;
  bool& waits = writes ? waits_->second : waits_->first;
  if (waits) return;
  waits = true;
  fd_->async_wait(
      what, [fd = fd_, all = waits_, writes, ready = std::move(ready)](const error_code& error) {
        (writes ? all->second : all->first) = false;
        if (!error) ready();
      });
}

CurlTransfer::CurlTransfer(const boost::asio::any_io_executor& on)
    : on_(on), ready_(std::make_shared<std::vector<std::pair<curl_socket_t, int>>>()) {
  start_libcurl();
  multi_ = curl_multi_init();
  easy_ = curl_easy_init();
  if (!multi_ || !easy_) throw std::bad_alloc();
  curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &CurlTransfer::on_socket);
  curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
  curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &CurlTransfer::on_timer);
  curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
  set(CURLOPT_ERRORBUFFER, static_cast<char*>(error_));
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_FOLLOWLOCATION, 0L);
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
}

CurlTransfer::~CurlTransfer() {
  curl_multi_remove_handle(multi_, easy_);
  curl_easy_cleanup(easy_);
  curl_multi_cleanup(multi_);
  curl_slist_free_all(headers_);
}

void CurlTransfer::add_header(const char* line) {
  if (auto* longer = curl_slist_append(headers_, line)) headers_ = longer;
  set(CURLOPT_HTTPHEADER, headers_);
}

int CurlTransfer::on_socket(CURL*, curl_socket_t socket, int what, void* self, void*) {
  auto& transfer = *static_cast<CurlTransfer*>(self);
  if (what == CURL_POLL_REMOVE) {
    transfer.watched_.erase(socket);
    return 0;
  }
  auto& watched = transfer.watched_[socket];
  if (!watched.socket) watched.socket = std::make_unique<WatchedSocket>(transfer.on_, socket);
  watched.what = what;
  return watched.socket->is_open() ? 0 : -1;
}

int CurlTransfer::on_timer(CURLM*, long ms, void* self) {
  auto& due = static_cast<CurlTransfer*>(self)->due_;
  if (ms < 0)
    due.reset();
  else
    due = std::chrono::steady_clock::now() + std::chrono::milliseconds{ms};
  return 0;
}

void CurlTransfer::arm(const std::shared_ptr<Alarm>& alarm) {
  for (auto& [socket, watched] : watched_) {
    const auto told = [ready = ready_, alarm, at = socket](int bits) {
      return [ready, alarm, at, bits] {
        ready->emplace_back(at, bits);
        alarm->ring();
      };
    };
    if (watched.what & CURL_POLL_IN)
      watched.socket->when(Descriptor::wait_read, told(CURL_CSELECT_IN));
    if (watched.what & CURL_POLL_OUT)
      watched.socket->when(Descriptor::wait_write, told(CURL_CSELECT_OUT));
  }
}

// False once nothing runs any more.
bool CurlTransfer::step() {
  int running = 1;
  for (const auto& [socket, bits] : std::exchange(*ready_, {}))
    if (watched_.contains(socket)) curl_multi_socket_action(multi_, socket, bits, &running);
  if (due_ && *due_ <= std::chrono::steady_clock::now()) {
    due_.reset();
    curl_multi_socket_action(multi_, CURL_SOCKET_TIMEOUT, 0, &running);
  }
  return running > 0;
}

std::optional<CURLcode> CurlTransfer::result() {
  int left = 0;
  while (const auto* message = curl_multi_info_read(multi_, &left))
    if (message->msg == CURLMSG_DONE) return message->data.result;
  return {};
}

boost::asio::awaitable<CURLcode> CurlTransfer::run(std::shared_ptr<Alarm> alarm, Time deadline,
                                                   std::function<bool()> stops) {
  if (curl_multi_add_handle(multi_, easy_) != CURLM_OK) co_return CURLE_FAILED_INIT;
  auto ended = CURLE_OPERATION_TIMEDOUT;
  for (;;) {
    step();
    if (const auto code = result()) {
      ended = *code;
      break;
    }
    if (stops()) {
      ended = CURLE_ABORTED_BY_CALLBACK;
      break;
    }
    if (std::chrono::steady_clock::now() >= deadline) break;
    arm(alarm);
    co_await alarm->until(std::min(deadline, due_.value_or(deadline)));
  }
  watched_.clear();
  co_return ended;
}

std::string CurlTransfer::says(CURLcode code) const {
  return *error_ ? std::string(error_) : std::string(curl_easy_strerror(code));
}

}  // namespace frontdesk
