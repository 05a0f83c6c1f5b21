// From callbacks to coroutines: waits for an answer that another thread gives, but not for ever.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "rules/base/result.h"

namespace frontdesk {

namespace await_detail {

// The first to end it wins: the answer, the deadline or a cancellation; the answer may come on any
// thread, also before anybody waits. The timer belongs to whoever waits and is touched only there.
template <class T>
class Wait : public std::enable_shared_from_this<Wait<T>> {
 public:
  bool ended() const {
    const std::lock_guard lock(mutex_);
    return result_.has_value();
  }

  // `resume` is called once, on any thread, and may be called at once.
  void begin(const boost::asio::any_io_executor& executor, std::chrono::milliseconds deadline,
             std::function<void()> resume) {
    {
      const std::lock_guard lock(mutex_);
      if (!result_) {
        resume_ = std::move(resume);
        watch(executor, deadline);
        return;
      }
    }
    resume();
  }

  void end(Result<T> result) {
    std::function<void()> resume;
    {
      const std::lock_guard lock(mutex_);
      if (result_) return;
      result_.emplace(std::move(result));
      std::swap(resume, resume_);
    }
    if (resume) resume();
  }

  Result<T> take() {
    const std::lock_guard lock(mutex_);
    timer_.reset();
    return std::move(*result_);
  }

 private:
  // The suspended coroutine holds this Wait and is held by it. When the context goes away before
  // the end, the timer's handler is dropped unrun, and this lets go of the coroutine.
  struct Abandon {
    explicit Abandon(std::shared_ptr<Wait> held) : wait(std::move(held)) {}
    Abandon(const Abandon&) = delete;
    Abandon& operator=(const Abandon&) = delete;
    ~Abandon() {
      std::function<void()> dropped;
      const std::lock_guard lock(wait->mutex_);
      std::swap(dropped, wait->resume_);
    }
    std::shared_ptr<Wait> wait;
  };

  void watch(const boost::asio::any_io_executor& executor, std::chrono::milliseconds deadline) {
    timer_.emplace(executor, deadline);
    const auto self = this->shared_from_this();
    timer_->async_wait(
        [self, guard = std::make_shared<Abandon>(self)](const boost::system::error_code& error) {
          if (!error) self->end(problem(ProblemCode::timeout, "the answer did not come in time"));
        });
  }

  mutable std::mutex mutex_;
  std::optional<boost::asio::steady_timer> timer_;
  std::function<void()> resume_;
  std::optional<Result<T>> result_;
};

}  // namespace await_detail

// Calls `start` with a callback and suspends until that callback is called (on any thread), the
// deadline passes (`timeout`) or the coroutine is cancelled (`cancelled`). Resumes on the caller's
// executor, and goes on without a turn of it where `start` has the answer at once. A callback that
// comes later, or a second time, does nothing; it may come as long as the executor's context
// exists. What was started is not undone by a timeout.
template <class T>
boost::asio::awaitable<Result<T>> await_result(
    std::function<void(std::function<void(Result<T>)>)> start, std::chrono::milliseconds deadline) {
  namespace asio = boost::asio;
  const auto executor = co_await asio::this_coro::executor;
  const auto wait = std::make_shared<await_detail::Wait<T>>();
  try {
    start([wait](Result<T> result) { wait->end(std::move(result)); });
  } catch (const std::exception& error) {
    wait->end(problem(ProblemCode::internal, error.what()));
  }
  if (wait->ended()) co_return wait->take();
  co_await asio::async_initiate<const asio::use_awaitable_t<>&, void()>(
      [&](auto handler) {
        // As soon as the wait has begun, another thread may resume the coroutine and end it: from
        // there on nothing that lives in its frame may be touched, so all is moved out of it.
        const auto self = wait;
        const auto on = executor;
        auto slot = asio::get_associated_cancellation_slot(handler);
        if (slot.is_connected())
          slot.assign([weak = std::weak_ptr(self)](asio::cancellation_type) {
            if (const auto waiting = weak.lock())
              waiting->end(problem(ProblemCode::cancelled, "the wait was cancelled"));
          });
        const auto held = std::make_shared<decltype(handler)>(std::move(handler));
        self->begin(on, deadline, [held, on] { asio::post(on, [held] { std::move (*held)(); }); });
      },
      asio::use_awaitable);
  co_return wait->take();
}

}  // namespace frontdesk
