// What devices wrote down while they were cut off comes into the books, on both databases.
#include "tests/store/device_world.hpp"

namespace timeshelf::tests {
namespace {

using namespace std::chrono_literals;
using commerce::ConflictKind;
using commerce::LineState;
using commerce::Refusal;
using commerce::ScanOutcome;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

namespace json = boost::json;

class Scans : public DeviceWorld {
 protected:
  void SetUp() override {
    DeviceWorld::SetUp();
    if (IsSkipped()) return;
    ASSERT_TRUE(publish(mugs("")));
    tell(Kind::count, 20);
    clock_.advance(1s);  // what happens at the stall comes after it
  }
  std::vector<ConflictKind> kinds() {
    std::vector<ConflictKind> found;
    for (const auto& conflict : conflicts()) found.push_back(conflict.kind);
    return found;
  }
};
INSTANTIATE_TEST_SUITE_P(, Scans, BothDatabases, name_of_engine);

TEST_P(Scans, a_pickup_goes_through_fulfilment_once) {
  const auto booking = booked(command("PICKUP", 3));
  Phone one = phone();
  const auto scan = one.pick_up(booking, {2});
  const auto answer = bring(one, scan);
  EXPECT_EQ(answer.outcome, ScanOutcome::applied);
  EXPECT_EQ(answer.seq, 1);
  EXPECT_THAT(answer.flags, IsEmpty());
  EXPECT_EQ(line_of(booking).handed_over, 2);
  EXPECT_EQ(balance(commerce::handed_over(slots().front().id, "MUG")), 2);
  EXPECT_EQ(audit("fulfilment.handed-over").front().actor, "device Till phone");

  EXPECT_EQ(bring(one, scan).outcome, ScanOutcome::duplicate_same) << "the answer was lost";
  EXPECT_EQ(line_of(booking).handed_over, 2);
  ASSERT_EQ(bring(one, one.pick_up(booking, {1})).outcome, ScanOutcome::applied);
  EXPECT_EQ(line_of(booking).state, LineState::handed_over);
  EXPECT_EQ(there(), 17);
  EXPECT_EQ(wasted(), 0);
  EXPECT_EQ(device_of(one).last_seq, 2);
  EXPECT_EQ(device_of(one).heard_at, clock_.now());
  EXPECT_THAT(conflicts(), IsEmpty());
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Scans, the_same_scan_under_another_number_is_the_same_scan) {
  const auto booking = booked(command("PICKUP", 3));
  Phone one = phone();
  auto record = json::parse(one.pick_up(booking, {1}).record).as_object();
  --one.seq;
  one.last_hash = "";
  EXPECT_EQ(bring(one, one.write(record)).outcome, ScanOutcome::applied);
  record["seq"] = 2;
  record["prev_hash"] = one.last_hash;
  EXPECT_EQ(bring(one, one.write(record)).outcome, ScanOutcome::duplicate_same);
  EXPECT_EQ(line_of(booking).handed_over, 1);
  EXPECT_THAT(conflicts(), IsEmpty());
  record["seq"] = 3;
  record["prev_hash"] = one.last_hash;
  record["lines"] = {{{"line", 0}, {"units", 2}}};
  EXPECT_EQ(bring(one, one.write(record)).outcome, ScanOutcome::rejected) << "another scan under the nonce";
  EXPECT_EQ(line_of(booking).handed_over, 1);
  EXPECT_THAT(kinds(), ElementsAre(ConflictKind::forked_chain));
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Scans, who_is_turned_away_is_written_down) {
  const auto booking = booked(command("PICKUP", 1));
  Phone one = phone();
  auto denied = one.record("deny", booking.token);
  denied["reason"] = "paid with a \"button\"";
  EXPECT_EQ(bring(one, one.write(denied)).outcome, ScanOutcome::applied);
  auto stranger = one.record("deny", "not a token at all");
  EXPECT_EQ(bring(one, one.write(stranger)).outcome, ScanOutcome::applied);
  std::map<std::string, std::string> reasons;  // by subject
  for (const auto& entry : audit("scan.denied"))
    reasons[entry.subject] = entry.facts.at("reason").as_string();
  const std::map<std::string, std::string> expected{{booking.id.string(), "paid with a \"button\""},
                                                    {one.id.string(), ""}};
  EXPECT_EQ(reasons, expected);
  EXPECT_EQ(line_of(booking).handed_over, 0);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Scans, of_two_devices_the_earlier_counts_also_where_it_comes_in_later) {
  const auto booking = booked(command("PICKUP", 2));
  Phone early = phone("Early");
  Phone late = phone("Late");
  late.wrong_by = -24h;  // by its own clock it was first
  clock_.advance(1min);
  const auto first = early.pick_up(booking, {2});
  clock_.advance(10min);
  const auto second = late.pick_up(booking, {2});
  clock_.advance(10min);

  EXPECT_EQ(bring(late, second).outcome, ScanOutcome::applied) << "nobody knows better yet";
  EXPECT_EQ(there(), 18);
  const auto answer = bring(early, first);
  run_due();
  EXPECT_EQ(answer.outcome, ScanOutcome::applied);
  EXPECT_EQ(line_of(booking).handed_over, 2) << "they count once";
  EXPECT_EQ(there(), 16) << "and left twice";
  EXPECT_EQ(wasted(), 2);
  EXPECT_EQ(scans_of(late).front().outcome, ScanOutcome::conflict);
  const auto found = conflicts();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].kind, ConflictKind::double_pickup);
  EXPECT_EQ(found[0].device, late.id);
  EXPECT_EQ(found[0].device_name, "Late");
  EXPECT_EQ(found[0].booking_code, booking.code);
  EXPECT_EQ(found[0].units, 2);
  EXPECT_EQ(found[0].line, 0);
  EXPECT_THAT(found[0].sentence, HasSubstr("left twice"));
  EXPECT_EQ(audit("scan.conflict").size(), 1U);
  EXPECT_THAT(bring(late, second).sentence, HasSubstr("left twice"))
      << "asked again, it learns what came of it";
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Scans, units_are_shared_and_what_was_given_too_much_grows_with_who_comes_in) {
  const auto booking = booked(command("PICKUP", 3));
  Phone a = phone("A");
  Phone b = phone("B");
  Phone c = phone("C");
  clock_.advance(1min);
  const auto first = a.pick_up(booking, {1});
  clock_.advance(1min);
  const auto second = b.pick_up(booking, {1});
  clock_.advance(1min);
  const auto third = c.pick_up(booking, {3});
  clock_.advance(1min);
  EXPECT_EQ(bring(c, third).outcome, ScanOutcome::applied);
  EXPECT_EQ(bring(b, second).outcome, ScanOutcome::applied);
  ASSERT_EQ(conflicts().size(), 1U);
  EXPECT_EQ(conflicts()[0].units, 1);
  ASSERT_TRUE(resolve(conflicts()[0].id, "asked the customer"));
  EXPECT_EQ(bring(a, first).outcome, ScanOutcome::applied);
  run_due();
  ASSERT_EQ(conflicts().size(), 1U) << "one of the record and line, however often it grows";
  EXPECT_EQ(conflicts()[0].units, 2);
  EXPECT_FALSE(conflicts()[0].resolved_at) << "and somebody has to look again";
  EXPECT_EQ(wasted(), 2);
  EXPECT_EQ(there(), 15);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Scans, what_staff_handed_over_at_the_counter_counts_before) {
  const auto booking = booked(command("PICKUP", 2));
  Phone one = phone();
  const auto scan = one.pick_up(booking, {2});
  auto counter = step(booking, LineState::handed_over);
  counter.units = 1;
  ASSERT_TRUE(advance(counter));
  const auto answer = bring(one, scan);
  EXPECT_EQ(answer.outcome, ScanOutcome::conflict);
  EXPECT_THAT(answer.flags, ElementsAre(ConflictKind::double_pickup));
  run_due();
  EXPECT_EQ(line_of(booking).handed_over, 2);
  EXPECT_EQ(there(), 17);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Scans, what_had_been_cancelled_or_moved_left_all_the_same) {
  const auto cancelled = booked(command("PICKUP", 2));
  const auto moved = booked(command("PICKUP", 1));
  Phone one = phone();
  const auto first = one.pick_up(cancelled, {2});
  const auto second = one.pick_up(moved, {1});
  ASSERT_TRUE(publish(kLater, "later"));
  write([&](store::Transaction& tx) {
    ASSERT_TRUE(services_.changes.cancel(tx, {shop_.id, cancelled.id, {}, {false, "clara", "rain"}}));
  });
  ASSERT_TRUE(move(moved, slots().back().id, price_of_move(moved, slots().back().id, {}), {}));
  run_due();
  ASSERT_EQ(there(), 20);
  const auto answers = upload(one, {first, second});
  run_due();
  EXPECT_EQ(answers[0].outcome, ScanOutcome::conflict);
  EXPECT_THAT(answers[0].flags, ElementsAre(ConflictKind::cancelled));
  EXPECT_THAT(answers[0].sentence, HasSubstr("had been cancelled"));
  EXPECT_EQ(answers[1].outcome, ScanOutcome::conflict);
  EXPECT_THAT(answers[1].flags, ElementsAre(ConflictKind::gone));
  EXPECT_EQ(there(), 17);
  EXPECT_EQ(wasted(), 3);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Scans, more_than_was_booked_is_told_as_that) {
  ASSERT_TRUE(publish(mugs("")));
  tell(Kind::count, 20);
  Phone one = phone();
  const auto booking = booked(command("PICKUP", 3));
  clock_.advance(1s);
  const auto answer = bring(one, one.pick_up(booking, {4}));
  EXPECT_EQ(answer.outcome, ScanOutcome::conflict);
  EXPECT_THAT(answer.flags, ElementsAre(ConflictKind::too_many));
  EXPECT_EQ(answer.sentence, "1 x MUG left that booking " + booking.code + " never had: it is of 3.");
  EXPECT_EQ(line_of(booking).handed_over, 3);
  EXPECT_EQ(wasted(), 1);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Scans, what_left_twice_is_told_apart_from_what_was_never_booked) {
  ASSERT_TRUE(publish(mugs("")));
  Phone one = phone();
  const auto booking = booked(command("PICKUP", 3));
  clock_.advance(1s);
  ASSERT_EQ(bring(one, one.pick_up(booking, {1})).outcome, ScanOutcome::applied);
  clock_.advance(1s);
  const auto answer = bring(one, one.pick_up(booking, {4}));
  EXPECT_THAT(answer.flags, ElementsAre(ConflictKind::double_pickup));
  EXPECT_THAT(answer.sentence, HasSubstr("1 x MUG of booking"));
  EXPECT_THAT(answer.sentence, HasSubstr("so they left twice; 1 more left than it has."));
}

