#include "commerce/slots/showing.hpp"

#include <fmt/format.h>

#include <set>

#include "commerce/core/waiting.hpp"
#include "commerce/ledger_rows.hpp"
#include "commerce/outbox.hpp"
#include "commerce/slots/offer_rows.hpp"
#include "commerce/waiting/waiting.hpp"
#include "commerce/webhooks/events.hpp"

namespace timeshelf::commerce {
namespace {

bool is_low(std::string_view state) {
  return state == name_of(SlotState::low) || state == name_of(SlotState::sold_out);
}

// Once, when it becomes so; a slot that is new and small is not running out.
bool runs_low(const Slot& slot, std::string_view shown_before) {
  const auto before = shown_before.substr(0, shown_before.find('|'));
  return !before.empty() && is_low(name_of(slot.state)) && !is_low(before);
}

}  // namespace

std::string live_segment(const Id& slot) {
  return fmt::format("{}.ics", slot.text());
}

std::vector<Slot> views_of(store::Transaction& transaction, const Id& shop, std::vector<SlotRow> rows,
                           Instant now) {
  std::vector<SlotRow*> pointers;
  std::set<Id> ids;
  for (SlotRow& row : rows) {
    pointers.push_back(&row);
    ids.insert(row.slot.id);
  }
  Ledger ledger;
  if (!ids.empty()) load_places_as_seen(transaction, shop, ids, now, ledger);
  load_offers(transaction, shop, pointers, ledger);
  std::vector<Slot> slots;
  slots.reserve(rows.size());
  for (const SlotRow& row : rows) slots.push_back(seen(row, ledger, now));
  return slots;
}

Slot view_of(store::Transaction& transaction, const SlotRow& row, Instant now) {
  return views_of(transaction, row.slot.shop, {row}, now).front();
}

void show(store::Transaction& transaction, SlotRow& row, Instant now) {
  Ledger ledger;
  load_places_as_seen(transaction, row.slot.shop, {row.slot.id}, now, ledger);
  load_offers(transaction, row.slot.shop, {&row}, ledger);
  show(transaction, row, ledger, now);
}

void show_slot(store::Transaction& transaction, const Id& shop, const Id& slot, Instant now) {
  if (auto row = load_slot(transaction, shop, slot)) show(transaction, *row, now);
}

void show_picture(store::Transaction& transaction, const Id& shop, const Id& attachment,
                  const std::string& image, Instant now) {
  std::vector<Id> slots;
  transaction.query(
      "UPDATE slots SET image = $3 WHERE shop = $1 AND attachment = $2 AND attachment <> '' AND image <> $3 "
      "RETURNING id",
      {shop, attachment, image}, [&](const store::Row& row) { slots.push_back(row.id(0)); });
  for (const Id& slot : slots) show_slot(transaction, shop, slot, now);
}

void show(store::Transaction& transaction, SlotRow& row, const Ledger& ledger, Instant now) {
  const Slot slot = seen(row, ledger, now);
  if (wants_attention(row, ledger, now))
    owe(transaction, row.slot.shop, kWaitingTopic, row.slot.id.text(), now);
  std::string shown(name_of(slot.state));
  for (const Offer& offer : slot.offers)
    shown += "|" + offer.sku + "=" + (offer.price ? offer.price->text() : "");
  if (!row.shown.empty() && shown != row.shown) ++row.slot.sequence;
  if (runs_low(slot, row.shown))
    owe_events(transaction, row.slot.shop, "stock.low", {row.slot.id.string()}, now);
  row.shown = shown;
  ++row.slot.revision;
  row.slot.modified_at = now;
  store_shown(transaction, row, next_change(row, now));

  const auto shelf = store::find_collection(transaction, row.slot.shop, row.slot.shelf);
  if (!shelf || !shelf->twin) return;
  const auto live = store::find_collection(transaction, row.slot.shop, *shelf->twin);
  if (!live) return;
  const std::string segment = live_segment(row.slot.id);
  if (slot.state == SlotState::off || slot.state == SlotState::problem) {
    store::delete_object(transaction, *live, segment, now);  // not on sale: nothing to advertise
    return;
  }
  store::ObjectEntry entry;
  entry.segment = segment;
  entry.uid = row.slot.uid;
  entry.component = "VEVENT";
  entry.content_type = "text/calendar; charset=utf-8; component=vevent";
  entry.etag = fmt::format("\"{}-{}\"", row.slot.id.text(), row.slot.revision);
  entry.starts_at = row.slot.starts_at;
  entry.ends_at = row.slot.ends_at;
  entry.exact = true;
  if (!store::refresh_object(transaction, *live, entry, now))
    store::put_object(transaction, *live, entry, std::nullopt, now);
}

}  // namespace timeshelf::commerce
