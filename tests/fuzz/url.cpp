// Addresses lead somewhere or nowhere; what a path consists of is written so that it leads to the same place.
#include "caldav/node.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace timeshelf;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  http::Request request;
  request.host = "localhost";
  caldav::parse_reference("/dav", request, text);
  const auto path = caldav::parse_path("/dav", text);
  if (!path || path->kind != caldav::Path::Kind::resource) return 0;
  caldav::Options options;
  std::string href = caldav::home_href(options, path->user);
  for (const std::string& segment : path->segments) {
    fuzz::require(segment != "." && segment != ".." && segment.find('/') == std::string::npos,
                  "a segment is a name");
    href = caldav::child_href(href, segment, true);
  }
  const auto again = caldav::parse_path("/dav", href);
  fuzz::require(again && again->user == path->user && again->segments == path->segments, "the same place");
  return 0;
}
