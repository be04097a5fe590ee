#include "caldav/methods/xml_post.hpp"

#include <array>

#include "caldav/publishing.hpp"
#include "caldav/reports/report.hpp"
#include "caldav/sharing/notifications.hpp"
#include "caldav/sharing/reply.hpp"
#include "caldav/sharing/share.hpp"

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
    {xml::kCalendarServer, "share", sharing::share},
    {xml::kCalendarServer, "invite-reply", sharing::invite_reply},
    {xml::kDav, "share-resource", sharing::share},
    {xml::kDav, "invite-reply", sharing::dav_invite_reply},
});

}  // namespace

std::optional<Plan> post_xml(const CallRef& call) {
  if (call->header("Content-Type").find("xml") == std::string_view::npos) return std::nullopt;
  const auto document = xml::parse(call->request.body);
  const bool is_sharing = call->header("Content-Type").starts_with(sharing::kDavSharing);
  if (!document && is_sharing) return plain_error(400, document.error().message);
  if (!document) return std::nullopt;  // some other file
  const auto name = xml::name_of(xml::children(**document).front());
  for (const Row& row : kKnown) {
    if (row.local == name.local && row.name_space == name.name_space) return row.run(call, *document);
  }
  if (is_sharing)
    return plain_error(400, "What is asked for with this type is D:share-resource or D:invite-reply.");
  return std::nullopt;
}

}  // namespace timeshelf::caldav
