// Lines on their way: states, pickup windows and fees are as was promised.
#include <algorithm>

#include "tests/simulation/run.hpp"

namespace timeshelf::simulation {
namespace {

using commerce::LineState;

Instant due_until(const SoldSlot& slot, const commerce::Line& line) {
  return line.window ? slot.starts_at + line.window->ends : slot.ends_at;
}

// Nobody came: time alone makes a line missed, and only one that is picked up.
bool may_be_missed(const SoldSlot& slot, const commerce::Line& line, Instant now) {
  const bool waits = line.state == LineState::due || line.state == LineState::ready;
  return waits && line.fulfilment == "PICKUP" && now >= due_until(slot, line);
}

void compare_states(store::Transaction& transaction, ShopModel& shop, Instant now) {
  transaction.query(
      "SELECT hold, position, state, fulfilment, zone, window_begins FROM lines WHERE shop = $1",
      {shop.shop.id}, [&](const store::Row& row) {
        commerce::Line& line = shop.promises.at(row.id(0)).lines.at(static_cast<std::size_t>(row.integer(1)));
        const LineState state = *commerce::parse_line_state(row.text(2));
        if (state == LineState::missed && line.state != state) {
          require(may_be_missed(shop.slots.at(line.slot), line, now), "A line of {} is missed too early.",
                  row.string(0));
          line.state = state;
        }
        require(state == line.state, "A line of {} is {} and should be {}.", row.string(0), name_of(state),
                name_of(line.state));
        const auto begins = row.maybe_integer(5);
        require(line.fulfilment == row.text(3) && line.zone == row.text(4) &&
                    begins.has_value() == line.window.has_value() &&
                    (!begins || *begins == line.window->begins.count()),
                "A line of {} goes another way than was promised.", row.string(0));
      });
}

void compare_fees(store::Transaction& transaction, const ShopModel& shop) {
  std::map<Id, std::int64_t> charged;
  transaction.query("SELECT hold, minor FROM fees WHERE shop = $1 AND gone IS NULL", {shop.shop.id},
                    [&](const store::Row& row) { charged[row.id(0)] += row.integer(1); });
  for (const auto& [id, promise] : shop.promises) {
    std::int64_t right = 0;
    for (const auto& fee : promise.fees) right += fee.amount.minor;
    require(charged[id] == right, "{} is charged {} for what is brought, and {} were locked.", id.text(),
            charged[id], right);
  }
}

}  // namespace

// The room of a window is an account, too: nobody comes who does not fit.
void check_windows(store::Transaction& transaction, const ShopModel& shop) {
  std::map<UnitsKey, std::int64_t> booked, held, stored, pending;
  for (const auto& [id, promise] : shop.promises) {
    for (const auto& [key, units] : promise.units) {
      if (key.second.front() != '+') continue;
      if (promise.is_booked()) booked[key] += units;
      if (promise.state == Promise::State::open) held[key] += units;
    }
  }
  transaction.query(
      "SELECT place, sku, credits_posted - debits_posted, credits_pending FROM accounts WHERE shop = $1 AND "
      "kind = 'window-taken'",
      {shop.shop.id}, [&](const store::Row& row) {
        stored[{row.id(0), row.string(1)}] = row.integer(2);
        pending[{row.id(0), row.string(1)}] = row.integer(3);
      });
  for (const auto& [id, slot] : shop.slots) {
    for (const SoldWindow& window : slot.windows) {
      const UnitsKey key{id, window.key()};
      require(stored[key] == booked[key] && pending[key] == held[key],
              "{} come in the window {} of {} and {} may; {} and {} should.", stored[key], window.key(),
              slot.event, pending[key], booked[key], held[key]);
      require(!window.capacity || stored[key] + pending[key] <= *window.capacity,
              "{} come in a window of {} that takes {}.", stored[key] + pending[key], slot.event,
              window.capacity.value_or(0));
    }
  }
}

void check_fulfilment(Run& run, store::Transaction& transaction, ShopModel& shop) {
  compare_states(transaction, shop, run.world.now());
  compare_fees(transaction, shop);
}

// When nothing is due, whoever did not come is known.
void check_nobody_is_expected(const ShopModel& shop, Instant now) {
  for (const auto& [id, promise] : shop.promises) {
    for (std::size_t i = 0; i < promise.lines.size() && promise.is_booked(); ++i) {
      const auto& line = promise.lines[i];
      // Who comes late is expected for as long as staff say so.
      require(promise.left[i] == 0 || promise.packed_late.contains(i) ||
                  !may_be_missed(shop.slots.at(line.slot), line, now),
              "A line of {} was not picked up in time, and nobody knows.", id.text());
    }
  }
}

}  // namespace timeshelf::simulation
