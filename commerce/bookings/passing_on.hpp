// A booking passes from its holder to somebody else, by a link that works once.
//
// The secret in the link is kept as a digest. Whoever opens it and says who they are becomes the holder: from
// then on another token opens the booking, and the one before opens nothing. What was paid stays with the
// booking, and a refund goes the way that the money came.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.hpp"
#include "base/time.hpp"
#include "commerce/engine.hpp"
#include "commerce/refusal.hpp"
#include "store/accounts.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

/// The topic of the outbox behind which Invitations stand for who passed a booking on; its subject is the
/// passage.
inline constexpr std::string_view kPassedOnTopic = "passed-on-letter";

/// From one holder to the next.
struct Passage {
  Id id;
  Id booking;
  Instant made_at;
  Instant expires_at;
  std::string from_name;
  std::string from_email;
  std::string to_name{};
  std::string to_email{};
  std::optional<Instant> accepted_at{};
  std::optional<Instant> taken_back_at{};
  std::string from_language = "en";  ///< to write to the giver in

  bool is_open(Instant now) const { return !accepted_at && !taken_back_at && now < expires_at; }
};

struct PassageMade {
  Passage passage;
  std::string secret;  ///< kept nowhere
};

/// How long a link works where nobody says how long.
inline constexpr std::int64_t kPassageDays = 7;

/// Thread-safe: all state is in the database.
class PassingOn {
 public:
  PassingOn(Engine& engine, const Clock& clock, Random& random)
      : engine_(engine), clock_(clock), random_(random) {}

  /// A link that works once, for so many days (1 to 30); one that was open before works no more. Refused when
  /// nothing is left to pass on: cancelled, over, or all of it handed over. `actor`: who of the shop does it
  /// for the customer.
  Decided<PassageMade> offer(store::Transaction&, const Booking&, std::int64_t days,
                             const std::string& actor = "customer");
  /// The open link of a booking, if there is one.
  std::optional<Passage> open_of(store::Transaction&, const Id& shop, const Id& booking);
  /// The open link works no more; without one it changes nothing.
  void take_back(store::Transaction&, const Booking&, const std::string& actor = "customer");
  /// What a link leads to: nothing if it was never ours. It may be used, taken back or over.
  struct Offered {
    store::Shop shop;
    Passage passage;
    Booking booking;
  };
  std::optional<Offered> find(store::Transaction&, std::string_view secret);
  /// Whoever has the link becomes the holder. Answers the booking with its new token. Repeated with the same
  /// name and address it answers the same.
  /// `language`: to write to them in (letter_words.hpp); "" is the shop's.
  Decided<Booking> accept(store::Transaction&, std::string_view secret, const std::string& name,
                          const std::string& email, const std::string& language = {});
  /// Who had the booking before, the first of them first.
  std::vector<Passage> chain_of(store::Transaction&, const Id& shop, const Id& booking);

 private:
  Engine& engine_;
  const Clock& clock_;
  Random& random_;
};

/// How often the booking was passed on: what its token bears (tokens.hpp).
std::int64_t serial_of(store::Transaction&, const Id& shop, const Id& booking);
/// When the token with this serial stopped opening its booking; nothing while it does.
std::optional<Instant> passed_on_at(store::Transaction&, const Id& shop, const Id& booking,
                                    std::int64_t serial);

/// When the holder of a token of ours passed its booking on; nothing if they did not.
std::optional<Instant> passed_on_at(store::Transaction&, std::string_view token);

}  // namespace timeshelf::commerce
