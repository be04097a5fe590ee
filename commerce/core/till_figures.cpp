#include "commerce/core/till_figures.hpp"

namespace timeshelf::commerce {
namespace {

constexpr std::int64_t kMostUnits = 1'000'000;

TillNews not_told(std::string_view why, const KnownFigure& known) {
  TillNews news;
  news.why = why;
  news.known = known;
  return news;
}

TillNews told(bool counts, std::int64_t units, const KnownFigure& known) {
  if (!counts && units == 0) return not_told("It changes nothing.", known);
  if (units > kMostUnits || units < (counts ? 0 : -kMostUnits)) {
    TillNews news = not_told("A figure is from 0 to 1000000.", known);
    news.refused = true;
    return news;
  }
  return {true, "", false, counts, units, known};
}

TillNews news_of_figure(std::int64_t figure, Instant said_at, const KnownFigure& known, bool tracked) {
  if (known.at && said_at < *known.at) return not_told("The till has said something later already.", known);
  const KnownFigure agreed{figure, said_at};
  if (known.units) {
    if (figure == *known.units) return not_told("It says what was known: the echo of a change.", agreed);
    return told(false, figure - *known.units, agreed);
  }
  // Where nobody told anything of it here, the till knows best; otherwise it hears what the books say.
  if (tracked || figure < 0)
    return not_told("The first figure: from here on the till and the books agree.", agreed);
  return told(true, figure, agreed);
}

}  // namespace

TillNews news_of(TillStatementKind kind, std::int64_t units, Instant said_at, const KnownFigure& known,
                 bool tracked) {
  if (kind == TillStatementKind::figure) return news_of_figure(units, said_at, known, tracked);
  return told(kind == TillStatementKind::count, units, known);
}

std::optional<FigureChange> change_for(const KnownFigure& known, std::int64_t ours) {
  if (!known.units) return FigureChange{true, ours < 0 ? 0 : ours};
  if (*known.units == ours) return std::nullopt;
  return FigureChange{false, ours - *known.units};
}

}  // namespace timeshelf::commerce
