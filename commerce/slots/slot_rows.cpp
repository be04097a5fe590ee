#include "commerce/slots/slot_rows.hpp"

#include <fmt/format.h>

#include <map>
#include <set>

#include "store/bulk.hpp"

namespace timeshelf::commerce {
namespace {

constexpr auto kBundleBehind = std::chrono::hours(24 * 14);

// What the event says, and what follows from it; the key leads.
constexpr std::string_view kAuthored =
    "shop, id, shelf, segment, uid, recurrence, summary, description, location, image, starts_at, ends_at, "
    "time_zone, cancelled, switched_off, problem, seats, unit_limit, opens_at, closes_at, drop_name, bundle, "
    "staff_people, staff_per, staff_at_least, staff_set_up, staff_tear_down, authored, attachment, "
    "queue_rate, sequence";
// What show() keeps (showing.hpp): the row that an event changes may know it from before.
constexpr std::string_view kShown = "revision, booked, shown, created_at, modified_at, next_change_at";

std::optional<std::int64_t> unless_zero(std::int64_t number) {
  return number == 0 ? std::nullopt : std::optional(number);
}
std::optional<std::chrono::minutes> as_minutes(std::optional<std::int64_t> count) {
  return count ? std::optional(std::chrono::minutes(*count)) : std::nullopt;
}
std::optional<std::int64_t> count_of(std::optional<std::chrono::minutes> duration) {
  return duration ? std::optional<std::int64_t>(duration->count()) : std::nullopt;
}

SlotRow read_row(const store::Row& row) {
  SlotRow result;
  Slot& slot = result.slot;
  int at = 0;
  slot.shop = row.id(at++);
  slot.id = row.id(at++);
  slot.shelf = row.id(at++);
  result.segment = row.string(at++);
  result.event_uid = row.string(at++);
  result.recurrence = row.string(at++);
  slot.uid = result.recurrence.empty() ? result.event_uid : result.event_uid + "/" + result.recurrence;
  slot.summary = row.string(at++);
  slot.description = row.string(at++);
  slot.location = row.string(at++);
  slot.image = row.string(at++);
  slot.starts_at = row.instant(at++);
  slot.ends_at = row.instant(at++);
  slot.time_zone = row.string(at++);
  result.cancelled = row.boolean(at++);
  result.switched_off = row.boolean(at++);
  result.problem = row.string(at++);
  slot.seats = row.maybe_integer(at++);
  slot.limit = row.maybe_integer(at++);
  slot.opens_at = row.maybe_instant(at++);
  slot.closes_at = row.maybe_instant(at++);
  slot.drop = row.string(at++);
  slot.bundle = row.string(at++);
  result.staffing.people = unless_zero(row.integer(at++));
  result.staffing.per_bookings = unless_zero(row.integer(at++));
  result.staffing.at_least = row.maybe_integer(at++);
  result.staffing.set_up = as_minutes(row.maybe_integer(at++));
  result.staffing.tear_down = as_minutes(row.maybe_integer(at++));
  result.authored = row.string(at++);
  result.attachment = row.string(at++);
  slot.queue_rate = row.integer(at++);
  slot.sequence = row.integer(at++);
  slot.revision = row.integer(at++);
  slot.booked = row.integer(at++);
  result.shown = row.string(at++);
  slot.created_at = row.instant(at++);
  slot.modified_at = row.instant(at++);
  result.next_change_at = row.maybe_instant(at++);
  return result;
}

// Views into the row.
std::vector<store::Param> authored_of(const SlotRow& row) {
  const Slot& slot = row.slot;
  return {slot.shop,
          slot.id,
          slot.shelf,
          row.segment,
          row.event_uid,
          row.recurrence,
          slot.summary,
          slot.description,
          slot.location,
          slot.image,
          slot.starts_at,
          slot.ends_at,
          slot.time_zone,
          row.cancelled,
          row.switched_off,
          row.problem,
          slot.seats,
          slot.limit,
          slot.opens_at,
          slot.closes_at,
          slot.drop,
          slot.bundle,
          row.staffing.people.value_or(0),
          row.staffing.per_bookings.value_or(0),
          row.staffing.at_least,
          count_of(row.staffing.set_up),
          count_of(row.staffing.tear_down),
          row.authored,
          row.attachment,
          slot.queue_rate,
          slot.sequence};
}

std::vector<SlotRow> load(store::Transaction& transaction, const std::string& condition,
                          store::Params params) {
  std::vector<SlotRow> rows;
  transaction.query(fmt::format("SELECT {}, {} FROM slots WHERE {}", kAuthored, kShown, condition), params,
                    [&](const store::Row& row) { rows.push_back(read_row(row)); });
  return rows;
}

}  // namespace

std::optional<SlotRow> load_slot(store::Transaction& transaction, const Id& shop, const Id& slot) {
  auto rows = load(transaction, "shop = $1 AND id = $2", {shop, slot});
  return rows.empty() ? std::nullopt : std::optional(std::move(rows.front()));
}

std::vector<SlotRow> load_slots_of(store::Transaction& transaction, const store::Collection& shelf,
                                   std::string_view segment) {
  return load(transaction, "shop = $1 AND shelf = $2 AND segment = $3 ORDER BY starts_at",
              {shelf.shop, shelf.id, segment});
}

std::vector<SlotRow> load_slots_of_event(store::Transaction& transaction, const store::Collection& shelf,
                                         std::string_view uid) {
  return load(transaction, "shop = $1 AND shelf = $2 AND uid = $3 ORDER BY starts_at",
              {shelf.shop, shelf.id, uid});
}

std::vector<SlotRow> load_slots(store::Transaction& transaction, const Id& shop, const std::set<Id>& slots) {
  std::vector<SlotRow> rows;
  store::query_in(transaction,
                  fmt::format("SELECT {}, {} FROM slots WHERE shop = $1 AND id IN ({{}})", kAuthored, kShown),
                  {shop}, store::params_of(slots),
                  [&](const store::Row& row) { rows.push_back(read_row(row)); });
  return rows;
}

std::vector<SlotRow> load_slots_between(store::Transaction& transaction, const Id& shop, Instant from,
                                        Instant to, std::size_t at_most) {
  return load(transaction, "shop = $1 AND starts_at < $3 AND ends_at > $2 ORDER BY starts_at, id LIMIT $4",
              {shop, from, to, static_cast<std::int64_t>(at_most)});
}

std::vector<SlotRow> load_slots_in_bundles(store::Transaction& transaction, const Id& shop,
                                           const std::set<std::string>& bundles, Instant now) {
  std::vector<SlotRow> rows;
  store::query_in(transaction,
                  fmt::format("SELECT {}, {} FROM slots WHERE shop = $1 AND starts_at >= $2 AND "
                              "bundle <> '' AND bundle IN ({{}}) ORDER BY starts_at, id",
                              kAuthored, kShown),
                  {shop, now - kBundleBehind}, store::params_of(bundles),
                  [&](const store::Row& row) { rows.push_back(read_row(row)); });
  return rows;
}

std::vector<SlotRow> load_slots_in_drop(store::Transaction& transaction, const Id& shop,
                                        const std::string& drop, Instant now) {
  return load(transaction,
              "shop = $1 AND drop_name = $2 AND drop_name <> '' AND starts_at > $3 ORDER BY starts_at, id",
              {shop, drop, now});
}

void insert_slot(store::Transaction& transaction, const SlotRow& row) {
  std::vector<store::Param> values = authored_of(row);
  const Slot& slot = row.slot;
  values.insert(values.end(), {slot.revision, slot.booked, row.shown, slot.created_at, slot.modified_at,
                               row.next_change_at});
  store::insert_rows(transaction, fmt::format("slots ({}, {})", kAuthored, kShown), values.size(), values);
}

void store_shown(store::Transaction& transaction, SlotRow& row, std::optional<Instant> next_change_at) {
  const Slot& slot = row.slot;
  std::vector<store::Param> values{slot.shop,   slot.id,   slot.revision,   slot.sequence,
                                   slot.booked, row.shown, slot.modified_at};
  if (next_change_at == row.next_change_at)  // and its index is left alone
    return store::update_row(transaction, "slots", "shop, id, revision, sequence, booked, shown, modified_at",
                             values);
  row.next_change_at = next_change_at;
  values.emplace_back(next_change_at);
  store::update_row(transaction, "slots",
                    "shop, id, revision, sequence, booked, shown, modified_at, next_change_at", values);
}

void update_slot(store::Transaction& transaction, const SlotRow& row) {
  store::update_row(transaction, "slots", kAuthored, authored_of(row));
}

}  // namespace timeshelf::commerce
