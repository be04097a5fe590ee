// What people store in the staff's calendars is heard in the same transaction: answers, appointments, times,
// finished tasks. Staff speak for themselves, who runs the shop for everybody.
#include <algorithm>

#include "base/text.hpp"
#include "commerce/audit.hpp"
#include "commerce/orders/order_entry.hpp"
#include "commerce/orders/orders.hpp"
#include "commerce/staff/crew.hpp"
#include "commerce/staff/hearing.hpp"
#include "commerce/staff/shift_entry.hpp"
#include "commerce/staff/shift_rows.hpp"
#include "commerce/staff/shifts.hpp"
#include "ical/recurrence.hpp"

namespace timeshelf::commerce {
namespace {

using ical::Component;

Component* body_of(Component& calendar, std::string_view kind) {
  const auto at =
      std::find_if(calendar.components.begin(), calendar.components.end(),
                   [&](const Component& part) { return part.name == kind && !part.find("RECURRENCE-ID"); });
  return at == calendar.components.end() ? nullptr : &*at;
}

std::string_view uid_of(const Component& calendar) {
  for (const Component& part : calendar.components) {
    if (const auto uid = part.value("UID"); !uid.empty()) return uid;
  }
  return "";
}

std::optional<Component> stored_body(store::Transaction& transaction, const store::Collection& calendar,
                                     std::string_view uid) {
  const auto known = store::find_object_by_uid(transaction, calendar, uid);
  const auto bytes = known ? store::read_object(transaction, calendar, known->segment) : std::nullopt;
  auto parsed = ical::parse(bytes.value_or(""), {}, ical::Leniency::repair);
  if (!bytes || !parsed) return std::nullopt;
  Component* body = body_of(parsed->calendars.front(), "VEVENT");
  return body ? std::optional(std::move(*body)) : std::nullopt;
}

bool runs_the_shop(const Crew& crew, std::string_view user) {
  const store::User* found = crew.find(user);
  return found && (found->role == store::Role::owner || found->role == store::Role::manager);
}

// Where who has the shift now was written down.
std::vector<ical::Property> appointments_in(const Component& body, const Crew& crew,
                                            const std::string& person) {
  std::vector<ical::Property> lines;
  for (const auto& line : body.properties) {
    if (line.name() == "ATTENDEE" && crew.person_at(line.value()) == person) lines.push_back(line);
  }
  return lines;
}

std::optional<Task> find_task(store::Transaction& transaction, const Id& shop, const TaskName& name) {
  for (Task& task : load_tasks(transaction, shop, name.slot)) {
    if (task.kind == name.task.kind && task.sku == name.task.sku && task.number == name.task.number)
      return std::move(task);
  }
  return std::nullopt;
}

// Apps say it in three ways (RFC 5545 3.8.1.11, 3.8.1.8, 3.8.2.1).
bool is_completed(const Component& todo) {
  const auto status = todo.value("STATUS");
  if (!status.empty() && !equals_ignoring_case(status, "NEEDS-ACTION"))
    return equals_ignoring_case(status, "COMPLETED");
  return todo.value("PERCENT-COMPLETE") == "100" || todo.find("COMPLETED");
}

// Takes it down that a task was finished, or that it is not finished after all.
void hear_task(store::Transaction& transaction, const store::Collection& list, const TaskName& named,
               std::string_view user, const Component& todo, Instant now, Random& random) {
  const Id& shop = list.shop;
  auto task = find_task(transaction, shop, named);
  if (!task || is_completed(todo) == (task->state == TaskState::done)) return;
  const bool done = task->state != TaskState::done;
  task->state = done ? TaskState::done : TaskState::open;
  task->done_by = done ? std::string(user) : "";
  task->done_at = done ? std::optional(now) : std::nullopt;
  store_task(transaction, shop, named.slot, *task);
  record(transaction, shop, user, done ? "task.completed" : "task.reopened", named.slot.text(),
         {{"task", task->name()}, {"units", task->units}}, now, random);
  // Nobody's edit that stays: if it is needed no more, it is called off again.
  if (!done) adopt_lines(transaction, list, task_uid(*task, named.slot), {{"STATUS", "NEEDS-ACTION"}});
  owe_shifts(transaction, shop, {named.slot}, now);
}

void hear_removed_task(store::Transaction& transaction, const Id& shop, const TaskName& named,
                       std::string_view user, Instant now, Random& random) {
  auto task = find_task(transaction, shop, named);
  if (!task || task->state != TaskState::open) return;
  task->state = TaskState::removed;
  store_task(transaction, shop, named.slot, *task);
  record(transaction, shop, user, "task.removed", named.slot.text(),
         {{"task", task->name()}, {"units", task->units}}, now, random);
}

}  // namespace

std::optional<std::string> Shifts::hear(store::Transaction& transaction, const store::Collection& calendar,
                                        std::string_view user, const ical::Component& object) {
  const std::string_view uid = uid_of(object);
  if (parse_order_uid(uid)) return hear_order(transaction, calendar, user, object, clock_.now(), random_);
  const auto named = parse_shift_uid(uid);
  const auto task = parse_task_uid(uid);
  if (!named && !task) return std::nullopt;
  const auto shop = store::find_shop(transaction, calendar.shop);
  const Instant now = clock_.now();
  Component sent = object;
  if (task && shop->staff_tasks == calendar.id) {
    if (const Component* todo = body_of(sent, "VTODO"))
      hear_task(transaction, calendar, *task, user, *todo, now, random_);
  }
  Component* body = body_of(sent, "VEVENT");
  if (!named || !body || shop->staff_calendar != calendar.id) return std::nullopt;
  auto shift = load_shift(transaction, shop->id, named->slot, named->number);
  if (!shift) return std::nullopt;
  // What they must not change is put in order when the entry is written again.
  owe_shifts(transaction, shop->id, {shift->slot}, now);
  const auto before = stored_body(transaction, calendar, uid);
  if (!before) return std::nullopt;  // only its name is new
  const Crew crew(transaction, *shop, options_.base_url);
  const Shift was = *shift;
  Hearing hearing(transaction, *shift, crew, user, now, random_);
  bool put_back = false;
  if (runs_the_shop(crew, user)) {
    hearing.from_manager(*before, *body);
  } else {
    put_back = hearing.from_staff(*before, *body);
  }
  if (const auto bounds = ical::bounds_of(sent); bounds && bounds->exact && bounds->start && bounds->end) {
    shift->starts_at = *bounds->start;
    shift->ends_at = *bounds->end;
  }
  store_shift(transaction, *shift);
  if (!shift->person.empty() && shift->person != was.person)
    adopt_lines(transaction, calendar, uid, appointments_in(*body, crew, shift->person));
  owe_uncovered_beside(transaction, was, *shift, now);
  return put_back ? std::optional(ical::serialize(sent)) : std::nullopt;
}

void Shifts::hear_removal(store::Transaction& transaction, const store::Collection& calendar,
                          std::string_view user, std::string_view uid) {
  if (parse_order_uid(uid))
    return hear_order_removal(transaction, calendar, user, uid, clock_.now(), random_);
  const auto named = parse_shift_uid(uid);
  const auto task = parse_task_uid(uid);
  if (!named && !task) return;
  const auto shop = store::find_shop(transaction, calendar.shop);
  const Instant now = clock_.now();
  if (task && shop->staff_tasks == calendar.id)
    hear_removed_task(transaction, shop->id, *task, user, now, random_);
  if (!named || shop->staff_calendar != calendar.id) return;
  auto shift = load_shift(transaction, shop->id, named->slot, named->number);
  if (!shift || shift->state != ShiftState::open) return;
  const Crew crew(transaction, *shop, options_.base_url);
  const Shift was = *shift;
  Hearing hearing(transaction, *shift, crew, user, now, random_);
  runs_the_shop(crew, user) ? hearing.removed_by_manager() : hearing.removed_by_staff();
  store_shift(transaction, *shift);
  owe_shifts(transaction, shop->id, {shift->slot}, now);
  owe_uncovered_beside(transaction, was, *shift, now);
}

}  // namespace timeshelf::commerce
