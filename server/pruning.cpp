#include "server/pruning.hpp"

#include <algorithm>

#include "store/attachments.hpp"
#include "store/calendars.hpp"
#include "store/images.hpp"

namespace timeshelf::server {

commerce::DueWork forgetting_deletions(std::chrono::days kept, const Clock& clock) {
  // Whole days at once: a calendar with a deletion a minute is not to be written every minute.
  const auto day_of = [](Instant instant) { return std::chrono::floor<std::chrono::days>(instant); };
  return {.name = "forgetting deletions",
          .next = [=](store::Transaction& transaction) -> std::optional<Instant> {
            const auto first = store::first_tombstone(transaction);
            if (!first) return std::nullopt;
            return day_of(*first) + kept + std::chrono::days(1);
          },
          .run =
              [=, &clock](store::Transaction& transaction, std::size_t at_most) {
                return store::prune_tombstones(transaction, day_of(clock.now()) - kept, at_most);
              }};
}

commerce::DueWork removing_attachments() {
  constexpr std::size_t kAtOnce = 10;  // of ten megabytes each, while others want to write
  return {.name = "removing attachments",
          .next = [](store::Transaction& transaction) -> std::optional<Instant> {
            if (!store::has_dropped_attachments(transaction)) return std::nullopt;
            return Instant{};  // long ago: at once
          },
          .run =
              [=](store::Transaction& transaction, std::size_t at_most) {
                return store::prune_attachments(transaction, std::min(at_most, kAtOnce));
              }};
}

commerce::DueWork removing_images(const Clock& clock) {
  constexpr std::chrono::days kUnused{30};  // who uploads may take a while to write the event
  constexpr std::size_t kAtOnce = 20;       // of twenty megabytes each, while others want to write
  return {.name = "removing images",
          .next = store::next_image_look,
          .run = [=, &clock](store::Transaction& transaction, std::size_t at_most) {
            return store::prune_images(transaction, clock.now(), kUnused, std::min(at_most, kAtOnce));
          }};
}

}  // namespace timeshelf::server
