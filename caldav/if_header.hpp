// The If header of WebDAV (RFC 4918 10.4): which states a client believes its resources to be in, and thereby
// which lock tokens it holds.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace timeshelf::caldav {

struct IfHeader {
  struct Condition {
    bool negated = false;
    bool is_etag = false;  ///< otherwise a state token
    std::string value;     ///< the tag with its quotes, or the URI without its angle brackets
  };
  /// True if all of its conditions are.
  struct List {
    std::string resource;  ///< the address that it speaks of; "" = that of the request
    std::vector<Condition> conditions;
  };
  /// One true list makes the header true. None: no header was sent.
  std::vector<List> lists;

  /// Whether it names the token anywhere, which is all that it takes to submit one (RFC 4918 10.4.1).
  bool submits(std::string_view token) const;
};

/// The error says what is wrong with it.
Result<IfHeader, ErrorBase> parse_if_header(std::string_view value);

}  // namespace timeshelf::caldav