TEST_P(Scans, a_count_that_already_missed_the_goods_is_not_told_twice) {
  const auto booking = booked(command("PICKUP", 2));
  Phone one = phone();
  auto counter = step(booking, LineState::handed_over);
  ASSERT_TRUE(advance(counter));
  const auto twice = one.pick_up(booking, {2});
  clock_.advance(1h);
  tell(Kind::count, 16);
  ASSERT_EQ(there(), 16);
  clock_.advance(1h);
  EXPECT_EQ(bring(one, twice).outcome, ScanOutcome::conflict);
  run_due();
  EXPECT_EQ(there(), 16) << "who counted had seen that they were gone";
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Scans, a_count_between_a_hand_over_and_its_record_has_seen_it) {
  const auto booking = booked(command("PICKUP", 3));
  Phone one = phone();
  clock_.advance(1min);
  const auto before = one.pick_up(booking, {2});
  clock_.advance(1min);
  tell(Kind::count, 18);
  ASSERT_EQ(there(), 18);
  clock_.advance(1min);
  const auto after = one.pick_up(booking, {1});
  clock_.advance(1h);
  const auto answers = upload(one, {after, before});
  ASSERT_EQ(answers[0].outcome, ScanOutcome::applied) << answers[0].sentence;
  ASSERT_EQ(answers[1].outcome, ScanOutcome::applied) << answers[1].sentence;
  run_due();
  EXPECT_EQ(there(), 17) << "two were gone when they counted, and one went after it";
  EXPECT_EQ(line_of(booking).handed_over, 3);
  EXPECT_EQ(adjusted_by("counted already"), 2);
  EXPECT_EQ(level(kiln_)->missing, 0);
  EXPECT_THAT(check(), IsEmpty());

  EXPECT_EQ(bring(one, before).outcome, ScanOutcome::duplicate_same) << "the answer was lost";
  EXPECT_EQ(there(), 17);
}

