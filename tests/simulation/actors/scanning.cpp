// Devices hand over while they are cut off, with clocks that are wrong, and bring their records late, twice
// and in any order. What has to come of them is said here anew, from docs/devices.md.
#include <boost/json.hpp>

#include <algorithm>

#include "tests/simulation/actors/actors.hpp"

namespace timeshelf::simulation {
namespace {

using commerce::ScanOutcome;

constexpr std::size_t kPhones = 4;

commerce::DeviceClocks clocks_at(const Phone& phone, Instant at) {
  return {at + phone.wrong_by, to_millis(at) - 1'770'000'000'000};
}

// Some time since it did something last: cut off, it says so only now.
Instant moment_of_scan(Run& run, const Phone& phone) {
  return phone.last_at + (run.world.latest() - phone.last_at) * run.dice.between(0, 100) / 100;
}

std::string spki_of(const P256Key& key) {
  std::string head;
  for (const int byte : {0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01,
                         0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00})
    head += static_cast<char>(byte);
  return head + key.public_key();
}

void enrol(Run& run) {
  Phone phone{static_cast<std::size_t>(run.dice.between(0, static_cast<std::int64_t>(run.shops.size()) - 1)),
              P256Key::make(run.world.random())};
  const ShopModel& shop = run.shops[phone.shop];
  phone.venue = run.dice.chance(85) ? shop.venues.front().id : shop.venues.back().id;
  phone.wrong_by = std::chrono::hours(run.dice.between(-1, 1) * 24);
  run.world.write([&](store::Transaction& transaction) {
    auto& devices = run.world.services().devices;
    commerce::EnrolmentCommand wanted;
    wanted.shop = shop.shop.id;
    wanted.name = fmt::format("phone {}", run.phones.size());
    wanted.venue = phone.venue;
    wanted.sells = true;
    const std::string code = devices.make_code(transaction, wanted).value().code;
    phone.id = devices
                   .enrol(transaction, shop.shop.id, code, spki_of(phone.key),
                          phone.key.sign(commerce::enrolment_text(code)))
                   .value()
                   .device.id;
    return true;
  });
  phone.last_at = run.world.latest();
  run.phones.push_back(std::move(phone));
}

// Two doors: what another device has in its pocket is shown here, too.
const Scanned* shown_elsewhere(Run& run, const Phone& here) {
  std::vector<const Scanned*> shown;
  for (const Phone& other : run.phones) {
    if (other.shop != here.shop || other.id == here.id) continue;
    for (const Scanned& scanned : other.pocket) {
      if (scanned.lease.empty()) shown.push_back(&scanned);
    }
  }
  return shown.empty() ? nullptr : run.dice.one_of(shown);
}

bool is_picked_up_at(const ShopModel& shop, const Promise& promise, const Id& place) {
  return std::any_of(promise.lines.begin(), promise.lines.end(), [&](const commerce::Line& line) {
    const auto* venue = shop.venue_of(shop.slots.at(line.slot).location);
    return venue && venue->id == place;
  });
}

// Mostly somebody who is right here.
const Promise* any_customer(Run& run, ShopModel& shop, const Phone& phone) {
  const Promise* promise = nullptr;
  for (int tries = 0; tries < 8; ++tries) {
    promise = any_booking(run, shop);
    if (!promise || is_picked_up_at(shop, *promise, phone.venue)) break;
  }
  return promise;
}

Scanned scan(Run& run, Phone& phone, const Promise& promise, const std::string& token,
             std::optional<std::int64_t> line) {
  const auto last = static_cast<std::int64_t>(promise.lines.size()) - (run.dice.chance(4) ? 0 : 1);
  const std::int64_t chosen = line.value_or(run.dice.between(0, last));
  const std::int64_t units = run.dice.between(1, 2);
  Scanned scanned = write_down(run, phone,
                               {{"action", "pickup"},
                                {"token", token},
                                {"lines", boost::json::array{{{"line", chosen}, {"units", units}}}}});
  scanned.booking = promise.booking_code;
  scanned.line = chosen;
  scanned.units = units;
  return scanned;
}

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
    shop.keep(step, run.world.now());
  }
  keep_loss(run, shop, phone, scanned, line.sku, scanned.units - counts);
  return ScanOutcome::applied;
}

