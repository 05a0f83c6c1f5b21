// One transfer of libcurl on an Asio loop: nothing blocks, not even the look-up of a name, and
// whoever waits may be woken. For a loop of one thread.
#pragma once

#include <curl/curl.h>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "daemon/mailboxes/alarm.h"

namespace frontdesk {

// A socket of libcurl's, waited on by Asio. It is libcurl's to close: this has a descriptor of its
// own for the same.
class WatchedSocket {
 public:
  WatchedSocket(const boost::asio::any_io_executor& on, curl_socket_t socket);
  ~WatchedSocket();
  WatchedSocket(const WatchedSocket&) = delete;
  WatchedSocket& operator=(const WatchedSocket&) = delete;

  bool is_open() const { return fd_->is_open(); }
  // `ready` is called once, from the loop, unless this goes first. Asked again before that:
  // nothing.
  void when(boost::asio::posix::stream_descriptor::wait_type what, std::function<void()> ready);

 private:
  std::shared_ptr<boost::asio::posix::stream_descriptor> fd_;
  // Whether a wait of each kind is under way; outlives this for the sake of those.
  std::shared_ptr<std::pair<bool, bool>> waits_;
};

class CurlTransfer {
 public:
  using Time = Alarm::Time;
  explicit CurlTransfer(const boost::asio::any_io_executor& on);
  ~CurlTransfer();
  CurlTransfer(const CurlTransfer&) = delete;
  CurlTransfer& operator=(const CurlTransfer&) = delete;

  // To set what is asked for, before run(), and for curl_easy_send and _recv after it.
  CURL* easy() { return easy_; }
  template <class T>
  void set(CURLoption option, T value) {
    curl_easy_setopt(easy_, option, value);
  }
  // A list that it keeps as long as it lives.
  void add_header(const char* line);

  // Until the end of the transfer, or `deadline`: CURLE_OPERATION_TIMEDOUT. Where `stops` says so,
  // asked whenever `alarm` rings: CURLE_ABORTED_BY_CALLBACK.
  boost::asio::awaitable<CURLcode> run(std::shared_ptr<Alarm> alarm, Time deadline,
                                       std::function<bool()> stops);
  // What libcurl says of the end, for a person.
  std::string says(CURLcode code) const;

 private:
  struct Watched {
    std::unique_ptr<WatchedSocket> socket;
    int what = CURL_POLL_NONE;
  };
  static int on_socket(CURL* easy, curl_socket_t socket, int what, void* self, void* socket_data);
  static int on_timer(CURLM* multi, long ms, void* self);
  void arm(const std::shared_ptr<Alarm>& alarm);
  bool step();
  std::optional<CURLcode> result();

  boost::asio::any_io_executor on_;
  CURLM* multi_ = nullptr;
  CURL* easy_ = nullptr;
  curl_slist* headers_ = nullptr;
  char error_[CURL_ERROR_SIZE] = "";
  std::map<curl_socket_t, Watched> watched_;
  // What became ready since the last step; shared with waits that may outlive this.
  std::shared_ptr<std::vector<std::pair<curl_socket_t, int>>> ready_;
  std::optional<Time> due_;
};

}  // namespace frontdesk
