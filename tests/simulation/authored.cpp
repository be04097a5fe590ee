#include "tests/simulation/authored.hpp"

#include <date/tz.h>
#include <fmt/format.h>

#include "base/text.hpp"

namespace timeshelf::simulation {
namespace {

std::string money(std::int64_t minor, const std::string& currency = "EUR") {
  if (currency == "JPY") return fmt::format("{}", minor);
  return fmt::format("{}.{:02}", minor / 100, minor % 100);
}

// "-P7D", "-PT4H"
std::string duration(const Before& before) {
  return before.days > 0 ? fmt::format("-P{}D", before.days) : fmt::format("-PT{}H", before.hours);
}

std::string property_lines(const AuthoredTerms& terms) {
  std::string text;
  const auto add = [&](const std::string& line) { text += "X-SHELF-" + line + "\r\n"; };
  if (terms.seats) add(fmt::format("SEATS:{}", *terms.seats));
  for (const auto& [sku, units] : terms.stock) add(fmt::format("STOCK;SKU={}:{}", sku, units));
  for (const auto& [sku, units] : terms.preorders) add(fmt::format("PREORDER;SKU={}:{}", sku, units));
  for (const auto& [sku, units] : terms.thresholds) add(fmt::format("THRESHOLD;SKU={}:{}", sku, units));
  for (const AuthoredWay& way : terms.ways) {
    std::string line = "FULFILMENT";
    if (way.window_minutes > 0) line += fmt::format(";WINDOW=PT{}M", way.window_minutes);
    if (way.window_minutes > 0 && way.capacity) line += fmt::format(";CAPACITY={}", *way.capacity);
    if (way.fee) line += ";FEE=" + money(*way.fee);
    if (way.until) line += ";CUTOFF=" + duration(*way.until);
    add(line + ":" + way.kind);
  }
  for (const auto& [sku, steps] : terms.ladders) {
    for (const AuthoredStep& step : steps) {
      std::string line = "PRICE;SKU=" + sku;
      if (step.currency != "EUR") line += ";CURRENCY=" + step.currency;
      if (!step.tier.empty()) line += ";TIER=" + step.tier;
      if (step.until) line += ";UNTIL=" + duration(*step.until);
      if (step.quantity) line += fmt::format(";QTY={}", *step.quantity);
      add(line + ":" + money(step.minor, step.currency));
    }
  }
  if (terms.limit) add(fmt::format("LIMIT:{}", *terms.limit));
  if (terms.opens) add("OPENS:" + duration(*terms.opens));
  if (terms.closes) add("CLOSES:" + duration(*terms.closes));
  if (!terms.bundle.empty()) add("BUNDLE:" + terms.bundle);
  if (terms.off) add("STATE:OFF");
  return text;
}

std::string ago(const Before& before) {
  return before.days > 0 ? fmt::format("{} days before", before.days)
                         : fmt::format("{} hours before", before.hours);
}

std::string plain_lines(const AuthoredTerms& terms) {
  std::string text = terms.off ? "#shelf off" : "#shelf";
  const auto add = [&](const std::string& line) { text += "\\n" + line; };
  if (terms.seats) add(fmt::format("seats {}", *terms.seats));
  for (const auto& [sku, units] : terms.stock) add(fmt::format("stock {} {}", sku, units));
  for (const auto& [sku, units] : terms.preorders) add(fmt::format("preorder {} {}", sku, units));
  for (const auto& [sku, units] : terms.thresholds) add(fmt::format("threshold {} {}", sku, units));
  std::string ways;
  for (const AuthoredWay& way : terms.ways) {
    ways += (ways.empty() ? "" : "\\, ") + to_lower(way.kind);
    if (way.fee) ways += " " + money(*way.fee);
    if (way.until) ways += " until " + ago(*way.until);
  }
  if (!ways.empty()) add(ways);
  for (const AuthoredWay& way : terms.ways) {
    if (way.window_minutes == 0) continue;
    const std::string room = way.capacity ? fmt::format(" for {}", *way.capacity) : "";
    add(fmt::format("windows {} minutes{}", way.window_minutes, room));
  }
  for (const auto& [sku, steps] : terms.ladders) {
    std::string line = sku == "SEAT" ? "price " : "price " + sku + " ";
    for (std::size_t i = 0; i < steps.size(); ++i) {
      if (i > 0) line += "\\, ";
      line += money(steps[i].minor);
      if (steps[i].until) line += " until " + ago(*steps[i].until);
      if (steps[i].quantity) line += fmt::format(" until {} sold", *steps[i].quantity);
    }
    add(line);
  }
  if (terms.limit) add(fmt::format("limit {}", *terms.limit));
  if (terms.opens) add("opens " + ago(*terms.opens));
  if (terms.closes) add("closes " + ago(*terms.closes));
  if (!terms.bundle.empty()) add("bundle " + terms.bundle);
  return text;
}

std::string ical_time(WallClock time) {
  return date::format("%Y%m%dT%H%M%S", time);
}

}  // namespace

Instant to_utc(WallClock local, const std::string& zone) {
  const date::local_seconds wall(local.time_since_epoch());
  // Of two moments the first, of none the offset before the jump: both are `first`.
  const auto info = date::locate_zone(zone)->get_info(wall);
  return Instant(local.time_since_epoch() - info.first.offset);
}

std::vector<AuthoredOccurrence> occurrences_of(const AuthoredEvent& event) {
  std::vector<AuthoredOccurrence> all;
  const std::int64_t times = event.every_days == 0 ? 1 : event.times;
  for (std::int64_t i = 0; i < times; ++i) {
    AuthoredOccurrence one;
    one.start = event.start + std::chrono::hours(24 * event.every_days * i);
    one.starts_at = to_utc(one.start, event.zone);
    one.ends_at = to_utc(one.start + event.lasts, event.zone);
    if (event.every_days > 0) one.recurrence = to_ical_utc(one.starts_at);
    all.push_back(one);
  }
  return all;
}

Instant instant_of(const Before& before, const AuthoredOccurrence& occurrence, const std::string& zone) {
  if (before.days == 0) return occurrence.starts_at - std::chrono::hours(before.hours);
  return to_utc(occurrence.start - std::chrono::hours(24 * before.days), zone);
}

std::string AuthoredEvent::text() const {
  std::string body = "BEGIN:VEVENT\r\nUID:" + uid + "\r\nDTSTAMP:20260301T000000Z\r\nSUMMARY:Evening " + uid +
                     "\r\n" + fmt::format("DTSTART;TZID={}:{}\r\n", zone, ical_time(start)) +
                     fmt::format("DTEND;TZID={}:{}\r\n", zone, ical_time(start + lasts));
  if (every_days > 0) body += fmt::format("RRULE:FREQ=DAILY;INTERVAL={};COUNT={}\r\n", every_days, times);
  if (!location.empty()) body += "LOCATION:" + location + "\r\n";
  if (cancelled) body += "STATUS:CANCELLED\r\n";
  if (!dropped) {
    body += plain_lines ? "DESCRIPTION:Bring an apron.\\n\\n" + simulation::plain_lines(terms) + "\r\n"
                        : property_lines(terms);
  }
  return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Calendar app//EN\r\n" + body +
         "END:VEVENT\r\nEND:VCALENDAR\r\n";
}

}  // namespace timeshelf::simulation
