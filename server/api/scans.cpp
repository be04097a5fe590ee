// What devices take along and bring back, and what somebody has to look at then.
#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "commerce/devices/manifest.hpp"
#include "server/api/call.hpp"
#include "server/api/device_auth.hpp"
#include "server/api/device_json.hpp"
#include "server/api/parameters.hpp"
#include "server/api/read_json.hpp"
#include "server/api/staff.hpp"
#include "server/shop/conditional.hpp"
#include "server/shop/route.hpp"

namespace timeshelf::server::api {
namespace {

namespace json = boost::json;

constexpr std::chrono::minutes kNoted{1};        // how often it is written down that a device asked
constexpr std::size_t kMostScans = 200;          // of an upload
constexpr std::size_t kLargestUpload = 2 << 20;  // bytes
constexpr std::int64_t kLongestAhead = 168;      // hours
constexpr std::int64_t kMostListed = 500;
constexpr std::int64_t kMostWhole = 1LL << 53;  // what JavaScript counts exactly
constexpr std::int64_t kLastInstant = 253'402'300'799'999;

Problem wrong(std::string_view parameter, std::string sentence) {
  return Problem::make("invalid-parameter", std::move(sentence), std::string(parameter));
}

// A whole number of the address, or `otherwise`.
Read<std::int64_t> read_whole(const Parameters& parameters, const std::string& name, std::int64_t least,
                              std::int64_t most, std::int64_t otherwise) {
  const auto said = parameters.find(name);
  if (said == parameters.end()) return otherwise;
  const auto number = parse_whole(said->second);
  if (number && *number >= least && *number <= most) return *number;
  return wrong(name, fmt::format("\"{}\" is a whole number from {} to {}.", name, least, most));
}

// Its knowledge is as old as this. The answer does not wait until it is written down.
void note_asked(const Call& call, const Caller& caller) {
  const Instant now = call.now();
  if (caller.device.manifest_at && now - *caller.device.manifest_at < kNoted) return;
  call.context().writer.submit({[services = &call.context().services, shop = caller.shop.id,
                                 device = caller.device.id, now](store::Transaction& transaction) {
                                  services->devices.note_manifest(transaction, shop, device, now);
                                  return true;
                                },
                                [](const store::Outcome&) {}});
}

// GET …/devices/{device}/manifest?hours=. The signature's time is no part of the ETag, or nothing would ever
// be unchanged; what was issued within the same quarter of an hour says the same.
Plan manifest(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto parameters = read_parameters(request.query, {"hours"});
  if (!parameters) return call.refuse(parameters.error());
  const auto hours = read_whole(*parameters, "hours", 1, kLongestAhead, 36);
  if (!hours) return call.refuse(hours.error());
  return read_as_device(call, request, captures["device"],
                        [call, hours = *hours, known = std::string(request.headers.get("If-None-Match"))](
                            store::Transaction& transaction, const Caller& caller) {
                          json::object contents = commerce::manifest_contents(
                              transaction, caller.shop, caller.device, call.now(), std::chrono::hours(hours));
                          note_asked(call, caller);
                          const std::string etag = strong_etag(json::serialize(contents));
                          http::Response response =
                              lists_etag(known, etag)
                                  ? http::reply(304, "", "")
                                  : http::reply(200, "application/json",
                                                json::serialize(commerce::sign_manifest(
                                                    caller.shop, std::move(contents), call.now())));
                          response.headers.add("ETag", "W/" + etag);
                          response.headers.add("Cache-Control", "no-cache, private");
                          return response;
                        });
}

Read<commerce::ScanUpload> read_upload(const json::object& body) {
  MemberReader members(body, "");
  commerce::ScanUpload upload;
  static const json::object none;
  const json::object* clock = members.object("clock");
  const auto records = members.objects("records", 1, kMostScans);
  if (auto problem = members.problem()) return *problem;
  MemberReader clocks(clock ? *clock : none, "clock");
  const std::int64_t wall = clocks.whole("t_device");
  upload.sent.mono_ms = clocks.whole("mono_ms");
  if (auto problem = clocks.problem()) return *problem;
  if (wall < 0 || wall > kLastInstant || upload.sent.mono_ms < 0 || upload.sent.mono_ms > kMostWhole)
    return Problem::make(
        "invalid-member",
        "\"clock\" has the milliseconds since 1970 that the device shows, and those of a clock "
        "that nobody sets.",
        "clock");
  upload.sent.t_device = from_millis(wall);
  for (std::size_t i = 0; i < records.size(); ++i) {
    MemberReader record(*records[i], fmt::format("records[{}]", i));
    commerce::SignedScan scan;
    // One that is too long, or whose signature is no base64url, is told for itself and in nobody's way.
    scan.record = record.text("record", kLargestUpload);
    scan.signature = base64url_decode(record.text("signature", 512)).value_or("");
    if (auto problem = record.problem()) return *problem;
    upload.scans.push_back(std::move(scan));
  }
  return upload;
}

// POST …/devices/{device}/records {"clock": {"t_device", "mono_ms"}, "records": [{"record", "signature"}]}
Plan upload(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto body = read_body(request, false, kLargestUpload);
  if (!body) return call.refuse(body.error());
  const auto read = read_upload(*body);
  if (!read) return call.refuse(read.error());
  return write_as_device(
      call, request, captures["device"],
      [call, read = *read](store::Transaction& transaction, const Caller& caller) {
        json::array answers;
        for (const auto& answer :
             call.context().services.scans.take(transaction, caller.shop, caller.device, read))
          answers.push_back(answer_json(answer));
        return call.answer(200, {{"answers", std::move(answers)}, {"server_time", to_rfc3339(call.now())}});
      });
}

// GET …/devices/{device}/records?after=&limit=
Plan list_records(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto parameters = read_parameters(request.query, {"after", "limit"});
  if (!parameters) return call.refuse(parameters.error());
  const auto after = read_whole(*parameters, "after", 0, kMostWhole, 0);
  if (!after) return call.refuse(after.error());
  const auto limit = read_whole(*parameters, "limit", 1, kMostListed, 100);
  if (!limit) return call.refuse(limit.error());
  return read_as(
      call, request, store::Role::manager,
      [call, id = captures["device"], after = *after, limit = static_cast<std::size_t>(*limit)](
          store::Transaction& transaction, const Member& member) {
        auto& services = call.context().services;
        const auto device = services.devices.find(transaction, member.shop.id, Id::parse(id).value_or(Id{}));
        if (!device) return call.refuse(Problem::make("unknown-device", "The shop has no such device."));
        auto scans = services.scans.list(transaction, member.shop.id, device->id, after, limit + 1);
        const bool more = scans.size() > limit;
        if (more) scans.pop_back();
        json::array records;
        for (const auto& scan : scans) records.push_back(scan_json(scan));
        return call.answer(200, {{"records", std::move(records)},
                                 {"next", more ? json::value(scans.back().seq) : json::value(nullptr)}});
      });
}

Read<commerce::ConflictQuery> read_query(const Parameters& parameters) {
  commerce::ConflictQuery query;
  const auto limit = read_whole(parameters, "limit", 1, kMostListed, 100);
  if (!limit) return limit.error();
  query.limit = static_cast<std::size_t>(*limit);
  for (const auto& [name, value] : parameters) {
    if (name == "open") {
      if (value != "true" && value != "false") return wrong(name, "\"open\" is true or false.");
      query.open = value == "true";
    } else if (name == "cursor") {
      query.before = Id::parse(value);
      if (!query.before) return wrong(name, "\"cursor\" is what `next` of a list says.");
    }
  }
  return query;
}

// GET …/conflicts?open=&cursor=&limit=
Plan list_conflicts(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto parameters = read_parameters(request.query, {"open", "cursor", "limit"});
  if (!parameters) return call.refuse(parameters.error());
  const auto query = read_query(*parameters);
  if (!query) return call.refuse(query.error());
  return read_as(call, request, store::Role::manager,
                 [call, query = *query](store::Transaction& transaction, const Member& member) {
                   commerce::ConflictQuery one_more = query;
                   ++one_more.limit;
                   auto found =
                       call.context().services.scan_conflicts.list(transaction, member.shop.id, one_more);
                   const bool more = found.size() > query.limit;
                   if (more) found.pop_back();
                   json::array conflicts;
                   for (const auto& conflict : found) conflicts.push_back(conflict_json(conflict));
                   return call.answer(
                       200, {{"conflicts", std::move(conflicts)},
                             {"next", more ? json::value(found.back().id.text()) : json::value(nullptr)}});
                 });
}

// POST …/conflicts/{conflict} {"resolution"}
Plan resolve_conflict(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto body = read_body(request);
  if (!body) return call.refuse(body.error());
  MemberReader members(*body, "");
  const std::string resolution = members.text("resolution", 500);
  if (auto problem = members.problem()) return call.refuse(*problem);
  return write_as(
      call, request, store::Role::manager,
      [call, resolution, id = captures["conflict"]](store::Transaction& transaction, const Member& member) {
        const auto resolved = call.context().services.scan_conflicts.resolve(
            transaction, member.shop.id, Id::parse(id).value_or(Id{}), member.user.name, resolution);
        if (!resolved) return call.refuse(resolved.error(), true);
        return call.answer(200, conflict_json(*resolved));
      });
}

}  // namespace

void add_scan_routes(Router& router, Context& context) {
  add_route(router, context, "GET", "/api/v1/shops/{shop}/devices/{device}/manifest", manifest);
  add_route(router, context, "GET", "/api/v1/shops/{shop}/devices/{device}/records", list_records);
  add_route(router, context, "POST", "/api/v1/shops/{shop}/devices/{device}/records", upload);
  add_route(router, context, "GET", "/api/v1/shops/{shop}/conflicts", list_conflicts);
  add_route(router, context, "POST", "/api/v1/shops/{shop}/conflicts/{conflict}", resolve_conflict);
}

}  // namespace timeshelf::server::api
