#include "server/api/draft_event.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "ical/edit_event.hpp"
#include "ical/edit_terms.hpp"

namespace timeshelf::server::api {
namespace {

using ical::ShelfTerms;

constexpr std::array<std::string_view, 13> kNotCopied = {
    "RRULE",     "RDATE",   "EXDATE",    "RECURRENCE-ID", "SEQUENCE", "STATUS",  "ATTENDEE",
    "ORGANIZER", "COMMENT", "COMPLETED", "LAST-MODIFIED", "CREATED",  "DURATION"};

const ical::Zone& zone_of(const commerce::Slot& slot) {
  const ical::Zone* zone = ical::find_zone(slot.time_zone);
  return zone ? *zone : ical::utc_zone();
}

void move_along(ical::Moment& moment, std::chrono::seconds by) {
  if (auto* date = std::get_if<ical::DateTime>(&moment)) date->local += by;
}
void move_along(std::optional<ical::Moment>& moment, std::chrono::seconds by) {
  if (moment) move_along(*moment, by);
}
void move_along(ShelfTerms& terms, std::chrono::seconds by) {
  for (auto& price : terms.prices) move_along(price.until, by);
  for (auto& way : terms.fulfilment) move_along(way.cut_off, by);
  for (auto& opening : terms.early) move_along(opening.at, by);
  for (auto* moment : {&terms.opens, &terms.closes, &terms.cancel}) move_along(*moment, by);
}

void set_ladder(ShelfTerms& terms, const DraftedLine& line) {
  std::vector<ical::AuthoredPrice*> steps;
  for (auto& price : terms.prices)
    if (price.sku == line.sku && price.amount.currency == line.first_price.currency) steps.push_back(&price);
  if (steps.empty()) {
    terms.prices.push_back({line.sku, "", {}, {}, line.last_price});
    return;
  }
  const auto [low, high] = std::minmax(line.first_price.minor, line.last_price.minor);
  for (auto* step : steps) step->amount.minor = std::clamp(step->amount.minor, low, high);
  steps.front()->amount = line.first_price;
  steps.back()->amount = line.last_price;
}

void set_units(std::vector<ical::AuthoredStock>& list, const DraftedLine& line) {
  for (auto& stock : list)
    if (stock.sku == line.sku) stock.units = line.units;
}

// A SKU that was neither in stock nor preordered was not sold, so there is nothing to say of it.
void set_lines(ShelfTerms& terms, const std::vector<DraftedLine>& lines) {
  const auto is_left_out = [&](const auto& of) {
    return std::none_of(lines.begin(), lines.end(), [&](const auto& line) { return line.sku == of.sku; });
  };
  std::erase_if(terms.stock, is_left_out);
  std::erase_if(terms.preorders, is_left_out);
  std::erase_if(terms.thresholds, is_left_out);
  std::erase_if(terms.prices, is_left_out);
  for (const DraftedLine& line : lines) {
    set_units(terms.stock, line);
    set_units(terms.preorders, line);
    if (line.sku == ical::kSeatSku) terms.seats = line.units;
    set_ladder(terms, line);
  }
}

}  // namespace

WrittenTimes times_on(const commerce::Slot& like, std::chrono::sys_days day) {
  const ical::Zone& zone = zone_of(like);
  const auto local = zone.to_local(std::chrono::floor<std::chrono::seconds>(like.starts_at));
  const auto time_of_day = local - std::chrono::floor<std::chrono::days>(local);
  const Instant starts =
      zone.to_utc(ical::LocalSeconds(std::chrono::sys_seconds(day).time_since_epoch()) + time_of_day);
  return {starts, starts + (like.ends_at - like.starts_at), &zone};
}

ical::Component draft_of(const ShelfEvent& like, const DraftedSlot& drafted, const std::string& drop,
                         const std::string& uid, const store::Shop& shop, Instant now) {
  ical::Component calendar = like.calendar;
  const Currency currency = *Currency::parse(shop.currency);
  ical::Component event = *ical::master_of(calendar);
  const auto before = ical::read_terms(event, currency).terms;
  std::erase_if(calendar.components, [](const auto& component) { return component.name != "VTIMEZONE"; });
  for (const auto name : kNotCopied) event.remove(name);
  std::erase_if(event.components, [](const auto& component) { return component.name == "VALARM"; });
  event.set(ical::Property("UID", uid));
  event.set(ical::Property("CREATED", to_ical_utc(now)));
  event.set(ical::Property("SUMMARY", ical::escape_text(drafted.title)));

  const WrittenTimes times = times_on(like.slot, drafted.day);
  ShelfTerms terms = before;
  move_along(terms, std::chrono::floor<std::chrono::seconds>(times.starts_at - like.slot.starts_at));
  set_lines(terms, drafted.lines);
  terms.drop = drop;
  terms.off = true;
  ical::edit_terms(event, terms, currency);
  ical::note_change(event, now, false);
  calendar.components.push_back(std::move(event));
  ical::set_times(calendar, calendar.components.back(), times.starts_at, times.ends_at, *times.zone, true);
  return calendar;
}

}  // namespace timeshelf::server::api
