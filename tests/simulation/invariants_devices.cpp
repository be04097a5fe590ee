// What devices gave away while they were cut off: of a line the earliest counts, however wrong their clocks
// are and whatever order they came back in.
#include "tests/simulation/run.hpp"

namespace timeshelf::simulation {
namespace {

// Time goes back by seconds now and then, and nobody can tell within that who was first.
constexpr std::chrono::minutes kAtOnce{5};

struct Given {
  Instant at;  ///< really
  std::int64_t units = 0;
  std::int64_t kept = 0;
};

const Phone* phone_of(const Run& run, const Id& id) {
  for (const Phone& phone : run.phones) {
    if (phone.id == id) return &phone;
  }
  return nullptr;
}

}  // namespace

void check_devices(const Run& run, store::Transaction& transaction, const ShopModel& shop) {
  std::map<std::pair<Id, std::int64_t>, std::vector<Given>> lines;  // by hold and position
  transaction.query(
      "SELECT hold, position, device, seq, units, kept FROM scan_lines WHERE shop = $1", {shop.shop.id},
      [&](const store::Row& row) {
        const Phone* phone = phone_of(run, row.id(2));
        require(phone && phone->known.contains(row.integer(3)), "Record {} of {} came from nowhere.",
                row.integer(3), row.string(2));
        const Scanned& scanned = phone->known.at(row.integer(3));
        require(scanned.line == row.integer(1) && scanned.units == row.integer(4),
                "Record {} of {} said something else.", scanned.seq, row.string(2));
        lines[{row.id(0), row.integer(1)}].push_back({scanned.at, row.integer(4), row.integer(5)});
      });
  for (const auto& [line, given] : lines) {
    for (const Given& earlier : given) {
      for (const Given& later : given) {
        require(later.at - earlier.at < kAtOnce || earlier.kept == earlier.units || later.kept == 0,
                "Of line {} of {}, what was given at {} counts, and what was given at {} does not.",
                line.second, line.first.text(), to_rfc3339(later.at), to_rfc3339(earlier.at));
      }
    }
  }
}

}  // namespace timeshelf::simulation
