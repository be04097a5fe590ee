#include "store/sharing.hpp"

#include <algorithm>
#include <tuple>

#include "store/names.hpp"

namespace timeshelf::store {
namespace {

constexpr Names<Access, 3> kAccess{{{
    {Access::read, "read"},
    {Access::write, "write"},
    {Access::owner, "owner"},
}}};

constexpr std::size_t kDeepest = 32;

const std::string kSelect =
    "SELECT collection, sharee, id, access, declined, common_name, summary FROM invitations";

Invitation invitation_of(const Row& row) {
  return {.collection = row.id(0),
          .sharee = row.string(1),
          .id = row.id(2),
          .access = kAccess.value(row.text(3)),
          .declined = row.boolean(4),
          .common_name = row.string(5),
          .summary = row.string(6)};
}

std::optional<std::string> user_of_home(Transaction& transaction, const Id& shop, const Id& home) {
  return transaction.first("SELECT name FROM users WHERE shop = $1 AND home = $2", {shop, home},
                           [](const Row& row) { return row.string(0); });
}

}  // namespace

std::vector<Invitation> list_invitations(Transaction& transaction, const Id& shop, const Id& collection) {
  static const std::string sql = kSelect + " WHERE shop = $1 AND collection = $2 ORDER BY sharee";
  std::vector<Invitation> invitations;
  transaction.query(sql, {shop, collection},
                    [&](const Row& row) { invitations.push_back(invitation_of(row)); });
  return invitations;
}

std::optional<Invitation> find_invitation(Transaction& transaction, const Id& shop, const Id& collection,
                                          std::string_view sharee) {
  static const std::string sql = kSelect + " WHERE shop = $1 AND collection = $2 AND sharee = $3";
  return transaction.first(sql, {shop, collection, sharee}, invitation_of);
}

std::optional<Invitation> find_invitation_by_id(Transaction& transaction, const Id& shop, const Id& id) {
  static const std::string sql = kSelect + " WHERE shop = $1 AND id = $2";
  return transaction.first(sql, {shop, id}, invitation_of);
}

void put_invitation(Transaction& transaction, const Id& shop, const Invitation& invitation) {
  remove_invitation(transaction, shop, invitation.collection, invitation.sharee);
  transaction.execute(
      "INSERT INTO invitations (shop, collection, sharee, id, access, declined, common_name, summary)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
      {shop, invitation.collection, invitation.sharee, invitation.id, kAccess.name(invitation.access),
       invitation.declined, invitation.common_name, invitation.summary});
}

void remove_invitation(Transaction& transaction, const Id& shop, const Id& collection,
                       std::string_view sharee) {
  transaction.execute("DELETE FROM invitations WHERE shop = $1 AND collection = $2 AND sharee = $3",
                      {shop, collection, sharee});
}

std::vector<Appearance> list_appearances(Transaction& transaction, const Id& shop, const Id& collection) {
  std::vector<Appearance> bound;
  transaction.query(
      "SELECT parent, segment, access FROM bindings WHERE shop = $1 AND child = $2 AND access <> 'owner'",
      {shop, collection}, [&](const Row& row) {
        bound.push_back({"", {}, row.id(0), row.string(1), kAccess.value(row.text(2))});
      });
  std::vector<Appearance> appearances;
  for (Appearance& appearance : bound) {
    const auto home = home_of(transaction, shop, appearance.parent);
    auto user = home ? user_of_home(transaction, shop, *home) : std::nullopt;
    if (!user) continue;
    appearance.user = std::move(*user);
    appearance.home = *home;
    appearances.push_back(std::move(appearance));
  }
  std::sort(appearances.begin(), appearances.end(), [](const Appearance& a, const Appearance& b) {
    return std::tie(a.user, a.parent, a.segment) < std::tie(b.user, b.parent, b.segment);
  });
  return appearances;
}

void set_access(Transaction& transaction, const Id& shop, const Appearance& appearance, Access access) {
  transaction.execute("UPDATE bindings SET access = $4 WHERE shop = $1 AND parent = $2 AND segment = $3",
                      {shop, appearance.parent, appearance.segment, kAccess.name(access)});
}

bool is_offered(Transaction& transaction, const Id& shop, const Id& collection) {
  return transaction.exists(
             "SELECT 1 FROM bindings WHERE shop = $1 AND child = $2 AND access <> 'owner' LIMIT 1",
             {shop, collection}) ||
         transaction.exists("SELECT 1 FROM invitations WHERE shop = $1 AND collection = $2 LIMIT 1",
                            {shop, collection});
}

std::optional<Place> place_of(Transaction& transaction, const Id& shop, const Id& collection) {
  Place place;
  Id at = collection;
  while (place.segments.size() < kDeepest) {
    if (auto user = user_of_home(transaction, shop, at)) {
      place.user = std::move(*user);
      std::reverse(place.segments.begin(), place.segments.end());
      return place;
    }
    const auto above = transaction.first(
        "SELECT parent, segment FROM bindings WHERE shop = $1 AND child = $2 AND access = 'owner'",
        {shop, at}, [](const Row& row) { return std::pair(row.id(0), row.string(1)); });
    if (!above) return std::nullopt;
    at = above->first;
    place.segments.push_back(above->second);
  }
  return std::nullopt;
}

std::optional<std::string> find_sharee(Transaction& transaction, const Id& shop, std::string_view email) {
  if (email.empty()) return std::nullopt;
  return transaction.first(
      "SELECT name FROM users WHERE shop = $1 AND lower(email) = $2 ORDER BY name LIMIT 1", {shop, email},
      [](const Row& row) { return row.string(0); });
}

}  // namespace timeshelf::store
