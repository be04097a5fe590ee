// How what was booked reaches people, on both databases.
#include "commerce/audit.hpp"
#include "commerce/ledger_rows.hpp"
#include "tests/store/venue_world.hpp"

namespace timeshelf::tests {
namespace {

using namespace std::chrono_literals;
using commerce::Address;
using commerce::LineState;
using commerce::Refusal;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const Currency kEuro = *Currency::parse("EUR");

const std::string kLater =
    "DTSTART:20260327T100000Z\r\nDTEND:20260327T120000Z\r\nLOCATION:Kiln Street 12\r\n"
    "X-SHELF-STOCK;SKU=MUG:12\r\nX-SHELF-PRICE;SKU=MUG:20\r\n";

class Fulfilment : public VenueWorld {
 protected:
  static std::string mugs(const std::string& more) {
    return kTimes + "LOCATION:Kiln Street 12\r\nX-SHELF-STOCK;SKU=MUG:12\r\nX-SHELF-PRICE;SKU=MUG:20\r\n" +
           more;
  }
  static Address berlin(std::string postal_code = "10999") {
    return {"Ada", "Kiln Street 7", std::move(postal_code), "Berlin", "DE", {}, {}};
  }
  commerce::HoldCommand command(std::string kind, std::int64_t quantity = 1) {
    commerce::HoldCommand wanted;
    wanted.shop = shop_.id;
    wanted.lines = {{slots().front().id, "MUG", quantity, std::move(kind)}};
    return wanted;
  }
  commerce::Decided<commerce::Hold> hold_of(const commerce::HoldCommand& wanted) {
    std::optional<commerce::Decided<commerce::Hold>> result;
    write([&](store::Transaction& tx) { result = engine_.hold(tx, wanted); });
    return *result;
  }
  commerce::Booking booked(const commerce::HoldCommand& wanted) {
    return confirm(hold_of(wanted).value().id).value();
  }
  commerce::DeliveryZone zone(std::string name, std::vector<std::string> prefixes, std::int64_t fee) {
    return {shop_.id, std::move(name), std::move(prefixes), "DE", "", {}, {}, {fee, kEuro}, {}, {}, {}};
  }
  commerce::Decided<commerce::DeliveryZone> put(const commerce::DeliveryZone& zone) {
    std::optional<commerce::Decided<commerce::DeliveryZone>> result;
    write([&](store::Transaction& tx) { result = services_.delivery.put_zone(tx, zone, "clara"); });
    return *result;
  }
  commerce::FulfilmentStep step(const commerce::Booking& booking, LineState to) {
    return {shop_.id, booking.code, 0, to, {}, {}, "sam", ""};
  }
  commerce::Decided<commerce::FulfilmentLine> advance(const commerce::FulfilmentStep& step) {
    std::optional<commerce::Decided<commerce::FulfilmentLine>> result;
    clock_.advance(1s);
    write([&](store::Transaction& tx) { result = services_.fulfilment.advance(tx, step); });
    return *result;
  }
  std::vector<commerce::FulfilmentLine> list(commerce::FulfilmentQuery query = {}) {
    query.from = Instant::min();
    query.to = Instant::max();
    std::vector<commerce::FulfilmentLine> lines;
    database().read([&](store::Transaction& tx) { lines = services_.fulfilment.list(tx, shop_.id, query); });
    return lines;
  }
  commerce::Decided<commerce::Change> cancel(const commerce::Booking& booking,
                                             std::vector<commerce::UnitsOfLine> lines) {
    std::optional<commerce::Decided<commerce::Change>> result;
    write([&](store::Transaction& tx) {
      result = services_.changes.cancel(tx, {shop_.id, booking.id, std::move(lines)});
    });
    return *result;
  }
  commerce::Decided<commerce::Change> move(const commerce::Booking& booking, const Id& to, std::int64_t total,
                                           std::vector<commerce::UnitsOfLine> lines,
                                           std::optional<Instant> window = {}) {
    std::optional<commerce::Decided<commerce::Change>> result;
    commerce::MoveCommand wanted{shop_.id, booking.id, to, total, std::move(lines)};
    wanted.window = window;
    write([&](store::Transaction& tx) { result = services_.changes.move(tx, wanted); });
    return *result;
  }
  /// What the booking would cost then.
  std::int64_t price_of_move(const commerce::Booking& booking, const Id& to,
                             std::vector<commerce::UnitsOfLine> lines) {
    std::int64_t minor = -1;
    database().read([&](store::Transaction& tx) {
      minor = services_.changes.price_move(tx, {shop_.id, booking.id, to, {}, std::move(lines)})
                  .value()
                  .after.minor;
    });
    return minor;
  }
  commerce::Decided<commerce::Receipt> pay(const commerce::Booking& booking, commerce::ReceiptKind kind) {
    std::optional<commerce::Decided<commerce::Receipt>> result;
    write([&](store::Transaction& tx) {
      result = services_.receipts.write_down(tx, {shop_.id, booking.id, kind, "cash"});
    });
    return *result;
  }
  std::int64_t owed(const commerce::Booking& booking) {
    std::int64_t minor = 0;
    database().read([&](store::Transaction& tx) {
      minor = commerce::balance_of(tx, shop_.id, booking.id)->owed().minor;
    });
    return minor;
  }
  std::string shifts() {
    std::string text;
    database().read([&](store::Transaction& tx) {
      const auto calendar = store::find_collection(tx, shop_.id, *shop_.staff_calendar);
      store::each_object(tx, *calendar, [&](const store::ObjectEntry& entry) {
        text += store::read_object(tx, *calendar, entry.segment).value_or("");
      });
    });
    return text;
  }
  std::int64_t balance(const commerce::AccountKey& key) {
    commerce::Ledger ledger;
    database().read([&](store::Transaction& tx) { commerce::load_accounts(tx, shop_.id, {key}, ledger); });
    return ledger.account(key).balance();
  }
};

// Windows
TEST_P(Fulfilment, a_pickup_window_takes_so_many_bookings_and_no_more) {
  ASSERT_TRUE(publish(mugs("X-SHELF-FULFILMENT;WINDOW=PT30M;CAPACITY=2:PICKUP\r\n")));
  const auto slot = slots().front();
  ASSERT_EQ(slot.windows.size(), 4U);
  EXPECT_EQ(slot.windows[0].left, 2);
  auto first = command("PICKUP");
  first.lines[0].window = slot.starts_at;
  ASSERT_TRUE(hold_of(first));
  ASSERT_TRUE(hold_of(first));
  const auto full = hold_of(first);
  ASSERT_FALSE(full);
  EXPECT_EQ(full.error().code, Refusal::Code::sold_out);
  EXPECT_EQ(full.error().field, "lines[0].window");
  EXPECT_THAT(full.error().message, HasSubstr("11:00-11:30 is full"));  // Berlin time
  EXPECT_EQ(slots().front().windows[0].left, 0);
  const auto next = hold_of(command("PICKUP"));
  EXPECT_EQ(next->lines[0].window->begins, 30min) << "who names none gets the first with room";
  clock_.advance(11min);
  EXPECT_EQ(slots().front().windows[0].left, 2) << "holds that have run out free their window";
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Fulfilment, a_slot_whose_windows_are_full_is_sold_out_unless_there_is_another_way) {
  ASSERT_TRUE(publish(mugs("X-SHELF-FULFILMENT;WINDOW=PT2H;CAPACITY=1:PICKUP\r\n")));
  ASSERT_TRUE(hold_of(command("PICKUP")));
  EXPECT_EQ(slots().front().state, commerce::SlotState::sold_out);
  EXPECT_EQ(hold_of(command("")).error().code, Refusal::Code::sold_out);
  ASSERT_TRUE(
      publish(mugs("X-SHELF-FULFILMENT;WINDOW=PT2H;CAPACITY=1:PICKUP\r\nX-SHELF-FULFILMENT:DIGITAL\r\n")));
  EXPECT_EQ(slots().front().state, commerce::SlotState::open);
  EXPECT_EQ(hold_of(command(""))->lines[0].fulfilment, "DIGITAL");
}

TEST_P(Fulfilment, lines_that_are_picked_up_together_take_one_place_of_a_window) {
  ASSERT_TRUE(publish(mugs("X-SHELF-FULFILMENT;WINDOW=PT1H;CAPACITY=1:PICKUP\r\n")));
  auto two = command("PICKUP");
  two.lines.push_back(two.lines[0]);
  const auto held = hold_of(two);
  ASSERT_TRUE(held);
  EXPECT_EQ(held->lines[1].window->begins, held->lines[0].window->begins);
  EXPECT_EQ(slots().front().windows[0].left, 0);
  EXPECT_EQ(slots().front().windows[1].left, 1);
}

TEST_P(Fulfilment, a_window_that_the_slot_does_not_have_is_refused) {
  ASSERT_TRUE(publish(mugs("X-SHELF-FULFILMENT;WINDOW=PT30M:PICKUP\r\nX-SHELF-FULFILMENT:DIGITAL\r\n")));
  auto wrong = command("PICKUP");
  wrong.lines[0].window = slots().front().starts_at + 10min;
  EXPECT_EQ(hold_of(wrong).error().code, Refusal::Code::unknown_window);
  EXPECT_EQ(hold_of(wrong).error().field, "lines[0].window");
  wrong.lines[0].fulfilment = "DIGITAL";
  EXPECT_EQ(hold_of(wrong).error().code, Refusal::Code::unknown_window);
}

TEST_P(Fulfilment, windows_outside_of_the_slot_are_refused_as_property_and_told_as_line) {
  const auto refused = publish(mugs("X-SHELF-FULFILMENT;WINDOW=1600-1630:PICKUP\r\n"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Refusal::Code::terms_invalid);
  ASSERT_TRUE(publish(kTimes + "DESCRIPTION:#shelf\\nstock MUG 3\\nprice MUG 20\\nwindows 16:00-16:30\r\n"));
  EXPECT_EQ(slots().front().state, commerce::SlotState::problem);
  EXPECT_THAT(slots().front().reason, HasSubstr("16:00-16:30 is not inside the slot"));
  ASSERT_TRUE(publish(kTimes +
                      "DESCRIPTION:#shelf\\nstock MUG 3\\nprice MUG 20\\nwindows 11:00-11:30 for 2\\, "
                      "12:00-12:30\r\n"));
  const auto slot = slots().front();
  ASSERT_EQ(slot.windows.size(), 2U);
  EXPECT_EQ(slot.windows[0].capacity, 2);
  EXPECT_EQ(slot.windows[1].begins, 1h);
  EXPECT_FALSE(slot.windows[1].capacity);
}

TEST_P(Fulfilment, a_slot_that_moves_takes_its_windows_along_and_booked_ones_are_kept) {
  ASSERT_TRUE(publish(mugs("X-SHELF-FULFILMENT;WINDOW=PT30M;CAPACITY=2:PICKUP\r\n")));
  auto wanted = command("PICKUP");
  wanted.lines[0].window = slots().front().starts_at + 30min;
  booked(wanted);
  std::string moved = mugs("X-SHELF-FULFILMENT;WINDOW=PT30M;CAPACITY=2:PICKUP\r\n");
  moved.replace(moved.find("0320T1"), 6, "0321T1");
  moved.replace(moved.find("0320T1"), 6, "0321T1");
  ASSERT_TRUE(publish(moved));
  const auto lines = list();
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(to_ical_utc(lines[0].line.starts_at + lines[0].line.window->begins), "20260321T103000Z");
  const auto other = publish(mugs("X-SHELF-FULFILMENT;WINDOW=PT1H:PICKUP\r\n"));
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, Refusal::Code::below_sold);
  ASSERT_TRUE(publish(mugs("X-SHELF-FULFILMENT;WINDOW=PT30M;CAPACITY=1:PICKUP\r\n")));
  EXPECT_EQ(slots().front().windows[1].left, 0);
  EXPECT_EQ(publish(mugs("X-SHELF-FULFILMENT:PICKUP\r\n")).error().code, Refusal::Code::below_sold);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Fulfilment, ways_that_are_written_anew_without_windows_have_none) {
  ASSERT_TRUE(publish(mugs("X-SHELF-FULFILMENT;WINDOW=PT30M:PICKUP\r\n")));
  ASSERT_TRUE(publish(mugs("")));
  EXPECT_EQ(slots().front().windows.size(), 4U) << "what is left unsaid stays";
  ASSERT_TRUE(publish(mugs("X-SHELF-FULFILMENT:PICKUP\r\n")));
  EXPECT_THAT(slots().front().windows, IsEmpty());
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Fulfilment, cancelling_frees_the_window) {
  ASSERT_TRUE(publish(mugs("X-SHELF-FULFILMENT;WINDOW=PT1H;CAPACITY=1:PICKUP\r\n")));
  const auto booking = booked(command("PICKUP"));
  EXPECT_EQ(slots().front().windows[0].left, 0);
  write([&](store::Transaction& tx) { ASSERT_TRUE(engine_.cancel(tx, shop_.id, booking.id)); });
  EXPECT_EQ(slots().front().windows[0].left, 1);
  EXPECT_THAT(check(), IsEmpty());
}

// Delivery
TEST_P(Fulfilment, delivery_costs_what_the_zone_of_the_address_says) {
  ASSERT_TRUE(publish(mugs("X-SHELF-FULFILMENT:PICKUP\r\nX-SHELF-FULFILMENT:DELIVERY\r\n")));
  ASSERT_TRUE(put(zone("germany", {"1"}, 900)));
  ASSERT_TRUE(put(zone("kreuzberg", {"10999"}, 450)));
  auto wanted = command("DELIVERY", 2);
  EXPECT_EQ(hold_of(wanted).error().field, "address");
  wanted.address = berlin();
  wanted.lines.push_back(wanted.lines[0]);
  const auto held = hold_of(wanted);
  ASSERT_TRUE(held);
  ASSERT_EQ(held->fees.size(), 1U) << "once for all lines of a slot";
  EXPECT_EQ(held->fees[0].zone, "kreuzberg");
  EXPECT_EQ(held->total.minor, 4 * 2000 + 450);
  const auto booking = confirm(held->id).value();
  EXPECT_EQ(booking.total.minor, 8450);
  EXPECT_EQ(booking.address->street, "Kiln Street 7");
  database().read([&](store::Transaction& tx) {
    const auto read = engine_.booking(tx, shop_.id, booking.id);
    EXPECT_EQ(read->total.minor, 8450);
    EXPECT_EQ(read->fees.size(), 1U);
    EXPECT_EQ(read->address->postal_code, "10999");
    EXPECT_EQ(read->lines[0].zone, "kreuzberg");
  });
  const auto count = [&] {
    std::int64_t addresses = 0;
    database().read([&](store::Transaction& tx) {
      tx.query("SELECT COUNT(*) FROM addresses", {},
               [&](const store::Row& row) { addresses = row.integer(0); });
    });
    return addresses;
  };
  ASSERT_TRUE(hold_of(wanted));
  EXPECT_EQ(count(), 2);
  clock_.advance(11min);
  run_due();
  EXPECT_EQ(count(), 1) << "of a hold that came to nothing, no address is kept";
  wanted.address = berlin("80331");
  EXPECT_EQ(hold_of(wanted).error().code, Refusal::Code::outside_zones);
  EXPECT_EQ(hold_of(wanted).error().field, "address.postal_code");
  wanted.address = berlin();
  wanted.address->street = " ";
  EXPECT_EQ(hold_of(wanted).error().field, "address.street");
}

TEST_P(Fulfilment, the_fee_is_locked_with_the_hold_and_a_slots_own_fee_comes_before_the_zones) {
  ASSERT_TRUE(publish(mugs("X-SHELF-FULFILMENT:DELIVERY\r\n")));
  ASSERT_TRUE(put(zone("kreuzberg", {"10999"}, 450)));
  auto wanted = command("DELIVERY");
  wanted.address = berlin();
  const auto held = hold_of(wanted);
  ASSERT_TRUE(put(zone("kreuzberg", {"10999"}, 990)));
  EXPECT_EQ(confirm(held->id)->total.minor, 2450);
  ASSERT_TRUE(publish(mugs("X-SHELF-FULFILMENT;FEE=3:DELIVERY\r\n")));
  EXPECT_EQ(hold_of(wanted)->total.minor, 2300);
}

TEST_P(Fulfilment, a_zone_takes_orders_until_its_cut_off) {
  ASSERT_TRUE(
      publish(mugs("X-SHELF-CLOSES:PT2H\r\nX-SHELF-FULFILMENT:SAME-DAY\r\nX-SHELF-FULFILMENT:DELIVERY\r\n")));
  auto here = zone("kreuzberg", {"10999"}, 450);
  here.cut_off = 60min;
  here.same_day_until = 10h;  // 09:00 UTC
  ASSERT_TRUE(put(here));
  auto wanted = command("SAME-DAY");
  wanted.address = berlin();
  const Instant starts = slots().front().starts_at;  // 11:00 in Berlin
  clock_.set(starts - 61min);
  EXPECT_TRUE(hold_of(wanted));
  wanted.lines[0].fulfilment = "DELIVERY";
  EXPECT_TRUE(hold_of(wanted));
  wanted.lines[0].fulfilment = "SAME-DAY";
  clock_.set(starts - 60min);
  const auto late = hold_of(wanted);
  ASSERT_FALSE(late);
  EXPECT_THAT(late.error().message, HasSubstr("too late for SAME-DAY to the zone kreuzberg"));
  EXPECT_EQ(late.error().field, "lines[0].fulfilment");
  wanted.lines[0].fulfilment = "DELIVERY";
  EXPECT_FALSE(hold_of(wanted));
}

TEST_P(Fulfilment, who_names_no_way_and_no_address_picks_up) {
  ASSERT_TRUE(publish(mugs("X-SHELF-FULFILMENT;FEE=4:DELIVERY\r\nX-SHELF-FULFILMENT:PICKUP\r\n")));
  const auto held = hold_of(command(""));
  ASSERT_TRUE(held);
  EXPECT_EQ(held->lines[0].fulfilment, "PICKUP");
  EXPECT_EQ(held->total.minor, 2000);
  auto with_address = command("");
  with_address.address = berlin();
  EXPECT_EQ(hold_of(with_address)->lines[0].fulfilment, "DELIVERY");
}

// Steps
TEST_P(Fulfilment, handing_over_and_bringing_back_moves_goods_and_is_written_down) {
  ASSERT_TRUE(publish(mugs("")));
  tell(Kind::count, 12);
  const auto booking = booked(command("PICKUP", 3));
  const Id slot = slots().front().id;
  ASSERT_TRUE(advance(step(booking, LineState::ready)));
  auto two = step(booking, LineState::handed_over);
  two.units = 2;
  const auto part = advance(two);
  ASSERT_TRUE(part);
  EXPECT_EQ(part->line.state, LineState::ready);
  EXPECT_EQ(part->line.handed_over, 2);
  EXPECT_EQ(balance(commerce::sold(slot, "MUG")), 1);
  EXPECT_EQ(balance(commerce::handed_over(slot, "MUG")), 2);
  EXPECT_EQ(there(), 10);
  ASSERT_TRUE(advance(step(booking, LineState::handed_over)));

  auto back = step(booking, LineState::returned);
  EXPECT_EQ(advance(back).error().field, "goods");
  back.units = 1;
  back.goods = commerce::BroughtBack::stock;
  ASSERT_TRUE(advance(back));
  run_due();
  EXPECT_EQ(there(), 10) << "nine were left, and one came back";
  back.goods = commerce::BroughtBack::waste;
  ASSERT_TRUE(advance(back));
  EXPECT_EQ(there(), 10);
  EXPECT_EQ(balance({commerce::AccountKind::wasted, kiln_.id.text(), "MUG"}), 1);
  EXPECT_EQ(balance(commerce::handed_over(slot, "MUG")), 1);
  clock_.advance(1s);
  run_due();
  EXPECT_THAT(shifts(), HasSubstr("1 x MUG")) << "two of three came back";
  const auto entries = audit("fulfilment.");
  ASSERT_EQ(entries.size(), 5U);
  EXPECT_EQ(entries.back().action, "fulfilment.ready");
  EXPECT_EQ(entries.back().actor, "sam");
  EXPECT_EQ(entries.back().subject, booking.id.text());
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Fulfilment, goods_that_nobody_counts_go_back_to_where_they_came_from) {
  ASSERT_TRUE(publish(mugs("")));
  const auto booking = booked(command("PICKUP", 2));
  ASSERT_TRUE(advance(step(booking, LineState::handed_over)));
  auto back = step(booking, LineState::returned);
  back.goods = commerce::BroughtBack::stock;
  ASSERT_TRUE(advance(back));
  EXPECT_EQ(list().front().line.state, LineState::returned);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Fulfilment, steps_that_there_are_none_change_nothing) {
  ASSERT_TRUE(publish(mugs("")));
  const auto booking = booked(command("PICKUP", 2));
  auto wrong = step(booking, LineState::returned);
  wrong.goods = commerce::BroughtBack::stock;
  EXPECT_EQ(advance(wrong).error().code, Refusal::Code::wrong_state);
  auto many = step(booking, LineState::handed_over);
  many.units = 3;
  EXPECT_EQ(advance(many).error().field, "quantity");
  many.units = -1;
  EXPECT_EQ(advance(many).error().field, "quantity");
  many.booking = "nobody";
  EXPECT_EQ(advance(many).error().code, Refusal::Code::unknown_booking);
  many.booking = booking.code;
  many.line = 7;
  EXPECT_EQ(advance(many).error().code, Refusal::Code::unknown_fulfilment);
  EXPECT_EQ(list().front().line.state, LineState::due);
  write([&](store::Transaction& tx) { ASSERT_TRUE(engine_.cancel(tx, shop_.id, booking.id)); });
  EXPECT_EQ(advance(step(booking, LineState::handed_over)).error().code, Refusal::Code::booking_cancelled);
}

TEST_P(Fulfilment, what_was_handed_over_cannot_be_cancelled) {
  ASSERT_TRUE(publish(mugs("")));
  const auto booking = booked(command("PICKUP", 2));
  booked(command("PICKUP", 2));
  auto one = step(booking, LineState::handed_over);
  one.units = 1;
  ASSERT_TRUE(advance(one));
  write([&](store::Transaction& tx) {
    EXPECT_EQ(engine_.cancel(tx, shop_.id, booking.id).error().code, Refusal::Code::handed_over);
  });
}

TEST_P(Fulfilment, who_does_not_come_in_time_has_missed_it_and_may_come_late) {
  ASSERT_TRUE(publish(mugs("X-SHELF-FULFILMENT;WINDOW=PT30M:PICKUP\r\n")));
  const auto slot = slots().front();
  auto early = command("PICKUP");
  early.lines[0].window = slot.starts_at;
  const auto first = booked(early);
  early.lines[0].window = slot.starts_at + 30min;
  const auto second = booked(early);
  clock_.set(slot.starts_at + 30min - 1s);
  run_due();
  EXPECT_EQ(list()[0].line.state, LineState::due);
  clock_.set(slot.starts_at + 30min);
  run_due();
  EXPECT_EQ(list()[0].line.state, LineState::missed);
  EXPECT_EQ(list()[1].line.state, LineState::due);
  ASSERT_TRUE(advance(step(second, LineState::handed_over)));
  clock_.set(slot.ends_at);
  run_due();
  EXPECT_EQ(list()[1].line.state, LineState::handed_over);
  ASSERT_TRUE(advance(step(first, LineState::handed_over)));
  EXPECT_EQ(audit("fulfilment.missed").size(), 1U);
}

// Changes
TEST_P(Fulfilment, what_is_still_with_the_shop_can_be_cancelled_and_no_more) {
  ASSERT_TRUE(publish(mugs("")));
  const auto booking = booked(command("PICKUP", 3));
  const Id slot = slots().front().id;
  auto one = step(booking, LineState::handed_over);
  one.units = 1;
  ASSERT_TRUE(advance(one));
  EXPECT_EQ(cancel(booking, {{0, 3}}).error().field, "lines[0].quantity");
  ASSERT_TRUE(cancel(booking, {{0, 2}}));
  ASSERT_EQ(list().size(), 1U);
  EXPECT_EQ(list()[0].line.quantity, 1);
  EXPECT_EQ(list()[0].line.state, LineState::handed_over) << "nothing of it is waited for any more";
  EXPECT_EQ(balance(commerce::sold(slot, "MUG")), 0);
  EXPECT_EQ(balance(commerce::handed_over(slot, "MUG")), 1);
  EXPECT_EQ(cancel(booking, {{0, 1}}).error().code, Refusal::Code::handed_over);
  EXPECT_EQ(advance(one).error().code, Refusal::Code::wrong_state);
  auto back = step(booking, LineState::returned);
  back.goods = commerce::BroughtBack::stock;
  EXPECT_EQ(advance(back)->line.state, LineState::returned);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Fulfilment, a_line_that_was_cancelled_is_on_no_list) {
  ASSERT_TRUE(publish(mugs("")));
  auto two = command("PICKUP");
  two.lines.push_back(two.lines[0]);
  const auto booking = booked(two);
  ASSERT_TRUE(cancel(booking, {{0, 1}}));
  ASSERT_EQ(list().size(), 1U);
  EXPECT_EQ(list()[0].line.position, 1);
  EXPECT_EQ(advance(step(booking, LineState::ready)).error().code, Refusal::Code::unknown_fulfilment);
}

TEST_P(Fulfilment, a_window_is_free_again_with_the_last_that_is_picked_up_in_it) {
  ASSERT_TRUE(publish(mugs("X-SHELF-FULFILMENT;WINDOW=PT1H;CAPACITY=1:PICKUP\r\n")));
  auto two = command("PICKUP");
  two.lines.push_back(two.lines[0]);
  const auto booking = booked(two);
  ASSERT_TRUE(cancel(booking, {{1, 1}}));
  EXPECT_EQ(slots().front().windows[0].left, 0);
  ASSERT_TRUE(cancel(booking, {{0, 1}}));
  EXPECT_EQ(slots().front().windows[0].left, 1);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Fulfilment, the_fee_goes_back_with_the_last_of_what_it_brings) {
  ASSERT_TRUE(publish(mugs("X-SHELF-FULFILMENT:PICKUP\r\nX-SHELF-FULFILMENT:DELIVERY\r\n")));
  ASSERT_TRUE(put(zone("kreuzberg", {"10999"}, 450)));
  auto wanted = command("DELIVERY", 2);
  wanted.address = berlin();
  wanted.lines.push_back({wanted.lines[0].slot, "MUG", 1, "PICKUP"});
  const auto booking = booked(wanted);
  EXPECT_EQ(booking.total.minor, 3 * 2000 + 450);
  ASSERT_TRUE(pay(booking, commerce::ReceiptKind::charge));
  EXPECT_EQ(owed(booking), 0) << "fees are owed, too";
  EXPECT_EQ(cancel(booking, {{0, 1}})->after.minor, 2 * 2000 + 450);
  EXPECT_EQ(owed(booking), -2000);
  const auto last = cancel(booking, {{0, 1}});
  EXPECT_EQ(last->after.minor, 2000);
  EXPECT_TRUE(last->booking.fees.empty());
  EXPECT_EQ(owed(booking), -2 * 2000 - 450);
  ASSERT_TRUE(pay(booking, commerce::ReceiptKind::refund));
  EXPECT_EQ(owed(booking), 0);
  EXPECT_THAT(check(), IsEmpty());
  const auto whole = booked(wanted);
  ASSERT_TRUE(pay(whole, commerce::ReceiptKind::charge));
  const auto gone = cancel(whole, {});
  EXPECT_EQ(gone->after.minor, 0);
  EXPECT_EQ(gone->booking.fees.size(), 1U) << "it says what it was";
  EXPECT_EQ(owed(whole), -3 * 2000 - 450);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Fulfilment, what_moves_is_charged_what_bringing_it_from_there_costs) {
  ASSERT_TRUE(publish(mugs("X-SHELF-FULFILMENT:DELIVERY\r\n")));
  ASSERT_TRUE(put(zone("kreuzberg", {"10999"}, 450)));
  ASSERT_TRUE(publish(kLater + "X-SHELF-FULFILMENT;FEE=3:DELIVERY\r\n", "later"));
  auto wanted = command("DELIVERY", 2);
  wanted.address = berlin();
  const auto booking = booked(wanted);
  const Id here = slots()[0].id;
  const Id there = slots()[1].id;
  EXPECT_EQ(price_of_move(booking, there, {{0, 1}}), 2 * 2000 + 450 + 300) << "shown before it is done";
  ASSERT_TRUE(move(booking, there, 2 * 2000 + 450 + 300, {{0, 1}}));
  EXPECT_EQ(price_of_move(booking, there, {}), 2 * 2000 + 300);
  const auto moved = move(booking, there, 2 * 2000 + 300, {});
  ASSERT_TRUE(moved);
  ASSERT_EQ(moved->booking.fees.size(), 1U);
  EXPECT_EQ(moved->booking.fees[0].slot, there);
  EXPECT_EQ(moved->booking.lines[0].zone, "kreuzberg");
  EXPECT_THAT(check(), IsEmpty());

  ASSERT_TRUE(put(zone("kreuzberg", {"10999"}, 600)));  // it costs more than when they left
  EXPECT_EQ(price_of_move(booking, here, {}), 2 * 2000 + 600);
  ASSERT_TRUE(move(booking, here, 2 * 2000 + 600, {}));
  EXPECT_EQ(owed(booking), 2 * 2000 + 600);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Fulfilment, who_moves_picks_up_in_a_window_there) {
  ASSERT_TRUE(publish(mugs("X-SHELF-FULFILMENT;WINDOW=PT1H;CAPACITY=1:PICKUP\r\n")));
  const auto booking = booked(command("PICKUP", 2));
  ASSERT_TRUE(publish(kLater + "X-SHELF-FULFILMENT;WINDOW=PT1H;CAPACITY=1:PICKUP\r\n", "later"));
  const auto later = slots()[1];
  ASSERT_TRUE(move(booking, later.id, 2 * 2000, {{0, 1}}, later.starts_at + 1h));
  EXPECT_EQ(slots()[0].windows[0].left, 0) << "one is still picked up here";
  EXPECT_EQ(slots()[1].windows[0].left, 1);
  EXPECT_EQ(slots()[1].windows[1].left, 0);
  const auto all = move(booking, later.id, 2 * 2000, {});
  ASSERT_TRUE(all) << "who comes once picks up all";
  EXPECT_EQ(all->booking.lines.back().window->begins, 1h);
  EXPECT_EQ(slots()[0].windows[0].left, 1);
  EXPECT_THAT(check(), IsEmpty());

  const auto other = booked(command("PICKUP"));
  EXPECT_EQ(move(other, later.id, 2000, {}, later.starts_at + 1h).error().field, "window");
  ASSERT_TRUE(move(other, later.id, 2000, {}, later.starts_at));
  const auto last = booked(command("PICKUP"));
  EXPECT_EQ(move(last, later.id, 2000, {}).error().code, Refusal::Code::sold_out);
  clock_.set(later.ends_at);
  run_due();
  EXPECT_EQ(audit("fulfilment.missed").size(), 4U) << "two lines there, one of another, and the last here";
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Fulfilment, the_check_finds_a_fee_that_brings_nothing) {
  ASSERT_TRUE(publish(mugs("X-SHELF-FULFILMENT;FEE=3:PICKUP\r\nX-SHELF-FULFILMENT:DIGITAL\r\n")));
  auto wanted = command("PICKUP");
  wanted.lines.push_back({wanted.lines[0].slot, "MUG", 1, "DIGITAL"});
  const auto booking = booked(wanted);
  ASSERT_TRUE(cancel(booking, {{0, 1}}));
  write([&](store::Transaction& tx) { tx.execute("UPDATE fees SET gone = NULL", {}); });
  EXPECT_THAT(check(), ::testing::Contains(HasSubstr("is charged for PICKUP, and nothing is brought")));
}

TEST_P(Fulfilment, who_pays_late_is_still_delivered_to) {
  ASSERT_TRUE(publish(mugs("X-SHELF-FULFILMENT;FEE=3:DELIVERY\r\n")));
  auto wanted = command("DELIVERY");
  wanted.address = berlin();
  const Id held = hold_of(wanted).value().id;
  write([&](store::Transaction& tx) {
    ASSERT_TRUE(services_.payments.begin(tx, {shop_.id, held, "Ada", "a@example.com"}));
  });
  clock_.advance(2h);
  run_due();
  write([&](store::Transaction& tx) {
    services_.payments.settle(
        tx, shop_.id, held, {"cs_1", commerce::PaymentSession::State::paid, "", "pi_1", Money{2300, kEuro}});
  });
  ASSERT_EQ(list().size(), 1U);
  EXPECT_EQ(list()[0].address.value_or(Address{}).postal_code, "10999");
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Fulfilment, a_link_of_a_line_that_moved_opens_nothing) {
  ASSERT_TRUE(publish(mugs("X-SHELF-FULFILMENT:DIGITAL\r\n")));
  ASSERT_TRUE(publish(kLater + "X-SHELF-FULFILMENT:DIGITAL\r\n", "later"));
  const auto booking = booked(command("DIGITAL"));
  ASSERT_TRUE(move(booking, slots()[1].id, 2000, {}));
  database().read([&](store::Transaction& tx) {
    EXPECT_EQ(services_.claims.look(tx, booking.lines[0].claim, "").error().code,
              Refusal::Code::unknown_fulfilment);
    const auto now = engine_.booking(tx, shop_.id, booking.id);
    EXPECT_TRUE(services_.claims.look(tx, now->lines[0].claim, ""));
  });
}

TEST_P(Fulfilment, what_is_only_delivered_has_no_waiting_list) {
  ASSERT_TRUE(publish(mugs("X-SHELF-FULFILMENT;FEE=3:DELIVERY\r\n")));
  auto all = command("DELIVERY", 12);
  all.address = berlin();
  ASSERT_TRUE(hold_of(all));
  const Id slot = slots().front().id;
  write([&](store::Transaction& tx) {
    const auto joined = services_.waiting.join(tx, {shop_.id, slot, "MUG", 1, "Bea", "bea@example.com"});
    ASSERT_FALSE(joined);
    EXPECT_THAT(joined.error().message, HasSubstr("only delivered"));
  });
}

// Lists
TEST_P(Fulfilment, lists_are_filtered_and_go_on_behind_a_cursor) {
  ASSERT_TRUE(publish(mugs("X-SHELF-FULFILMENT;WINDOW=PT30M:PICKUP\r\nX-SHELF-FULFILMENT:DELIVERY\r\n")));
  ASSERT_TRUE(put(zone("kreuzberg", {"10999"}, 450)));
  const auto starts = slots().front().starts_at;
  auto late = command("PICKUP");
  late.lines[0].window = starts + 30min;
  const auto a = booked(late);
  const auto b = booked(command("PICKUP"));
  auto delivered = command("DELIVERY");
  delivered.address = berlin();
  const auto c = booked(delivered);
  const auto codes = [](const std::vector<commerce::FulfilmentLine>& lines) {
    std::vector<std::string> found;
    for (const auto& each : lines) found.push_back(each.code);
    return found;
  };
  EXPECT_THAT(codes(list()), ElementsAre(c.code, b.code, a.code)) << "by window";
  commerce::FulfilmentQuery query;
  query.window = starts + 30min;
  EXPECT_THAT(codes(list(query)), ElementsAre(a.code));
  query = {};
  query.zone = "kreuzberg";
  ASSERT_THAT(codes(list(query)), ElementsAre(c.code));
  EXPECT_EQ(list(query)[0].address->city, "Berlin");
  query = {};
  query.state = LineState::ready;
  EXPECT_THAT(list(query), IsEmpty());
  query = {};
  query.kind = "PICKUP";
  query.limit = 1;
  const auto page = list(query);
  EXPECT_THAT(codes(page), ElementsAre(b.code));
  query.after = commerce::FulfilmentCursor::parse(commerce::cursor_of(page[0]).text());
  ASSERT_TRUE(query.after);
  EXPECT_THAT(codes(list(query)), ElementsAre(a.code));
  EXPECT_FALSE(commerce::FulfilmentCursor::parse("nonsense"));
}

// Digital
TEST_P(Fulfilment, a_digital_line_is_claimed_once_and_stays_open_to_who_claimed_it) {
  write([&](store::Transaction& tx) {
    engine_.put_product(
        tx, {shop_.id, "MUG", "Pattern", "", "", {2000, kEuro}, 0, "https://files.example/pattern.pdf"});
  });
  ASSERT_TRUE(publish(mugs("X-SHELF-FULFILMENT:DIGITAL\r\n")));
  const auto booking = booked(command("DIGITAL", 2));
  const std::string token = booking.lines[0].claim;
  ASSERT_FALSE(token.empty());
  const auto look = [&](const std::string& link, const std::string& claimer) {
    std::optional<commerce::Decided<commerce::DigitalGoods>> result;
    database().read([&](store::Transaction& tx) { result = services_.claims.look(tx, link, claimer); });
    return *result;
  };
  const auto claim = [&](const std::string& claimer) {
    std::optional<commerce::Decided<commerce::DigitalGoods>> result;
    write([&](store::Transaction& tx) { result = services_.claims.claim(tx, token, claimer); });
    return *result;
  };
  EXPECT_FALSE(look(token, "")->claimed_at);
  EXPECT_EQ(look(token, "")->content, "") << "looking is not claiming";
  ASSERT_TRUE(claim("browser one"));
  EXPECT_EQ(list().front().line.state, LineState::handed_over);
  EXPECT_EQ(list().front().line.handed_over, 2);
  EXPECT_EQ(look(token, "browser one")->content, "https://files.example/pattern.pdf");
  EXPECT_TRUE(claim("browser one"));
  EXPECT_EQ(claim("browser two").error().code, Refusal::Code::already_claimed);
  EXPECT_EQ(look(token, "browser two")->content, "");
  EXPECT_TRUE(look(token, "browser two")->claimed_at);
  clock_.advance(24h);
  EXPECT_EQ(look(token, "browser one")->content, "");
  EXPECT_EQ(claim("browser one").error().code, Refusal::Code::already_claimed);
  std::string forged = token;
  forged[50] = forged[50] == 'A' ? 'B' : 'A';
  EXPECT_EQ(look(forged, "").error().code, Refusal::Code::unknown_fulfilment);
  EXPECT_EQ(look(booking.token, "").error().code, Refusal::Code::unknown_fulfilment);
  EXPECT_THAT(check(), IsEmpty());
}

TEST_P(Fulfilment, nothing_is_claimed_while_the_shop_has_put_nothing_there) {
  ASSERT_TRUE(publish(mugs("X-SHELF-FULFILMENT:DIGITAL\r\n")));
  const auto booking = booked(command("DIGITAL"));
  write([&](store::Transaction& tx) {
    EXPECT_EQ(services_.claims.claim(tx, booking.lines[0].claim, "browser").error().code,
              Refusal::Code::nothing_to_claim);
  });
  EXPECT_EQ(list().front().line.state, LineState::due);
}

INSTANTIATE_TEST_SUITE_P(, Fulfilment, BothDatabases, name_of_engine);

}  // namespace
}  // namespace timeshelf::tests
