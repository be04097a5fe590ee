#include "server/shop/any_site.hpp"

namespace timeshelf::server {
namespace {

http::Response opened(http::Response response) {
  response.headers.add("Access-Control-Allow-Origin", "*");
  return response;
}

}  // namespace

caldav::Plan readable_by_any_site(caldav::Plan plan) {
  if (auto* response = std::get_if<http::Response>(&plan)) return opened(std::move(*response));
  auto* reading = std::get_if<caldav::ReadWork>(&plan);
  if (!reading) return plan;
  return caldav::ReadWork{
      [run = std::move(reading->run)](store::Transaction& transaction) { return opened(run(transaction)); }};
}

}  // namespace timeshelf::server
