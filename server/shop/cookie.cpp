#include "server/shop/cookie.hpp"

#include "base/text.hpp"

namespace timeshelf::server {

std::string_view cookie_value(const http::Request& request, std::string_view name) {
  for (std::string_view pair : split(request.headers.get("Cookie"), ';')) {
    pair = trim(pair);
    const auto equals = pair.find('=');
    if (equals != std::string_view::npos && pair.substr(0, equals) == name) return pair.substr(equals + 1);
  }
  return {};
}

}  // namespace timeshelf::server
