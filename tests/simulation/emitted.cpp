#include "tests/simulation/emitted.hpp"

#include <set>

#include "tests/simulation/run.hpp"

namespace timeshelf::simulation {
namespace {

std::string looks_of(const ical::Component& body) {
  std::string looks;
  for (const auto& line : body.properties) {
    const auto name = line.name();
    if (name != "SEQUENCE" && name != "DTSTAMP" && name != "LAST-MODIFIED") looks += line.bytes();
  }
  return looks;
}

void read_again(store::Transaction& transaction, const store::Collection& calendar,
                const store::ObjectEntry& entry, EmittedObject& known) {
  if (known.etag == entry.etag && !known.deleted) return;
  EmittedObject now = read_object(transaction, calendar, entry);
  require(now.body.value("UID") == entry.uid && now.body.name == entry.component,
          "{} is not what the calendar finds it by.", entry.segment);
  const bool changed = now.looks != known.looks || known.deleted;
  require(changed ? now.sequence > known.sequence : now.sequence >= known.sequence,
          "{} {} another thing, and its SEQUENCE went from {} to {}.", entry.uid, changed ? "says" : "is not",
          known.sequence, now.sequence);
  require(known.segment.empty() || known.segment == now.segment, "{} lies under another name.", entry.uid);
  now.edits = std::move(known.edits);
  known = std::move(now);
}

}  // namespace

EmittedObject read_object(store::Transaction& transaction, const store::Collection& calendar,
                          const store::ObjectEntry& entry) {
  const auto parsed = ical::parse(store::read_object(transaction, calendar, entry.segment).value_or(""));
  require(parsed && parsed->calendars.front().components.size() == 1, "{} is no calendar object.",
          entry.segment);
  EmittedObject object{entry.segment, entry.etag, -1, "", parsed->calendars.front().components.front()};
  object.sequence = std::stoll(std::string(object.body.value("SEQUENCE")));
  object.looks = looks_of(object.body);
  return object;
}

const EmittedObjects& read_emitted(Run& run, store::Transaction& transaction,
                                   const store::Collection& calendar) {
  EmittedObjects& objects = run.emitted[calendar.id];
  std::vector<store::ObjectEntry> entries;
  store::each_object(transaction, calendar,
                     [&](const store::ObjectEntry& entry) { entries.push_back(entry); });
  std::set<std::string> seen;
  for (const store::ObjectEntry& entry : entries) {
    require(seen.insert(entry.uid).second, "{} is in the calendar twice.", entry.uid);
    read_again(transaction, calendar, entry, objects[entry.uid]);
  }
  for (const auto& [uid, object] : objects)
    require(object.deleted || seen.contains(uid), "{} is gone from the calendar, and nobody deleted it.",
            uid);
  return objects;
}

std::string text_of(const ical::Component& body, std::string_view name) {
  return ical::unescape_text(body.value(name));
}

}  // namespace timeshelf::simulation
