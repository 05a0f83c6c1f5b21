// One chat connection: moves bytes between the WebSocket and its session, and does what the session
// asks for. All on the connection's executor.
#pragma once

#include <array>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>

#include "daemon/desk/chat.h"
#include "daemon/http/upgraded.h"
#include "intake/chat/seat.h"
#include "intake/chat/session.h"

namespace frontdesk::chat {

class Hub;

class Connection final : public http::Upgraded, public std::enable_shared_from_this<Connection> {
 public:
  // `origin` is the page's, "" for a program.
  Connection(Hub& hub, ConnectionId id, std::string origin);
  ~Connection() override;

  boost::asio::awaitable<void> run(std::unique_ptr<http::WebSocket> socket) override;
  void stop() override;
  void cut() override;

  // From any thread: does this on the executor, unless the connection has ended.
  using Step = std::function<void(Connection&, Session&, Turn)>;
  void tell(Step step);

  ConnectionId id() const { return id_; }
  const std::string& origin() const { return origin_; }
  // The chat that it has: its arrival's id.
  const std::string& chat() const { return chat_; }
  void has(std::string chat) { chat_ = std::move(chat); }
  // The desk has answered about this message.
  void answered(std::string_view id);

 private:
  void read();
  void was_read(boost::system::error_code error, std::size_t bytes);
  void write();
  void perform();
  void act(Send&& action);
  void act(ControlPing&& action);
  void act(Hello&& action);
  void act(Resume&& action);
  void act(Message&& action);
  void act(Form&& action);
  void act(Typing&& action);
  void act(UploadRequest&& action);
  void act(Fetch&& action);
  void act(Leave&& action);
  void act(Close&& action);
  void say(std::string id, ChatSaying saying);
  void close_when_written();
  Instant deadline() const;
  void watch();
  void late();
  void end();
  Turn turn();

  Hub& hub_;
  const ConnectionId id_;
  const std::string origin_;
  std::string chat_;
  std::unique_ptr<http::WebSocket> socket_;
  Session session_;
  Actions actions_;
  boost::asio::any_io_executor executor_;
  std::optional<boost::asio::steady_timer> timer_, ended_;
  Instant armed_ = Instant::max();
  std::array<char, 512> piece_{};
  std::string frame_;           // what has come of it so far
  std::list<std::string> out_;  // the first is being written
  std::string asking_;          // the id of the message that is with the desk
  Instant answer_by_ = Instant::max(), closed_by_ = Instant::max();
  std::optional<Close> closing_;
  bool writing_ = false, pinging_ = false, closes_ = false, over_ = false, performing_ = false;
};

}  // namespace frontdesk::chat
