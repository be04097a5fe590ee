// Devices lease, are cut off, sell, take back, crash, come back late and in any order, are called back and
// revoked, while others book on the shop's page: whatever happens in whichever order, units are neither lost
// nor sold twice, and each sale is in the books once.
#include <random>

#include "commerce/devices/lease_rows.hpp"
#include "commerce/payments/receipts.hpp"
#include "tests/store/device_world.hpp"

namespace timeshelf::tests {
namespace {

using namespace std::chrono_literals;
using commerce::Lease;
using commerce::ScanOutcome;
using ::testing::IsEmpty;

constexpr std::int64_t kMugs = 30;
constexpr std::int64_t kPrice = 2000;

/// A stall, with what it believes to have and what it wrote down.
struct Stall {
  Phone phone;
  std::map<Id, std::int64_t> left{};  ///< by lease, as the app counts
  std::map<Id, Lease> leases{};
  struct Written {
    std::int64_t seq = 0;
    commerce::SignedScan scan{};
    std::int64_t units = 0;  ///< of a sale
    std::optional<std::int64_t> voids{};
  };
  std::vector<Written> pocket{};   ///< nobody answered yet
  std::vector<Written> brought{};  ///< sent again all the same, now and then
  bool revoked = false;
};

class LeasesAtRandom : public DeviceWorld {
 protected:
  void SetUp() override {
    DeviceWorld::SetUp();
    if (IsSkipped()) return;
    ASSERT_TRUE(publish(
        kTimes + "LOCATION:Kiln Street 12\r\nX-SHELF-STOCK;SKU=MUG:30\r\nX-SHELF-PRICE;SKU=MUG:20\r\n"));
    slot_ = slots().front().id;
  }
  std::int64_t draw(std::int64_t least, std::int64_t most) {
    return std::uniform_int_distribution<std::int64_t>(least, most)(dice_);
  }
  Stall& any() {
    return stalls_[static_cast<std::size_t>(draw(0, static_cast<std::int64_t>(stalls_.size()) - 1))];
  }

  void lease(Stall& stall) {
    commerce::LeaseCommand wanted;
    wanted.shop = shop_.id;
    wanted.nonce = "nonce-of-lease-" + std::to_string(++nonces_);
    wanted.slot = slot_;
    wanted.sku = "MUG";
    wanted.units = draw(1, 8);
    wanted.lasts = std::chrono::minutes(draw(30, 300));
    const auto device = device_of(stall.phone);
    write([&](store::Transaction& tx) {
      const auto taken = services_.leases.take(tx, device, wanted);
      if (!taken) return;
      stall.leases.emplace(taken->lease.id, taken->lease);
      stall.left[taken->lease.id] = taken->lease.units;
    });
  }
  // Cut off: what the device believes is all that it goes by.
  void sell(Stall& stall) {
    for (auto& [id, left] : stall.left) {
      if (left == 0) continue;
      const std::int64_t units = draw(1, std::min<std::int64_t>(left, 3));
      left -= units;
      stall.pocket.push_back(
          {stall.phone.seq + 1, stall.phone.sell(stall.leases.at(id), units, kPrice), units});
      return;
    }
  }
  void take_back(Stall& stall) {
    if (stall.pocket.empty() || stall.pocket.back().units == 0) return;
    const auto last = stall.pocket.back();
    stall.pocket.push_back({stall.phone.seq + 1, stall.phone.take_back(last.seq), 0, last.seq});
  }
  // A part, in any order, and now and then what came before; the answer may be lost.
  void come_back(Stall& stall) {
    std::vector<Stall::Written> sent;
    for (const auto& each : stall.pocket) {
      if (draw(1, 100) <= 75)
        sent.insert(sent.begin() + draw(0, static_cast<std::int64_t>(sent.size())), each);
    }
    if (!stall.brought.empty() && draw(1, 100) <= 30) sent.push_back(stall.brought.back());
    if (sent.empty()) return;
    std::vector<commerce::SignedScan> scans;
    for (const auto& each : sent) scans.push_back(each.scan);
    const auto answers = upload(stall.phone, scans);
    for (std::size_t i = 0; i < sent.size(); ++i) keep(sent[i], stall, answers[i]);
    if (draw(1, 100) <= 20) return;  // it crashed before the answer came
    for (const auto& each : sent) {
      std::erase_if(stall.pocket, [&](const auto& one) { return one.seq == each.seq; });
      stall.brought.push_back(each);
    }
  }
  void keep(const Stall::Written& sent, const Stall& stall, const commerce::ScanAnswer& answer) {
    if (answer.outcome == ScanOutcome::duplicate_same) return;
    const auto name = std::pair(stall.phone.id, sent.seq);
    ASSERT_TRUE(seen_.insert(name).second) << "applied twice";
    const bool counts = answer.outcome == ScanOutcome::applied || answer.outcome == ScanOutcome::conflict;
    if (!counts) {
      ASSERT_TRUE(stall.revoked || sent.voids) << answer.sentence;
      return;
    }
    if (sent.voids)
      voided_.insert({stall.phone.id, *sent.voids});
    else
      sold_[name] = sent.units;
  }
  void give_back(Stall& stall) {
    if (!stall.pocket.empty()) return;  // the app brings its records first
    for (auto& [id, left] : stall.left) {
      write([this, id = id](store::Transaction& tx) {
        const auto known = services_.leases.find(tx, shop_.id, id);
        ASSERT_TRUE(services_.leases.give_back(tx, shop_.id, *known, {}, "device"));
      });
      left = 0;
    }
  }
  void call_back(Stall& stall) {
    if (stall.left.empty()) return;
    const Id id = stall.left.begin()->first;
    const bool at_once = draw(0, 1) == 1;
    write([&](store::Transaction& tx) {
      services_.leases.call_back(tx, shop_.id, *services_.leases.find(tx, shop_.id, id), at_once, "clara");
    });
  }
  void somebody_books() {
    const auto held = hold("MUG", draw(1, 4));
    if (held) confirm(held->id, "a" + std::to_string(++customers_) + "@example.com").value();
  }
  void step() {
    clock_.advance(std::chrono::seconds(draw(1, 1200)));
    switch (draw(1, 12)) {
      case 1:
      case 2:
        return lease(any());
      case 3:
      case 4:
      case 5:
        return sell(any());
      case 6:
        return take_back(any());
      case 7:
      case 8:
        return come_back(any());
      case 9:
        return give_back(any());
      case 10:
        if (draw(1, 100) <= 30) return call_back(any());
        return;
      case 11:
        return somebody_books();
      default:
        run_due();
        if (draw(1, 100) > 8) return;
        Stall& stall = any();
        if (!stall.revoked) revoke(stall.phone.id).value();
        stall.revoked = true;
    }
  }

