// What an event says about its sale is read with or without problems, each of which says what it is.
#include "ical/shelf_terms.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace timeshelf;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  ical::without_shelf_lines(text);
  ical::Component event;
  event.name = "VEVENT";
  event.properties.emplace_back("DESCRIPTION", ical::escape_text(text), std::vector<ical::Parameter>{});
  const auto authored = ical::read_terms(event, *Currency::parse("EUR"));
  for (const auto& problem : authored.problems)
    fuzz::require(!problem.reason.empty() && !problem.where.empty(), "a problem says where and why");
  for (const auto& stock : authored.terms.stock) fuzz::require(stock.units >= 0, "stock is never negative");
  return 0;
}
