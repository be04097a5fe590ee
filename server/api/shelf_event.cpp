#include "server/api/shelf_event.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>

#include "base/text.hpp"
#include "caldav/edited.hpp"
#include "caldav/service.hpp"
#include "commerce/slots/authored_event.hpp"
#include "ical/edit_event.hpp"
#include "ical/edit_terms.hpp"
#include "server/api/parameters.hpp"
#include "server/api/picture_check.hpp"
#include "store/attachment_pictures.hpp"

namespace timeshelf::server::api {
namespace {

namespace json = boost::json;

constexpr std::size_t kLongestTitle = 200;     // bytes
constexpr std::size_t kLongestStory = 20'000;  // bytes
constexpr std::chrono::days kLongestSlot{31};

Currency currency_of(const store::Shop& shop) {
  return Currency::parse(shop.currency).value_or(*Currency::parse("EUR"));
}

// "2026-05-01T18:00" as the clock of its zone shows it.
std::string local_text(Instant at, const std::string& zone_name) {
  const ical::Zone* zone = ical::find_zone(zone_name);
  const auto local = (zone ? *zone : ical::utc_zone()).to_local(std::chrono::floor<std::chrono::seconds>(at));
  return to_rfc3339(Instant(local.time_since_epoch())).substr(0, 16);
}

std::optional<ical::LocalSeconds> read_local(std::string_view text) {
  if (text.size() != 16 && text.size() != 19) return std::nullopt;
  const auto at = parse_rfc3339(std::string(text) + (text.size() == 16 ? ":00Z" : "Z"));
  if (!at) return std::nullopt;
  return ical::LocalSeconds(std::chrono::floor<std::chrono::seconds>(at->time_since_epoch()));
}

json::value text_or_null(const std::string& text) {
  return text.empty() ? json::value(nullptr) : json::value(text);
}

// A string that may be empty; nothing where it is left out.
std::optional<std::string> text_of(MemberReader& members, const json::object& body, std::string_view name,
                                   std::size_t longest) {
  const json::value* value = body.if_contains(name);
  if (!value) return std::nullopt;
  const bool empty = value->is_null() || (value->is_string() && value->get_string().empty());
  if (!empty) return members.text(name, longest);
  members.has(name);
  return "";
}

Problem invalid(std::string_view name, std::string sentence) {
  return Problem::make("invalid-member", std::move(sentence), std::string(name));
}

Read<std::optional<WrittenTimes>> read_times(MemberReader& members) {
  const bool given = members.has("starts") || members.has("ends") || members.has("time_zone");
  if (!given) return std::optional<WrittenTimes>();
  const std::string starts = members.text("starts", 19);
  const std::string ends = members.text("ends", 19);
  const std::string zone_name = members.text("time_zone", 64);
  if (auto problem = members.problem()) {
    if (problem->kind->name == "invalid-member") return *problem;  // the others are read behind
  }
  const ical::Zone* zone = ical::find_zone(zone_name);
  if (!zone)
    return invalid("time_zone",
                   fmt::format("\"{}\" is no time zone; write one like Europe/Berlin.", zone_name));
  const auto first = read_local(starts);
  if (!first) return invalid("starts", "Write the beginning like 2026-05-01T18:00.");
  const auto last = read_local(ends);
  if (!last) return invalid("ends", "Write the end like 2026-05-01T20:00.");
  for (const auto& [name, local] : {std::pair("starts", *first), std::pair("ends", *last)}) {
    if (zone->to_local(zone->to_utc(local)) != local)
      return invalid(
          name,
          fmt::format("The clocks of {} go forward then, and skip that time. Choose one before or after.",
                      zone_name));
  }
  WrittenTimes times{zone->to_utc(*first), zone->to_utc(*last), zone};
  if (times.ends_at <= times.starts_at)
    return invalid("ends", "It ends after it begins. Choose a later end.");
  if (times.ends_at - times.starts_at > kLongestSlot) return invalid("ends", "A slot lasts at most 31 days.");
  return std::optional(times);
}

void set_text(ical::Component& event, const char* name, const std::optional<std::string>& text) {
  if (!text || ical::unescape_text(event.value(name)) == *text) return;
  if (text->empty()) {
    event.remove(name);
  } else {
    event.set(ical::Property(name, ical::escape_text(*text)));
  }
}

void set_image(ical::Component& event, const std::string& image) {
  if (image.empty()) {
    event.remove("IMAGE");
  } else if (event.value("IMAGE") != image) {
    event.set(ical::Property("IMAGE", image, {{"VALUE", {"URI"}}}));
  }
}

void set_cancelled(ical::Component& event, bool cancelled) {
  if ((event.value("STATUS") == "CANCELLED") == cancelled) return;
  event.set(ical::Property("STATUS", cancelled ? "CANCELLED" : "CONFIRMED"));
}

std::vector<commerce::SaleObstacle> check_event(const ShelfEvent& event, const Call& call) {
  auto check = commerce::check_sale(event.slot, call.now(), event.followed);
  if (auto picture = check_picture(event.slot, event.missing_pictures, call.links()))
    check.push_back(std::move(*picture));
  return check;
}

Problem problem_of(const caldav::NotStored& refusal) {
  const std::string field = member_of(refusal.field);
  if (refusal.status == 507) return Problem::make("calendar-full", refusal.message);
  if (refusal.status == 423) return Problem::make("event-locked", refusal.message);
  if (refusal.status == 409) return Problem::make("below-sold", refusal.message, field);
  return Problem::make("terms-invalid", refusal.message, field);
}

}  // namespace

ical::Component& ShelfEvent::master() {
  return *ical::master_of(calendar);
}
bool ShelfEvent::is_recurring() {
  return ical::is_recurring(master());
}

bool is_followed(store::Transaction& transaction, const store::Collection& shelf) {
  const auto twin = shelf.twin ? store::find_collection(transaction, shelf.shop, *shelf.twin) : std::nullopt;
  return twin && twin->feed != store::FeedVisibility::off;
}

std::optional<ShelfEvent> find_event(store::Transaction& transaction, const Call& call,
                                     const store::Shop& shop, std::string_view slot) {
  const auto id = Id::parse(slot);
  auto row = id ? commerce::load_slot(transaction, shop.id, *id) : std::nullopt;
  auto shelf = row ? store::find_collection(transaction, shop.id, row->slot.shelf) : std::nullopt;
  auto object = shelf ? store::find_object_by_uid(transaction, *shelf, row->event_uid) : std::nullopt;
  auto bytes = object ? store::read_object(transaction, *shelf, object->segment) : std::nullopt;
  auto parsed = ical::parse(bytes.value_or(""), {}, ical::Leniency::repair);
  if (!bytes || !parsed || parsed->calendars.empty() || !ical::master_of(parsed->calendars.front()))
    return std::nullopt;
  auto seen = call.engine().find_slot(transaction, shop.id, *id);
  if (!seen) return std::nullopt;
  ShelfEvent event{std::move(*shelf), std::move(*object), std::move(parsed->calendars.front()),
                   std::move(*row), std::move(*seen)};
  for (const auto& each : commerce::load_slots_of_event(transaction, event.shelf, event.row.event_uid)) {
    if (each.slot.ends_at > call.now()) event.booked += each.slot.booked;
  }
  event.followed = is_followed(transaction, event.shelf);
  event.missing_pictures = store::missing_pictures(transaction, shop.id);
  return event;
}

bool is_deleted(store::Transaction& transaction, const commerce::Slot& slot) {
  if (slot.state != commerce::SlotState::off || slot.booked > 0)
    return false;  // an event that goes takes them off
  const auto row = commerce::load_slot(transaction, slot.shop, slot.id);
  const auto shelf = store::find_collection(transaction, slot.shop, slot.shelf);
  return !row || !shelf || !store::find_object_by_uid(transaction, *shelf, row->event_uid);
}

json::array obstacles_json(const std::vector<commerce::SaleObstacle>& obstacles) {
  json::array written;
  for (const auto& obstacle : obstacles) {
    written.push_back({{"kind", commerce::name_of(obstacle.kind)},
                       {"sentence", obstacle.sentence},
                       {"sku", text_or_null(obstacle.sku)},
                       {"at", obstacle.at ? json::value(to_rfc3339(*obstacle.at)) : json::value(nullptr)}});
  }
  return written;
}

json::object event_json(ShelfEvent& event, const store::Shop& shop, const Call& call) {
  const ical::Component& master = event.master();
  const auto authored = ical::read_terms(master, currency_of(shop));
  json::array problems;
  for (const auto& problem : authored.problems)
    problems.push_back({{"where", problem.where}, {"sentence", problem.reason}});
  const commerce::Slot& slot = event.slot;
  return {{"slot", slot.id.text()},
          {"shelf", event.shelf.id.text()},
          {"recurring", event.is_recurring()},
          {"all_day", ical::is_all_day(master)},
          {"summary", slot.summary},
          {"story", slot.description},
          {"location", slot.location},
          {"image", text_or_null(commerce::picture_of(master).address)},
          {"starts", local_text(slot.starts_at, slot.time_zone)},
          {"ends", local_text(slot.ends_at, slot.time_zone)},
          {"time_zone", slot.time_zone},
          {"starts_at", to_rfc3339(slot.starts_at)},
          {"ends_at", to_rfc3339(slot.ends_at)},
          {"cancelled", event.row.cancelled},
          {"off", event.row.switched_off},
          {"terms", terms_json(authored.terms)},
          {"problems", std::move(problems)},
          {"booked", slot.booked},
          {"booked_in_all", event.booked},
          {"state", commerce::name_of(slot.state)},
          {"check", obstacles_json(check_event(event, call))},
          {"etag", event.object.etag}};
}

Read<EventChange> read_change(const json::object& body) {
  MemberReader members(body, "");
  EventChange change;
  change.summary = text_of(members, body, "summary", kLongestTitle);
  change.story = text_of(members, body, "story", kLongestStory);
  change.location = text_of(members, body, "location", kLongestTitle);
  change.image = text_of(members, body, "image", 2'000);
  if (members.has("cancelled")) change.cancelled = members.flag("cancelled", false);
  if (members.has("off")) change.off = members.flag("off", false);
  if (const json::object* terms = members.object("terms")) change.terms = *terms;
  auto times = read_times(members);
  if (!times) return times.error();
  change.times = *times;
  static constexpr std::array<std::string_view, 10> kKnown{
      "summary", "story", "location", "image", "cancelled", "off", "terms", "starts", "ends", "time_zone"};
  for (const auto& member : body) {
    if (std::find(kKnown.begin(), kKnown.end(), std::string_view(member.key())) == kKnown.end())
      return Problem::make("unknown-member",
                           fmt::format("There is no member \"{}\" here.", std::string_view(member.key())),
                           std::string(std::string_view(member.key())));
  }
  if (auto problem = members.problem(); problem && problem->kind->name == "invalid-member") return *problem;
  if (change.summary && change.summary->empty())
    return invalid("summary", "Give it a title that customers see.");
  const std::string image = change.image.value_or("");
  if (!image.empty() &&
      (!is_printable(image) || image.find(' ') != std::string::npos ||
       !(image.starts_with("https://") || image.starts_with("http://") || image.starts_with("/"))))
    return invalid("image",
                   "A picture is an address that begins with https:// or, of this shop, with /media/.");
  return change;
}

Read<std::set<std::string>> apply_change(ical::Component& calendar, const EventChange& change,
                                         const store::Shop& shop, std::string_view zone_before, Instant now) {
  ical::Component& event = *ical::master_of(calendar);
  if (change.times && ical::is_recurring(event))
    return invalid("starts",
                   "This is one date of a series: move it alone, or change the series in a calendar app.");
  std::set<std::string> unset;
  ical::ShelfTerms terms = ical::read_terms(event, currency_of(shop)).terms;
  if (change.terms) {
    auto written = read_terms(*change.terms, terms, currency_of(shop));
    if (!written) return written.error();
    terms = std::move(written->terms);
    unset = std::move(written->unset);
  }
  const std::string place = std::string(event.value("LOCATION"));
  set_text(event, "SUMMARY", change.summary);
  set_text(event, "LOCATION", change.location);
  if (change.story) {
    const std::string description = ical::unescape_text(event.value("DESCRIPTION"));
    if (ical::without_shelf_lines(description) != *change.story)
      set_text(event, "DESCRIPTION", ical::with_story(description, *change.story));
  }
  if (change.image) set_image(event, *change.image);
  if (change.cancelled) set_cancelled(event, *change.cancelled);
  if (change.off) terms.off = *change.off;
  if (change.terms || change.off) ical::edit_terms(event, terms, currency_of(shop));
  const bool moved = change.times || place != event.value("LOCATION") || change.cancelled.has_value();
  ical::note_change(event, now, moved);
  if (change.times) {
    ical::set_times(calendar, event, change.times->starts_at, change.times->ends_at, *change.times->zone,
                    change.times->zone->name() != zone_before);
  }
  return unset;
}

Read<std::string> store_event(store::Transaction& transaction, const Call& call, const Member& member,
                              const store::Collection& shelf, std::string_view segment,
                              const ical::Component& calendar) {
  const caldav::EditLimits limits{caldav::Options{}.largest_object, call.context().config.quota_mib << 20};
  const auto stored = caldav::store_edited(transaction, shelf, call.context().policy, member.user.name,
                                           segment, calendar, limits, call.now());
  if (stored) return *stored;
  return problem_of(stored.error());
}

std::optional<Problem> remove_event(store::Transaction& transaction, const Call& call, const Member& member,
                                    const ShelfEvent& event) {
  const auto removed = caldav::remove_edited(transaction, event.shelf, call.context().policy,
                                             member.user.name, event.object.segment, call.now());
  return removed ? std::nullopt : std::optional(problem_of(removed.error()));
}

}  // namespace timeshelf::server::api
