// An experiment: one event shown, or priced, in several ways, to learn which of them sells better.
//
// Nobody ever sees two prices. What differs between visitors is presentation alone; a price belongs to a
// slot, and where ladders are compared, slots are, not people.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "commerce/views.hpp"

namespace timeshelf::commerce {

/// What its variants differ in.
enum class ExperimentKind {
  picture,  ///< the picture; visitors are compared
  words,    ///< title and text; visitors are compared
  ladder,   ///< the price ladder; slots are compared
  order,    ///< which slots of a day the shop's page names first; visitors are compared
};
std::string_view name_of(ExperimentKind kind);
std::optional<ExperimentKind> parse_experiment_kind(std::string_view name);

enum class ExperimentState { draft, running, ended };
std::string_view name_of(ExperimentState state);

/// What is empty is as the event has it. The first variant is the control: all of it is.
struct Variant {
  std::string name;
  std::int64_t weight = 1;
  std::string title{};
  std::string story{};
  std::string image{};     ///< "/media/…", of the shop's own
  std::string ladder{};    ///< plain lines of prices: "price SEAT 18 EUR until 7 days before, 24"
  std::string ordering{};  ///< kEarlyBird or kAlmostGone
};

/// Slots come first whose price rises when its time is over.
inline constexpr std::string_view kEarlyBird = "early-bird";
/// Slots come first of which little is left.
inline constexpr std::string_view kAlmostGone = "almost-gone";

/// What of an experiment is chosen before it starts, and stays from then on.
struct ExperimentPlan {
  std::string name;
  ExperimentKind kind = ExperimentKind::picture;
  Id slot;  ///< any date of the event that it is about; of an order none
  std::vector<Variant> variants;
  std::int64_t share = 10'000;   ///< of 10,000 visitors, how many take part
  std::int64_t effect = 300;     ///< of 10,000 visitors, what is to be seen
  std::int64_t window_days = 7;  ///< in which a booking counts after a visit
  /// Of ladders, instead of one event: the slots that take part, of several events.
  std::vector<Id> slots{};
};

struct Experiment {
  Id id;
  Id shop;
  std::string name;
  ExperimentKind kind = ExperimentKind::picture;
  Id shelf;
  std::string uid;          ///< of its event
  std::vector<Id> slots{};  ///< instead of these two: those that take part, soonest first
  ExperimentState state = ExperimentState::draft;
  std::string salt;
  std::vector<Variant> variants;
  std::int64_t share = 10'000;
  std::int64_t effect = 300;
  std::int64_t window_days = 7;
  std::optional<std::int64_t> kept;  ///< the variant that was kept at its end
  std::string created_by;
  Instant created_at;
  std::optional<Instant> started_at;
  std::optional<Instant> ended_at;

  std::vector<std::int64_t> weights() const;
  /// Of one event; otherwise of the slots that were chosen, or of the shop's page.
  bool is_of_one_event() const { return !uid.empty(); }
  bool is_of_visitors() const { return kind != ExperimentKind::ladder; }
  std::chrono::milliseconds window() const { return std::chrono::days(window_days); }
};

/// Whether the slot is a date of the experiment's event; an order is about every slot.
bool is_about(const Experiment& experiment, const Slot& slot);

/// Why an experiment is not written, started or ended.
struct ExperimentRefusal : ErrorBase {
  enum class Code {
    unknown,   ///< there is no such experiment
    invalid,   ///< something of the plan cannot be used
    running,   ///< it runs: nothing of it changes any more
    ended,     ///< it is over
    draft,     ///< it has not begun
    conflict,  ///< another runs that shows the same thing differently
  };
  Code code = Code::invalid;
  std::string field{};
};
template <class T>
using Experimented = Result<T, ExperimentRefusal>;

}  // namespace timeshelf::commerce
