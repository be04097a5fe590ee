// An event of a shelf is stored or removed: its terms become slots, prices and allotments.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "commerce/checkout/sales.hpp"
#include "commerce/engine.hpp"
#include "commerce/experiments/slot_ladders.hpp"
#include "commerce/fulfilment/fulfilment_rows.hpp"
#include "commerce/fulfilment/windows.hpp"
#include "commerce/outbox.hpp"
#include "commerce/slots/aftermath.hpp"
#include "commerce/slots/authored_event.hpp"
#include "commerce/slots/authored_rows.hpp"
#include "commerce/slots/obstacles.hpp"
#include "commerce/slots/slot_rows.hpp"
#include "commerce/staff/shifts.hpp"
#include "commerce/stock/supply.hpp"
#include "commerce/webhooks/events.hpp"
#include "ical/recurrence.hpp"
#include "store/attachment_pictures.hpp"

namespace timeshelf::commerce {
namespace {

constexpr std::size_t kMostSlotsOfAnEvent = 60;
// Who drags an event about saves it several times: calendars move with it, and letters tell where it came to
// rest.
constexpr auto kSettled = std::chrono::minutes(1);
// How often a series gets the slots that have come into reach.
constexpr auto kLookAhead = std::chrono::days(7);
constexpr std::size_t kMostExpired = 10'000;  // that are tidied up before; more wait for the next

Currency currency_of(const store::Shop& shop) {
  return Currency::parse(shop.currency).value_or(*Currency::parse("EUR"));
}

// Where there are no terms, X-SHELF-STATE:ON or a block without lines.
bool says_on(const ical::AuthoredTerms& authored, const ical::Component& event) {
  const std::string description = ical::unescape_text(event.value("DESCRIPTION"));
  return !authored.lines.empty() || ical::without_shelf_lines(description) != description;
}

// Its history stays; it is only no longer for sale, and no part of what is sold together.
void take_off_sale(store::Transaction& transaction, SlotRow& row, Aftermath& aftermath, Instant now,
                   Random& random) {
  if (!row.switched_off)
    owe_events(transaction, row.slot.shop, "slot.called_off", {row.slot.id.string()}, now);
  row.switched_off = true;
  row.slot.bundle.clear();
  update_slot(transaction, row);
  supply(transaction, row, nullptr, aftermath.venue_of(row.slot.location), aftermath.pools(), now, random)
      .value();
  aftermath.was_at(row.slot.location, row.slot.starts_at, row.slot.ends_at);
  aftermath.show_later(row.slot.id);
}

std::string series_of(const store::Collection& shelf, std::string_view uid) {
  return fmt::format("{}:{}", shelf.id.text(), uid);
}

// One event, whose occurrences become slots.
class Publication {
 public:
  Publication(store::Transaction& transaction, const store::Shop& shop, const store::Collection& shelf,
              std::string_view segment, const AuthoredEvent& event, const std::vector<Product>& products,
              const EngineOptions& options, Instant now, Random& random)
      : transaction_(transaction),
        shop_(shop),
        shelf_(shelf),
        segment_(segment),
        event_(event),
        products_(products),
        options_(options),
        now_(now),
        random_(random),
        uid_(event.master().value("UID")),
        zones_(event.calendar),
        shop_zone_(zone_of(shop)),
        existing_(load_slots_of_event(transaction, shelf, uid_)),
        aftermath_(transaction, shop.id, now, random) {}

  /// Every slot follows what is written; those that are no longer written are taken off sale.
  Decided<void> publish() {
    const auto occurrences = expand();
    if (!occurrences) return occurrences.error();
    std::set<std::string> written;
    for (const ical::Occurrence& occurrence : *occurrences) {
      if (auto placed = place(occurrence); !placed) return placed;
      written.insert(recurrence_of(occurrence));
    }
    if (auto retired = retire_all_but(written); !retired) return retired;
    keep_lines();
    aftermath_.settle("the calendar changed");
    look_again_later(*occurrences);
    return {};
  }

