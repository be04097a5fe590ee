// What was booked on its way to the customer: lists for those who pack, and the steps that they take.
//
// Goods that change hands are transfers: sold -> handed over -> returned, and from there back to stock or to
// waste. Every step is in the audit log under the booking's id.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "base/time.hpp"
#include "commerce/refusal.hpp"
#include "commerce/views.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

/// A line of a confirmed booking with whose it is.
struct FulfilmentLine {
  Id hold;
  Id booking;
  std::string code;
  std::string customer_name;
  std::string customer_email;
  Line line;
  std::optional<Address> address;  ///< of delivered lines
  std::string answer;              ///< of their calendar to the invitation: a PARTSTAT, or "" where none came
};

/// Where a list goes on: behind this line.
struct FulfilmentCursor {
  Instant starts_at;
  Id slot;
  std::int64_t window = 0;  ///< seconds after the slot's start; -1 where a line has none
  Id hold;
  std::int64_t position = 0;

  std::string text() const;
  static std::optional<FulfilmentCursor> parse(std::string_view text);
};
FulfilmentCursor cursor_of(const FulfilmentLine&);

struct FulfilmentQuery {
  std::optional<Id> slot;
  Instant from;  ///< slots that overlap [from, to)
  Instant to;
  std::optional<Instant> window;  ///< begins then
  std::string zone;               ///< "" = all, also of the following
  std::string kind;
  std::optional<LineState> state;
  std::optional<FulfilmentCursor> after;
  std::size_t limit = 100;
};

enum class BroughtBack { stock, waste };

struct FulfilmentStep {
  Id shop;
  std::string booking;  ///< its code
  std::int64_t line = 0;
  LineState to = LineState::handed_over;
  std::optional<std::int64_t> units;
  std::optional<BroughtBack> goods;  ///< where goods that came back go
  std::string actor;
  std::string reason;
  std::optional<Instant> happened_at{};  ///< of a hand-over that the books hear of later
};

/// Thread-safe: all state is in the database.
class Fulfilment {
 public:
  Fulfilment(const Clock& clock, Random& random) : clock_(clock), random_(random) {}

  std::vector<FulfilmentLine> list(store::Transaction&, const Id& shop, const FulfilmentQuery&);
  Decided<FulfilmentLine> advance(store::Transaction&, const FulfilmentStep&);

  // What is owed
  /// Lines of the slot whose window has passed become missed (topic "missed", subject slot).
  void note_missed(store::Transaction&, const Id& shop, const Id& slot);

 private:
  const Clock& clock_;
  Random& random_;
};

}  // namespace timeshelf::commerce
