#include "server/storefront/page_views.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace timeshelf::server::pages {
namespace {

constexpr std::chrono::seconds kGathered{5};
// What programs that read pages for others call themselves.
constexpr std::array<std::string_view, 6> kReaders = {"bot",     "crawl",   "spider",
                                                      "preview", "monitor", "facebookexternalhit"};

}  // namespace

bool is_somebody_looking(const http::Request& request) {
  if (request.method != "GET") return false;
  if (to_lower(request.headers.get("Sec-Purpose")).find("prefetch") != std::string::npos) return false;
  const std::string agent = to_lower(request.headers.get("User-Agent"));
  return std::none_of(kReaders.begin(), kReaders.end(),
                      [&](std::string_view reader) { return agent.find(reader) != std::string::npos; });
}

PageViewCounter::PageViewCounter(store::Writer& writer, const Clock& clock)
    : writer_(writer),
      clock_(clock),
      timer_({"page views",
              [this]() -> std::optional<Instant> {
                const std::lock_guard lock(mutex_);
                if (!since_) return std::nullopt;
                return *since_ + kGathered;
              },
              [this](const Timer&) { return keep(); }},
             clock) {}

PageViewCounter::~PageViewCounter() {
  timer_.stop();
  keep();
}

void PageViewCounter::count(const commerce::PageOfDay& page) {
  const std::lock_guard lock(mutex_);
  ++views_[page];
  if (!since_) since_ = clock_.now();
}

// Counts that cannot be written are added again, so a full disk costs none.
bool PageViewCounter::keep() {
  commerce::PageViews views;
  {
    const std::lock_guard lock(mutex_);
    views.swap(views_);
    since_.reset();
  }
  if (views.empty()) return true;
  const auto outcome = writer_.run([&](store::Transaction& transaction) {
    commerce::add_page_views(transaction, views);
    return true;
  });
  if (!outcome.failure) return true;
  spdlog::warn("page views: {}", outcome.failure->what());
  if (outcome.code == store::Outcome::Code::unknown) return false;  // rather a few too few than counted twice
  const std::lock_guard lock(mutex_);
  for (const auto& [page, count] : views) views_[page] += count;
  since_ = clock_.now();
  return false;
}

}  // namespace timeshelf::server::pages
