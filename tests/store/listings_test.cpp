// What is kept of collections is what stands in the database, whatever happened in between.
#include "caldav/listings.hpp"

#include <gmock/gmock.h>

#include <map>
#include <random>

#include "tests/store/databases.hpp"
#include "tests/store/rows.hpp"

namespace timeshelf::tests {
namespace {

using caldav::Listing;
using caldav::Listings;
using store::Transaction;

class ListingsTest : public DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    if (IsSkipped()) return;
    database().write([&](Transaction& t) {
      store::insert_shop(t, shop_);
      store::insert_collection(t, home_);
      store::insert_collection(t, calendar_);
      store::insert_collection(t, other_);
    });
  }

  void put(const std::string& segment, const std::string& etag) {
    auto entry = rows_.object(segment);
    entry.uid = segment;
    entry.etag = etag;
    database().write(
        [&](Transaction& t) { store::put_object(t, calendar_, entry, etag, rows_.clock.now()); });
  }
  bool remove(const std::string& segment) {
    bool removed = false;
    database().write(
        [&](Transaction& t) { removed = store::delete_object(t, calendar_, segment, rows_.clock.now()); });
    return removed;
  }
  std::shared_ptr<const Listing> list(Listings& listings, bool only_kept = false) {
    std::shared_ptr<const Listing> found;
    database().read([&](Transaction& t) {
      const auto collection = *store::find_collection(t, shop_.id, calendar_.id);
      found = only_kept ? listings.kept(t, collection, 1) : listings.of(t, collection);
    });
    return found;
  }
  static std::map<std::string, std::string> etags_in(const Listing& listing) {
    std::map<std::string, std::string> etags;
    for (const auto& member : listing.members) etags[member->segment] = member->etag;
    EXPECT_EQ(etags.size(), listing.members.size());
    return etags;
  }
  std::map<std::string, std::string> etags_in_rows() {
    std::map<std::string, std::string> etags;
    database().read([&](Transaction& t) {
      store::each_object(t, calendar_, [&](const store::ObjectEntry& e) { etags[e.segment] = e.etag; });
    });
    return etags;
  }

  Rows rows_;
  store::Shop shop_ = rows_.shop();
  store::Collection home_ = rows_.collection(shop_, store::CollectionKind::home);
  store::Collection calendar_ = rows_.collection(shop_, store::CollectionKind::calendar);
  store::Collection other_ = rows_.collection(shop_, store::CollectionKind::calendar);
};
INSTANTIATE_TEST_SUITE_P(, ListingsTest, BothDatabases, name_of_engine);

TEST_P(ListingsTest, follows_the_rows_through_any_history) {
  Listings listings(1 << 20);
  std::mt19937 dice(7);  // NOLINT: the same in every run
  const auto roll = [&](unsigned below) { return dice() % below; };
  for (int step = 0; step < 300; ++step) {
    const auto segment = std::to_string(roll(20)) + ".ics";
    switch (roll(10)) {
      case 0:  // what was deleted is forgotten
        database().write([&](Transaction& t) {
          store::prune_tombstones(t, rows_.clock.now() + std::chrono::hours(1), 100);
        });
        break;
      case 1:
        if (roll(4) == 0) database().write([](Transaction& t) { store::forget_all_changes(t); });
        break;
      case 2:
      case 3:
      case 4:
        remove(segment);
        break;
      default:
        put(segment, std::to_string(step));
    }
    if (roll(3) == 0) continue;  // several changes until somebody looks
    const auto listing = list(listings);
    ASSERT_TRUE(listing) << step;
    ASSERT_EQ(etags_in(*listing), etags_in_rows()) << step;
  }
}

TEST_P(ListingsTest, are_the_same_until_something_changes_and_share_what_did_not) {
  Listings listings(1 << 20);
  put("a.ics", "1");
  put("b.ics", "1");
  const auto before = list(listings);
  EXPECT_EQ(list(listings), before);
  put("b.ics", "2");
  const auto after = list(listings);
  EXPECT_EQ(after->find("a.ics"), before->find("a.ics"));
  EXPECT_EQ(after->find("b.ics")->etag, "2");
  EXPECT_FALSE(after->find("c.ics"));
}

