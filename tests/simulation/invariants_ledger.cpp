// The books, added up anew from the transfers: nothing is oversold, nothing appears or vanishes.
#include <algorithm>
#include <map>

#include "tests/simulation/run.hpp"

namespace timeshelf::simulation {
namespace {

// An account as its transfers make it.
struct Added {
  std::int64_t posted = 0;  ///< came in less went out
  std::int64_t pending_in = 0;
  std::int64_t pending_out = 0;
};
using Books = std::map<std::string, Added>;

struct Row {
  std::string kind, debit, credit;
  std::int64_t amount = 0;
};
/// By id, and whether it resolves the pending one of that id.
using Rows = std::map<std::pair<std::string, bool>, Row>;

bool is_outside(const std::string& account) {
  for (const auto* kind : {"supplier:", "capacity:", "promise:", "issued:", "shortage:"}) {
    if (account.starts_with(kind)) return true;
  }
  return false;
}

Books add_up(store::Transaction& transaction, const Id& shop, SeenTransfers& seen) {
  Rows rows;
  transaction.query(
      "SELECT id, kind, debit, credit, amount, resolves, reason, created_at, subject FROM transfers WHERE "
      "shop = $1",
      {shop}, [&](const store::Row& row) {
        require(seen.see(row), "The transfer {} said something else before.", row.string(0));
        const bool fresh = rows.try_emplace({row.string(0), row.boolean(5)},
                                            Row{row.string(1), row.string(2), row.string(3), row.integer(4)})
                               .second;
        require(fresh, "The pending transfer {} is resolved twice, or two bear one id.", row.string(0));
      });
  require(!seen.is_one_gone(), "A transfer is gone.");
  Books books;
  for (const auto& [key, row] : rows) {
    const auto& [id, resolves] = key;
    Added& debit = books[row.debit];
    Added& credit = books[row.credit];
    if (row.kind == "posted" || row.kind == "post") {
      debit.posted -= row.amount;
      credit.posted += row.amount;
    }
    if (row.kind == "pending") {
      debit.pending_out += row.amount;
      credit.pending_in += row.amount;
    }
    if (!resolves) continue;
    const auto found = rows.find({id, false});
    require(found != rows.end() && found->second.kind == "pending", "{} resolves no pending transfer.", id);
    require(found->second.debit == row.debit && found->second.credit == row.credit,
            "{} resolves between other accounts.", id);
    debit.pending_out -= found->second.amount;
    credit.pending_in -= found->second.amount;
  }
  return books;
}

void compare_balances(store::Transaction& transaction, const Id& shop, const Books& books) {
  transaction.query(
      "SELECT id, credits_posted - debits_posted, credits_pending, debits_pending FROM accounts WHERE shop = "
      "$1",
      {shop}, [&](const store::Row& row) {
        const auto found = books.find(row.string(0));
        const Added added = found == books.end() ? Added{} : found->second;
        require(added.posted == row.integer(1) && added.pending_in == row.integer(2) &&
                    added.pending_out == row.integer(3),
                "The account {} says {} and its transfers say {}.", row.string(0), row.integer(1),
                added.posted);
      });
}

void check_guarded(const Books& books) {
  for (const auto& [account, added] : books) {
    if (is_outside(account)) continue;
    require(added.posted - added.pending_out >= 0, "{} gave {} more than it was given.", account,
            added.pending_out - added.posted);
  }
}

// Of a slot, what is booked and held is exactly what was promised, and with what is free it is what was
// given.
void compare_slots(ShopModel& shop, const Books& books) {
  std::map<UnitsKey, std::int64_t> booked, held, out;
  for (const auto& [id, promise] : shop.promises) {
    for (std::size_t i = 0; i < promise.lines.size(); ++i) {
      const auto& line = promise.lines[i];
      if (promise.is_booked()) out[{line.slot, line.sku}] += line.handed_over - line.returned;
    }
    for (const auto& [key, units] : promise.units) {
      if (promise.is_booked()) booked[key] += units;
      if (promise.state == Promise::State::open) held[key] += units;
    }
  }
  for (auto& [id, slot] : shop.slots) {
    slot.given.clear();
    for (auto at = books.lower_bound("allotted:" + id.string()); at != books.end(); ++at) {
      const std::string prefix = "allotted:" + id.string() + ":";
      if (!at->first.starts_with(prefix)) break;
      const std::string sku = at->first.substr(prefix.size());
      const auto found = books.find("sold:" + id.string() + ":" + sku);
      const Added sold = found == books.end() ? Added{} : found->second;
      const std::int64_t gone = out[{id, sku}];
      require(sold.posted + gone == booked[{id, sku}], "{} of {} are sold in {}, {} are booked.",
              sold.posted + gone, sku, slot.event, booked[{id, sku}]);
      const auto over = books.find("handed-over:" + id.string() + ":" + sku);
      require((over == books.end() ? 0 : over->second.posted) == gone, "{} of {} are with customers of {}.",
              gone, sku, slot.event);
      require(sold.pending_in == held[{id, sku}], "{} of {} are reserved in {}, {} are held.",
              sold.pending_in, sku, slot.event, held[{id, sku}]);
      const auto on_lease = books.find("leased:" + id.string() + ":" + sku);
      const std::int64_t lent = on_lease == books.end() ? 0 : on_lease->second.posted;
      require(lent == shop.lent_of(id, sku), "{} of {} are leased of {}, devices have {}.", lent, sku,
              slot.event, shop.lent_of(id, sku));
      slot.given[sku] = at->second.posted + sold.posted + gone + lent;
      require(booked[{id, sku}] + held[{id, sku}] + lent <= slot.given[sku], "{} of {} is oversold.", sku,
              slot.event);
    }
    if (slot.seats) {
      const auto seats = slot.given.find("SEAT");
      require((seats == slot.given.end() ? 0 : seats->second - slot.beyond["SEAT"]) == *slot.seats,
              "{} has other seats than {}.", slot.event, *slot.seats);
    }
  }
}

void compare_codes(const ShopModel& shop, const Books& books) {
  for (const auto& [name, code] : shop.codes) {
    if (!code.limit) continue;
    std::int64_t used = 0;
    std::int64_t reserved = 0;
    for (const auto& [id, promise] : shop.promises) {
      used += promise.code == name && promise.is_booked() ? 1 : 0;
      reserved += promise.code == name && promise.state == Promise::State::open ? 1 : 0;
    }
    const auto found = books.find("used:" + name + ":");
    const Added added = found == books.end() ? Added{} : found->second;
    require(added.posted == used && added.pending_in == reserved,
            "The code {} counts {} uses and {} reserved ones, there are {} and {}.", name, added.posted,
            added.pending_in, used, reserved);
    require(used + reserved <= *code.limit, "The code {} is used more often than {} times.", name,
            *code.limit);
  }
}

// What came from outside is somewhere, by SKU.
void check_conservation(const Books& books) {
  std::map<std::string, std::int64_t> sums;
  for (const auto& [account, added] : books) sums[account.substr(account.rfind(':'))] += added.posted;
  for (const auto& [sku, sum] : sums) require(sum == 0, "{} units of {} came from nowhere.", sum, sku);
}

// Where nobody counts the goods, a slot has what its terms ask for.
void compare_wants(store::Transaction& transaction, ShopModel& shop) {
  transaction.query(
      "SELECT slot, sku, wanted, venue FROM slot_stock WHERE shop = $1", {shop.shop.id},
      [&](const store::Row& row) {
        SoldSlot& slot = shop.slots.at(row.id(0));
        slot.homes[row.string(1)] = row.string(3);
        require(row.text(3).empty() || !slot.preorders.contains(row.string(1)),
                "{} is made to order, and counted at a venue.", row.string(1));
        const auto want = slot.wanted.find(row.string(1));
        require(want != slot.wanted.end() && want->second == row.integer(2), "{} asks for {} of {}.",
                slot.event, row.integer(2), row.string(1));
        const auto given = slot.given.find(row.string(1));
        const std::int64_t units = given == slot.given.end() ? 0 : given->second - slot.beyond[row.string(1)];
        const bool is_right = units <= want->second &&
                              (!row.text(3).empty() || units >= want->second - slot.lost[row.string(1)]);
        require(is_right, "{} was given {} of {} and asks for {}.", slot.event, units, row.string(1),
                want->second);
      });
}

}  // namespace

// What is free may have gone where something is missing; within a step only the balances know.
void read_given(Run& run, ShopModel& shop) {
  run.world.read([&](store::Transaction& transaction) {
    for (auto& [id, slot] : shop.slots) slot.given.clear();
    transaction.query(
        "SELECT place, sku, credits_posted - debits_posted FROM accounts WHERE shop = $1 AND kind IN "
        "('allotted', 'leased', 'sold', 'handed-over')",
        {shop.shop.id}, [&](const store::Row& row) {
          const auto slot = shop.slots.find(row.id(0));
          if (slot != shop.slots.end()) slot->second.given[row.string(1)] += row.integer(2);
        });
  });
}

void read_the_ledger(Run& run) {
  run.world.read([&](store::Transaction& transaction) {
    for (ShopModel& shop : run.shops) {
      const Books books = add_up(transaction, shop.shop.id, run.transfers[shop.shop.id]);
      compare_balances(transaction, shop.shop.id, books);
      check_guarded(books);
      check_conservation(books);
      // Holds that nobody has tidied up yet are the model's open ones; jobs may have tidied up some.
      transaction.query("SELECT id, state FROM holds WHERE shop = $1 AND state = 'expired'", {shop.shop.id},
                        [&](const store::Row& row) {
                          const auto found = shop.promises.find(row.id(0));
                          if (found == shop.promises.end() || found->second.state != Promise::State::open)
                            return;
                          require(!found->second.is_live(run.world.now()), "The hold {} expired too early.",
                                  row.string(0));
                          found->second.state = Promise::State::expired;
                        });
      learn_of_leases(run, transaction, shop);
      learn_of_the_waiting(run, transaction, shop);
      compare_slots(shop, books);
      compare_codes(shop, books);
      compare_wants(transaction, shop);
    }
  });
}

}  // namespace timeshelf::simulation
