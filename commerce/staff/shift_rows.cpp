#include "commerce/staff/shift_rows.hpp"

#include <fmt/format.h>

namespace timeshelf::commerce {
namespace {

constexpr std::string_view kColumns =
    "shop, slot, number, state, person, answer, by_hand, note, planned_from, planned_to, starts_at, ends_at, "
    "assigned_at";

Shift read_shift(const store::Row& row) {
  Shift shift;
  shift.shop = row.id(0);
  shift.slot = row.id(1);
  shift.number = row.integer(2);
  shift.state = parse_shift_state(row.text(3)).value_or(ShiftState::cancelled);
  shift.person = row.string(4);
  shift.answer = parse_answer(row.text(5)).value_or(Answer::asked);
  shift.by_hand = row.boolean(6);
  shift.note = row.string(7);
  shift.planned_from = row.instant(8);
  shift.planned_to = row.instant(9);
  shift.starts_at = row.instant(10);
  shift.ends_at = row.instant(11);
  shift.assigned_at = row.maybe_instant(12);
  return shift;
}

std::vector<Shift> load(store::Transaction& transaction, std::string_view condition, store::Params params) {
  std::vector<Shift> shifts;
  transaction.query(fmt::format("SELECT {} FROM shifts WHERE {}", kColumns, condition), params,
                    [&](const store::Row& row) { shifts.push_back(read_shift(row)); });
  return shifts;
}

std::optional<std::int64_t> minutes_of(std::optional<std::chrono::minutes> duration) {
  return duration ? std::optional<std::int64_t>(duration->count()) : std::nullopt;
}
std::optional<std::chrono::minutes> minutes(std::optional<std::int64_t> count) {
  return count ? std::optional(std::chrono::minutes(*count)) : std::nullopt;
}

}  // namespace

std::vector<Shift> load_shifts(store::Transaction& transaction, const Id& shop, const Id& slot) {
  return load(transaction, "shop = $1 AND slot = $2 ORDER BY number", {shop, slot});
}

std::vector<Shift> load_shifts_between(store::Transaction& transaction, const Id& shop, Instant from,
                                       Instant to) {
  return load(transaction,
              "shop = $1 AND state IN ('open', 'waived') AND ends_at > $2 AND starts_at < $3 "
              "ORDER BY starts_at, slot, number",
              {shop, from, to});
}

std::map<std::string, Candidate, std::less<>> load_work_after(store::Transaction& transaction, const Id& shop,
                                                              Instant from) {
  std::map<std::string, Candidate, std::less<>> work;
  transaction.query(
      "SELECT person, CAST(SUM(ends_at - starts_at) AS BIGINT), MAX(assigned_at) FROM shifts WHERE shop = $1 "
      "AND state IN ('open', 'waived') AND ends_at > $2 AND person <> '' GROUP BY person",
      {shop, from}, [&](const store::Row& row) {
        work[row.string(0)] = {row.string(0), std::chrono::milliseconds(row.integer(1)),
                               row.maybe_instant(2)};
      });
  return work;
}

bool has_another_shift(store::Transaction& transaction, std::string_view person, const Shift& than) {
  return transaction.exists(
      "SELECT 1 FROM shifts WHERE shop = $1 AND state = 'open' AND ends_at > $2 AND starts_at < $3 AND "
      "person = $4 AND (slot <> $5 OR number <> $6) LIMIT 1",
      {than.shop, than.starts_at, than.ends_at, person, than.slot, than.number});
}

std::optional<Shift> load_shift(store::Transaction& transaction, const Id& shop, const Id& slot,
                                std::int64_t number) {
  auto found = load(transaction, "shop = $1 AND slot = $2 AND number = $3", {shop, slot, number});
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

void store_shift(store::Transaction& transaction, const Shift& shift) {
  transaction.execute(
      fmt::format("INSERT INTO shifts ({}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) "
                  "ON CONFLICT (shop, slot, number) DO UPDATE SET state = $4, person = $5, answer = $6, "
                  "by_hand = $7, note = $8, planned_from = $9, planned_to = $10, starts_at = $11, "
                  "ends_at = $12, assigned_at = $13",
                  kColumns),
      {shift.shop, shift.slot, shift.number, name_of(shift.state), shift.person, name_of(shift.answer),
       shift.by_hand, shift.note, shift.planned_from, shift.planned_to, shift.starts_at, shift.ends_at,
       shift.assigned_at});
}

Declines load_declines(store::Transaction& transaction, const Shift& shift) {
  Declines declines;
  transaction.query(
      "SELECT person, declined FROM shift_declines WHERE shop = $1 AND slot = $2 AND number = $3",
      {shift.shop, shift.slot, shift.number},
      [&](const store::Row& row) { declines[row.string(0)] = row.boolean(1); });
  return declines;
}

void insert_decline(store::Transaction& transaction, const Shift& shift, std::string_view person,
                    bool declined) {
  transaction.execute(
      "INSERT INTO shift_declines (shop, slot, number, person, declined) VALUES ($1, $2, $3, $4, $5) "
      "ON CONFLICT (shop, slot, number, person) DO UPDATE SET declined = $5",
      {shift.shop, shift.slot, shift.number, person, declined});
}

void delete_decline(store::Transaction& transaction, const Shift& shift, std::string_view person) {
  transaction.execute(
      "DELETE FROM shift_declines WHERE shop = $1 AND slot = $2 AND number = $3 AND person = $4",
      {shift.shop, shift.slot, shift.number, person});
}

std::vector<Task> load_tasks(store::Transaction& transaction, const Id& shop, const Id& slot) {
  std::vector<Task> tasks;
  transaction.query(
      "SELECT kind, sku, number, units, state, done_by, done_at FROM shift_tasks WHERE shop = $1 "
      "AND slot = $2 ORDER BY kind, sku, number",
      {shop, slot}, [&](const store::Row& row) {
        tasks.push_back({parse_task_kind(row.text(0)).value_or(TaskKind::set_up), row.string(1),
                         row.integer(2), row.integer(3),
                         parse_task_state(row.text(4)).value_or(TaskState::cancelled), row.string(5),
                         row.maybe_instant(6)});
      });
  return tasks;
}

void store_task(store::Transaction& transaction, const Id& shop, const Id& slot, const Task& task) {
  transaction.execute(
      "INSERT INTO shift_tasks (shop, slot, kind, sku, number, units, state, done_by, done_at) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (shop, slot, kind, sku, number) "
      "DO UPDATE SET units = $6, state = $7, done_by = $8, done_at = $9",
      {shop, slot, name_of(task.kind), task.sku, task.number, task.units, name_of(task.state), task.done_by,
       task.done_at});
}

StaffingRule load_venue_staffing(store::Transaction& transaction, const Id& shop, const Id& venue) {
  return transaction
      .first(
          "SELECT people, per_bookings, at_least, set_up, tear_down FROM venue_staffing WHERE shop = $1 AND "
          "venue = $2",
          {shop, venue},
          [](const store::Row& row) {
            return StaffingRule{row.maybe_integer(0), row.maybe_integer(1), row.maybe_integer(2),
                                minutes(row.maybe_integer(3)), minutes(row.maybe_integer(4))};
          })
      .value_or(StaffingRule{});
}

void store_venue_staffing(store::Transaction& transaction, const Id& shop, const Id& venue,
                          const StaffingRule& rule) {
  transaction.execute(
      "INSERT INTO venue_staffing (shop, venue, people, per_bookings, at_least, set_up, tear_down) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (shop, venue) DO UPDATE SET people = $3, "
      "per_bookings = $4, at_least = $5, set_up = $6, tear_down = $7",
      {shop, venue, rule.people, rule.per_bookings, rule.at_least, minutes_of(rule.set_up),
       minutes_of(rule.tear_down)});
}

}  // namespace timeshelf::commerce
