// Devices as they are carried around: enrolled, with clocks that are wrong, writing down what they do.
#include <algorithm>

#include "tests/simulation/actors/stall.hpp"

namespace timeshelf::simulation {
namespace {

constexpr std::size_t kPhones = 4;
constexpr std::size_t kPhonesAtMarket = 2;

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

}  // namespace

commerce::DeviceClocks clocks_at(const Phone& phone, Instant at) {
  return {at + phone.wrong_by, to_millis(at) - 1'770'000'000'000};
}

// Mostly one that may do something.
Phone& any_phone(Run& run) {
  std::vector<Phone*> in_use;
  for (Phone& each : run.phones) {
    if (!each.revoked_at || run.dice.chance(5)) in_use.push_back(&each);
  }
  return *run.dice.one_of(in_use);
}

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
  if (phone.knows) record["manifest_seq"] = to_millis(phone.knows->issued_at);
  record["online"] = run.dice.chance(20);
  scanned.scan.record = boost::json::serialize(record);
  scanned.scan.signature = phone.key.sign(commerce::scan_text(scanned.scan.record));
  phone.last_hash = commerce::scan_hash(scanned.scan.record);
  return scanned;
}

void enrol_phones(Run& run) {
  const auto in_use = [&] {
    return static_cast<std::size_t>(std::count_if(run.phones.begin(), run.phones.end(),
                                                  [](const Phone& each) { return !each.revoked_at; }));
  };
  while (in_use() < (run.market_day ? kPhonesAtMarket : kPhones)) enrol(run);
}

Instant happened_at_of(Run& run, const ShopModel& shop, const Phone& phone, std::int64_t seq) {
  std::optional<Instant> at;
  run.world.read([&](store::Transaction& transaction) {
    at = transaction.first("SELECT happened_at FROM scans WHERE shop = $1 AND device = $2 AND seq = $3",
                           {shop.shop.id, phone.id, seq},
                           [](const store::Row& row) { return row.instant(0); });
  });
  require(at.has_value(), "Record {} of {} is not kept.", seq, phone.id.text());
  return *at;
}

}  // namespace timeshelf::simulation
