// The staff's calendars say what is booked, once all is quiet: a shift for each person that is needed, and
// tasks for exactly what was ordered (docs/domain.md, "Shifts").
#include <algorithm>

#include "tests/simulation/run.hpp"

namespace timeshelf::simulation {
namespace {

using TaskKey = std::pair<std::string, std::string>;  ///< kind and SKU
constexpr std::chrono::minutes kAround{30};           // before a slot and behind it

// One person for every eight bookings, begun ones included; each has a shift of their own.
std::int64_t people_for(std::int64_t bookings) {
  return (bookings + 7) / 8;
}

std::string counted(std::int64_t number, const char* what) {
  return fmt::format("{} {}{}", number, what, number == 1 ? "" : "s");
}

struct Work {
  std::int64_t bookings = 0;
  std::map<std::string, std::int64_t> ordered;  ///< by SKU, seats among them
};

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

std::string checklist(const Work& work, const char* before) {
  std::string lines;
  for (const auto& [sku, units] : work.ordered)
    lines += fmt::format("{}{}{} x {}", lines.empty() ? "" : "\n", before, units, sku);
  return lines;
}

// Everything of a shift that its slot decides.
void compare_shift(const SoldSlot& slot, const Work& work, std::int64_t people,
                   const ical::Component& shift) {
  const auto says = [&](const char* line, const std::string& right) {
    require(text_of(shift, line) == right, "A shift of {} says {}:{} and not {}.", slot.event, line,
            text_of(shift, line), right);
  };
  const std::string right =
      fmt::format("{}, {} needed.\n{}", counted(work.bookings, "booking"),
                  people == 1 ? "1 person" : fmt::format("{} people", people), checklist(work, ""));
  require(text_of(shift, "DESCRIPTION").starts_with(right), "A shift of {} says {} and not {}.", slot.event,
          text_of(shift, "DESCRIPTION"), right);
  says("STATUS", "CONFIRMED");
  says("DTSTART", to_ical_utc(slot.starts_at - kAround));
  says("DTEND", to_ical_utc(slot.ends_at + kAround));
  says("LOCATION", slot.location);
  says("RELATED-TO", slot.uid());
  says("ORGANIZER", "mailto:bookings@shop.example");
}

// By slot, in the order of their numbers.
std::map<Id, std::vector<const EmittedObject*>> shifts_of(const EmittedObjects& calendar) {
  std::map<Id, std::map<std::int64_t, const EmittedObject*>> found;
  for (const auto& [uid, object] : calendar) {
    const auto slot = Id::parse(uid.substr(6, 26));
    require(uid.starts_with("shift-") && slot, "{} is no shift.", uid);
    if (object.body.value("STATUS") != "CANCELLED") found[*slot][std::stoll(uid.substr(33))] = &object;
  }
  std::map<Id, std::vector<const EmittedObject*>> shifts;
  for (const auto& [slot, numbered] : found) {
    for (const auto& [number, object] : numbered) shifts[slot].push_back(object);
  }
  return shifts;
}

void check_shifts(const ShopModel& shop, const std::map<Id, Work>& work,
                  const std::map<Id, std::vector<const EmittedObject*>>& shifts, Instant now) {
  for (const auto& [id, slot] : shop.slots) {
    if (slot.ends_at + kAround <= now) continue;  // what is over stays as it was
    const auto found = work.find(id);
    const Work of = found == work.end() ? Work{} : found->second;
    const std::int64_t people = slot.cancelled ? 0 : people_for(of.bookings);
    const auto there = shifts.find(id);
    const std::int64_t count = there == shifts.end() ? 0 : std::ssize(there->second);
    require(count == people, "{} has {} bookings and {} shifts, not {}.", slot.event, of.bookings, count,
            people);
    for (std::int64_t i = 0; i < count; ++i)
      compare_shift(slot, of, people, there->second[static_cast<std::size_t>(i)]->body);
  }
}

struct NamedTask {
  Id slot;
  TaskKey key;
  std::int64_t number = 0;
};

// "task-prepare-2-MUG-<slot>@timeshelf"
NamedTask named(const std::string& uid) {
  const auto end = uid.find('@');
  const auto slot = end > 27 ? Id::parse(uid.substr(end - 26, 26)) : std::nullopt;
  require(uid.starts_with("task-") && slot, "{} is no task.", uid);
  std::string name = uid.substr(5, end - 32);
  const auto kind = name.substr(0, name.find('-'));
  name.erase(0, kind.size() + 1);
  const auto dash = name.find('-');
  return {*slot, {kind, dash == std::string::npos ? "" : name.substr(dash + 1)}, std::stoll(name)};
}

std::map<TaskKey, std::int64_t> tasks_for(const SoldSlot& slot, const Work& work) {
  std::map<TaskKey, std::int64_t> wanted;
  if (slot.cancelled || work.bookings == 0) return wanted;
  wanted[{"setup", ""}] = 1;
  for (const auto& [sku, units] : work.ordered) {
    if (sku == "SEAT") continue;
    wanted[{"prepare", sku}] = units;
    wanted[{"handover", ""}] += units;
  }
  return wanted;
}

void compare_task(const SoldSlot& slot, const Work& work, const NamedTask& task, std::int64_t units,
                  const std::string& parent, const ical::Component& todo) {
  const auto says = [&](const char* line, const std::string& right) {
    require(text_of(todo, line) == right, "The task {} of {} says {}:{} and not {}.", task.key.first,
            slot.event, line, text_of(todo, line), right);
  };
  const std::string what = "Evening " + slot.event;
  const char* more = task.number > 1 ? "more " : "";
  const bool at_end = task.key.first == "handover";
  says("DUE", to_ical_utc(at_end ? slot.ends_at : slot.starts_at));
  says("RELATED-TO", parent);
  if (at_end) {
    says("SUMMARY", fmt::format("Hand over {}{}: {}", more, counted(units, "item"), what));
    says("DESCRIPTION", checklist(work, "[ ] "));
  } else if (task.key.first == "prepare") {
    says("SUMMARY", fmt::format("Prepare {} {}x {}: {}", units, more, task.key.second, what));
  } else {
    says("SUMMARY", "Set up: " + what);
    says("DESCRIPTION", fmt::format("{}.{}{}", counted(work.bookings, "booking"),
                                    work.ordered.empty() ? "" : "\n", checklist(work, "")));
  }
}

// What is ordered is asked for by one open task of its kind, and nothing else is.
void check_tasks(const ShopModel& shop, const std::map<Id, Work>& work,
                 const std::map<Id, std::vector<const EmittedObject*>>& shifts, const EmittedObjects& list) {
  std::map<Id, std::map<TaskKey, std::vector<std::pair<NamedTask, const EmittedObject*>>>> open;
  for (const auto& [uid, object] : list) {
    const NamedTask task = named(uid);
    if (object.body.value("STATUS") != "CANCELLED") open[task.slot][task.key].emplace_back(task, &object);
  }
  for (const auto& [id, slot] : shop.slots) {
    const auto found = work.find(id);
    const Work of = found == work.end() ? Work{} : found->second;
    const auto wanted = tasks_for(slot, of);
    const auto lead = shifts.find(id);
    for (const auto& [key, tasks] : open[id])
      require(wanted.contains(key), "A task of {} is left over: {}{}.", slot.event, key.first,
              key.second.empty() ? "" : " " + key.second);
    for (const auto& [key, units] : wanted) {
      const auto& tasks = open[id][key];
      require(tasks.size() == 1, "{} tasks of {} ask for {} {}.", tasks.size(), slot.event, key.first,
              key.second);
      const std::string parent =
          lead == shifts.end() ? "" : std::string(lead->second.front()->body.value("UID"));
      compare_task(slot, of, tasks.front().first, units, parent, tasks.front().second->body);
    }
  }
}

}  // namespace

void check_staff(Run& run, store::Transaction& transaction, const ShopModel& shop) {
  const auto calendar = store::find_collection(transaction, shop.shop.id, *shop.shop.staff_calendar);
  const auto list = store::find_collection(transaction, shop.shop.id, *shop.shop.staff_tasks);
  const auto work = work_of(shop);
  const auto shifts = shifts_of(read_emitted(run, transaction, *calendar));
  check_shifts(shop, work, shifts, run.world.now());
  check_tasks(shop, work, shifts, read_emitted(run, transaction, *list));
}

}  // namespace timeshelf::simulation
