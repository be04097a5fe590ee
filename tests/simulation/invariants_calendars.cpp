// What calendars show is what is so: the live calendar at any moment, and all that follows once all is quiet.
#include <algorithm>

#include "ical/component.hpp"
#include "tests/simulation/run.hpp"

namespace timeshelf::simulation {
namespace {

// "EUR 22.00", "JPY 2200"
std::string decimal(const Step& step) {
  if (step.currency == "JPY") return fmt::format("JPY {}", step.minor);
  return fmt::format("{} {}.{:02}", step.currency, step.minor / 100, step.minor % 100);
}

// A live calendar as an app would read it now: a list, and each object when it is asked for.
class Live {
 public:
  Live(Run& run, store::Transaction& transaction, const ShopModel& shop)
      : run_(run),
        transaction_(transaction),
        calendar_(*store::find_collection(transaction, shop.shop.id, *shop.shelf.twin)) {
    store::each_object(transaction, calendar_, [&](const store::ObjectEntry& entry) {
      const auto id = Id::parse(entry.segment.substr(0, entry.segment.find('.')));
      require(id && shop.slots.contains(*id), "{} in the live calendar is no slot.", entry.segment);
      entries_[*id] = entry;
    });
  }
  const std::map<Id, store::ObjectEntry>& entries() const { return entries_; }
  ical::Component read(const store::ObjectEntry& entry) {
    const auto text = run_.world.services().engine.render_live(transaction_, calendar_, entry);
    require(text.has_value(), "{} cannot be rendered.", entry.segment);
    const auto parsed = ical::parse(*text);
    require(parsed.has_value(), "{} is no iCalendar.", entry.segment);
    return parsed->calendars.front().components.front();
  }

