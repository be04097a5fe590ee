// An event of a shelf is stored or removed: its terms become slots, prices and allotments.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "commerce/engine.hpp"
#include "commerce/ledger_rows.hpp"
#include "commerce/outbox.hpp"
#include "commerce/shifts.hpp"
#include "commerce/slot_rows.hpp"
#include "ical/recurrence.hpp"
#include "ical/shelf_terms.hpp"

namespace timeshelf::commerce {
namespace {

using ical::AuthoredTerms;
using ical::ShelfTerms;

constexpr std::size_t kMostSlotsOfAnEvent = 60;
// Who drags an event about saves it several times: customers are told where it came to rest.
constexpr auto kSettled = std::chrono::minutes(1);

// The moment in UTC: so long before the start in the slot's wall clock, or the date-time itself.
Instant instant_of(const ical::Moment& moment, const ical::DateTime& start, const ical::Zones& zones,
                   const ical::Zone& zone) {
  if (const auto* duration = std::get_if<ical::Duration>(&moment)) {
    return ical::to_instant(ical::add(start, *duration), zones, zone);
  }
  return ical::to_instant(std::get<ical::DateTime>(moment), zones, zone);
}

// What is wrong with the terms beyond their grammar.
void check_products(AuthoredTerms& authored, const std::vector<Product>& products) {
  const bool by_property = !authored.lines.empty();
  const auto check = [&](const std::string& sku) {
    const bool known = sku == ical::kSeatSku || std::any_of(products.begin(), products.end(),
                                                            [&](const Product& p) { return p.sku == sku; });
    if (known) return;
    const bool named = std::any_of(authored.lines.begin(), authored.lines.end(),
                                   [&](const ical::Property& line) { return line.parameter("SKU") == sku; });
    authored.problems.push_back(
        {by_property && named, sku,
         fmt::format("There is no product with the SKU {}. Add it to the shop, or correct the SKU.", sku)});
  };
  for (const auto& stock : authored.terms.stock) check(stock.sku);
  for (const auto& price : authored.terms.prices) check(price.sku);
}

bool has_shelf_block(const ical::Component& event) {
  return to_lower(ical::unescape_text(event.value("DESCRIPTION"))).find("#shelf") != std::string::npos;
}

// Puts lines back behind the component's own ones, touching nothing else.
std::string restore_lines(const ical::Component& calendar, const std::vector<ical::Property>& lines) {
  ical::Component restored = calendar;
  for (ical::Component& component : restored.components) {
    if (component.name != "VEVENT" || component.find("RECURRENCE-ID")) continue;
    component.properties.insert(component.properties.end(), lines.begin(), lines.end());
  }
  return ical::serialize(restored);
}

std::vector<ical::Property> parse_lines(const std::string& text) {
  auto parsed = ical::parse("BEGIN:VCALENDAR\r\n" + text + "END:VCALENDAR\r\n", {}, ical::Leniency::repair);
  return parsed ? parsed->calendars.front().properties : std::vector<ical::Property>{};
}

const ical::Component* master_of(const ical::Component& calendar) {
  for (const ical::Component& component : calendar.components) {
    if (component.name == "VEVENT" && !component.find("RECURRENCE-ID")) return &component;
  }
  return nullptr;
}

std::string image_of(const ical::Component& event) {
  for (const auto* name : {"IMAGE", "ATTACH"}) {
    const auto value = event.value(name);
    if (value.starts_with("https://") || value.starts_with("http://") || value.starts_with("/"))
      return std::string(value);
  }
  return "";
}

void write_prices(store::Transaction& transaction, const SlotRow& row, const ShelfTerms& terms,
                  const ical::DateTime& start, const ical::Zones& zones, const ical::Zone& zone) {
  transaction.execute("DELETE FROM prices WHERE shop = $1 AND slot = $2", {row.slot.shop, row.slot.id});
  std::int64_t position = 0;
  for (const auto& price : terms.prices) {
    const auto until =
        price.until ? std::optional(instant_of(*price.until, start, zones, zone)) : std::nullopt;
    transaction.execute(
        "INSERT INTO prices (shop, slot, position, sku, tier, until_at, quantity, minor, currency) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        {row.slot.shop, row.slot.id, position++, price.sku, price.tier, until, price.quantity,
         price.amount.minor, price.amount.currency.code()});
  }
}

void write_fulfilments(store::Transaction& transaction, const SlotRow& row, const ShelfTerms& terms,
                       const ical::DateTime& start, const ical::Zones& zones, const ical::Zone& zone) {
  static constexpr std::string_view kNames[] = {"PICKUP", "DELIVERY", "SAME-DAY", "DIGITAL"};
  transaction.execute("DELETE FROM fulfilments WHERE shop = $1 AND slot = $2", {row.slot.shop, row.slot.id});
  std::int64_t position = 0;
  for (const auto& fulfilment : terms.fulfilment) {
    const auto cut_off = fulfilment.cut_off
                             ? std::optional(instant_of(*fulfilment.cut_off, start, zones, zone))
                             : std::nullopt;
    const auto fee = fulfilment.fee ? std::optional(fulfilment.fee->minor) : std::nullopt;
    transaction.execute(
        "INSERT INTO fulfilments (shop, slot, position, kind, fee, currency, cut_off) VALUES ($1, $2, $3, "
        "$4, $5, $6, $7)",
        {row.slot.shop, row.slot.id, position++, kNames[static_cast<int>(fulfilment.kind)], fee,
         fulfilment.fee ? fulfilment.fee->currency.code() : std::string_view(""), cut_off});
  }
}

// Brings an allotment to what was authored: more comes from the source, less goes back, never below what is
// promised.
std::optional<Refusal> allot(store::Transaction& transaction, const SlotRow& row, const std::string& sku,
                             std::int64_t units, Instant now, Random& random) {
  const Id& shop = row.slot.shop;
  const AccountKey source{sku == ical::kSeatSku ? AccountKind::capacity : AccountKind::supplier, "", sku};
  const AccountKey account = allotted(row.slot.id, sku);
  Ledger ledger;
  load_accounts(transaction, shop, {source, account}, ledger);
  load_place(transaction, shop, row.slot.id, ledger);
  const std::int64_t sold_units = ledger.account(sold(row.slot.id, sku)).balance();
  const std::int64_t promised = sold_units + ledger.account(account).debits_pending;
  if (units < promised) {
    return refuse(
        Refusal::Code::below_sold,
        fmt::format(
            "{} of {} are sold or held in \"{}\" already; it cannot have fewer. Cancel bookings first.",
            promised, sku, row.slot.summary));
  }
  const std::int64_t more = units - ledger.account(account).balance() - sold_units;
  if (more == 0) return std::nullopt;
  Transfer transfer{Id::make(now, random), TransferKind::posted, source, account, more, {},
                    row.slot.id.text(),    "allotment",          now};
  if (more < 0) {
    std::swap(transfer.debit, transfer.credit);
    transfer.amount = -more;
  }
  ledger.apply({&transfer, 1}).value();
  store_written(transaction, shop, ledger);
  return std::nullopt;
}

// Its history stays; it is only no longer for sale, and no part of what is sold together.
void take_off_sale(store::Transaction& transaction, SlotRow& row, Instant now) {
  row.switched_off = true;
  row.slot.bundle.clear();
  update_slot(transaction, row);
  show(transaction, row, now);
}

// A property was meant for us and can be refused; plain lines never lose the event.
std::optional<Refusal> first_malformed(const AuthoredTerms& authored) {
  for (const auto& problem : authored.problems) {
    if (problem.in_property) return refuse(Refusal::Code::terms_invalid, problem.reason, problem.where);
  }
  return std::nullopt;
}

// What the terms set; what they leave out stays as it was.
void set_terms(SlotRow& row, const AuthoredTerms& authored, const ical::DateTime& start,
               const ical::Zones& zones, const ical::Zone& zone) {
  const ShelfTerms& terms = authored.terms;
  row.problem = authored.problems.empty() ? "" : authored.problems.front().reason;
  row.switched_off = terms.off;
  if (terms.seats) row.slot.seats = terms.seats;
  if (terms.limit) row.slot.limit = terms.limit;
  if (terms.opens) row.slot.opens_at = instant_of(*terms.opens, start, zones, zone);
  if (terms.closes) row.slot.closes_at = instant_of(*terms.closes, start, zones, zone);
  if (!terms.drop.empty()) row.slot.drop = terms.drop;
  if (!terms.bundle.empty()) row.slot.bundle = terms.bundle;
  if (terms.staffing) {
    row.staff_people = terms.staffing->people;
    row.staff_per = terms.staffing->per_bookings;
  }
  if (!authored.lines.empty()) {
    row.authored.clear();
    for (const auto& line : authored.lines) row.authored += line.bytes();
  }
}

}  // namespace

