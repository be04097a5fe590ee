#include "server/api/device_json.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include "base/text.hpp"
#include "commerce/devices/manifest.hpp"
#include "server/api/write_json.hpp"

namespace timeshelf::server::api {
namespace {

namespace json = boost::json;

json::value instant_json(const std::optional<Instant>& at) {
  return at ? json::value(to_rfc3339(*at)) : json::value(nullptr);
}
json::value text_json(std::string_view text) {
  return text.empty() ? json::value(nullptr) : json::value(text);
}

}  // namespace

json::object device_json(const commerce::Device& device) {
  return {{"id", device.id.text()},
          {"name", device.name},
          {"venue", device.venue.text()},
          {"may", commerce::may_json(device)},
          {"wants_signature", device.wants_signature},
          {"enrolled_by", device.enrolled_by},
          {"enrolled_at", to_rfc3339(device.enrolled_at)},
          {"revoked_by", text_json(device.revoked_by)},
          {"revoked_at", instant_json(device.revoked_at)},
          {"heard_at", instant_json(device.heard_at)},
          {"manifest_at", instant_json(device.manifest_at)},
          {"last_seq", device.last_seq}};
}

json::object scan_json(const commerce::KeptScan& scan) {
  return {{"seq", scan.seq},
          {"hash", scan.hash},
          {"record", scan.record},
          {"signature", base64url_encode(scan.signature)},
          {"booking", text_json(scan.booking.text())},
          {"outcome", commerce::name_of(scan.outcome)},
          {"sentence", scan.sentence},
          {"happened_at", to_rfc3339(scan.happened_at)},
          {"recorded_at", to_rfc3339(scan.recorded_at)}};
}

json::object answer_json(const commerce::ScanAnswer& answer) {
  json::array flags;
  for (const commerce::ConflictKind kind : answer.flags) flags.emplace_back(commerce::name_of(kind));
  return {{"seq", answer.seq ? json::value(*answer.seq) : json::value(nullptr)},
          {"outcome", commerce::name_of(answer.outcome)},
          {"sentence", answer.sentence},
          {"flags", std::move(flags)}};
}

json::object conflict_json(const commerce::ScanConflict& conflict) {
  return {{"id", conflict.id.text()},
          {"kind", commerce::name_of(conflict.kind)},
          {"sentence", conflict.sentence},
          {"device", {{"id", conflict.device.text()}, {"name", conflict.device_name}}},
          {"seq", conflict.seq > 0 ? json::value(conflict.seq) : json::value(nullptr)},
          {"booking", text_json(conflict.booking_code)},
          {"line", conflict.line ? json::value(*conflict.line) : json::value(nullptr)},
          {"units", conflict.units},
          {"amount", conflict.beyond ? json::value(money_json(*conflict.beyond)) : json::value(nullptr)},
          {"record", text_json(conflict.record)},
          {"created_at", to_rfc3339(conflict.created_at)},
          {"resolved_at", instant_json(conflict.resolved_at)},
          {"resolved_by", text_json(conflict.resolved_by)},
          {"resolution", text_json(conflict.resolution)}};
}

}  // namespace timeshelf::server::api
