#include "commerce/payments/receipts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/characters.hpp"
#include "base/text.hpp"
#include "commerce/audit.hpp"
#include "commerce/bookings/change_rows.hpp"
#include "commerce/core/pricing.hpp"
#include "commerce/fulfilment/delivery_rows.hpp"
#include "commerce/payments/payments.hpp"

namespace timeshelf::commerce {
namespace {

using Code = Refusal::Code;

constexpr std::array<std::string_view, 3> kTenders{"cash", "card", "other"};

Receipt read_receipt(const store::Row& row, const Id& booking, const Currency& currency) {
  return {row.id(0),     booking,       parse_receipt_kind(row.text(1)).value_or(ReceiptKind::charge),
          row.string(2), row.string(3), {row.integer(4), Currency::parse(row.text(5)).value_or(currency)},
          row.string(6), row.string(7), row.string(8),
          row.instant(9)};
}

struct Known {
  Id hold;
  bool cancelled = false;
  Rounding rounding = Rounding::half_up;
  bool tax_included = true;
  std::string code;
};

std::optional<Known> find_known(store::Transaction& transaction, const Id& shop, const Id& booking) {
  return transaction.first(
      "SELECT b.hold, b.state, h.rounding, h.tax_included, b.code FROM bookings b JOIN holds h ON h.shop = "
      "b.shop AND h.id = b.hold WHERE b.shop = $1 AND b.id = $2",
      {shop, booking}, [](const store::Row& row) {
        return Known{row.id(0), row.text(1) == "cancelled",
                     parse_rounding(row.text(2)).value_or(Rounding::half_up), row.boolean(3), row.string(4)};
      });
}

std::int64_t cost_of(const Line& line, std::int64_t units, const Known& known) {
  const Line part = part_of(line, units, known.rounding);
  return part.amount().minor + (known.tax_included ? 0 : part.tax);
}

std::int64_t paid_for(store::Transaction& transaction, const Id& shop, const Id& booking) {
  return transaction
      .first(
          "SELECT CAST(COALESCE(SUM(CASE WHEN kind = 'charge' THEN minor ELSE -minor END), 0) AS BIGINT) "
          "FROM money WHERE shop = $1 AND booking = $2",
          {shop, booking}, [](const store::Row& row) { return row.integer(0); })
      .value_or(0);
}

std::vector<Id> ids_of(store::Transaction& transaction, std::string_view sql, const Id& shop) {
  std::vector<Id> ids;
  transaction.query(sql, {shop}, [&](const store::Row& row) { ids.push_back(row.id(0)); });
  return ids;
}

using Differences = std::vector<std::string>;

// What left a line is what it lacks; a booking that is cancelled keeps its lines as they were.
void check_lines(store::Transaction& transaction, const Id& shop, Differences& differences) {
  transaction.query(
      "SELECT b.code, l.position, CASE WHEN b.state = 'cancelled' THEN l.quantity ELSE l.gone END, "
      "CAST(COALESCE((SELECT SUM(c.units) FROM line_changes c WHERE c.shop = l.shop AND c.hold = l.hold AND "
      "c.position = l.position), 0) AS BIGINT) FROM bookings b JOIN lines l ON l.shop = b.shop AND l.hold = "
      "b.hold WHERE b.shop = $1 AND (l.gone > 0 OR b.state = 'cancelled') ORDER BY b.id, l.position",
      {shop}, [&](const store::Row& row) {
        if (row.integer(2) == row.integer(3)) return;
        differences.push_back(fmt::format("line {} of booking {} lacks {} units, and {} left it.",
                                          row.integer(1), row.string(0), row.integer(2), row.integer(3)));
      });
}

void check_worth(store::Transaction& transaction, const Id& shop, Differences& differences) {
  for (const Id& id : ids_of(
           transaction, "SELECT DISTINCT booking FROM line_changes WHERE shop = $1 ORDER BY booking", shop)) {
    const auto known = find_known(transaction, shop, id);
    if (!known) continue;
    std::int64_t lost = 0;
    for (const BookedLine& line : load_agreed_lines(transaction, shop, known->hold)) {
      lost += cost_of(line.agreed, line.agreed.quantity, *known) -
              (known->cancelled ? 0 : cost_of(line.agreed, line.units, *known));
    }
    const auto told = transaction.first(
        "SELECT CAST(SUM(minor) AS BIGINT) FROM line_changes WHERE shop = $1 AND booking = $2", {shop, id},
        [](const store::Row& row) { return row.integer(0); });
    if (lost != told.value_or(0))
      differences.push_back(fmt::format("what left booking {} was worth {} minor units, written down are {}.",
                                        known->code, lost, told.value_or(0)));
  }
}

// A fee is charged while anything is brought for it, and went back with the change that took the last of
// that.
void check_fees(store::Transaction& transaction, const Id& shop, Differences& differences) {
  transaction.query(
      "SELECT b.code, f.kind FROM fees f JOIN bookings b ON b.shop = f.shop AND b.hold = f.hold "
      "WHERE f.shop = $1 AND f.gone IS NULL AND b.state = 'confirmed' "
      "AND NOT EXISTS (SELECT 1 FROM lines l WHERE l.shop = f.shop AND l.hold = f.hold AND l.slot = f.slot "
      "AND l.fulfilment = f.kind AND l.zone = f.zone AND l.quantity > l.gone) ORDER BY b.code, f.position",
      {shop}, [&](const store::Row& row) {
        differences.push_back(fmt::format("booking {} is charged for {}, and nothing is brought for it.",
                                          row.string(0), row.string(1)));
      });
  transaction.query(
      "SELECT b.code, f.kind FROM fees f JOIN bookings b ON b.shop = f.shop AND b.hold = f.hold "
      "WHERE f.shop = $1 AND f.gone IS NOT NULL AND NOT EXISTS (SELECT 1 FROM line_changes c "
      "WHERE c.shop = f.shop AND c.id = f.gone AND c.slot = f.slot) ORDER BY b.code, f.position",
      {shop}, [&](const store::Row& row) {
        differences.push_back(fmt::format("the fee of booking {} for {} went back, and nothing left it.",
                                          row.string(0), row.string(1)));
      });
}

void check_paid(store::Transaction& transaction, const Id& shop, Differences& differences) {
  transaction.query(
      "SELECT b.code, CAST(SUM(CASE WHEN m.kind = 'charge' THEN m.minor ELSE -m.minor END) AS BIGINT), "
      "CAST(COUNT(DISTINCT m.currency) AS BIGINT) FROM money m JOIN bookings b ON b.shop = m.shop AND b.id = "
      "m.booking WHERE m.shop = $1 GROUP BY b.code ORDER BY b.code",
      {shop}, [&](const store::Row& row) {
        if (row.integer(1) < 0)
          differences.push_back(fmt::format("booking {} got {} minor units more than it paid.", row.string(0),
                                            -row.integer(1)));
        if (row.integer(2) > 1)
          differences.push_back(fmt::format("booking {} was paid in several currencies.", row.string(0)));
      });
}

// What could not be booked went back, or is on its way.
void check_returned(store::Transaction& transaction, const Id& shop, Differences& differences) {
  transaction.query(
      "SELECT c.payment FROM checkouts c WHERE c.shop = $1 AND c.state = 'returned' "
      "AND COALESCE((SELECT SUM(m.minor) FROM money m WHERE m.shop = c.shop AND m.kind = 'charge' "
      "AND m.reference = c.payment), 0) <> "
      "COALESCE((SELECT SUM(r.minor) FROM refunds r WHERE r.shop = c.shop AND r.hold = c.hold), 0)",
      {shop}, [&](const store::Row& row) {
        differences.push_back(
            fmt::format("the payment {} has no booking, and is not on its way back.", row.string(0)));
      });
}

}  // namespace

std::string_view name_of(ReceiptKind kind) {
  return kind == ReceiptKind::charge ? "charge" : "refund";
}

std::optional<ReceiptKind> parse_receipt_kind(std::string_view name) {
  for (const ReceiptKind kind : {ReceiptKind::charge, ReceiptKind::refund}) {
    if (name_of(kind) == name) return kind;
  }
  return std::nullopt;
}

Money to_pay(const Booking& booking, const Balance& balance) {
  const Currency currency = balance.worth.currency;
  if (booking.state == BookingState::cancelled || balance.owed().minor <= 0) return {0, currency};
  const bool any_here = std::any_of(booking.lines.begin(), booking.lines.end(),
                                    [](const Line& line) { return line.quantity > line.handed_over; });
  return any_here || balance.paid.minor != 0 ? balance.owed() : Money{0, currency};
}

Decided<Money> decide_receipt(const Balance& balance, const ReceiptCommand& command) {
  if (std::find(kTenders.begin(), kTenders.end(), command.tender) == kTenders.end())
    return refuse(Code::invalid_payment, "The tender is cash, card or other.", "tender");
  if (command.happened_at && command.minor.value_or(0) > 0)
    return Money{*command.minor, balance.worth.currency};
  const bool charge = command.kind == ReceiptKind::charge;
  const Money open{charge ? balance.owed().minor : -balance.owed().minor, balance.worth.currency};
  if (open.minor <= 0) {
    return refuse(Code::invalid_payment,
                  charge ? "Nothing is owed for this booking; it is paid."
                         : "Nothing is to be given back; cancel what is not wanted first.",
                  "kind");
  }
  const Money amount{command.minor.value_or(open.minor), open.currency};
  if (amount.minor < 1 || amount.minor > open.minor) {
    return refuse(Code::invalid_payment,
                  fmt::format("The amount is from 1 to {} minor units: {} is open.", open.minor, open.text()),
                  "minor");
  }
  return amount;
}

Decided<Receipt> Receipts::write_down(store::Transaction& transaction, const ReceiptCommand& command) {
  const auto open = balance_of(transaction, command.shop, command.booking);
  if (!open) return refuse(Code::unknown_booking, "There is no such booking.", "booking");
  if (characters_of(command.reference) > 100 || !is_utf8(command.reference))
    return refuse(Code::invalid_payment, "A reference has at most 100 characters.", "reference");
  if (!command.reference.empty()) {
    const auto booking = transaction.first(
        "SELECT booking, id FROM money WHERE shop = $1 AND tender = $2 AND kind = $3 AND reference = $4",
        {command.shop, command.tender, name_of(command.kind), command.reference},
        [](const store::Row& row) { return std::pair(row.id(0), row.id(1)); });
    if (booking) {
      for (Receipt& told : list(transaction, command.shop, booking->first)) {
        const bool same = told.id == booking->second && told.booking == command.booking &&
                          told.amount.minor == command.minor.value_or(told.amount.minor);
        if (same) return std::move(told);
      }
      return refuse(Code::invalid_payment, "Another payment was written down under this reference.",
                    "reference");
    }
  }
  const auto amount = decide_receipt(*open, command);
  if (!amount) return amount.error();
  const Instant now = clock_.now();
  Receipt receipt{Id::make(now, random_), command.booking,
                  command.kind,           "pickup",
                  command.tender,         *amount,
                  command.reference,      command.actor,
                  command.reason,         command.happened_at.value_or(now)};
  insert_receipt(transaction, command.shop, receipt);
  record(transaction, command.shop, command.actor,
         command.kind == ReceiptKind::charge ? "booking.paid" : "booking.refunded", command.booking.text(),
         {{"amount", receipt.amount.text()}, {"tender", receipt.tender}, {"reason", receipt.reason}}, now,
         random_);
  return receipt;
}

std::optional<Bill> bill_of(store::Transaction& transaction, const Id& shop, const Id& booking) {
  const auto known = find_known(transaction, shop, booking);
  if (!known) return std::nullopt;
  const auto lines = load_agreed_lines(transaction, shop, known->hold);
  if (lines.empty()) return std::nullopt;
  const Currency currency = lines.front().agreed.unit_price.currency;
  Bill bill{{{0, currency},
             {paid_for(transaction, shop, booking), currency},
             {refunds_owed(transaction, shop, booking), currency}}};
  if (known->cancelled) return bill;
  for (const BookedLine& line : lines) {
    const std::int64_t all = cost_of(line.agreed, line.units, *known);
    const std::int64_t gone = std::min(line.agreed.handed_over, line.units);
    bill.lines.push_back({line.agreed.position, all, all - cost_of(line.agreed, gone, *known)});
    bill.balance.worth.minor += all;
  }
  load_fees(transaction, shop, {known->hold}, [&](const Id&, const Fee& fee) {
    bill.fees += fee.amount.minor + (known->tax_included ? 0 : fee.tax);
  });
  bill.balance.worth.minor += bill.fees;
  return bill;
}

std::optional<Balance> balance_of(store::Transaction& transaction, const Id& shop, const Id& booking) {
  const auto bill = bill_of(transaction, shop, booking);
  return bill ? std::optional(bill->balance) : std::nullopt;
}

std::vector<Receipt> Receipts::list(store::Transaction& transaction, const Id& shop, const Id& booking) {
  std::vector<Receipt> receipts;
  const Currency euro = *Currency::parse("EUR");
  transaction.query(
      "SELECT id, kind, method, tender, minor, currency, reference, actor, reason, created_at FROM money "
      "WHERE shop = $1 AND booking = $2 ORDER BY id",
      {shop, booking}, [&](const store::Row& row) { receipts.push_back(read_receipt(row, booking, euro)); });
  return receipts;
}

void insert_receipt(store::Transaction& transaction, const Id& shop, const Receipt& receipt) {
  transaction.execute(
      "INSERT INTO money (shop, id, booking, kind, method, tender, minor, currency, reference, actor, "
      "reason, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
      {shop, receipt.id, receipt.booking, name_of(receipt.kind), receipt.method, receipt.tender,
       receipt.amount.minor, receipt.amount.currency.code(), receipt.reference, receipt.actor, receipt.reason,
       receipt.at});
}

std::vector<std::string> check_money(store::Transaction& transaction, const store::Shop& shop) {
  Differences differences;
  for (const auto check : {check_lines, check_worth, check_fees, check_paid, check_returned})
    check(transaction, shop.id, differences);
  return differences;
}

std::vector<OpenBalance> open_balances(store::Transaction& transaction, const Id& shop) {
  std::vector<OpenBalance> open;
  for (const Id& id :
       ids_of(transaction, "SELECT DISTINCT booking FROM money WHERE shop = $1 ORDER BY booking", shop)) {
    const auto known = find_known(transaction, shop, id);
    const auto balance = balance_of(transaction, shop, id);
    if (known && balance && balance->worth != balance->paid) open.push_back({known->code, *balance});
  }
  return open;
}

}  // namespace timeshelf::commerce
