#include "caldav/scheduling/directory.hpp"

#include <algorithm>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "caldav/attachments/uses.hpp"
#include "caldav/node.hpp"
#include "caldav/object_store.hpp"
#include "caldav/xml.hpp"
#include "ical/recurrence.hpp"

namespace timeshelf::caldav::scheduling {
namespace {

// The content of a property that a client set on a collection; "" if it did not.
std::string stored_text(store::Transaction& transaction, const store::Collection& collection,
                        std::string_view name) {
  const auto stored = store::find_property(transaction, collection, "", xml::kCalDav, name);
  const auto document =
      stored ? xml::parse(stored->xml) : Result<std::shared_ptr<pugi::xml_document>, ErrorBase>(ErrorBase{});
  return document ? std::string(trim(xml::text_of(xml::children(**document).front()))) : "";
}

}  // namespace

CalendarUser calendar_user(const Options& options, store::User user) {
  CalendarUser who{std::move(user), {}};
  who.addresses.insert(normalised(principal_href(options, who.user.name)));
  if (!who.user.email.empty()) who.addresses.insert(normalised("mailto:" + who.user.email));
  return who;
}

std::optional<CalendarUser> find_calendar_user(store::Transaction& transaction, const Options& options,
                                               std::string_view address) {
  const std::string known = normalised(address);
  std::optional<store::User> user;
  if (known.starts_with("mailto:")) {
    user = store::find_user_by_email(transaction, known.substr(7));
  } else if (const auto path = parse_path(options.root, known); path && path->kind == Path::Kind::principal) {
    user = store::find_user(transaction, path->user);
  }
  if (!user) return std::nullopt;
  return calendar_user(options, std::move(*user));
}

std::vector<OwnCalendar> own_calendars_and_shelves(store::Transaction& transaction, const store::User& user) {
  std::vector<OwnCalendar> found;
  std::vector<std::pair<Id, std::string>> parents{{user.home, ""}};  // those still to be looked into
  for (std::size_t i = 0; i < parents.size(); ++i) {
    const auto [parent, way] = parents[i];
    for (store::Binding& binding : store::list_bindings(transaction, user.shop, parent)) {
      if (binding.access != store::Access::owner) continue;
      std::string below = way + percent_encode(binding.segment) + "/";
      const auto kind = binding.collection.kind;
      if (kind == store::CollectionKind::plain) {
        parents.emplace_back(binding.collection.id, std::move(below));
      } else if (kind == store::CollectionKind::calendar) {
        found.push_back({std::move(binding), std::move(below)});
      }
    }
  }
  return found;
}

std::vector<OwnCalendar> own_calendars(store::Transaction& transaction, const store::User& user) {
  auto calendars = own_calendars_and_shelves(transaction, user);
  std::erase_if(calendars, [](const OwnCalendar& own) { return own.binding.collection.shelf; });
  return calendars;
}

bool takes(const store::Collection& calendar, std::string_view component) {
  if (calendar.components.empty()) return true;
  const auto names = split(calendar.components, ',');
  return std::find(names.begin(), names.end(), component) != names.end();
}

std::optional<store::Binding> default_calendar(store::Transaction& transaction, const store::User& user,
                                               std::string_view component) {
  const auto inbox = find_in_home(transaction, user, store::CollectionKind::inbox);
  std::string chosen =
      inbox ? stored_text(transaction, inbox->collection, "schedule-default-calendar-URL") : "";
  while (!chosen.empty() && chosen.back() == '/') chosen.pop_back();
  const auto segment = percent_decode(chosen.substr(chosen.rfind('/') + 1));
  std::optional<store::Binding> usual;
  for (OwnCalendar& own : own_calendars(transaction, user)) {
    store::Binding& binding = own.binding;
    if (!own.is_directly_in_home() || !takes(binding.collection, component)) continue;
    if (segment && !segment->empty() && binding.segment == *segment) return std::move(binding);
    if (!usual || binding.segment == "calendar") usual = std::move(binding);
  }
  return usual;
}

bool is_transparent(store::Transaction& transaction, const store::Collection& calendar,
                    std::string_view segment) {
  const auto stored =
      store::find_property(transaction, calendar, segment, xml::kCalDav, "schedule-calendar-transp");
  if (!stored) return false;
  const auto document = xml::parse(stored->xml);
  return document && xml::child(xml::children(**document).front(), xml::kCalDav, "transparent");
}

std::optional<StoredMeeting> find_meeting(store::Transaction& transaction, const store::User& user,
                                          std::string_view uid) {
  std::optional<StoredMeeting> found;
  for (auto& [binding, way] : own_calendars(transaction, user)) {
    auto entry = store::find_object_by_uid(transaction, binding.collection, uid);
    if (!entry) continue;
    const bool scheduled = !entry->schedule_tag.empty();
    if (!found || scheduled) found = StoredMeeting{std::move(binding), std::move(*entry)};
    if (scheduled) break;
  }
  return found;
}

std::optional<ical::Component> read_meeting(store::Transaction& transaction,
                                            const store::Collection& collection, std::string_view segment) {
  const auto bytes = store::read_object(transaction, collection, segment);
  if (!bytes) return std::nullopt;
  ical::Limits limits;
  limits.bytes = limits.line_bytes = bytes->size();
  auto parsed = ical::parse(*bytes, limits, ical::Leniency::repair);
  if (!parsed || parsed->calendars.empty()) return std::nullopt;
  return std::move(parsed->calendars.front());
}

std::optional<store::Binding> find_in_home(store::Transaction& transaction, const store::User& user,
                                           store::CollectionKind kind) {
  for (store::Binding& binding : store::list_bindings(transaction, user.shop, user.home)) {
    if (binding.collection.kind == kind && binding.access == store::Access::owner) return std::move(binding);
  }
  return std::nullopt;
}

void make_inbox_and_outbox(store::Transaction& transaction, const store::User& user, Instant now,
                           Random& random) {
  for (const auto& [segment, kind] : {std::pair("inbox", store::CollectionKind::inbox),
                                      std::pair("outbox", store::CollectionKind::outbox)}) {
    store::Collection collection;
    collection.shop = user.shop;
    collection.id = Id::make(now, random);
    collection.kind = kind;
    collection.created_at = collection.modified_at = now;
    store::insert_collection(transaction, collection);
    store::bind(transaction, user.shop, user.home, segment, collection.id, store::Access::owner);
  }
}

void save(const World& world, const store::Collection& collection, const std::string& segment,
          const std::string& uid, const ical::Component& object, const std::string& tag) {
  const std::string bytes = ical::serialize(object);
  store::ObjectEntry entry;
  entry.segment = segment;
  entry.uid = uid;
  for (const ical::Component& part : object.components) {
    if (is_part(part)) entry.component = part.name;
  }
  entry.content_type = "text/calendar; charset=utf-8; component=" + to_lower(entry.component);
  entry.etag = strong_etag(bytes);
  entry.schedule_tag = tag;
  entry.size = static_cast<std::int64_t>(bytes.size());
  entry.exact = false;
  if (const auto bounds = ical::bounds_of(object)) {
    set_times(entry, *bounds, ical::stretches_of(object, world.clock.now()));
  }
  store::put_object(world.transaction, collection, entry, bytes, world.clock.now());
  attachments::note_uses(world.transaction, collection, segment, object, false);
}

}  // namespace timeshelf::caldav::scheduling
