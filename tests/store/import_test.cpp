// Real files in, and back out over CalDAV and as a stream, with nothing lost.
#include <gmock/gmock.h>

#include <set>

#include "caldav/import.hpp"
#include "tests/samples.hpp"
#include "tests/store/dav_world.hpp"

namespace timeshelf::tests {
namespace {

class Import : public DavTest {
 protected:
  std::multiset<std::string> parts(std::string_view text) {
    ical::Limits limits;
    limits.bytes = limits.line_bytes = 64 << 20;
    std::multiset<std::string> all;
    const auto parsed = ical::parse(text, limits, ical::Leniency::repair);
    EXPECT_TRUE(parsed);
    if (!parsed) return all;
    for (const ical::Component& calendar : parsed->calendars) {
      for (ical::Component component : calendar.components) {
        if (component.value("UID").ends_with("@timeshelf.import")) component.remove("UID");
        // Several objects may bring the same zone.
        if (component.name == "VTIMEZONE")
          zones_.insert(ical::canonical(component));
        else
          all.insert(ical::canonical(component));
      }
    }
    return all;
  }
  std::set<std::string> zones_;
};

TEST_P(Import, keeps_every_component_of_every_valid_file) {
  const auto files = samples("valid");
  if (files.empty()) GTEST_SKIP() << "no sample files beside this checkout (TIMESHELF_SAMPLES)";
  int number = 0;
  for (const auto& file : files) {
    const std::string name = "import" + std::to_string(number++);
    const std::string path = "/dav/calendars/ada/" + name + "/";
    ASSERT_EQ(send("MKCALENDAR", path).status, 201);
    const std::string text = read_file(file);
    std::vector<std::string> segments;
    std::string stream;
    database().write([&](store::Transaction& tx) {
      const auto calendar = store::find_binding(tx, ada_.shop, ada_.home, name)->collection;
      const auto report = caldav::import_stream(database(), tx, calendar, open_, "ada", text, clock_.now());
      ASSERT_TRUE(report) << file << ": " << report.error().message;
      for (const auto& object : report->objects)
        EXPECT_NE(object.fate, caldav::ImportedObject::Fate::refused) << file;
      store::each_object(tx, calendar,
                         [&](const store::ObjectEntry& entry) { segments.push_back(entry.segment); });
      stream = caldav::export_stream(tx, calendar, open_, std::nullopt);
    });
    const auto wanted = parts(text);
    const auto wanted_zones = std::exchange(zones_, {});
    EXPECT_EQ(wanted, parts(stream)) << file;
    EXPECT_EQ(wanted_zones, std::exchange(zones_, {})) << file;
    std::multiset<std::string> over_caldav;
    for (const std::string& segment : segments) {
      const auto read = send("GET", path + percent_encode(segment));
      EXPECT_EQ(read.status, 200) << file;
      over_caldav.merge(parts(read.body.view()));
    }
    EXPECT_EQ(wanted, over_caldav) << file;
    EXPECT_EQ(wanted_zones, std::exchange(zones_, {})) << file;
  }
}

TEST_P(Import, takes_broken_files_as_far_as_it_can_and_leaves_nothing_half_done) {
  const auto files = samples("invalid");
  if (files.empty()) GTEST_SKIP() << "no sample files beside this checkout (TIMESHELF_SAMPLES)";
  for (const auto& file : files) {
    database().write([&](store::Transaction& tx) {
      const auto calendar = store::find_binding(tx, ada_.shop, ada_.home, "cal")->collection;
      const auto report =
          caldav::import_stream(database(), tx, calendar, open_, "ada", read_file(file), clock_.now());
      if (!report) {
        EXPECT_FALSE(report.error().message.empty()) << file;
      }
    });
  }
  EXPECT_EQ(send("PROPFIND", "/dav/calendars/ada/cal/", "", {{"Depth", "1"}}).status, 207);
}

// Writes before it says no, as a shop does that finds out late.
class LateRefusal final : public caldav::ObjectPolicy {
 public:
  Result<caldav::Admission, caldav::Objection> storing(store::Transaction& transaction,
                                                       const store::Collection& collection, std::string_view,
                                                       std::string_view, const ical::Component& calendar,
                                                       std::string_view) override {
    const std::string uid(calendar.components.front().value("UID"));
    store::set_property(transaction, collection, "", {"urn:x", uid, "<written/>"});
    if (uid != "bad") return caldav::Admission{};
    caldav::Objection objection;
    objection.message = "No.";
    return objection;
  }
  Result<void, caldav::Objection> removing(store::Transaction&, const store::Collection&, std::string_view,
                                           std::string_view, caldav::Removal) override {
    return {};
  }
  Result<void, caldav::Objection> shelf_changed(store::Transaction&, store::Collection&, const Id&,
                                                std::string_view) override {
    return {};
  }
};

TEST_P(Import, what_is_refused_leaves_nothing_behind) {
  const auto event = [](const std::string& uid) {
    return "BEGIN:VEVENT\r\nUID:" + uid + "\r\nDTSTART:20260310T100000Z\r\nEND:VEVENT\r\n";
  };
  const std::string text =
      "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + event("good") + event("bad") + "END:VCALENDAR\r\n";
  LateRefusal policy;
  database().write([&](store::Transaction& tx) {
    const auto calendar = store::find_binding(tx, ada_.shop, ada_.home, "cal")->collection;
    const auto report = caldav::import_stream(database(), tx, calendar, policy, "ada", text, clock_.now());
    ASSERT_TRUE(report);
    EXPECT_EQ(report->objects.back().fate, caldav::ImportedObject::Fate::refused);
    EXPECT_TRUE(store::find_property(tx, calendar, "", "urn:x", "good"));
    EXPECT_FALSE(store::find_property(tx, calendar, "", "urn:x", "bad"));
  });
}

INSTANTIATE_TEST_SUITE_P(Both, Import, BothDatabases, name_of_engine);

}  // namespace
}  // namespace timeshelf::tests