  /// Makes the slots of a series that have come into reach; those that there are stay as they are.
  Decided<void> extend() {
    const auto occurrences = expand();
    if (!occurrences) return occurrences.error();
    std::vector<const ical::Occurrence*> missing;
    for (const ical::Occurrence& occurrence : *occurrences) {
      if (!find_existing(recurrence_of(occurrence))) missing.push_back(&occurrence);
    }
    // Read before the first is written: what comes of itself has nobody who could be told of a refusal.
    for (const ical::Occurrence* occurrence : missing) {
      if (const auto authored = authored_of(*occurrence); !authored) return authored.error();
    }
    for (const ical::Occurrence* occurrence : missing) {
      if (auto placed = place(*occurrence); !placed) return placed;
    }
    keep_lines();
    aftermath_.settle("time went on");
    look_again_later(*occurrences);
    return {};
  }

 private:
  static const ical::Zone& zone_of(const store::Shop& shop) {
    const ical::Zone* zone = ical::find_zone(shop.time_zone);
    return zone ? *zone : ical::utc_zone();
  }

  Decided<std::vector<ical::Occurrence>> expand() const {
    const bool recurring = event_.is_recurring();
    const Instant from = recurring ? now_ - std::chrono::hours(24) : Instant::min();
    const Instant to = recurring ? now_ + options_.sell_ahead : Instant::max();
    auto occurrences = ical::expand(event_.calendar, from, to, shop_zone_);
    if (!occurrences) return refuse(Refusal::Code::terms_invalid, occurrences.error().message, "RRULE");
    if (occurrences->size() > kMostSlotsOfAnEvent) occurrences->resize(kMostSlotsOfAnEvent);
    return std::move(*occurrences);
  }

  // RECURRENCE-ID in UTC, or "".
  std::string recurrence_of(const ical::Occurrence& occurrence) const {
    if (!event_.is_recurring()) return "";
    return to_ical_utc(ical::to_instant(occurrence.recurrence_id, zones_, shop_zone_));
  }

  const SlotRow* find_existing(const std::string& recurrence) const {
    const auto at = std::find_if(existing_.begin(), existing_.end(),
                                 [&](const SlotRow& row) { return row.recurrence == recurrence; });
    return at == existing_.end() ? nullptr : &*at;
  }

  Decided<ical::AuthoredTerms> authored_of(const ical::Occurrence& occurrence) const {
    return terms_of(event_, *occurrence.component, currency_of(shop_), products_);
  }

  Decided<void> place(const ical::Occurrence& occurrence) {
    auto authored = authored_of(occurrence);
    if (!authored) return authored.error();
    const std::string recurrence = recurrence_of(occurrence);
    const SlotRow* before = find_existing(recurrence);
    SlotRow row = before ? *before : new_row(recurrence);
    const SlotClock clock = describe(row, occurrence);
    const auto windows = read_windows(*authored, row.slot, clock.zone);
    if (!windows) return windows.error();
    const bool speaks = authored->terms.any() || !authored->problems.empty();
    if (speaks) {
      set_terms(row, *authored, clock);
      set_obstacle(transaction_, row, Cause::terms,
                   authored->problems.empty() ? "" : authored->problems.front().reason);
    } else if (says_on(*authored, *occurrence.component)) {
      row.switched_off = false;
    }
    if (before && looks_elsewhere(*before, row)) tell_of_move(row, row.cancelled && !before->cancelled);
    // Where it is at no venue any more nobody counts heads again.
    if (before && !aftermath_.venue_of(row.slot.location))
      set_obstacle(transaction_, row, Cause::headcount, "");
    before ? update_slot(transaction_, row) : insert_slot(transaction_, row);
    if (!before) owe_events(transaction_, shop_.id, "slot.published", {row.slot.id.string()}, now_);
    if (speaks) {
      write_terms(transaction_, row, authored->terms, clock);
      keep_dealt_ladder(transaction_, row, currency_of(shop_), clock);
    }
    if (*windows) {
      if (auto put = put_windows(transaction_, row.slot, **windows, now_, random_); !put) return put;
    }
    const ical::ShelfTerms* terms = speaks ? &authored->terms : nullptr;
    auto supplied = supply(transaction_, row, terms, aftermath_.venue_of(row.slot.location),
                           aftermath_.pools(), now_, random_);
    if (!supplied) return supplied;
    if (row.slot.booked > 0) {
      owe_shifts(transaction_, shop_.id, {row.slot.id}, now_);
      owe_missed(transaction_, shop_.id, {{row.slot.id, now_}});
    }
    if (before) aftermath_.was_at(before->slot.location, before->slot.starts_at, before->slot.ends_at);
    aftermath_.was_at(row.slot.location, row.slot.starts_at, row.slot.ends_at);
    aftermath_.show_later(row.slot.id);
    return {};
  }

