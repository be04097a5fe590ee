// Recomputes the books.
#include <fmt/format.h>

#include <map>
#include <optional>
#include <set>

#include "commerce/devices/lease_rows.hpp"
#include "commerce/devices/scans.hpp"
#include "commerce/engine.hpp"
#include "commerce/forecasts/pace.hpp"
#include "commerce/ledger_rows.hpp"
#include "commerce/payments/receipts.hpp"
#include "commerce/stock/stock_rows.hpp"

namespace timeshelf::commerce {
namespace {

// One shop's books, added up from its transfers alone.
class Audit {
 public:
  Audit(store::Transaction& transaction, const store::Shop& shop, std::vector<std::string>& differences)
      : transaction_(transaction), shop_(shop), differences_(differences) {}

  void add_up() {
    transaction_.query(
        "SELECT t.kind, t.debit, t.credit, t.amount, COALESCE(p.amount, 0), t.id, t.subject FROM transfers t "
        "LEFT JOIN transfers p ON p.shop = t.shop AND p.subject = t.subject AND p.id = t.id "
        "AND t.resolves = 1 AND p.resolves = 0 WHERE t.shop = $1 ORDER BY t.id, t.resolves",
        {shop_.id}, [&](const store::Row& row) {
          const std::string from = row.string(1);
          const std::string to = row.string(2);
          Account& debit = computed_[from];
          Account& credit = computed_[to];
          const auto kind = parse_transfer_kind(row.text(0));
          if (kind == TransferKind::posted || kind == TransferKind::post) {
            debit.debits_posted += row.integer(3);
            credit.credits_posted += row.integer(3);
            if (row.text(6).starts_with(kStockSubject)) told_of(from) -= row.integer(3);
            if (row.text(6).starts_with(kStockSubject)) told_of(to) += row.integer(3);
          }
          const std::int64_t pending = kind == TransferKind::pending ? row.integer(3) : -row.integer(4);
          debit.debits_pending += pending;
          credit.credits_pending += pending;
          if (!changed_sku_ && key_of(from).sku != key_of(to).sku) {
            changed_sku_ = true;
            differ("the transfer {} makes {} of {}.", row.string(5), key_of(to).text(), key_of(from).text());
          }
        });
  }

  void compare_accounts() {
    std::set<std::string> known;
    transaction_.query(
        "SELECT id, debits_pending, debits_posted, credits_pending, credits_posted FROM accounts WHERE shop "
        "= $1 ORDER BY id",
        {shop_.id}, [&](const store::Row& row) {
          const Account& right = computed_[row.string(0)];
          const AccountKey key = key_of(row.string(0));
          const std::int64_t balance = row.integer(4) - row.integer(2);
          (is_source(key.kind) ? came_in_[key.sku] : somewhere_[key.sku]) +=
              is_source(key.kind) ? -balance : balance;
          const bool same = right.debits_pending == row.integer(1) && right.debits_posted == row.integer(2) &&
                            right.credits_pending == row.integer(3) && right.credits_posted == row.integer(4);
          if (!same) differ("the account {} does not agree with its transfers.", row.string(0));
          known.insert(row.string(0));
        });
    for (const auto& [id, account] : computed_) {
      if (!known.contains(id)) differ("the account {} has transfers and no balance.", id);
    }
  }

  // Each SKU: what came in is somewhere. Units neither vanish nor become others.
  void compare_skus() {
    for (const auto& [sku, units] : came_in_) somewhere_.try_emplace(sku, 0);
    for (const auto& [sku, units] : somewhere_) {
      if (units == came_in_[sku]) continue;
      differ("of {}, {} came in and {} are somewhere.", sku.empty() ? "uses of codes" : sku, came_in_[sku],
             units);
    }
  }

  // Each venue: the books moved by what was told of it, and by nothing else.
  void compare_venues() {
    transaction_.query(
        "SELECT venue, sku, CAST(SUM(CASE WHEN kind = 'count' THEN 0 ELSE units END) AS BIGINT), "
        "CAST(SUM(adjusted) AS BIGINT) FROM stock_facts WHERE shop = $1 GROUP BY venue, sku ORDER BY venue, "
        "sku",
        {shop_.id}, [&](const store::Row& row) {
          const std::int64_t said = row.integer(2) + row.integer(3);
          const std::int64_t moved = told_of(on_hand(row.id(0), row.text(1)).text());
          if (said != moved)
            differ("of {} at venue {}, {} were told and {} are in the books.", row.string(1), row.string(0),
                   said, moved);
        });
  }

  void compare_bookings() {
    transaction_.query(
        "SELECT s.id, s.booked, CAST(COUNT(DISTINCT b.id) AS BIGINT) FROM slots s "
        "LEFT JOIN lines l ON l.shop = s.shop AND l.slot = s.id AND l.quantity > l.gone "
        "LEFT JOIN bookings b ON b.shop = l.shop AND b.hold = l.hold AND b.state = 'confirmed' "
        "WHERE s.shop = $1 GROUP BY s.id, s.booked ORDER BY s.id",
        {shop_.id}, [&](const store::Row& row) {
          if (row.integer(1) == row.integer(2)) return;
          differ("slot {} counts {} bookings, there are {}.", row.string(0), row.integer(1), row.integer(2));
        });
    compare_customers();
  }

