#include "tests/simulation/staff_work.hpp"

#include "tests/simulation/run.hpp"

namespace timeshelf::simulation {
namespace {

constexpr std::size_t kIdLength = 26;
constexpr std::size_t kShiftId = std::string_view("shift-").size();
constexpr std::size_t kTaskName = std::string_view("task-").size();

}  // namespace

std::string Work::checklist(const char* before) const {
  std::string lines;
  for (const auto& [sku, units] : ordered)
    lines += fmt::format("{}{}{} x {}", lines.empty() ? "" : "\n", before, units, sku);
  return lines;
}

std::map<Id, Work> work_of(const ShopModel& shop) {
  std::map<Id, Work> work;
  for (const auto& [id, promise] : shop.promises) {
    if (!promise.is_booked()) continue;
    for (const Id& slot : promise.slots()) ++work[slot].bookings;
    for (const auto& [key, units] : promise.units) {
      if (units > 0 && key.second.front() != '+') work[key.first].ordered[key.second] += units;
    }
  }
  return work;
}

Staffed staffing_of(const ShopModel& shop, const SoldSlot& slot) {
  const auto found = shop.staffing.find(slot.location);
  return found == shop.staffing.end() ? Staffed{} : found->second;
}

// One person for every so many bookings, begun ones included.
std::int64_t people_for(const ShopModel& shop, const SoldSlot& slot, std::int64_t bookings) {
  if (slot.cancelled) return 0;
  const std::int64_t per = staffing_of(shop, slot).per_bookings;
  return (bookings + per - 1) / per;
}

std::string counted(std::int64_t number, const char* what) {
  return fmt::format("{} {}{}", number, what, number == 1 ? "" : "s");
}

Id slot_of_shift(const std::string& uid) {
  const auto slot =
      uid.size() > kShiftId + kIdLength ? Id::parse(uid.substr(kShiftId, kIdLength)) : std::nullopt;
  require(uid.starts_with("shift-") && slot, "{} is no shift.", uid);
  return *slot;
}

std::map<Id, std::vector<const EmittedObject*>> shifts_in(const EmittedObjects& calendar) {
  std::map<Id, std::map<std::int64_t, const EmittedObject*>> numbered;
  for (const auto& [uid, object] : calendar) {
    const Id slot = slot_of_shift(uid);
    if (object.deleted || object.body.value("STATUS") == "CANCELLED") continue;
    numbered[slot][std::stoll(uid.substr(kShiftId + kIdLength + 1))] = &object;
  }
  std::map<Id, std::vector<const EmittedObject*>> shifts;
  for (const auto& [slot, objects] : numbered) {
    for (const auto& [number, object] : objects) shifts[slot].push_back(object);
  }
  return shifts;
}

NamedTask task_named(const std::string& uid) {
  const auto end = uid.find('@');
  const bool fits = uid.starts_with("task-") && end != std::string::npos && end > kTaskName + kIdLength;
  const auto slot = fits ? Id::parse(uid.substr(end - kIdLength, kIdLength)) : std::nullopt;
  require(slot.has_value(), "{} is no task.", uid);
  std::string name = uid.substr(kTaskName, end - kIdLength - 1 - kTaskName);
  const auto kind = name.substr(0, name.find('-'));
  name.erase(0, kind.size() + 1);
  const auto dash = name.find('-');
  return {*slot, {kind, dash == std::string::npos ? "" : name.substr(dash + 1)}, std::stoll(name)};
}

}  // namespace timeshelf::simulation
