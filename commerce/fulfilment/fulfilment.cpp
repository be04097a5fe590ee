#include "commerce/fulfilment/fulfilment.hpp"

#include <fmt/format.h>

#include "base/characters.hpp"
#include "base/text.hpp"
#include "commerce/audit.hpp"
#include "commerce/fulfilment/fulfilment_rows.hpp"
#include "commerce/ledger_rows.hpp"
#include "commerce/outbox.hpp"
#include "commerce/slots/showing.hpp"
#include "commerce/slots/slot_rows.hpp"
#include "commerce/staff/shifts.hpp"
#include "commerce/stock/capacity.hpp"
#include "commerce/venues.hpp"
#include "ical/shelf_terms.hpp"

namespace timeshelf::commerce {
namespace {

using Code = Refusal::Code;

constexpr std::size_t kMissedAtOnce = 200;
constexpr std::size_t kLongestReason = 200;

// The goods of one line, and where they may go.
class Goods {
 public:
  Goods(store::Transaction& transaction, const Id& shop, const FulfilmentLine& of, Instant now,
        Random& random)
      : transaction_(transaction), shop_(shop), of_(of), now_(now), random_(random) {}

  /// `at`: when they left, which a count that is told later goes by.
  void hand_over(std::int64_t units, Instant at) {
    const Line& line = of_.line;
    Transfer gone =
        transfer(sold(line.slot, line.sku), handed_over(line.slot, line.sku), units, "handed over");
    gone.at = at;
    post({std::move(gone)});
  }

  /// To the venue's shelf or bin. What nobody counts there goes back to where it came from.
  void bring_back(std::int64_t units, BroughtBack to) {
    const Line& line = of_.line;
    const auto venues = load_venues(transaction_, shop_);
    const Venue* venue = venue_named(venues, line.location);
    const std::string place(venue ? venue->id.text() : "");
    const AccountKey waiting{AccountKind::returned, place, line.sku};
    AccountKey end{AccountKind::wasted, place, line.sku};
    const bool tracked = venue && is_tracked(transaction_, shop_, {venue->id, line.sku});
    if (to == BroughtBack::stock)
      end = tracked ? on_hand(venue->id, line.sku) : AccountKey{AccountKind::supplier, "", line.sku};
    post({transfer(handed_over(line.slot, line.sku), waiting, units, "returned"),
          transfer(waiting, end, units, to == BroughtBack::stock ? "back to stock" : "wasted")});
    if (tracked && to == BroughtBack::stock)
      owe(transaction_, shop_, "capacity", Pool{venue->id, line.sku}.text(), now_);
    owe_shifts(transaction_, shop_, {line.slot}, now_);
  }

 private:
  Transfer transfer(AccountKey from, AccountKey to, std::int64_t units, std::string reason) {
    return {Id::make(now_, random_),
            TransferKind::posted,
            std::move(from),
            std::move(to),
            units,
            of_.booking.string(),
            std::move(reason),
            now_};
  }
  void post(const std::vector<Transfer>& transfers) {
    std::set<AccountKey> keys;
    for (const Transfer& each : transfers) keys.insert({each.debit, each.credit});
    Ledger ledger;
    load_accounts(transaction_, shop_, keys, ledger);
    ledger.apply(transfers).value();
    store_written(transaction_, shop_, ledger);
  }

