// Rows of bookings that pass from one holder to the next.
#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "commerce/bookings/passing_on.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

void insert_passage(store::Transaction&, const Id& shop, const Passage&, const std::string& digest);
std::optional<Passage> find_passage(store::Transaction&, const Id& shop, const std::string& digest);
std::optional<Passage> load_passage(store::Transaction&, const Id& shop, const Id& passage);
/// Of a booking, the first made first.
std::vector<Passage> load_passages(store::Transaction&, const Id& shop, const Id& booking);
/// All of it that changes: who accepted it and when, and when it was taken back.
void store_passage(store::Transaction&, const Id& shop, const Passage&);

/// The booking is somebody else's, and its tokens bear another serial from now on.
void store_holder(store::Transaction&, const Id& shop, const Id& booking, const std::string& name,
                  const std::string& email, const std::string& language);
/// The serials of the holds' bookings, where they were passed on at all.
std::map<Id, std::int64_t> serials_of(store::Transaction&, const Id& shop, const std::set<Id>& holds);
Id hold_of(store::Transaction&, const Id& shop, const Id& booking);

}  // namespace timeshelf::commerce