TEST_P(Scans, a_count_that_is_told_late_knows_the_hand_overs_before_it) {
  const auto booking = booked(command("PICKUP", 2));
  Phone one = phone();
  clock_.advance(1min);
  const auto scan = one.pick_up(booking, {2});
  clock_.advance(1min);
  const Instant counted_at = clock_.now();
  clock_.advance(1h);
  ASSERT_EQ(bring(one, scan).outcome, ScanOutcome::applied);
  ASSERT_EQ(there(), 18);
  auto late = statement(Kind::count, 18, "late-count");
  late.occurred_at = counted_at;
  tell(late);
  run_due();
  EXPECT_EQ(there(), 18);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Scans, a_count_knows_each_of_two_hand_overs_by_its_own_time) {
  const auto booking = booked(command("PICKUP", 1));
  Phone early = phone("Early");
  Phone late = phone("Late");
  clock_.advance(1min);
  const auto first = early.pick_up(booking, {1});
  clock_.advance(1min);
  tell(Kind::count, 19);
  clock_.advance(1min);
  const auto second = late.pick_up(booking, {1});
  clock_.advance(1h);
  ASSERT_EQ(bring(late, second).outcome, ScanOutcome::applied);
  EXPECT_EQ(there(), 18) << "it left behind the count";
  ASSERT_EQ(bring(early, first).outcome, ScanOutcome::applied);
  run_due();
  EXPECT_EQ(scans_of(late).front().outcome, ScanOutcome::conflict);
  EXPECT_EQ(there(), 18) << "and the earlier one before it";
  EXPECT_EQ(line_of(booking).handed_over, 1);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Scans, a_first_count_knows_what_was_handed_over_before_it) {
  ASSERT_TRUE(
      publish("DTSTART:20260321T100000Z\r\nDTEND:20260321T120000Z\r\nLOCATION:Depot\r\n"
              "X-SHELF-STOCK;SKU=MUG:5\r\nX-SHELF-PRICE;SKU=MUG:20\r\n",
              "depot"));
  commerce::HoldCommand wanted = command("PICKUP", 2);
  wanted.lines[0].slot = slots().back().id;
  const auto booking = booked(wanted);
  auto at_depot = enrolment("Depot phone");
  at_depot.venue = depot_.id;
  Phone one = phone(at_depot);
  clock_.advance(1min);
  const auto scan = one.pick_up(booking, {2});
  clock_.advance(1min);
  auto counted = statement(Kind::count, 7, "first-count");
  counted.venue = depot_.id;
  tell(counted);
  clock_.advance(1h);
  ASSERT_EQ(bring(one, scan).outcome, ScanOutcome::applied);
  run_due();
  EXPECT_EQ(level(depot_)->there(), 7);
  EXPECT_EQ(level(depot_)->missing, 0);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Scans, who_passed_a_booking_on_and_gets_it_from_a_device_that_had_not_heard_is_told) {
  const auto booking = booked(command("PICKUP", 2));
  Phone one = phone();
  clock_.advance(1min);
  const auto before = one.pick_up(booking, {1});
  clock_.advance(1min);
  write([&](store::Transaction& tx) {
    const auto made = services_.passing_on.offer(tx, booking, 7).value();
    ASSERT_TRUE(services_.passing_on.accept(tx, made.secret, "Bea", "bea@example.com"));
  });
  clock_.advance(1min);
  const auto after = one.pick_up(booking, {1});
  clock_.advance(1h);
  const auto answers = upload(one, {before, after});
  EXPECT_THAT(answers[0].flags, IsEmpty()) << "it was theirs then";
  EXPECT_EQ(answers[1].outcome, ScanOutcome::applied) << "what was given away is gone all the same";
  EXPECT_THAT(answers[1].flags, ElementsAre(ConflictKind::passed_on));
  EXPECT_EQ(conflicts().front().booking_code, booking.code);
  std::optional<commerce::Booking> theirs;
  database().read([&](store::Transaction& tx) { theirs = engine_.booking(tx, shop_.id, booking.id); });
  EXPECT_EQ(bring(one, one.pick_up(*theirs, {1})).outcome, ScanOutcome::conflict)
      << "nothing is left for Bea";
  EXPECT_THAT(kinds(), ::testing::UnorderedElementsAre(ConflictKind::passed_on, ConflictKind::double_pickup));
  run_due();
  EXPECT_EQ(line_of(booking).handed_over, 2);
  EXPECT_EQ(there(), 17);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Scans, goods_that_nobody_counts_are_written_off_from_where_they_come) {
  ASSERT_TRUE(
      publish("DTSTART:20260321T100000Z\r\nDTEND:20260321T120000Z\r\nLOCATION:Depot\r\n"
              "X-SHELF-STOCK;SKU=MUG:5\r\nX-SHELF-PRICE;SKU=MUG:20\r\n",
              "depot"));
  commerce::HoldCommand wanted = command("PICKUP", 2);
  wanted.lines[0].slot = slots().back().id;
  const auto booking = booked(wanted);
  auto at_depot = enrolment("Depot phone");
  at_depot.venue = depot_.id;
  Phone one = phone(at_depot);
  EXPECT_EQ(bring(one, one.pick_up(booking, {2})).outcome, ScanOutcome::applied);
  EXPECT_EQ(bring(one, one.pick_up(booking, {2})).outcome, ScanOutcome::conflict);
  EXPECT_EQ(balance({commerce::AccountKind::wasted, depot_.id.string(), "MUG"}), 2);
  EXPECT_FALSE(level(depot_)) << "nobody counts there by that";
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Scans, one_bad_record_never_stops_those_behind_it) {
  const auto booking = booked(command("PICKUP", 3));
  Phone one = phone();
  Phone other = phone("Other");
  const auto good = one.pick_up(booking, {1});
  auto unknown_action = one.record("steal", booking.token);
  const auto bad = one.write(unknown_action);
  const auto foreign = one.write(one.record("pickup", "AAAA"));
  const auto no_line = one.pick_up(booking, {1, 1});
  const auto last = one.pick_up(booking, {1});
  auto forged = other.pick_up(booking, {1});
  const auto answers = upload(one, {good,
                                    bad,
                                    foreign,
                                    no_line,
                                    {"{", one.key.sign(commerce::scan_text("{"))},
                                    {"\xff\xfe", ""},
                                    {good.record, forged.signature},
                                    forged,
                                    last});
  ASSERT_EQ(answers.size(), 9U);
  EXPECT_EQ(answers[0].outcome, ScanOutcome::applied);
  for (std::size_t i = 1; i < 8; ++i) {
    EXPECT_EQ(answers[i].outcome, ScanOutcome::rejected) << i;
    EXPECT_GT(answers[i].sentence.size(), 15U) << i;
  }
  EXPECT_EQ(answers[8].outcome, ScanOutcome::applied);
  EXPECT_THAT(answers[8].flags, IsEmpty()) << "what was rejected is kept, so that the chain goes on";
  EXPECT_EQ(line_of(booking).handed_over, 2);
  EXPECT_EQ(scans_of(one).size(), 5U);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Scans, a_record_that_is_missing_or_was_changed_is_told_and_applied_all_the_same) {
  const auto booking = booked(command("PICKUP", 6));
  Phone one = phone();
  const auto first = one.pick_up(booking, {1});
  const auto lost = one.pick_up(booking, {1});
  const auto third = one.pick_up(booking, {1});
  const auto gap = upload(one, {first, third});
  EXPECT_EQ(gap[1].outcome, ScanOutcome::applied);
  EXPECT_THAT(gap[1].flags, ElementsAre(ConflictKind::missing_records));
  EXPECT_THAT(conflicts().front().sentence, HasSubstr("2 to 2"));
  EXPECT_THAT(check(), IsEmpty()) << "it was told";
  const auto late = bring(one, lost);
  EXPECT_EQ(late.outcome, ScanOutcome::applied);
  EXPECT_THAT(late.flags, IsEmpty());
  EXPECT_EQ(conflicts().front().resolved_by, "timeshelf") << "the gap is closed";
  clock_.advance(1s);

  auto changed = one.record("pickup", booking.token);
  changed["lines"] = {{{"line", 0}, {"units", 1}}};
  changed["prev_hash"] = "of another log";
  const auto altered = bring(one, one.write(changed));
  EXPECT_EQ(altered.outcome, ScanOutcome::applied);
  EXPECT_THAT(altered.flags, ElementsAre(ConflictKind::altered_chain));
  EXPECT_EQ(line_of(booking).handed_over, 4);

  --one.seq;
  const auto fork = bring(one, one.pick_up(booking, {1}));
  EXPECT_EQ(fork.outcome, ScanOutcome::conflict);
  EXPECT_THAT(fork.flags, ElementsAre(ConflictKind::forked_chain));
  EXPECT_EQ(line_of(booking).handed_over, 4) << "which of the two is true is for a person to say";
  std::string text;
  for (const auto& conflict : conflicts()) text += conflict.record;
  EXPECT_THAT(text, HasSubstr("pickup")) << "and its text is kept for that";
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Scans, a_late_record_that_does_not_fit_between_its_neighbours_is_told) {
  const auto booking = booked(command("PICKUP", 6));
  Phone one = phone();
  const auto first = one.pick_up(booking, {1});
  one.pick_up(booking, {1});
  const auto third = one.pick_up(booking, {1});
  upload(one, {first, third});
  one.seq = 1;
  one.last_hash = commerce::scan_hash(first.record);
  auto forged = one.record("deny", "");
  forged["nonce"] = "another-nonce-than-before";
  const auto answer = bring(one, one.write(forged));
  EXPECT_THAT(answer.flags, ElementsAre(ConflictKind::altered_chain));
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Scans, a_revoked_device_brings_what_it_wrote_before_and_nothing_later) {
  const auto booking = booked(command("PICKUP", 3));
  Phone one = phone();
  one.wrong_by = 24h;
  clock_.advance(1min);
  const auto before = one.pick_up(booking, {1});
  clock_.advance(1min);
  ASSERT_TRUE(revoke(one.id));
  const auto after = one.pick_up(booking, {1});
  clock_.advance(1h);
  const auto answers = upload(one, {before, after});
  EXPECT_EQ(answers[0].outcome, ScanOutcome::applied);
  EXPECT_THAT(answers[0].flags, ElementsAre(ConflictKind::revoked_device));
  EXPECT_EQ(answers[1].outcome, ScanOutcome::rejected);
  EXPECT_THAT(answers[1].flags, ElementsAre(ConflictKind::revoked_device));
  EXPECT_EQ(line_of(booking).handed_over, 1);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Scans, a_device_hands_over_at_its_venue_and_only_if_it_may) {
  const auto booking = booked(command("PICKUP", 1));
  auto looking = enrolment("Door");
  looking.hands_over = false;
  Phone door = phone(looking);
  EXPECT_EQ(bring(door, door.pick_up(booking, {1})).outcome, ScanOutcome::rejected);
  EXPECT_EQ(bring(door, door.write(door.record("deny", booking.token))).outcome, ScanOutcome::applied);
  auto elsewhere = enrolment("Depot");
  elsewhere.venue = depot_.id;
  Phone depot = phone(elsewhere);
  const auto answer = bring(depot, depot.pick_up(booking, {1}));
  EXPECT_EQ(answer.outcome, ScanOutcome::rejected);
  EXPECT_THAT(answer.flags, ElementsAre(ConflictKind::other_venue));
  EXPECT_EQ(conflicts().front().booking_code, booking.code);
  EXPECT_EQ(line_of(booking).handed_over, 0);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Scans, a_conflict_is_resolved_once_and_says_how) {
  const auto booking = booked(command("PICKUP", 1));
  Phone one = phone();
  bring(one, one.pick_up(booking, {1}));
  bring(one, one.pick_up(booking, {1}));
  const auto found = conflicts();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(resolve(found[0].id, "").error().field, "resolution");
  EXPECT_EQ(resolve(shop_.id, "it is fine").error().code, Refusal::Code::unknown_conflict);
  const auto resolved = resolve(found[0].id, "The customer brought it back.");
  ASSERT_TRUE(resolved);
  EXPECT_EQ(resolved->resolved_by, "clara");
  EXPECT_EQ(resolve(found[0].id, "again").error().code, Refusal::Code::conflict_resolved);
  commerce::ConflictQuery open;
  open.open = true;
  EXPECT_THAT(conflicts(open), IsEmpty());
  open.open = false;
  EXPECT_EQ(conflicts(open).front().resolution, "The customer brought it back.");
  EXPECT_EQ(audit("scan.resolved").front().actor, "clara");
  EXPECT_THAT(check(), IsEmpty()) << "a resolved conflict stays told";
}

