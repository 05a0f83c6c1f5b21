// Plays a server's words to a session, in one piece or in many, answers what it hands out, and
// keeps what it said and what happened.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "intake/imap/session.h"

namespace frontdesk::imap::test {

using Time = Session::Time;
using std::chrono::seconds;

inline constexpr Time begin_time{std::chrono::hours{1'000}};

struct Played {
  std::string said;                 // all commands, CRLF as it is
  std::vector<std::string> events;  // as text, see shown()
  std::vector<Mail> mails;
  std::optional<Ended> ended;
  int handshakes = 0;
  bool resting = false;
  bool operator==(const Played&) const = default;
};

inline std::string shown(const Cursor& cursor) {
  return cursor.folder + "/" + std::to_string(cursor.uid_validity) + "/" +
         std::to_string(cursor.uid) + "/" + std::to_string(cursor.tidied);
}

struct Show {
  std::string operator()(const Mail& mail) const { return "mail " + std::to_string(mail.uid); }
  std::string operator()(const Parked& parked) const {
    return "parked " + std::to_string(parked.uid) + " " + std::string(info(parked.why).name);
  }
  std::string operator()(const Renewed& renewed) const {
    return "renewed " + shown(renewed.before) + " to " + std::to_string(renewed.uid_validity);
  }
  std::string operator()(const Advanced& advanced) const {
    return "advanced " + shown(advanced.cursor);
  }
  std::string operator()(const Untidy& untidy) const {
    return "untidy " + std::string(info(untidy.why).name) + " " + std::to_string(untidy.mails);
  }
  std::string operator()(const Ended& ended) const {
    return "ended " + std::string(info(ended.why).name);
  }
};

// The server's turns: bytes, or a word for something else that happens.
inline constexpr std::string_view stop = "@stop", lost = "@lost";
inline std::string wait(int count) {
  return "@wait " + std::to_string(count);
}

struct Talk {
  Settings settings;
  Login login{
      .user = "desk", .secret = "s3cret", .bearer = false, .host = "mail.example", .port = 993};
  Cursor cursor;
  Begin begin = Begin::logged_in;
  // By default a mail is taken. A mail that is not answered is not in here with a value.
  std::map<Uid, std::optional<Answer>> answers;
  // Mails are answered at the end of the turn in which they came, not at once.
  bool answers_late = false;

  Played play(const std::vector<std::string>& turns, std::size_t piece = std::string::npos) const {
    Played played;
    Session session(settings, login, cursor);
    Time now = begin_time;
    std::vector<Uid> handed;
    const auto goes_on = [&](Next next, bool answers_now) {
      take(session, next, now, played, handed);
      while (answers_now && !handed.empty()) {
        const auto uid = handed.front();
        handed.erase(handed.begin());
        const auto own = answers.find(uid);
        const auto answer = own == answers.end() ? Answer::taken : own->second;
        if (answer) take(session, session.answer(uid, *answer, now), now, played, handed);
      }
    };
    goes_on(session.start(begin, now), true);
    for (const auto& turn : turns) {
      if (turn == stop) {
        goes_on(session.stop(now), true);
      } else if (turn == lost) {
        goes_on(session.lost(), true);
      } else if (turn.starts_with("@wait ")) {
        now += seconds(std::stoi(turn.substr(6)));
        goes_on(session.tick(now), true);
      } else {
        for (std::string_view left = turn; !left.empty();) {
          const auto bytes = left.substr(0, piece);
          left.remove_prefix(bytes.size());
          goes_on(session.feed(bytes, now), !answers_late || left.empty());
        }
      }
    }
    played.resting = session.resting();
    return played;
  }

 private:
  // What came of a step.
  static void take(Session& session, Next next, Time now, Played& played,
                   std::vector<Uid>& handed) {
    while (true) {
      played.said += std::exchange(session.output(), {});
      for (auto& event : session.take_events()) {
        played.events.push_back(std::visit(Show{}, event));
        if (auto* ended = std::get_if<Ended>(&event)) played.ended = *ended;
        if (auto* mail = std::get_if<Mail>(&event)) {
          handed.push_back(mail->uid);
          played.mails.push_back(std::move(*mail));
        }
      }
      if (next != Next::start_tls) return;
      ++played.handshakes;
      next = session.tls_started(now);
    }
  }
};

// Lines as they are written here, with CRLF as they are sent.
inline std::string lines(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n') out += '\r';
    out += c;
  }
  return out;
}

// One mail of a fetch.
inline std::string fetched(Uid uid, std::string_view raw) {
  return "* " + std::to_string(uid) + " FETCH (UID " + std::to_string(uid) + " RFC822.SIZE " +
         std::to_string(raw.size()) + " INTERNALDATE \"03-Jun-2026 14:30:00 +0200\" BODY[] {" +
         std::to_string(raw.size()) + "}\r\n" + std::string(raw) + ")\r\n";
}
inline std::string sized(Uid uid, std::uint64_t size) {
  return "* " + std::to_string(uid) + " FETCH (UID " + std::to_string(uid) + " RFC822.SIZE " +
         std::to_string(size) + " INTERNALDATE \"03-Jun-2026 14:30:00 +0200\")\r\n";
}
inline std::string done(int number, std::string_view rest = "OK done") {
  return "F" + std::to_string(number) + " " + std::string(rest) + "\r\n";
}

// From a login that was done before to the open folder: the next command is F3, a search.
inline std::vector<std::string> opened(std::string_view capabilities = "IMAP4rev1 UIDPLUS MOVE",
                                       std::uint32_t uid_validity = 7) {
  return {"* CAPABILITY " + std::string(capabilities) + "\r\n" + done(1),
          "* 3 EXISTS\r\n* OK [UIDVALIDITY " + std::to_string(uid_validity) +
              "] UIDs valid\r\n* OK [UIDNEXT 9] next\r\n" + done(2, "OK [READ-WRITE] selected")};
}

inline std::vector<std::string> operator+(std::vector<std::string> a,
                                          const std::vector<std::string>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

// What was said from this command on.
inline std::string said_from(const Played& played, int number) {
  const auto at = played.said.find("F" + std::to_string(number) + " ");
  return at == std::string::npos ? "" : played.said.substr(at);
}

}  // namespace frontdesk::imap::test
