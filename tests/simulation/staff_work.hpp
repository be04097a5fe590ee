// What staff have to do, counted anew from the promises (docs/domain.md, "Shifts").
#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/id.hpp"
#include "tests/simulation/emitted.hpp"

namespace timeshelf::simulation {

class ShopModel;
struct SoldSlot;

struct Work {
  std::int64_t bookings = 0;
  std::map<std::string, std::int64_t> ordered;  ///< by SKU, seats among them
  /// "2 x MUG", a line for each, behind so many characters.
  std::string checklist(const char* before) const;
};
std::map<Id, Work> work_of(const ShopModel&);

/// Who is needed from when to when.
struct Staffed {
  std::int64_t per_bookings = 8;
  std::chrono::minutes before{30};
  std::chrono::minutes behind{30};
};
Staffed staffing_of(const ShopModel&, const SoldSlot&);
std::int64_t people_for(const ShopModel&, const SoldSlot&, std::int64_t bookings);

std::string counted(std::int64_t number, const char* what);

/// Of an entry's UID: "shift-<slot>-<number>@timeshelf".
Id slot_of_shift(const std::string& uid);
/// Those that are not called off, by slot, in the order of their numbers.
std::map<Id, std::vector<const EmittedObject*>> shifts_in(const EmittedObjects& calendar);

using TaskKey = std::pair<std::string, std::string>;  ///< kind and SKU
struct NamedTask {
  Id slot;
  TaskKey key;
  std::int64_t number = 0;
};
/// Of an entry's UID: "task-prepare-2-MUG-<slot>@timeshelf".
NamedTask task_named(const std::string& uid);

}  // namespace timeshelf::simulation
