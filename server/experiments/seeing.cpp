#include "server/experiments/seeing.hpp"

#include <algorithm>
#include <boost/json/value.hpp>

#include "base/digest.hpp"
#include "commerce/experiments/exposures.hpp"
#include "store/writer.hpp"

namespace timeshelf::server::experiments {
namespace {

constexpr std::size_t kTokenBytes = 16;

}  // namespace

Look::Look(store::Transaction& transaction, const pages::Visit& visit, const store::Shop& shop,
           const Browser& browser)
    : transaction_(transaction),
      visit_(visit),
      shop_(shop.id),
      browser_(browser),
      presentation_(transaction, shop.id, browser.visitor()) {}

std::optional<http::Response> Look::send_around() const {
  const auto to = browser_.detour();
  if (!to) return std::nullopt;
  http::Response response = pages::see_other(*to);
  if (browser_.wants_token()) {
    response.headers.add(
        "Set-Cookie", cookie(visitor_cookie(visit_.shop), random_token(visit_.context->random, kTokenBytes),
                             visit_.secure));
  }
  return response;
}

std::optional<http::Response> Look::detour(const std::vector<commerce::Slot>& slots) const {
  const bool is_shown = std::any_of(slots.begin(), slots.end(), [&](const auto& slot) {
    return presentation_.orders() || presentation_.concerns(slot);
  });
  return is_shown ? send_around() : std::nullopt;
}

std::optional<http::Response> Look::detour(const commerce::Slot& slot) const {
  return presentation_.concerns(slot) ? send_around() : std::nullopt;
}

void Look::note(const std::vector<commerce::Slot>& slots) const {
  write_down(presentation_.exposures(slots));
}

void Look::note(const commerce::Slot& slot) const {
  write_down(presentation_.exposures(slot));
}

void Look::write_down(std::vector<commerce::Exposure> seen) const {
  if (seen.empty() || !browser_.counts()) return;
  seen = commerce::new_among(transaction_, shop_, std::move(seen));
  if (seen.empty()) return;
  // The writer takes all that waits into one commit. What it cannot write is one visitor less, for all
  // variants alike, and no reason to refuse a page.
  visit_.context->writer.submit(
      {[shop = shop_, seen = std::move(seen), now = visit_.now()](store::Transaction& transaction) {
         commerce::note_exposures(transaction, shop, seen, now);
         return true;
       },
       [](const store::Outcome&) {}});
}

std::vector<commerce::Slot> seen(const commerce::Presentation& presentation,
                                 std::vector<commerce::Slot> slots) {
  presentation.apply(slots);
  return slots;
}

boost::json::object slot_json(const commerce::Presentation& presentation, const commerce::Slot& slot,
                              const api::Links& links) {
  commerce::Slot shown = slot;
  presentation.apply(shown);
  boost::json::object written = api::slot_json(shown, links);
  if (presentation.concerns(slot)) written["edition"] = api::slot_news_json(slot).at("edition");
  if (const auto rank = presentation.rank(slot)) written["rank"] = *rank;
  return written;
}

commerce::Presentation of_hold(store::Transaction& transaction, const Id& shop, const Id& hold) {
  commerce::Visitor visitor;
  for (const auto& under : commerce::exposures_of_hold(transaction, shop, hold))
    visitor.kept.push_back({under.experiment, under.variant, under.unit});
  return {transaction, shop, visitor};
}

void keep_variant(store::Transaction& transaction, const pages::Visit& visit, const store::Shop& shop,
                  const Id& booking, http::Response& response) {
  const auto under = commerce::exposures_of_booking(transaction, shop.id, booking);
  if (under.empty()) return;
  response.headers.add("Set-Cookie", cookie(kept_cookie(shop.slug), write_kept(under), visit.secure));
}

}  // namespace timeshelf::server::experiments
