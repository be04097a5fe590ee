// What is asked for it: ladders, the price of a bundle, codes and tax.
#include <algorithm>
#include <numeric>

#include "tests/simulation/model.hpp"

namespace timeshelf::simulation {
namespace {

using commerce::Line;
using commerce::LineRequest;

const std::string kSeat = "SEAT";
constexpr std::int64_t kWhole = 10'000;

std::string sku_of(const LineRequest& line) {
  return line.sku.empty() ? kSeat : line.sku;
}

}  // namespace

std::vector<std::int64_t> split(std::int64_t total, const std::vector<std::int64_t>& weights) {
  const auto sum = std::accumulate(weights.begin(), weights.end(), std::int64_t{0});
  if (sum == 0) return split(total, std::vector<std::int64_t>(weights.size(), 1));
  std::vector<std::int64_t> parts, rests;
  for (const auto weight : weights) {
    parts.push_back(total * weight / sum);
    rests.push_back(total * weight % sum);
  }
  for (auto left = total - std::accumulate(parts.begin(), parts.end(), std::int64_t{0}); left > 0; --left) {
    const auto most = std::max_element(rests.begin(), rests.end());
    ++parts[static_cast<std::size_t>(most - rests.begin())];
    *most = -1;
  }
  return parts;
}

std::vector<Line> ShopModel::price_each(const std::vector<LineRequest>& asked, const std::string& name,
                                        Instant now) const {
  std::vector<Line> lines;
  std::map<UnitsKey, std::int64_t> before;
  const Currency currency = *Currency::parse(name);
  for (const LineRequest& line : asked) {
    const SoldSlot& slot = slots.at(line.slot);
    std::int64_t taken_before = taken(line.slot, sku_of(line), now) + before[{line.slot, sku_of(line)}];
    before[{line.slot, sku_of(line)}] += line.quantity;
    const Ladder ladder = ladder_of(slot, sku_of(line), name);
    std::optional<Step> last;
    for (std::int64_t unit = 0; unit < line.quantity; ++unit, ++taken_before) {
      const auto step = std::find_if(ladder.begin(), ladder.end(), [&](const Step& each) {
        return (!each.until || now < *each.until) && (!each.quantity || taken_before < *each.quantity);
      });
      if (step == ladder.end()) return {};
      if (last == *step) {
        ++lines.back().quantity;
        continue;
      }
      last = *step;
      lines.push_back({line.slot, sku_of(line), 1, Money{step->minor, currency}, step->tier, ""});
      lines.back().preorder = slot.preorders.contains(sku_of(line));
    }
  }
  return lines;
}

std::vector<Line> ShopModel::price_together(const std::vector<LineRequest>& asked, std::int64_t price,
                                            Instant now) const {
  std::vector<std::int64_t> alone;
  for (const LineRequest& line : asked) {
    const auto step =
        step_of(slots.at(line.slot), sku_of(line), now, taken(line.slot, sku_of(line), now), "EUR");
    alone.push_back(step ? step->minor : 0);
  }
  const auto parts = split(price, alone);
  std::vector<Line> lines;
  const Currency euro = *Currency::parse("EUR");
  for (std::size_t i = 0; i < asked.size(); ++i)
    lines.push_back(
        {asked[i].slot, sku_of(asked[i]), asked[i].quantity, Money{parts[i], euro}, "bundle", ""});
  return lines;
}

std::int64_t ShopModel::tax_of(std::int64_t amount, std::int64_t rate) const {
  return half_up(amount * rate, tax_on_top ? kWhole : kWhole + rate);
}

// A part of each line, or a sum shared by all; then the tax.
void ShopModel::charge(std::vector<Line>& lines, const std::string& name) const {
  const auto code = codes.find(name);
  if (code != codes.end() && code->second.sum > 0) {
    std::vector<std::int64_t> amounts;
    for (const Line& line : lines) amounts.push_back(line.unit_price.minor * line.quantity);
    const auto all = std::accumulate(amounts.begin(), amounts.end(), std::int64_t{0});
    const auto parts = split(std::min(all, code->second.sum), amounts);
    for (std::size_t i = 0; i < lines.size(); ++i) lines[i].discount = parts[i];
  } else if (code != codes.end()) {
    for (Line& line : lines)
      line.discount = half_up(line.unit_price.minor * line.quantity * code->second.rate, kWhole);
  }
  for (Line& line : lines) {
    const auto found = goods.find(line.sku);
    line.tax_rate = found == goods.end() ? 0 : found->second.tax_rate;
    line.tax = tax_of(line.amount().minor, line.tax_rate);
  }
}

std::string ShopModel::currency_of(const commerce::HoldCommand& command, Instant now) const {
  if (!command.currency.empty()) return command.currency;
  const auto bundle = bundles.find(command.bundle);
  if (bundle != bundles.end() && bundle->second) return "EUR";
  const auto asked = lines_of(command, now);
  const auto sold_in = currencies_of(slots.at(asked.front().slot), sku_of(asked.front()));
  return sold_in.empty() ? "EUR" : sold_in.front();
}

std::vector<Line> ShopModel::priced(const commerce::HoldCommand& command, Instant now) const {
  const auto asked = lines_of(command, now);
  const auto bundle = bundles.find(command.bundle);
  auto lines = bundle != bundles.end() && bundle->second ? price_together(asked, *bundle->second, now)
                                                         : price_each(asked, currency_of(command, now), now);
  charge(lines, command.code);
  const auto chosen = ways_of(command, now);
  for (std::size_t i = 0, at = 0, units = 0; i < lines.size(); ++i) {
    lines[i].position = static_cast<std::int64_t>(i);
    // A line that crosses a price step became two, both brought in the same way.
    lines[i].fulfilment = chosen[at].kind;
    lines[i].zone = chosen[at].zone;
    if (chosen[at].window)
      lines[i].window = commerce::PickupWindow{chosen[at].window->begins, chosen[at].window->ends, {}};
    units += static_cast<std::size_t>(lines[i].quantity);
    if (units == static_cast<std::size_t>(asked[at].quantity)) {
      ++at;
      units = 0;
    }
  }
  return lines;
}

}  // namespace timeshelf::simulation
