// Rows of pictures that are made of attachments: which are wanted, and what became of them.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/id.hpp"
#include "base/time.hpp"
#include "store/database.hpp"

namespace timeshelf::store {

/// Asks for the picture of an attachment; answers its id, or "" as long as there is none. Nothing is asked
/// for of an attachment that there is not.
std::string want_picture(Transaction&, const Id& shop, const Id& attachment, Instant now);

struct WantedPicture {
  Id shop;
  Id attachment;
};
/// The one that waits longest; nothing if none is due.
std::optional<WantedPicture> first_wanted_picture(Transaction&, Instant now);
/// When one will be due.
std::optional<Instant> next_wanted_picture(Transaction&);

/// Whether a slot wants it whose event it hangs on.
bool is_picture_needed(Transaction&, const WantedPicture&);

void note_picture(Transaction&, const WantedPicture&, std::string_view image);
/// None can be made of it, at least not before `again`.
void note_no_picture(Transaction&, const WantedPicture&, std::string_view problem,
                     std::optional<Instant> again);
/// As if nobody had asked.
void forget_wanted_picture(Transaction&, const WantedPicture&);

/// Of slots whose picture is not there: why not, or "" while it is being made.
std::map<Id, std::string> missing_pictures(Transaction&, const Id& shop);

}  // namespace timeshelf::store
