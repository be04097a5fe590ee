// The staff's task list asks for exactly what was ordered and is not done, once all is quiet
// (docs/domain.md, "Shifts").
#include "commerce/staff/shifts.hpp"
#include "tests/simulation/run.hpp"

namespace timeshelf::simulation {
namespace {

using Open = std::map<Id, std::map<TaskKey, std::vector<std::pair<NamedTask, const EmittedObject*>>>>;

std::map<TaskKey, std::int64_t> wanted_of(const SoldSlot& slot, const Work& work) {
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

// What was ticked off stays as it was, and what was deleted stays away.
Open read_open(const ShopModel& shop, const EmittedObjects& list,
               std::map<Id, std::map<TaskKey, std::int64_t>>& settled) {
  Open open;
  for (const auto& [uid, object] : list) {
    const NamedTask task = task_named(uid);
    const auto done = shop.rota.settled.find(uid);
    if (done != shop.rota.settled.end()) {
      settled[task.slot][task.key] += done->second;
      require(object.deleted || object.body.value("STATUS") == "COMPLETED", "{} was finished, and is {}.",
              uid, object.body.value("STATUS"));
    } else if (!object.deleted && object.body.value("STATUS") != "CANCELLED") {
      open[task.slot][task.key].emplace_back(task, &object);
    }
  }
  return open;
}

void compare(const SoldSlot& slot, const Work& work, const NamedTask& task, std::int64_t units,
             const std::string& parent, const EmittedObject& object) {
  const auto says = [&](const char* line, const std::string& right) {
    require(text_of(object.body, line) == right, "The task {} of {} says {}:{} and not {}.", task.key.first,
            slot.event, line, text_of(object.body, line), right);
  };
  const std::string what = "Evening " + slot.event;
  const char* more = task.number > 1 ? "more " : "";
  const bool at_end = task.key.first == "handover";
  says("STATUS", "NEEDS-ACTION");
  says("DUE", to_ical_utc(at_end ? slot.ends_at : slot.starts_at));
  says("RELATED-TO", parent);
  if (at_end) {
    says("SUMMARY",
         fmt::format("Hand over {}: {}", counted(units, task.number > 1 ? "more item" : "item"), what));
    says("DESCRIPTION", work.checklist("[ ] "));
  } else if (task.key.first == "prepare") {
    says("SUMMARY", fmt::format("Prepare {} {}x {}: {}", units, more, task.key.second, what));
  } else {
    says("SUMMARY", "Set up: " + what);
    says("DESCRIPTION", fmt::format("{}.{}{}", counted(work.bookings, "booking"),
                                    work.ordered.empty() ? "" : "\n", work.checklist("")));
  }
}

}  // namespace

// One open task of a kind asks for all that is not done yet.
void check_tasks(const ShopModel& shop, const std::map<Id, Work>& work, const EmittedObjects& calendar,
                 const EmittedObjects& list) {
  const auto shifts = shifts_in(calendar);
  std::map<Id, std::map<TaskKey, std::int64_t>> settled;
  Open open = read_open(shop, list, settled);
  for (const auto& [id, slot] : shop.slots) {
    const auto found = work.find(id);
    const Work of = found == work.end() ? Work{} : found->second;
    auto wanted = wanted_of(slot, of);
    for (const auto& [key, units] : settled[id]) {
      if (wanted.contains(key)) wanted[key] -= units;
    }
    std::erase_if(wanted, [](const auto& entry) { return entry.second <= 0; });
    for (const auto& [key, tasks] : open[id])
      require(wanted.contains(key), "A task of {} is left over: {}{}.", slot.event, key.first,
              key.second.empty() ? "" : " " + key.second);
    const auto lead = shifts.find(id);
    const std::string parent =
        lead == shifts.end() ? "" : std::string(lead->second.front()->body.value("UID"));
    for (const auto& [key, units] : wanted) {
      const auto& tasks = open[id][key];
      require(tasks.size() == 1, "{} tasks of {} ask for {} {}.", tasks.size(), slot.event, key.first,
              key.second);
      compare(slot, of, tasks.front().first, units, parent, *tasks.front().second);
    }
  }
}

// Slots whose shifts are looked at again within the second that gathers changes: somebody became free there
// while all became quiet.
std::set<Id> owed_shifts(store::Transaction& transaction, const ShopModel& shop) {
  std::set<Id> slots;
  transaction.query("SELECT subject FROM outbox WHERE shop = $1 AND topic = $2",
                    {shop.shop.id, commerce::kShiftTopic},
                    [&](const store::Row& row) { slots.insert(Id::trusted(row.string(0))); });
  return slots;
}

void check_staff(Run& run, store::Transaction& transaction, const ShopModel& shop) {
  const auto calendar = store::find_collection(transaction, shop.shop.id, *shop.shop.staff_calendar);
  const auto list = store::find_collection(transaction, shop.shop.id, *shop.shop.staff_tasks);
  const auto work = work_of(shop);
  const auto& shifts = read_emitted(run, transaction, *calendar);
  check_shifts(run, shop, work, shifts, owed_shifts(transaction, shop));
  check_tasks(shop, work, shifts, read_emitted(run, transaction, *list));
}

}  // namespace timeshelf::simulation
