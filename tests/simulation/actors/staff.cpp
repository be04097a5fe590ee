// Staff answer shifts, write into them, give them away, and tick off tasks, all in their calendar apps.
#include "commerce/staff/shifts.hpp"
#include "tests/simulation/actors/actors.hpp"

namespace timeshelf::simulation {
namespace {

using commerce::Refusal;
const std::string kHelper = "helper@example.com";  // has no account

// Whose it is by now, which the calendar may say a second later.
struct Stands {
  std::string state;
  std::string person;  ///< a login, or an address
  Instant planned_from;
  Instant planned_to;
};
Stands stands(Run& run, const ShopModel& shop, const std::string& uid) {
  Stands found;
  run.world.read([&](store::Transaction& transaction) {
    const std::int64_t number = std::stoll(uid.substr(uid.rfind('-') + 1));
    transaction.query(
        "SELECT state, person, planned_from, planned_to FROM shifts WHERE shop = $1 AND slot = $2 AND number "
        "= $3",
        {shop.shop.id, slot_of_shift(uid), number}, [&](const store::Row& row) {
          found = {row.string(0), row.string(1), row.instant(2), row.instant(3)};
        });
  });
  return found;
}

// The calendar shows a time that is not the slot's any more.
bool is_behind(const ShopModel& shop, const std::string& uid, const Stands& shift) {
  const SoldSlot& slot = shop.slots.at(slot_of_shift(uid));
  const Staffed staffing = staffing_of(shop, slot);
  return shift.planned_from != slot.starts_at - staffing.before ||
         shift.planned_to != slot.ends_at + staffing.behind;
}

store::Collection staff_collection(const ShopModel& shop, const Id& id) {
  store::Collection collection;
  collection.shop = shop.shop.id;
  collection.id = id;
  return collection;
}

// An object that lies there, and its UID.
std::string any_object(Run& run, const store::Collection& calendar) {
  std::vector<std::string> uids;
  run.world.read([&](store::Transaction& transaction) {
    store::each_object(transaction, calendar,
                       [&](const store::ObjectEntry& entry) { uids.push_back(entry.uid); });
  });
  return uids.empty() ? "" : run.dice.one_of(uids);
}

const Person* somebody(Run& run, const ShopModel& shop) {
  std::vector<const Person*> crew;
  for (const Person& person : run.people) {
    if (person.shop == shop.shop.id && person.role != store::Role::reader) crew.push_back(&person);
  }
  return crew.empty() ? nullptr : run.dice.one_of(crew);
}

// Staff speak for themselves, and may take what nobody has.
void answer(Run& run, ShopModel& shop, const Person& person, const store::Collection& calendar,
            ical::Component object) {
  static const char* const kAnswers[] = {"ACCEPTED", "ACCEPTED", "DECLINED", "DECLINED", "TENTATIVE"};
  ical::Component& body = object.components.front();
  const std::string uid(body.value("UID"));
  const std::string partstat = run.dice.one_of(kAnswers);
  const std::string before = said_in(body, person.email);
  const Stands shift = stands(run, shop, uid);
  if (person.runs_the_shop() && shift.person != person.login) return;  // speaks for everybody: see `appoint`
  say_in(body, person.email, partstat);
  run.trace.say("      {} answers {} to {}", person.login, partstat, uid);
  if (!store_as(run, person, calendar, object)) return;
  const bool is_open = shift.state == "open";
  if (partstat == "DECLINED") {
    if (shift.person == person.login || before != "DECLINED") shop.rota.decline(uid, person.email);
  } else if (is_open && (shift.person.empty() || shift.person == person.login)) {
    shop.rota.say(shop, uid, person.email, partstat, shift.person.empty());
    // The slot has moved, and the shift does in a second: then they are asked again.
    if (is_behind(shop, uid, shift)) shop.rota.leave_to_rotation(uid);
  }
}

void write_into(Run& run, const Person& person, const store::Collection& calendar, ical::Component object) {
  static const char* const kLines[] = {"SUMMARY", "LOCATION", "DESCRIPTION"};
  const std::string line = run.dice.one_of(kLines);
  const std::string words = fmt::format("Keys are with Eva {}", run.dice.between(1, 1000));
  run.trace.say("      {} writes {} into {} of {}", person.login, words, line,
                object.components.front().value("UID"));
  edit_line(run, person, calendar, std::move(object), line, words);
}

// An attendee instead of the others, as whoever runs the shop writes it.
void appoint(Run& run, ShopModel& shop, const Person& person, const store::Collection& calendar,
             ical::Component object) {
  ical::Component& body = object.components.front();
  const std::string uid(body.value("UID"));
  const Stands shift = stands(run, shop, uid);
  if (!person.runs_the_shop() || shift.state != "open" || !said_in(body, kHelper).empty() ||
      shift.person == kHelper)
    return;
  body.remove("ATTENDEE");
  say_in(body, kHelper, "NEEDS-ACTION");
  run.trace.say("      {} gives {} to {}", person.login, uid, kHelper);
  if (store_as(run, person, calendar, object)) shop.rota.say(shop, uid, kHelper, "NEEDS-ACTION", true);
}

void assign(Run& run, ShopModel& shop, const Person& by, const Person& to, const std::string& uid) {
  const bool by_turns = run.dice.chance(30);
  const std::string id = uid.substr(6, uid.find('@') - 6);
  std::optional<commerce::Decided<commerce::ShiftView>> answer;
  const Ending ending = run.write([&](store::Transaction& transaction) {
    answer =
        run.world.services().shifts.assign(transaction, shop.shop.id, id, by_turns ? "" : to.login, by.login);
    return answer->has_value();
  });
  if (!ending.happened && !ending.acknowledged) return;
  run.trace.say("      {} gives {} to {} -> {}", by.login, uid, by_turns ? "whoever's turn it is" : to.login,
                *answer ? "done" : answer->error().message);
  if (!*answer) {
    const auto why = answer->error().code;
    require(why == Refusal::Code::unknown_shift || why == Refusal::Code::too_late ||
                why == Refusal::Code::person_busy,
            "A shift could not be given away: {}", answer->error().message);
    return;
  }
  if (!ending.happened) return;
  by_turns ? shop.rota.leave_to_rotation(uid) : shop.rota.say(shop, uid, to.email, "NEEDS-ACTION", true);
}

void remove_shift(Run& run, ShopModel& shop, const Person& person, const store::Collection& calendar,
                  const std::string& uid) {
  if (person.runs_the_shop()) return;  // the shop would do without
  const Stands shift = stands(run, shop, uid);
  run.trace.say("      {} deletes {}", person.login, uid);
  const bool was_theirs = shift.state == "open" && shift.person == person.login;
  if (delete_as(run, person, calendar, uid) && was_theirs) shop.rota.decline(uid, person.email);
}

// What it asks for, as people read it: "Prepare 2 more x MUG: …", "Hand over 3 more items: …".
std::int64_t units_in(const ical::Component& task) {
  const std::string summary = text_of(task, "SUMMARY");
  const auto digit = summary.find_first_of("0123456789");
  return summary.starts_with("Set up") ? 1 : std::stoll(summary.substr(digit));
}

}  // namespace

void staff_answer_a_shift(Run& run) {
  ShopModel& shop = run.any_shop();
  const Person* person = somebody(run, shop);
  const auto calendar = staff_collection(shop, *shop.shop.staff_calendar);
  const std::string uid = any_object(run, calendar);
  const auto object = uid.empty() ? std::nullopt : object_in(run, calendar, uid);
  if (!person || !object) return;
  const auto way = run.dice.between(1, 100);
  if (way <= 45)
    answer(run, shop, *person, calendar, *object);
  else if (way <= 65)
    write_into(run, *person, calendar, *object);
  else if (way <= 75)
    appoint(run, shop, *person, calendar, *object);
  else if (way <= 90)
    assign(run, shop, *person, *somebody(run, shop), uid);
  else
    remove_shift(run, shop, *person, calendar, uid);
}

void staff_tick_a_task(Run& run) {
  ShopModel& shop = run.any_shop();
  const Person* person = somebody(run, shop);
  const auto list = staff_collection(shop, *shop.shop.staff_tasks);
  const std::string uid = any_object(run, list);
  auto object = uid.empty() ? std::nullopt : object_in(run, list, uid);
  if (!person || !object) return;
  ical::Component& task = object->components.front();
  const std::string before(task.value("STATUS"));
  const std::int64_t units = units_in(task);
  if (run.dice.chance(12)) {
    run.trace.say("      {} deletes {}", person->login, uid);
    if (delete_as(run, *person, list, uid) && before == "NEEDS-ACTION") shop.rota.settled[uid] = units;
    return;
  }
  const bool done = before != "COMPLETED";
  task.set(ical::Property("STATUS", done ? "COMPLETED" : "NEEDS-ACTION"));
  task.remove("PERCENT-COMPLETE");
  if (done) task.set(ical::Property("PERCENT-COMPLETE", "100"));
  run.trace.say("      {} {} {}", person->login, done ? "ticks off" : "takes back", uid);
  if (!store_as(run, *person, list, *object)) return;
  shop.rota.settled.erase(uid);
  if (done) shop.rota.settled[uid] = units;
}

}  // namespace timeshelf::simulation
