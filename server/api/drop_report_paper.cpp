#include "server/api/drop_report_paper.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "ical/date_time.hpp"
#include "ical/shelf_terms.hpp"
#include "server/api/drop_report_words.hpp"

namespace timeshelf::server::api {
namespace {

using paper::Section;
using paper::Table;

std::string local_text(Instant at, std::string_view time_zone, const ReportWords& words) {
  const ical::Zone* zone = ical::find_zone(time_zone);
  const auto local = (zone ? *zone : ical::utc_zone()).to_local(std::chrono::floor<std::chrono::seconds>(at));
  return fmt::format(fmt::runtime(words.date), std::chrono::sys_seconds(local.time_since_epoch()));
}

std::string named_sku(const std::string& sku, const commerce::DropReport& report, const ReportWords& words) {
  for (const auto& outcome : report.skus)
    if (outcome.sku == sku && !outcome.name.empty()) return outcome.name;
  return sku == ical::kSeatSku ? std::string(words.seats) : sku;
}

class Writer {
 public:
  Writer(const ShownReport& shown, const ReportWords& words)
      : report_(shown.report), shown_(shown), words_(words) {}

  std::vector<Section> sections() const {
    std::vector<Section> all{next_time(), goods(), revenue(), funnel(), staff(), forecast(), voice()};
    if (!shown_.experiments.empty()) all.push_back(experiments());
    all.push_back(slots());
    return all;
  }

 private:
  std::string name_of_sku(const std::string& sku) const { return named_sku(sku, report_, words_); }
  std::string way(const std::string& fulfilment) const {
    if (fulfilment == "PICKUP") return std::string(words_.pickup);
    if (fulfilment == "DELIVERY") return std::string(words_.delivery);
    if (fulfilment == "SAME-DAY") return std::string(words_.same_day);
    if (fulfilment == "DIGITAL") return std::string(words_.digital);
    return "–";
  }
  static std::string named(std::string_view name, const std::string& value) {
    return fmt::format("{}: {}", name, value);
  }
  static std::string named(std::string_view name, std::int64_t value) {
    return fmt::format("{}: {}", name, value);
  }

  Section next_time() const {
    Section section{std::string(words_.next_time)};
    if (!shown_.over) section.sentences.emplace_back(words_.still_runs);
    section.points = shown_.advised;
    if (section.points.empty()) section.points.emplace_back(words_.nothing_to_do);
    return section;
  }

  Section goods() const {
    Table table;
    for (const auto heading : {words_.what, words_.sold_through, words_.offered, words_.sold, words_.left,
                               words_.handed_over, words_.missed, words_.waited_for})
      table.headings.emplace_back(heading);
    Section section{std::string(words_.goods)};
    for (const auto& of : report_.skus) {
      const std::string name = name_of_sku(of.sku);
      std::vector<std::string> row{name, percent_text(of.sold, of.offered)};
      for (const std::int64_t units :
           {of.offered, of.sold, of.left(), of.handed_over, of.missed, of.waited_for})
        row.push_back(std::to_string(units));
      table.rows.push_back(std::move(row));
      if (of.returned > 0)
        section.sentences.push_back(named(words_.returned, fmt::format("{} × {}", of.returned, name)));
    }
    section.table = std::move(table);
    return section;
  }

  Section revenue() const {
    Table table;
    table.texts = 3;
    for (const auto heading :
         {words_.what, words_.step, words_.way, words_.price, words_.units, words_.amount})
      table.headings.emplace_back(heading);
    for (const auto& step : report_.steps)
      table.rows.push_back({name_of_sku(step.sku), step.tier.empty() ? "–" : step.tier, way(step.fulfilment),
                            money_text(step.price, words_), std::to_string(step.units),
                            money_text(step.revenue, words_)});
    for (const auto& fee : report_.fees)
      table.rows.push_back({std::string(words_.delivery), fee.zone.empty() ? "–" : fee.zone, way(fee.kind),
                            "–", "–", money_text(fee.revenue, words_)});
    Section section{std::string(words_.revenue)};
    section.table = std::move(table);
    for (const auto& takings : report_.takings)
      section.sentences.push_back(
          fmt::format("{}; {}", named(words_.taken, money_text(takings.taken, words_)),
                      named(words_.given_back, money_text(takings.given_back, words_))));
    return section;
  }

