// What the API and the pages say alike of bookings that are passed on.
#pragma once
#include <string>
#include <string_view>

#include "commerce/refusal.hpp"
#include "server/shop/problem.hpp"
#include "store/database.hpp"

namespace timeshelf::server {

/// Where who got the link says who they are.
std::string transfer_page(const std::string& origin, std::string_view secret);
/// Why a token opens no booking: it is none, or its holder passed the booking on.
Problem token_problem(store::Transaction&, std::string_view token);
/// A link that nobody made.
Problem unknown_transfer_problem();
/// Why a link passes nothing on.
Problem transfer_problem(const commerce::Refusal&);

}  // namespace timeshelf::server
