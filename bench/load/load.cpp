#include "bench/load/load.hpp"

#include <fmt/format.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "bench/interrupt.hpp"

namespace timeshelf::bench {
namespace {

namespace asio = boost::asio;
using std::chrono::steady_clock;

// One run: an event loop, what its clients have done, and an end for those that hang.
class Run {
 public:
  /// Gives up when there was no answer for as long as that.
  explicit Run(std::chrono::seconds patience = std::chrono::seconds(30))
      : watch_(context_), patience_(patience) {}

  asio::io_context& context() { return context_; }
  Tally& tally() { return tally_; }

  void spawn(asio::awaitable<void> task) {
    ++running_;
    asio::co_spawn(context_, std::move(task), [this](const std::exception_ptr& thrown) {
      if (thrown) std::rethrow_exception(thrown);
      if (--running_ == 0) watch_.cancel();
    });
  }

  // Runs until all that was spawned has ended, or nothing has been answered for long.
  void finish() {
    asio::co_spawn(context_, watch(), [](const std::exception_ptr& thrown) {
      if (thrown) std::rethrow_exception(thrown);
    });
    context_.run();
    context_.restart();
  }

  // One operation; counted unless it is only to warm up. `due` is where its latency begins.
  asio::awaitable<void> operate(Connection& connection, Client& client, steady_clock::time_point due,
                                bool counted) {
    Client::Verdict verdict = Client::Verdict::more;
    std::uint64_t answers = 0, bytes = 0;
    while (verdict == Client::Verdict::more) {
      const std::string_view request = client.request();
      co_await connection.exchange(request);
      const Answer& answer = connection.answer();
      last_answer_ = steady_clock::now();
      verdict = answer.status == 0 ? Client::Verdict::wrong : client.judge(answer);
      if (verdict == Client::Verdict::wrong) {
        fail(request, answer);
        co_return;
      }
      ++answers;
      bytes += answer.body.size();
    }
    ++tally_.worked;
    if (!counted) co_return;
    tally_.latencies.record(last_answer_ - due);
    tally_.answers += answers;
    tally_.bytes += bytes;
  }

  void fail(std::size_t operations, std::string sentence) {
    tally_.failed += operations;
    if (tally_.first_failure.empty()) tally_.first_failure = std::move(sentence);
  }

 private:
  void fail(std::string_view request, const Answer& answer) {
    fail(1, fmt::format("{} -> {} {}", request.substr(0, request.find('\r')), answer.status,
                        answer.status == 0 ? answer.trouble : answer.body.substr(0, 300)));
  }

  // Looks up now and then, since nobody else may have anything to do.
  asio::awaitable<void> watch() {
    last_answer_ = steady_clock::now();
    while (running_ > 0) {
      throw_if_interrupted();
      if (steady_clock::now() > last_answer_ + patience_) {
        throw std::runtime_error(
            fmt::format("{} clients got no answer within {} s.", running_, patience_.count()));
      }
      boost::system::error_code cancelled;
      watch_.expires_after(std::chrono::milliseconds(50));
      co_await watch_.async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
    }
  }