  store::Transaction& transaction_;
  const Id& shop_;
  const FulfilmentLine& of_;
  Instant now_;
  Random& random_;
};

void record_step(store::Transaction& transaction, const Id& shop, const FulfilmentLine& of,
                 const Advanced& done, LineState to, const std::string& actor, const std::string& reason,
                 std::optional<BroughtBack> goods, Instant now, Random& random) {
  boost::json::object facts{{"line", of.line.position},
                            {"sku", of.line.sku},
                            {"from", name_of(of.line.state)},
                            {"state", name_of(done.after.state)},
                            {"reason", reason}};
  if (done.moved > 0) facts["units"] = done.moved;
  if (goods) facts["goods"] = *goods == BroughtBack::stock ? "stock" : "waste";
  record(transaction, shop, actor, fmt::format("fulfilment.{}", name_of(to)), of.booking.text(), facts, now,
         random);
}

std::optional<Refusal> check_return(const FulfilmentStep& step, const Line& line) {
  if (step.to != LineState::returned) {
    if (step.goods) return refuse(Code::wrong_state, "Only what was returned goes somewhere.", "goods");
    return std::nullopt;
  }
  if (line.sku == ical::kSeatSku || line.fulfilment == "DIGITAL")
    return refuse(Code::wrong_state, "Seats and digital goods cannot be brought back.", "state");
  if (!step.goods)
    return refuse(Code::wrong_state, "Say whether the goods go back to stock or to waste.", "goods");
  return std::nullopt;
}

Refusal no_such_line(store::Transaction& transaction, const FulfilmentStep& step) {
  const auto state =
      transaction.first("SELECT state FROM bookings WHERE shop = $1 AND code = $2", {step.shop, step.booking},
                        [](const store::Row& row) { return row.string(0); });
  if (!state) return refuse(Code::unknown_booking, "The shop has no booking with this code.", "booking");
  if (*state == "cancelled") return refuse(Code::booking_cancelled, "The booking is cancelled.", "booking");
  return refuse(Code::unknown_fulfilment, "The booking has no such line.", "line");
}

}  // namespace

std::string FulfilmentCursor::text() const {
  return base64url_encode(
      fmt::format("{} {} {} {} {}", to_millis(starts_at), slot.text(), window, hold.text(), position));
}

std::optional<FulfilmentCursor> FulfilmentCursor::parse(std::string_view text) {
  const auto decoded = base64url_decode(text);
  const auto parts = decoded ? split(*decoded, ' ') : std::vector<std::string_view>{};
  if (parts.size() != 5) return std::nullopt;
  const auto starts_at = parse_whole(parts[0]);
  const auto slot = Id::parse(parts[1]);
  const auto window = parts[2] == "-1" ? std::optional<std::int64_t>(-1) : parse_whole(parts[2]);
  const auto hold = Id::parse(parts[3]);
  const auto position = parse_whole(parts[4]);
  if (!starts_at || !slot || !window || !hold || !position) return std::nullopt;
  return FulfilmentCursor{from_millis(*starts_at), *slot, *window, *hold, *position};
}

FulfilmentCursor cursor_of(const FulfilmentLine& of) {
  return {of.line.starts_at, of.line.slot, of.line.window ? of.line.window->begins.count() : -1, of.hold,
          of.line.position};
}

std::vector<FulfilmentLine> Fulfilment::list(store::Transaction& transaction, const Id& shop,
                                             const FulfilmentQuery& query) {
  return list_lines(transaction, shop, query);
}

Decided<FulfilmentLine> Fulfilment::advance(store::Transaction& transaction, const FulfilmentStep& step) {
  const Instant now = clock_.now();
  if (characters_of(step.reason) > kLongestReason || !is_utf8(step.reason))
    return refuse(Code::wrong_state, "The reason has at most 200 characters.", "reason");
  auto of = find_line(transaction, step.shop, step.booking, step.line);
  if (!of) return no_such_line(transaction, step);
  if (auto refused = check_return(step, of->line)) return *refused;
  const auto done = commerce::advance(progress_of(of->line), {step.to, step.units});
  if (!done) return done.error();
  if (step.to == LineState::missed) {
    if (auto refused = refuse_missed(of->line.fulfilment, due_until(of->line), now)) return *refused;
  }
  Goods goods(transaction, step.shop, *of, now, random_);
  if (step.to == LineState::handed_over) goods.hand_over(done->moved, step.happened_at.value_or(now));
  if (step.to == LineState::returned) goods.bring_back(done->moved, *step.goods);
  store_progress(transaction, step.shop, *of, done->after);
  record_step(transaction, step.shop, *of, *done, step.to, step.actor, step.reason, step.goods, now, random_);
  if (step.to == LineState::returned) {
    if (auto row = load_slot(transaction, step.shop, of->line.slot)) show(transaction, *row, now);
  }
  return *find_line(transaction, step.shop, step.booking, step.line);
}

void Fulfilment::note_missed(store::Transaction& transaction, const Id& shop, const Id& slot) {
  const Instant now = clock_.now();
  const auto waiting = list_waiting(transaction, shop, slot, kMissedAtOnce);
  std::optional<Instant> next;
  for (const FulfilmentLine& of : waiting) {
    const Instant until = due_until(of.line);
    if (!is_missed(progress_of(of.line), of.line.fulfilment, until, now)) {
      next = std::min(next.value_or(until), until);
      continue;
    }
    const Advanced done = commerce::advance(progress_of(of.line), {LineState::missed, {}}).value();
    store_progress(transaction, shop, of, done.after);
    record_step(transaction, shop, of, done, LineState::missed, "timeshelf", "nobody came in time", {}, now,
                random_);
  }
  if (!next && waiting.size() == kMissedAtOnce) next = now;
  if (next) owe_missed(transaction, shop, {{slot, *next}});
}

}  // namespace timeshelf::commerce
