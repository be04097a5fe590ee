// What routes are given: the parts of the running program.
#pragma once
#include <functional>

#include "base/random.hpp"
#include "base/time.hpp"
#include "caldav/service.hpp"
#include "commerce/checkout/till.hpp"
#include "commerce/services.hpp"
#include "server/auth.hpp"
#include "server/config.hpp"
#include "store/database.hpp"
#include "store/writer.hpp"

namespace timeshelf::images {
class Darkroom;
}

namespace timeshelf::server {

namespace live {
class Live;
}
namespace pages {
class PageViewCounter;
}

struct Context {
  store::Database& database;
  store::Writer& writer;
  commerce::Services& services;
  commerce::Engine& engine;  ///< services.engine
  commerce::Till& till;      ///< where holds are made, confirmed and released
  caldav::Service& caldav;
  caldav::ObjectSource& source;  ///< renders live calendars
  caldav::ObjectPolicy& policy;
  Authenticator& authenticator;
  live::Live& live;
  images::Darkroom& darkroom;  ///< where pictures are developed
  pages::PageViewCounter& page_views;
  const Clock& clock;
  Random& random;
  const Config& config;
  std::function<void()> wake_jobs;  ///< call after a write that may have made something due
};

}  // namespace timeshelf::server
