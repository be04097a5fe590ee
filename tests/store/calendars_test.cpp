#include "store/calendars.hpp"

#include <gmock/gmock.h>

#include "tests/store/databases.hpp"
#include "tests/store/rows.hpp"

namespace timeshelf::tests {
namespace {

using store::ObjectEntry;
using store::Transaction;
using testing::ElementsAre;
using testing::IsEmpty;
using namespace std::chrono_literals;

/// A shop with one calendar, bound in one home.
class CalendarStore : public DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    if (IsSkipped()) return;
    database().write([&](Transaction& t) {
      store::insert_shop(t, shop_);
      store::insert_collection(t, home_);
      store::insert_collection(t, calendar_);
      store::bind(t, shop_.id, home_.id, "work", calendar_.id, store::Access::owner);
    });
  }

  void write(FunctionRef<void(Transaction&)> work) { database().write(work); }
  void read(FunctionRef<void(Transaction&)> work) { database().read(work); }

  ObjectEntry put(const std::string& segment, const std::string& content = "BEGIN") {
    auto entry = rows_.object(segment);
    put(entry, content);
    return entry;
  }
  void put(ObjectEntry& entry, std::optional<std::string_view> content = "BEGIN") {
    write([&](Transaction& t) { store::put_object(t, calendar_, entry, content, rows_.clock.now()); });
  }
  bool remove(const std::string& segment) {
    bool removed = false;
    write([&](Transaction& t) { removed = store::delete_object(t, calendar_, segment, rows_.clock.now()); });
    return removed;
  }
  std::vector<std::string> segments_between(std::optional<Instant> from, std::optional<Instant> to) {
    std::vector<std::string> segments;
    read([&](Transaction& t) {
      store::each_object_between(t, calendar_, from, to,
                                 [&](const ObjectEntry& e) { segments.push_back(e.segment); });
    });
    std::sort(segments.begin(), segments.end());
    return segments;
  }
  /// "3+a.ics" for a change, "4-b.ics" for a deletion.
  std::vector<std::string> changes_since(std::int64_t revision, std::size_t limit = 0) {
    std::vector<std::string> changes;
    read([&](Transaction& t) {
      store::each_change_since(
          t, calendar_, revision, limit,
          [&](const ObjectEntry& e) { changes.push_back(std::to_string(e.revision) + "+" + e.segment); },
          [&](const store::Tombstone& e) {
            changes.push_back(std::to_string(e.revision) + "-" + e.segment);
          });
    });
    return changes;
  }

  Rows rows_;
  store::Shop shop_ = rows_.shop();
  store::Collection home_ = rows_.collection(shop_, store::CollectionKind::home);
  store::Collection calendar_ = rows_.collection(shop_);
};
INSTANTIATE_TEST_SUITE_P(, CalendarStore, BothDatabases, name_of_engine);

TEST_P(CalendarStore, keeps_every_fact_of_a_collection) {
  auto feed = rows_.collection(shop_);
  feed.components = "VEVENT,VTODO";
  feed.shelf = true;
  feed.twin = calendar_.id;
  feed.feed = store::FeedVisibility::secret;
  feed.feed_token = "s3cret";
  write([&](Transaction& t) { store::insert_collection(t, feed); });
  reopen();
  read([&](Transaction& t) {
    const auto found = store::find_collection(t, shop_.id, feed.id);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->kind, store::CollectionKind::calendar);
    EXPECT_EQ(found->components, "VEVENT,VTODO");
    EXPECT_TRUE(found->shelf);
    EXPECT_EQ(found->twin, calendar_.id);
    EXPECT_EQ(found->feed, store::FeedVisibility::secret);
    EXPECT_EQ(found->created_at, rows_.clock.now());
    EXPECT_EQ(store::find_feed(t, "s3cret")->id, feed.id);
    EXPECT_FALSE(store::find_feed(t, ""));
    EXPECT_FALSE(store::find_collection(t, rows_.id(), feed.id));
  });
}