// How many count does not depend on who came first; who counts is looked at when all is quiet.
void agree(const Phone& phone, const Scanned& scanned, ScanOutcome right,
           const commerce::ScanAnswer& answer) {
  const bool handed_over = right == ScanOutcome::applied && scanned.lease.empty();
  const bool fits = handed_over
                        ? answer.outcome == ScanOutcome::applied || answer.outcome == ScanOutcome::conflict
                        : answer.outcome == right;
  require(fits, "Record {} of {} is {} and should be {}: {}", scanned.seq, phone.id.text(),
          name_of(answer.outcome), name_of(right), answer.sentence);
  require(answer.seq == scanned.seq, "Record {} was answered as another.", scanned.seq);
}

void scan_somebody(Run& run, Phone& phone) {
  ShopModel& shop = run.shops[phone.shop];
  const Scanned* elsewhere = run.dice.chance(60) ? shown_elsewhere(run, phone) : nullptr;
  const Promise* promise =
      elsewhere ? shop.booking_by_code(elsewhere->booking) : any_customer(run, shop, phone);
  if (!promise) return;
  std::string token;
  run.world.read([&](store::Transaction& transaction) {
    token = run.world.services().engine.booking(transaction, shop.shop.id, *promise->booking)->token;
  });
  const auto line = elsewhere ? std::optional(elsewhere->line) : std::nullopt;
  phone.pocket.push_back(scan(run, phone, *promise, token, line));
  const Scanned& scanned = phone.pocket.back();
  run.trace.say("      {} notes {}: {} of line {} of {}", phone.id.text(), scanned.seq, scanned.units,
                scanned.line, scanned.booking);
}

}  // namespace

Scanned write_down(Run& run, Phone& phone, boost::json::object record) {
  Scanned scanned;
  scanned.seq = ++phone.last_seq;
  scanned.at = phone.last_at = moment_of_scan(run, phone);
  const auto [wall, mono] = clocks_at(phone, scanned.at);
  record["device"] = phone.id.text();
  record["seq"] = scanned.seq;
  record["prev_hash"] = phone.last_hash;
  record["nonce"] = fmt::format("the-scan-number-{}", scanned.seq);
  record["t_device"] = to_millis(wall);
  record["mono_ms"] = mono;
  record["online"] = run.dice.chance(20);
  scanned.scan.record = boost::json::serialize(record);
  scanned.scan.signature = phone.key.sign(commerce::scan_text(scanned.scan.record));
  phone.last_hash = commerce::scan_hash(scanned.scan.record);
  return scanned;
}

void enrol_phones(Run& run) {
  while (run.phones.size() < kPhones) enrol(run);
}

// Some at a time, at whichever doors.
void device_scans(Run& run) {
  enrol_phones(run);
  for (auto scans = run.dice.between(1, 3); scans > 0; --scans)
    scan_somebody(run, run.dice.one_of(run.phones));
}

void device_comes_back(Run& run) {
  if (run.phones.empty()) return;
  Phone& phone = run.dice.one_of(run.phones);
  ShopModel& shop = run.shops[phone.shop];
  const auto sent = draw_from(run, phone);
  if (sent.empty()) return;
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
  for (const std::size_t i : order) agree(phone, sent[i], keep(run, shop, phone, sent[i]), answers[i]);
  if (!ending.acknowledged) return;  // it sends them again
  for (const Scanned& each : sent) {
    std::erase_if(phone.pocket, [&](const Scanned& one) { return one.seq == each.seq; });
    phone.brought.push_back(each);
  }
}

}  // namespace timeshelf::simulation
