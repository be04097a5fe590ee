// Whatever organizer and attendees do in whatever order, each attendee has what they are invited to, and the
// organizer has what they answered.
#include <random>

#include "caldav/scheduling/message.hpp"
#include "ical/recurrence.hpp"
#include "tests/store/scheduling_world.hpp"

namespace timeshelf::tests {
namespace {

using caldav::scheduling::attendee_line;
using ical::Component;
using ical::Property;

constexpr int kDays = 6;

/// What of a meeting takes place for one attendee: by the original start of each instance.
struct Takes {
  Instant start;
  Instant end;
  std::string said;
};
using Instances = std::map<Instant, Takes>;

Instances instances_of(const Component& calendar, const caldav::scheduling::Addresses& who) {
  Instances all;
  const ical::Zones zones(calendar);
  const auto found = ical::expand(calendar, Instant::min(), Instant::max(), ical::utc_zone());
  if (!found) return all;
  for (const ical::Occurrence& occurrence : *found) {
    const auto* line = attendee_line(*occurrence.component, who);
    if (!line || caldav::scheduling::is_cancelled(*occurrence.component)) continue;
    all[ical::to_instant(occurrence.recurrence_id, zones, ical::utc_zone())] = {
        occurrence.start, occurrence.end, caldav::scheduling::partstat_of(*line)};
  }
  return all;
}

class SchedulingRandom : public SchedulingTest {
 protected:
  int roll(int sides) { return static_cast<int>(dice_() % static_cast<unsigned>(sides)); }
  static std::string day(int number) { return "202603" + std::to_string(10 + number); }
  static Property at(const std::string& name, int number, int hour) {
    const std::string two = std::to_string(100 + hour).substr(1);
    return {name, day(number) + "T" + two + "0000", {{"TZID", {"Europe/Berlin"}}}};
  }
  static Property guest(const caldav::Principal& who) {
    return {"ATTENDEE", "mailto:" + who.email, {{"PARTSTAT", {"NEEDS-ACTION"}}, {"RSVP", {"TRUE"}}}};
  }
  static caldav::scheduling::Addresses addresses(const caldav::Principal& who) {
    return {"mailto:" + who.email};
  }

  Component fresh() {
    Component event{"VEVENT", {}, {}};
    event.properties = {Property("UID", "m"),
                        Property("DTSTAMP", "20260301T000000Z"),
                        at("DTSTART", 0, 9 + roll(3)),
                        Property("DURATION", "PT1H"),
                        Property("SUMMARY", "Plan"),
                        Property("RRULE", "FREQ=DAILY;COUNT=" + std::to_string(kDays)),
                        Property("ORGANIZER", "mailto:ada@example.com"),
                        Property("ATTENDEE", "mailto:ada@example.com", {{"PARTSTAT", {"ACCEPTED"}}})};
    event.properties.push_back(guest(bob_));
    if (roll(2) == 0) event.properties.push_back(guest(cyd_));
    Component calendar{"VCALENDAR", {Property("VERSION", "2.0"), Property("PRODID", "test")}, {}};
    calendar.components.push_back(std::move(event));
    return calendar;
  }
  static Component parsed(const std::string& text) { return ical::parse(text)->calendars.front(); }

  /// The part of that day, made from the series if need be; null if the day is excluded.
  static Component* part_of_day(Component& calendar, int number) {
    const auto parts = caldav::scheduling::parts_of(calendar);
    if (!parts.master) return nullptr;
    const Component master = calendar.components[*parts.master];
    const ical::Zones zones(calendar);
    Property id = at("RECURRENCE-ID", number, 0);
    id.set_value(day(number) + std::string(master.value("DTSTART").substr(8)));
    const Instant instant = ical::to_instant(*ical::date_time_of(id), zones, ical::utc_zone());
    if (const auto known = parts.overrides.find(instant); known != parts.overrides.end())
      return &calendar.components[known->second];
    if (caldav::scheduling::excluded_from(master, zones).contains(instant)) return nullptr;
    calendar.components.push_back(caldav::scheduling::derived_instance(master, id, zones));
    return &calendar.components.back();
  }
  static void exclude(Component& calendar, int number) {
    Component* part = part_of_day(calendar, number);
    if (!part) return;
    const Property id = *part->find("RECURRENCE-ID");
    const Instant gone = ical::to_instant(*ical::date_time_of(id), ical::Zones(calendar), ical::utc_zone());
    const auto parts = caldav::scheduling::parts_of(calendar);
    const auto index = static_cast<std::ptrdiff_t>(parts.overrides.at(gone));
    calendar.components[*parts.master].properties.emplace_back("EXDATE", id.value(), id.parameters());
    calendar.components.erase(calendar.components.begin() + index);
  }
  static void toggle_guest(Component& part, const caldav::Principal& who) {
    if (attendee_line(part, addresses(who))) {
      std::erase_if(part.properties, [&](const Property& line) {
        return line.name() == "ATTENDEE" && line.value() == "mailto:" + who.email;
      });
    } else {
      part.properties.push_back(guest(who));
    }
  }

