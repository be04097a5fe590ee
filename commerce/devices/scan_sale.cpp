#include "commerce/devices/scan_sale.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "commerce/audit.hpp"
#include "commerce/bookings/changes.hpp"
#include "commerce/bookings/customer_rows.hpp"
#include "commerce/checkout/sale_rows.hpp"
#include "commerce/checkout/sales.hpp"
#include "commerce/core/booking_codes.hpp"
#include "commerce/core/pricing.hpp"
#include "commerce/devices/scan_count.hpp"
#include "commerce/devices/scan_rows.hpp"
#include "commerce/ledger_rows.hpp"
#include "commerce/outbox.hpp"
#include "commerce/payments/receipts.hpp"
#include "commerce/slots/showing.hpp"
#include "commerce/slots/slot_rows.hpp"
#include "commerce/staff/shifts.hpp"
#include "commerce/stock/capacity.hpp"
#include "commerce/webhooks/events.hpp"
#include "ical/shelf_terms.hpp"

namespace timeshelf::commerce {
namespace {

using ical::kSeatSku;

constexpr std::size_t kMostExpired = 10'000;
constexpr std::string_view kWalkedUp = "Walk-up";  // whoever it was

ScanError error(std::string sentence) {
  return {{std::move(sentence)}};
}

Line line_of(const Lease& lease, const SoldUnits& sold, Instant at, std::int64_t position) {
  Line line{lease.slot, lease.sku, sold.units, {sold.minor, lease.currency}, price_of(lease.prices, at).tier,
            "PICKUP"};
  line.tax_rate = lease.tax_rate;
  line.position = position;
  return line;
}

std::string oversold_sentence(const Lease& lease, std::int64_t never_lent, std::int64_t gone_back) {
  std::string sentence;
  if (never_lent > 0)
    sentence = fmt::format("{} x {} were sold that had not been lent: the lease was of {}.", never_lent,
                           lease.sku, lease.units);
  if (gone_back > 0)
    sentence +=
        fmt::format("{}{} x {} were sold from a lease that had gone back, and nothing was left of it.",
                    sentence.empty() ? "" : " ", gone_back, lease.sku);
  return sentence;
}

bool is_price_of(const Lease& lease, std::int64_t minor) {
  return std::any_of(lease.prices.begin(), lease.prices.end(),
                     [&](const LeasePrice& price) { return price.minor == minor; });
}

}  // namespace

// One sale on its way into the books.
struct ScanSale::Sold {
  const Device& device;
  const KeptScan& kept;
  const Scan& scan;
  HoldRecord record;
  std::vector<DeviceSaleLine> lines{};
  std::vector<std::int64_t> never_lent{};  ///< of each line
  std::set<Id> without_place{};            ///< slots that were full when it came

