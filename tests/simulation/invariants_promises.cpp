// What was acknowledged is there, exactly once, as it was acknowledged.
#include <algorithm>

#include "tests/simulation/run.hpp"

namespace timeshelf::simulation {
namespace {

std::string_view name_of(Promise::State state) {
  static constexpr std::string_view kNames[] = {"open", "confirmed", "released", "expired"};
  return kNames[static_cast<std::size_t>(state)];
}

void compare_holds(store::Transaction& transaction, const ShopModel& shop) {
  std::size_t count = 0;
  transaction.query("SELECT id, state, email, code, expires_at FROM holds WHERE shop = $1", {shop.shop.id},
                    [&](const store::Row& row) {
                      ++count;
                      const auto found = shop.promises.find(row.id(0));
                      require(found != shop.promises.end(), "The hold {} was promised to nobody.",
                              row.string(0));
                      const Promise& promise = found->second;
                      require(row.text(1) == name_of(promise.state), "The hold {} is {} and should be {}.",
                              row.string(0), row.string(1), name_of(promise.state));
                      require(row.text(2) == promise.email && row.text(3) == promise.code &&
                                  row.instant(4) == promise.expires_at,
                              "The hold {} is not what was promised.", row.string(0));
                    });
  require(count == shop.promises.size(), "{} holds are stored, {} were promised.", count,
          shop.promises.size());
}

void compare_lines(store::Transaction& transaction, const ShopModel& shop) {
  std::map<Id, std::size_t> counts;
  transaction.query(
      "SELECT hold, slot, sku, quantity, minor, tier, discount, tax, gone, currency, handed_over, returned "
      "FROM lines WHERE shop = $1 ORDER BY hold, position",
      {shop.shop.id}, [&](const store::Row& row) {
        const auto& lines = shop.promises.at(row.id(0)).lines;
        const std::size_t at = counts[row.id(0)]++;
        require(at < lines.size(), "The hold {} has more lines than promised.", row.string(0));
        const auto& line = lines[at];
        require(line.slot == row.id(1) && line.sku == row.text(2) && line.quantity == row.integer(3) &&
                    line.unit_price.minor == row.integer(4) && line.tier == row.text(5) &&
                    line.discount == row.integer(6) && line.tax == row.integer(7) &&
                    line.unit_price.currency.code() == row.text(9),
                "A line of {} is not what was locked.", row.string(0));
        require(line.quantity - shop.promises.at(row.id(0)).left[at] == row.integer(8),
                "{} units of a line of {} are gone.", row.integer(8), row.string(0));
        require(line.handed_over == row.integer(10) && line.returned == row.integer(11),
                "{} units of a line of {} were handed over.", row.integer(10), row.string(0));
      });
  for (const auto& [id, promise] : shop.promises)
    require(counts[id] == promise.lines.size(), "The hold {} has lost lines.", id.text());
}

void compare_bookings(store::Transaction& transaction, const ShopModel& shop) {
  std::set<Id> seen;
  transaction.query("SELECT id, hold, code, state, email, serial FROM bookings WHERE shop = $1",
                    {shop.shop.id}, [&](const store::Row& row) {
                      const auto found = shop.promises.find(row.id(1));
                      require(found != shop.promises.end() && found->second.booking == row.id(0),
                              "The booking {} was acknowledged to nobody.", row.string(0));
                      const Promise& promise = found->second;
                      require(row.text(2) == promise.booking_code && row.text(4) == promise.booked_by,
                              "The booking {} is not what was acknowledged.", row.string(0));
                      require(row.integer(5) == static_cast<std::int64_t>(promise.passed_on.size()),
                              "The booking {} was passed on {} times.", row.string(0),
                              promise.passed_on.size());
                      require((row.text(3) == "cancelled") == promise.cancelled, "The booking {} is {}.",
                              row.string(0), row.string(3));
                      require(seen.insert(row.id(1)).second, "The hold {} was booked twice.", row.string(1));
                    });
  for (const auto& [id, promise] : shop.promises)
    require(!promise.booking || seen.contains(id), "An acknowledged booking is gone: {}.",
            promise.booking ? promise.booking->text() : "");
}

}  // namespace

// Whatever the engine's order of checks: granted if nothing forbids it, else refused for one of the reasons.
void agree_on(const Reasons& reasons, const std::optional<commerce::Refusal>& refusal) {
  if (!refusal) {
    require(reasons.empty(), "It was granted although the rules forbid it.");
    return;
  }
  require(!reasons.empty(), "It was refused although nothing forbids it: {}", refusal->message);
  require(reasons.contains(refusal->code), "It was refused for a reason that is none: {}", refusal->message);
}

void require_same_lines(const std::vector<commerce::Line>& right, const std::vector<commerce::Line>& got) {
  require(right.size() == got.size(), "{} lines instead of {}.", got.size(), right.size());
  for (std::size_t i = 0; i < right.size(); ++i) {
    const auto& a = right[i];
    const auto& b = got[i];
    require(a.slot == b.slot && a.sku == b.sku && a.quantity == b.quantity, "Line {} is of something else.",
            i);
    require(a.unit_price.minor == b.unit_price.minor && a.tier == b.tier,
            "Line {} costs {} ({}) and should cost {} ({}).", i, b.unit_price.minor, b.tier,
            a.unit_price.minor, a.tier);
    require(a.unit_price.currency == b.unit_price.currency && a.fulfilment == b.fulfilment &&
                a.zone == b.zone && a.window.has_value() == b.window.has_value() &&
                (!a.window || a.window->begins == b.window->begins),
            "Line {} is {} and should be {}, in its currency and window.", i, b.fulfilment, a.fulfilment);
    require(a.discount == b.discount && a.tax == b.tax,
            "Line {}: discount {} and tax {} should be {} and {}.", i, b.discount, b.tax, a.discount, a.tax);
  }
}

void check_promises(Run& run) {
  run.world.read([&](store::Transaction& transaction) {
    for (ShopModel& shop : run.shops) {
      compare_holds(transaction, shop);
      compare_lines(transaction, shop);
      compare_bookings(transaction, shop);
      check_windows(transaction, shop);
      check_fulfilment(run, transaction, shop);
      check_payments(transaction, shop, run.world.now());
      check_holders(run, transaction, shop);
    }
  });
}

}  // namespace timeshelf::simulation
