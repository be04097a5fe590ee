#include "caldav/listings.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace timeshelf::caldav {
namespace {

using Member = std::shared_ptr<const store::ObjectEntry>;
using Members = std::vector<Member>;

constexpr std::size_t kSlotBytes = 512;        // of a listing without members, about
constexpr std::int64_t kTryAgainAfter = 1000;  // changes of a collection that was too large
constexpr std::size_t kShare = 2;              // of all memory no listing takes more than this part
constexpr std::size_t kUpdatedForOne =
    32;  // members of an old listing that are gone through for one that is wanted

bool is_plain(std::string_view segment) {
  return percent_encode(segment) == segment;
}

bool is_before(const Member& member, std::string_view segment) {
  return member->segment < segment;
}

std::size_t bytes_of(const store::ObjectEntry& entry) {
  return sizeof(entry) + 2 * sizeof(void*) + entry.segment.capacity() + entry.uid.capacity() +
         entry.component.capacity() + entry.content_type.capacity() + entry.etag.capacity() +
         entry.schedule_tag.capacity();
}

std::size_t bytes_of(const Listing& listing) {
  std::size_t bytes = kSlotBytes + listing.members.capacity() * sizeof(Member);
  for (const Member& member : listing.members) bytes += bytes_of(*member);
  return bytes;
}

Listing read_all(store::Transaction& transaction, const store::Collection& collection) {
  Listing listing{collection.revision, {}, true};
  store::each_object(transaction, collection, [&](const store::ObjectEntry& object) {
    listing.plain_segments = listing.plain_segments && is_plain(object.segment);
    listing.members.push_back(std::make_shared<const store::ObjectEntry>(object));
  });
  // The database compares as it is set up to; find() compares bytes.
  std::sort(listing.members.begin(), listing.members.end(),
            [](const auto& a, const auto& b) { return a->segment < b->segment; });
  return listing;
}

// What changed since `before`, which is still remembered. Reading a change twice does no harm.
Listing read_changes(store::Transaction& transaction, const store::Collection& collection,
                     const Listing& before) {
  Members changed;
  std::vector<std::string> gone;
  store::each_change_since(
      transaction, collection, before.revision, 0,
      [&](const store::ObjectEntry& object) {
        changed.push_back(std::make_shared<const store::ObjectEntry>(object));
      },
      [&](const store::Tombstone& tombstone) { gone.push_back(tombstone.segment); });
  const bool plain = std::all_of(changed.begin(), changed.end(),
                                 [](const Member& member) { return is_plain(member->segment); });
  Listing listing{collection.revision, {}, before.plain_segments && plain};
  listing.members.reserve(before.members.size() + changed.size());
  std::vector<std::string_view> replaced(gone.begin(), gone.end());
  for (const auto& member : changed) replaced.push_back(member->segment);
  std::sort(replaced.begin(), replaced.end());
  std::sort(changed.begin(), changed.end(),
            [](const auto& a, const auto& b) { return a->segment < b->segment; });
  Members stay;
  stay.reserve(before.members.size());
  std::copy_if(before.members.begin(), before.members.end(), std::back_inserter(stay),
               [&](const auto& member) {
                 return !std::binary_search(replaced.begin(), replaced.end(), member->segment);
               });
  std::merge(stay.begin(), stay.end(), changed.begin(), changed.end(), std::back_inserter(listing.members),
             [](const auto& a, const auto& b) { return a->segment < b->segment; });
  return listing;
}

}  // namespace

Member Listing::find(std::string_view segment) const {
  const auto at = std::lower_bound(members.begin(), members.end(), segment, is_before);
  return at != members.end() && (*at)->segment == segment ? *at : nullptr;
}

std::shared_ptr<const Listing> Listings::of(store::Transaction& transaction,
                                            const store::Collection& collection) {
  const auto slot = find({collection.shop, collection.id});
  if (slot && !slot->listing && collection.revision < slot->revision + kTryAgainAfter) return nullptr;
  if (slot && slot->listing) {
    if (auto known = kept(transaction, collection, slot->listing->members.size() + 1)) return known;
  }
  return publish(collection, std::make_shared<const Listing>(read_all(transaction, collection)));
}

std::shared_ptr<const Listing> Listings::kept(store::Transaction& transaction,
                                              const store::Collection& collection, std::size_t wanted) {
  const auto slot = find({collection.shop, collection.id});
  if (!slot || !slot->listing) return nullptr;
  if (slot->revision == collection.revision) return slot->listing;
  // The transaction may be older than who made the listing; what was deleted may be forgotten.
  const bool is_behind = slot->revision > collection.revision || slot->revision < collection.oldest_revision;
  if (is_behind || wanted * kUpdatedForOne < slot->listing->members.size()) return nullptr;
  return publish(collection,
                 std::make_shared<const Listing>(read_changes(transaction, collection, *slot->listing)));
}

std::shared_ptr<const Listing> Listings::publish(const store::Collection& collection,
                                                 std::shared_ptr<const Listing> listing) {
  const std::size_t bytes = bytes_of(*listing);
  const bool large = bytes > most_ / kShare;
  put({{collection.shop, collection.id},
       large ? nullptr : listing,
       collection.revision,
       large ? kSlotBytes : bytes});
  return listing;
}

std::size_t Listings::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

std::optional<Listings::Slot> Listings::find(const Key& collection) {
  const std::lock_guard lock(mutex_);
  const auto known = by_collection_.find(collection);
  if (known == by_collection_.end()) return std::nullopt;
  slots_.splice(slots_.begin(), slots_, known->second);
  return *known->second;
}

void Listings::put(Slot slot) {
  const std::lock_guard lock(mutex_);
  const auto known = by_collection_.find(slot.collection);
  if (known != by_collection_.end()) {
    if (known->second->revision > slot.revision) return;  // another request saw more
    bytes_ -= known->second->bytes;
    slots_.erase(known->second);
  }
  bytes_ += slot.bytes;
  slots_.push_front(std::move(slot));
  by_collection_.insert_or_assign(slots_.front().collection, slots_.begin());
  trim();
}

void Listings::trim() {
  while (bytes_ > most_ && !slots_.empty()) {
    bytes_ -= slots_.back().bytes;
    by_collection_.erase(slots_.back().collection);
    slots_.pop_back();
  }
}

}  // namespace timeshelf::caldav
