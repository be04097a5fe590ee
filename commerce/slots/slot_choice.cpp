#include "commerce/slots/slot_choice.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "commerce/venues.hpp"
#include "ical/shelf_terms.hpp"

namespace timeshelf::commerce {
namespace {

constexpr std::int64_t kEver = std::int64_t{1} << 60;  // milliseconds

bool is_at(const Venue& venue, const std::vector<Venue>& venues, std::string_view location) {
  const Venue* found = venue_named(venues, location);
  return found && found->id == venue.id;
}

bool sells(const ical::ShelfTerms& terms, std::string_view sku) {
  const auto is_it = [&](const auto& item) { return equals_ignoring_case(item.sku, sku); };
  return (sku == ical::kSeatSku && terms.seats) ||
         std::any_of(terms.stock.begin(), terms.stock.end(), is_it) ||
         std::any_of(terms.preorders.begin(), terms.preorders.end(), is_it) ||
         std::any_of(terms.prices.begin(), terms.prices.end(), is_it);
}

}  // namespace

std::set<Id> chosen_slots(store::Transaction& transaction, const Id& shop, const SlotChoice& choice,
                          std::optional<Instant> from, std::optional<Instant> to) {
  // The longest name that a LOCATION begins with is its venue: which one, only all of them together say.
  const auto venues = choice.venue ? load_venues(transaction, shop) : std::vector<Venue>{};
  std::set<Id> chosen;
  transaction.query(
      "SELECT s.id, s.location FROM slots s WHERE s.shop = $1 AND s.starts_at < $2 AND s.ends_at > $3 "
      "AND ($4 = '' OR s.drop_name = $4) AND ($5 = '' "
      "OR EXISTS (SELECT 1 FROM accounts a WHERE a.shop = s.shop AND a.place = s.id AND a.sku = $5) "
      "OR EXISTS (SELECT 1 FROM prices p WHERE p.shop = s.shop AND p.slot = s.id AND p.sku = $5))",
      {shop, to ? to_millis(*to) : kEver, from ? to_millis(*from) : -kEver, choice.drop, choice.sku},
      [&](const store::Row& row) {
        if (!choice.venue || is_at(*choice.venue, venues, row.text(1))) chosen.insert(row.id(0));
      });
  return chosen;
}

bool fits(const SlotChoice& choice, const std::vector<Venue>& venues, const ical::Component& calendar,
          Currency currency) {
  return std::any_of(
      calendar.components.begin(), calendar.components.end(), [&](const ical::Component& component) {
        if (component.name == "VTIMEZONE") return false;
        if (choice.venue && !is_at(*choice.venue, venues, ical::unescape_text(component.value("LOCATION"))))
          return false;
        if (choice.sku.empty() && choice.drop.empty()) return true;
        const ical::ShelfTerms terms = ical::read_terms(component, currency).terms;
        return (choice.drop.empty() || terms.drop == choice.drop) &&
               (choice.sku.empty() || sells(terms, choice.sku));
      });
}

}  // namespace timeshelf::commerce
