// Devices, staff and customers in a random order, records that come late, twice and in any order: afterwards
// the books agree, and what counts does not depend on who reached the network first. The seeds are fixed.
#include <random>

#include "tests/store/device_world.hpp"

namespace timeshelf::tests {
namespace {

using namespace std::chrono_literals;
using ::testing::IsEmpty;

const std::string kMany =
    kTimes + "LOCATION:Kiln Street 12\r\nX-SHELF-STOCK;SKU=MUG:200\r\nX-SHELF-PRICE;SKU=MUG:20\r\n";

class RandomScans : public DeviceWorld {
 protected:
  std::int64_t roll(std::int64_t most) {
    return std::uniform_int_distribution<std::int64_t>(0, most - 1)(dice_);
  }

  std::mt19937_64 dice_;
};
INSTANTIATE_TEST_SUITE_P(, RandomScans, BothDatabases, name_of_engine);

TEST_P(RandomScans, leave_books_that_agree) {
  ASSERT_TRUE(publish(kMany));
  tell(Kind::count, 1000);
  std::vector<Phone> phones;
  for (const char* name : {"A", "B", "C"}) phones.push_back(phone(name));
  phones[1].wrong_by = 24h;
  phones[2].wrong_by = -24h;
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    dice_.seed(seed);
    std::vector<commerce::Booking> bookings;
    for (int i = 0; i < 2; ++i) bookings.push_back(booked(command("PICKUP", 1 + roll(2))));
    std::vector<std::vector<commerce::SignedScan>> pockets(phones.size());  // what is not brought yet
    std::vector<std::vector<commerce::SignedScan>> brought(phones.size());
    for (int i = 0; i < 40; ++i) {
      clock_.advance(std::chrono::seconds(roll(90)));
      const auto who = static_cast<std::size_t>(roll(3));
      auto& booking = bookings[static_cast<std::size_t>(roll(2))];
      switch (roll(6)) {
        case 0:
        case 1:
        case 2:
          pockets[who].push_back(phones[who].pick_up(booking, {1 + roll(2)}));
          break;
        case 3: {  // some of them, in any order, and perhaps one again
          auto& pocket = pockets[who];
          std::shuffle(pocket.begin(), pocket.end(), dice_);
          const auto count = static_cast<std::ptrdiff_t>(roll(static_cast<std::int64_t>(pocket.size()) + 1));
          std::vector<commerce::SignedScan> some(pocket.begin(), pocket.begin() + count);
          pocket.erase(pocket.begin(), pocket.begin() + count);
          brought[who].insert(brought[who].end(), some.begin(), some.end());
          if (!brought[who].empty()) some.push_back(brought[who].front());
          upload(phones[who], some);
          break;
        }
        case 4: {
          auto counter = step(booking, commerce::LineState::handed_over);
          counter.units = 1;
          advance(counter);  // refused where all of it is out
          break;
        }
        default:
          if (roll(4) == 0)
            write([&](store::Transaction& tx) {
              services_.changes.cancel(tx, {shop_.id, booking.id, {}, {false, "clara", "rain"}});
            });
      }
    }
    for (std::size_t who = 0; who < phones.size(); ++who) upload(phones[who], pockets[who]);
    run_due();
    ASSERT_THAT(check(), IsEmpty()) << "seed " << seed;
    commerce::ConflictQuery open;
    open.open = true;
    for (const auto& conflict : conflicts(open))
      EXPECT_NE(conflict.kind, commerce::ConflictKind::missing_records) << "every record came in the end";
  }
}

TEST_P(RandomScans, count_the_same_in_whatever_order_they_arrive) {
  ASSERT_TRUE(publish(kMany));
  tell(Kind::count, 1000);
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    // The same story for two bookings; its records arrive in two orders.
    std::vector<std::vector<std::int64_t>> kept;
    std::vector<std::int64_t> delays;
    dice_.seed(seed);
    for (int i = 0; i < 6; ++i) delays.push_back(1 + roll(50));
    for (int order = 0; order < 2; ++order) {
      const auto booking = booked(command("PICKUP", 2));
      std::vector<Phone> phones;
      std::vector<commerce::SignedScan> scans;
      for (std::size_t i = 0; i < delays.size(); ++i) {
        phones.push_back(
            phone("seed " + std::to_string(seed * 100 + static_cast<std::uint64_t>(order) * 10 + i)));
        clock_.advance(std::chrono::seconds(delays[i]));
        scans.push_back(phones[i].pick_up(booking, {1}));
      }
      std::vector<std::size_t> arrival{0, 1, 2, 3, 4, 5};
      std::shuffle(arrival.begin(), arrival.end(), dice_);
      for (const std::size_t i : arrival) {
        clock_.advance(std::chrono::seconds(roll(100)));
        bring(phones[i], scans[i]);
      }
      std::vector<std::int64_t> counted;
      for (const Phone& phone : phones)
        counted.push_back(scans_of(phone).front().outcome == commerce::ScanOutcome::applied ? 1 : 0);
      kept.push_back(counted);
    }
    EXPECT_EQ(kept[0], (std::vector<std::int64_t>{1, 1, 0, 0, 0, 0})) << "seed " << seed;
    EXPECT_EQ(kept[1], kept[0]) << "seed " << seed;
  }
  run_due();
  EXPECT_THAT(check(), IsEmpty());
}

}  // namespace
}  // namespace timeshelf::tests
