// Forecasts and booking curves as tables for spreadsheets, with what they are made of.
#pragma once
#include <string>
#include <vector>

#include "commerce/forecasts/forecasts.hpp"

namespace timeshelf::server::api {

/// Figures that are estimates have no more digits than they are worth.
double rounded(double value, double steps = 100);

/// A line for each SKU of each slot.
std::string forecasts_csv(const std::vector<commerce::Forecast>&);
/// A line for each day before the slot.
std::string curve_csv(const std::vector<commerce::CurvePoint>&);

}  // namespace timeshelf::server::api