TEST_P(CalendarStore, refreshes_an_object_only_as_it_lies_there) {
  store::ObjectEntry entry;
  entry.segment = "live.ics";
  entry.uid = "live";
  entry.component = "VEVENT";
  entry.etag = "\"1\"";
  entry.starts_at = from_millis(1000);
  entry.ends_at = from_millis(2000);
  write([&](Transaction& t) {
    EXPECT_FALSE(store::refresh_object(t, calendar_, entry, rows_.clock.now()));
    store::put_object(t, calendar_, entry, std::nullopt, rows_.clock.now());
    entry.etag = "\"2\"";
    EXPECT_TRUE(store::refresh_object(t, calendar_, entry, rows_.clock.now() + std::chrono::seconds(1)));
    auto moved = entry;
    moved.ends_at = from_millis(3000);
    EXPECT_FALSE(store::refresh_object(t, calendar_, moved, rows_.clock.now()));
    auto other = entry;
    other.uid = "other";
    EXPECT_FALSE(store::refresh_object(t, calendar_, other, rows_.clock.now()));
  });
  read([&](Transaction& t) {
    const auto found = store::find_object(t, calendar_, "live.ics");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->etag, "\"2\"");
    EXPECT_EQ(found->revision, 2);
    EXPECT_EQ(found->modified_at, rows_.clock.now() + std::chrono::seconds(1));
    EXPECT_EQ(store::find_collection(t, shop_.id, calendar_.id)->revision, 2);
  });
  EXPECT_THAT(changes_since(1), testing::ElementsAre("2+live.ics"));
}

TEST_P(CalendarStore, updates_a_collection_but_neither_its_kind_nor_its_revision) {
  put("a.ics");
  auto changed = calendar_;
  changed.kind = store::CollectionKind::plain;
  changed.revision = 77;
  changed.components = "VTODO";
  changed.feed = store::FeedVisibility::open;
  changed.feed_token = "clay";
  write([&](Transaction& t) { store::update_collection(t, changed); });
  read([&](Transaction& t) {
    const auto found = store::find_feed(t, "clay");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->kind, store::CollectionKind::calendar);
    EXPECT_EQ(found->revision, 1);
    EXPECT_EQ(found->components, "VTODO");
  });
  changed.feed = store::FeedVisibility::off;
  write([&](Transaction& t) { store::update_collection(t, changed); });
  read([&](Transaction& t) { EXPECT_FALSE(store::find_feed(t, "clay")); });
}

TEST_P(CalendarStore, finds_a_collection_where_it_is_bound) {
  const auto guest = rows_.collection(shop_, store::CollectionKind::home);
  write([&](Transaction& t) {
    store::insert_collection(t, guest);
    store::bind(t, shop_.id, guest.id, "theirs", calendar_.id, store::Access::read);
  });
  read([&](Transaction& t) {
    const auto own = store::find_binding(t, shop_.id, home_.id, "work");
    const auto shared = store::find_binding(t, shop_.id, guest.id, "theirs");
    ASSERT_TRUE(own && shared);
    EXPECT_EQ(own->collection.id, shared->collection.id);
    EXPECT_EQ(own->access, store::Access::owner);
    EXPECT_EQ(shared->access, store::Access::read);
    EXPECT_TRUE(store::is_shared(t, shop_.id, calendar_.id));
    EXPECT_FALSE(store::find_binding(t, shop_.id, home_.id, "theirs"));
  });
  write([&](Transaction& t) { store::unbind(t, shop_.id, guest.id, "theirs"); });
  read([&](Transaction& t) {
    EXPECT_FALSE(store::is_shared(t, shop_.id, calendar_.id));
    EXPECT_THAT(store::list_bindings(t, shop_.id, guest.id), IsEmpty());
  });
}

