#include "commerce/experiments/slot_ladders.hpp"

#include <algorithm>
#include <map>

#include "commerce/experiments/experiment_rows.hpp"
#include "commerce/slots/showing.hpp"
#include "ical/component.hpp"
#include "insight/experiments/assignment.hpp"

namespace timeshelf::commerce {
namespace {

ExperimentRefusal invalid(std::string sentence) {
  return {{std::move(sentence)}, ExperimentRefusal::Code::invalid, "ladder"};
}

// Ladders count back from the slot's own start, by the clock on the wall there.
struct OwnClock {
  explicit OwnClock(const Slot& slot)
      : zone(ical::find_zone(slot.time_zone) ? *ical::find_zone(slot.time_zone) : ical::utc_zone()),
        zones(nothing),
        clock{start_of(slot), zones, zone} {}
  ical::DateTime start_of(const Slot& slot) const {
    ical::DateTime start;
    start.form = ical::DateTime::Form::floating;
    start.local = zone.to_local(std::chrono::floor<std::chrono::seconds>(slot.starts_at));
    return start;
  }
  const ical::Component nothing{"VCALENDAR", {}, {}};
  const ical::Zone& zone;
  const ical::Zones zones;
  const SlotClock clock;
};

void price(store::Transaction& transaction, const SlotRow& row, const Variant& variant,
           const Currency& currency, const SlotClock& clock) {
  if (variant.ladder.empty()) return;
  const auto prices = read_ladder(variant.ladder, currency);
  if (!prices) return;  // it was read when the experiment was written
  ical::ShelfTerms terms;
  terms.prices = *prices;
  write_terms(transaction, row, terms, clock);
}

bool is_held(store::Transaction& transaction, const SlotRow& row, Instant now) {
  return transaction.exists(
      "SELECT 1 FROM lines l JOIN holds h ON h.shop = l.shop AND h.id = l.hold WHERE l.shop = $1 AND "
      "l.slot = $2 AND h.state = 'open' AND h.expires_at > $3",
      {row.slot.shop, row.slot.id, now});
}

}  // namespace

Experimented<std::vector<ical::AuthoredPrice>> read_ladder(const std::string& lines,
                                                           const Currency& currency) {
  ical::Component event{"VEVENT", {}, {}};
  event.set(ical::Property("DESCRIPTION", ical::escape_text("#shelf\n" + lines)));
  const auto authored = ical::read_terms(event, currency);
  if (!authored.problems.empty()) return invalid(authored.problems.front().reason);
  ical::ShelfTerms rest = authored.terms;
  rest.prices.clear();
  if (rest.any()) return invalid("A ladder is lines of prices alone, like \"price SEAT 18 EUR, 24\".");
  if (authored.terms.prices.empty())
    return invalid("Write the ladder's prices, like \"price SEAT 18 EUR until 7 days before, 24\".");
  return authored.terms.prices;
}

std::vector<std::size_t> lots_of(const std::vector<std::string>& events, std::size_t ladders) {
  std::map<std::string_view, std::size_t> sizes;
  for (const std::string& event : events) ++sizes[event];
  std::map<std::string_view, std::size_t> numbers;
  for (const auto& [event, size] : sizes) {
    if (size >= ladders) numbers.emplace(event, numbers.size() + 1);
  }
  std::vector<std::size_t> lots;
  for (const std::string& event : events) {
    const auto found = numbers.find(event);
    lots.push_back(found == numbers.end() ? 0 : found->second);
  }
  return lots;
}

std::vector<SlotRow> slots_to_deal(store::Transaction& transaction, const Experiment& experiment,
                                   Instant now) {
  std::vector<SlotRow> rows;
  if (experiment.is_of_one_event()) {
    const auto shelf = store::find_collection(transaction, experiment.shop, experiment.shelf);
    if (shelf) rows = load_slots_of_event(transaction, *shelf, experiment.uid);
  } else {
    rows = load_slots(transaction, experiment.shop, {experiment.slots.begin(), experiment.slots.end()});
  }
  std::erase_if(rows, [&](const SlotRow& row) {
    return row.slot.starts_at <= now || row.slot.booked > 0 || row.cancelled || row.switched_off ||
           is_held(transaction, row, now);
  });
  return rows;
}

std::vector<std::int64_t> deal_ladders(store::Transaction& transaction, const Experiment& experiment,
                                       const std::vector<SlotRow>& slots, const Currency& currency,
                                       Instant now) {
  std::vector<std::string> events;
  events.reserve(slots.size());
  for (const SlotRow& row : slots) events.push_back(event_of(row.slot.shelf, row.event_uid));
  const auto lots = lots_of(events, experiment.variants.size());
  std::vector<insight::LotUnit> units;
  for (std::size_t i = 0; i < slots.size(); ++i) units.push_back({slots[i].slot.id.text(), lots[i]});
  const auto dealt = insight::deal(experiment.salt, experiment.weights(), units);
  std::vector<std::int64_t> given(experiment.variants.size());
  for (std::size_t i = 0; i < slots.size(); ++i) {
    ++given[dealt[i]];
    store_dealt_slot(transaction, experiment, slots[i].slot.id, static_cast<std::int64_t>(dealt[i]));
    const OwnClock own(slots[i].slot);
    price(transaction, slots[i], experiment.variants[dealt[i]], currency, own.clock);
    show_slot(transaction, experiment.shop, slots[i].slot.id, now);
  }
  leave_out_undealt(transaction, experiment);
  return given;
}

std::string event_of(const Id& shelf, std::string_view uid) {
  return shelf.string().append("/").append(uid);
}

void keep_dealt_ladder(store::Transaction& transaction, const SlotRow& row, const Currency& currency,
                       const SlotClock& clock) {
  const auto dealt = transaction.first(
      "SELECT s.experiment, s.variant FROM experiment_slots s JOIN experiments e ON e.shop = s.shop AND e.id "
      "= s.experiment WHERE s.shop = $1 AND s.slot = $2 AND e.state = 'running'",
      {row.slot.shop, row.slot.id},
      [](const store::Row& found) { return std::pair(found.id(0), found.integer(1)); });
  if (!dealt) return;
  const auto experiment = load_experiment(transaction, row.slot.shop, dealt->first);
  price(transaction, row, experiment->variants.at(static_cast<std::size_t>(dealt->second)), currency, clock);
}

}  // namespace timeshelf::commerce
