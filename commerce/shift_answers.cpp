// What people store in the staff's calendars is heard in the same transaction: answers, appointments, times,
// finished tasks. Staff speak for themselves, who runs the shop for everybody.
#include <algorithm>

#include "base/text.hpp"
#include "commerce/audit.hpp"
#include "commerce/crew.hpp"
#include "commerce/shift_entry.hpp"
#include "commerce/shift_rows.hpp"
#include "commerce/shifts.hpp"
#include "ical/recurrence.hpp"

namespace timeshelf::commerce {
namespace {

using ical::Component;
using ical::Property;

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

// By person; by its address for whoever is neither of the shop nor reached by mail.
std::string key_of(const Property& attendee, const Crew& crew) {
  const std::string person = crew.person_at(attendee.value());
  return person.empty() ? to_lower(attendee.value()) : person;
}
using Answers = std::map<std::string, std::string>;
Answers answers_in(const Component& body, const Crew& crew) {
  Answers answers;
  for (const Property& line : body.properties) {
    if (line.name() != "ATTENDEE") continue;
    const auto said = line.parameter("PARTSTAT");
    answers[key_of(line, crew)] = said.empty() ? "NEEDS-ACTION" : to_upper(said);
  }
  return answers;
}
std::string said_by(const Answers& answers, const std::string& person) {
  const auto at = answers.find(person);
  return at == answers.end() ? "" : at->second;
}

// One entry of the calendar that is being stored.
class Hearing {
 public:
  Hearing(store::Transaction& transaction, Shift& shift, const Crew& crew, std::string_view user, Instant now,
          Random& random)
      : transaction_(transaction), shift_(shift), crew_(crew), user_(user), now_(now), random_(random) {}

  /// Who runs the shop speaks for everybody, and decides whether there is a shift at all.
  void from_manager(const Component& before, const Component& sent) {
    const Answers were = answers_in(before, crew_);
    const Answers are = answers_in(sent, crew_);
    const auto chosen = std::find_if(are.begin(), are.end(), [&](const auto& entry) {
      return !were.contains(entry.first) && entry.second != "DECLINED";
    });
    if (chosen != are.end()) {
      appoint(chosen->first, chosen->second, "shift.assigned");
    } else if (!shift_.person.empty() && !are.contains(shift_.person)) {
      insert_decline(transaction_, shift_, shift_.person, false);
      note("shift.taken_off", {{"person", shift_.person}});
      free();
    } else {
      take_answer(said_by(are, shift_.person));
    }
    const bool was_off = equals_ignoring_case(before.value("STATUS"), "CANCELLED");
    const bool is_off = equals_ignoring_case(sent.value("STATUS"), "CANCELLED");
    if (is_off && !was_off && shift_.state == ShiftState::open) waive();
    if (!is_off && was_off && shift_.state == ShiftState::waived) shift_.state = ShiftState::open;
  }

  /// Staff answer for themselves, and may take what nobody has. Answers true if `sent` said more than that,
  /// which was taken back.
  bool from_staff(const Component& before, Component& sent) {
    const Answers were = answers_in(before, crew_);
    const Answers are = answers_in(sent, crew_);
    const std::string was = said_by(were, user_);
    const std::string said = are.contains(user_) ? are.at(user_) : (was.empty() ? "" : "DECLINED");
    bool mine_stands = true;
    if (user_ == shift_.person) {
      take_answer(said);
    } else if (said == "ACCEPTED" || said == "TENTATIVE") {
      mine_stands = shift_.is_uncovered();
      if (mine_stands) appoint(user_, said, "shift.taken");
    } else if (said == "DECLINED" && was != "DECLINED") {
      decline(user_);
    }
    const bool off = equals_ignoring_case(sent.value("STATUS"), "CANCELLED") &&
                     !equals_ignoring_case(before.value("STATUS"), "CANCELLED");
    if (off) sent.set(Property("STATUS", "CONFIRMED"));
    if (mine_stands && others(were) == others(are)) return off;
    put_back(before, sent, mine_stands);
    return true;
  }

  void removed_by_manager() { waive(); }
  void removed_by_staff() {
    if (user_ == shift_.person) decline(user_);
    shift_.note = crew_.name_of(user_) +
                  " deleted this entry. It is back, because the shift is still needed: decline it instead.";
    note("shift.restored", {{"cause", "only who runs the shop can do without it"}});
  }

 private:
  void note(std::string_view action, const boost::json::object& facts) {
    record(transaction_, shift_.shop, user_, action, shift_.id(), facts, now_, random_);
  }
  void free() {
    shift_.person.clear();
    shift_.answer = Answer::asked;
    shift_.by_hand = false;
  }
  void waive() {
    shift_.state = ShiftState::waived;
    note("shift.waived", {{"person", shift_.person}});
    free();
  }
  void decline(const std::string& person) {
    insert_decline(transaction_, shift_, person, true);
    note("shift.declined", {{"person", person}});
    if (person == shift_.person) free();
  }
  void appoint(const std::string& person, const std::string& said, std::string_view action) {
    delete_decline(transaction_, shift_, person);
    shift_.person = person;
    shift_.answer = Answer::asked;
    shift_.by_hand = true;
    shift_.assigned_at = now_;
    note(action, {{"person", person}});
    take_answer(said);
  }
  void take_answer(const std::string& said) {
    if (shift_.person.empty() || said.empty()) return;
    if (said == "DECLINED") return decline(shift_.person);
    const Answer answer = said == "ACCEPTED"    ? Answer::accepted
                          : said == "TENTATIVE" ? Answer::tentative
                                                : Answer::asked;
    if (answer == shift_.answer) return;
    shift_.answer = answer;
    note(std::string("shift.") + std::string(name_of(answer)), {{"person", shift_.person}});
  }

