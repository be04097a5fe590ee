#include "server/demo/year_keepers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "server/demo/put.hpp"

namespace timeshelf::server::demo {
namespace {

constexpr std::chrono::days kLongestSeries{120};

}  // namespace

Keepers::Keepers(Past& past) : past_(past) {
  past_.read([&](store::Transaction& transaction) {
    venue_ = past_.parts.services.engine.list_venues(transaction, past_.shop()).front().id;
  });
  put_shelf(past_.parts, past_.owner, path(""), "Last year (simulated)");
}

std::string Keepers::path(const std::string& segment) const {
  return fmt::format("/dav/calendars/{}/{}/{}", past_.of.owner, past_.of.calendar, segment);
}

void Keepers::change(const Sketch& sketch) {
  const auto event = draw(sketch, past_.present(), past_.now(), "");
  put(past_.parts, past_.owner, path(event.segment), "text/calendar; charset=utf-8", event.text);
}

std::vector<Id> Keepers::publish(const Sketch& sketch) {
  change(sketch);
  const auto [starts, ends] = times_of(sketch, past_.present());
  const Instant last = sketch.rule.empty() ? ends : ends + kLongestSeries;
  std::vector<Id> slots;
  past_.read([&, from = starts](store::Transaction& transaction) {
    for (const auto& found : past_.parts.services.engine.list_slots(transaction, past_.shop(), from, last))
      if (found.uid == uid_of(sketch) || found.uid.starts_with(uid_of(sketch) + "/"))
        slots.push_back(found.id);
  });
  if (slots.empty()) throw std::logic_error("a slot of the year was not published: " + sketch.segment);
  past_.lived.slots += slots.size();
  return slots;
}

std::vector<commerce::StockLevel> Keepers::levels() {
  std::vector<commerce::StockLevel> levels;
  past_.read([&](store::Transaction& transaction) {
    levels = past_.parts.services.stock.levels(transaction, past_.shop());
  });
  return levels;
}

void Keepers::receive(const PastDelivery& delivery) {
  std::int64_t left = 0;
  for (const auto& level : levels())
    if (level.sku == delivery.sku) left += level.on_hand;
  if (left < delivery.units)
    tell(commerce::StockKind::delivery, delivery.sku, delivery.units - left, "From the workshop");
}

void Keepers::tell(commerce::StockKind kind, const std::string& sku, std::int64_t units,
                   const std::string& reason) {
  past_.write([&](store::Transaction& transaction) {
    commerce::StockStatement statement;
    statement.shop = past_.shop();
    statement.kind = kind;
    statement.venue = venue_;
    statement.sku = sku;
    statement.units = units;
    statement.actor = past_.of.owner;
    statement.reason = reason;
    past_.parts.services.stock.tell(transaction, statement).value();
  });
}

void Keepers::take_stock() {
  for (const auto& level : levels()) {
    const std::int64_t there = std::max<std::int64_t>(level.there() - 1, 0);
    tell(commerce::StockKind::count, level.sku, there, "Quarterly count");
  }
}

void Keepers::staff(const Id& slot, Instant from, Instant to) {
  std::vector<commerce::ShiftView> shifts;
  past_.read([&](store::Transaction& transaction) {
    shifts = past_.parts.services.shifts.list(transaction, past_.shop(), from, to);
  });
  for (const auto& view : shifts) {
    if (view.shift.slot != slot || !view.shift.is_uncovered()) continue;
    // Two at once need two people.
    for (const std::string_view person : {past_.of.staff, past_.of.owner}) {
      const auto given = past_.attempt<commerce::ShiftView>([&](auto& transaction) {
        return past_.parts.services.shifts.assign(transaction, past_.shop(), view.shift.id(),
                                                  std::string(person), past_.of.owner);
      });
      if (given) break;
    }
  }
}

}  // namespace timeshelf::server::demo
