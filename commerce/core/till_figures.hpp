// What a till tells means for the books, and what it is to be told: pure.
//
// A till that says "there are 7" says so after its own sales, its counts and everything that we told it. What
// it is known to have, as we both agreed last, is the line between: a difference from it is news of the
// till's, and a difference of our own books from it is news for the till.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/time.hpp"

namespace timeshelf::commerce {

/// A till's clock may be so far ahead of ours.
inline constexpr std::chrono::minutes kTillSkew{5};

/// What is known of one item of a till.
struct KnownFigure {
  std::optional<std::int64_t> units{};  ///< none before it was heard or told
  std::optional<Instant> at{};          ///< by the till's clock

  friend bool operator==(const KnownFigure&, const KnownFigure&) = default;
};

enum class TillStatementKind {
  count,   ///< "there are 7": replaces
  adjust,  ///< "3 came", "2 went": adds
  figure,  ///< the till's own running figure, after everything that it knows
};

/// What the books are told of a statement, and what is known of its item from then on.
struct TillNews {
  bool told = false;       ///< otherwise nothing, for this reason
  std::string_view why{};  ///< a sentence
  bool refused = false;    ///< it is not told because it cannot be
  bool counts = false;     ///< says how many there are, rather than how many came or went
  std::int64_t units = 0;  ///< of a difference, below zero what went
  KnownFigure known{};
};
/// A till said something of an item. What it says of an instant after what it said of the same instant is
/// later: a maker's clock may show whole seconds. `tracked`: the books say already how many there are at the
/// venue.
TillNews news_of(TillStatementKind kind, std::int64_t units, Instant said_at, const KnownFigure& known,
                 bool tracked);

/// What the till is told: it adds `units`, or there are `units`.
struct FigureChange {
  bool sets = false;
  std::int64_t units = 0;
};
/// `ours`: what the books have for the till. Nothing where both agree.
std::optional<FigureChange> change_for(const KnownFigure& known, std::int64_t ours);

}  // namespace timeshelf::commerce
