#include "daemon/mailboxes/imap_connection.h"

#include <openssl/crypto.h>
#include <sys/socket.h>

#include <array>
#include <memory>

namespace frontdesk {
namespace {

using Descriptor = boost::asio::posix::stream_descriptor;

constexpr std::size_t greeting_bytes = 8192;
constexpr std::size_t read_bytes = 65'536;

curl_socket_t socket_of(CURL* easy) {
  curl_socket_t socket = CURL_SOCKET_BAD;
  curl_easy_getinfo(easy, CURLINFO_ACTIVESOCKET, &socket);
  return socket;
}

}  // namespace

// libcurl would say LOGOUT and wait for the answer, which may never come.
ImapConnection::~ImapConnection() {
  if (const auto socket = socket_of(transfer_.easy()); socket != CURL_SOCKET_BAD)
    ::shutdown(socket, SHUT_RDWR);
}

std::size_t ImapConnection::hear(char* bytes, std::size_t one, std::size_t count, void* heard) {
  auto& told = *static_cast<Heard*>(heard);
  const std::string_view line(bytes, one * count);
  if (told.greeting.empty() && line.size() <= greeting_bytes) told.greeting = line;
  if (line.find("STARTTLS") != line.npos) told.starttls = true;
  return line.size();
}

bool ImapConnection::name_server(const MailboxConfig& mailbox) {
  const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> url(curl_url(), &curl_url_cleanup);
  if (!url) return false;
  const bool v6 = mailbox.host.find(':') != std::string::npos;
  const auto host = v6 ? '[' + mailbox.host + ']' : mailbox.host;
  const auto port = std::to_string(mailbox.port_in_use());
  const auto put = [&](CURLUPart part, const std::string& value) {
    return curl_url_set(url.get(), part, value.c_str(), 0) == CURLUE_OK;
  };
  if (!put(CURLUPART_SCHEME, mailbox.security == "tls" ? "imaps" : "imap") ||
      !put(CURLUPART_HOST, host) || !put(CURLUPART_PORT, port))
    return false;
  char* text = nullptr;
  if (curl_url_get(url.get(), CURLUPART_URL, &text, 0) != CURLUE_OK) return false;
  transfer_.set(CURLOPT_URL, text);
  curl_free(text);
  return true;
}

boost::asio::awaitable<CURLcode> ImapConnection::open(const MailboxConfig& mailbox,
                                                      std::shared_ptr<Alarm> alarm,
                                                      Alarm::Time deadline,
                                                      std::function<bool()> stops) {
  if (!name_server(mailbox)) co_return CURLE_URL_MALFORMAT;
  transfer_.set(CURLOPT_PROTOCOLS_STR, "imap,imaps");
  transfer_.set(CURLOPT_CONNECT_ONLY, 1L);
  transfer_.set(CURLOPT_TCP_KEEPALIVE, 1L);
  transfer_.set(CURLOPT_USE_SSL,
                static_cast<long>(mailbox.security == "plain" ? CURLUSESSL_NONE : CURLUSESSL_ALL));
  if (!mailbox.ca_file.empty()) {
    transfer_.set(CURLOPT_CAINFO, mailbox.ca_file.c_str());
    transfer_.set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
  }
  transfer_.set(CURLOPT_HEADERFUNCTION, &ImapConnection::hear);
  transfer_.set(CURLOPT_HEADERDATA, &heard_);
  const auto code = co_await transfer_.run(alarm, deadline, std::move(stops));
  if (code != CURLE_OK) co_return code;
  const auto socket = socket_of(transfer_.easy());
  if (socket == CURL_SOCKET_BAD) co_return CURLE_COULDNT_CONNECT;
  socket_ = std::make_unique<WatchedSocket>(on_, socket);
  co_return socket_->is_open() ? CURLE_OK : CURLE_COULDNT_CONNECT;
}

ImapConnection::Moved ImapConnection::read(std::string& into) {
  std::array<char, read_bytes> bytes;
  std::size_t count = 0;
  const auto code = curl_easy_recv(transfer_.easy(), bytes.data(), bytes.size(), &count);
  if (code == CURLE_AGAIN) return Moved::none;
  if (code != CURLE_OK || count == 0) return Moved::closed;
  into.assign(bytes.data(), count);
  return Moved::some;
}

ImapConnection::Moved ImapConnection::write(std::string& bytes) {
  std::size_t count = 0;
  const auto code = curl_easy_send(transfer_.easy(), bytes.data(), bytes.size(), &count);
  if (code == CURLE_AGAIN) return Moved::none;
  if (code != CURLE_OK) return Moved::closed;
  OPENSSL_cleanse(bytes.data(), count);  // it may have been a password
  bytes.erase(0, count);
  return Moved::some;
}

void ImapConnection::when_readable(const std::shared_ptr<Alarm>& alarm) {
  socket_->when(Descriptor::wait_read, [alarm] { alarm->ring(); });
}

void ImapConnection::when_writable(const std::shared_ptr<Alarm>& alarm) {
  socket_->when(Descriptor::wait_write, [alarm] { alarm->ring(); });
}

}  // namespace frontdesk
