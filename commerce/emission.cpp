#include "commerce/emission.hpp"

#include <algorithm>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "commerce/calendar_words.hpp"
#include "ical/recurrence.hpp"

namespace timeshelf::commerce {
namespace {

using ical::Component;
using ical::Property;

// What the shop wrote last.
struct Base {
  std::int64_t sequence = -1;
  std::vector<Property> lines;
};

std::optional<Base> load_base(store::Transaction& transaction, const store::Collection& calendar,
                              std::string_view uid) {
  return transaction.first(
      "SELECT sequence, lines FROM emissions WHERE shop = $1 AND collection = $2 AND uid = $3",
      {calendar.shop, calendar.id, uid}, [](const store::Row& row) {
        const auto parsed = ical::parse("BEGIN:VCALENDAR\r\n" + row.string(1) + "END:VCALENDAR\r\n", {},
                                        ical::Leniency::repair);
        return Base{row.integer(0), parsed ? parsed->calendars.front().properties : std::vector<Property>{}};
      });
}

std::string text_of(const std::vector<Property>& lines) {
  std::string text;
  for (const Property& line : lines) text += line.bytes();
  return text;
}

void store_base(store::Transaction& transaction, const store::Collection& calendar, std::string_view uid,
                const Base& base) {
  transaction.execute(
      "INSERT INTO emissions (shop, collection, uid, sequence, lines) VALUES ($1, $2, $3, $4, $5) "
      "ON CONFLICT (shop, collection, uid) DO UPDATE SET sequence = excluded.sequence, lines = "
      "excluded.lines",
      {calendar.shop, calendar.id, uid, base.sequence, text_of(base.lines)});
}

Component empty_object(const Emission& emission) {
  return {"VCALENDAR",
          {Property("VERSION", "2.0"), Property("PRODID", "-//Timeshelf//Timeshelf//EN")},
          {Component{emission.component, {Property("UID", emission.uid)}, {}}}};
}

// The flag is the shop's, the words behind it are whoever's they are.
constexpr std::string_view kBehindFlag = " · ";
void take_flag_off(Component& body) {
  Property* summary = body.find("SUMMARY");
  if (!summary) return;
  for (const CalendarWords* words : all_calendar_words()) {  // the shop may have another language by now
    const std::string prefix = std::string(words->staff.uncovered) + std::string(kBehindFlag);
    if (summary->value().starts_with(prefix)) summary->set_value(summary->value().substr(prefix.size()));
  }
}
void put_flag_on(Component& body, const std::string& flag) {
  if (flag.empty()) return;
  Property* summary = body.find("SUMMARY");
  if (summary) summary->set_value(flag + std::string(kBehindFlag) + summary->value());
}

std::int64_t sequence_of(const Component& body) {
  return parse_whole(body.value("SEQUENCE")).value_or(0);
}

void store_object(store::Transaction& transaction, const store::Collection& calendar,
                  const Emission& emission, const std::string& segment, const Component& object,
                  const ical::Bounds& bounds, Instant now) {
  const std::string bytes = ical::serialize(object);
  store::ObjectEntry entry;
  entry.segment = segment;
  entry.uid = emission.uid;
  entry.component = emission.component;
  entry.content_type = "text/calendar; charset=utf-8; component=" + to_lower(emission.component);
  entry.etag = strong_etag(bytes);
  entry.size = static_cast<std::int64_t>(bytes.size());
  entry.starts_at = bounds.start;
  entry.ends_at = bounds.end;
  entry.exact = bounds.exact;
  store::put_object(transaction, calendar, entry, bytes, now);
}

}  // namespace

Emitted emit(store::Transaction& transaction, const store::Collection& calendar, const Emission& emission,
             Instant now) {
  Base base = load_base(transaction, calendar, emission.uid).value_or(Base{});
  const auto known = store::find_object_by_uid(transaction, calendar, emission.uid);
  const auto bytes = known ? store::read_object(transaction, calendar, known->segment) : std::nullopt;
  if (!bytes) {
    if (!emission.make) return {};
    base.lines.clear();  // what is not there was not changed by anybody
  }
  auto parsed = ical::parse(bytes.value_or(""), {}, ical::Leniency::repair);
  Component object = bytes && parsed ? std::move(parsed->calendars.front()) : empty_object(emission);
  const auto body =
      std::find_if(object.components.begin(), object.components.end(), [&](const Component& component) {
        return component.name == emission.component && !component.find("RECURRENCE-ID");
      });
  if (body == object.components.end()) return {};  // somebody made something else of it

  Emitted emitted;
  const std::string before = ical::canonical(*body);
  take_flag_off(*body);
  emitted.overruled = merge_lines(base.lines, emission.lines, object, *body, emission.overruled);
  put_flag_on(*body, emission.flag);
  const bool changed = !bytes || ical::canonical(*body) != before;
  const std::int64_t sequence =
      changed
          ? std::max(std::max(base.sequence, bytes ? sequence_of(*body) : -1) + 1, emission.least_sequence)
          : base.sequence;
  if (changed || text_of(base.lines) != text_of(emission.lines))
    store_base(transaction, calendar, emission.uid, {sequence, emission.lines});
  const auto bounds = ical::bounds_of(object);
  if (changed) {
    body->set(Property("SEQUENCE", std::to_string(sequence)));
    body->set(Property("DTSTAMP", to_ical_utc(now)));
    body->set(Property("LAST-MODIFIED", to_ical_utc(now)));
    store_object(transaction, calendar, emission, known ? known->segment : emission.name + ".ics", object,
                 bounds ? *bounds : ical::Bounds{}, now);
  }
  if (bounds && bounds->exact) {
    emitted.starts_at = bounds->start;
    emitted.ends_at = bounds->end;
  }
  return emitted;
}

void adopt_lines(store::Transaction& transaction, const store::Collection& calendar, std::string_view uid,
                 const std::vector<Property>& heard) {
  auto base = load_base(transaction, calendar, uid);
  if (!base || heard.empty()) return;  // the shop has written nothing that could be left behind
  for (const Property& line : heard) adopt(base->lines, line);
  store_base(transaction, calendar, uid, *base);
}

void follow_object(store::Transaction& transaction, const Id& shop, const Id& from, const Id& to,
                   std::string_view uid) {
  transaction.execute("DELETE FROM emissions WHERE shop = $1 AND collection = $2 AND uid = $3",
                      {shop, to, uid});
  transaction.execute("UPDATE emissions SET collection = $3 WHERE shop = $1 AND collection = $2 AND uid = $4",
                      {shop, from, to, uid});
}

}  // namespace timeshelf::commerce
