// Bytes that are kept as XML text, by their ETag.
#include "caldav/texts.hpp"

#include <gmock/gmock.h>

#include "base/digest.hpp"
#include "tests/store/databases.hpp"
#include "tests/store/rows.hpp"

namespace timeshelf::tests {
namespace {

using caldav::Texts;
using store::Transaction;

TEST(Texts, are_escaped_once_and_shared) {
  Texts texts(1 << 20);
  EXPECT_FALSE(texts.find("a"));
  const auto kept = texts.keep("a", "1 < 2 & 3\r\n");
  EXPECT_EQ(*kept, "1 &lt; 2 &amp; 3&#13;\n");
  EXPECT_EQ(texts.find("a"), kept);
  EXPECT_EQ(*texts.keep("a", "1 < 2 & 3\r\n"), *kept);
}

TEST(Texts, that_were_not_used_for_longest_make_room) {
  Texts texts(100'000);
  for (int i = 0; i < 100; ++i) {
    texts.keep(std::to_string(i), std::string(1'000, 'x'));
    EXPECT_TRUE(texts.find("0")) << "it is asked for again and again";
    EXPECT_LE(texts.bytes(), 100'000U);
  }
  EXPECT_TRUE(texts.find("99"));
  EXPECT_FALSE(texts.find("1"));
}

TEST(Texts, that_are_very_long_are_told_and_not_kept) {
  Texts texts(100'000);
  EXPECT_EQ(texts.keep("a", std::string(50'000, 'x'))->size(), 50'000U);
  EXPECT_FALSE(texts.find("a"));
  EXPECT_EQ(texts.bytes(), 0U);
}

class TextsOf : public DatabaseTest {};
INSTANTIATE_TEST_SUITE_P(, TextsOf, BothDatabases, name_of_engine);

TEST_P(TextsOf, objects_are_read_where_they_are_not_kept) {
  Rows rows;
  const store::Shop shop = rows.shop();
  store::Collection calendar = rows.collection(shop, store::CollectionKind::calendar);
  std::vector<store::ObjectEntry> entries;
  database().write([&](Transaction& t) {
    store::insert_shop(t, shop);
    store::insert_collection(t, calendar);
    for (const std::string segment : {"a.ics", "b.ics", "c.ics"}) {
      auto entry = rows.object(segment);
      entry.uid = segment;
      entry.etag = strong_etag(segment);
      store::put_object(t, calendar, entry, segment, rows.clock.now());
      entries.push_back(entry);
    }
    store::delete_object(t, calendar, "b.ics", rows.clock.now());
  });
  Texts texts(1 << 20);
  texts.keep(entries[2].etag, "kept before");
  database().read([&](Transaction& t) {
    const auto found = caldav::texts_of(t, texts, calendar, {&entries[2], &entries[1], &entries[0]});
    ASSERT_EQ(found.size(), 3U);
    EXPECT_EQ(*found[0], "kept before");
    EXPECT_FALSE(found[1]) << "it is gone";
    EXPECT_EQ(*found[2], "a.ics");
  });
  EXPECT_EQ(*texts.find(entries[0].etag), "a.ics");
}

}  // namespace
}  // namespace timeshelf::tests
