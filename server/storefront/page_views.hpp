// Counts who looks at slots' pages: in memory, so that no page waits for a write, and into the database every
// few seconds. What a crash loses are those seconds.
#pragma once
#include <mutex>

#include "base/http.hpp"
#include "base/time.hpp"
#include "commerce/reports/page_views.hpp"
#include "server/timer.hpp"
#include "store/writer.hpp"

namespace timeshelf::server::pages {

/// Whether a person looks: no search engine, no preview of a link, no page that is fetched ahead of being
/// asked for.
bool is_somebody_looking(const http::Request& request);

/// Thread-safe.
class PageViewCounter {
 public:
  PageViewCounter(store::Writer& writer, const Clock& clock);
  ~PageViewCounter();

  void count(const commerce::PageOfDay& page);

 private:
  bool keep();

  store::Writer& writer_;
  const Clock& clock_;
  std::mutex mutex_;
  commerce::PageViews views_;
  std::optional<Instant> since_;  ///< the first that is not kept yet
  Timer timer_;
};

}  // namespace timeshelf::server::pages
