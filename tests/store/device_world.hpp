// A shop whose devices hand over while they are cut off.
#pragma once
#include <boost/json.hpp>

#include "base/p256.hpp"
#include "commerce/devices/manifest.hpp"
#include "commerce/devices/scans.hpp"
#include "tests/store/fulfilment_world.hpp"

namespace timeshelf::tests {

/// What runs on somebody's phone: a key, two clocks, and records one after the other.
class Phone {
 public:
  Phone(Random& random, const Clock& clock) : key(P256Key::make(random)), clock_(clock) {}

  std::string spki() const {
    using namespace std::string_view_literals;
    return std::string(
               "\x30\x59\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07\x03\x42\x00"sv) +
           key.public_key();
  }
  commerce::DeviceClocks clocks() const {
    return {clock_.now() + wrong_by, (clock_.now() - started).count()};
  }
  commerce::SignedScan sign(const boost::json::object& record) const {
    const std::string text = boost::json::serialize(record);
    return {text, key.sign(commerce::scan_text(text))};
  }
  boost::json::object record(const std::string& action, const std::string& token) {
    const auto [wall, mono] = clocks();
    ++seq;
    return {{"device", id.text()},
            {"seq", seq},
            {"prev_hash", last_hash},
            {"nonce", "nonce-of-scan-" + std::to_string(seq) + std::string(id.text())},
            {"t_device", to_millis(wall)},
            {"mono_ms", mono},
            {"action", action},
            {"token", token},
            {"online", false}};
  }
  /// The next record, signed; so many units of each line from 0 on.
  commerce::SignedScan pick_up(const commerce::Booking& booking, std::vector<std::int64_t> units) {
    return write(pickup(booking, units));
  }
  /// The same, and how so much was paid at it: "cash", "card", "other" or "no".
  commerce::SignedScan pick_up(const commerce::Booking& booking, std::vector<std::int64_t> units,
                               const std::string& paid, std::int64_t minor) {
    boost::json::object with_money = pickup(booking, units);
    with_money["v"] = 2;
    with_money["paid"] = paid;
    with_money["minor"] = minor;
    return write(with_money);
  }
  boost::json::object pickup(const commerce::Booking& booking, const std::vector<std::int64_t>& units) {
    boost::json::object pickup = record("pickup", booking.token);
    boost::json::array lines;
    for (std::size_t i = 0; i < units.size(); ++i) lines.push_back({{"line", i}, {"units", units[i]}});
    pickup["lines"] = std::move(lines);
    return pickup;
  }
  /// The next record, signed: so many units of the lease, at `minor` each.
  commerce::SignedScan sell(const commerce::Lease& lease, std::int64_t units, std::int64_t minor) {
    boost::json::object sale = record("sale", "");
    sale.erase("token");
    sale["lines"] = {{{"lease", lease.id.text()}, {"units", units}, {"minor", minor}}};
    sale["paid"] = "cash";
    return write(sale);
  }
  /// Takes the sale with that number back.
  commerce::SignedScan take_back(std::int64_t sale) {
    boost::json::object undone = record("void", "");
    undone.erase("token");
    undone["of"] = sale;
    return write(undone);
  }
  commerce::SignedScan write(const boost::json::object& record) {
    auto scan = sign(record);
    last_hash = commerce::scan_hash(scan.record);
    return scan;
  }

  P256Key key;
  Id id;
  std::int64_t seq = 0;
  std::string last_hash;
  std::chrono::milliseconds wrong_by{0};  ///< of the wall clock
  Instant started = from_millis(1'772'000'000'000);

