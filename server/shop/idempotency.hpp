// A request that was sent twice is done once (draft-ietf-httpapi-idempotency-key-header).
#pragma once
#include <functional>
#include <optional>
#include <string>

#include "base/http.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "commerce/idempotency.hpp"
#include "server/shop/problem.hpp"
#include "store/database.hpp"

namespace timeshelf::server {

/// Scope "api" or "form"; a key of 1 to 255 visible characters; a digest of method, path and body.
using IdempotencyKey = commerce::RequestKey;

/// The request's Idempotency-Key, quoted (a structured field's string) or bare; nothing if it has none.
Result<std::optional<IdempotencyKey>, Problem> idempotency_key(const http::Request& request);
/// The key that a form of ours carries in a hidden field; nothing if it is missing or too long. Another
/// choice on a page that was opened once is a new request.
std::optional<IdempotencyKey> form_key(const std::string& key, const http::Request& request);

/// The answer that was given to this key before, or that of `act`, which is then remembered in the same
/// transaction. Only answers below 400 are: a refusal changed nothing, so asking again is harmless.
/// `mismatch` answers a key that came with another request.
http::Response answer_once(store::Transaction& transaction, const Id& shop,
                           const std::optional<IdempotencyKey>& key, Instant now,
                           const std::function<http::Response()>& mismatch,
                           const std::function<http::Response()>& act);

}  // namespace timeshelf::server
