#include "server/api/picture_check.hpp"

#include <fmt/format.h>

#include "server/shop/address.hpp"

namespace timeshelf::server::api {
namespace {

using Kind = commerce::SaleObstacle::Kind;

}  // namespace

std::optional<commerce::SaleObstacle> check_picture(const commerce::Slot& slot,
                                                    const std::map<Id, std::string>& missing,
                                                    const Links& links) {
  if (const auto found = missing.find(slot.id); found != missing.end()) {
    if (found->second.empty())
      return commerce::SaleObstacle{Kind::picture_pending,
                                    "Its picture is being made and shows in a moment."};
    return commerce::SaleObstacle{Kind::picture_unreadable,
                                  fmt::format("The attached picture does not show: {}", found->second)};
  }
  std::string path = image_path(slot.image, links.shop);
  if (path.starts_with(links.origin + "/")) path.erase(0, links.origin.size());
  const bool is_own = path.starts_with('/') && !path.starts_with("//");
  if (path.empty() || (is_own && !path.starts_with("/dav/"))) return std::nullopt;
  if (is_own)
    return commerce::SaleObstacle{
        Kind::picture_unreadable,
        "The picture's address is that of an attachment that is no picture of this event. "
        "Attach the picture to the event, or choose it here."};
  return commerce::SaleObstacle{
      Kind::picture_elsewhere,
      "The picture lies on another server, and is not fetched from there. Attach it to the event, or choose "
      "it here."};
}

}  // namespace timeshelf::server::api
