#include "commerce/experiments/presenting.hpp"

#include <algorithm>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "commerce/experiments/experiment_rows.hpp"
#include "commerce/reports/figures.hpp"
#include "insight/experiments/assignment.hpp"

namespace timeshelf::commerce {
namespace {

constexpr std::size_t kUnitBytes = 16;

std::optional<Exposure> exposure_of(const Experiment& experiment, const Visitor& visitor) {
  for (const KeptVariant& kept : visitor.kept) {
    const bool fits =
        kept.variant >= 0 && kept.variant < static_cast<std::int64_t>(experiment.variants.size());
    if (kept.experiment == experiment.id && fits) return Exposure{experiment.id, kept.unit, kept.variant};
  }
  if (visitor.token.empty()) return std::nullopt;
  const auto variant =
      insight::assign(experiment.salt, experiment.share, experiment.weights(), visitor.token);
  if (!variant) return std::nullopt;
  return Exposure{experiment.id, unit_of(experiment, visitor.token), static_cast<std::int64_t>(*variant)};
}

bool is_bookable(const Slot& slot) {
  return slot.state == SlotState::open || slot.state == SlotState::low;
}

// What an event is shown as; an order is of the page.
bool shows(const Experiment& experiment, const Slot& slot) {
  return experiment.kind != ExperimentKind::order && is_about(experiment, slot);
}

bool has_early_bird(const Slot& slot) {
  return std::any_of(slot.offers.begin(), slot.offers.end(), [](const Offer& offer) {
    return offer.price && offer.next_price && offer.price_until &&
           offer.next_price->minor > offer.price->minor;
  });
}

std::chrono::sys_days day_there(const Slot& slot) {
  const ical::Zone* zone = ical::find_zone(slot.time_zone);
  return day_of(zone ? *zone : ical::utc_zone(), slot.starts_at);
}

}  // namespace

std::string unit_of(const Experiment& experiment, std::string_view token) {
  return base64url_encode(
      sha256(std::string(experiment.salt).append("/unit:").append(token)).substr(0, kUnitBytes));
}

Presentation::Presentation(store::Transaction& transaction, const Id& shop, const Visitor& visitor) {
  for (Experiment& experiment : load_running(transaction, shop)) {
    if (!experiment.is_of_visitors()) continue;
    auto exposure = exposure_of(experiment, visitor);
    if (exposure) ordering_ += experiment.variants[static_cast<std::size_t>(exposure->variant)].ordering;
    shown_.push_back({std::move(experiment), std::move(exposure)});
  }
  if (!orders()) ordering_ = kept_ordering(transaction, shop);
}

bool Presentation::orders() const {
  return std::any_of(shown_.begin(), shown_.end(),
                     [](const Shown& shown) { return shown.experiment.kind == ExperimentKind::order; });
}

bool Presentation::concerns(const Slot& slot) const {
  return std::any_of(shown_.begin(), shown_.end(),
                     [&](const Shown& shown) { return shows(shown.experiment, slot); });
}

void Presentation::apply(Slot& slot) const {
  for (const auto& [experiment, exposure] : shown_) {
    if (!exposure || !shows(experiment, slot)) continue;
    const Variant& variant = experiment.variants[static_cast<std::size_t>(exposure->variant)];
    if (!variant.title.empty()) slot.summary = variant.title;
    if (!variant.story.empty()) slot.description = variant.story;
    if (!variant.image.empty()) slot.image = variant.image;
  }
}

void Presentation::apply(std::vector<Slot>& slots) const {
  for (Slot& slot : slots) apply(slot);
  if (ordering_.empty()) return;
  std::stable_sort(slots.begin(), slots.end(), [&](const Slot& a, const Slot& b) {
    return std::pair(day_there(a), rank(a)) < std::pair(day_there(b), rank(b));
  });
}

std::optional<std::int64_t> Presentation::rank(const Slot& slot) const {
  if (ordering_.empty()) return std::nullopt;
  const bool first = ordering_ == kEarlyBird ? has_early_bird(slot) : slot.state == SlotState::low;
  return first ? 0 : 1;
}

std::vector<Exposure> Presentation::exposures(const Slot& slot) const {
  std::vector<Exposure> seen;
  if (!is_bookable(slot)) return seen;
  for (const auto& [experiment, exposure] : shown_) {
    if (exposure && shows(experiment, slot)) seen.push_back(*exposure);
  }
  return seen;
}

std::vector<Exposure> Presentation::exposures(const std::vector<Slot>& slots) const {
  std::vector<Exposure> seen;
  for (const auto& [experiment, exposure] : shown_) {
    const bool is_seen = std::any_of(slots.begin(), slots.end(), [&about = experiment](const Slot& slot) {
      return is_bookable(slot) && is_about(about, slot);
    });
    if (exposure && is_seen) seen.push_back(*exposure);
  }
  return seen;
}

std::vector<Exposure> Presentation::of_hold(const std::vector<Slot>& slots) const {
  std::vector<Exposure> under;
  for (const auto& [experiment, exposure] : shown_) {
    const bool is_held = std::any_of(slots.begin(), slots.end(), [&about = experiment](const Slot& slot) {
      return is_about(about, slot);
    });
    if (exposure && is_held) under.push_back(*exposure);
  }
  return under;
}

}  // namespace timeshelf::commerce
