// A customer's contact is put right by the shop, and the letter of a booking sent once more, on both
// databases.
#include "commerce/bookings/contacts.hpp"

#include <boost/json/serialize.hpp>

#include "commerce/audit.hpp"
#include "commerce/invitations/answer_rows.hpp"
#include "commerce/letters/letters.hpp"
#include "tests/store/shop_world.hpp"

namespace timeshelf::tests {
namespace {

using namespace std::chrono_literals;
using commerce::Booking;
using commerce::ContactError;
using commerce::Letter;
using commerce::Refusal;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

class Contacts : public ShopWorld {
 protected:
  using Outcome = Result<Booking, ContactError>;

  explicit Contacts(std::string mail_from = "bookings@shop.example") : ShopWorld(std::move(mail_from)) {}

  void SetUp() override {
    ShopWorld::SetUp();
    if (IsSkipped()) return;
    ASSERT_TRUE(publish(kMugs));
  }
  Booking book(const std::string& email = "ada@exmaple.com") {
    return confirm(hold("MUG", 1)->id, email).value();
  }
  Outcome mend(const Booking& booking, const std::string& email, const std::string& name = "Ada",
               const std::string& language = "en") {
    std::optional<Outcome> mended;
    write([&](store::Transaction& tx) {
      mended = contacts_.mend(tx, *engine_.booking(tx, shop_.id, booking.id), {name, email, language}, "sam");
    });
    return *mended;
  }
  Outcome write_again(const Booking& booking) {
    std::optional<Outcome> asked;
    write([&](store::Transaction& tx) {
      asked = contacts_.write_again(tx, *engine_.booking(tx, shop_.id, booking.id), "sam");
    });
    return *asked;
  }
  /// What was written by now goes out.
  std::vector<Letter> mail() {
    clock_.advance(1s);
    run_due();
    std::vector<Letter> sent;
    while (auto letter = take()) {
      write([&](store::Transaction& tx) { commerce::note_sent(tx, *letter, clock_.now()); });
      sent.push_back(*letter);
    }
    return sent;
  }
  std::optional<Letter> take() {
    std::optional<Letter> letter;
    write([&](store::Transaction& tx) { letter = commerce::take_letter(tx, clock_.now()); });
    return letter;
  }
  static std::vector<std::string> sent_to(const std::vector<Letter>& letters) {
    std::vector<std::string> to;
    for (const Letter& letter : letters) to.push_back(letter.method + " " + letter.recipient);
    return to;
  }
  static int sequence(const Letter& letter) {
    const auto event = ical::parse(letter.calendar)->calendars.front().components.front();
    return std::stoi(std::string(event.value("SEQUENCE")));
  }
  std::vector<commerce::AuditEntry> history(const Booking& booking) {
    std::vector<commerce::AuditEntry> entries;
    database().read([&](store::Transaction& tx) {
      entries = commerce::list_audit(tx, shop_.id, {.subject = booking.id.string()});
    });
    return entries;
  }
  std::optional<Booking> open(const std::string& token) {
    std::optional<Booking> found;
    database().read([&](store::Transaction& tx) { found = engine_.find_booking(tx, token); });
    return found;
  }

