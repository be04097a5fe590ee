// What the actors share that carry a device around.
#pragma once
#include <boost/json.hpp>

#include "tests/simulation/actors/actors.hpp"

namespace timeshelf::simulation {

/// As many as there are in a run, new ones for those that were revoked.
void enrol_phones(Run&);
/// Mostly one that may do something.
Phone& any_phone(Run&);
commerce::DeviceClocks clocks_at(const Phone&, Instant at);
/// The next record of the phone, signed; nobody else knows of it yet.
Scanned write_down(Run&, Phone&, boost::json::object what);
/// Under which a token stands in a manifest.
std::string card_index_of(const std::string& token);
/// The phone takes along what the shop knows now, which must be all that it has to know.
void hear_of_the_day(Run&, ShopModel&, Phone&);

/// When the books say that a record of the phone was made.
Instant happened_at_of(Run&, const ShopModel&, const Phone&, std::int64_t seq);
/// Whether the shop has a record that was made after its device was revoked.
bool came_too_late(Run&, const ShopModel&, const Phone&, const Scanned&);
/// What becomes of a sale, which the shop has from now on.
commerce::ScanOutcome keep_sale(Run&, ShopModel&, Phone&, const Scanned&);
/// The same of a record that takes a sale back.
commerce::ScanOutcome keep_void(Run&, ShopModel&, Phone&, const Scanned&);
void undo_sale(Run&, ShopModel&, Phone&, const SoldOnce&, Instant happened_at);
/// The number of the record that took the sale back.
std::int64_t void_of(const Phone&, std::int64_t sale);
/// What went (or came, below zero) at the stall: when it happened, or when the books heard of it.
void note_at_stall(ShopModel&, const Phone&, const SoldSlot&, const std::string& sku, std::int64_t units,
                   std::int64_t beyond, Instant happened_at, Instant now);

}  // namespace timeshelf::simulation
