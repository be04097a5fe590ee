#include "commerce/stock/stock.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/characters.hpp"
#include "base/text.hpp"
#include "commerce/audit.hpp"
#include "commerce/core/till_figures.hpp"
#include "commerce/outbox.hpp"
#include "commerce/slots/offer_rows.hpp"
#include "commerce/slots/showing.hpp"
#include "commerce/stock/stock_posting.hpp"
#include "commerce/stock/stock_rows.hpp"
#include "commerce/stock/supply.hpp"
#include "commerce/venues.hpp"

namespace timeshelf::commerce {
namespace {

constexpr std::int64_t kMostUnits = 1'000'000;
constexpr std::int64_t kMostThere = 100'000'000;  // far below what one transfer moves
constexpr std::size_t kLongestWord = 200;

constexpr std::array<std::pair<StockKind, std::string_view>, 6> kKinds{{
    {StockKind::delivery, "delivery"},
    {StockKind::count, "count"},
    {StockKind::waste, "waste"},
    {StockKind::returned, "return"},
    {StockKind::sale, "sale"},
    {StockKind::move, "move"},
}};

bool is_word(const std::string& text) {
  return characters_of(text) <= kLongestWord && is_utf8(text);
}

std::optional<Refusal> check_words(const StockStatement& said, Instant now) {
  using Code = Refusal::Code;
  const std::int64_t least = said.kind == StockKind::count ? 0 : 1;
  if (said.units < least || said.units > kMostUnits) {
    return refuse(Code::invalid_statement,
                  fmt::format("The units are a whole number from {} to {}.", least, kMostUnits), "units");
  }
  const bool is_id = said.id.size() <= 100 && std::all_of(said.id.begin(), said.id.end(),
                                                          [](char c) { return c > ' ' && c < '\x7F'; });
  if (!is_id) return refuse(Code::invalid_statement, "An id has 1 to 100 visible ASCII characters.", "id");
  if (said.occurred_at && *said.occurred_at > now + kTillSkew) {
    return refuse(Code::invalid_statement, "This has not happened yet; mend the time or the clock.",
                  "occurred_at");
  }
  if (said.occurred_at && *said.occurred_at < Instant{})
    return refuse(Code::invalid_statement, "The time is before 1970; mend it.", "occurred_at");
  if (!is_word(said.source))
    return refuse(Code::invalid_statement, "The source has at most 200 characters.", "source");
  if (!is_word(said.reason))
    return refuse(Code::invalid_statement, "The reason has at most 200 characters.", "reason");
  return std::nullopt;
}

std::optional<Refusal> check_names(store::Transaction& transaction, const StockStatement& said) {
  using Code = Refusal::Code;
  if (!has_product(transaction, said.shop, said.sku))
    return refuse(Code::unknown_product, fmt::format("The shop has no product {}.", said.sku), "sku");
  if (!load_venue(transaction, said.shop, said.venue))
    return refuse(Code::unknown_venue, "The shop has no such venue.", "venue");
  if (said.kind != StockKind::move) {
    if (said.to) return refuse(Code::invalid_statement, "Only a move goes to another venue.", "to");
    return std::nullopt;
  }
  if (!said.to) return refuse(Code::invalid_statement, "Say which venue it is moved to.", "to");
  if (*said.to == said.venue) return refuse(Code::invalid_statement, "It is at that venue already.", "to");
  if (!load_venue(transaction, said.shop, *said.to))
    return refuse(Code::unknown_venue, "The shop has no such venue.", "to");
  return std::nullopt;
}

// The statement's part at each venue.
std::vector<StockMovement> parts_of(const StockStatement& said, Instant now) {
  StockMovement part{
      said.id, said.kind,  said.venue,  said.sku,   said.units, 0, said.occurred_at.value_or(now),
      now,     said.actor, said.source, said.reason};
  std::vector<StockMovement> parts{part};
  if (said.kind == StockKind::waste || said.kind == StockKind::sale || said.kind == StockKind::move)
    parts[0].units = -said.units;
  if (said.kind == StockKind::move) {
    part.venue = *said.to;
    parts.push_back(part);
  }
  return parts;
}

bool same_statement(const std::vector<StockMovement>& told, const std::vector<StockMovement>& parts,
                    bool time_matters) {
  return std::equal(told.begin(), told.end(), parts.begin(), parts.end(),
                    [&](const StockMovement& a, const StockMovement& b) {
                      return a.kind == b.kind && a.venue == b.venue && a.sku == b.sku && a.units == b.units &&
                             (!time_matters || a.occurred_at == b.occurred_at);
                    });
}

Statement statement_of(const StockMovement& part) {
  return {part.occurred_at, part.id, part.kind == StockKind::count, part.units};
}

// A statement without a time comes after all that was told before it.
void put_last(store::Transaction& transaction, const Id& shop, std::vector<StockMovement>& parts) {
  Instant at = parts.front().occurred_at;
  for (const StockMovement& part : parts)
    at = std::max(at, moment_of_telling(transaction, shop, {part.venue, part.sku}, part.occurred_at));
  for (StockMovement& part : parts) part.occurred_at = at;
}

BooksAtVenue books_for(store::Transaction& transaction, const Id& shop, const StockMovement& part,
                       Instant now) {
  return books_of(transaction, shop, {part.venue, part.sku}, statement_of(part), now);
}

std::int64_t correction_of(store::Transaction& transaction, const Id& shop, const StockMovement& part,
                           Instant now) {
  return correction(books_for(transaction, shop, part, now), statement_of(part));
}

std::optional<Refusal> refuse_too_many(store::Transaction& transaction, const Id& shop,
                                       const std::vector<StockMovement>& parts, Instant now) {
  for (const StockMovement& part : parts) {
    const BooksAtVenue books = books_for(transaction, shop, part, now);
    const std::int64_t after = books.units + (part.kind == StockKind::count ? 0 : part.units);
    if (std::abs(after) > kMostThere || std::abs(correction(books, statement_of(part))) > kMostThere)
      return refuse(Refusal::Code::invalid_statement,
                    fmt::format("A venue has at most {} of a product.", kMostThere), "units");
  }
  return std::nullopt;
}

// A fact is taken however inconvenient, but nobody brings away what the books do not have: that is a slip of
// the finger, or of the venue. One from before the last count changes nothing here: who counted had seen it.
std::optional<Refusal> refuse_move(store::Transaction& transaction, const Id& shop, const StockMovement& part,
                                   Instant now) {
  if (part.kind != StockKind::move) return std::nullopt;
  const BooksAtVenue books = books_for(transaction, shop, part, now);
  const std::int64_t there = std::max<std::int64_t>(books.units, 0);
  if (-part.units <= there || correction(books, statement_of(part)) != 0) return std::nullopt;
  return refuse(Refusal::Code::invalid_statement,
                there == 0
                    ? fmt::format("None of {} is at that venue by the books. Count it there first.", part.sku)
                    : fmt::format("Only {} of {} are at that venue by the books. Move at most these, or "
                                  "count there first.",
                                  there, part.sku),
                "units");
}

void record_movement(store::Transaction& transaction, const Id& shop, const StockMovement& part, Instant now,
                     Random& random) {
  record(transaction, shop, part.actor, fmt::format("stock.{}", name_of(part.kind)), part.venue.text(),
         {{"id", part.id},
          {"sku", part.sku},
          {"units", part.units},
          {"adjusted", part.adjusted},
          {"occurred_at", to_rfc3339(part.occurred_at)},
          {"source", part.source},
          {"reason", part.reason}},
         now, random);
}

}  // namespace

std::string_view name_of(StockKind kind) {
  for (const auto& [value, name] : kKinds) {
    if (value == kind) return name;
  }
  return "";
}

std::optional<StockKind> parse_stock_kind(std::string_view wanted) {
  for (const auto& [value, name] : kKinds) {
    if (name == wanted) return value;
  }
  return std::nullopt;
}

Decided<StockTold> Stock::tell(store::Transaction& transaction, const StockStatement& asked) {
  const Instant now = clock_.now();
  if (auto refused = check_words(asked, now)) return *refused;
  if (auto refused = check_names(transaction, asked)) return *refused;
  StockStatement said = asked;
  if (said.id.empty()) said.id = Id::make(now, random_).text();
  StockTold told{load_movements(transaction, said.shop, said.id), true};
  auto parts = parts_of(said, now);
  if (!told.movements.empty()) {
    if (same_statement(told.movements, parts, said.occurred_at.has_value())) return told;
    return refuse(
        Refusal::Code::statement_differs,
        fmt::format("Another statement came before under the id {}. Give this one its own.", said.id), "id");
  }
  if (!said.occurred_at) put_last(transaction, said.shop, parts);
  if (auto refused = refuse_too_many(transaction, said.shop, parts, now)) return *refused;
  if (auto refused = refuse_move(transaction, said.shop, parts.front(), now)) return *refused;

  for (const StockMovement& part : parts) {
    const Pool pool{part.venue, part.sku};
    if (!is_tracked(transaction, said.shop, pool)) begin_tracking(transaction, said.shop, pool, now, random_);
  }
  for (StockMovement& part : parts) part.adjusted = correction_of(transaction, said.shop, part, now);
  const bool lacking = post_statement(transaction, said, parts, now, random_);
  for (const StockMovement& part : parts) {
    insert_movement(transaction, said.shop, part);
    record_movement(transaction, said.shop, part, now, random_);
  }
  for (const StockMovement& part : parts) {
    const Pool pool{part.venue, part.sku};
    // What is not there any more may not be sold for another moment; what came may wait for its turn.
    lacking ? share_out(transaction, said.shop, pool)
            : owe(transaction, said.shop, "capacity", pool.text(), now);
  }
  return StockTold{std::move(parts), false};
}

std::vector<StockMovement> Stock::movements(store::Transaction& transaction, const Id& shop,
                                            const MovementQuery& query) {
  return list_movements(transaction, shop, query);
}

void Stock::share_out(store::Transaction& transaction, const Id& shop, const Pool& pool) {
  const auto last = list_movements(transaction, shop, {pool.venue, pool.sku, {}, 1});
  share_out_because(transaction, shop, pool,
                    last.empty() ? "" : fmt::format("{} {}", name_of(last.front().kind), last.front().id));
}

void Stock::share_out_booked(store::Transaction& transaction, const Id& shop, const Pool& pool) {
  share_out_because(transaction, shop, pool, "bookings");
}

void Stock::share_out_because(store::Transaction& transaction, const Id& shop, const Pool& pool,
                              const std::string& cause) {
  const Instant now = clock_.now();
  for (const Id& id : redistribute(transaction, shop, pool, cause, now, random_)) {
    if (auto row = load_slot(transaction, shop, id)) show(transaction, *row, now);
  }
}

}  // namespace timeshelf::commerce
