// What a handler wants done: it reads a request, checks all it can without a database, and answers with a
// plan.
#pragma once
#include <functional>
#include <variant>

#include "base/http.hpp"
#include "store/database.hpp"

namespace timeshelf::caldav {

/// Runs inside a read snapshot or a write transaction and makes the response.
using Work = std::function<http::Response(store::Transaction&)>;

struct ReadWork {
  Work run;
};

/// The transaction is committed if the response's status is below 400 and undone otherwise. Runs on the
/// writer's thread, perhaps twice (see store::Writer), so it owns what it needs and moves nothing out of it.
struct WriteWork {
  Work run;
};

/// Answer now, after reading, or after a durable write.
using Plan = std::variant<http::Response, ReadWork, WriteWork>;

}  // namespace timeshelf::caldav