TEST_P(ListingsTest, are_for_those_who_want_little_only_there_already) {
  Listings listings(1 << 20);
  put("a.ics", "1");
  EXPECT_FALSE(list(listings, true));
  const auto listing = list(listings);
  EXPECT_EQ(list(listings, true), listing);
  put("a.ics", "2");
  EXPECT_EQ(list(listings, true)->find("a.ics")->etag, "2");
}

TEST_P(ListingsTest, know_whether_names_have_to_be_encoded) {
  Listings listings(1 << 20);
  put("a.ics", "1");
  EXPECT_TRUE(list(listings)->plain_segments);
  put("b.ics", "1");
  EXPECT_TRUE(list(listings)->plain_segments);
  put("ä & b.ics", "1");
  EXPECT_FALSE(list(listings)->plain_segments);
  put("a.ics", "2");
  EXPECT_FALSE(list(listings)->plain_segments) << "the other one is still there";
  EXPECT_FALSE(list(listings, true)->plain_segments);
}

TEST_P(ListingsTest, do_not_show_what_the_transaction_cannot_see_yet) {
  Listings listings(1 << 20);
  put("a.ics", "1");
  database().read([&](Transaction& early) {
    const auto collection = *store::find_collection(early, shop_.id, calendar_.id);
    put("a.ics", "2");
    EXPECT_EQ(list(listings)->find("a.ics")->etag, "2");
    EXPECT_EQ(listings.of(early, collection)->find("a.ics")->etag, "1");
    EXPECT_FALSE(listings.kept(early, collection, 1));
  });
  EXPECT_EQ(list(listings, true)->find("a.ics")->etag, "2") << "the newer one is still kept";
}

TEST_P(ListingsTest, are_not_brought_up_to_date_for_one_of_very_many) {
  Listings listings(1 << 20);
  for (int i = 0; i < 50; ++i) put(std::to_string(i), "1");
  list(listings);
  put("7", "2");
  EXPECT_FALSE(list(listings, true)) << "one row is cheaper";
  EXPECT_EQ(list(listings)->find("7")->etag, "2");
  EXPECT_TRUE(list(listings, true));
}

TEST_P(ListingsTest, take_no_more_memory_than_they_may) {
  for (int i = 0; i < 50; ++i) put(std::to_string(i), "1");
  Listings tiny(4'000);
  ASSERT_TRUE(list(tiny)) << "it was read anyway";
  EXPECT_FALSE(list(tiny, true)) << "and not kept";
  EXPECT_FALSE(list(tiny)) << "nor read again";
}

TEST_P(ListingsTest, that_were_not_used_for_longest_make_room) {
  for (int i = 0; i < 50; ++i) put(std::to_string(i), "1");
  Listings measured(1 << 20);
  list(measured);
  Listings small(measured.bytes() * 4 + 100);
  list(small);
  EXPECT_TRUE(list(small, true));
  // Others that hold as much, until there is no room.
  std::vector<store::Collection> others;
  for (int i = 0; i < 4; ++i) {
    others.push_back(rows_.collection(shop_, store::CollectionKind::calendar));
    database().write([&](Transaction& t) {
      store::insert_collection(t, others.back());
      for (int object = 0; object < 50; ++object) {
        auto entry = rows_.object(std::to_string(object));
        entry.uid = entry.segment;
        entry.etag = "1";
        store::put_object(t, others.back(), entry, "1", rows_.clock.now());
      }
    });
    database().read(
        [&](Transaction& t) { small.of(t, *store::find_collection(t, shop_.id, others.back().id)); });
    EXPECT_LE(small.bytes(), measured.bytes() * 4 + 100);
  }
  EXPECT_FALSE(list(small, true)) << "those used last stay";
}

}  // namespace
}  // namespace timeshelf::tests
