#include "server/shop/till.hpp"

#include <memory>

namespace timeshelf::server {

caldav::Deferred at_till(commerce::Till& till, std::string shop_slug, commerce::SaleRequest request,
                         std::function<caldav::Deferred::Next(const commerce::Till::Answer&)> show) {
  return {[&till, shop_slug = std::move(shop_slug), request = std::move(request),
           show = std::move(show)](caldav::Deferred::Done done) {
    till.submit(shop_slug, request,
                [show, done = std::move(done)](const std::optional<store::Failure>& failure,
                                               commerce::Till::Answer answer) {
                  const auto kept = std::make_shared<commerce::Till::Answer>(std::move(answer));
                  done(failure, [show, kept] { return show(*kept); });
                });
  }};
}

}  // namespace timeshelf::server
