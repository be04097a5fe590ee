// What somebody of the shop has to look at, because a device was cut off, revoked, or not to be believed.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/money.hpp"
#include "base/random.hpp"
#include "base/time.hpp"
#include "commerce/refusal.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

enum class ConflictKind {
  double_pickup,    ///< the line was handed over before
  cancelled,        ///< the booking had been cancelled
  gone,             ///< the line had left the booking: it was moved, or a part of it cancelled
  too_many,         ///< more units than the booking ever had
  other_venue,      ///< the line is picked up elsewhere
  revoked_device,   ///< it came after the device was revoked
  missing_records,  ///< numbers before it never came
  altered_chain,    ///< it and its neighbour do not name each other
  forked_chain,     ///< another record came under its number, or the nonce of another scan
  bad_signature,    ///< the device did not sign it
  unreadable,       ///< signed, and nobody can read what it says
  oversold,         ///< more than was lent, or sold when its lease had gone back and nothing was left
  other_price,      ///< sold at a price that its lease does not say
  passed_on,        ///< handed to somebody who had passed the booking on
  overpaid,         ///< money was taken that nobody owed (any more)
};
std::string_view name_of(ConflictKind kind);
std::optional<ConflictKind> parse_conflict_kind(std::string_view name);

struct ScanConflict {
  Id id;
  Id device;
  std::int64_t seq = 0;  ///< 0: the record has no readable number
  ConflictKind kind = ConflictKind::double_pickup;
  std::optional<std::int64_t> line{};  ///< of the booking
  Id booking{};                        ///< empty: of none
  std::int64_t units = 0;              ///< that left the building and should not have
  std::string sentence{};
  std::string record{};  ///< the text of one that is not kept among the others, or ""
  Instant created_at{};
  std::optional<Instant> resolved_at{};
  std::string resolved_by{};
  std::string resolution{};

  // What the lists show beside it.
  std::string device_name{};
  std::string booking_code{};
  std::optional<Money> beyond{};  ///< of the money that was taken, what nobody owed when it came
};

struct ConflictQuery {
  std::optional<bool> open{};  ///< absent: all
  std::optional<Id> before{};  ///< older than that one
  std::size_t limit = 100;
};

/// Thread-safe: all state is in the database.
class ScanConflicts {
 public:
  ScanConflicts(const Clock& clock, Random& random) : clock_(clock), random_(random) {}

  /// Newest first.
  std::vector<ScanConflict> list(store::Transaction&, const Id& shop, const ConflictQuery&);
  /// Somebody looked at it, and says what came of it: 1 to 500 bytes of text. Once.
  Decided<ScanConflict> resolve(store::Transaction&, const Id& shop, const Id& conflict,
                                const std::string& actor, const std::string& resolution);

 private:
  const Clock& clock_;
  Random& random_;
};

/// Writes it down, and into the audit log. Told again of the same record, kind and line it changes nothing,
/// unless more units left: then it is open again.
void flag(store::Transaction&, const Id& shop, ScanConflict, Instant now, Random&);

/// Gaps of the device that late records have closed since.
void close_gaps(store::Transaction&, const Id& shop, const Id& device, Instant now, Random&);

}  // namespace timeshelf::commerce
