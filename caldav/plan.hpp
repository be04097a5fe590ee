// What a handler wants done: it reads a request, checks all it can without a database, and answers with a
// plan.
#pragma once
#include <functional>
#include <optional>
#include <utility>
#include <variant>

#include "base/http.hpp"
#include "store/database.hpp"

namespace timeshelf::caldav {

/// Runs inside a read snapshot or a write transaction and makes the response.
using Work = std::function<http::Response(store::Transaction&)>;

struct ReadWork {
  Work run;
};

/// A response of write work, and whether the transaction is kept: below 400 it is, unless it is said
/// otherwise (a 207 that reports a failure).
struct Written {
  Written(http::Response answer) : Written(std::move(answer), true) {}  // NOLINT: handlers return responses
  Written(http::Response answer, bool keep_it)
      : response(std::move(answer)), keep(keep_it && response.status < 400) {}
  http::Response response;
  bool keep;
};

/// Runs on the writer's thread, perhaps twice (see store::Writer), so it owns what it needs and moves nothing
/// out.
struct WriteWork {
  std::function<Written(store::Transaction&)> run;
};

/// Somebody else does the work, with that of others, and answers later.
struct Deferred {
  /// What to go on with once it is durable.
  using Next = std::variant<http::Response, ReadWork>;
  /// Called once, from any thread, and returns at once: with the failure, or with what makes the answer. That
  /// runs where the request is served, not where the work was done.
  using Done = std::function<void(const std::optional<store::Failure>&, std::function<Next()>)>;
  std::function<void(Done)> begin;
};

/// Answer now, after reading, after a durable write, or when somebody else is done.
using Plan = std::variant<http::Response, ReadWork, WriteWork, Deferred>;

}  // namespace timeshelf::caldav
