#include "server/shop/address.hpp"

#include "base/text.hpp"
#include "server/context.hpp"
#include "server/proxies.hpp"

namespace timeshelf::server {

std::string origin_of(const Context& context, const http::Request& request) {
  return context.config.base_url.empty() ? request.origin() + prefix_of(request)
                                         : context.config.effective_base_url();
}

std::string image_path(const std::string& image, std::string_view shop) {
  const bool is_address = image.find("://") != std::string::npos || image.starts_with('/');
  if (image.empty() || is_address) return image;
  return "/media/" + std::string(shop) + "/" + percent_encode(image);
}

std::string without_origin(std::string address, const std::string& origin) {
  if (address.starts_with(origin + "/")) address.erase(0, origin.size());
  return address;
}

std::string booking_page(const std::string& origin, const commerce::Booking& booking) {
  return origin + "/b/" + percent_encode(booking.token);
}

}  // namespace timeshelf::server