  asio::io_context context_{1};
  asio::steady_timer watch_;
  std::chrono::seconds patience_;
  std::size_t running_ = 0;
  steady_clock::time_point last_answer_;
  Tally tally_;
};

asio::awaitable<void> repeat(Run& run, Connection& connection, Client& client, steady_clock::time_point begin,
                             steady_clock::time_point end) {
  for (auto now = steady_clock::now(); now < end; now = steady_clock::now()) {
    co_await run.operate(connection, client, now, now >= begin);
  }
}

// The clients that are still to come, and the connections that are free for them.
struct Queue {
  const Clients& clients;
  const std::vector<std::chrono::nanoseconds>& due;
  steady_clock::time_point begin;
  steady_clock::time_point end;
  std::size_t next = 0;
};

asio::awaitable<void> serve(Run& run, Connection& connection, Queue& queue) {
  asio::steady_timer timer(run.context());
  while (queue.next < queue.clients.size()) {
    if (steady_clock::now() > queue.end) {
      const std::size_t left = queue.clients.size() - std::exchange(queue.next, queue.clients.size());
      run.fail(left, fmt::format("{} were not served before the run had to end", left));
      co_return;
    }
    const std::size_t mine = queue.next++;
    const auto due = queue.begin + queue.due[mine];
    if (due > steady_clock::now()) {
      timer.expires_at(due);
      co_await timer.async_wait(asio::use_awaitable);
    }
    co_await run.operate(connection, *queue.clients[mine], due, true);
  }
}

std::vector<std::unique_ptr<Connection>> open_all(Run& run, std::uint16_t port, std::size_t count) {
  std::vector<std::unique_ptr<Connection>> connections;
  for (std::size_t i = 0; i < count; ++i) {
    connections.push_back(Connection::to(run.context(), port));
    run.spawn(connections.back()->open());
  }
  run.finish();
  return connections;
}

}  // namespace

void Tally::add(const Tally& other) {
  latencies.add(other.latencies);
  failed += other.failed;
  worked += other.worked;
  answers += other.answers;
  bytes += other.bytes;
  elapsed += other.elapsed;
  if (first_failure.empty()) first_failure = other.first_failure;
}

double Tally::per_second() const {
  const double seconds = std::chrono::duration<double>(elapsed).count();
  return seconds > 0 ? static_cast<double>(latencies.count()) / seconds : 0;
}

double Tally::bytes_per_answer() const {
  return answers > 0 ? static_cast<double>(bytes) / static_cast<double>(answers) : 0;
}

Tally run_closed_loop(std::uint16_t port, const Clients& clients, const ClosedLoop& loop) {
  Run run(loop.patience);
  const auto connections = open_all(run, port, clients.size());
  const auto begin = steady_clock::now() + loop.warm_up;
  const auto end = begin + loop.measured;
  for (std::size_t i = 0; i < clients.size(); ++i) {
    run.spawn(repeat(run, *connections[i], *clients[i], begin, end));
  }
  run.finish();
  // Operations under way at the end were begun in time, so the time that they took is part of it.
  run.tally().elapsed = steady_clock::now() - begin;
  return run.tally();
}

Tally run_open_loop(std::uint16_t port, const Clients& clients, const OpenLoop& loop) {
  Run run;
  const auto connections = open_all(run, port, loop.connections);
  const auto begin = steady_clock::now();
  Queue queue{clients, loop.due, begin, begin + loop.due.back() + loop.patience};
  for (const auto& connection : connections) run.spawn(serve(run, *connection, queue));
  run.finish();
  run.tally().elapsed = steady_clock::now() - queue.begin;
  return run.tally();
}

struct IdleConnections::Held {
  Run run;
  std::vector<std::unique_ptr<Connection>> connections;
};

IdleConnections::IdleConnections(std::uint16_t port, std::size_t count, std::string_view request)
    : held_(std::make_unique<Held>()) {
  constexpr std::size_t kAtOnce = 100;  // no more than a server lets queue up to be accepted
  while (held_->connections.size() < count) {
    const std::size_t before = held_->connections.size();
    for (std::size_t i = before; i < std::min(count, before + kAtOnce); ++i) {
      held_->connections.push_back(Connection::to(held_->run.context(), port));
      held_->run.spawn(held_->connections.back()->exchange(request));
    }
    held_->run.finish();
    for (std::size_t i = before; i < held_->connections.size(); ++i) {
      const Answer& answer = held_->connections[i]->answer();
      if (answer.status == 0) throw std::runtime_error("A connection was not answered: " + answer.trouble);
    }
  }
}

IdleConnections::~IdleConnections() = default;

std::size_t IdleConnections::size() const {
  return held_->connections.size();
}

Answer ask(std::uint16_t port, std::string_view request) {
  Run run;
  const auto connection = Connection::to(run.context(), port);
  run.spawn(connection->exchange(request));
  run.finish();
  if (connection->answer().status == 0) {
    throw std::runtime_error("The server gave no answer: " + connection->answer().trouble);
  }
  return connection->answer();
}

Cycle::Cycle(const std::vector<std::string>& requests, std::size_t first, int status, std::string marker)
    : requests_(requests), next_(first % requests.size()), status_(status), marker_(std::move(marker)) {}

Client::Verdict Cycle::judge(const Answer& answer) {
  const bool right = answer.status == status_ && answer.body.find(marker_) != std::string::npos;
  next_ = (next_ + 1) % requests_.size();
  return right ? Verdict::done : Verdict::wrong;
}

}  // namespace timeshelf::bench
