// Walks the occurrences of one object; what expand(), occurs_between(), bounds_of() and stretches_of() share.
#pragma once
#include <set>
#include <vector>

#include "base/function_ref.hpp"
#include "ical/recurrence.hpp"
#include "ical/rule.hpp"
#include "ical/timing.hpp"

namespace timeshelf::ical {

class Expander {
 public:
  /// Says whether to go on.
  using Visit = FunctionRef<bool(const Occurrence&)>;
  using Wanted = FunctionRef<bool(const Component&)>;

  struct Override {
    Instant replaces;
    DateTime recurrence_id;
    const Component* component;
    Timing timing;
    bool and_future;
    bool wanted = true;
  };

  /// Keeps references to all three.
  Expander(const Component& calendar, const Zone& floating, const ExpansionBudget& budget);

  /// Leaves out what is described by a component that is not wanted, and does not walk for its sake.
  void only(Wanted wanted);

  /// Hands over what overlaps [from, to): overrides first, then master by master, each in order of its rules.
  /// Stops where `visit` says so, which is no error.
  Result<void, ExpansionError> visit(Instant from, Instant to, Visit visit);

  const Clockwork& clockwork() const { return clockwork_; }
  const std::vector<const Component*>& masters() const { return masters_; }
  const std::vector<Override>& overrides() const { return overrides_; }
  std::size_t& steps() { return steps_; }
  Result<std::vector<Rule>, ExpansionError> rules_of(const Component& master, const Timing& timing) const;
  /// Of one VFREEBUSY without DTSTART and DTEND.
  std::vector<Timing> periods_of(const Component& component) const;

 private:
  struct Exceptions {
    std::set<Instant> instants;
    std::set<LocalSeconds> days;  ///< some clients exclude the whole day
  };
  struct Window {
    Instant from, to;
    Visit& visit;
  };

  Exceptions exceptions_of(const Component& master, const Timing& timing) const;
  Result<void, ExpansionError> visit_master(const Component& master, bool wanted, Window& window);
  Result<void, ExpansionError> visit_series(const Component& master, bool wanted, const Timing& timing,
                                            Window& window);
  Result<void, ExpansionError> walk(const std::vector<Rule>& rules, const Timing& timing,
                                    const Window& window, FunctionRef<void(LocalSeconds)> take);
  void emit(const Component& component, const Timing& timing, LocalSeconds start,
            const DateTime& recurrence_id, bool recurring, Window& window);
  const Override* future_override(Instant original) const;
  bool is_replaced(Instant original) const;

  const Component& calendar_;
  const Clockwork clockwork_;
  const ExpansionBudget& budget_;
  std::size_t steps_;
  std::vector<const Component*> masters_;
  std::vector<bool> master_wanted_;
  std::vector<Override> overrides_;  // in order of what they replace
  std::size_t given_ = 0;
  bool stopped_ = false;
};

}  // namespace timeshelf::ical
