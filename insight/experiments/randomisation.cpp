#include "insight/experiments/randomisation.hpp"

#include <algorithm>
#include <cmath>
#include <random>
#include <utility>

namespace timeshelf::insight {
namespace {

constexpr double kMostWays = 100'000;
constexpr double kSame = 1e-9;  // sums in another order differ by less

double ways(std::size_t all, std::size_t chosen) {
  double count = 1;
  for (std::size_t i = 1; i <= chosen; ++i)
    count = count * static_cast<double>(all - chosen + i) / static_cast<double>(i);
  return std::round(count);
}

// Units of one lot, side by side: the control's first, as std::prev_permutation begins.
struct Lot {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::size_t controls = 0;
  std::size_t size() const { return end - begin; }
};

std::vector<Lot> lots_of(const std::vector<DealtUnit>& sorted) {
  std::vector<Lot> lots;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    if (i == 0 || sorted[i].lot != sorted[i - 1].lot) lots.push_back({i, i, 0});
    ++lots.back().end;
    lots.back().controls += sorted[i].is_control ? 1 : 0;
  }
  return lots;
}

std::vector<DealtUnit> sorted_by_lot(std::vector<DealtUnit> units) {
  std::stable_sort(units.begin(), units.end(), [](const DealtUnit& a, const DealtUnit& b) {
    return std::pair(a.lot, !a.is_control) < std::pair(b.lot, !b.is_control);
  });
  return units;
}

double ways(const std::vector<Lot>& lots) {
  double count = 1;
  for (const Lot& lot : lots) count *= ways(lot.size(), lot.controls);
  return count;
}

// All ways to deal, one after the other, or one that is drawn.
class Dealing {
 public:
  explicit Dealing(const std::vector<DealtUnit>& sorted) : units_(sorted), lots_(lots_of(sorted)) {
    for (const DealtUnit& unit : units_) {
      is_control_.push_back(unit.is_control);
      sum_ += unit.value;
      controls_ += unit.is_control ? 1 : 0;
    }
  }

  const std::vector<Lot>& lots() const { return lots_; }
  double apart() const {
    double control = 0;
    for (std::size_t i = 0; i < units_.size(); ++i) control += is_control_[i] ? units_[i].value : 0;
    return std::abs((sum_ - control) / (static_cast<double>(units_.size()) - controls_) -
                    control / controls_);
  }
  /// False once all ways were seen.
  bool next() {
    return std::any_of(lots_.begin(), lots_.end(), [&](const Lot& lot) {
      return std::prev_permutation(at(lot.begin), at(lot.end));  // over the end it begins anew
    });
  }
  void draw(std::mt19937_64& dice) {
    for (const Lot& lot : lots_) {
      for (std::size_t i = lot.size() - 1; i > 0; --i)
        std::iter_swap(at(lot.begin + i), at(lot.begin + dice() % (i + 1)));
    }
  }

 private:
  std::vector<bool>::iterator at(std::size_t index) {
    return is_control_.begin() + static_cast<std::ptrdiff_t>(index);
  }

  const std::vector<DealtUnit>& units_;
  std::vector<Lot> lots_;
  std::vector<bool> is_control_;
  double sum_ = 0;
  double controls_ = 0;
};

bool has_both_sides(const std::vector<DealtUnit>& units) {
  const auto is_control = [](const DealtUnit& unit) { return unit.is_control; };
  return std::any_of(units.begin(), units.end(), is_control) &&
         !std::all_of(units.begin(), units.end(), is_control);
}

}  // namespace

double randomisation_p(std::vector<DealtUnit> units) {
  if (!has_both_sides(units)) return 1;
  units = sorted_by_lot(std::move(units));
  Dealing dealing(units);
  const double seen = dealing.apart() - kSame;
  double as_far = 0;
  double all = 0;
  if (ways(dealing.lots()) <= kMostWays) {
    do {
      ++all;
      as_far += dealing.apart() >= seen ? 1 : 0;
    } while (dealing.next());
    return as_far / all;
  }
  std::mt19937_64 dice(units.size());
  as_far = all = 1;  // the way that it was dealt
  while (all < kMostWays) {
    dealing.draw(dice);
    ++all;
    as_far += dealing.apart() >= seen ? 1 : 0;
  }
  return as_far / all;
}

double smallest_p(const std::vector<DealtUnit>& units) {
  if (!has_both_sides(units)) return 1;
  const auto lots = lots_of(sorted_by_lot(units));
  // The other way round lies as far apart where both sides of every lot are as large.
  const bool turns =
      std::all_of(lots.begin(), lots.end(), [](const Lot& lot) { return lot.controls * 2 == lot.size(); });
  return std::min(1.0, (turns ? 2 : 1) / ways(lots));
}

}  // namespace timeshelf::insight