TEST_P(CalendarStore, lists_bindings_by_their_bytes_in_any_locale) {
  write([&](Transaction& t) {
    for (const char* segment : {"b", "A", "_", "ä", "a"}) {
      const auto other = rows_.collection(shop_);
      store::insert_collection(t, other);
      store::bind(t, shop_.id, home_.id, segment, other.id, store::Access::owner);
    }
  });
  std::vector<std::string> segments;
  read([&](Transaction& t) {
    for (const auto& binding : store::list_bindings(t, shop_.id, home_.id))
      segments.push_back(binding.segment);
  });
  EXPECT_THAT(segments, ElementsAre("A", "_", "a", "b", "work", "ä"));
}

TEST_P(CalendarStore, gives_an_object_back_byte_for_byte) {
  std::string content = "BEGIN:VCALENDAR\r\n";
  for (int i = 0; i < 256; ++i) content.push_back(static_cast<char>(i));
  content += std::string(100'000, 'x');
  auto entry = rows_.object("a b%2F.ics");
  entry.starts_at = from_millis(1'000);
  entry.ends_at = from_millis(2'000);
  entry.exact = false;
  entry.size = static_cast<std::int64_t>(content.size());
  put(entry, content);
  EXPECT_EQ(entry.revision, 1);
  EXPECT_EQ(entry.created_at, rows_.clock.now());
  reopen();
  read([&](Transaction& t) {
    EXPECT_EQ(store::read_object(t, calendar_, "a b%2F.ics"), content);
    const auto found = store::find_object(t, calendar_, "a b%2F.ics");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->uid, entry.uid);
    EXPECT_EQ(found->component, "VEVENT");
    EXPECT_EQ(found->content_type, entry.content_type);
    EXPECT_EQ(found->etag, entry.etag);
    EXPECT_EQ(found->size, entry.size);
    EXPECT_EQ(found->starts_at, entry.starts_at);
    EXPECT_EQ(found->ends_at, entry.ends_at);
    EXPECT_FALSE(found->exact);
    EXPECT_EQ(found->modified_at, entry.modified_at);
    EXPECT_EQ(store::find_object_by_uid(t, calendar_, entry.uid)->segment, entry.segment);
    EXPECT_FALSE(store::find_object_by_uid(t, calendar_, "another"));
    EXPECT_FALSE(store::find_object(t, home_, entry.segment));
  });
}

TEST_P(CalendarStore, keeps_the_birthday_of_an_object_that_is_replaced) {
  const auto first = put("a.ics", "one");
  rows_.clock.advance(1h);
  auto again = rows_.object("a.ics");
  again.uid = "moved@example.org";
  put(again, "two");
  EXPECT_EQ(again.revision, 2);
  EXPECT_EQ(again.created_at, first.created_at);
  EXPECT_EQ(again.modified_at, rows_.clock.now());
  read([&](Transaction& t) {
    EXPECT_EQ(store::read_object(t, calendar_, "a.ics"), "two");
    EXPECT_FALSE(store::find_object_by_uid(t, calendar_, first.uid));
    EXPECT_EQ(store::find_collection(t, shop_.id, calendar_.id)->modified_at, rows_.clock.now());
  });
}

TEST_P(CalendarStore, holds_objects_that_are_rendered_when_read) {
  put("live.ics", "had bytes once");
  auto entry = rows_.object("live.ics");
  put(entry, std::nullopt);
  read([&](Transaction& t) {
    EXPECT_TRUE(store::find_object(t, calendar_, "live.ics"));
    EXPECT_FALSE(store::read_object(t, calendar_, "live.ics"));
  });
}

TEST_P(CalendarStore, tells_empty_bytes_from_none) {
  put("empty", "");
  read([&](Transaction& t) { EXPECT_EQ(store::read_object(t, calendar_, "empty"), ""); });
}

TEST_P(CalendarStore, lets_many_objects_be_without_uid_but_none_share_one) {
  auto a = rows_.object("a.txt");
  auto b = rows_.object("b.txt");
  a.uid = b.uid = "";
  put(a);
  put(b);
  a.uid = b.uid = "same";
  put(a);
  try {
    put(b);
    FAIL() << "two objects with one UID";
  } catch (const store::Failure& failure) {
    EXPECT_EQ(failure.code(), store::Failure::Code::constraint);
  }
}

TEST_P(CalendarStore, lists_objects_in_order_of_segment) {
  for (const char* segment : {"c.ics", "a.ics", "B.ics"}) put(segment);
  std::vector<std::string> segments;
  read([&](Transaction& t) {
    store::each_object(t, calendar_, [&](const ObjectEntry& e) { segments.push_back(e.segment); });
  });
  EXPECT_THAT(segments, ElementsAre("B.ics", "a.ics", "c.ics"));
}

TEST_P(CalendarStore, finds_objects_by_their_bounds) {
  const auto at = [](int hour) { return std::optional(from_millis(hour * 3'600'000LL)); };
  const auto put_at = [&](const char* segment, std::optional<Instant> starts, std::optional<Instant> ends) {
    auto entry = rows_.object(segment);
    entry.starts_at = starts;
    entry.ends_at = ends;
    put(entry);
  };
  put_at("long-ago", at(1), at(2));
  put_at("morning", at(9), at(11));
  put_at("moment", at(10), at(10));
  put_at("for-ever", at(5), std::nullopt);
  put_at("timeless", std::nullopt, std::nullopt);

  EXPECT_THAT(segments_between(at(9), at(10)), ElementsAre("for-ever", "morning"));
  EXPECT_THAT(segments_between(at(10), at(11)), ElementsAre("for-ever", "moment", "morning"));
  EXPECT_THAT(segments_between(at(11), at(12)), ElementsAre("for-ever"));
  EXPECT_THAT(segments_between(at(0), at(1)), IsEmpty());
  EXPECT_THAT(segments_between(at(2), at(5)), IsEmpty());
  EXPECT_THAT(segments_between(std::nullopt, at(6)), ElementsAre("for-ever", "long-ago"));
  EXPECT_THAT(segments_between(at(1'000'000), std::nullopt), ElementsAre("for-ever"));
  EXPECT_THAT(segments_between(std::nullopt, std::nullopt),
              ElementsAre("for-ever", "long-ago", "moment", "morning"));
}

TEST_P(CalendarStore, remembers_that_an_object_never_ends) {
  auto entry = rows_.object("daily.ics");
  entry.starts_at = from_millis(5);
  put(entry);
  read([&](Transaction& t) {
    const auto found = store::find_object(t, calendar_, "daily.ics");
    EXPECT_EQ(found->starts_at, from_millis(5));
    EXPECT_FALSE(found->ends_at);
  });
}

TEST_P(CalendarStore, tells_changes_and_deletions_in_the_order_they_happened) {
  put("a.ics");
  put("b.ics");
  put("c.ics");
  EXPECT_TRUE(remove("b.ics"));
  put("a.ics");
  EXPECT_THAT(changes_since(0), ElementsAre("3+c.ics", "4-b.ics", "5+a.ics"));
  EXPECT_THAT(changes_since(3), ElementsAre("4-b.ics", "5+a.ics"));
  EXPECT_THAT(changes_since(0, 2), ElementsAre("3+c.ics", "4-b.ics"));
  EXPECT_THAT(changes_since(4, 2), ElementsAre("5+a.ics"));
  EXPECT_THAT(changes_since(5), IsEmpty());
}

TEST_P(CalendarStore, forgets_a_deletion_when_the_object_comes_back) {
  put("a.ics");
  remove("a.ics");
  put("a.ics");
  EXPECT_THAT(changes_since(0), ElementsAre("3+a.ics"));
  remove("a.ics");
  EXPECT_THAT(changes_since(0), ElementsAre("4-a.ics"));
  EXPECT_FALSE(remove("a.ics"));
  EXPECT_FALSE(remove("never-there.ics"));
  EXPECT_THAT(changes_since(0), ElementsAre("4-a.ics"));
}

TEST_P(CalendarStore, keeps_properties_of_the_collection_and_of_its_objects_apart) {
  const store::StoredProperty name{"DAV:", "displayname", "<displayname xmlns=\"DAV:\">Wörk</displayname>"};
  const store::StoredProperty note{"urn:x", "note", "<note xmlns=\"urn:x\"/>"};
  write([&](Transaction& t) {
    store::set_property(t, calendar_, "", name);
    store::set_property(t, calendar_, "a.ics", note);
    store::set_property(t, calendar_, "a.ics", name);
    auto changed = note;
    changed.xml = "<note xmlns=\"urn:x\">2</note>";
    store::set_property(t, calendar_, "a.ics", changed);
    store::copy_properties(t, calendar_, "a.ics", home_, "b.ics");
    store::remove_properties(t, calendar_, "a.ics");
    store::remove_property(t, home_, "b.ics", "DAV:", "displayname");
  });
  read([&](Transaction& t) {
    EXPECT_EQ(store::list_properties(t, calendar_, "").size(), 1U);
    EXPECT_EQ(store::find_property(t, calendar_, "", "DAV:", "displayname")->xml, name.xml);
    EXPECT_FALSE(store::find_property(t, calendar_, "", "urn:x", "displayname"));
    EXPECT_THAT(store::list_properties(t, calendar_, "a.ics"), IsEmpty());
    const auto copied = store::list_properties(t, home_, "b.ics");
    ASSERT_EQ(copied.size(), 1U);
    EXPECT_EQ(copied[0].xml, "<note xmlns=\"urn:x\">2</note>");
  });
}

TEST_P(CalendarStore, deletes_a_collection_with_all_that_hangs_on_it) {
  put("a.ics");
  put("b.ics");
  remove("b.ics");
  write([&](Transaction& t) {
    store::set_property(t, calendar_, "", {"DAV:", "displayname", "<displayname xmlns=\"DAV:\"/>"});
    store::delete_collection(t, shop_.id, calendar_.id);
  });
  read([&](Transaction& t) {
    EXPECT_FALSE(store::find_collection(t, shop_.id, calendar_.id));
    EXPECT_FALSE(store::find_binding(t, shop_.id, home_.id, "work"));
    for (const char* table :
         {"objects", "object_contents", "occurrences", "tombstones", "properties", "bindings"}) {
      const auto count = t.first("SELECT COUNT(*) FROM " + std::string(table), {},
                                 [](const store::Row& row) { return row.integer(0); });
      EXPECT_EQ(count, 0) << table;
    }
  });
}

TEST_P(CalendarStore, refuses_to_delete_a_collection_that_has_children) {
  try {
    write([&](Transaction& t) { store::delete_collection(t, shop_.id, home_.id); });
    FAIL() << "a binding hangs in the air";
  } catch (const store::Failure& failure) {
    EXPECT_EQ(failure.code(), store::Failure::Code::constraint);
  }
  read([&](Transaction& t) { EXPECT_TRUE(store::find_collection(t, shop_.id, home_.id)); });
}

TEST_P(CalendarStore, refuses_an_object_of_a_collection_that_is_gone) {
  const auto gone = rows_.collection(shop_);
  auto entry = rows_.object("a.ics");
  try {
    write([&](Transaction& t) { store::put_object(t, gone, entry, "BEGIN", rows_.clock.now()); });
    FAIL() << "an object without a collection";
  } catch (const store::Failure& failure) {
    EXPECT_EQ(failure.code(), store::Failure::Code::constraint);
  }
}

}  // namespace
}  // namespace timeshelf::tests
