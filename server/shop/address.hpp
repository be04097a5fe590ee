// Addresses of this installation as its visitors see them.
#pragma once
#include <string>

#include "base/http.hpp"
#include "commerce/views.hpp"

namespace timeshelf::server {

struct Context;

/// "https://shop.example", or "https://example.com/cal" below a prefix: the configured address, or the one
/// that the request came to.
std::string origin_of(const Context& context, const http::Request& request);

/// Where an image lies: "/media/kiln/6f1c…" for one that the shop keeps, what the creator wrote for another;
/// "" for none.
std::string image_path(const std::string& image, std::string_view shop);

/// "/media/kiln/6f1c…" of an address here; others are as they were.
std::string without_origin(std::string address, const std::string& origin);

/// The page of a booking; its QR code says this.
std::string booking_page(const std::string& origin, const commerce::Booking& booking);

}  // namespace timeshelf::server
