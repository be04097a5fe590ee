// Routes for the people of a shop: who is asking, and whether their role may.
//
// Programs send Basic credentials with an app password, as calendar apps do; pages send the dashboard's
// cookie, and then only a page of ours may change anything.
#pragma once
#include <functional>

#include "server/api/call.hpp"
#include "store/accounts.hpp"

namespace timeshelf::server::api {

/// One of the people who run the shop of the address.
struct Member {
  store::Shop shop;
  store::User user;
};

using MemberWork = std::function<http::Response(store::Transaction&, const Member&)>;

/// Runs `act` in a snapshot if who is asking has the role `least` or one above it; otherwise answers 401 or
/// 403.
Plan read_as(const Call& call, const http::Request& request, store::Role least, MemberWork act);
/// The same in a write transaction. Who may is decided in the transaction that acts.
Plan write_as(const Call& call, const http::Request& request, store::Role least, MemberWork act);

}  // namespace timeshelf::server::api
