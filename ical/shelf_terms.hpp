// The X-SHELF vocabulary: terms of sale as a creator writes them into an event, as properties or as plain
// lines of the description. Specified in docs/vocabulary.md.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/money.hpp"
#include "ical/component.hpp"
#include "ical/date_time.hpp"

namespace timeshelf::ical {

/// When something ends or begins: so long before the slot starts ("-P7D"), or at a date-time.
using Moment = std::variant<Duration, DateTime>;

/// SKU of what a slot sells when it sells seats: a price without SKU is the price of a seat.
inline constexpr std::string_view kSeatSku = "SEAT";

struct AuthoredPrice {
  std::string sku;   ///< kSeatSku if none was written
  std::string tier;  ///< "early", …; empty: unnamed
  std::optional<Moment> until;
  std::optional<std::int64_t> quantity;  ///< holds until so many are sold
  Money amount;
};

enum class FulfilmentKind { pickup, delivery, same_day, digital };
struct AuthoredFulfilment {
  FulfilmentKind kind = FulfilmentKind::pickup;
  std::optional<Money> fee;
  std::optional<Moment> cut_off;
};

/// When goods are picked up, by the wall clock of the slot: the first such times at or after its start.
struct AuthoredWindow {
  std::chrono::minutes begins{0};  ///< after midnight
  std::chrono::minutes ends{0};
  std::optional<std::int64_t> capacity;  ///< bookings; absent: no bound
};
struct AuthoredWindows {
  std::optional<std::chrono::minutes> length;  ///< the whole slot in windows so long; otherwise `list`
  std::optional<std::int64_t> capacity;        ///< of each of those
  std::vector<AuthoredWindow> list;
  bool in_property = false;
};

struct AuthoredStock {
  std::string sku;
  std::int64_t units = 0;
};

/// For an audience, booking begins at another time than for all.
struct AuthoredOpening {
  std::string audience;  ///< upper case: "MEMBERS"
  Moment at;
};

struct AuthoredStaffing {
  std::int64_t people = 1;
  std::int64_t per_bookings = 8;
  std::optional<std::int64_t> at_least;
  std::optional<std::chrono::minutes> set_up;  ///< before the slot begins; at most a day
  std::optional<std::chrono::minutes> tear_down;
};

/// What one component sets. A field that is absent sets nothing (and unsets nothing: docs/architecture.md,
/// decision 1).
struct ShelfTerms {
  bool off = false;  ///< X-SHELF-STATE:OFF or "#shelf off": taken off sale
  std::optional<std::int64_t> seats;
  std::vector<AuthoredStock> stock;
  std::vector<AuthoredStock> preorders;  ///< sold before they exist: units that are promised
  std::vector<AuthoredPrice> prices;     ///< in the order written
  std::vector<AuthoredFulfilment> fulfilment;
  std::optional<AuthoredWindows> windows;  ///< of pickup
  std::optional<std::int64_t> limit;
  std::optional<Moment> opens;
  std::vector<AuthoredOpening> early;
  std::optional<Moment> closes;
  std::optional<Moment> cancel;  ///< until when customers may cancel or move
  std::string drop;
  std::string bundle;
  std::optional<std::int64_t> queue;  ///< people let in a minute; 0: no line
  std::optional<AuthoredStaffing> staffing;
  std::vector<AuthoredStock> thresholds;

  /// True if the component says anything about a sale at all.
  bool any() const;
};

/// A line or property that could not be read.
struct TermsProblem {
  bool in_property =
      false;  ///< of an X-SHELF property (a PUT is refused), otherwise of a plain line (stored, not on sale)
  std::string where;   ///< "X-SHELF-PRICE" or the plain line as written
  std::string reason;  ///< a sentence
};

struct AuthoredTerms {
  ShelfTerms terms;
  std::vector<TermsProblem> problems;
  /// The X-SHELF lines as the client wrote them, so that they can be put back when another client drops them.
  std::vector<Property> lines;
};

/// Reads a VEVENT's X-SHELF properties and `#shelf` lines; properties win where both say something.
/// `currency` is the shop's, for amounts without one.
AuthoredTerms read_terms(const Component& event, Currency currency);

/// An (unescaped) description without its block of #shelf lines: what the published calendar shows.
std::string without_shelf_lines(std::string_view description);

}  // namespace timeshelf::ical
