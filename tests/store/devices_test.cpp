// Devices are enrolled, believed, and revoked; and what they take along, on both databases.
#include "base/digest.hpp"
#include "tests/store/device_world.hpp"

namespace timeshelf::tests {
namespace {

using namespace std::chrono_literals;
using commerce::Refusal;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

namespace json = boost::json;

class Devices : public DeviceWorld {
 protected:
  Instant opening() { return slots().front().starts_at; }
  static const json::object& card_of(const json::object& contents, const commerce::Booking& booking) {
    for (const auto& card : contents.at("cards").as_array()) {
      if (card.at("index").as_string() == commerce::card_index(booking.token)) return card.as_object();
    }
    throw std::logic_error("the manifest has no card of the booking");
  }
  json::object opened(const json::object& contents, const commerce::Booking& booking) {
    return json::parse(commerce::open_card(card_of(contents, booking), booking.token).value()).as_object();
  }
};
INSTANTIATE_TEST_SUITE_P(, Devices, BothDatabases, name_of_engine);

TEST_P(Devices, a_code_enrols_one_device_once) {
  const auto made = make_code(enrolment()).value();
  EXPECT_EQ(made.code.size(), 14U);
  Phone phone(random_, clock_);
  const auto enrolled = enrol(phone, made.code);
  ASSERT_TRUE(enrolled);
  EXPECT_EQ(enrolled->device.name, "Till phone");
  EXPECT_EQ(enrolled->device.venue, kiln_.id);
  EXPECT_EQ(enrolled->device.public_key, phone.key.public_key());
  EXPECT_FALSE(enrolled->repeated);
  const auto again = enrol(phone, made.code);
  ASSERT_TRUE(again) << "the answer was lost, and the device asks again";
  EXPECT_TRUE(again->repeated);
  EXPECT_EQ(again->device.id, enrolled->device.id);
  EXPECT_EQ(enrol(Phone(random_, clock_), made.code).error().code, Refusal::Code::unknown_enrolment);
  EXPECT_EQ(audit("device.code_made").size(), 1U);
  EXPECT_EQ(audit("device.enrolled").size(), 1U);
}

TEST_P(Devices, how_old_its_knowledge_is_is_known) {
  Phone phone(random_, clock_);
  const auto device = enrol(phone, make_code(enrolment()).value().code).value().device;
  const auto now_of = [&] {
    std::optional<Instant> at;
    database().read(
        [&](store::Transaction& tx) { at = services_.devices.find(tx, shop_.id, device.id)->manifest_at; });
    return at;
  };
  EXPECT_FALSE(now_of()) << "it has asked for nothing yet";
  const Instant asked = clock_.now() + 5min;
  write([&](store::Transaction& tx) { services_.devices.note_manifest(tx, shop_.id, device.id, asked); });
  EXPECT_EQ(now_of(), asked);
}

TEST_P(Devices, a_code_is_typed_as_people_type_and_ends_soon) {
  const auto made = make_code(enrolment()).value();
  std::string typed = to_upper(made.code);
  std::replace(typed.begin(), typed.end(), '-', ' ');
  EXPECT_TRUE(enrol(Phone(random_, clock_), typed));
  const auto late = make_code(enrolment("Late")).value();
  clock_.set(late.expires_at);
  const auto refused = enrol(Phone(random_, clock_), late.code);
  EXPECT_EQ(refused.error().code, Refusal::Code::unknown_enrolment);
  EXPECT_THAT(refused.error().message, HasSubstr("run out"));
}

TEST_P(Devices, a_key_has_to_be_one_and_to_be_the_devices) {
  const auto made = make_code(enrolment()).value();
  const Phone phone(random_, clock_);
  const std::string proof = phone.key.sign(commerce::enrolment_text(made.code));
  EXPECT_EQ(enrol(made.code, "no key", proof).error().field, "public_key");
  EXPECT_EQ(enrol(made.code, phone.spki(), "").error().field, "proof");
  EXPECT_EQ(
      enrol(made.code, phone.spki(), Phone(random_, clock_).key.sign(commerce::enrolment_text(made.code)))
          .error()
          .field,
      "proof");
  EXPECT_EQ(enrol(phone, "aaaa-aaaa-aaaa").error().field, "code");
  ASSERT_TRUE(enrol(phone, made.code)) << "wrong attempts do not use it up";
  EXPECT_EQ(enrol(phone, make_code(enrolment("Other")).value().code).error().field, "public_key");
}

TEST_P(Devices, a_code_says_what_for) {
  auto wanted = enrolment("");
  EXPECT_EQ(make_code(wanted).error().field, "name");
  wanted.name = "with a \n line";
  EXPECT_EQ(make_code(wanted).error().field, "name");
  wanted = enrolment();
  wanted.minutes = 61;
  EXPECT_EQ(make_code(wanted).error().field, "minutes");
  wanted.minutes = 0;
  EXPECT_EQ(make_code(wanted).error().field, "minutes");
  wanted = enrolment();
  wanted.venue = shop_.id;
  EXPECT_EQ(make_code(wanted).error().code, Refusal::Code::unknown_venue);
}

TEST_P(Devices, a_signed_challenge_opens_a_session_and_nothing_else_does) {
  const Phone one = phone();
  const Phone other = phone("Other");
  const auto device = device_of(one);
  const auto open = [&](const std::string& challenge, const Phone& signer) {
    return commerce::open_session(shop_, device, challenge,
                                  signer.key.sign(commerce::session_text(challenge)), clock_.now());
  };
  const std::string challenge = commerce::make_challenge(shop_, one.id, clock_.now(), random_);
  const auto session = open(challenge, one);
  ASSERT_TRUE(session);
  EXPECT_EQ(commerce::device_of_session(shop_, session->token, clock_.now()), one.id);
  EXPECT_EQ(open(challenge, other).error().field, "signature");
  EXPECT_EQ(open(commerce::make_challenge(shop_, other.id, clock_.now(), random_), one).error().field,
            "challenge");
  EXPECT_EQ(open("nonsense", one).error().field, "challenge");
  EXPECT_EQ(open(session->token, one).error().field, "challenge") << "a session is no challenge";
  EXPECT_FALSE(commerce::device_of_session(shop_, challenge, clock_.now())) << "nor the other way round";
  EXPECT_FALSE(commerce::device_of_session(shop_, "", clock_.now()));
  EXPECT_FALSE(commerce::device_of_session(shop_, session->token, session->expires_at));
  clock_.advance(2min);
  EXPECT_EQ(open(challenge, one).error().field, "challenge") << "it has run out";
}

TEST_P(Devices, revoking_is_at_once_and_for_good_and_leaves_time_to_bring_what_was_written) {
  const Phone one = phone();
  EXPECT_EQ(revoke(shop_.id).error().code, Refusal::Code::unknown_device);
  ASSERT_TRUE(revoke(one.id));
  const auto revoked = device_of(one);
  EXPECT_EQ(revoked.revoked_at, clock_.now());
  EXPECT_EQ(revoked.revoked_by, "clara");
  clock_.advance(24h * 30);
  ASSERT_TRUE(revoke(one.id));
  EXPECT_EQ(device_of(one).revoked_at, revoked.revoked_at);
  EXPECT_EQ(audit("device.revoked").size(), 1U);
  const auto open = [&] {
    const std::string challenge = commerce::make_challenge(shop_, one.id, clock_.now(), random_);
    return commerce::open_session(shop_, device_of(one), challenge,
                                  one.key.sign(commerce::session_text(challenge)), clock_.now());
  };
  EXPECT_TRUE(open());
  clock_.advance(1s);
  EXPECT_EQ(open().error().code, Refusal::Code::device_revoked);
}

TEST_P(Devices, a_manifest_has_the_day_and_a_card_opens_with_its_token_alone) {
  ASSERT_TRUE(publish(mugs("X-SHELF-FULFILMENT;WINDOW=PT30M:PICKUP\r\n")));
  const auto booking = booked(command("PICKUP", 2));
  const auto other = booked(command("PICKUP", 1));
  auto wanted = enrolment();
  wanted.wants_signature = true;
  const Phone one = phone(wanted);
  clock_.set(opening() - 1h);
  const auto contents = contents_for(one);
  EXPECT_EQ(contents.at("venue").at("name").as_string(), "Kiln Street 12");
  ASSERT_EQ(contents.at("slots").as_array().size(), 1U);
  EXPECT_EQ(contents.at("slots").at(0).at("windows").as_array().size(), 4U);
  EXPECT_EQ(contents.at("items").at(0).at("name").as_string(), "Mug");
  EXPECT_EQ(contents.at("cards").as_array().size(), 2U);
  EXPECT_THAT(json::serialize(contents), Not(HasSubstr("Ada"))) << "a stolen device lists no names";
  EXPECT_THAT(json::serialize(contents), Not(HasSubstr(booking.code)));
  EXPECT_THAT(json::serialize(contents), Not(HasSubstr(booking.id.string())));

  const auto card = opened(contents, booking);
  EXPECT_EQ(card.at("name").as_string(), "Ada");
  EXPECT_EQ(card.at("code").as_string(), booking.code);
  EXPECT_EQ(card.at("lines").at(0).at("due").as_int64(), 2);
  EXPECT_EQ(card.at("to_pay").at("minor").as_int64(), 4000);
  EXPECT_TRUE(card.at("sign").as_bool());
  EXPECT_FALSE(commerce::open_card(card_of(contents, booking), other.token));
  json::object swapped = card_of(contents, other);
  swapped["index"] = commerce::card_index(booking.token);
  EXPECT_FALSE(commerce::open_card(swapped, booking.token));
}

TEST_P(Devices, a_manifest_stays_the_same_until_something_happens) {
  ASSERT_TRUE(publish(mugs("")));
  const auto booking = booked(command("PICKUP", 2));
  const Phone one = phone();
  clock_.set(opening() - 1h);
  const auto before = contents_for(one);
  clock_.advance(14min);
  EXPECT_EQ(contents_for(one), before);
  clock_.advance(1min);
  EXPECT_NE(contents_for(one), before) << "it is renewed, so that it stays valid";
  const auto renewed = contents_for(one);
  ASSERT_TRUE(pay(booking, commerce::ReceiptKind::charge));
  const auto paid = contents_for(one);
  EXPECT_NE(paid, renewed);
  EXPECT_TRUE(opened(paid, booking).at("to_pay").is_null());
  auto part = step(booking, commerce::LineState::handed_over);
  part.units = 1;
  ASSERT_TRUE(advance(part));
  EXPECT_EQ(opened(contents_for(one), booking).at("lines").at(0).at("due").as_int64(), 1);
}

TEST_P(Devices, a_manifest_names_what_was_cancelled_or_moved_away) {
  ASSERT_TRUE(publish(mugs("")));
  const auto cancelled = booked(command("PICKUP", 1));
  const auto moved = booked(command("PICKUP", 1));
  const auto stays = booked(command("PICKUP", 1));
  ASSERT_TRUE(
      publish("DTSTART:20260427T100000Z\r\nDTEND:20260427T120000Z\r\nLOCATION:Kiln Street 12\r\n"
              "X-SHELF-STOCK;SKU=MUG:12\r\nX-SHELF-PRICE;SKU=MUG:20\r\n",
              "later"));
  write([&](store::Transaction& tx) { ASSERT_TRUE(engine_.cancel(tx, shop_.id, cancelled.id)); });
  ASSERT_TRUE(move(moved, slots().back().id, 2000, {}));
  const Phone one = phone();
  auto elsewhere = enrolment("Depot");
  elsewhere.venue = depot_.id;
  const Phone depot = phone(elsewhere);
  clock_.set(opening() - 1h);
  const auto contents = contents_for(one);
  std::map<std::string, std::string> reasons;
  for (const auto& each : contents.at("revoked").as_array())
    reasons[std::string(each.at("index").as_string())] = each.at("reason").as_string();
  const std::map<std::string, std::string> expected{{commerce::card_index(cancelled.token), "cancelled"},
                                                    {commerce::card_index(moved.token), "moved"}};
  EXPECT_EQ(reasons, expected);
  EXPECT_EQ(contents.at("cards").as_array().size(), 1U);
  EXPECT_EQ(opened(contents, stays).at("code").as_string(), stays.code);
  EXPECT_THAT(contents_for(depot).at("cards").as_array(), IsEmpty())
      << "what is at Kiln Street is not its business";
  EXPECT_THAT(contents_for(depot).at("slots").as_array(), IsEmpty());
}

TEST_P(Devices, a_manifest_is_signed_and_says_how_long_it_is_good) {
  const Phone one = phone();
  const auto manifest = commerce::sign_manifest(shop_, contents_for(one), clock_.now());
  const std::string input = std::string(manifest.at("protected").as_string()) + "." +
                            std::string(manifest.at("payload").as_string());
  const auto signature = base64url_decode(std::string_view(manifest.at("signature").as_string())).value();
  EXPECT_TRUE(verify(shop_.signing_public, input, signature));
  const auto payload =
      json::parse(base64url_decode(std::string_view(manifest.at("payload").as_string())).value()).as_object();
  EXPECT_EQ(payload.at("issued_at").as_string(), "2026-03-01T12:00:00Z");
  EXPECT_EQ(payload.at("valid_until").as_string(), "2026-03-02T12:00:00Z");
  EXPECT_EQ(payload.at("seq").to_number<std::int64_t>(), to_millis(clock_.now()));
  const auto& key = payload.at("keys").at(0);
  EXPECT_EQ(base64url_decode(std::string_view(key.at("x").as_string())), shop_.signing_public);
  const auto head =
      json::parse(base64url_decode(std::string_view(manifest.at("protected").as_string())).value())
          .as_object();
  EXPECT_EQ(head.at("kid"), key.at("kid"));
  EXPECT_EQ(head.at("alg").as_string(), "EdDSA");
}

}  // namespace
}  // namespace timeshelf::tests
