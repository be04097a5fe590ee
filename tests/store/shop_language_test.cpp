// A shop writes into calendars in its own language, and anew when that changes.
#include "commerce/shop_language.hpp"

#include <gmock/gmock.h>

#include "commerce/staff/shift_entry.hpp"
#include "tests/store/shift_world.hpp"

namespace timeshelf::tests {
namespace {

using ::testing::HasSubstr;
using ::testing::Matcher;
using ::testing::Not;

const std::string kEach = kMugs + "X-SHELF-STAFFING:1 PER 1\r\n";

class ShopLanguage : public ShiftWorld {
 protected:
  void speak(std::string language) {
    write([&](store::Transaction& tx) {
      commerce::change_language(tx, *store::find_shop(tx, shop_.id), std::move(language), clock_.now());
    });
    settle();
  }
  std::string name_of(const store::Collection& collection) {
    std::string xml;
    database().read([&](store::Transaction& tx) {
      xml = store::find_property(tx, collection, "", "DAV:", "displayname")->xml;
    });
    return xml;
  }
  void call(const store::Collection& collection, std::string_view name) {
    write([&](store::Transaction& tx) {
      store::set_property(tx, collection, "", commerce::display_name(name));
    });
  }
  std::string live() {  // unfolded
    std::string text = live_text();
    for (std::size_t at = 0; (at = text.find("\r\n ", at)) != std::string::npos;) text.erase(at, 3);
    return text;
  }
  std::string live_etag() {
    std::string etag;
    database().read([&](store::Transaction& tx) {
      const auto live = store::find_collection(tx, shop_.id, *shelf_.twin);
      store::each_object(tx, *live, [&](const store::ObjectEntry& entry) { etag = entry.etag; });
    });
    return etag;
  }
};

TEST_P(ShopLanguage, what_customers_subscribe_to_follows_it) {
  ASSERT_TRUE(publish(kMugs));
  EXPECT_THAT(live(), HasSubstr("SUMMARY:Glaze evening · 3 left · €18"));
  EXPECT_THAT(live(), HasSubstr("Mug: 3 left, 18.00 EUR until 13 Mar 11:00, then 22.00 EUR"));
  const auto before = live_etag();
  speak("de");
  EXPECT_NE(live_etag(), before) << "calendars that have the old words hear of it";
  EXPECT_THAT(live(), HasSubstr("SUMMARY:Glaze evening · noch 3 · 18 €"));
  EXPECT_THAT(live(), HasSubstr("Mug: noch 3, 18,00 EUR bis 13.03. 11:00, dann 22,00 EUR"));
  EXPECT_THAT(live(), HasSubstr("(Europe/Berlin). Buchen: https://"));
  speak("es");
  EXPECT_THAT(live(), HasSubstr("Mug: quedan 3, 18,00 EUR hasta el 13/03 11:00, después 22,00 EUR"));
  ASSERT_TRUE(hold("MUG", 3));
  EXPECT_THAT(live(), HasSubstr("SUMMARY:AGOTADO · Glaze evening"));
}

TEST_P(ShopLanguage, customers_who_say_none_are_written_to_in_it) {
  ASSERT_TRUE(publish(kMugs));
  speak("de");
  const auto booking = confirm(hold("MUG", 1)->id, "a@example.com", "").value();
  EXPECT_EQ(booking.language, "de");
  const Id paid = hold("MUG", 1)->id;
  const Id slot = slots().front().id;
  ASSERT_TRUE(hold("MUG", 1));
  write([&](store::Transaction& tx) {
    const commerce::ConfirmCommand pay{shop_.id, paid, "Bo", "b@example.com", false, ""};
    EXPECT_EQ(services_.payments.begin(tx, pay)->language, "de");
    const auto offered = services_.passing_on.offer(tx, booking, 7);
    EXPECT_EQ(services_.passing_on.accept(tx, offered->secret, "Cy", "c@example.com", "")->language, "de");
    const commerce::JoinCommand join{shop_.id, slot, "MUG", 1, "Di", "d@example.com", ""};
    EXPECT_EQ(services_.waiting.join(tx, join)->language, "de");
  });
  EXPECT_EQ(confirm(paid, "b@example.com", "es")->language, "es") << "who says one";
}

TEST_P(ShopLanguage, so_do_shifts_and_tasks) {
  ASSERT_TRUE(publish(kEach));
  book();
  const std::string uid = shift_uid();
  EXPECT_THAT(entry(uid), HasSubstr("SUMMARY:Shift: Glaze evening"));
  speak("de");
  EXPECT_THAT(entry(uid), HasSubstr("SUMMARY:Schicht: Glaze evening"));
  EXPECT_THAT(entry(uid), HasSubstr("DESCRIPTION:1 Buchung\\, 1 Person gebraucht.\\n1 x MUG\r\n"));
  EXPECT_THAT(entry(task_uid("prepare-1-MUG")), HasSubstr("SUMMARY:1 x MUG vorbereiten: Glaze evening"));
  EXPECT_THAT(entry(task_uid("handover-1")), HasSubstr("SUMMARY:1 Stück übergeben: Glaze evening"));
}

// Whatever is said in one language can be said in all: a format that asks for what it is not given would
// throw.
TEST_P(ShopLanguage, all_that_staff_read_is_there_in_each) {
  for (const std::string language : {"de", "es", "en"}) {
    SCOPED_TRACE(language);
    const commerce::StaffWords& words = commerce::calendar_words(language).staff;
    const commerce::SlotWork work{{}, {{"MUG", 2}}, 1};
    for (const auto kind :
         {commerce::TaskKind::set_up, commerce::TaskKind::prepare, commerce::TaskKind::hand_over}) {
      for (const std::int64_t number : {1, 2}) {
        commerce::Task task;
        task.kind = kind;
        task.number = number;
        task.units = 7;
        task.sku = "MUG";
        EXPECT_THAT(commerce::task_entry(task, work, "", words).lines.at(1).value(),
                    kind == commerce::TaskKind::set_up ? Matcher<std::string>(Not(HasSubstr("7")))
                                                       : Matcher<std::string>(HasSubstr("7")));
      }
    }
  }
  add_staff("kim");
  ASSERT_TRUE(publish(kEach));
  const auto booked = book();
  const std::string uid = shift_uid();
  answer("kim", uid, "ACCEPTED");
  write([&](store::Transaction& tx) { ASSERT_TRUE(engine_.cancel(tx, shop_.id, booked.id)); });
  settle();
  EXPECT_THAT(entry(uid), HasSubstr("kim had accepted this shift. It is called off: 0 bookings"));
}

TEST_P(ShopLanguage, a_flag_of_another_language_does_not_stay) {
  add_staff("kim");
  ASSERT_TRUE(publish(kEach));
  book();
  const std::string uid = shift_uid();
  answer("kim", uid, "DECLINED");
  EXPECT_THAT(entry(uid), HasSubstr("SUMMARY:UNCOVERED · Shift: Glaze evening"));
  speak("de");
  EXPECT_THAT(entry(uid), HasSubstr("SUMMARY:UNBESETZT · Schicht: Glaze evening"));
  speak("es");
  EXPECT_THAT(entry(uid), HasSubstr("SUMMARY:SIN CUBRIR · Turno: Glaze evening"));
}

TEST_P(ShopLanguage, what_people_wrote_there_is_kept) {
  add_staff("kim");
  ASSERT_TRUE(publish(kEach));
  book();
  const std::string uid = shift_uid();
  edit("kim", uid, [](ical::Component& body) {
    body.set(ical::Property("DESCRIPTION", std::string(body.value("DESCRIPTION")) + "\\nBring the keys"));
  });
  speak("de");
  EXPECT_THAT(entry(uid), HasSubstr("\\nBring the keys\r\n"));
  remove("kim", uid);
  EXPECT_THAT(entry(uid), HasSubstr("kim hat diesen Eintrag gelöscht."));
}

TEST_P(ShopLanguage, calendars_are_renamed_that_nobody_else_named) {
  call(tasks_, "To do at the kiln");
  speak("de");
  EXPECT_THAT(name_of(calendar_), HasSubstr(">Schichten<"));
  EXPECT_THAT(name_of(tasks_), HasSubstr(">To do at the kiln<"));
  speak("en");
  EXPECT_THAT(name_of(calendar_), HasSubstr(">Shifts<"));
}

TEST_P(ShopLanguage, the_same_language_writes_nothing) {
  ASSERT_TRUE(publish(kMugs));
  const auto before = live_etag();
  speak("en");
  EXPECT_EQ(live_etag(), before);
}

INSTANTIATE_TEST_SUITE_P(Both, ShopLanguage, BothDatabases, name_of_engine);

}  // namespace
}  // namespace timeshelf::tests