  SlotRow new_row(const std::string& recurrence) {
    SlotRow row;
    row.slot.shop = shop_.id;
    row.slot.id = Id::make(now_, random_);
    row.slot.shelf = shelf_.id;
    row.event_uid = uid_;
    row.recurrence = recurrence;
    row.slot.uid = recurrence.empty() ? uid_ : uid_ + "/" + recurrence;
    row.slot.created_at = row.slot.modified_at = now_;
    return row;
  }

  // What the occurrence says apart from its terms of sale; answers the wall clock that those count by.
  SlotClock describe(SlotRow& row, const ical::Occurrence& occurrence) const {
    const ical::Component& component = *occurrence.component;
    row.segment = segment_;
    row.slot.summary = ical::unescape_text(component.value("SUMMARY"));
    row.slot.description = ical::without_shelf_lines(ical::unescape_text(component.value("DESCRIPTION")));
    row.slot.location = ical::unescape_text(component.value("LOCATION"));
    const EventPicture picture = picture_of(component);
    row.attachment = picture.attachment ? picture.attachment->string() : "";
    row.slot.image = picture.attachment
                         ? store::want_picture(transaction_, shop_.id, *picture.attachment, now_)
                         : picture.address;
    row.slot.starts_at = occurrence.start;
    row.slot.ends_at = occurrence.end;
    row.cancelled = component.value("STATUS") == "CANCELLED";

    const ical::Property* start_line = component.find("DTSTART");
    const auto written = start_line ? ical::date_time_of(*start_line) : std::nullopt;
    ical::DateTime start = written.value_or(ical::DateTime{});
    const bool zoned = start.form == ical::DateTime::Form::zoned;
    const ical::Zone* own_zone = zoned ? zones_.find(start.tzid) : nullptr;
    row.slot.time_zone = own_zone ? own_zone->name() : shop_.time_zone;
    const ical::Zone& zone = own_zone ? *own_zone : shop_zone_;
    const auto utc = std::chrono::floor<std::chrono::seconds>(occurrence.start);
    start.local = start.form == ical::DateTime::Form::utc ? ical::LocalSeconds(utc.time_since_epoch())
                                                          : zone.to_local(utc);
    return {start, zones_, zone};
  }

  static bool looks_elsewhere(const SlotRow& before, const SlotRow& now) {
    return before.slot.starts_at != now.slot.starts_at || before.slot.ends_at != now.slot.ends_at ||
           before.slot.location != now.slot.location || before.cancelled != now.cancelled;
  }

  void tell_of_move(SlotRow& row, bool called_off) {
    ++row.slot.sequence;
    owe_events(transaction_, shop_.id, called_off ? "slot.called_off" : "slot.moved", {row.slot.id.string()},
               now_);
    if (row.slot.booked == 0) return;
    owe(transaction_, shop_.id, "slot-moved", row.slot.id.text(), now_);
    owe(transaction_, shop_.id, "slot-changed", row.slot.id.text(), now_ + kSettled);
  }

  Decided<void> retire_all_but(const std::set<std::string>& written) {
    for (SlotRow& row : existing_) {
      if (written.contains(row.recurrence) || row.slot.ends_at < now_) continue;
      if (row.slot.booked > 0) {
        return refuse(
            Refusal::Code::below_sold,
            fmt::format("\"{}\" has {} bookings and would no longer take place. Cancel them first, or set "
                        "STATUS:CANCELLED.",
                        row.slot.summary, row.slot.booked));
      }
      take_off_sale(transaction_, row, aftermath_, now_, random_);
    }
    return {};
  }

  // All slots of the event keep its lines, those that are over or have their own terms too: whichever is
  // asked later, these are put back.
  void keep_lines() {
    std::string lines;
    for (const ical::Property& line : event_.terms.lines) lines += line.bytes();
    if (lines.empty()) return;
    transaction_.execute("UPDATE slots SET authored = $4 WHERE shop = $1 AND shelf = $2 AND uid = $3",
                         {shop_.id, shelf_.id, uid_, lines});
  }

