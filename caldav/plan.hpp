// What a handler wants done: it reads a request, checks all it can without a database, and answers with a
// plan.
#pragma once
#include <functional>
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

/// Answer now, after reading, or after a durable write.
using Plan = std::variant<http::Response, ReadWork, WriteWork>;

}  // namespace timeshelf::caldav