  std::int64_t units_in_books(std::string_view account) {
    return balance(*commerce::AccountKey::parse(account));
  }
  void hold_what_must_hold() {
    std::int64_t gone = 0;
    for (const auto& [name, units] : sold_) gone += voided_.contains(name) ? 0 : units;
    std::int64_t beyond = 0;
    database().read([&](store::Transaction& tx) {
      tx.query(
          "SELECT n.leased, n.units, n.beyond, CASE WHEN s.voided_by IS NULL THEN 0 ELSE 1 END FROM "
          "device_sale_lines n JOIN "
          "device_sales s ON s.shop = n.shop AND s.device = n.device AND s.seq = n.seq",
          {}, [&](const store::Row& row) { beyond += row.boolean(3) ? 0 : row.integer(2); });
      tx.query("SELECT units, sold, returned FROM leases", {}, [&](const store::Row& row) {
        EXPECT_LE(row.integer(1) + row.integer(2), row.integer(0)) << "nothing is sold beyond a lease";
      });
    });
    const std::int64_t handed_over = balance(commerce::handed_over(slot_, "MUG"));
    EXPECT_EQ(handed_over, gone) << "each sale is in the books once";
    const std::int64_t somewhere = balance(commerce::allotted(slot_, "MUG")) +
                                   balance(commerce::leased(slot_, "MUG")) +
                                   balance(commerce::sold(slot_, "MUG")) + handed_over;
    EXPECT_EQ(somewhere, kMugs + beyond) << "what is not there is told, and nothing else appears";
    EXPECT_THAT(check(), IsEmpty());
  }

  std::mt19937_64 dice_;
  Id slot_;
  int nonces_ = 0;
  int customers_ = 0;
  std::vector<Stall> stalls_;
  std::set<std::pair<Id, std::int64_t>> seen_, voided_;
  std::map<std::pair<Id, std::int64_t>, std::int64_t> sold_;
};
INSTANTIATE_TEST_SUITE_P(, LeasesAtRandom, BothDatabases, name_of_engine);

TEST_P(LeasesAtRandom, units_are_neither_lost_nor_sold_twice) {
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    SCOPED_TRACE(seed);
    dice_.seed(seed);
    stalls_.clear();
    for (int i = 0; i < 3; ++i) {
      auto wanted = enrolment("Stall");
      wanted.sells = true;
      stalls_.push_back({phone(wanted)});
    }
    for (int at = 0; at < 60; ++at) {
      step();
      if (at % 6 == 0) hold_what_must_hold();
      if (HasFailure()) return;
    }
    for (Stall& stall : stalls_) {
      while (!stall.pocket.empty()) come_back(stall);
    }
    clock_.advance(24h);
    run_due();
    hold_what_must_hold();
    EXPECT_EQ(balance(commerce::leased(slot_, "MUG")), 0) << "what was unsold came back";
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace timeshelf::tests
