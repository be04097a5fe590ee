// The waiting list of what is sold out: people join, are offered what becomes free, and take it or do not.
//
// An offer is a hold made for them, so the ledger makes it impossible to promise a unit twice; it stands
// until a deadline of its own. Whatever frees units shows its slot anew (slot_rows.hpp), and that owes this
// list its turn in the same transaction; until it has come, walk-ins are refused what is kept
// (core/waiting.hpp).
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "commerce/core/waiting.hpp"
#include "commerce/engine.hpp"

namespace timeshelf::commerce {

/// The outbox's topic; its subject is a slot.
inline constexpr std::string_view kWaitingTopic = "waiting";

struct JoinCommand {
  Id shop;
  Id slot;
  std::string sku;  ///< "" = a seat, or the only thing that it sells
  std::int64_t quantity = 1;
  std::string name;
  std::string email;
  std::string language = {};  ///< to write to them in (letter_words.hpp); "" is the shop's
};

/// Somebody who waits, or waited.
struct WaitingEntry {
  Id shop;
  Id id;
  Id slot;
  std::string sku;
  std::int64_t place = 0;  ///< in the line of the slot; a number that never changes
  std::string name;
  std::string email;
  std::int64_t quantity = 0;
  WaitingState state = WaitingState::waiting;
  std::optional<Id> hold;
  Instant joined_at;
  std::int64_t ahead = 0;       ///< people before them who wait for the same
  std::optional<Hold> offer{};  ///< while it stands
  std::string language = "en";  ///< to write to them in
};

/// What people who wait are told by letter.
enum class WaitingOccasion { joined, offered, lapsed, closed };

/// Why a list ends for who is still on it.
enum class WaitingClosed {
  sales_over,  ///< nothing became free in time
  called_off,
  off_sale,    ///< and the time to sell it is over
  has_enough,  ///< with what they got elsewhere it would be more than one customer may have
};

class Waiting {
 public:
  Waiting(Engine& engine, const Clock& clock, Random& random)
      : engine_(engine), clock_(clock), random_(random) {}

  /// At the end of the line, and tells them by letter. Refused while it can be had at once.
  Decided<WaitingEntry> join(store::Transaction&, const JoinCommand&);
  /// By the signed token of their link; nothing if we did not give it out.
  std::optional<WaitingEntry> find(store::Transaction&, std::string_view token);
  /// Out of the line; an offer is declined, and goes to the next. Leaving twice is leaving once.
  WaitingEntry leave(store::Transaction&, const WaitingEntry&);
  /// Who waits or has an offer, in order; of one slot, or of all that are to come.
  std::vector<WaitingEntry> list(store::Transaction&, const Id& shop, const std::optional<Id>& slot);

  /// Does what the list of a slot asks for by now: notes what became of offers, makes new ones, and closes it
  /// when nothing is sold any more.
  void settle(store::Transaction&, const Id& shop, const Id& slot);

 private:
  /// `cause`: the same as a sentence for the audit.
  void close(store::Transaction&, WaitingEntry, WaitingClosed why, const std::string& cause);
  void end(store::Transaction&, WaitingEntry&, WaitingState, std::string_view actor,
           const std::string& cause);
  /// Of offers that were taken, declined or not answered; they leave the line. Answers whether there were
  /// any.
  bool note_answers(store::Transaction&, std::vector<WaitingEntry>& line);
  /// Answers whether anything changed.
  bool make_offers(store::Transaction&, const Id& shop, const Id& slot,
                   const std::vector<WaitingEntry>& line);
  void write(store::Transaction&, const WaitingEntry&, WaitingOccasion,
             std::optional<WaitingClosed> why = std::nullopt);

  Engine& engine_;
  const Clock& clock_;
  Random& random_;
};

/// Opens the page of who waits.
std::string waiting_token(const store::Shop& shop, const Id& entry);

}  // namespace timeshelf::commerce
