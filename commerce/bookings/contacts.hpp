// Who a booking is written to, put right by people of the shop, and its letter sent once more.
//
// A mended contact is still the same customer: the codes, the token and the links of the booking stay as they
// are. (Somebody else becomes its holder by passing it on, passing_on.hpp.) Calendars follow: the new address
// is invited, and where an invitation went to the old one, it is called off there.
#pragma once
#include <optional>
#include <string>

#include "base/random.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "commerce/engine.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

/// How many letters the people of a shop may have written in an hour: enough for typing errors, too few to
/// send everybody something.
inline constexpr std::int64_t kAskedOfBooking = 5;
inline constexpr std::int64_t kAskedOfShop = 60;

struct Contact {
  std::string name;
  std::string email;
  std::string language;  ///< to write in (letter_words.hpp)
};

struct ContactError : ErrorBase {
  enum class Code {
    invalid,   ///< `field` cannot be that, or is missing
    no_mail,   ///< the server sends none
    too_many,  ///< letters were asked for; `again_at` says when the next may be
  };
  Code code = Code::invalid;
  std::string field;
  std::optional<Instant> again_at;
};

/// Made where it is needed: it holds options only.
class Contacts {
 public:
  Contacts(Engine& engine, const Clock& clock, Random& random)
      : engine_(engine), clock_(clock), random_(random) {}

  /// Answers the booking as it is now. Another address is sent the booking's letter, as long as something of
  /// the booking is ahead, and counts as a letter that was asked for. The same contact changes nothing.
  Result<Booking, ContactError> mend(store::Transaction&, const Booking&, const Contact&,
                                     const std::string& actor);
  /// The letter that says how the booking stands goes out once more.
  Result<Booking, ContactError> write_again(store::Transaction&, const Booking&, const std::string& actor);

 private:
  bool sends_mail() const { return !engine_.options().mail_from.empty(); }
  void readdress(store::Transaction&, const Booking& before, const std::string& email);
  void call_off(store::Transaction&, const Booking& before, const Id& letter);

  Engine& engine_;
  const Clock& clock_;
  Random& random_;
};

}  // namespace timeshelf::commerce
