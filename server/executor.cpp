#include "server/executor.hpp"

#include <boost/asio/post.hpp>

#include <optional>

#include "caldav/precondition.hpp"
#include "server/net/away.hpp"

namespace timeshelf::server {
namespace {

namespace asio = boost::asio;
using net::away;

constexpr const char* kDiskIsFull = "The server's disk is full. Nothing was changed.";
constexpr std::size_t kReaders = 8;  // PostgreSQL connections that wait for answers

http::Response sentence(int status, const char* text, bool retry) {
  auto response = http::reply(status, "text/plain; charset=utf-8", std::string(text) + "\n");
  if (retry) response.headers.add("Retry-After", "5");
  return response;
}

}  // namespace

http::Response failure_response(const store::Failure& failure, bool dav) {
  using Code = store::Failure::Code;
  switch (failure.code()) {
    case Code::full:
      if (dav) return caldav::error_response(caldav::failed(507, "D:sufficient-disk-space", kDiskIsFull));
      return sentence(507, kDiskIsFull, false);
    case Code::read_only:
      return sentence(503, "The database takes no changes at the moment. Nothing was changed.", true);
    case Code::unavailable:
      return sentence(503, "The database cannot be reached. Nothing was changed; try again.", true);
    case Code::conflict:
      return sentence(503, "Too much is changing at once. Nothing was changed; try again.", true);
    case Code::unknown:
      return sentence(
          503,
          "The connection to the database was lost while saving: it may or may not have been saved. "
          "Read again, or repeat the request with the same Idempotency-Key.",
          true);
    case Code::constraint:
    case Code::broken:
      break;
  }
  return sentence(500, "Something is wrong on the server. Nothing was changed.", false);
}

Executor::Executor(store::Database& database, store::Writer& writer, std::function<void()> after_write)
    : database_(database),
      writer_(writer),
      after_write_(std::move(after_write)),
      pool_(database.reads_are_local() ? 1 : kReaders) {}

Executor::~Executor() {
  pool_.join();
}

asio::awaitable<void> Executor::read(std::function<void(store::Transaction&)> work) {
  if (database_.reads_are_local()) {
    database_.read(work);
    co_return;
  }
  std::exception_ptr thrown;
  const auto begin = [&](auto finish) {
    asio::post(pool_, [&, finish] {
      try {
        database_.read(work);
      } catch (...) {
        thrown = std::current_exception();
      }
      finish();
    });
  };
  co_await away(begin);
  if (thrown) std::rethrow_exception(thrown);
}

asio::awaitable<http::Response> Executor::run_deferred(caldav::Deferred deferred) {
  std::optional<store::Failure> failure;
  std::function<caldav::Deferred::Next()> go_on;
  const auto begin = [&](auto finish) {
    deferred.begin([&, finish](const std::optional<store::Failure>& failed,
                               std::function<caldav::Deferred::Next()> next) {
      failure = failed;
      go_on = std::move(next);
      finish();
    });
  };
  co_await away(begin);
  if (failure) throw store::Failure(*failure);
  if (after_write_) after_write_();
  caldav::Deferred::Next next = go_on();
  if (auto* response = std::get_if<http::Response>(&next)) co_return std::move(*response);
  caldav::Plan reading = std::get<caldav::ReadWork>(std::move(next));
  http::Response answer = co_await run(std::move(reading));
  co_return answer;
}

asio::awaitable<http::Response> Executor::run(caldav::Plan plan) {
  if (auto* response = std::get_if<http::Response>(&plan)) co_return std::move(*response);
  http::Response answer;
  if (auto* deferred = std::get_if<caldav::Deferred>(&plan)) {
    answer = co_await run_deferred(std::move(*deferred));
    co_return answer;
  }
  if (auto* reading = std::get_if<caldav::ReadWork>(&plan)) {
    const auto work = [&](store::Transaction& transaction) { answer = reading->run(transaction); };
    co_await read(work);
    co_return answer;
  }
  store::Outcome outcome;
  const auto& writing = std::get<caldav::WriteWork>(plan);
  const auto begin = [&](auto finish) {
    writer_.submit({[&](store::Transaction& transaction) {
                      caldav::Written written = writing.run(transaction);
                      answer = std::move(written.response);
                      return written.keep;
                    },
                    [&outcome, finish](const store::Outcome& result) {
                      outcome = result;
                      finish();
                    }});
  };
  co_await away(begin);
  if (outcome.code == store::Outcome::Code::committed && after_write_) after_write_();
  if (outcome.failure) throw store::Failure(*outcome.failure);
  co_return answer;
}

}  // namespace timeshelf::server
