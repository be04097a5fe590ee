#include "insight/forecast/triangle.hpp"

#include <algorithm>

namespace timeshelf::insight {

std::vector<double> link_ratios(const Triangle& rows) {
  std::size_t columns = 0;
  for (const auto& row : rows) columns = std::max(columns, row.size());
  std::vector<double> ratios;
  for (std::size_t next = 1; next < columns; ++next) {
    double before = 0;
    double after = 0;
    for (const auto& row : rows) {
      if (row.size() <= next) continue;
      before += row[next - 1];
      after += row[next];
    }
    ratios.push_back(before > 0 ? after / before : 1);
  }
  return ratios;
}

std::vector<double> outstanding(const Triangle& rows, const std::vector<double>& ratios) {
  std::vector<double> left;
  for (const auto& row : rows) {
    double growth = 1;
    for (std::size_t at = row.size(); at > 0 && at - 1 < ratios.size(); ++at) growth *= ratios[at - 1];
    left.push_back(row.empty() ? 0 : row.back() * (growth - 1));
  }
  return left;
}

}  // namespace timeshelf::insight
