// Rows of sharing: whom the owner of a calendar invited to it, and where it appears for those who accepted.
//
// What a sharee may do is said by the binding in their home alone. An invitation says what was offered.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/calendars.hpp"

namespace timeshelf::store {

struct Invitation {
  Id collection;
  std::string sharee;  ///< "user:NAME", or "address:…" of somebody whom nobody here knows
  Id id;               ///< what notifications and answers name it by
  Access access = Access::read;
  bool declined = false;
  std::string common_name;
  std::string summary;
};

/// In order of sharee.
std::vector<Invitation> list_invitations(Transaction&, const Id& shop, const Id& collection);
std::optional<Invitation> find_invitation(Transaction&, const Id& shop, const Id& collection,
                                          std::string_view sharee);
std::optional<Invitation> find_invitation_by_id(Transaction&, const Id& shop, const Id& id);
/// In place of what the sharee has for that collection.
void put_invitation(Transaction&, const Id& shop, const Invitation&);
void remove_invitation(Transaction&, const Id& shop, const Id& collection, std::string_view sharee);

/// The user of that shop with that e-mail address, which users of other shops may have, too.
std::optional<std::string> find_sharee(Transaction&, const Id& shop, std::string_view email);

/// Where a collection is bound without being owned.
struct Appearance {
  std::string user;  ///< whose home it is in
  Id home;
  Id parent;
  std::string segment;
  Access access = Access::read;
};
/// In order of user.
std::vector<Appearance> list_appearances(Transaction&, const Id& shop, const Id& collection);
void set_access(Transaction&, const Id& shop, const Appearance&, Access access);

/// True if anybody was invited, or it appears for anybody.
bool is_offered(Transaction&, const Id& shop, const Id& collection);

/// The way from a home to a collection that is owned there.
struct Place {
  std::string user;
  std::vector<std::string> segments;
};
/// Nothing for the shop's own, which are in nobody's home.
std::optional<Place> place_of(Transaction&, const Id& shop, const Id& collection);

}  // namespace timeshelf::store
