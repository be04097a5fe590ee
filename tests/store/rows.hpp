// Rows that store tests begin with.
#pragma once
#include <string>
#include <vector>

#include "store/accounts.hpp"
#include "store/calendars.hpp"
#include "tests/world.hpp"

namespace timeshelf::tests {

/// Makes ids and rows with the same clock and randomness in every run.
class Rows {
 public:
  Id id() { return Id::make(clock.now(), random); }

  store::Shop shop(const std::string& slug = "clay") {
    return {.id = id(),
            .slug = slug,
            .name = "Clay & Co",
            .currency = "EUR",
            .time_zone = "Europe/Berlin",
            .signing_secret = std::string("\x00secret\xff", 8),
            .signing_public = std::string("\xff\x00public", 8),
            .staff_calendar = std::nullopt,
            .staff_tasks = std::nullopt,
            .created_at = clock.now()};
  }
  store::User user(const store::Shop& shop, const std::string& name, const Id& home) {
    return {.shop = shop.id,
            .name = name,
            .role = store::Role::owner,
            .display_name = "Ada",
            .email = "ada@example.org",
            .password_hash = "",
            .home = home,
            .created_at = clock.now()};
  }
  store::Collection collection(const store::Shop& shop,
                               store::CollectionKind kind = store::CollectionKind::calendar) {
    return {.shop = shop.id,
            .id = id(),
            .kind = kind,
            .components = kind == store::CollectionKind::calendar ? "VEVENT" : "",
            .revision = 0,
            .shelf = false,
            .twin = std::nullopt,
            .feed = store::FeedVisibility::off,
            .feed_token = "",
            .created_at = clock.now(),
            .modified_at = clock.now()};
  }
  store::ObjectEntry object(const std::string& segment) {
    return {.segment = segment,
            .uid = segment + "@example.org",
            .component = "VEVENT",
            .content_type = "text/calendar; charset=utf-8",
            .etag = "\"" + segment + "\"",
            .revision = 0,
            .size = 5,
            .starts_at = std::nullopt,
            .ends_at = std::nullopt,
            .exact = true,
            .created_at = {},
            .modified_at = {},
            .stretches = {}};
  }

  ManualClock clock;
  SeededRandom random{1};
};

}  // namespace timeshelf::tests
