// Waiting in a coroutine for what ends elsewhere.
#pragma once
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <memory>
#include <utility>

namespace timeshelf::server::net {

/// Calls `start(finish)`, which begins something and returns; once `finish()` was called, from any thread,
/// the coroutine goes on where it was. Costs neither a thread nor a timer.
template <class Start>
boost::asio::awaitable<void> away(Start start) {
  namespace asio = boost::asio;
  return asio::async_initiate<const asio::use_awaitable_t<>&, void()>(
      [](auto handler, Start begin) {
        auto kept = std::make_shared<decltype(handler)>(std::move(handler));
        auto executor = asio::get_associated_executor(*kept);
        auto work = asio::make_work_guard(executor);
        begin([kept, executor, work] { asio::post(executor, [kept] { std::move (*kept)(); }); });
      },
      asio::use_awaitable, std::move(start));
}

}  // namespace timeshelf::server::net
