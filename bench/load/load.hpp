// The load program: many clients on one thread, closed loop (each asks again once it was answered) or open
// loop (each comes at its own time, however slow the answers are).
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "bench/load/connection.hpp"
#include "bench/load/histogram.hpp"

namespace timeshelf::bench {

/// What one client asks, and what it makes of the answers.
class Client {
 public:
  virtual ~Client() = default;
  /// The next request, as it goes over the wire; valid until its answer was judged.
  virtual std::string_view request() = 0;
  enum class Verdict {
    done,   ///< right, and an operation is complete
    more,   ///< right, and another request belongs to the same operation
    wrong,  ///< not what was asked for; never counted as done
  };
  virtual Verdict judge(const Answer& answer) = 0;
};
using Clients = std::vector<std::unique_ptr<Client>>;

/// What came of a run.
struct Tally {
  Histogram latencies;        ///< of operations that were done
  std::uint64_t failed = 0;   ///< operations that were not
  std::uint64_t worked = 0;   ///< operations, those to warm up included
  std::uint64_t answers = 0;  ///< requests that were answered rightly
  std::uint64_t bytes = 0;    ///< of their bodies
  std::chrono::nanoseconds elapsed{};
  std::string first_failure;

  void add(const Tally& other);
  double per_second() const;  ///< operations
  double bytes_per_answer() const;
};

struct ClosedLoop {
  std::chrono::milliseconds warm_up{100};  ///< not counted
  std::chrono::milliseconds measured{1000};
  std::chrono::seconds patience{30};  ///< without any answer, after which std::runtime_error is thrown
};
/// Each client has a connection of its own. Throws Interrupted.
Tally run_closed_loop(std::uint16_t port, const Clients& clients, const ClosedLoop& loop);

struct OpenLoop {
  std::size_t connections = 1000;             ///< opened beforehand; who comes takes the next free one
  std::vector<std::chrono::nanoseconds> due;  ///< when each client comes, ascending
  std::chrono::seconds patience{20};          ///< after the last has come: who still waits then has failed
};
/// Each client does one operation. Its latency counts from the moment it was due, so that waiting for a free
/// connection is part of it: a server that stalls cannot slow down those who measure it (coordinated
/// omission). Throws Interrupted.
Tally run_open_loop(std::uint16_t port, const Clients& clients, const OpenLoop& loop);

/// Connections that were answered once and stay open, saying nothing. Throws std::runtime_error if one was
/// not answered.
class IdleConnections {
 public:
  IdleConnections(std::uint16_t port, std::size_t count, std::string_view request);
  ~IdleConnections();
  std::size_t size() const;

 private:
  struct Held;
  std::unique_ptr<Held> held_;
};

/// One exchange on a connection of its own, for set-up. Throws std::runtime_error if there is no answer.
Answer ask(std::uint16_t port, std::string_view request);

/// The same requests over and over; an answer is right if it has the status and its body holds the marker.
class Cycle final : public Client {
 public:
  /// Begins at the `first` request; `requests` must outlive it.
  Cycle(const std::vector<std::string>& requests, std::size_t first, int status, std::string marker);
  std::string_view request() override { return requests_[next_]; }
  Verdict judge(const Answer& answer) override;

 private:
  const std::vector<std::string>& requests_;
  std::size_t next_;
  int status_;
  std::string marker_;
};

}  // namespace timeshelf::bench