  commerce::Contacts contacts_{engine_, clock_, random_};
};
INSTANTIATE_TEST_SUITE_P(, Contacts, BothDatabases, name_of_engine);

TEST_P(Contacts, a_mended_address_is_invited_and_the_one_before_leaves_the_calendar) {
  const auto booking = book();
  const auto first = mail();
  ASSERT_THAT(sent_to(first), ElementsAre("REQUEST ada@exmaple.com"));
  const auto mended = mend(booking, " Ada@Example.com ", "Ada Lund").value();
  EXPECT_EQ(mended.customer_email, "ada@example.com");
  EXPECT_EQ(mended.customer_name, "Ada Lund");
  EXPECT_EQ(mended.code, booking.code);
  EXPECT_EQ(mended.token, booking.token) << "signed links stay as they are";
  ASSERT_TRUE(open(booking.token));

  const auto letters = mail();
  ASSERT_THAT(sent_to(letters), UnorderedElementsAre("CANCEL ada@exmaple.com", "REQUEST ada@example.com"));
  const Letter& gone = letters[0].method == "CANCEL" ? letters[0] : letters[1];
  const Letter& invited = letters[0].method == "CANCEL" ? letters[1] : letters[0];
  EXPECT_THAT(gone.subject, HasSubstr("another address"));
  EXPECT_THAT(gone.body, Not(HasSubstr(booking.token)));
  EXPECT_THAT(gone.body, Not(HasSubstr("ada@example.com")));
  EXPECT_THAT(gone.body, Not(HasSubstr("Lund")));
  EXPECT_THAT(gone.calendar, Not(HasSubstr("ada@example.com")));
  EXPECT_GT(sequence(gone), sequence(first[0]));
  EXPECT_THAT(invited.body, HasSubstr(booking.token));
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Contacts, what_was_never_sent_needs_no_calling_off) {
  const auto booking = book();
  run_due();  // it is written, and nobody took it to send
  ASSERT_TRUE(mend(booking, "ada@example.com"));
  EXPECT_THAT(sent_to(mail()), ElementsAre("REQUEST ada@example.com"));
  clock_.advance(1h);
  EXPECT_THAT(mail(), IsEmpty());
}

TEST_P(Contacts, a_letter_that_could_not_be_sent_is_not_tried_again) {
  const auto booking = book();
  run_due();
  const auto refused = take();
  write(
      [&](store::Transaction& tx) { commerce::note_failed(tx, *refused, "450 busy", false, clock_.now()); });
  ASSERT_TRUE(mend(booking, "ada@example.com"));
  EXPECT_THAT(sent_to(mail()), ElementsAre("REQUEST ada@example.com"));
  clock_.advance(3h);
  EXPECT_THAT(mail(), IsEmpty());
}

TEST_P(Contacts, a_letter_that_is_being_sent_while_the_address_is_mended_is_called_off_if_it_arrived) {
  for (const bool arrives : {true, false}) {
    const auto booking = book("ada@exmaple.com");
    run_due();
    const auto on_its_way = take();
    ASSERT_TRUE(on_its_way);
    ASSERT_TRUE(mend(booking, "ada@example.com"));
    EXPECT_THAT(sent_to(mail()), ElementsAre("REQUEST ada@example.com"));
    write([&](store::Transaction& tx) {
      if (arrives) commerce::note_sent(tx, *on_its_way, clock_.now());
      if (!arrives) commerce::note_failed(tx, *on_its_way, "450 busy", false, clock_.now());
    });
    clock_.advance(5min);
    const auto later = sent_to(mail());
    EXPECT_EQ(later,
              arrives ? std::vector<std::string>{"CANCEL ada@exmaple.com"} : std::vector<std::string>{});
    clock_.advance(3h);
    EXPECT_THAT(mail(), IsEmpty());
    write([&](store::Transaction& tx) { ASSERT_TRUE(engine_.cancel(tx, shop_.id, booking.id)); });
    mail();
  }
}

TEST_P(Contacts, an_address_that_comes_back_is_invited_with_a_higher_sequence) {
  const auto booking = book("ada@example.com");
  const int first = sequence(mail().front());
  ASSERT_TRUE(mend(booking, "lund@example.com"));
  int gone = 0;
  for (const Letter& letter : mail()) gone = letter.method == "CANCEL" ? sequence(letter) : gone;
  EXPECT_GT(gone, first);
  ASSERT_TRUE(mend(booking, "ada@example.com"));
  const auto letters = mail();
  ASSERT_THAT(sent_to(letters), UnorderedElementsAre("CANCEL lund@example.com", "REQUEST ada@example.com"));
  for (const Letter& letter : letters) {
    EXPECT_TRUE(letter.method == "CANCEL" || sequence(letter) > gone);
  }
}

TEST_P(Contacts, mended_back_at_once_nothing_is_called_off) {
  const auto booking = book("ada@example.com");
  mail();
  ASSERT_TRUE(mend(booking, "lund@example.com"));
  ASSERT_TRUE(mend(booking, "ada@example.com"));
  EXPECT_THAT(sent_to(mail()), ElementsAre("REQUEST ada@example.com"));
}

TEST_P(Contacts, another_name_or_language_is_no_reason_to_write) {
  const auto booking = book("ada@example.com");
  mail();
  const auto mended = mend(booking, "ada@example.com", "Ada Lund", "de").value();
  EXPECT_EQ(mended.customer_name, "Ada Lund");
  EXPECT_EQ(mended.language, "de");
  EXPECT_THAT(mail(), IsEmpty());
  ASSERT_TRUE(write_again(booking));
  EXPECT_THAT(mail().front().subject, HasSubstr("Gebucht"));
}

TEST_P(Contacts, nothing_that_could_not_be_booked_with_is_taken) {
  const auto booking = book();
  EXPECT_EQ(mend(booking, "nobody").error().field, "email");
  EXPECT_EQ(mend(booking, "ada@example.com", " ").error().field, "name");
  EXPECT_EQ(mend(booking, "").error().code, ContactError::Code::invalid);
  EXPECT_THAT(history(booking), IsEmpty());
}

TEST_P(Contacts, the_log_says_what_changed_and_who_did_it_and_no_address) {
  const auto booking = book();
  ASSERT_TRUE(mend(booking, "ada@exmaple.com")) << "nothing is different";
  EXPECT_THAT(history(booking), IsEmpty());
  ASSERT_TRUE(mend(booking, "ada@example.com"));
  ASSERT_TRUE(write_again(booking));
  const auto entries = history(booking);
  ASSERT_THAT(entries, SizeIs(2));
  EXPECT_EQ(entries[0].action, "booking.letter_asked");
  EXPECT_EQ(entries[1].action, "booking.contact_changed");
  EXPECT_EQ(entries[1].actor, "sam");
  EXPECT_EQ(boost::json::serialize(entries[1].facts), R"({"changed":["email"]})");
}

TEST_P(Contacts, the_letter_goes_out_again_and_says_how_it_stands) {
  const auto booking = book("ada@example.com");
  const auto first = mail();
  ASSERT_TRUE(write_again(booking));
  const auto again = mail();
  ASSERT_THAT(sent_to(again), ElementsAre("REQUEST ada@example.com"));
  EXPECT_EQ(again[0].body, first[0].body);
  EXPECT_EQ(sequence(again[0]), sequence(first[0])) << "it is the same invitation";
  write([&](store::Transaction& tx) { ASSERT_TRUE(engine_.cancel(tx, shop_.id, booking.id)); });
  mail();
  ASSERT_TRUE(write_again(booking));
  EXPECT_THAT(mail().front().subject, HasSubstr("Cancelled"));
}

TEST_P(Contacts, what_is_called_off_is_not_confirmed_again) {
  const auto booking = book("ada@example.com");
  mail();
  ASSERT_TRUE(publish(kMugs + "STATUS:CANCELLED\r\n"));
  clock_.advance(1h);
  mail();
  ASSERT_TRUE(write_again(booking));
  EXPECT_THAT(mail().front().subject, HasSubstr("Called off"));
}

TEST_P(Contacts, nobody_sends_mail_to_many) {
  const auto booking = book();
  for (int i = 0; i < commerce::kAskedOfBooking - 1; ++i) ASSERT_TRUE(write_again(booking));
  ASSERT_TRUE(mend(booking, "ada@example.com")) << "counts, too";
  const auto refused = write_again(booking).error();
  EXPECT_EQ(refused.code, ContactError::Code::too_many);
  EXPECT_EQ(refused.again_at, clock_.now() + 1h);
  EXPECT_EQ(mend(booking, "ada@elsewhere.example").error().code, ContactError::Code::too_many);
  EXPECT_TRUE(mend(booking, "ada@example.com", "Ada Lund")) << "nobody is written to";
  EXPECT_TRUE(write_again(book("bea@example.com"))) << "of another booking it may be asked";
  clock_.advance(1h + 1ms);
  EXPECT_TRUE(write_again(booking));
}

TEST_P(Contacts, all_bookings_of_a_shop_together_have_a_limit_too) {
  ASSERT_TRUE(publish(kTimes + "X-SHELF-STOCK;SKU=MUG:40\r\nX-SHELF-PRICE;SKU=MUG:22\r\n"));
  const std::int64_t bookings = commerce::kAskedOfShop / commerce::kAskedOfBooking;
  std::vector<Booking> all;
  for (std::int64_t i = 0; i <= bookings; ++i) all.push_back(book(std::to_string(i) + "@example.com"));
  for (std::int64_t i = 0; i < commerce::kAskedOfShop; ++i) ASSERT_TRUE(write_again(all[i % bookings]));
  EXPECT_EQ(write_again(all.back()).error().code, ContactError::Code::too_many);
}

TEST_P(Contacts, what_is_over_is_put_right_in_silence) {
  const auto booking = book();
  mail();
  clock_.set(slots().front().ends_at);
  mail();
  ASSERT_TRUE(mend(booking, "ada@example.com"));
  EXPECT_THAT(mail(), IsEmpty());
  ASSERT_TRUE(write_again(booking)) << "whoever asks for it gets it";
  EXPECT_THAT(mail(), SizeIs(1));
}

TEST_P(Contacts, what_the_calendar_before_answered_says_nothing_of_the_new_one) {
  const auto booking = book();
  write([&](store::Transaction& tx) {
    commerce::store_answer(tx, booking, booking.lines.front().slot, "TENTATIVE", clock_.now());
  });
  ASSERT_TRUE(mend(booking, "ada@example.com"));
  database().read([&](store::Transaction& tx) {
    EXPECT_THAT(commerce::answers_to(tx, *engine_.booking(tx, shop_.id, booking.id)), IsEmpty());
  });
}

TEST_P(Contacts, a_limit_counts_the_new_address_and_a_link_that_is_open_passes_on_from_it) {
  ASSERT_TRUE(publish(kMugs + "X-SHELF-LIMIT:1\r\n"));
  const auto booking = book();
  std::string secret;
  write([&](store::Transaction& tx) { secret = services_.passing_on.offer(tx, booking, 7).value().secret; });
  ASSERT_TRUE(mend(booking, "ada@example.com"));
  EXPECT_EQ(confirm(hold("MUG", 1)->id, "ada@example.com").error().code, Refusal::Code::over_limit);
  mail();
  write([&](store::Transaction& tx) {
    ASSERT_TRUE(services_.passing_on.accept(tx, secret, "Bea", "bea@example.com"));
  });
  EXPECT_THAT(sent_to(mail()), UnorderedElementsAre("CANCEL ada@example.com", "REQUEST bea@example.com"));
  EXPECT_TRUE(confirm(hold("MUG", 1)->id, "ada@example.com"));
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Contacts, the_books_agree_of_what_was_moved_passed_on_and_mended) {
  ASSERT_TRUE(publish(kMugs, "later"));
  const auto booking = book();
  const Id first = booking.lines.front().slot;
  const Id second = slots().front().id == first ? slots().back().id : slots().front().id;
  write([&](store::Transaction& tx) {
    ASSERT_TRUE(services_.changes.move(tx, {shop_.id, booking.id, second, 1800, {}, {false, "clara", ""}}));
  });
  ASSERT_TRUE(mend(booking, "ada@example.com"));
  EXPECT_THAT(check(), IsEmpty());
  write([&](store::Transaction& tx) {
    const auto made = services_.passing_on.offer(tx, *engine_.booking(tx, shop_.id, booking.id), 7);
    ASSERT_TRUE(services_.passing_on.accept(tx, made.value().secret, "Bea", "bea@exmaple.com"));
  });
  ASSERT_TRUE(mend(booking, "bea@example.com", "Bea"));
  EXPECT_THAT(check(), IsEmpty());
}

class ContactsWithoutMail : public Contacts {
 protected:
  ContactsWithoutMail() : Contacts("") {}
  store::User add_user(const std::string& name) {
    store::User user;
    user.shop = shop_.id;
    user.name = name;
    user.display_name = name;
    user.email = name + "@example.com";
    write([&](store::Transaction& tx) {
      const auto home = collection(store::CollectionKind::home);
      user.home = home.id;
      store::insert_collection(tx, home);
      store::insert_user(tx, user);
      auto calendar = collection(store::CollectionKind::calendar);
      calendar.components = "VEVENT";
      store::insert_collection(tx, calendar);
      store::bind(tx, shop_.id, user.home, "calendar", calendar.id, store::Access::owner);
    });
    return user;
  }
  /// The STATUS of the slot in the person's calendar; "" if it is not there.
  std::string status_of(const store::User& user) {
    std::string status;
    database().read([&](store::Transaction& tx) {
      for (const auto& binding : store::list_bindings(tx, user.shop, user.home)) {
        const auto known = store::find_object_by_uid(tx, binding.collection, "slot");
        const auto bytes = known ? store::read_object(tx, binding.collection, known->segment) : std::nullopt;
        if (bytes) status = ical::parse(*bytes)->calendars.front().components.front().value("STATUS");
      }
    });
    return status;
  }
};
INSTANTIATE_TEST_SUITE_P(, ContactsWithoutMail, BothDatabases, name_of_engine);

TEST_P(ContactsWithoutMail, calendars_on_this_server_follow) {
  const auto mia = add_user("mia");
  const auto noa = add_user("noa");
  const auto booking = book("mia@example.com");
  run_due();
  ASSERT_EQ(status_of(mia), "CONFIRMED");
  ASSERT_TRUE(mend(booking, "noa@example.com"));
  clock_.advance(1s);
  run_due();
  EXPECT_EQ(status_of(mia), "CANCELLED");
  EXPECT_EQ(status_of(noa), "CONFIRMED");
  ASSERT_TRUE(mend(booking, "mia@example.com"));
  clock_.advance(1s);
  run_due();
  EXPECT_EQ(status_of(mia), "CONFIRMED");
}

TEST_P(ContactsWithoutMail, who_asks_for_a_letter_is_told_that_none_is_sent) {
  EXPECT_EQ(write_again(book()).error().code, ContactError::Code::no_mail);
}

}  // namespace
}  // namespace timeshelf::tests
