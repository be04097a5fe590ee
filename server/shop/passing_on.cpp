#include "server/shop/passing_on.hpp"

#include "base/text.hpp"
#include "commerce/bookings/passing_on.hpp"

namespace timeshelf::server {

std::string transfer_page(const std::string& origin, std::string_view secret) {
  return origin + "/t/" + percent_encode(secret);
}

Problem token_problem(store::Transaction& transaction, std::string_view token) {
  if (commerce::passed_on_at(transaction, token))
    return Problem::make(
        "booking-passed-on",
        "This booking was passed on. Its new holder has a link and a QR code of their own, and "
        "these open nothing any more.",
        "token");
  return Problem::make("unknown-booking",
                       "This link opens no booking. Use the whole link of the confirmation.", "token");
}

Problem unknown_transfer_problem() {
  return Problem::make("unknown-transfer",
                       "This link passes nothing on. Use the whole link that you were given.");
}

Problem transfer_problem(const commerce::Refusal& refusal) {
  using Code = commerce::Refusal::Code;
  if (refusal.code == Code::already_claimed) return Problem::make("transfer-used", refusal.message);
  if (refusal.code == Code::wrong_state) return Problem::make("transfer-over", refusal.message);
  return problem_of(refusal, true);
}

}  // namespace timeshelf::server