  std::string organize() {
    const std::string text = copy_of(ada_);
    if (text.empty()) {
      EXPECT_EQ(send("PUT", meeting_path(ada_), ical::serialize(fresh())).status, 201);
      return "invites";
    }
    const int number = roll(kDays);
    const auto& who = roll(2) == 0 ? bob_ : cyd_;
    Component calendar = parsed(text);
    std::string what;
    switch (roll(9)) {
      case 0:
        EXPECT_EQ(send("DELETE", meeting_path(ada_)).status, 204);
        return "deletes";
      case 1:
        calendar = fresh();
        what = "begins anew";
        break;
      case 2:
        exclude(calendar, number);
        what = "excludes " + day(number);
        break;
      case 3:
      case 4:
        if (Component* part = part_of_day(calendar, number)) {
          part->set(at("DTSTART", number, 14 + roll(3)));
          what = "moves " + day(number);
        }
        break;
      case 5:
      case 6:
        if (Component* part = part_of_day(calendar, number)) toggle_guest(*part, who);
        what = "asks " + who.user + " to " + day(number) + ", or not";
        break;
      case 7:
        toggle_guest(calendar.components[*caldav::scheduling::parts_of(calendar).master], who);
        what = "asks " + who.user + ", or not";
        break;
      default:
        for (Component& part : calendar.components)
          part.set(Property("SUMMARY", "Plan " + std::to_string(roll(100))));
        what = "renames";
    }
    const auto answer = send("PUT", meeting_path(ada_), ical::serialize(calendar));
    EXPECT_EQ(answer.status, 204) << what << "\n" << answer.body.view() << ical::serialize(calendar);
    return what;
  }

  std::string attend(const caldav::Principal& who) {
    const std::string text = copy_of(who);
    if (text.empty()) return "has nothing";
    Component calendar = parsed(text);
    const char* const partstats[] = {"ACCEPTED", "TENTATIVE", "DECLINED"};
    const std::string said = partstats[roll(3)];
    const int number = roll(kDays);
    std::string what;
    switch (roll(5)) {
      case 0:
        EXPECT_EQ(by(who, "DELETE", path_of(who)).status, 204);
        return "deletes";
      case 1:
        if (caldav::scheduling::is_cancelled(calendar.components.front())) return "has nothing";
        exclude(calendar, number);
        what = "excludes " + day(number);
        break;
      case 2:
      case 3:
        if (Component* part = part_of_day(calendar, number)) {
          if (auto* line = attendee_line(*part, addresses(who)))
            caldav::scheduling::set_parameter(*line, "PARTSTAT", said);
        }
        what = said + " for " + day(number);
        break;
      default:
        for (Component& part : calendar.components) {
          if (auto* line = attendee_line(part, addresses(who)))
            caldav::scheduling::set_parameter(*line, "PARTSTAT", said);
        }
        what = said;
    }
    const auto answer = by(who, "PUT", path_of(who), ical::serialize(calendar));
    EXPECT_EQ(answer.status, 204) << what << "\n" << answer.body.view() << ical::serialize(calendar) << text;
    return what;
  }

  /// What is wrong for one attendee, or "".
  std::string problem(const caldav::Principal& who) {
    const std::string organizers = copy_of(ada_), text = copy_of(who);
    const auto invitation = organizers.empty()
                                ? std::nullopt
                                : caldav::scheduling::invitation_for(parsed(organizers), addresses(who));
    const Instances wanted = invitation ? instances_of(*invitation, addresses(who)) : Instances{};
    const Instances there = text.empty() ? Instances{} : instances_of(parsed(text), addresses(who));
    for (const auto& [instance, takes] : wanted) {
      const auto found = there.find(instance);
      if (found == there.end()) {
        if (takes.said != "DECLINED")
          return to_rfc3339(instance) + " is missing, the organizer has " + takes.said;
        continue;  // deleted, or excluded
      }
      if (found->second.start != takes.start || found->second.end != takes.end)
        return to_rfc3339(instance) + " is at another time";
      if (found->second.said != takes.said)
        return to_rfc3339(instance) + " says " + found->second.said + ", the organizer has " + takes.said;
    }
    for (const auto& [instance, takes] : there) {
      if (!wanted.contains(instance))
        return to_rfc3339(instance) + " is there, but they are not invited to it";
    }
    return "";
  }

  std::mt19937 dice_;
};

TEST_P(SchedulingRandom, everybody_has_what_they_are_invited_to_and_said) {
  const int seeds = GetParam() == EngineKind::sqlite ? 40 : 4;
  for (int seed = 1; seed <= seeds; ++seed) {
    dice_.seed(static_cast<unsigned>(seed));
    std::string story;
    for (int step = 0; step < 25; ++step) {
      const int actor = roll(4);
      const auto& who = actor == 2 ? bob_ : cyd_;
      story += actor < 2 ? "\nada " + organize() : "\n" + who.user + " " + attend(who);
      for (const auto& attendee : {bob_, cyd_}) {
        const std::string wrong = problem(attendee);
        ASSERT_EQ(wrong, "") << attendee.user << ", seed " << seed << story << "\n\n"
                             << copy_of(ada_) << "\n"
                             << copy_of(attendee);
      }
      ASSERT_FALSE(HasFailure()) << "seed " << seed << story;
    }
    send("DELETE", meeting_path(ada_));
    for (const auto& attendee : {bob_, cyd_}) {
      if (!copy_of(attendee).empty()) by(attendee, "DELETE", path_of(attendee));
      inbox(attendee);
    }
    inbox(ada_);
  }
}

INSTANTIATE_TEST_SUITE_P(Both, SchedulingRandom, BothDatabases, name_of_engine);

}  // namespace
}  // namespace timeshelf::tests
