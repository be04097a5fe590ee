#include "store/places.hpp"

namespace timeshelf::store {
namespace {

constexpr std::size_t kDeepest = 32;  // a tree that is deeper than addresses are long

struct Parent {
  Id id;
  std::string segment;
};

std::vector<Parent> parents_of(Transaction& transaction, const Id& shop, const Id& collection) {
  std::vector<Parent> parents;
  transaction.query(
      "SELECT parent, segment FROM bindings WHERE shop = $1 AND child = $2 ORDER BY parent, segment",
      {shop, collection}, [&](const Row& row) {
        parents.push_back({row.id(0), row.string(1)});
      });
  return parents;
}

// `below`: the way from there to the collection, last segment first.
void climb(Transaction& transaction, const Id& shop, const Id& collection, std::vector<std::string>& below,
           std::vector<Place>& places) {
  const auto user = transaction.first("SELECT name FROM users WHERE shop = $1 AND home = $2",
                                      {shop, collection}, [](const Row& row) { return row.string(0); });
  if (user) places.push_back({*user, {below.rbegin(), below.rend()}});
  if (user || below.size() >= kDeepest) return;
  for (Parent& parent : parents_of(transaction, shop, collection)) {
    below.push_back(std::move(parent.segment));
    climb(transaction, shop, parent.id, below, places);
    below.pop_back();
  }
}

}  // namespace

std::vector<Place> places_of(Transaction& transaction, const Id& shop, const Id& collection) {
  std::vector<Place> places;
  std::vector<std::string> below;
  climb(transaction, shop, collection, below, places);
  return places;
}

}  // namespace timeshelf::store
