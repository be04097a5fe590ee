#include "commerce/core/tasks.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.hpp"
#include "ical/shelf_terms.hpp"

namespace timeshelf::commerce {
namespace {

constexpr std::array<std::string_view, 3> kKinds = {"setup", "prepare", "handover"};
constexpr std::array<std::string_view, 4> kStates = {"open", "done", "removed", "cancelled"};

template <class Enum, std::size_t size>
std::optional<Enum> parse_in(const std::array<std::string_view, size>& names, std::string_view name) {
  const auto at = std::find(names.begin(), names.end(), name);
  if (at == names.end()) return std::nullopt;
  return static_cast<Enum>(at - names.begin());
}

using Wanted = std::map<std::pair<TaskKind, std::string>, std::int64_t>;

Wanted wanted_of(const std::map<std::string, std::int64_t>& ordered) {
  Wanted wanted;
  wanted[{TaskKind::set_up, ""}] = 1;
  for (const auto& [sku, units] : ordered) {
    if (sku == ical::kSeatSku) continue;  // a guest is nobody's parcel
    wanted[{TaskKind::prepare, sku}] = units;
    wanted[{TaskKind::hand_over, ""}] += units;
  }
  return wanted;
}

bool is_settled(const Task& task) {
  return task.state == TaskState::done || task.state == TaskState::removed;
}

// Asks for so many units by the first task of the kind that is not settled; makes it if there is none. Others
// go: whoever takes back what they had ticked off leaves two.
void ask_for(std::vector<Task>& tasks, TaskKind kind, const std::string& sku, std::int64_t units) {
  Task* open = nullptr;
  std::int64_t last = 0;
  for (Task& task : tasks) {
    if (task.kind != kind || task.sku != sku) continue;
    last = std::max(last, task.number);
    if (is_settled(task)) {
      units -= task.units;
    } else if (!open) {
      open = &task;
    } else {
      task.state = TaskState::cancelled;
    }
  }
  if (open) {
    open->state = units > 0 ? TaskState::open : TaskState::cancelled;
    if (units > 0) open->units = units;
  } else if (units > 0) {
    tasks.push_back({kind, sku, last + 1, units, TaskState::open, "", {}});
  }
}

}  // namespace

std::string_view name_of(TaskKind kind) {
  return kKinds[static_cast<std::size_t>(kind)];
}
std::optional<TaskKind> parse_task_kind(std::string_view name) {
  return parse_in<TaskKind>(kKinds, name);
}
std::string_view name_of(TaskState state) {
  return kStates[static_cast<std::size_t>(state)];
}
std::optional<TaskState> parse_task_state(std::string_view name) {
  return parse_in<TaskState>(kStates, name);
}

std::string Task::name() const {
  return std::string(name_of(kind)) + "-" + std::to_string(number) + (sku.empty() ? "" : "-" + sku);
}

std::optional<Task> parse_task_name(std::string_view name) {
  const auto parts = split(name, '-');
  const auto kind = parse_task_kind(parts[0]);
  const auto number = parts.size() > 1 ? parse_whole(parts[1]) : std::nullopt;
  if (!kind || !number) return std::nullopt;
  Task task;
  task.kind = *kind;
  task.number = *number;
  const std::size_t behind = parts[0].size() + parts[1].size() + 2;
  if (parts.size() > 2) task.sku = name.substr(behind);
  return task;
}

void plan_tasks(std::vector<Task>& tasks, const std::map<std::string, std::int64_t>& ordered, bool needed) {
  const Wanted wanted = needed ? wanted_of(ordered) : Wanted{};
  for (Task& task : tasks) {
    if (!is_settled(task) && !wanted.contains({task.kind, task.sku})) task.state = TaskState::cancelled;
  }
  for (const auto& [key, units] : wanted) ask_for(tasks, key.first, key.second, units);
}

}  // namespace timeshelf::commerce
