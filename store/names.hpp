// Enumerations as the words that stand in columns.
#pragma once
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "store/database.hpp"

namespace timeshelf::store {

template <class Enum, std::size_t count>
struct Names {
  std::array<std::pair<Enum, std::string_view>, count> pairs;

  constexpr std::string_view name(Enum value) const {
    for (const auto& [candidate, name] : pairs) {
      if (candidate == value) return name;
    }
    throw Failure(Failure::Code::broken, "an enumeration holds a value without a name");
  }
  constexpr std::optional<Enum> find(std::string_view name) const {
    for (const auto& [value, candidate] : pairs) {
      if (candidate == name) return value;
    }
    return std::nullopt;
  }
  /// Of a column, whose CHECK lets only these words in.
  Enum value(std::string_view name) const {
    if (const auto found = find(name)) return *found;
    throw Failure(Failure::Code::broken, "a column holds an unknown word: " + std::string(name));
  }
};

}  // namespace timeshelf::store
