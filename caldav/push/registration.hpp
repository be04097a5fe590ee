// Registering for messages about a collection, and taking that back.
#pragma once
#include <optional>

#include "caldav/call.hpp"

namespace timeshelf::caldav::push {

/// What a POST of a push-register element does; nothing for any other body.
std::optional<Plan> registering(const CallRef&);

/// True of /dav/push/<id>.
bool is_registration(const Options&, std::string_view path);
/// DELETE of it.
Plan unregister(const Options&, const http::Request&, const Principal&, const Clock&);

std::string registration_href(const Options&, const Id& id);

}  // namespace timeshelf::caldav::push
