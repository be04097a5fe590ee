// Simple forecasts of how much a slot will be asked for, which a good one has to beat.
#pragma once
#include <vector>

#include "insight/forecast/profile.hpp"

namespace timeshelf::insight {

/// As much as the last one.
double last_value(const std::vector<Course>& past);
/// On the straight line through all past ones, least squares.
double linear_trend(const std::vector<Course>& past);
/// What is booked, and as much more as past ones got from here on the average.
double additive_pickup(const std::vector<Course>& past, double booked, int days_before);
/// What is booked, times what past ones grew by from here; additive where they had nothing yet.
double multiplicative_pickup(const std::vector<Course>& past, double booked, int days_before);

}  // namespace timeshelf::insight