TEST_P(Scans, check_finds_what_was_changed_behind_our_back) {
  const auto booking = booked(command("PICKUP", 2));
  Phone one = phone();
  Phone two = phone("Two");
  bring(one, one.pick_up(booking, {2}));
  clock_.advance(1min);
  bring(two, two.pick_up(booking, {2}));
  run_due();
  ASSERT_THAT(check(), IsEmpty());
  const auto damaged = [&](const std::string& sql, const std::string& mended) {
    write([&](store::Transaction& tx) { tx.execute(sql, {}); });
    const auto found = check();
    write([&](store::Transaction& tx) { tx.execute(mended, {}); });
    EXPECT_THAT(check(), IsEmpty()) << mended;
    return found.empty() ? std::string("nothing") : found.front();
  };
  EXPECT_THAT(damaged("UPDATE scans SET record = record || ' '", "UPDATE scans SET record = RTRIM(record)"),
              HasSubstr("is not what the device signed"));
  EXPECT_THAT(damaged("UPDATE scans SET prev_hash = 'x'", "UPDATE scans SET prev_hash = ''"),
              HasSubstr("does not name the one before it"));
  EXPECT_THAT(
      damaged("UPDATE scan_lines SET kept = units - kept", "UPDATE scan_lines SET kept = units - kept"),
      HasSubstr("not the earliest"));
  EXPECT_THAT(damaged("UPDATE scan_lines SET written_off = 1 WHERE written_off = 2",
                      "UPDATE scan_lines SET written_off = 2 WHERE written_off = 1"),
              HasSubstr("were written off"));
  EXPECT_THAT(damaged("UPDATE scan_conflicts SET units = 1", "UPDATE scan_conflicts SET units = 2"),
              HasSubstr("too many"));
}

}  // namespace
}  // namespace timeshelf::tests
