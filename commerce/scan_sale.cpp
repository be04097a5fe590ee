#include "commerce/scan_sale.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "commerce/audit.hpp"
#include "commerce/capacity.hpp"
#include "commerce/changes.hpp"
#include "commerce/core/booking_codes.hpp"
#include "commerce/core/pricing.hpp"
#include "commerce/customer_rows.hpp"
#include "commerce/ledger_rows.hpp"
#include "commerce/outbox.hpp"
#include "commerce/receipts.hpp"
#include "commerce/sale_rows.hpp"
#include "commerce/sales.hpp"
#include "commerce/scan_rows.hpp"
#include "commerce/shifts.hpp"
#include "commerce/showing.hpp"
#include "commerce/slot_rows.hpp"
#include "ical/shelf_terms.hpp"

namespace timeshelf::commerce {
namespace {

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

  Booking& booking() { return *record.booking; }
  const Booking& booking() const { return *record.booking; }
  std::string actor() const { return "device " + device.name; }
  std::int64_t beyond() const {
    std::int64_t units = 0;
    for (const DeviceSaleLine& line : lines) units += line.from.beyond;
    return units;
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
  write(sold, leases);
  charge(sold);
  follow(sold);
  SoldByDevice done{
      sold.booking().id, sold.beyond(), flag_lines(sold, leases),
      fmt::format("Sold for {}: booking {}.", sold.booking().total.text(), sold.booking().code)};
  if (done.beyond > 0)
    done.sentence += fmt::format(" {} of it had gone back before, and nothing was left.", done.beyond);
  const auto known = find_sale(transaction_, shop_, device.id, kept.seq);
  if (known && known->voided_by) {
    undo(device, *known);
    done.sentence += " It was taken back.";
  }
  return done;
}

// Each line takes what its lease has, then what the slot has free, then what nobody has.
void ScanSale::post(Sold& sold, const std::vector<Lease>& leases) {
  std::set<AccountKey> keys;
  for (const Lease& lease : leases) {
    keys.insert({leased(lease.slot, lease.sku), allotted(lease.slot, lease.sku),
                 handed_over(lease.slot, lease.sku), source_of(sold.device, lease.sku)});
  }
  Ledger ledger;
  load_accounts(transaction_, shop_, keys, ledger);
  for (std::size_t i = 0; i < leases.size(); ++i) {
    const Lease& lease = leases[i];
    const AccountKey out = handed_over(lease.slot, lease.sku);
    const SoldFrom from =
        split_sale(sold.scan.sold[i].units, lease.left(), ledger.available(allotted(lease.slot, lease.sku)));
    std::vector<Transfer> transfers;
    const auto take = [&](const AccountKey& account, std::int64_t units, std::string reason) {
      if (units == 0) return;
      transfers.push_back({Id::make(now_, random_), TransferKind::posted, account, out, units,
                           sold.booking().id.string(), std::move(reason), now_});
    };
    take(leased(lease.slot, lease.sku), from.leased, "sold");
    take(allotted(lease.slot, lease.sku), from.free, "sold");
    take(source_of(sold.device, lease.sku), from.beyond, "oversold");
    ledger.apply(transfers).value();
    sold.lines.push_back({static_cast<std::int64_t>(i), lease.id, sold.scan.sold[i].units, from});
  }
  store_written(transaction_, shop_, ledger);
}

// What is not there comes from where the books write it off.
AccountKey ScanSale::source_of(const Device& device, const std::string& sku) {
  if (sku == ical::kSeatSku) return {AccountKind::capacity, "", sku};
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
    if (line.from.beyond > 0)
      tell(ConflictKind::oversold, line.position, line.from.beyond,
           fmt::format("{} x {} were sold from a lease that had gone back, and nothing was left of it.",
                       line.from.beyond, leases[i].sku));
  }
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
  undo(device, sale);
  return TakenBack{sale.booking, "The sale is taken back."};
}

// As if it was brought back to the counter and cancelled, and its money given back.
void ScanSale::undo(const Device& device, const DeviceSale& sale) {
  std::vector<std::pair<std::int64_t, Transfer>> back;
  std::set<AccountKey> keys;
  Id hold;
  transaction_.query(
      "SELECT l.slot, l.sku, l.quantity, l.hold FROM bookings b JOIN lines l ON l.shop = b.shop AND l.hold = "
      "b.hold "
      "WHERE b.shop = $1 AND b.id = $2 ORDER BY l.position",
      {shop_, sale.booking}, [&](const store::Row& row) {
        hold = row.id(3);
        const AccountKey from = handed_over(row.id(0), row.text(1));
        const AccountKey to = sold(row.id(0), row.text(1));
        keys.insert({from, to});
        back.emplace_back(row.integer(2),
                          Transfer{Id::make(now_, random_), TransferKind::posted, from, to, row.integer(2),
                                   sale.booking.string(), "sale taken back", now_});
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
  refund(device, sale.booking, cancel.by.reason);
}

// What cancelling has freed is the lease's again, if it is open; what was never there goes back to nowhere.
void ScanSale::give_back_units(const Device& device, const DeviceSale& sale) {
  for (const DeviceSaleLine& line : load_sale_lines(transaction_, shop_, sale)) {
    Lease lease = *load_lease(transaction_, shop_, line.lease);
    const AccountKey free = allotted(lease.slot, lease.sku);
    const AccountKey source = source_of(device, lease.sku);
    Ledger ledger;
    load_accounts(transaction_, shop_, {free, leased(lease.slot, lease.sku), source}, ledger);
    const auto move = [&](const AccountKey& to, std::int64_t wanted, std::string reason) {
      const std::int64_t units = std::min(wanted, ledger.available(free));
      if (units <= 0) return std::int64_t{0};
      const Transfer transfer{Id::make(now_, random_), TransferKind::posted, free, to, units,
                              lease.id.string(),       std::move(reason),    now_};
      ledger.apply({&transfer, 1}).value();
      return units;
    };
    // A shortage of the venue was made good by cancelling already.
    if (source.kind != AccountKind::shortage) move(source, line.from.beyond, "oversold and taken back");
    const std::int64_t again =
        lease.closed_at ? 0 : move(leased(lease.slot, lease.sku), line.from.leased, "lease");
    store_written(transaction_, shop_, ledger);
    lease.sold -= line.from.leased;
    lease.returned += line.from.leased - again;
    store_lease(transaction_, shop_, lease);
    show_slot(transaction_, shop_, lease.slot, now_);
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
