#include "commerce/voice/written.hpp"

#include <fmt/format.h>

#include "commerce/reports/figures.hpp"
#include "ical/date_time.hpp"
#include "insight/voice/unicode.hpp"

namespace timeshelf::commerce {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

Instant instant_of(const insight::voice::WrittenTime& time, const ical::Zone& zone,
                   const WrittenOrigin& origin, Instant now) {
  const auto at = [&](sys_days day) -> Instant {
    const auto local = std::chrono::sys_seconds(day) + time.of_day;
    if (time.offset) return local - *time.offset;
    return zone.to_utc(ical::LocalSeconds(local.time_since_epoch()));
  };
  if (time.day) return at(sys_days(*time.day));
  if (origin.day) return at(sys_days(*origin.day));
  const sys_days today = day_of(zone, now);
  const Instant then = at(today);
  return then > now + kClockSkew ? at(today - days(1)) : then;
}

}  // namespace

WrittenMessages read_written(std::span<const insight::voice::PastedMessage> messages, const store::Shop& shop,
                             const WrittenOrigin& origin, Instant now) {
  const auto* found = ical::find_zone(shop.time_zone);
  const ical::Zone& zone = found ? *found : ical::utc_zone();
  WrittenMessages read;
  for (const auto& message : messages) {
    SaidMessage said{message.line, message.text, message.author, origin.source,
                     message.id,   {},           origin.slot,    ""};
    if (!message.time.empty()) {
      const auto time = insight::voice::read_time(message.time);
      if (!time) {
        read.refused.push_back(
            {message.line, "unreadable-time",
             fmt::format("\"{}\" is no time; write it as 2026-03-01 17:00, or leave it out.",
                         insight::voice::cut_to(insight::voice::mended(message.time), 40))});
        continue;
      }
      said.at = instant_of(*time, zone, origin, now);
    }
    read.said.push_back(std::move(said));
  }
  return read;
}

}  // namespace timeshelf::commerce
