// The stock of a venue is shared out among its slots, the earliest first, and the books say why each got what
// it has, once all is quiet (docs/domain.md, "Stock at venues"; docs/vocabulary.md, THRESHOLD).
#include <algorithm>
#include <boost/json.hpp>

#include "tests/simulation/run.hpp"

namespace timeshelf::simulation {
namespace {

using Pool = std::pair<std::string, std::string>;  ///< venue and SKU

struct Share {
  const SoldSlot* slot = nullptr;
  std::int64_t free = 0;
  std::int64_t given = 0;  ///< it has, or had and sold
  std::int64_t wants = 0;  ///< beyond what it was given; nothing if it is closed
  std::int64_t least = 0;  ///< its threshold
  bool is_open = false;
  bool was_never_asked =
      false;  ///< nobody ever held any of it, or had it on lease: it has what it got when it was shared out
};

std::map<Pool, std::int64_t> on_hand_of(store::Transaction& transaction, const Id& shop) {
  std::map<Pool, std::int64_t> units;
  transaction.query(
      "SELECT place, sku, credits_posted - debits_posted FROM accounts WHERE shop = $1 AND kind = 'on-hand'",
      {shop}, [&](const store::Row& row) {
        units[{row.string(0), row.string(1)}] = row.integer(2);
      });
  return units;
}

bool was_asked(const ShopModel& shop, const Id& slot, const std::string& sku) {
  const bool was_lent = std::any_of(shop.lent.begin(), shop.lent.end(), [&](const auto& entry) {
    return entry.second.slot == slot && entry.second.sku == sku;
  });
  return was_lent || std::any_of(shop.promises.begin(), shop.promises.end(), [&](const auto& entry) {
           const auto& lines = entry.second.lines;
           return std::any_of(lines.begin(), lines.end(), [&](const commerce::Line& line) {
             return line.slot == slot && line.sku == sku;
           });
         });
}

// The earliest first.
std::vector<Share> shares_of(const ShopModel& shop, const Pool& pool, Instant now) {
  const std::string& sku = pool.second;
  std::vector<Share> shares;
  for (const auto& [id, slot] : shop.slots) {
    const auto home = slot.homes.find(sku);
    if (home == slot.homes.end() || home->second != pool.first) continue;
    Share share;
    share.slot = &slot;
    share.free = shop.free(slot, sku, now);
    const auto lost = slot.lost.find(sku);
    share.given = share.free + shop.used(id, sku, now) + (lost == slot.lost.end() ? 0 : lost->second);
    share.is_open = slot.ends_at > now && !slot.cancelled && !slot.off;
    if (share.is_open) share.wants = std::max<std::int64_t>(slot.wanted.at(sku) - share.given, 0);
    const auto threshold = slot.thresholds.find(sku);
    if (threshold != slot.thresholds.end()) share.least = threshold->second;
    share.was_never_asked = !was_asked(shop, id, sku);
    shares.push_back(share);
  }
  std::sort(shares.begin(), shares.end(), [](const Share& a, const Share& b) {
    return std::tie(a.slot->starts_at, a.slot->id) < std::tie(b.slot->starts_at, b.slot->id);
  });
  return shares;
}

// What is sold, given back or runs out stays with its slot until it is shared out anew, so that only what
// nobody ever asked for says how it was shared.
void check_pool(const ShopModel& shop, const Pool& pool, std::int64_t on_hand, Instant now) {
  const auto shares = shares_of(shop, pool, now);
  std::int64_t left = on_hand;
  for (const Share& share : shares) left += share.given;
  const Share* lacking = nullptr;
  for (const Share& share : shares) {
    const bool says = share.is_open && share.was_never_asked;
    require(!says || share.free == 0 || left >= share.least,
            "{} sells {} of {} below its threshold {}: at most {} were left.", share.slot->uid(), share.free,
            pool.second, share.least, left);
    require(!says || share.free == 0 || !lacking, "{} got {} of {}, and the earlier {} lacks some.",
            share.slot->uid(), share.free, pool.second, lacking ? lacking->slot->uid() : "");
    const bool lacks = share.wants > 0 && share.least == 0;
    require(!lacks || on_hand == 0, "{} could have {} more of {}, and {} are on hand.", share.slot->uid(),
            share.wants, pool.second, on_hand);
    if (lacks && !lacking) lacking = &share;
    left -= share.given;
  }
}

// What a slot was given and gave back, by the books and by the audit log.
void check_audited(store::Transaction& transaction, const ShopModel& shop) {
  std::map<UnitsKey, std::int64_t> moved, told;
  transaction.query(
      "SELECT subject, debit, credit, amount FROM transfers WHERE shop = $1 AND reason = 'allotment'",
      {shop.shop.id}, [&](const store::Row& row) {
        const std::string debit = row.string(1);
        const std::string credit = row.string(2);
        const bool gives = credit.starts_with("allotted:") && debit.starts_with("on-hand:");
        const bool takes = debit.starts_with("allotted:") && credit.starts_with("on-hand:");
        if (!gives && !takes) return;
        const std::string sku = debit.substr(debit.rfind(':') + 1);
        moved[{row.id(0), sku}] += gives ? row.integer(3) : -row.integer(3);
      });
  transaction.query(
      "SELECT subject, action, facts FROM audit WHERE shop = $1 AND action IN ('capacity.opened', "
      "'capacity.closed', 'capacity.grew', 'capacity.shrunk')",
      {shop.shop.id}, [&](const store::Row& row) {
        const auto facts = boost::json::parse(row.string(2)).as_object();
        const std::int64_t from = facts.at("from").as_int64();
        const std::int64_t to = facts.at("to").as_int64();
        const std::string right = to == 0     ? "capacity.closed"
                                  : from == 0 ? "capacity.opened"
                                  : to < from ? "capacity.shrunk"
                                              : "capacity.grew";
        require(row.text(1) == right && !facts.at("cause").as_string().empty(),
                "From {} to {} units is noted as {}, because of '{}'.", from, to, row.string(1),
                std::string(facts.at("cause").as_string()));
        told[{row.id(0), std::string(facts.at("sku").as_string())}] += to - from;
      });
  for (const auto& [key, units] : moved) {
    if (shop.slots.at(key.first).moved) continue;  // what it leaves behind elsewhere is its creator's doing
    require(told[key] == units, "{} got {} of {} at its venue, and the audit log says {}.",
            shop.slots.at(key.first).uid(), units, key.second, told[key]);
  }
}

}  // namespace

void check_sharing(store::Transaction& transaction, const ShopModel& shop, Instant now) {
  for (const auto& [pool, on_hand] : on_hand_of(transaction, shop.shop.id))
    check_pool(shop, pool, on_hand, now);
  check_audited(transaction, shop);
}

}  // namespace timeshelf::simulation