 private:
  const Clock& clock_;
};

class DeviceWorld : public FulfilmentWorld {
 protected:
  commerce::EnrolmentCommand enrolment(std::string name = "Till phone") {
    commerce::EnrolmentCommand wanted;
    wanted.shop = shop_.id;
    wanted.name = std::move(name);
    wanted.venue = kiln_.id;
    wanted.actor = "clara";
    return wanted;
  }
  commerce::Decided<commerce::Enrolment> make_code(const commerce::EnrolmentCommand& wanted) {
    std::optional<commerce::Decided<commerce::Enrolment>> made;
    write([&](store::Transaction& tx) { made = services_.devices.make_code(tx, wanted); });
    return *made;
  }
  commerce::Decided<commerce::Enrolled> enrol(const Phone& phone, const std::string& code) {
    return enrol(code, phone.spki(), phone.key.sign(commerce::enrolment_text(code)));
  }
  commerce::Decided<commerce::Enrolled> enrol(const std::string& code, const std::string& spki,
                                              const std::string& proof) {
    std::optional<commerce::Decided<commerce::Enrolled>> enrolled;
    write(
        [&](store::Transaction& tx) { enrolled = services_.devices.enrol(tx, shop_.id, code, spki, proof); });
    return *enrolled;
  }
  Phone phone(const commerce::EnrolmentCommand& wanted) {
    Phone made(random_, clock_);
    made.id = enrol(made, make_code(wanted).value().code).value().device.id;
    return made;
  }
  Phone phone(std::string name = "Till phone") { return phone(enrolment(std::move(name))); }
  commerce::Device device_of(const Phone& phone) {
    std::optional<commerce::Device> found;
    database().read([&](store::Transaction& tx) { found = services_.devices.find(tx, shop_.id, phone.id); });
    return *found;
  }
  commerce::Decided<commerce::Device> revoke(const Id& device) {
    std::optional<commerce::Decided<commerce::Device>> revoked;
    write([&](store::Transaction& tx) { revoked = services_.devices.revoke(tx, shop_.id, device, "clara"); });
    return *revoked;
  }
  std::vector<commerce::ScanAnswer> upload(const Phone& phone, std::vector<commerce::SignedScan> scans) {
    std::vector<commerce::ScanAnswer> answers;
    const auto device = device_of(phone);
    write([&](store::Transaction& tx) {
      answers = services_.scans.take(tx, shop_, device, {phone.clocks(), std::move(scans)});
    });
    return answers;
  }
  /// The answer to one record.
  commerce::ScanAnswer bring(const Phone& phone, commerce::SignedScan scan) {
    return upload(phone, {std::move(scan)}).front();
  }
  std::vector<commerce::KeptScan> scans_of(const Phone& phone) {
    std::vector<commerce::KeptScan> scans;
    database().read(
        [&](store::Transaction& tx) { scans = services_.scans.list(tx, shop_.id, phone.id, 0, 1000); });
    return scans;
  }
  std::vector<commerce::ScanConflict> conflicts(commerce::ConflictQuery query = {}) {
    std::vector<commerce::ScanConflict> found;
    database().read(
        [&](store::Transaction& tx) { found = services_.scan_conflicts.list(tx, shop_.id, query); });
    return found;
  }
  commerce::Decided<commerce::ScanConflict> resolve(const Id& conflict, const std::string& resolution) {
    std::optional<commerce::Decided<commerce::ScanConflict>> resolved;
    write([&](store::Transaction& tx) {
      resolved = services_.scan_conflicts.resolve(tx, shop_.id, conflict, "clara", resolution);
    });
    return *resolved;
  }
  boost::json::object contents_for(const Phone& phone) {
    boost::json::object contents;
    const auto device = device_of(phone);
    database().read([&](store::Transaction& tx) {
      contents = commerce::manifest_contents(tx, shop_, device, clock_.now(), std::chrono::hours(24 * 7));
    });
    return contents;
  }
  /// The line at that position as the books have it.
  commerce::Line line_of(const commerce::Booking& booking, std::int64_t position = 0) {
    for (const auto& of : list()) {
      if (of.booking == booking.id && of.line.position == position) return of.line;
    }
    throw std::logic_error("the booking has no such line");
  }
  /// How far movements with that reason moved the books beyond what they say.
  std::int64_t adjusted_by(const std::string& reason) {
    std::int64_t units = 0;
    database().read([&](store::Transaction& tx) {
      tx.query("SELECT adjusted FROM stock_facts WHERE shop = $1 AND reason = $2", {shop_.id, reason},
               [&](const store::Row& row) { units += row.integer(0); });
    });
    return units;
  }
  std::int64_t wasted() { return balance({commerce::AccountKind::wasted, kiln_.id.string(), "MUG"}); }
};

}  // namespace timeshelf::tests
