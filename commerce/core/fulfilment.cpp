#include "commerce/core/fulfilment.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace timeshelf::commerce {
namespace {

using Code = Refusal::Code;
using enum LineState;

constexpr std::array<std::pair<LineState, LineState>, 10> kSteps{{
    {due, ready},
    {due, handed_over},
    {due, missed},
    {ready, due},  // somebody ticked the wrong one
    {ready, handed_over},
    {ready, missed},
    {missed, ready},
    {missed, handed_over},  // who comes late still gets it
    {handed_over, returned},
    {handed_over, handed_over},  // nothing is left to hand over, and the refusal says that
}};

bool is_step(LineState from, LineState to) {
  return std::find(kSteps.begin(), kSteps.end(), std::pair(from, to)) != kSteps.end();
}

Decided<std::int64_t> units_of(const Step& step, std::int64_t there) {
  const std::int64_t units = step.units.value_or(there);
  if (units >= 1 && units <= there) return units;
  if (there == 0) return refuse(Code::wrong_state, "All of it was handed over already.", "state");
  return refuse(Code::invalid_quantity, fmt::format("The quantity is a whole number from 1 to {}.", there),
                "quantity");
}

}  // namespace

Decided<Advanced> advance(const Progress& before, const Step& step) {
  // What was handed over of a line that is still open may come back, too.
  const bool comes_back = step.to == returned && before.out() > 0;
  if (!is_step(before.state, step.to) && !comes_back)
    return refuse(Code::wrong_state,
                  fmt::format("A line that is {} cannot become {}.", name_of(before.state), name_of(step.to)),
                  "state");
  Advanced result{before, 0};
  if (step.to == handed_over) {
    const auto units = units_of(step, before.open());
    if (!units) return units.error();
    result.moved = *units;
    result.after.handed_over += *units;
    if (result.after.open() == 0) result.after.state = handed_over;
    return result;
  }
  if (step.to == returned) {
    const auto units = units_of(step, before.out());
    if (!units) return units.error();
    result.moved = *units;
    result.after.returned += *units;
    if (result.after.open() == 0 && result.after.out() == 0) result.after.state = returned;
    return result;
  }
  if (step.units)
    return refuse(Code::invalid_quantity,
                  fmt::format("A line becomes {} as a whole; leave the quantity out.", name_of(step.to)),
                  "quantity");
  result.after.state = step.to;
  return result;
}

Progress without(const Progress& before, std::int64_t units) {
  Progress after = before;
  after.quantity -= units;
  if (after.open() == 0 && after.handed_over > 0) after.state = after.out() == 0 ? returned : handed_over;
  return after;
}

std::optional<Refusal> refuse_missed(std::string_view kind, Instant ended, Instant now) {
  if (kind != "PICKUP")
    return refuse(Code::wrong_state, "Only what is picked up can be missed: this is for the shop to bring.",
                  "state");
  if (now < ended)
    return refuse(Code::wrong_state,
                  fmt::format("Nobody has missed it yet: it can be picked up until {}. It becomes missed by "
                              "itself then.",
                              to_rfc3339(ended)),
                  "state");
  return std::nullopt;
}

bool is_missed(const Progress& line, std::string_view kind, Instant ended, Instant now) {
  return kind == "PICKUP" && (line.state == due || line.state == ready) && now >= ended;
}

}  // namespace timeshelf::commerce