Decided<Engine::Published> Engine::publish(store::Transaction& transaction, const store::Collection& shelf,
                                           std::string_view segment, const ical::Component& sent,
                                           std::string_view) {
  Published published;
  const ical::Component* event = master_of(sent);
  const auto shop = store::find_shop(transaction, shelf.shop);
  if (!event || !shop) return published;  // tasks and journals may lie on a shelf; they sell nothing
  const Instant now = clock_.now();
  const Currency currency = Currency::parse(shop->currency).value_or(*Currency::parse("EUR"));
  // By its UID: an event that comes back, or is renamed, is the same event.
  auto existing = load_slots_of_event(transaction, shelf, event->value("UID"));

  ical::Component calendar = sent;
  AuthoredTerms authored = ical::read_terms(*event, currency);
  const auto kept = std::find_if(existing.begin(), existing.end(),
                                 [](const SlotRow& row) { return !row.authored.empty(); });
  if (authored.lines.empty() && kept != existing.end() && !has_shelf_block(*event)) {
    // The client dropped what it does not know; it did not mean to.
    published.content = restore_lines(sent, parse_lines(kept->authored));
    calendar = ical::parse(*published.content)->calendars.front();
    authored = ical::read_terms(*master_of(calendar), currency);
  }
  event = master_of(calendar);
  check_products(authored, list_products(transaction, shelf.shop));
  if (auto refused = first_malformed(authored)) return *refused;

  const ical::Zone* found_zone = ical::find_zone(shop->time_zone);
  const ical::Zone& floating = found_zone ? *found_zone : ical::utc_zone();
  const bool recurring = event->find("RRULE") || event->find("RDATE");
  const Instant from = recurring ? now - std::chrono::hours(24) : Instant::min();
  const Instant to = recurring ? now + options_.sell_ahead : Instant::max();
  auto occurrences = ical::expand(calendar, from, to, floating);
  if (!occurrences) return refuse(Refusal::Code::terms_invalid, occurrences.error().message, "RRULE");
  if (occurrences->size() > kMostSlotsOfAnEvent) occurrences->resize(kMostSlotsOfAnEvent);

  const ical::Zones zones(calendar);
  std::set<std::string> seen;
  for (const ical::Occurrence& occurrence : *occurrences) {
    const ical::Component& component = *occurrence.component;
    AuthoredTerms own = authored;
    if (component.find("RECURRENCE-ID")) {
      AuthoredTerms override_terms = ical::read_terms(component, currency);
      check_products(override_terms, list_products(transaction, shelf.shop));
      if (auto refused = first_malformed(override_terms)) return *refused;
      if (override_terms.terms.any() || !override_terms.problems.empty()) own = std::move(override_terms);
    }
    const std::string recurrence =
        recurring ? to_ical_utc(ical::to_instant(occurrence.recurrence_id, zones, floating)) : std::string();
    seen.insert(recurrence);
    auto at = std::find_if(existing.begin(), existing.end(),
                           [&](const SlotRow& row) { return row.recurrence == recurrence; });
    const bool fresh = at == existing.end();
    SlotRow row = fresh ? SlotRow{} : *at;
    const auto before = std::tuple(row.slot.starts_at, row.slot.ends_at, row.slot.location, row.cancelled);
    if (fresh) {
      row.slot.shop = shelf.shop;
      row.slot.id = Id::make(now, random_);
      row.slot.shelf = shelf.id;
      row.event_uid = event->value("UID");
      row.recurrence = recurrence;
      row.slot.uid = recurrence.empty() ? row.event_uid : row.event_uid + "/" + recurrence;
      row.slot.created_at = row.slot.modified_at = now;
    }
    row.segment = segment;
    row.slot.summary = ical::unescape_text(component.value("SUMMARY"));
    row.slot.description = ical::without_shelf_lines(ical::unescape_text(component.value("DESCRIPTION")));
    row.slot.location = ical::unescape_text(component.value("LOCATION"));
    row.slot.image = image_of(component);
    row.slot.starts_at = occurrence.start;
    row.slot.ends_at = occurrence.end;
    const auto* start_line = component.find("DTSTART");
    const auto start = start_line ? ical::date_time_of(*start_line) : std::nullopt;
    const ical::Zone* zone =
        start && start->form == ical::DateTime::Form::zoned ? zones.find(start->tzid) : nullptr;
    row.slot.time_zone = zone ? zone->name() : shop->time_zone;
    row.cancelled = component.value("STATUS") == "CANCELLED";
    // Moments count back from this occurrence, not from the first.
    ical::DateTime own_start = start.value_or(ical::DateTime{});
    const ical::Zone& own_zone = zone ? *zone : floating;
    own_start.local = own_start.form == ical::DateTime::Form::utc
                          ? ical::LocalSeconds(
                                std::chrono::floor<std::chrono::seconds>(occurrence.start).time_since_epoch())
                          : own_zone.to_local(std::chrono::floor<std::chrono::seconds>(occurrence.start));
    const bool speaks = own.terms.any() || !own.problems.empty();
    if (speaks) set_terms(row, own, own_start, zones, own_zone);
    if (!fresh &&
        before != std::tuple(row.slot.starts_at, row.slot.ends_at, row.slot.location, row.cancelled)) {
      ++row.slot.sequence;
      if (row.slot.booked > 0 && !options_.mail_from.empty())
        owe(transaction, row.slot.shop, "slot-changed", row.slot.id.text(), now + kSettled);
    }
    fresh ? insert_slot(transaction, row) : update_slot(transaction, row);
    if (speaks) {
      if (!own.terms.prices.empty()) write_prices(transaction, row, own.terms, own_start, zones, own_zone);
      if (!own.terms.fulfilment.empty())
        write_fulfilments(transaction, row, own.terms, own_start, zones, own_zone);
      if (own.terms.seats) {
        if (auto refused =
                allot(transaction, row, std::string(ical::kSeatSku), *own.terms.seats, now, random_))
          return *refused;
      }
      for (const auto& stock : own.terms.stock) {
        if (auto refused = allot(transaction, row, stock.sku, stock.units, now, random_)) return *refused;
      }
    }
    if (row.slot.booked > 0) {
      owe_shifts(transaction, row.slot.shop, {row.slot.id}, now);
    }
    show(transaction, row, now);
  }
  for (SlotRow& row : existing) {
    if (seen.contains(row.recurrence) || row.slot.ends_at < now) continue;
    if (row.slot.booked > 0) {
      return refuse(
          Refusal::Code::below_sold,
          fmt::format("\"{}\" has {} bookings and would no longer take place. Cancel them first, or set "
                      "STATUS:CANCELLED.",
                      row.slot.summary, row.slot.booked));
    }
    take_off_sale(transaction, row, now);
  }
  return published;
}

