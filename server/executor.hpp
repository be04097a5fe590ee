// Runs plans: answers now, from a read snapshot, or after a durable write.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>
#include <functional>

#include "caldav/plan.hpp"
#include "store/database.hpp"
#include "store/writer.hpp"

namespace timeshelf::server {

/// Thread-safe. Reads run on the calling thread where the database is local (SQLite), otherwise on a pool.
class Executor {
 public:
  /// `after_write` is called after each committed write, to wake the jobs.
  Executor(store::Database& database, store::Writer& writer, std::function<void()> after_write);
  ~Executor();

  /// The plan's response. Throws store::Failure, and whatever a handler throws.
  boost::asio::awaitable<http::Response> run(caldav::Plan plan);
  /// Runs `work` in a read snapshot, where reads belong.
  boost::asio::awaitable<void> read(std::function<void(store::Transaction&)> work);

 private:
  boost::asio::awaitable<http::Response> run_deferred(caldav::Deferred deferred);

  store::Database& database_;
  store::Writer& writer_;
  std::function<void()> after_write_;
  boost::asio::thread_pool pool_;
};

/// 503 or 507 with a sentence that says what to do; 500 where nobody but the operator can do anything. To a
/// DAV client a full disk is told as RFC 4331 6 does.
http::Response failure_response(const store::Failure& failure, bool dav);

}  // namespace timeshelf::server
