#include "commerce/bookings/booking_search.hpp"

#include "base/text.hpp"
#include "commerce/checkout/sale_rows.hpp"
#include "commerce/ids_in_time.hpp"

namespace timeshelf::commerce {
namespace {

std::string_view name_in_rows(const std::optional<BookingState>& state) {
  if (!state) return "";
  return *state == BookingState::confirmed ? "confirmed" : "cancelled";
}

// Their holds, newest booking first.
std::vector<Id> find(store::Transaction& transaction, const Id& shop, const BookingQuery& query) {
  // The end of a page and the end of a time are both ids that are not reached.
  Id end = Id::trusted("~");
  if (query.to) end = std::min(end, first_id_at(*query.to));
  if (query.before) end = std::min(end, *query.before);
  const Id first = query.from ? first_id_at(*query.from) : Id{};
  const std::string words = trim(std::string(query.words));
  const std::string code = to_lower(words);
  const std::string part = "%" + like_text(words) + "%";
  // Those of a slot are found from its lines: among all bookings of the shop they may be few.
  const std::string_view from_slot =
      "(SELECT l.hold AS hold, MAX(l.quantity - l.gone) AS units FROM lines l WHERE l.shop = $1 AND l.slot = "
      "$9 GROUP BY l.hold) o JOIN bookings b ON b.hold = o.hold AND (o.units > 0 OR b.state = 'cancelled') ";
  std::string sql = "SELECT b.hold FROM ";
  sql += query.slot ? from_slot : "bookings b ";
  sql +=
      "WHERE b.shop = $1 AND b.id >= $2 AND b.id < $3 AND ($4 = '' OR b.state = $4) "
      "AND ($5 = '' OR b.code = $6 OR lower(b.name) LIKE lower($7) ESCAPE '\\' "
      "OR lower(b.email) LIKE lower($7) ESCAPE '\\') ORDER BY b.id DESC LIMIT $8";
  std::vector<store::Param> params{shop,  first, end,  name_in_rows(query.state),
                                   words, code,  part, static_cast<std::int64_t>(query.limit)};
  if (query.slot) params.emplace_back(*query.slot);
  std::vector<Id> holds;
  transaction.query(sql, params, [&](const store::Row& row) { holds.push_back(row.id(0)); });
  return holds;
}

}  // namespace

std::string like_text(std::string_view words) {
  std::string text;
  for (const char c : words) {
    if (c == '%' || c == '_' || c == '\\') text += '\\';
    text += c;
  }
  return text;
}

std::vector<Booking> search_bookings(store::Transaction& transaction, const Id& shop,
                                     const BookingQuery& query) {
  const std::vector<Id> holds = find(transaction, shop, query);
  auto records = load_holds(transaction, shop, {holds.begin(), holds.end()});
  std::vector<Booking> bookings;
  bookings.reserve(holds.size());
  for (const Id& hold : holds) bookings.push_back(std::move(*records.at(hold).booking));
  return bookings;
}

}  // namespace timeshelf::commerce