  Answers others(Answers answers) const {
    answers.erase(user_);
    return answers;
  }
  // Everybody else's lines as they stood, and one's own if it may stay.
  void put_back(const Component& before, Component& sent, bool mine_stands) const {
    std::vector<Property> lines;
    for (const Property& line : before.properties) {
      const bool mine = line.name() == "ATTENDEE" && key_of(line, crew_) == user_;
      if (line.name() == "ATTENDEE" && !(mine && mine_stands)) lines.push_back(line);
    }
    for (const Property& line : sent.properties) {
      if (line.name() == "ATTENDEE" && key_of(line, crew_) == user_ && mine_stands) lines.push_back(line);
    }
    sent.remove("ATTENDEE");
    sent.properties.insert(sent.properties.end(), lines.begin(), lines.end());
  }

  store::Transaction& transaction_;
  Shift& shift_;
  const Crew& crew_;
  std::string user_;
  Instant now_;
  Random& random_;
};

bool runs_the_shop(const Crew& crew, std::string_view user) {
  const store::User* found = crew.find(user);
  return found && (found->role == store::Role::owner || found->role == store::Role::manager);
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

}  // namespace

std::optional<std::string> Shifts::hear(store::Transaction& transaction, const store::Collection& calendar,
                                        std::string_view user, const ical::Component& object) {
  const std::string_view uid = uid_of(object);
  const auto named = parse_shift_uid(uid);
  const auto task_named = parse_task_uid(uid);
  if (!named && !task_named) return std::nullopt;
  const auto shop = store::find_shop(transaction, calendar.shop);
  const Instant now = clock_.now();
  if (task_named) {
    Component sent = object;
    const Component* todo = body_of(sent, "VTODO");
    auto task =
        shop->staff_tasks == calendar.id ? find_task(transaction, shop->id, *task_named) : std::nullopt;
    if (!todo || !task || is_completed(*todo) == (task->state == TaskState::done)) return std::nullopt;
    const bool done = task->state != TaskState::done;
    task->state = done ? TaskState::done : TaskState::open;
    task->done_by = done ? std::string(user) : "";
    task->done_at = done ? std::optional(now) : std::nullopt;
    store_task(transaction, shop->id, task_named->slot, *task);
    record(transaction, shop->id, user, done ? "task.completed" : "task.reopened", task_named->slot.text(),
           {{"task", task->name()}, {"units", task->units}}, now, random_);
    owe_shifts(transaction, shop->id, {task_named->slot}, now);
    return std::nullopt;
  }

  auto shift = shop->staff_calendar == calendar.id
                   ? load_shift(transaction, shop->id, named->slot, named->number)
                   : std::nullopt;
  Component sent = object;
  Component* body = body_of(sent, "VEVENT");
  if (!shift || !body) return std::nullopt;
  // What a person changed stays, and what they must not change is put in order, when the entry is written
  // again; a shift that was only renamed says nothing new.
  owe_shifts(transaction, shop->id, {shift->slot}, now);
  const auto before = stored_body(transaction, calendar, uid);
  if (!before) return std::nullopt;
  const Crew crew(transaction, *shop, options_.base_url);
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
  return put_back ? std::optional(ical::serialize(sent)) : std::nullopt;
}

void Shifts::hear_removal(store::Transaction& transaction, const store::Collection& calendar,
                          std::string_view user, std::string_view uid) {
  const auto named = parse_shift_uid(uid);
  const auto task_named = parse_task_uid(uid);
  if (!named && !task_named) return;
  const auto shop = store::find_shop(transaction, calendar.shop);
  const Instant now = clock_.now();
  if (task_named && shop->staff_tasks == calendar.id) {
    auto task = find_task(transaction, shop->id, *task_named);
    if (!task || task->state != TaskState::open) return;
    task->state = TaskState::removed;
    store_task(transaction, shop->id, task_named->slot, *task);
    record(transaction, shop->id, user, "task.removed", task_named->slot.text(),
           {{"task", task->name()}, {"units", task->units}}, now, random_);
  }
  if (!named || shop->staff_calendar != calendar.id) return;
  auto shift = load_shift(transaction, shop->id, named->slot, named->number);
  if (!shift || shift->state != ShiftState::open) return;
  const Crew crew(transaction, *shop, options_.base_url);
  Hearing hearing(transaction, *shift, crew, user, now, random_);
  runs_the_shop(crew, user) ? hearing.removed_by_manager() : hearing.removed_by_staff();
  store_shift(transaction, *shift);
  owe_shifts(transaction, shop->id, {shift->slot}, now);
}

}  // namespace timeshelf::commerce
