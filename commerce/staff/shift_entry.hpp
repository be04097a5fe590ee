// How shifts and tasks look in the staff's calendars.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "commerce/calendar_words.hpp"
#include "commerce/core/staffing.hpp"
#include "commerce/core/tasks.hpp"
#include "commerce/emission.hpp"
#include "commerce/staff/crew.hpp"
#include "commerce/staff/shift_rows.hpp"
#include "commerce/views.hpp"

namespace timeshelf::commerce {

/// "shift-<slot>-<number>@timeshelf"
std::string shift_uid(const Shift& shift);
/// "task-<name>-<slot>@timeshelf"
std::string task_uid(const Task& task, const Id& slot);
struct ShiftName {
  Id slot;
  std::int64_t number = 0;
};
std::optional<ShiftName> parse_shift_id(std::string_view id);
std::optional<ShiftName> parse_shift_uid(std::string_view uid);
struct TaskName {
  Id slot;
  Task task;  ///< its kind, SKU and number
};
std::optional<TaskName> parse_task_uid(std::string_view uid);

/// What entries say of their slot.
struct SlotWork {
  const Slot& slot;
  std::map<std::string, std::int64_t> ordered;  ///< by SKU
  std::int64_t people = 0;
};

Emission shift_entry(const Shift& shift, const Declines& declines, const SlotWork& work, const Crew& crew,
                     const std::string& organizer);
/// `parent`: the UID of the shift that it belongs to, or "".
Emission task_entry(const Task& task, const SlotWork& work, const std::string& parent,
                    const StaffWords& words);

}  // namespace timeshelf::commerce
