// Customers answer, write into and delete what stands in a calendar of their own.
#include "tests/simulation/actors/actors.hpp"

namespace timeshelf::simulation {
namespace {

struct Found {
  ShopModel* shop = nullptr;
  Id slot;
};

Found find_entry(Run& run, const Person& person, const std::string& uid) {
  Found found;
  run.world.read([&](store::Transaction& transaction) {
    transaction.query("SELECT shop, slot FROM attendee_entries WHERE person = $1 AND uid = $2",
                      {person.login, uid}, [&](const store::Row& row) {
                        for (ShopModel& shop : run.shops) {
                          if (shop.shop.id == row.id(0)) found = {&shop, row.id(1)};
                        }
                      });
  });
  return found;
}

struct Meant {
  std::vector<Id> all;                    ///< holds of what they have there
  std::vector<ShopModel::Change> change;  ///< what declining cancels
};

// Each booking of the slot by itself: what was booked with another slot stands, and what is too late to
// cancel.
Meant declining(Run& run, const Person& person, const Found& entry) {
  Meant meant;
  for (const auto& [id, promise] : entry.shop->promises) {
    const auto slots = promise.slots();
    if (!promise.is_booked() || promise.booked_by != person.email || !slots.contains(entry.slot)) continue;
    meant.all.push_back(id);
    auto change =
        entry.shop->change(commerce::CancelCommand{entry.shop->shop.id, *promise.booking}, run.world.now());
    if (slots.size() == 1 && change.reasons.empty()) meant.change.push_back(std::move(change));
  }
  return meant;
}

void take_down(const Found& entry, const Meant& meant, const std::string& partstat) {
  if (partstat == "DECLINED") {
    for (const auto& change : meant.change) entry.shop->keep(change);
  }
  for (const Id& hold : meant.all) entry.shop->promises.at(hold).answers[entry.slot] = partstat;
}

}  // namespace

void customer_edits_own_calendar(Run& run) {
  static const char* const kAnswers[] = {"DECLINED", "ACCEPTED", "TENTATIVE"};
  std::vector<std::pair<const Person*, std::string>> entries;
  for (const Person& person : run.people) {
    if (person.role != store::Role::reader) continue;
    for (const auto& [uid, object] : run.emitted[person.calendar.id]) {
      if (!object.deleted) entries.emplace_back(&person, uid);
    }
  }
  if (entries.empty()) return;
  const auto& [person, uid] = run.dice.one_of(entries);
  auto object = object_in(run, person->calendar, uid);
  if (!object) return;
  const Found entry = find_entry(run, *person, uid);
  const Meant meant = declining(run, *person, entry);
  const auto way = run.dice.between(1, 100);
  if (way <= 30) {
    run.trace.say("      {} writes into {}", person->login, uid);
    const auto* line = run.dice.chance(50) ? "SUMMARY" : "LOCATION";
    edit_line(run, *person, person->calendar, *object, line,
              fmt::format("With friends {}", run.dice.between(1, 1000)));
  } else if (way <= 50) {
    const bool is_over = entry.shop->slots.at(entry.slot).ends_at <= run.world.now();
    run.trace.say("      {} deletes {}", person->login, uid);
    if (delete_as(run, *person, person->calendar, uid) && !is_over) take_down(entry, meant, "DECLINED");
  } else {
    ical::Component& body = object->components.front();
    const std::string partstat = run.dice.one_of(kAnswers);
    const bool is_news = said_in(body, person->email) != partstat;
    say_in(body, person->email, partstat);
    run.trace.say("      {} answers {} to {}", person->login, partstat, uid);
    if (store_as(run, *person, person->calendar, *object) && is_news) take_down(entry, meant, partstat);
  }
}

}  // namespace timeshelf::simulation