Decided<void> Engine::withdraw(store::Transaction& transaction, const store::Collection& shelf,
                               std::string_view segment) {
  const Instant now = clock_.now();
  for (SlotRow& row : load_slots_of(transaction, shelf, segment)) {
    if (row.slot.booked > 0 && row.slot.ends_at > now) {
      return refuse(
          Refusal::Code::below_sold,
          fmt::format("\"{}\" has {} bookings. Cancel them first, or call it off with STATUS:CANCELLED.",
                      row.slot.summary, row.slot.booked));
    }
    take_off_sale(transaction, row, now);
  }
  return {};
}

Decided<void> Engine::shelf_changed(store::Transaction& transaction, store::Collection& collection,
                                    const Id& parent, std::string_view segment) {
  const Instant now = clock_.now();
  std::vector<std::string> segments;
  store::each_object(transaction, collection,
                     [&](const store::ObjectEntry& object) { segments.push_back(object.segment); });
  if (!collection.shelf) {
    for (const std::string& name : segments) {
      if (auto gone = withdraw(transaction, collection, name); !gone) return gone.error();
    }
    const auto twin = collection.twin;
    collection.twin.reset();
    store::update_collection(transaction, collection);
    if (twin) store::delete_collection(transaction, collection.shop, *twin);
    return {};
  }
  store::Collection live;
  live.shop = collection.shop;
  live.id = Id::make(now, random_);
  live.kind = store::CollectionKind::live;
  live.components = "VEVENT";
  live.twin = collection.id;
  live.feed = store::FeedVisibility::open;
  const auto shop = store::find_shop(transaction, collection.shop);
  std::string token = shop->slug + "-" + to_lower(segment);
  for (char& c : token) {
    if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))) c = '-';
  }
  live.feed_token = token;
  for (int i = 2; store::find_feed(transaction, live.feed_token); ++i)
    live.feed_token = fmt::format("{}-{}", token, i);
  live.created_at = live.modified_at = now;
  store::insert_collection(transaction, live);
  std::string name = std::string(segment) + "-live";
  for (int i = 2; store::find_binding(transaction, collection.shop, parent, name); ++i)
    name = fmt::format("{}-live-{}", segment, i);
  store::bind(transaction, collection.shop, parent, name, live.id, store::Access::owner);
  store::set_property(transaction, live, "",
                      {"DAV:", "displayname",
                       fmt::format("<displayname xmlns=\"DAV:\">{} (live)</displayname>", shop->slug)});
  collection.twin = live.id;
  store::update_collection(transaction, collection);
  for (const std::string& object : segments) {
    const auto bytes = store::read_object(transaction, collection, object);
    const auto parsed = ical::parse(bytes.value_or(""), {}, ical::Leniency::repair);
    if (!parsed) continue;
    if (auto done = publish(transaction, collection, object, parsed->calendars.front(), *bytes); !done)
      return done.error();
  }
  return {};
}

}  // namespace timeshelf::commerce
