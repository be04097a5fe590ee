#include "server/feeds/feed_lines.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "server/feeds/css_color.hpp"

namespace timeshelf::server {
namespace {

using ical::Property;

// What is not said already. A calendar that was imported keeps what it came with.
class Lines {
 public:
  explicit Lines(std::vector<Property> lines) : lines_(std::move(lines)) {}

  void add(std::string name, std::string value, std::vector<ical::Parameter> parameters = {}) {
    const bool said =
        std::any_of(lines_.begin(), lines_.end(), [&](const Property& line) { return line.name() == name; });
    if (!said && !value.empty())
      lines_.emplace_back(std::move(name), std::move(value), std::move(parameters));
  }
  std::vector<Property> take() { return std::move(lines_); }

 private:
  std::vector<Property> lines_;
};

std::vector<ical::Parameter> value_type(std::string type) {
  return {{"VALUE", {std::move(type)}}};
}

}  // namespace

std::vector<Property> feed_lines(std::vector<Property> remembered, const Config& config,
                                 const Appearance& appearance, const std::string& time_zone,
                                 const std::string& address) {
  const std::string name = ical::escape_text(appearance.name);
  const std::string description = ical::escape_text(appearance.description);
  const std::string interval = fmt::format("PT{}M", config.feed_refresh_minutes);
  Lines lines(std::move(remembered));
  lines.add("CALSCALE", "GREGORIAN");
  lines.add("METHOD", "PUBLISH");
  lines.add("NAME", name);
  lines.add("X-WR-CALNAME", name);
  lines.add("DESCRIPTION", description);
  lines.add("X-WR-CALDESC", description);
  lines.add("X-WR-TIMEZONE", time_zone);
  lines.add("COLOR", css_color_near(appearance.color));
  lines.add("X-APPLE-CALENDAR-COLOR", appearance.color);
  lines.add("IMAGE", appearance.image, {{"VALUE", {"URI"}}, {"DISPLAY", {"BADGE"}}});
  lines.add("REFRESH-INTERVAL", interval, value_type("DURATION"));
  lines.add("X-PUBLISHED-TTL", interval);
  lines.add("SOURCE", address, value_type("URI"));
  return lines.take();
}

}  // namespace timeshelf::server
