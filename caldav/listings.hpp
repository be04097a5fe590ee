// What collections hold, kept in memory while it is asked for: who lists a calendar again reads no rows, and
// after a change only those that changed.
#pragma once
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "store/calendars.hpp"

namespace timeshelf::caldav {

/// The objects of a collection at a revision, by segment. Never changes; members are shared with the listings
/// before and after.
struct Listing {
  std::int64_t revision = 0;
  std::vector<std::shared_ptr<const store::ObjectEntry>> members;
  /// Every segment stands for itself in an address; false where that is not known.
  bool plain_segments = true;

  /// Null if there is none of that name.
  std::shared_ptr<const store::ObjectEntry> find(std::string_view segment) const;
};

/// Thread-safe. Keeps the listings that were used last, as far as they fit.
class Listings {
 public:
  explicit Listings(std::size_t most_bytes) : most_(most_bytes) {}

  /// As the transaction, which only reads, sees the collection. Null where keeping it is not worth the
  /// memory: read its rows then.
  std::shared_ptr<const Listing> of(store::Transaction&, const store::Collection&);
  /// The same for who wants `wanted` members: only if one is kept already, and what it takes to bring it up
  /// to date is in proportion to that.
  std::shared_ptr<const Listing> kept(store::Transaction&, const store::Collection&, std::size_t wanted);

  std::size_t bytes() const;

 private:
  using Key = std::pair<Id, Id>;  // shop, collection
  struct Slot {
    Key collection;
    std::shared_ptr<const Listing> listing;  // null: it is too large
    std::int64_t revision = 0;
    std::size_t bytes = 0;
  };
  using Slots = std::list<Slot>;  // the one used last in front

  std::optional<Slot> find(const Key& collection);
  std::shared_ptr<const Listing> publish(const store::Collection&, std::shared_ptr<const Listing>);
  void put(Slot slot);
  void trim();

  const std::size_t most_;
  mutable std::mutex mutex_;
  Slots slots_;
  std::map<Key, Slots::iterator> by_collection_;
  std::size_t bytes_ = 0;
};

}  // namespace timeshelf::caldav