 private:
  Run& run_;
  store::Transaction& transaction_;
  store::Collection calendar_;
  std::map<Id, store::ObjectEntry> entries_;
};

std::map<std::string, std::string> prices_in(const ical::Component& event) {
  std::map<std::string, std::string> prices;
  for (const auto& line : event.properties) {
    if (line.name() == "X-SHELF-PRICE-NOW") {
      prices[std::string(line.parameter("SKU"))] =
          fmt::format("{} {}", line.parameter("CURRENCY"), line.value());
    }
  }
  return prices;
}

void compare(const ShopModel& shop, const SoldSlot& slot, const store::ObjectEntry& entry,
             const ical::Component& event, Instant now) {
  const auto says = [&](const char* property, const std::string& right) {
    require(event.value(property) == right, "{} shows {}:{} and should show {}.", slot.event, property,
            event.value(property), right);
  };
  says("DTSTART", to_ical_utc(slot.starts_at));
  says("DTEND", to_ical_utc(slot.ends_at));
  says("STATUS", slot.cancelled ? "CANCELLED" : "CONFIRMED");
  says("X-SHELF-STATE", shop.state(slot, now));
  says("X-SHELF-REMAINING", std::to_string(shop.remaining(slot, now)));
  std::map<std::string, std::string> right;
  for (const auto& [sku, step] : shop.prices(slot, now)) right[sku] = decimal(step);
  require(prices_in(event) == right, "{} shows other prices than its ladders say.", slot.event);
  require(entry.starts_at == slot.starts_at && entry.ends_at == slot.ends_at,
          "The live calendar finds {} at another time.", slot.event);
}

// Everything but when it was looked at.
std::string looks_of(const ical::Component& event) {
  std::string looks;
  for (const auto& line : event.properties) looks += line.bytes();
  return looks;
}

std::int64_t sequence_of(const ical::Component& event) {
  return std::stoll(std::string(event.value("SEQUENCE")));
}

}  // namespace

void read_obstacles(store::Transaction& transaction, ShopModel& shop) {
  transaction.query(
      "SELECT id, problem FROM slots WHERE shop = $1", {shop.shop.id}, [&](const store::Row& row) {
        const auto found = shop.slots.find(row.id(0));
        require(found != shop.slots.end(), "A slot was made that nobody published: {}", row.string(0));
        found->second.stopped = !row.text(1).empty();
      });
}

// What has changed is read, and now and then what has not: time may have changed it alone.
void check_calendars(Run& run) {
  run.world.read([&](store::Transaction& transaction) {
    for (ShopModel& shop : run.shops) {
      read_obstacles(transaction, shop);
      check_headcounts(transaction, shop, run.world.now());
      Live live(run, transaction, shop);
      for (const auto& [id, slot] : shop.slots) {
        const auto found = live.entries().find(id);
        require((found != live.entries().end()) == shop.is_on_show(slot), "{} is {} in the live calendar.",
                slot.event, found != live.entries().end() ? "still" : "not");
        if (found == live.entries().end()) continue;
        auto& [etag, last] = run.read[id];
        if (etag == found->second.etag && !run.dice.chance(10)) continue;
        const auto event = live.read(found->second);
        compare(shop, slot, found->second, event, run.world.now());
        const std::int64_t sequence = sequence_of(event);
        require(sequence >= last, "The SEQUENCE of {} fell from {} to {}.", slot.event, last, sequence);
        etag = found->second.etag;
        last = sequence;
      }
    }
  });
}

namespace {

// Whoever has the object with this ETag has seen what it shows.
void check_revisions(Run& run, store::Transaction& transaction, const ShopModel& shop) {
  Live live(run, transaction, shop);
  for (const auto& [id, entry] : live.entries()) {
    const auto event = live.read(entry);
    compare(shop, shop.slots.at(id), entry, event, run.world.now());
    const auto looks = looks_of(event);
    auto& last = run.shown[id];
    require(last.first != entry.etag || last.second == looks,
            "{} looks different under the ETag {}, which calendars know already.", shop.slots.at(id).event,
            entry.etag);
    last = {entry.etag, looks};
  }
}

std::int64_t fold(std::vector<Told> statements) {
  std::sort(statements.begin(), statements.end(),
            [](const Told& a, const Told& b) { return std::tie(a.at, a.id) < std::tie(b.at, b.id); });
  std::int64_t units = 0;
  for (const Told& told : statements) units = told.counts ? told.units : units + told.units;
  return units;
}

// At a venue is what was told of it, wherever the books have it.
void check_stock(Run& run, store::Transaction& transaction, const ShopModel& shop) {
  for (const auto& level : run.world.services().stock.levels(transaction, shop.shop.id)) {
    const auto told = shop.told.find({level.venue.id, level.sku});
    require(told != shop.told.end(), "{} is counted at {} though nobody told of it.", level.sku,
            level.venue.name);
    const std::int64_t right = fold(told->second);
    require(
        level.there() == right,
        "{} of {} are at {} by the books ({} on hand, {} in slots, {} promised, {} missing); {} were told.",
        level.there(), level.sku, level.venue.name, level.on_hand, level.in_slots, level.promised,
        level.missing, right);
    require(level.on_hand >= 0 && level.in_slots >= 0 && level.missing >= 0,
            "Less than nothing of {} is at {}.", level.sku, level.venue.name);
    require(level.missing == 0 || (level.on_hand == 0 && level.in_slots == 0),
            "{} of {} are missing at {} while {} can still be sold.", level.missing, level.sku,
            level.venue.name, level.on_hand + level.in_slots);
  }
}

}  // namespace

void check_when_quiet(Run& run) {
  run.world.read([&](store::Transaction& transaction) {
    const auto next = run.world.services().due.next(transaction);
    require(!next || *next > run.world.now(), "Something is due and is not done.");
    const auto differences = run.world.services().engine.check(transaction);
    require(differences.empty(), "timeshelf check: {}", differences.empty() ? "" : differences.front());
    for (ShopModel& shop : run.shops) {
      read_obstacles(transaction, shop);
      check_revisions(run, transaction, shop);
      check_staff(run, transaction, shop);
      check_letters(run, transaction, shop);
      check_attendees(run, transaction, shop);
      check_stock(run, transaction, shop);
      check_sharing(transaction, shop, run.world.now());
      check_devices(run, transaction, shop);
      check_fulfilment(run, transaction, shop);
      check_nobody_is_expected(shop, run.world.now());
      check_nobody_is_forgotten(shop, run.world.now());
    }
  });
}

}  // namespace timeshelf::simulation
