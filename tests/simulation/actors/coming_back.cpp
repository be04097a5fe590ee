// Devices bring their records late, twice and in any order. What has to come of hand-overs is said here anew,
// from docs/devices.md; of sales, in selling.cpp and taking_back.cpp.
#include <algorithm>

#include "tests/simulation/actors/stall.hpp"

namespace timeshelf::simulation {
namespace {

using commerce::ScanOutcome;

constexpr std::chrono::minutes kAtOnce{1};

// A part of what is in the pocket, in any order, and now and then something that was brought before.
std::vector<Scanned> draw_from(Run& run, const Phone& phone) {
  std::vector<Scanned> drawn;
  for (const Scanned& each : phone.pocket) {
    if (run.dice.chance(70))
      drawn.insert(drawn.begin() + run.dice.between(0, static_cast<std::int64_t>(drawn.size())), each);
  }
  if (!phone.brought.empty() && run.dice.chance(30)) drawn.push_back(run.dice.one_of(phone.brought));
  return drawn;
}

// What left beyond what counts is a waste of the venue, where somebody counts there.
void keep_loss(Run& run, ShopModel& shop, const Phone& phone, const Scanned& scanned, const std::string& sku,
               std::int64_t units) {
  const auto pool = shop.told.find({phone.venue, sku});
  if (units == 0 || sku == "SEAT" || pool == shop.told.end()) return;
  const std::string id = fmt::format("scan:{}:{}:{}", phone.id.text(), scanned.seq, scanned.line);
  std::optional<Instant> at;
  run.world.read([&](store::Transaction& transaction) {
    transaction.query("SELECT units, occurred_at FROM stock_facts WHERE shop = $1 AND id = $2",
                      {shop.shop.id, id}, [&](const store::Row& row) {
                        require(row.integer(0) == -units, "{} wrote off {} units, and {} left twice.", id,
                                -row.integer(0), units);
                        at = row.instant(1);
                      });
  });
  require(at.has_value(), "{} left twice, and nobody wrote it off.", id);
  pool->second.push_back({*at, id, false, -units});
}

// What becomes of one record, which the shop has from now on.
ScanOutcome keep(Run& run, ShopModel& shop, Phone& phone, const Scanned& scanned) {
  if (phone.known.contains(scanned.seq)) return ScanOutcome::duplicate_same;
  phone.known[scanned.seq] = scanned;
  if (came_too_late(run, shop, phone, scanned)) return ScanOutcome::rejected;
  if (scanned.takes_back > 0) return keep_void(run, shop, phone, scanned);
  if (!scanned.lease.empty()) return keep_sale(run, shop, phone, scanned);
  const Promise* promise = shop.booking_by_code(scanned.booking);
  const auto at = static_cast<std::size_t>(scanned.line);
  if (!promise || at >= promise->lines.size()) return ScanOutcome::rejected;
  const commerce::Line line = promise->lines[at];
  const auto* venue = shop.venue_of(shop.slots.at(line.slot).location);
  if (!venue || venue->id != phone.venue || line.fulfilment == "DIGITAL") return ScanOutcome::rejected;
  const std::int64_t open = promise->is_booked() ? promise->open(at) : 0;
  const std::int64_t counts = std::min(open, scanned.units);
  if (counts > 0) {
    commerce::FulfilmentStep step;
    step.shop = shop.shop.id;
    step.booking = scanned.booking;
    step.line = scanned.line;
    step.units = counts;
    step.happened_at = happened_at_of(run, shop, phone, scanned.seq);
    shop.keep(step, run.world.now());
  }
  keep_loss(run, shop, phone, scanned, line.sku, scanned.units - counts);
  return ScanOutcome::applied;
}

// How many count does not depend on who came first; who counts is looked at when all is quiet.
void agree(const Phone& phone, const Scanned& scanned, ScanOutcome right,
           const commerce::ScanAnswer& answer) {
  const bool handed_over = right == ScanOutcome::applied && !scanned.booking.empty();
  const bool fits = handed_over
                        ? answer.outcome == ScanOutcome::applied || answer.outcome == ScanOutcome::conflict
                        : answer.outcome == right;
  require(fits, "Record {} of {} is {} and should be {}: {}", scanned.seq, phone.id.text(),
          name_of(answer.outcome), name_of(right), answer.sentence);
  require(answer.seq == scanned.seq, "Record {} was answered as another.", scanned.seq);
}

// Goods that went to who had passed the booking on are told, and nobody else is suspected.
void agree_on_holder(const ShopModel& shop, const Phone& phone, const Scanned& scanned,
                     const commerce::ScanAnswer& answer) {
  const auto& flags = answer.flags;
  const bool told = std::find(flags.begin(), flags.end(), commerce::ConflictKind::passed_on) != flags.end();
  const Promise* promise = shop.booking_by_code(scanned.booking);
  const bool is_news = answer.outcome == ScanOutcome::applied || answer.outcome == ScanOutcome::conflict;
  if (!promise || !is_news || scanned.holder == promise->passed_on.size())
    return require(!told, "Record {} of {} went to its holder, and is flagged.", scanned.seq,
                   phone.id.text());
  // Nobody can tell within a minute what was first: time goes back by seconds now and then.
  const auto since = scanned.at - promise->passed_on[scanned.holder].at;
  if (since > kAtOnce)
    require(told, "Record {} of {} went to who had passed it on, and nobody was told.", scanned.seq,
            phone.id.text());
  if (since < -kAtOnce)
    require(!told, "Record {} of {} came before the booking was passed on, and is flagged.", scanned.seq,
            phone.id.text());
}

}  // namespace

void device_comes_back(Run& run) {
  if (run.phones.empty()) return;
  Phone& phone = run.dice.one_of(run.phones);
  ShopModel& shop = run.shops[phone.shop];
  const auto sent = draw_from(run, phone);
  if (sent.empty()) return hear_of_the_day(run, shop, phone);
  phone.last_at = run.world.latest();
  commerce::ScanUpload upload{clocks_at(phone, phone.last_at), {}};
  for (const Scanned& each : sent) upload.scans.push_back(each.scan);
  std::vector<commerce::ScanAnswer> answers;
  const Ending ending = run.write([&](store::Transaction& transaction) {
    auto& services = run.world.services();
    const auto device = services.devices.find(transaction, shop.shop.id, phone.id);
    answers = services.scans.take(transaction, shop.shop, *device, upload);
    return true;
  });
  run.trace.say("      {} brings {} of {} records", phone.id.text(), sent.size(), phone.pocket.size());
  if (!ending.happened) return;
  std::vector<std::size_t> order;  // by number, whatever order they were sent in
  for (std::size_t i = 0; i < sent.size(); ++i) order.push_back(i);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return sent[a].seq < sent[b].seq; });
  for (const std::size_t i : order) {
    const bool is_news = !phone.known.contains(sent[i].seq);
    agree(phone, sent[i], keep(run, shop, phone, sent[i]), answers[i]);
    if (is_news) agree_on_holder(shop, phone, sent[i], answers[i]);
  }
  if (!ending.acknowledged) return;  // it sends them again
  for (const Scanned& each : sent) {
    std::erase_if(phone.pocket, [&](const Scanned& one) { return one.seq == each.seq; });
    phone.brought.push_back(each);
  }
  if (run.dice.chance(50)) hear_of_the_day(run, shop, phone);
}

}  // namespace timeshelf::simulation
