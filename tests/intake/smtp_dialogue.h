// Plays a client's bytes to a session, in one piece or in many, and keeps what comes of it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "intake/smtp/session.h"

namespace frontdesk::smtp {

struct Played {
  std::string said;  // all output, without the greeting
  std::vector<Transaction> mails;
  std::vector<Reply> refused;
  bool closed = false;
  int handshakes = 0;
};

struct Dialogue {
  SessionSettings settings;
  std::optional<Reply> refusing;
  // The results for the n-th mail; by default each recipient gets "a-<n>".
  std::vector<std::vector<Result<std::string>>> results;
  bool tls = false;

  Dialogue() { settings.host = "desk.example"; }

  Played play(std::string_view input, std::size_t piece = std::string_view::npos) const {
    Played played;
    const SessionHooks hooks{
        .check = check,
        .refusing = [this] { return refusing; },
        .now = [] { return Instant{std::chrono::milliseconds{1'780'489'800'000}}; },
        .refused = [&](Reply reply) { played.refused.push_back(reply); }};
    Session session(settings, hooks, "192.0.2.7", tls);
    session.start();
    session.output().clear();
    while (!input.empty() && !played.closed) {
      const auto now = input.substr(0, piece);
      input.remove_prefix(now.size());
      follow(session, session.feed(now), played);
    }
    played.said += session.output();
    return played;
  }

  static RcptVerdict check(std::string_view address) {
    if (address == "sick@desk.example") return RcptVerdict::no(ProblemCode::store_sick);
    if (address == "postmaster" || address == "help@desk.example") return RcptVerdict::yes("help");
    if (address == "uk@desk.example") return RcptVerdict::yes("uk");
    if (address == "h\xc3\xa9lp@desk.example") return RcptVerdict::yes("wide");
    return RcptVerdict::no(ProblemCode::not_found);
  }

 private:
  void follow(Session& session, Next next, Played& played) const {
    while (next != Next::read) {
      if (next == Next::close) {
        played.closed = true;
        return;
      }
      if (next == Next::start_tls) {
        ++played.handshakes;
        next = session.tls_started();
        continue;
      }
      played.mails.push_back(session.take_transaction());
      const auto index = played.mails.size() - 1;
      if (index < results.size()) {
        next = session.delivered(results[index]);
      } else {
        const std::vector<Result<std::string>> all(played.mails.back().recipients.size(),
                                                   "a-" + std::to_string(index + 1));
        next = session.delivered(all);
      }
    }
  }
};

// The reply codes alone: "250 250 354".
inline std::string codes(std::string_view said) {
  std::string all;
  while (!said.empty()) {
    const auto end = said.find("\r\n");
    if (said[3] == ' ') {
      if (!all.empty()) all += ' ';
      all += said.substr(0, 3);
    }
    said.remove_prefix(end + 2);
  }
  return all;
}

// The message without our Received line.
inline std::string body_of(const Transaction& mail) {
  std::size_t at = 0;
  do at = mail.raw.find("\r\n", at) + 2;
  while (mail.raw[at] == '\t');
  return mail.raw.substr(at);
}

inline const std::string open_mail =
    "EHLO client.example\r\nMAIL FROM:<ann@acme.example>\r\nRCPT TO:<help@desk.example>\r\n";

}  // namespace frontdesk::smtp
