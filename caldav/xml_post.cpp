#include "caldav/xml_post.hpp"

#include <array>

#include "caldav/publishing.hpp"
#include "caldav/report.hpp"

namespace timeshelf::caldav {
namespace {

struct Row {
  std::string_view name_space;
  std::string_view local;
  Plan (*run)(const CallRef&, const Document&);
};

constexpr auto kKnown = std::to_array<Row>({
    {xml::kCalendarServer, "publish-calendar",
     [](const CallRef& call, const Document&) { return publish(call, true); }},
    {xml::kCalendarServer, "unpublish-calendar",
     [](const CallRef& call, const Document&) { return publish(call, false); }},
});

}  // namespace

std::optional<Plan> post_xml(const CallRef& call) {
  if (call->header("Content-Type").find("xml") == std::string_view::npos) return std::nullopt;
  const auto document = xml::parse(call->request.body);
  if (!document) return std::nullopt;  // some other file
  const auto name = xml::name_of(xml::children(**document).front());
  for (const Row& row : kKnown) {
    if (row.local == name.local && row.name_space == name.name_space) return row.run(call, *document);
  }
  return std::nullopt;
}

}  // namespace timeshelf::caldav
