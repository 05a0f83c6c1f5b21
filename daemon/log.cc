#include "daemon/log.h"

#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cstdint>

#include "daemon/shown_text.h"
#include "rules/base/json.h"

namespace frontdesk {
namespace {

constexpr std::string_view level_name(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return "debug";
    case LogLevel::info:
      return "info";
    case LogLevel::warning:
      return "warning";
    case LogLevel::error:
      return "error";
  }
  return "error";
}

void append_escape(std::string& out, std::uint32_t unit) {
  static constexpr char hex[] = "0123456789abcdef";
  out += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) out += hex[unit >> shift & 15];
}

// As JSON, with an escape also for what cannot be seen: a log is read on terminals.
void append_quoted(std::string& out, std::string_view value) {
  const bool ascii =
      std::all_of(value.begin(), value.end(), [](char c) { return c < 0x7f && c >= 0; });
  if (ascii) return append_json(out, value);
  const auto quoted = to_json(value);  // UTF-8, whatever the value was
  const auto* data = reinterpret_cast<const std::uint8_t*>(quoted.data());
  const auto length = static_cast<std::int32_t>(quoted.size());
  for (std::int32_t i = 0; i < length;) {
    const auto begin = i;
    UChar32 c = 0;
    U8_NEXT(data, i, length, c);
    if (!is_unseen(static_cast<char32_t>(c))) {
      out.append(quoted, static_cast<std::size_t>(begin), static_cast<std::size_t>(i - begin));
    } else if (c <= 0xffff) {
      append_escape(out, static_cast<std::uint32_t>(c));
    } else {
      append_escape(out, static_cast<std::uint32_t>(U16_LEAD(c)));
      append_escape(out, static_cast<std::uint32_t>(U16_TRAIL(c)));
    }
  }
}

// As it is where it is a plain word, else quoted with JSON's escapes.
void append_value(std::string& out, std::string_view value) {
  const bool plain = !value.empty() && std::all_of(value.begin(), value.end(), [](char c) {
    return c > ' ' && c < 0x7f && c != '"' && c != '\\' && c != '=';
  });
  if (plain)
    out += value;
  else
    append_quoted(out, value);
}

}  // namespace

std::optional<std::size_t> LogRate::admit(std::string_view kind, Instant now) {
  auto& seen = kinds_[std::string(kind)];
  if (now - seen.began >= period) {
    seen.began = now;
    seen.written = 0;
  }
  if (seen.written >= lines) {
    ++seen.held_back;
    return std::nullopt;
  }
  ++seen.written;
  return std::exchange(seen.held_back, 0);
}

std::string log_line(Log::Format format, Instant at, const LogMessage& message, Log::Fields fields,
                     std::size_t held_back) {
  std::string out;
  const auto count = std::to_string(held_back);
  if (format == Log::Format::json) {
    out = "{\"at\":\"" + to_text(at) + "\",\"level\":\"" + std::string(level_name(message.level)) +
          "\",\"event\":\"" + std::string(message.id) + "\",\"says\":";
    append_json(out, message.text);
    for (const auto& [name, value] : fields) {
      out += ",\"" + std::string(name) + "\":";
      append_quoted(out, value);
    }
    if (!message.advice.empty()) {
      out += ",\"advice\":";
      append_json(out, message.advice);
    }
    if (held_back > 0) out += ",\"held_back\":" + count;
    return out + '}';
  }
  out = to_text(at) + ' ' + std::string(level_name(message.level)) + ' ' + std::string(message.id) +
        ": " + std::string(message.text);
  for (const auto& [name, value] : fields) {
    out += ' ' + std::string(name) + '=';
    append_value(out, value);
  }
  if (held_back > 0) out += " held_back=" + count;
  if (!message.advice.empty()) out += " (" + std::string(message.advice) + ')';
  return out;
}

namespace {

class FunctionSink final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  explicit FunctionSink(Log::Sink to) : to_(std::move(to)) {}

 private:
  void sink_it_(const spdlog::details::log_msg& lines) override {
    std::string_view left(lines.payload.data(), lines.payload.size());
    for (auto end = left.find('\n'); end != left.npos; end = left.find('\n')) {
      to_(left.substr(0, end));
      left.remove_prefix(end + 1);
    }
    to_(left);
  }
  void flush_() override {}

  Log::Sink to_;
};

}  // namespace

struct Log::Out {
  std::shared_ptr<spdlog::logger> logger;
};

Log::Log(Format format, LogLevel least, const Clock& clock, Sink sink)
    : format_(format), least_(least), clock_(clock), out_(std::make_unique<Out>()) {
  spdlog::sink_ptr to;
  if (sink)
    to = std::make_shared<FunctionSink>(std::move(sink));
  else
    to = std::make_shared<spdlog::sinks::stderr_sink_mt>();
  out_->logger = std::make_shared<spdlog::logger>("frontdesk", std::move(to));
  out_->logger->set_pattern("%v");
  out_->logger->set_level(spdlog::level::trace);
  out_->logger->flush_on(spdlog::level::trace);
}

Log::~Log() = default;

std::optional<std::string> Log::line(const LogMessage& message, Fields fields) {
  if (message.level < least_) return std::nullopt;
  const auto now = clock_.now();
  std::optional<std::size_t> held_back = 0;
  if (message.level >= LogLevel::warning) {
    const std::lock_guard lock(mutex_);
    held_back = rate_.admit(message.id, now);
  }
  if (!held_back) {
    if (held_back_) held_back_();
    return std::nullopt;
  }
  return log_line(format_, now, message, fields, *held_back);
}

// The level stands in the line itself.
void Log::put(std::string_view lines) {
  if (!lines.empty())
    out_->logger->log(spdlog::level::info, spdlog::string_view_t(lines.data(), lines.size()));
}

void Log::write(const LogMessage& message, Fields fields) {
  if (const auto made = line(message, fields)) put(*made);
}

void Log::Together::write(const LogMessage& message, Fields fields) {
  const auto made = log_.line(message, fields);
  if (!made) return;
  if (!lines_.empty()) lines_ += '\n';
  lines_ += *made;
}

}  // namespace frontdesk