  // Whom limits count: everybody who was in a slot, also where the booking left it again. Who took it over
  // was not in what it had left before; who passed it on is not in what it entered later. An address that was
  // mended was the customer's as well.
  void compare_customers() {
    constexpr std::string_view kInIt =
        "SELECT l.slot, b.hold, b.email FROM bookings b JOIN lines l ON l.shop = b.shop AND l.hold = b.hold "
        "WHERE b.shop = $1 AND (b.serial = 0 OR l.gone < l.quantity)";
    constexpr std::string_view kEver =
        "SELECT l.slot, b.hold, b.email FROM bookings b JOIN lines l ON l.shop = b.shop AND l.hold = b.hold "
        "WHERE b.shop = $1 UNION SELECT l.slot, b.hold, p.from_email FROM passages p "
        "JOIN bookings b ON b.shop = p.shop AND b.id = p.booking JOIN lines l ON l.shop = b.shop "
        "AND l.hold = b.hold WHERE p.shop = $1 AND p.accepted_at IS NOT NULL UNION "
        "SELECT l.slot, b.hold, a.from_email FROM asked_letters a JOIN bookings b ON b.shop = a.shop "
        "AND b.id = a.booking JOIN lines l ON l.shop = b.shop AND l.hold = b.hold WHERE a.shop = $1 "
        "AND a.from_language <> ''";
    constexpr std::string_view kNoted = "SELECT slot, hold, email FROM customers WHERE shop = $1";
    const auto only_in = [&](std::string_view one, std::string_view other, auto&& each) {
      transaction_.query(
          fmt::format("SELECT * FROM ({}) one EXCEPT SELECT * FROM ({}) other ORDER BY 1, 2", one, other),
          {shop_.id}, each);
    };
    only_in(kInIt, kNoted, [&](const store::Row& row) {
      differ("slot {} does not know the customer of hold {}, who booked it.", row.string(0), row.string(1));
    });
    only_in(kNoted, kEver, [&](const store::Row& row) {
      differ("slot {} counts a customer of hold {}, who did not book it.", row.string(0), row.string(1));
    });
  }

  void compare_money() {
    for (const std::string& sentence : check_money(transaction_, shop_)) differ("{}", sentence);
  }

  void compare_scans() {
    for (const std::string& sentence : check_scans(transaction_, shop_)) differ("{}", sentence);
  }

  void compare_pace() {
    for (const std::string& sentence : check_pace(transaction_, shop_.id)) differ("{}", sentence);
  }

  void compare_leases() {
    for (const std::string& sentence : check_leases(transaction_, shop_.id)) differ("{}", sentence);
  }

  // The waiting list: an offer is an open hold for the very wish (or one that ended, and the list's turn is
  // owed), and who stands in front came first. That nobody stands twice is a rule of the table.
  void compare_waiting() {
    transaction_.query(
        "SELECT w.id FROM waiting w LEFT JOIN holds h ON h.shop = w.shop AND h.id = w.hold "
        "LEFT JOIN outbox o ON o.shop = w.shop AND o.topic = 'waiting' AND o.subject = w.slot "
        "WHERE w.shop = $1 AND w.state = 'offered' AND o.subject IS NULL AND (h.state IS NULL OR h.state <> "
        "'open' OR h.email <> w.email OR w.quantity <> (SELECT SUM(l.quantity) FROM lines l WHERE l.shop = "
        "w.shop AND l.hold = w.hold AND l.slot = w.slot AND l.sku = w.sku)) ORDER BY w.id",
        {shop_.id}, [&](const store::Row& row) {
          differ("{} on the waiting list has an offer and no open hold for it.", row.string(0));
        });
    transaction_.query(
        "SELECT DISTINCT b.id FROM waiting a JOIN waiting b ON b.shop = a.shop AND b.slot = a.slot AND "
        "b.place > a.place AND b.joined_at < a.joined_at WHERE a.shop = $1 AND a.state IN ('waiting', "
        "'offered') AND b.state IN ('waiting', 'offered') ORDER BY b.id",
        {shop_.id}, [&](const store::Row& row) {
          differ("{} on the waiting list stands behind somebody who joined later.", row.string(0));
        });
  }

 private:
  static AccountKey key_of(const std::string& account) {
    return AccountKey::parse(account).value_or(AccountKey{});
  }

  // What statements moved at a venue: its shortage is a part of what is there.
  std::int64_t& told_of(const std::string& account) {
    AccountKey key = key_of(account);
    const bool at_venue = key.kind == AccountKind::on_hand || key.kind == AccountKind::shortage;
    if (!at_venue) return elsewhere_;
    key.kind = AccountKind::on_hand;
    return told_[key.text()];
  }

  template <class... Facts>
  void differ(fmt::format_string<const Facts&...> sentence, const Facts&... facts) {
    differences_.push_back(fmt::format("Shop {}: {}", shop_.slug, fmt::format(sentence, facts...)));
  }

  store::Transaction& transaction_;
  const store::Shop& shop_;
  std::vector<std::string>& differences_;
  std::map<std::string, Account> computed_;
  std::map<std::string, std::int64_t> came_in_, somewhere_;  ///< by SKU
  std::map<std::string, std::int64_t> told_;                 ///< by on-hand account
  std::int64_t elsewhere_ = 0;
  bool changed_sku_ = false;
};

}  // namespace

std::vector<std::string> Engine::check(store::Transaction& transaction) {
  std::vector<std::string> differences;
  for (const store::Shop& shop : store::list_shops(transaction)) {
    Audit audit(transaction, shop, differences);
    audit.add_up();
    audit.compare_accounts();
    audit.compare_skus();
    audit.compare_venues();
    audit.compare_bookings();
    audit.compare_money();
    audit.compare_scans();
    audit.compare_leases();
    audit.compare_pace();
    audit.compare_waiting();
  }
  return differences;
}

}  // namespace timeshelf::commerce