  Section funnel() const {
    const commerce::Funnel& funnel = report_.funnel;
    const std::array<std::pair<std::string_view, std::int64_t>, 4> steps{
        {{words_.views, funnel.views},
         {words_.holds, funnel.holds},
         {words_.bookings, funnel.bookings},
         {words_.picked, funnel.handed_over}}};
    std::int64_t longest = 1;
    for (const auto& [name, count] : steps) longest = std::max(longest, count);
    Section section{std::string(words_.funnel)};
    for (const auto& [name, count] : steps)
      section.bars.push_back({std::string(name), std::to_string(count),
                              static_cast<double>(count) / static_cast<double>(longest)});
    section.sentences.push_back(fmt::format("{}; {}; {}", named(words_.expired, funnel.expired),
                                            named(words_.cancelled, funnel.cancelled),
                                            named(words_.not_picked, funnel.missed)));
    if (funnel.walk_ups > 0) section.sentences.push_back(named(words_.walk_ups, funnel.walk_ups));
    if (report_.waiting.joined > 0)
      section.sentences.push_back(fmt::format("{}; {}", named(words_.waiting, report_.waiting.joined),
                                              named(words_.served, report_.waiting.served)));
    return section;
  }

  Section staff() const {
    const auto& staff = report_.staff;
    const double hours = static_cast<double>(staff.worked.count()) / 3'600'000;
    std::string sentence =
        fmt::format("{}; {}; {}", named(words_.shifts, staff.shifts), named(words_.hours, decimal(hours)),
                    named(words_.uncovered, staff.uncovered));
    if (const auto per_hour = report_.handed_over_per_hour())
      sentence += "; " + named(words_.per_hour, decimal(*per_hour));
    return {std::string(words_.staff), {}, {}, {}, {std::move(sentence)}};
  }

  std::string name_of_slot(const Id& id) const {
    for (const auto& slot : report_.slots)
      if (slot.slot == id) return slot.summary;
    return "";
  }

  Section forecast() const {
    Section section{std::string(words_.forecast)};
    Table table;
    table.texts = 2;
    for (const auto heading : {words_.slot, words_.what, words_.forecast_was, words_.became})
      table.headings.emplace_back(heading);
    for (const auto& of : report_.forecasts)
      table.rows.push_back({name_of_slot(of.slot), name_of_sku(of.sku),
                            fmt::format("{} ({}–{})", of.middle, of.low, of.high),
                            !of.outcome   ? "–"
                            : of.sold_out ? fmt::format("{}, {}", *of.outcome, words_.sold_out)
                                          : std::to_string(*of.outcome)});
    if (table.rows.empty())
      section.sentences.emplace_back("–");
    else
      section.table = std::move(table);
    return section;
  }

  Section voice() const {
    Section section{std::string(words_.mood)};
    std::string sentence = named(words_.messages, shown_.mood.messages);
    if (shown_.mood.mean) sentence += "; " + named(words_.mean_mood, decimal(*shown_.mood.mean));
    section.sentences.push_back(std::move(sentence));
    return section;
  }

  Section experiments() const {
    Section section{std::string(words_.experiments)};
    for (const auto& experiment : shown_.experiments) {
      std::string point = fmt::format("{}: {}", experiment.name, experiment.sentence);
      if (experiment.runs) point += fmt::format(" {}", words_.runs_on);
      if (!experiment.kept.empty()) point += fmt::format(" {}.", named(words_.kept, experiment.kept));
      section.points.push_back(std::move(point));
    }
    return section;
  }

  Section slots() const {
    Table table;
    table.texts = 2;
    for (const auto heading : {words_.slot, words_.when, words_.views, words_.bookings})
      table.headings.emplace_back(heading);
    for (const auto& slot : report_.slots)
      table.rows.push_back({slot.summary,
                            slot.cancelled ? std::string(words_.called_off)
                                           : local_text(slot.starts_at, slot.time_zone, words_),
                            std::to_string(slot.views), std::to_string(slot.bookings)});
    Section section{std::string(words_.slots)};
    section.table = std::move(table);
    return section;
  }

  std::string decimal(double number) const {
    std::string text = fmt::format("{:.1f}", number);
    std::replace(text.begin(), text.end(), '.', words_.decimal_mark);
    return text;
  }

  const commerce::DropReport& report_;
  const ShownReport& shown_;
  const ReportWords& words_;
};

}  // namespace

std::vector<std::string> advice_sentences(const ShownReport& shown, const std::string& language) {
  const ReportWords& words = report_words(language);
  std::vector<std::string> sentences;
  for (const auto& advice : shown.advice)
    sentences.push_back(fmt::format(fmt::runtime(words.advice.at(advice.kind)),
                                    fmt::arg("what", named_sku(advice.sku, shown.report, words)),
                                    fmt::arg("units", advice.units), fmt::arg("of", advice.of_units)));
  return sentences;
}

paper::Document drop_report_paper(const ShownReport& shown, const store::Shop& shop,
                                  const std::string& language) {
  const ReportWords& words = report_words(language);
  const auto& slots = shown.report.slots;
  return {shown.title,
          fmt::format("{}, {} – {}", shop.name, local_text(slots.front().starts_at, shop.time_zone, words),
                      local_text(slots.back().ends_at, shop.time_zone, words)),
          language, Writer(shown, words).sections()};
}

}  // namespace timeshelf::server::api
