// What staff have to do for a slot, made of what was ordered. What is done stays done: more orders make
// another task and change no finished one.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"

namespace timeshelf::commerce {

enum class TaskKind { set_up, prepare, hand_over };
std::string_view name_of(TaskKind kind);
std::optional<TaskKind> parse_task_kind(std::string_view name);

enum class TaskState {
  open,
  done,
  removed,    ///< somebody deleted it: what it asked for is not asked for again
  cancelled,  ///< nothing of it is ordered any more
};
std::string_view name_of(TaskState state);
std::optional<TaskState> parse_task_state(std::string_view name);

struct Task {
  TaskKind kind = TaskKind::set_up;
  std::string sku;  ///< of `prepare`, else ""
  std::int64_t number = 1;
  std::int64_t units = 0;
  TaskState state = TaskState::open;
  std::string done_by;  ///< a login, or ""
  std::optional<Instant> done_at;

  /// "prepare-2-MUG-BLUE"
  std::string name() const;
};
/// The kind, number and SKU of a name; nothing if it is none.
std::optional<Task> parse_task_name(std::string_view name);

/// Brings the tasks to what is ordered, by SKU (seats among them). `needed`: the slot takes place and
/// somebody booked.
void plan_tasks(std::vector<Task>& tasks, const std::map<std::string, std::int64_t>& ordered, bool needed);

}  // namespace timeshelf::commerce
