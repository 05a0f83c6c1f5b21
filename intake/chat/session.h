// One chat connection as a state machine: frames and the desk's answers in, actions out. It does no
// input or output and keeps no time of its own.
//
//   Session session(limits, now);                 // the driver, on the connection's executor
//   session.feed(frame, {now, actions});          // each text frame
//   for (auto& action : actions) ...              // do them in their order, then clear
//     Send           write the text frame; sent() once it is written
//     ControlPing    write a ping of the WebSocket; pong() when it is answered
//     Hello          commit the arrival, then opened() or refused()
//     Resume         look the seat up, check the secret, take it, then opened() or refused()
//     Message, Form  commit, then committed() or rejected(): one at a time, in order
//     Typing         tell whoever has the chat
//     UploadRequest  upload_ready() or upload_refused()
//     Fetch          fetched(), from the transcript or the store
//     Leave          the visitor has ended the chat: commit that
//     Close          write what is queued where it says so, close, drop the session
//   and tick() when deadline() has come.
//
// What the driver owes:
//   - Nothing that people wrote is kept as it came: redact(text).text of rules/redact/redact.h goes
//     to the store, and the names of the hello, the form and the uploads likewise (R189).
//   - committed() only when the commit is durable. An append whose key (session id and client id)
//   the
//     store has already is answered by the number that it has: Transcript::find, then the store.
//   - deliver() to the connection that has the seat, for everything that was added to the
//     transcript, in any order: the session puts it in order and asks for what it missed.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "intake/chat/bucket.h"
#include "intake/chat/codes.h"
#include "intake/chat/limits.h"
#include "intake/chat/protocol.h"

namespace frontdesk::chat {

struct Send {
  std::string frame;
};
struct ControlPing {};
// The entries behind this number, oldest first, as many as are at hand: at least one where there is
// one.
struct Fetch {
  std::uint64_t after = 0;
};
struct Close {
  std::uint16_t code = 1000;
  Ending ending = Ending::closed;  // its name is the reason
  bool flush = true;               // false: whoever is there does not read
};
using Action = std::variant<Send, ControlPing, Hello, Resume, Message, Form, Typing, UploadRequest,
                            Fetch, Leave, Close>;
using Actions = std::vector<Action>;

// What every input comes with: when, and where its actions go.
struct Turn {
  Instant now;
  Actions& out;
};

// What the desk says to a hello.
struct Opened {
  std::string session;
  std::string secret;  // "" for a resumed chat
  ChatState state = ChatState::waiting;
  std::uint32_t position = 0;    // 0: not known
  std::string name;              // of the technician, when talking
  std::optional<Instant> opens;  // when closed
  std::uint64_t last = 0;        // of the transcript
  WidgetView widget;
};

struct Refusal {
  ErrorCode code = ErrorCode::busy;
  std::chrono::milliseconds after{0};  // 0: not said
};

class Session {
 public:
  enum class State : std::uint8_t { fresh, opening, waiting, talking, closed_form, ended };

  // `limits` outlives the session.
  Session(const Limits& limits, Instant now);
  Session(Session&&) noexcept;
  ~Session();

  // ---- the connection ----
  void feed(std::string_view frame, Turn turn);
  void pong(Instant now) { hear(now); }
  // So many bytes of what was sent are written.
  void sent(std::size_t bytes, Turn turn);
  // Never later than this, tick() is due; the far future once it has ended.
  Instant deadline() const;
  void tick(Turn turn);
  // Ends it now, and tells the client why: Ending::too_large and binary by what the WebSocket
  // refused, replaced, restart, expired.
  void cut(Ending ending, Turn turn, std::chrono::milliseconds after = {});

  // ---- the desk ----
  // What comes when it is not waited for, or after the end, changes nothing.
  void opened(const Opened& opened, Turn turn);
  // The client may say hello again.
  void refused(const Refusal& refusal, Turn turn);
  void committed(std::string_view id, std::uint64_t number, Instant at, Turn turn);
  // Not committed. Where the code says to retry, what waits behind it is refused too, so that
  // nothing overtakes it.
  void rejected(std::string_view id, const Refusal& refusal, Turn turn);
  void deliver(const Entry& entry, Turn turn);
  // `up_to`: the transcript has nothing between what was asked for and this but these entries.
  void fetched(std::span<const Entry> entries, std::uint64_t up_to, Turn turn);
  void position(std::uint32_t position, Turn turn);  // waits, at this place
  void talking(std::string_view name, Turn turn);    // a technician has it
  void typing(bool on, std::string_view name, Turn turn);
  void upload_ready(const UploadPlace& place, Turn turn);
  void upload_refused(std::string_view id, const Refusal& refusal, Turn turn);
  // The chat is over: ends once all of it was sent.
  void finish(Ending ending, Turn turn);

  State state() const { return state_; }
  // Bytes of frames that were sent and not written yet, and of messages that wait for their turn.
  std::size_t queued() const { return queued_; }
  std::size_t held() const;

 private:
  struct Draft;
  struct Drafts;

  bool is_open() const { return state_ >= State::waiting && state_ <= State::closed_form; }
  bool is_behind() const { return sent_ < last_; }
  bool rests() const;  // nothing is sent that can wait
  void hear(Instant now);
  void send(std::string frame, Turn turn);
  void refuse(const Fault& fault, Turn turn, std::chrono::milliseconds after = {},
              std::string_view first = {});
  void pump(Turn turn);
  void conclude(Turn turn);
  void show(const Entry& entry, Turn turn);
  void show_state(Turn turn);

  void on(Fault&& fault, Turn turn);
  void on(Hello&& hello, Turn turn);
  void on(Resume&& resume, Turn turn);
  void on(Message&& message, Turn turn);
  void on(Form&& form, Turn turn);
  void on(Typing&& typing, Turn turn);
  void on(UploadRequest&& request, Turn turn);
  void on(Leave&& leave, Turn turn);
  void on(ClientPing&& ping, Turn turn);
  bool knock(Turn turn);
  void take(Draft&& draft, Turn turn);
  bool may_take(const Draft& draft, Turn turn);
  void append_next(Turn turn);
  bool has_drafts() const;
  void drop_first();

  const Limits* limits_;
  std::unique_ptr<Drafts> drafts_;  // only while something waits: an idle chat is small
  std::uint64_t sent_ = 0;          // the number of the last message that the client was sent
  std::uint64_t last_ = 0;          // the greatest number known
  std::uint64_t fetching_after_ = 0;
  Instant since_;    // in this state, or ending
  Instant heard_;    // a frame or a pong
  Instant asked_{};  // a ping that is not answered
  Instant moved_{};  // bytes were taken, or began to wait
  Bucket frames_, messages_, typings_;
  std::uint32_t queued_ = 0, errors_ = 0, position_ = 0;
  std::uint16_t uploads_ = 0;
  State state_ = State::fresh;
  Ending ending_ = Ending::closed;
  bool ending_soon_ = false, fetching_ = false, resuming_ = false, position_due_ = false;
};

}  // namespace frontdesk::chat
