// Push-Dont-Notify: who changes something need not be told of it.
#pragma once
#include "caldav/call.hpp"

namespace timeshelf::caldav::push {

/// The plan, and where the request names registrations of who asks, these then know what it changed. Those
/// that had something to hear before still do.
Plan quietly(const CallRef&, Plan plan);

}  // namespace timeshelf::caldav::push
