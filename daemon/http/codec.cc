#include "daemon/http/codec.h"

#include <algorithm>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/serializer.hpp>
#include <boost/beast/http/string_body.hpp>
#include <ctime>

#include "daemon/http/problem_json.h"

namespace frontdesk::http {

namespace beast = boost::beast;
namespace bhttp = boost::beast::http;

namespace {

// Lines inside a chunked body (sizes, trailers) are no longer than this.
constexpr std::size_t max_pending_bytes = 16 * 1024;

std::string lower(std::string_view text) {
  std::string out(text);
  for (auto& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

std::string_view view(beast::string_view text) {
  return {text.data(), text.size()};
}

Response refused(const boost::system::error_code& error) {
  if (error == bhttp::error::header_limit)
    return refusal(431, "too_large", "the request's header is too large");
  if (error == bhttp::error::body_limit)
    return refusal(413, "too_large", "the request's body is larger than this route takes");
  if (error == bhttp::error::bad_version)
    return refusal(505, "invalid", "only HTTP/1.0 and HTTP/1.1 are spoken here");
  return refusal(400, "syntax", "not an HTTP request: " + error.message());
}

}  // namespace

struct RequestReader::Parts {
  explicit Parts(std::size_t max_header) : max_header_bytes(max_header) { begin(); }

  void begin() {
    parser.emplace();
    parser->header_limit(static_cast<std::uint32_t>(max_header_bytes));
    parser->body_limit(boost::none);  // set when the route is known
    head = {};
    head_bytes = 0;
    head_said = false;
    waiting_for_accept = false;
  }

  State fail(Response response) {
    failure = std::move(response);
    failed = true;
    return State::failed;
  }

  State read_head();
  State go_on();

  std::size_t max_header_bytes;
  std::size_t head_bytes = 0;  // taken of the head so far
  std::optional<bhttp::request_parser<bhttp::string_body>> parser;
  std::string pending;  // fed, not yet consumed
  Head head;
  Response failure;
  bool head_said = false, waiting_for_accept = false, failed = false;
};

RequestReader::State RequestReader::Parts::read_head() {
  const auto& message = parser->get();
  head.method = std::string(message.method_string());
  head.target = std::string(message.target());
  head.keep_alive = parser->keep_alive();
  head.has_body = !parser->is_done();
  head.knows_chunks = message.version() >= 11;
  std::size_t hosts = 0, encodings = 0, authorizations = 0;
  for (const auto& field : message) {
    auto name = lower(view(field.name_string()));
    if (name == "authorization") {
      // Two of them: which one counts would be a guess.
      if (++authorizations > 1) return fail(refusal(400, "invalid", "more than one Authorization"));
      head.authorization = std::string(field.value());
      continue;
    }
    if (name == "host") ++hosts;
    if (name == "expect") head.wants_continue = lower(view(field.value())) == "100-continue";
    // Read as if it were not there, the body would be other bytes than the sender means.
    if (name == "content-encoding" && lower(view(field.value())) != "identity") {
      auto refused = refusal(415, "invalid", "a body comes as it is: without a Content-Encoding");
      refused.headers.emplace_back("Accept-Encoding", "identity");
      return fail(std::move(refused));
    }
    if (name == "transfer-encoding") {
      ++encodings;
      if (lower(view(field.value())) != "chunked" || message.version() < 11)
        return fail(refusal(501, "invalid", "the only transfer coding taken is chunked"));
    }
    head.headers.emplace_back(std::move(name), std::string(field.value()));
  }
  if (encodings > 1) return fail(refusal(400, "invalid", "more than one Transfer-Encoding"));
  if (hosts > 1 || (hosts == 0 && message.version() >= 11))
    return fail(refusal(400, "invalid", "expected one Host"));
  auto target = parse_target(head.target);
  if (!target) return fail(problem_response(target.error()));
  head.parsed = std::move(*target);
  head_said = waiting_for_accept = true;
  return State::head;
}

RequestReader::State RequestReader::Parts::go_on() {
  while (!failed) {
    if (head_said && waiting_for_accept) return State::head;
    if (head_said && parser->is_done()) return State::done;
    if (pending.empty()) return State::wants_bytes;
    boost::system::error_code error;
    const auto taken =
        parser->put(boost::asio::const_buffer(pending.data(), pending.size()), error);
    pending.erase(0, taken);
    // Beast counts each part of a head for itself, and so takes more of one that comes in pieces.
    if (!head_said) head_bytes += taken;
    const bool unended = error == bhttp::error::need_more;
    if (unended) error = {};
    if (!error && !head_said && head_bytes + (unended ? pending.size() : 0) > max_header_bytes)
      error = bhttp::error::header_limit;
    if (unended) {
      if (head_said && pending.size() >= max_pending_bytes) error = bhttp::error::header_limit;
      if (!error && !parser->is_header_done()) return State::wants_bytes;
      if (!error && head_said && taken == 0) return State::wants_bytes;
    }
    if (error) return fail(refused(error));
    if (parser->is_header_done() && !head_said) return read_head();
  }
  return State::failed;
}

RequestReader::RequestReader(std::size_t max_header_bytes)
    : parts_(std::make_unique<Parts>(max_header_bytes)) {}
RequestReader::~RequestReader() = default;
RequestReader::RequestReader(RequestReader&&) noexcept = default;
RequestReader& RequestReader::operator=(RequestReader&&) noexcept = default;

RequestReader::State RequestReader::feed(std::string_view bytes) {
  parts_->pending.append(bytes);
  return go_on();
}

RequestReader::State RequestReader::go_on() {
  return parts_->go_on();
}

const Head& RequestReader::head() const {
  return parts_->head;
}

void RequestReader::accept_body(std::size_t max_bytes) {
  auto& parser = *parts_->parser;
  parts_->waiting_for_accept = false;
  if (parser.is_done()) return;
  const auto announced = parser.content_length();
  if (announced && *announced > max_bytes) {
    parts_->fail(refused(make_error_code(bhttp::error::body_limit)));
    return;
  }
  parser.body_limit(max_bytes);
}

std::string RequestReader::take_body() {
  return std::move(parts_->parser->get().body());
}

std::size_t RequestReader::body_bytes() const {
  const auto& parser = *parts_->parser;
  const auto announced = parser.content_length();
  return announced ? static_cast<std::size_t>(*announced) : parser.get().body().size();
}

const Response& RequestReader::failure() const {
  return parts_->failure;
}

void RequestReader::next() {
  parts_->begin();
}

bool RequestReader::is_idle() const {
  return parts_->pending.empty() && !parts_->parser->got_some();
}

std::string write_head(const Response& response, bool keep_alive, Instant now, bool chunks) {
  bhttp::response<bhttp::empty_body> message{static_cast<bhttp::status>(response.status), 11};
  const auto put = [&](std::string_view name, std::string value) {
    std::replace_if(
        value.begin(), value.end(),
        [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
    message.set(beast::string_view(name.data(), name.size()), value);
  };
  const auto seconds = std::chrono::system_clock::to_time_t(now);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char date[40];
  const auto length = std::strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S GMT", &parts);
  put("Date", std::string(date, length));
  if (response.status != 204) {
    if (!response.content_type.empty()) put("Content-Type", response.content_type);
    if (!response.more)
      put("Content-Length", std::to_string(response.body.size()));
    else if (chunks)
      put("Transfer-Encoding", "chunked");
  }
  put("Cache-Control", "no-store");
  put("X-Content-Type-Options", "nosniff");
  for (const auto& [name, value] : response.headers) put(name, value);
  message.keep_alive(keep_alive);

  std::string out;
  bhttp::response_serializer<bhttp::empty_body> serializer(message);
  serializer.split(true);  // the last of the chunks is not part of the head
  boost::system::error_code error;
  while (!error && !serializer.is_header_done())
    serializer.next(error, [&](boost::system::error_code&, const auto& buffers) {
      for (const auto buffer : beast::buffers_range_ref(buffers))
        out.append(static_cast<const char*>(buffer.data()), buffer.size());
      serializer.consume(beast::buffer_bytes(buffers));
    });
  return out;
}

}  // namespace frontdesk::http
