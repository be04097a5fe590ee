// Pictures of a shop: one upload, and every size and format that a page needs.
#include <spdlog/spdlog.h>

#include "server/api/picture_json.hpp"
#include "server/api/staff.hpp"
#include "server/images/darkroom.hpp"
#include "server/images/keep.hpp"
#include "server/shop/address.hpp"
#include "server/shop/route.hpp"

namespace timeshelf::server::api {
namespace {

namespace json = boost::json;
using images::ImageError;

constexpr const char* kRetryAfter = "5";  // seconds

Problem problem_of(const ImageError& error) {
  using Code = ImageError::Code;
  switch (error.code) {
    case Code::unsupported:
      return Problem::make("unsupported-media-type", error.message);
    case Code::too_large:
      return Problem::make("too-large", error.message);
    case Code::full:
      return Problem::make("no-room", error.message);
    case Code::unavailable:
      return Problem::make("too-many-images", error.message);
    case Code::broken:
      break;
  }
  return Problem::make("invalid-image", error.message);
}

http::Response refuse(const Call& call, const ImageError& error) {
  http::Response response = call.refuse(problem_of(error));
  if (response.status == 503) response.headers.add("Retry-After", kRetryAfter);
  return response;
}

http::Response too_many(const Call& call) {
  return refuse(call, {{"Too many pictures wait to be read. Nothing was stored; try again in a moment."},
                       ImageError::Code::unavailable});
}

json::object kept_json(const images::Kept& kept, const Links& links) {
  const std::string address = links.origin + image_path(kept.id, links.shop);
  return {{"id", kept.id}, {"image", address}, {"picture", picture_json(kept.id, links)}};
}

// Who asks is known before a processor is spent on it, and asked again in the transaction that keeps it.
struct Upload {
  Call call;
  ReadWork may;
  WriteWork keep;
  std::shared_ptr<std::optional<images::Print>> print;
  std::string body;
};

using Done = std::function<void(const std::optional<store::Failure>&, http::Response)>;

void keep_print(const Upload& upload, const Done& done) {
  const auto answer = std::make_shared<http::Response>();
  upload.call.context().writer.submit(
      {[answer, run = upload.keep.run](store::Transaction& transaction) {
         caldav::Written written = run(transaction);
         *answer = std::move(written.response);
         return written.keep;
       },
       [answer, done](const store::Outcome& outcome) { done(outcome.failure, std::move(*answer)); }});
}

http::Response may_upload(const Upload& upload) {
  http::Response answer;
  upload.call.context().database.read(
      [&](store::Transaction& transaction) { answer = upload.may.run(transaction); });
  return answer;
}

// On the darkroom's thread, where nobody else would catch what is thrown.
void develop(Upload& upload, const images::Worker& worker, const std::stop_token& stop, const Done& done) {
  if (stop.stop_requested()) return done(std::nullopt, too_many(upload.call));
  try {
    http::Response may = may_upload(upload);
    if (may.status >= 400) return done(std::nullopt, std::move(may));
    auto print = images::print_of(std::move(upload.body), worker, stop);
    if (!print) return done(std::nullopt, refuse(upload.call, print.error()));
    *upload.print = std::move(*print);
  } catch (const store::Failure& failure) {
    return done(failure, {});
  } catch (const std::exception& error) {
    spdlog::error("a picture was not read: {}", error.what());
    return done(std::nullopt, too_many(upload.call));
  }
  keep_print(upload, done);
}

Plan add_image(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto print = std::make_shared<std::optional<images::Print>>();
  const std::int64_t room = context.config.images_quota_mib << 20;
  const auto keep = [call, print, room](store::Transaction& transaction, const Member& member) {
    const auto kept = images::keep(transaction, member.shop.id, **print, room, call.now());
    if (!kept) return refuse(call, kept.error());
    const json::object body = kept_json(*kept, call.links());
    return call.answer(kept->is_new ? 201 : 200, body, std::string(body.at("image").as_string()));
  };
  const auto may = [](store::Transaction&, const Member&) { return http::reply(204, "", ""); };
  Plan asking = read_as(call, request, store::Role::manager, may);
  Plan keeping = write_as(call, request, store::Role::manager, keep);
  for (Plan* plan : {&asking, &keeping}) {
    if (auto* refused = std::get_if<http::Response>(plan)) return std::move(*refused);
  }
  const auto upload =
      std::make_shared<Upload>(Upload{call, std::get<ReadWork>(std::move(asking)),
                                      std::get<WriteWork>(std::move(keeping)), print, request.body});
  return caldav::Deferred{[upload](const caldav::Deferred::Done& done) {
    const Done finish = [done](const std::optional<store::Failure>& failure, http::Response response) {
      const auto kept = std::make_shared<http::Response>(std::move(response));
      done(failure, [kept]() -> caldav::Deferred::Next { return std::move(*kept); });
    };
    const bool taken = upload->call.context().darkroom.submit(
        [upload, finish](const images::Worker& worker, const std::stop_token& stop) {
          develop(*upload, worker, stop, finish);
        });
    if (!taken) finish(std::nullopt, too_many(upload->call));
  }};
}

}  // namespace

void add_image_routes(Router& router, Context& context) {
  add_route(router, context, "POST", "/api/v1/shops/{shop}/images", add_image);
}

}  // namespace timeshelf::server::api