  void look_again_later(const std::vector<ical::Occurrence>& occurrences) {
    if (!event_.is_recurring() || occurrences.empty()) return;
    owe(transaction_, shop_.id, kSeriesTopic, series_of(shelf_, uid_), now_ + kLookAhead);
  }

  store::Transaction& transaction_;
  const store::Shop& shop_;
  const store::Collection& shelf_;
  const std::string_view segment_;
  const AuthoredEvent& event_;
  const std::vector<Product>& products_;
  const EngineOptions& options_;
  const Instant now_;
  Random& random_;
  const std::string uid_;
  const ical::Zones zones_;
  const ical::Zone& shop_zone_;
  std::vector<SlotRow> existing_;  ///< by UID: an event that comes back, or is renamed, is the same event
  Aftermath aftermath_;
};

// The X-SHELF lines that the event had when it was read last.
std::string kept_lines(store::Transaction& transaction, const store::Collection& shelf,
                       const std::string& uid) {
  for (const SlotRow& row : load_slots_of_event(transaction, shelf, uid)) {
    if (!row.authored.empty()) return row.authored;
  }
  return "";
}

}  // namespace

Decided<Engine::Published> Engine::publish(store::Transaction& transaction, const store::Collection& shelf,
                                           std::string_view segment, const ical::Component& calendar) {
  const auto shop = store::find_shop(transaction, shelf.shop);
  if (!shop) return Published{};
  // A hold that has run out keeps nobody from giving the slot less.
  expire_holds(transaction, shop->id, kMostExpired, clock_.now(), random_);
  const auto products = list_products(transaction, shop->id);
  const auto event = read_event(calendar, kept_lines(transaction, shelf, event_uid_of(calendar)),
                                currency_of(*shop), products);
  if (!event) return event.error();
  if (!*event) return Published{};
  Publication publication(transaction, *shop, shelf, segment, **event, products, options_, clock_.now(),
                          random_);
  if (auto done = publication.publish(); !done) return done.error();
  return Published{(*event)->restored};
}

void Engine::extend_series(store::Transaction& transaction, const Id& shop_id, std::string_view series) {
  const auto colon = series.find(':');
  const auto shelf_id = Id::parse(series.substr(0, colon));
  if (!shelf_id || colon == std::string_view::npos) return;
  const auto shop = store::find_shop(transaction, shop_id);
  const auto shelf = store::find_collection(transaction, shop_id, *shelf_id);
  if (!shop || !shelf || !shelf->shelf) return;
  const auto object = store::find_object_by_uid(transaction, *shelf, series.substr(colon + 1));
  const auto bytes = object ? store::read_object(transaction, *shelf, object->segment) : std::nullopt;
  const auto parsed = ical::parse(bytes.value_or(""), {}, ical::Leniency::repair);
  if (!parsed || parsed->calendars.empty()) return;
  const auto products = list_products(transaction, shop_id);
  const Instant now = clock_.now();
  // Refused where it names a product that is gone: nothing was written, and it is looked at again.
  const auto event = read_event(parsed->calendars.front(), "", currency_of(*shop), products);
  bool extended = false;
  if (event) {
    if (!*event || !(*event)->is_recurring()) return;
    Publication publication(transaction, *shop, *shelf, object->segment, **event, products, options_, now,
                            random_);
    extended = publication.extend().has_value();
  }
  if (!extended) owe(transaction, shop_id, kSeriesTopic, series, now + kLookAhead);
}

Decided<void> Engine::withdraw(store::Transaction& transaction, const store::Collection& shelf,
                               std::string_view segment) {
  const Instant now = clock_.now();
  Aftermath aftermath(transaction, shelf.shop, now, random_);
  for (SlotRow& row : load_slots_of(transaction, shelf, segment)) {
    if (row.slot.booked > 0 && row.slot.ends_at > now) {
      return refuse(
          Refusal::Code::below_sold,
          fmt::format("\"{}\" has {} bookings. Cancel them first, or call it off with STATUS:CANCELLED.",
                      row.slot.summary, row.slot.booked));
    }
    take_off_sale(transaction, row, aftermath, now, random_);
  }
  aftermath.settle("the calendar changed");
  return {};
}

}  // namespace timeshelf::commerce
