#include "caldav/preferences.hpp"

#include "base/text.hpp"

namespace timeshelf::caldav {

Preferences preferences_of(const http::Request& request) {
  Preferences preferences;
  preferences.minimal = equals_ignoring_case(trim(request.headers.get("Brief")), "t");
  for (const auto& [name, value] : request.headers) {
    if (!equals_ignoring_case(name, "Prefer")) continue;
    for (const std::string_view entry : split(value, ',')) {
      const auto preference = trim(entry.substr(0, entry.find(';')));  // parameters are none of ours
      if (equals_ignoring_case(preference, "return=minimal")) preferences.minimal = true;
      if (equals_ignoring_case(preference, "return=representation")) preferences.representation = true;
      if (equals_ignoring_case(preference, "depth-noroot")) preferences.no_root = true;
    }
  }
  return preferences;
}

void applied(http::Response& response, std::string_view preference) {
  response.headers.add("Preference-Applied", std::string(preference));
}

}  // namespace timeshelf::caldav
