// Digital goods: each line that is fulfilled DIGITAL has a one-time link.
//
// Opening the link shows a button, and only pressing it claims, because mail scanners open every link. What
// was claimed stays open for a day to the browser that claimed it: downloads break off, and shops whose links
// die with the first try spend their days sending new ones. Nobody else gets in with the same link, so that
// passing it on is worth nothing.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/random.hpp"
#include "base/time.hpp"
#include "commerce/refusal.hpp"
#include "commerce/views.hpp"
#include "store/accounts.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

/// What a link leads to.
struct DigitalGoods {
  store::Shop shop;
  std::string booking;    ///< its code
  std::string name;       ///< of the product
  std::string content{};  ///< an address or a media id; "" unless it is open to who asks
  bool there = false;     ///< the shop has put something there
  std::optional<Instant> claimed_at{};
  std::optional<Instant> open_until{};  ///< where it is open to who asks
};

/// Thread-safe: all state is in the database.
class Claims {
 public:
  Claims(const Clock& clock, Random& random) : clock_(clock), random_(random) {}

  /// `claimer` is the secret that the browser was given when it claimed, or "". Refuses links that are not
  /// ours and bookings that are cancelled.
  Decided<DigitalGoods> look(store::Transaction&, std::string_view token, std::string_view claimer);
  /// Hands the line over to whoever keeps `claimer` from now on. Repeated by the same claimer while it is
  /// open, it changes nothing; by anybody else it is refused.
  Decided<DigitalGoods> claim(store::Transaction&, std::string_view token, std::string_view claimer);

 private:
  const Clock& clock_;
  Random& random_;
};

/// Names shop, booking and line, signed with the shop's key, in base64url.
std::string make_claim_token(const store::Shop&, const Id& booking, std::int64_t line);

/// Gives the booking the token of its present holder (tokens.hpp), and its digital lines theirs.
void sign_booking(const store::Shop&, Booking&, std::int64_t serial = 0);

}  // namespace timeshelf::commerce
