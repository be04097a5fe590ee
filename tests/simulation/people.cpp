#include "tests/simulation/people.hpp"

#include <algorithm>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "tests/simulation/run.hpp"

namespace timeshelf::simulation {
namespace {

using store::Role;
using store::Transaction;

void invite(Run& run, Transaction& transaction, const Id& shop, const std::string& login,
            const std::string& email, Role role) {
  const auto collection = [&](store::CollectionKind kind, const char* components) {
    store::Collection made;
    made.shop = shop;
    made.id = Id::make(run.world.now(), run.world.random());
    made.kind = kind;
    made.components = components;
    store::insert_collection(transaction, made);
    return made;
  };
  store::User user;
  user.shop = shop;
  user.name = user.display_name = login;
  user.email = email;
  user.role = role;
  user.home = collection(store::CollectionKind::home, "").id;
  store::insert_user(transaction, user);
  Person person{login, to_lower(email), role, shop, collection(store::CollectionKind::calendar, "VEVENT")};
  store::bind(transaction, shop, user.home, "calendar", person.calendar.id, store::Access::owner);
  run.people.push_back(std::move(person));
}

// An app's word is not the shop's: it is read anew, and only what the shop writes next is compared with it.
void remember(Run& run, const store::Collection& calendar, const std::string& uid) {
  run.world.read([&](Transaction& transaction) {
    const auto entry = store::find_object_by_uid(transaction, calendar, uid);
    EmittedObject& known = run.emitted[calendar.id][uid];
    known.deleted = !entry;
    if (known.deleted) {
      known.edits.clear();
      return;
    }
    EmittedObject now = read_object(transaction, calendar, *entry);
    now.edits = std::move(known.edits);
    known = std::move(now);
  });
}

}  // namespace

void invite_people(Run& run, Transaction& transaction) {
  if (run.dice.chance(70))
    invite(run, transaction, run.shops.front().shop.id, "ben", "ben@example.com", Role::reader);
  if (run.dice.chance(50))
    invite(run, transaction, run.shops.back().shop.id, "ada", "Ada@Example.com", Role::reader);
  for (const ShopModel& shop : run.shops) {
    if (run.dice.chance(25)) continue;  // nobody takes turns there
    for (const char* name : {"clara", "dan", "eva", "fritz"}) {
      if (run.dice.chance(20)) continue;
      const std::string login = name + std::string("-") + shop.shop.slug;
      invite(run, transaction, shop.shop.id, login, login + "@example.com",
             name == std::string("clara") ? Role::owner : Role::staff);
    }
  }
}

std::optional<ical::Component> object_in(Run& run, const store::Collection& calendar,
                                         const std::string& uid) {
  std::optional<ical::Component> object;
  run.world.read([&](Transaction& transaction) {
    const auto entry = store::find_object_by_uid(transaction, calendar, uid);
    const auto bytes = entry ? store::read_object(transaction, calendar, entry->segment) : std::nullopt;
    if (bytes) object = ical::parse(*bytes)->calendars.front();
  });
  return object;
}

// As the server's policy and its PUT do.
bool store_as(Run& run, const Person& person, const store::Collection& calendar,
              const ical::Component& object) {
  const std::string uid(object.components.front().value("UID"));
  const Ending ending = run.write([&](Transaction& transaction) {
    auto& services = run.world.services();
    auto instead = services.shifts.hear(transaction, calendar, person.login, object);
    if (!instead) instead = services.invitations.hear_stored(transaction, calendar, person.login, object);
    const std::string bytes = instead.value_or(ical::serialize(object));
    auto entry = *store::find_object_by_uid(transaction, calendar, uid);
    entry.etag = strong_etag(bytes);
    store::put_object(transaction, calendar, entry, bytes, run.world.now());
    return true;
  });
  if (ending.happened) remember(run, calendar, uid);
  return ending.happened;
}

bool delete_as(Run& run, const Person& person, const store::Collection& calendar, const std::string& uid) {
  const Ending ending = run.write([&](Transaction& transaction) {
    const auto entry = *store::find_object_by_uid(transaction, calendar, uid);
    run.world.services().shifts.hear_removal(transaction, calendar, person.login, uid);
    run.world.services().invitations.hear_removed(transaction, calendar, person.login, uid);
    store::delete_object(transaction, calendar, entry.segment, run.world.now());
    return true;
  });
  if (ending.happened) remember(run, calendar, uid);
  return ending.happened;
}

void edit_line(Run& run, const Person& person, const store::Collection& calendar, ical::Component object,
               const std::string& line, const std::string& words) {
  ical::Component& body = object.components.front();
  const std::string before = line == "DESCRIPTION" ? text_of(body, line) + "\n" : "";
  body.set(ical::Property(line, ical::escape_text(before + words)));
  const std::string uid(body.value("UID"));
  if (store_as(run, person, calendar, object)) run.emitted[calendar.id][uid].edits[line] = words;
}

std::string said_in(const ical::Component& body, const std::string& email) {
  for (const auto& line : body.properties) {
    if (line.name() == "ATTENDEE" && to_lower(line.value()) == "mailto:" + email)
      return std::string(line.parameter("PARTSTAT"));
  }
  return "";
}

void say_in(ical::Component& body, const std::string& email, const std::string& partstat) {
  std::erase_if(body.properties, [&](const ical::Property& line) {
    return line.name() == "ATTENDEE" && to_lower(line.value()) == "mailto:" + email;
  });
  body.properties.emplace_back("ATTENDEE", "mailto:" + email,
                               std::vector<ical::Parameter>{{"PARTSTAT", {partstat}}});
}

void check_edits(const EmittedObject& object) {
  for (const auto& [name, words] : object.edits) {
    const bool is_there =
        std::any_of(object.body.properties.begin(), object.body.properties.end(),
                    [&name = name, &words = words](const auto& line) {
                      return (line.name() == name || line.name() == "COMMENT") &&
                             ical::unescape_text(line.value()).find(words) != std::string::npos;
                    });
    require(is_there, "{}: somebody wrote {} into {}, and it is overwritten.", object.segment, words, name);
  }
}

}  // namespace timeshelf::simulation
