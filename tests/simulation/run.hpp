// One run: a seed decides who does what when, and what goes wrong; after every step all that must hold is
// checked.
#pragma once
#include <fmt/format.h>

#include <deque>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/simulation/bank.hpp"
#include "tests/simulation/dice.hpp"
#include "tests/simulation/emitted.hpp"
#include "tests/simulation/model.hpp"
#include "tests/simulation/people.hpp"
#include "tests/simulation/phone.hpp"
#include "tests/simulation/post.hpp"
#include "tests/simulation/transfers_seen.hpp"
#include "tests/simulation/world.hpp"

namespace timeshelf::simulation {

/// Something that must never happen did.
struct Violation : std::runtime_error {
  using std::runtime_error::runtime_error;
};

template <class... Facts>
void require(bool holds, fmt::format_string<const Facts&...> sentence, const Facts&... facts) {
  if (!holds) throw Violation(fmt::format(sentence, facts...));
}

/// What happened, for people and as one number.
class Trace {
 public:
  template <class... Facts>
  void say(fmt::format_string<const Facts&...> line, const Facts&... facts) {
    write(fmt::format(line, facts...));
  }
  const std::vector<std::string>& lines() const { return lines_; }
  /// Of all lines: two runs that did the same have the same.
  std::uint64_t hash() const { return hash_; }

 private:
  void write(std::string line);
  std::vector<std::string> lines_;
  std::uint64_t hash_ = 14'695'981'039'346'656'037U;  // FNV-1a
};

struct Options {
  std::uint64_t seed = 1;
  std::size_t steps = 40;
  std::vector<std::size_t> skipped{};  ///< steps left out, while a failure is made smaller
  std::string disk = "sqlite";
};

/// What actors and invariants see.
struct Run {
  explicit Run(const Options& options);

  World world;
  Dice dice;
  Trace trace;
  std::vector<ShopModel> shops;
  /// Requests that somebody may send again: they got no answer, or the network repeats them.
  struct Sent {
    std::size_t shop = 0;
    commerce::SaleRequest request;
  };
  std::deque<Sent> sent;
  Bank bank;
  /// Revision and looks of each live object when all was quiet last.
  std::map<Id, std::pair<std::string, std::string>> shown;
  /// ETag and SEQUENCE of each live object when it was read last.
  std::map<Id, std::pair<std::string, std::int64_t>> read;

  /// Objects in calendars that people edit, too, by calendar.
  std::map<Id, EmittedObjects> emitted;
  std::map<Id, SeenTransfers> transfers;  ///< by shop
  Post post;
  std::vector<Person> people;
  std::vector<Phone> phones;

  /// Whatever can go wrong at a stall needs several of its acts on the same goods: on such a day most of
  /// what happens is at the stall, and few devices do it.
  bool market_day = false;

  ShopModel& any_shop() { return dice.one_of(shops); }
  bool compared = false;   ///< all that is stored was compared, before and after the last write,
  bool unchanged = false;  ///< and was the same
  /// Now and then, the next write goes wrong.
  bool maybe_plan_a_fault();
  /// The command's effect and its answer, told in the trace.
  Ending write(FunctionRef<bool(store::Transaction&)> command);
};

struct Result {
  std::size_t steps = 0;
  std::uint64_t hash = 0;
  std::vector<std::string> trace;
  std::string violation;        ///< "" = all held
  std::size_t failed_step = 0;  ///< whose effect broke it
};
Result run(const Options& options);

/// A failure with as few steps as can be found by leaving out ever smaller parts.
Options shrink(Options options);

/// Fills a new world: shops, products, codes, first events.
void set_up(Run& run);

// After every step (invariants_*.cpp)
void read_the_ledger(Run& run);         ///< what slots were given; throws where the books do not add up
void read_given(Run& run, ShopModel&);  ///< only what slots were given, within a step
/// What the engine says stops slots (SoldSlot::stopped).
void read_obstacles(store::Transaction& transaction, ShopModel& shop);
void check_windows(store::Transaction&, const ShopModel&);
void check_fulfilment(Run& run, store::Transaction&, ShopModel&);
void check_nobody_is_expected(const ShopModel&, Instant now);
void check_payments(store::Transaction&, ShopModel&, Instant now);
/// Once nobody can pay any more: who has paid has a booking or the money, never both, never neither.
void check_the_bank(const Run& run);
/// What must be the same for one thing that was asked and the rules.
void require_same_lines(const std::vector<commerce::Line>& right, const std::vector<commerce::Line>& got);
void agree_on(const Reasons& reasons, const std::optional<commerce::Refusal>& refusal);
template <class T>
void agree_on(const Reasons& reasons, const commerce::Decided<T>& answer) {
  agree_on(reasons, answer ? std::nullopt : std::optional<commerce::Refusal>(answer.error()));
}
void learn_of_the_waiting(Run& run, store::Transaction&, ShopModel&);
void check_nobody_is_forgotten(const ShopModel&, Instant now);
void check_promises(Run& run);
void check_calendars(Run& run);
/// A change of a slot is told a minute later, so that a creator who is still at it is told of once.
std::set<Id> slots_being_changed(store::Transaction&, const Id& shop);
void check_attendees(Run& run, store::Transaction&, const ShopModel&);
void check_letters(Run& run, store::Transaction&, const ShopModel&);
/// `owed`: slots whose shifts are looked at again in a moment.
void check_shifts(const Run&, const ShopModel&, const std::map<Id, Work>&, const EmittedObjects& calendar,
                  const std::set<Id>& owed);
void check_tasks(const ShopModel&, const std::map<Id, Work>&, const EmittedObjects& calendar,
                 const EmittedObjects& list);
void check_headcounts(store::Transaction&, const ShopModel&, Instant now);
void check_sharing(store::Transaction&, const ShopModel&, Instant now);
void check_staff(Run& run, store::Transaction&, const ShopModel&);
/// What is unsold of leases whose time is over goes back, and no sooner.
void learn_of_leases(Run&, store::Transaction&, ShopModel&);
/// Of several devices that gave a line away the earliest counts.
void check_devices(const Run&, store::Transaction&, const ShopModel&);
/// Who holds a booking, by its token, by the row and by the audit log.
void check_holders(Run&, store::Transaction&, const ShopModel&);
/// When nothing is due.
void check_when_quiet(Run& run);

}  // namespace timeshelf::simulation
