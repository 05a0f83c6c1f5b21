// What the daemon tells its operator: one line for each event, as JSON or as text. Events come from
// one catalogue, with what to do about them. A line never holds a message's contents, an address of
// a person or a secret; it holds the arrival's id.
#pragma once

#include <chrono>
#include <functional>
#include <initializer_list>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "rules/base/clock.h"

namespace frontdesk {

enum class LogLevel { debug, info, warning, error };

struct LogMessage {
  std::string_view id;  // "HTTP_LISTENING"
  LogLevel level;
  std::string_view text;    // what happened
  std::string_view advice;  // what to do; "" where nothing is to be done
};

// Every message, each id once.
std::span<const LogMessage> log_messages();

// Rows of the catalogue, by name.
namespace say {
extern const LogMessage started, ready, stopping, stopped, listening, store_opened, store_mended,
    store_refused, store_sick, store_well, rules_loaded, rules_refused, rules_warning,
    config_refused, certificate_loaded, certificate_refused, arrival_decided, mail_refused,
    connection_refused, http_answered, http_fault, token_made, token_revoked, directory_changed,
    watchdog_silent, arrival_duplicate, daemon_failed, review_done, review_overdue, purge_done,
    purge_put_off, purge_failed, backup_begun, backup_done, backup_failed, store_upgrading,
    store_upgraded, shedding_began, shedding_ended, reads_failed, directory_claim, store_readable,
    http_in_clear, fault, mailbox_read, mailbox_failed, mailbox_mail_parked, mailbox_renewed,
    mailbox_untidy;
}  // namespace say

// Lets the first lines of a kind through and counts the others. Pure.
class LogRate {
 public:
  static constexpr std::size_t lines = 20;           // of one kind…
  static constexpr std::chrono::seconds period{10};  // …in this time
  // Nothing: the line is not written. Else how many were not written since the last one that was.
  std::optional<std::size_t> admit(std::string_view kind, Instant now);

 private:
  struct Kind {
    Instant began{};
    std::size_t written = 0, held_back = 0;
  };
  std::unordered_map<std::string, Kind> kinds_;
};

class Log {
 public:
  enum class Format { json, text };
  using Fields = std::initializer_list<std::pair<std::string_view, std::string_view>>;
  using Sink = std::function<void(std::string_view line)>;

  // Writes to standard error, or to a sink. `clock` outlives it.
  Log(Format format, LogLevel least, const Clock& clock, Sink sink = {});
  ~Log();

  // From any thread. Warnings and errors of one kind are limited in rate.
  void write(const LogMessage& message, Fields fields = {});

  // Lines that are written together when it goes: of all that one commit made durable.
  class Together {
   public:
    explicit Together(Log& log) : log_(log) {}
    ~Together() { log_.put(lines_); }
    Together(const Together&) = delete;
    Together& operator=(const Together&) = delete;
    void write(const LogMessage& message, Fields fields = {});

   private:
    Log& log_;
    std::string lines_;
  };
  // Told of every line that was held back. Set it before other threads write.
  void on_held_back(std::function<void()> told) { held_back_ = std::move(told); }

 private:
  struct Out;
  // Nothing where it is not to be written.
  std::optional<std::string> line(const LogMessage& message, Fields fields);
  void put(std::string_view lines);

  Format format_;
  LogLevel least_;
  const Clock& clock_;
  std::unique_ptr<Out> out_;
  std::mutex mutex_;
  LogRate rate_;
  std::function<void()> held_back_;
};

// The line itself, without a newline. Control characters in values are escaped, so that no value
// can begin another line.
std::string log_line(Log::Format format, Instant at, const LogMessage& message, Log::Fields fields,
                     std::size_t held_back);

}  // namespace frontdesk
