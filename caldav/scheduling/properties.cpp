#include "caldav/scheduling/properties.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "caldav/scheduling/directory.hpp"
#include "caldav/scheduling/implicit.hpp"
#include "caldav/sharing/personal.hpp"

namespace timeshelf::caldav::scheduling {
namespace {

constexpr std::size_t kLargestAvailability = 64 << 10;

// Whose principal it is; nothing of a group.
std::optional<store::User> user_of_principal(const PropertyContext& context) {
  return context.node.principal->is_user()
             ? store::find_user(context.transaction, context.node.principal->name)
             : std::nullopt;
}

// Whose inbox it is, whoever was granted to set it.
std::optional<store::User> user_of_home(const PropertyContext& context) {
  return store::find_user(context.transaction, context.node.path.user);
}

bool write_place(const PropertyContext& context, store::CollectionKind kind, xml::Writer& writer) {
  if (context.node.kind != Node::Kind::principal) return false;
  const auto user = user_of_principal(context);
  const auto found = user ? find_in_home(context.transaction, *user, kind) : std::nullopt;
  if (!found) return false;
  writer.element("D:href", child_href(home_href(context.call.options, user->name), found->segment, true));
  return true;
}

ChangeResult set_default_calendar(const PropertyContext& context, const store::Collection& inbox,
                                  const PropertyChange& change) {
  const auto user = user_of_home(context);
  const std::string href = xml::text_of(xml::child(change.element, xml::kDav, "href"));
  const auto path = parse_reference(context.call.options.root, context.call.request, href);
  const auto own = user ? own_calendars(context.transaction, *user) : std::vector<OwnCalendar>{};
  const bool good = user && path && path->user == user->name && path->segments.size() == 1 &&
                    std::any_of(own.begin(), own.end(), [&](const OwnCalendar& calendar) {
                      const store::Binding& binding = calendar.binding;
                      return calendar.is_directly_in_home() && binding.segment == path->segments.front() &&
                             takes(binding.collection, "VEVENT");
                    });
  if (!good) {
    return {403, "C:valid-schedule-default-calendar-URL",
            "Invitations go into a calendar of your own, directly in your home, that takes events."};
  }
  // Without the host that the client wrote: it may be reached by another one tomorrow.
  std::string element =
      "<schedule-default-calendar-URL xmlns=\"" + std::string(xml::kCalDav) + "\"><href xmlns=\"DAV:\">";
  xml::escape(element, child_href(home_href(context.call.options, user->name), path->segments.front(), true));
  store::set_property(context.transaction, inbox, "",
                      {std::string(xml::kCalDav), "schedule-default-calendar-URL",
                       element + "</href></schedule-default-calendar-URL>"});
  return {};
}

ChangeResult set_transparency(const PropertyContext& context, const store::Collection&,
                              const PropertyChange& change) {
  const auto values = xml::children(change.element);
  const bool known = values.size() == 1 && (xml::is(values.front(), xml::kCalDav, "opaque") ||
                                            xml::is(values.front(), xml::kCalDav, "transparent"));
  if (!known) return {409, "", "schedule-calendar-transp holds C:opaque or C:transparent."};
  const auto place = sharing::property_place(context.node);
  store::set_property(context.transaction, place.collection, place.segment,
                      {change.name.name_space, change.name.local, xml::self_contained(change.element)});
  return {};
}

ChangeResult set_availability(const PropertyContext& context, const store::Collection& inbox,
                              const PropertyChange& change) {
  const std::string text = xml::text_of(change.element);
  if (text.size() > kLargestAvailability) return {507, "", "A property has at most 64 KiB."};
  const auto parsed = ical::parse(trim(text), {}, ical::Leniency::repair);
  const bool good =
      parsed && !parsed->calendars.empty() &&
      std::any_of(parsed->calendars.front().components.begin(), parsed->calendars.front().components.end(),
                  [](const ical::Component& part) { return part.name == "VAVAILABILITY"; });
  if (!good) {
    return {403, "C:valid-calendar-data",
            "calendar-availability is a VCALENDAR with VAVAILABILITY components (RFC 7953)."};
  }
  store::set_property(context.transaction, inbox, "",
                      {change.name.name_space, change.name.local, xml::self_contained(change.element)});
  return {};
}

}  // namespace

bool schedule_inbox_url(const PropertyContext& context, xml::Writer& writer) {
  return write_place(context, store::CollectionKind::inbox, writer);
}

bool schedule_outbox_url(const PropertyContext& context, xml::Writer& writer) {
  return write_place(context, store::CollectionKind::outbox, writer);
}

bool calendar_user_type(const PropertyContext& context, xml::Writer& writer) {
  if (context.node.kind != Node::Kind::principal) return false;
  const auto user = user_of_principal(context);
  writer.text(user ? user->calendar_user_type : "GROUP");
  return true;
}

bool schedule_default_calendar_url(const PropertyContext& context, xml::Writer& writer) {
  if (!context.node.is_inbox()) return false;
  const auto user = user_of_home(context);
  const auto calendar = user ? default_calendar(context.transaction, *user, "VEVENT") : std::nullopt;
  if (!calendar) return false;
  writer.element("D:href", child_href(home_href(context.call.options, user->name), calendar->segment, true));
  return true;
}

bool schedule_calendar_transp(const PropertyContext& context, xml::Writer& writer) {
  if (context.node.kind != Node::Kind::collection ||
      context.node.collection->kind != store::CollectionKind::calendar) {
    return false;
  }
  // Nobody is busy with what others share with them, and nothing else until they say so
  // (caldav-sharing 5.5.5).
  const Node& node = context.node;
  const auto place = sharing::property_place(node);
  const bool said =
      !node.is_appearance() || store::find_property(context.transaction, place.collection, place.segment,
                                                    xml::kCalDav, "schedule-calendar-transp");
  writer.empty(!said || is_transparent(context.transaction, place.collection, place.segment) ? "C:transparent"
                                                                                             : "C:opaque");
  return true;
}

bool max_attendees_per_instance(const PropertyContext& context, xml::Writer& writer) {
  if (!context.node.is_calendar()) return false;
  writer.text(std::to_string(kMostAttendees));
  return true;
}

bool schedule_tag(const PropertyContext& context, xml::Writer& writer) {
  if (!context.node.object || context.node.object->schedule_tag.empty()) return false;
  writer.text(context.node.object->schedule_tag);
  return true;
}

void write_privileges(const Node& node, xml::Writer& writer) {
  const auto all = [&](std::initializer_list<const char*> names) {
    for (const char* name : names) {
      writer.open("D:privilege");
      writer.empty(name);
      writer.close("D:privilege");
    }
  };
  if (node.is_inbox()) {
    all({"C:schedule-deliver", "C:schedule-deliver-invite", "C:schedule-deliver-reply",
         "C:schedule-query-freebusy"});
  }
  if (node.is_outbox()) {
    all({"C:schedule-send", "C:schedule-send-invite", "C:schedule-send-reply", "C:schedule-send-freebusy"});
  }
}

std::optional<ChangeResult> change_property(const PropertyContext& context,
                                            const store::Collection& collection,
                                            const PropertyChange& change) {
  if (context.node.object) return std::nullopt;
  using store::CollectionKind;
  struct Row {
    std::string_view name_space;
    std::string_view name;
    CollectionKind kind;
    ChangeResult (*set)(const PropertyContext&, const store::Collection&, const PropertyChange&);
  };
  static constexpr Row kRows[] = {
      {xml::kCalDav, "schedule-default-calendar-URL", CollectionKind::inbox, set_default_calendar},
      {xml::kCalDav, "schedule-calendar-transp", CollectionKind::calendar, set_transparency},
      {xml::kCalDav, "calendar-availability", CollectionKind::inbox, set_availability},
      {xml::kCalendarServer, "calendar-availability", CollectionKind::inbox, set_availability},
  };
  for (const Row& row : kRows) {
    if (row.name_space != change.name.name_space || row.name != change.name.local) continue;
    if (row.kind != collection.kind) return std::nullopt;
    if (!change.remove) return row.set(context, collection, change);
    const auto place = sharing::property_place(context.node);
    store::remove_property(context.transaction, place.collection, place.segment, row.name_space, row.name);
    return ChangeResult{};
  }
  return std::nullopt;
}

}  // namespace timeshelf::caldav::scheduling