  Booking& booking() { return *record.booking; }
  const Booking& booking() const { return *record.booking; }
  std::string actor() const { return "device " + device.name; }
  std::int64_t beyond() const {
    std::int64_t units = 0;
    for (const DeviceSaleLine& line : lines) units += line.from.beyond;
    return units;
  }
  /// Of what was lent, and went back before: units that nobody had any more.
  std::int64_t gone_back(std::size_t line) const {
    return lines[line].from.beyond - std::min(lines[line].from.beyond, never_lent[line]);
  }
};

Result<std::vector<Lease>, ScanError> ScanSale::leases_of(const Device& device, const Scan& scan) {
  std::vector<Lease> leases;
  for (const SoldUnits& sold : scan.sold) {
    auto lease = load_lease(transaction_, shop_, sold.lease);
    if (!lease || lease->device != device.id) return error("The device has no such lease to sell from.");
    if (!leases.empty() && !(leases.front().currency == lease->currency))
      return error("A sale has one currency; make one sale for each.");
    leases.push_back(std::move(*lease));
  }
  return leases;
}

SoldByDevice ScanSale::sell(const Device& device, const KeptScan& kept, const Scan& scan,
                            const std::vector<Lease>& leases) {
  expire_holds(transaction_, shop_, kMostExpired, now_, random_);  // what they held is free
  const Currency currency = leases.front().currency;
  Hold hold{Id::make(now_, random_), shop_, kept.happened_at, kept.happened_at, {}, {0, currency}};
  for (std::size_t i = 0; i < leases.size(); ++i)
    hold.lines.push_back(line_of(leases[i], scan.sold[i], kept.happened_at, static_cast<std::int64_t>(i)));
  hold.tax = {true, load_tax_rules(transaction_, shop_).rounding};  // leases name what customers pay
  settle(hold.lines, std::nullopt, hold.tax);
  hold.total = total_of(hold.lines, {}, hold.tax);
  Booking booking{Id::make(now_, random_),
                  shop_,
                  BookingCodes(now_, last_booking_code(transaction_, shop_, now_)).next(random_),
                  "",
                  BookingState::confirmed,
                  std::string(kWalkedUp),
                  "",
                  hold.lines,
                  hold.total,
                  kept.happened_at,
                  {},
                  hold.tax};
  Sold sold{device, kept, scan, {std::move(hold), HoldState::confirmed, std::move(booking)}};
  post(sold, leases);
  for (std::size_t i = 0; i < leases.size(); ++i)
    heed_count(device, leases[i], sold.lines[i], -sold.lines[i].units, kept);
  write(sold, leases);
  charge(sold);
  follow(sold);
  std::int64_t never_lent = 0;
  std::int64_t gone_back = 0;
  for (std::size_t i = 0; i < leases.size(); ++i) {
    never_lent += sold.never_lent[i];
    gone_back += sold.gone_back(i);
  }
  SoldByDevice done{
      sold.booking().id, never_lent + gone_back, flag_lines(sold, leases),
      fmt::format("Sold for {}: booking {}.", sold.booking().total.text(), sold.booking().code)};
  if (never_lent > 0) done.sentence += fmt::format(" {} of it had not been lent to the device.", never_lent);
  if (gone_back > 0)
    done.sentence += fmt::format(" {} of it had gone back before, and nothing was left.", gone_back);
  const auto known = find_sale(transaction_, shop_, device.id, kept.seq);
  if (known && known->voided_by) {
    if (const auto taken_back = find_scan(transaction_, shop_, device.id, *known->voided_by))
      undo(device, *known, *taken_back);
    done.sentence += " It was taken back.";
  }
  return done;
}

// Each line takes what its lease has. What had gone back takes what the slot has free, then what nobody has.
// What was never lent is missing at the venue, which shares that out as it does what a till sells too many
// of; where nobody counts, it left what the slot had free.
void ScanSale::post(Sold& sold, const std::vector<Lease>& leases) {
  std::set<AccountKey> keys;
  for (const Lease& lease : leases) {
    keys.insert({leased(lease.slot, lease.sku), allotted(lease.slot, lease.sku),
                 handed_over(lease.slot, lease.sku), source_of(sold.device, lease.sku)});
    if (lease.places)
      keys.insert({leased(lease.slot, kSeatSku), allotted(lease.slot, kSeatSku),
                   commerce::sold(lease.slot, kSeatSku)});
  }
  Ledger ledger;
  load_accounts(transaction_, shop_, keys, ledger);
  for (std::size_t i = 0; i < leases.size(); ++i) {
    const Lease& lease = leases[i];
    const AccountKey out = handed_over(lease.slot, lease.sku);
    const std::int64_t in_all = sold.scan.sold[i].units;
    const AccountKey source = source_of(sold.device, lease.sku);
    const std::int64_t surplus =
        in_all > lease.left()
            ? never_lent(in_all, lease.units, lease.left(), units_sold_from(transaction_, shop_, lease))
            : 0;
    const std::int64_t missing = source.kind == AccountKind::shortage ? surplus : 0;
    SoldFrom from =
        split_sale(in_all - missing, lease.left(), ledger.available(allotted(lease.slot, lease.sku)));
    from.beyond += missing;
    std::vector<Transfer> transfers;
    const auto take = [&](const AccountKey& account, std::int64_t units, std::string reason) {
      if (units == 0) return;
      transfers.push_back({Id::make(now_, random_), TransferKind::posted, account, out, units,
                           sold.booking().id.string(), std::move(reason), sold.kept.happened_at});
    };
    take(leased(lease.slot, lease.sku), from.leased, "sold");
    take(allotted(lease.slot, lease.sku), from.free, "sold");
    take(source, from.beyond, "oversold");
    ledger.apply(transfers).value();
    sold.lines.push_back({static_cast<std::int64_t>(i), lease.id, in_all, from});
    sold.never_lent.push_back(surplus);
  }
  post_places(sold, leases, ledger);
  store_written(transaction_, shop_, ledger);
}

// One who buys takes one place of a slot however much they buy there, and none beside a seat; the others that
// were lent with the units are free again. Whoever comes late takes one that is free.
void ScanSale::post_places(Sold& sold, const std::vector<Lease>& leases, Ledger& ledger) {
  std::map<Id, std::int64_t> lent;  // with what was sold
  std::set<Id> seated;
  for (std::size_t i = 0; i < leases.size(); ++i) {
    if (leases[i].sku == kSeatSku) seated.insert(leases[i].slot);
    if (leases[i].places) lent[leases[i].slot] += sold.lines[i].from.leased;
  }
  for (const auto& [slot, places] : lent) {
    const AccountKey free = allotted(slot, kSeatSku);
    std::vector<Transfer> transfers;
    const auto move = [&](const AccountKey& from, const AccountKey& to, std::int64_t units, const char* why) {
      if (units > 0)
        transfers.push_back({Id::make(now_, random_), TransferKind::posted, from, to, units,
                             sold.booking().id.string(), why, now_});
    };
    move(leased(slot, kSeatSku), free, places, "lease returned");
    const bool is_left = ledger.available(free) + places > 0;
    if (is_left && !seated.contains(slot)) move(free, commerce::sold(slot, kSeatSku), 1, "sold");
    if (!is_left && !seated.contains(slot)) sold.without_place.insert(slot);
    ledger.apply(transfers).value();
  }
}

void ScanSale::heed_count(const Device& device, const Lease& lease, const DeviceSaleLine& line,
                          std::int64_t units, const KeptScan& record) {
  const MovedAtStall moved{lease.slot, lease.sku, units, record.seq, line.position, record.happened_at};
  heed_later_count(transaction_, shop_, device, moved, now_, random_);
}

// What is not there comes from where the books write it off.
AccountKey ScanSale::source_of(const Device& device, const std::string& sku) {
  if (sku == kSeatSku) return {AccountKind::capacity, "", sku};
  if (is_tracked(transaction_, shop_, {device.venue, sku}))
    return {AccountKind::shortage, device.venue.string(), sku};
  return {AccountKind::supplier, "", sku};
}

void ScanSale::write(Sold& sold, const std::vector<Lease>& leases) {
  const Id hold = sold.record.hold.id;
  insert_holds(transaction_, {&sold.record});
  insert_bookings(transaction_, shop_, {{hold, &sold.booking()}});
  transaction_.execute(
      "UPDATE lines SET state = 'handed-over', handed_over = quantity WHERE shop = $1 AND hold = $2",
      {shop_, hold});
  for (std::size_t i = 0; i < leases.size(); ++i) {
    Lease lease = leases[i];
    lease.sold += sold.lines[i].from.leased;
    store_lease(transaction_, shop_, lease);
  }
  DeviceSale sale{sold.device.id, sold.kept.seq, sold.booking().id};
  if (const auto known = find_sale(transaction_, shop_, sale.device, sale.seq))
    sale.voided_by = known->voided_by;
  store_sale(transaction_, shop_, sale);
  insert_sale_lines(transaction_, shop_, sale, sold.lines);
  std::vector<CustomerRow> customers;
  for (SlotRow& row : load_slots(transaction_, shop_, slots_of(sold.booking().lines))) {
    customers.push_back({row.slot.id, ++row.slot.booked, "", hold});
    show(transaction_, row, now_);
  }
  insert_customers(transaction_, shop_, customers);
}

void ScanSale::charge(const Sold& sold) {
  const Booking& booking = sold.booking();
  const std::string reason = fmt::format("record {} of {}", sold.kept.seq, to_rfc3339(sold.kept.happened_at));
  if (booking.total.minor > 0)
    insert_receipt(transaction_, shop_,
                   {Id::make(now_, random_), booking.id, ReceiptKind::charge, "pickup", sold.scan.paid,
                    booking.total, "", sold.actor(), reason, sold.kept.happened_at});
  record(transaction_, shop_, sold.actor(), "booking.sold", booking.id.text(),
         {{"code", booking.code},
          {"amount", booking.total.text()},
          {"tender", sold.scan.paid},
          {"seq", sold.kept.seq},
          {"device", sold.device.id.text()}},
         now_, random_);
}

void ScanSale::follow(const Sold& sold) {
  const std::set<Id> slots = slots_of(sold.booking().lines);
  owe_shifts(transaction_, shop_, slots, now_);
  owe_sharing(transaction_, shop_, slots, now_);
  owe_events(transaction_, shop_, "booking.made", {sold.booking().id.string()}, now_);
  if (sold.beyond() == 0) return;
  for (const Line& line : sold.booking().lines)
    owe(transaction_, shop_, "capacity", Pool{sold.device.venue, line.sku}.text(), now_);
}

std::vector<ConflictKind> ScanSale::flag_lines(const Sold& sold, const std::vector<Lease>& leases) {
  std::vector<ConflictKind> flags;
  const auto tell = [&](ConflictKind kind, std::optional<std::int64_t> line, std::int64_t units,
                        std::string sentence) {
    ScanConflict conflict;
    conflict.device = sold.device.id;
    conflict.seq = sold.kept.seq;
    conflict.kind = kind;
    conflict.line = line;
    conflict.booking = sold.booking().id;
    conflict.units = units;
    conflict.sentence = std::move(sentence);
    flag(transaction_, shop_, std::move(conflict), now_, random_);
    flags.push_back(kind);
  };
  bool other_price = false;
  for (std::size_t i = 0; i < leases.size(); ++i) {
    const DeviceSaleLine& line = sold.lines[i];
    other_price = other_price || !is_price_of(leases[i], sold.scan.sold[i].minor);
    const std::int64_t gone_back = sold.gone_back(i);
    if (const std::int64_t units = sold.never_lent[i] + gone_back; units > 0)
      tell(ConflictKind::oversold, line.position, units,
           oversold_sentence(leases[i], sold.never_lent[i], gone_back));
  }
  for (const Id& slot : sold.without_place)
    tell(ConflictKind::oversold, {}, 0,
         fmt::format("Booking {} has no place in \"{}\": all were taken when the sale came.",
                     sold.booking().code, load_slot(transaction_, shop_, slot)->slot.summary));
  if (other_price)
    tell(ConflictKind::other_price, {}, 0,
         fmt::format("Booking {} was sold at a price that its lease does not say.", sold.booking().code));
  return flags;
}

Result<ScanSale::TakenBack, ScanError> ScanSale::take_back(const Device& device, const KeptScan& kept,
                                                           std::int64_t of) {
  DeviceSale sale = find_sale(transaction_, shop_, device.id, of).value_or(DeviceSale{device.id, of, {}});
  if (sale.voided_by) return error("The sale was taken back already.");
  if (!sale.booking.empty()) {
    const bool as_it_was =
        transaction_
            .first(
                "SELECT COUNT(*) FROM bookings b JOIN lines l ON l.shop = b.shop AND l.hold = b.hold WHERE "
                "b.shop = $1 AND b.id = $2 AND (b.state <> 'confirmed' OR l.gone > 0 OR l.handed_over < "
                "l.quantity OR l.returned > 0)",
                {shop_, sale.booking}, [](const store::Row& row) { return row.integer(0) == 0; })
            .value_or(false);
    if (!as_it_was) return error("Its booking was changed at the counter since; it is undone there.");
  } else if (find_scan(transaction_, shop_, device.id, of)) {
    return error("That record is no sale that is in the books.");
  }
  sale.voided_by = kept.seq;
  store_sale(transaction_, shop_, sale);
  if (sale.booking.empty()) return TakenBack{{}, "Written down: the sale has not come yet."};
  undo(device, sale, kept);
  return TakenBack{sale.booking, "The sale is taken back."};
}

// As if it was brought back to the counter and cancelled, and its money given back.
void ScanSale::undo(const Device& device, const DeviceSale& sale, const KeptScan& taken_back) {
  std::vector<std::pair<std::int64_t, Transfer>> back;
  std::set<AccountKey> keys;
  Id hold;
  transaction_.query(
      "SELECT l.slot, l.sku, l.quantity, l.hold FROM bookings b JOIN lines l ON l.shop = b.shop "
      "AND l.hold = b.hold WHERE b.shop = $1 AND b.id = $2 ORDER BY l.position",
      {shop_, sale.booking}, [&](const store::Row& row) {
        hold = row.id(3);
        const AccountKey from = handed_over(row.id(0), row.text(1));
        const AccountKey to = sold(row.id(0), row.text(1));
        keys.insert({from, to});
        back.emplace_back(row.integer(2),
                          Transfer{Id::make(now_, random_), TransferKind::posted, from, to, row.integer(2),
                                   sale.booking.string(), "sale taken back", taken_back.happened_at});
      });
  Ledger ledger;
  load_accounts(transaction_, shop_, keys, ledger);
  for (const auto& [units, transfer] : back) ledger.apply({&transfer, 1}).value();
  store_written(transaction_, shop_, ledger);
  transaction_.execute("UPDATE lines SET state = 'due', handed_over = 0 WHERE shop = $1 AND hold = $2",
                       {shop_, hold});
  CancelCommand cancel{shop_, sale.booking};
  cancel.by = {false, "device " + device.name, "taken back at the stall"};
  Changes(false, clock_, random_).cancel(transaction_, cancel).value();
  give_back_units(device, sale);
  for (const DeviceSaleLine& line : load_sale_lines(transaction_, shop_, sale))
    heed_count(device, *load_lease(transaction_, shop_, line.lease), line, line.units, taken_back);
  refund(device, sale.booking, cancel.by.reason);
}

// What cancelling has freed is the lease's again, with its places, if it is open; otherwise it goes where
// that came from. What was never there goes back to nowhere.
void ScanSale::give_back_units(const Device& device, const DeviceSale& sale) {
  for (const DeviceSaleLine& line : load_sale_lines(transaction_, shop_, sale)) {
    Lease lease = *load_lease(transaction_, shop_, line.lease);
    const AccountKey free = allotted(lease.slot, lease.sku);
    const AccountKey places = allotted(lease.slot, kSeatSku);
    const AccountKey source = source_of(device, lease.sku);
    const AccountKey home = home_of(transaction_, shop_, lease.slot, lease.sku, lease.from_venue);
    Ledger ledger;
    load_accounts(transaction_, shop_,
                  {free, places, leased(lease.slot, lease.sku), leased(lease.slot, kSeatSku), source, home},
                  ledger);
    const auto move = [&](const AccountKey& from, const AccountKey& to, std::int64_t wanted,
                          std::string reason) {
      const std::int64_t units = std::min(wanted, ledger.available(from));
      if (units <= 0) return std::int64_t{0};
      const Transfer transfer{Id::make(now_, random_), TransferKind::posted, from, to, units,
                              lease.id.string(),       std::move(reason),    now_};
      ledger.apply({&transfer, 1}).value();
      return units;
    };
    // A shortage of the venue was made good by cancelling already.
    if (source.kind != AccountKind::shortage)
      move(free, source, line.from.beyond, "oversold and taken back");
    else if (line.from.beyond > 0)  // and what others gave for it, they get back
      owe(transaction_, shop_, "capacity", Pool{device.venue, lease.sku}.text(), now_);
    std::int64_t lent = lease.closed_at ? 0 : line.from.leased;
    if (lease.places) lent = std::min(lent, ledger.available(places));
    const std::int64_t again = move(free, leased(lease.slot, lease.sku), lent, "lease");
    if (lease.places) move(places, leased(lease.slot, kSeatSku), again, "lease");
    if (home != free) move(free, home, line.from.leased - again, "lease returned");
    store_written(transaction_, shop_, ledger);
    lease.sold -= line.from.leased;
    lease.returned += line.from.leased - again;
    store_lease(transaction_, shop_, lease);
    show_slot(transaction_, shop_, lease.slot, now_);
    if (home.kind == AccountKind::on_hand)
      owe(transaction_, shop_, "capacity", Pool{Id::trusted(home.place), lease.sku}.text(), now_);
  }
}

void ScanSale::refund(const Device& device, const Id& booking, const std::string& reason) {
  Receipts receipts(clock_, random_);
  for (const Receipt& receipt : receipts.list(transaction_, shop_, booking)) {
    if (receipt.kind != ReceiptKind::charge) continue;
    Receipt back = receipt;
    back.id = Id::make(now_, random_);
    back.kind = ReceiptKind::refund;
    back.actor = "device " + device.name;
    back.reason = reason;
    back.at = now_;
    insert_receipt(transaction_, shop_, back);
  }
}

}  // namespace timeshelf::commerce
