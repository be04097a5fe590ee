// What a client would rather have (RFC 7240, RFC 8144).
#pragma once
#include "base/http.hpp"

namespace timeshelf::caldav {

struct Preferences {
  bool minimal = false;         ///< return=minimal, or Apple's Brief: t: what is missing need not be listed
  bool representation = false;  ///< return=representation: what a write led to
  bool no_root = false;         ///< depth-noroot: the members of a collection without itself
};
Preferences preferences_of(const http::Request&);

/// Says that a preference was followed.
void applied(http::Response&, std::string_view preference);

}  // namespace timeshelf::caldav
