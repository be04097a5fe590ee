#include "caldav/attachments/action.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "caldav/attachments/content.hpp"
#include "caldav/attachments/disposition.hpp"
#include "caldav/attachments/edit.hpp"
#include "caldav/attachments/uses.hpp"
#include "caldav/locks.hpp"
#include "caldav/object_store.hpp"

namespace timeshelf::caldav::attachments {
namespace {

enum class Action { add, update, remove };

/// What the request asks for.
struct Wanted {
  Action action = Action::add;
  Instances instances;
  std::string managed_id;  ///< of what is updated or removed
};

Precondition not_an_action(std::string sentence) {
  return failed(403, "C:valid-action", std::move(sentence));
}

// Nothing if a name stands there twice or cannot be decoded.
std::optional<std::map<std::string, std::string>> parameters_of(std::string_view query) {
  std::map<std::string, std::string> parameters;
  for (const std::string_view pair : split(query, '&')) {
    const auto equals = pair.find('=');
    const auto value =
        percent_decode(equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1));
    if (!value || !parameters.emplace(pair.substr(0, equals), *value).second) return std::nullopt;
  }
  return parameters;
}

bool names_action(std::string_view query) {
  const auto pairs = split(query, '&');
  return std::any_of(pairs.begin(), pairs.end(),
                     [](std::string_view pair) { return pair == "action" || pair.starts_with("action="); });
}

Result<Wanted, Precondition> read_wanted(const http::Request& request) {
  static const std::map<std::string_view, Action> kActions{{"attachment-add", Action::add},
                                                           {"attachment-update", Action::update},
                                                           {"attachment-remove", Action::remove}};
  const auto parameters = parameters_of(request.query);
  const auto action = parameters ? kActions.find(parameters->at("action")) : kActions.end();
  if (action == kActions.end())
    return not_an_action("action is attachment-add, attachment-update or attachment-remove.");
  Wanted wanted;
  wanted.action = action->second;
  const auto rid = parameters->find("rid");
  const bool has_rid = rid != parameters->end();
  if (has_rid && wanted.action == Action::update)
    return failed(403, "C:valid-rid", "An update is one wherever the attachment hangs. Send no rid.");
  auto instances = read_rid(has_rid ? std::optional(rid->second) : std::nullopt);
  if (!instances) return instances.error();
  wanted.instances = std::move(*instances);
  const auto id = parameters->find("managed-id");
  const bool needs_id = wanted.action != Action::add;
  if (needs_id != (id != parameters->end()) || (needs_id && id->second.empty())) {
    return failed(
        403, "C:valid-managed-id",
        "managed-id names the attachment that is updated or removed; one that is added gets its own.");
  }
  if (needs_id) wanted.managed_id = id->second;
  return wanted;
}

std::optional<http::Response> check_target(store::Transaction& transaction, const Call& call,
                                           const Node& node) {
  if (node.kind == Node::Kind::missing) return plain_error(404, "There is nothing at this address.");
  if (node.kind != Node::Kind::object || node.collection->kind != store::CollectionKind::calendar)
    return error_response(not_an_action("Attachments hang on the objects of a calendar."));
  if (auto refused = check_privilege(node, Privilege::write_content)) return refused;
  if (auto refused = check_conditions(call, node)) return refused;
  return check_locks(transaction, call, node, Touch::change);
}

std::optional<http::Response> check_size(store::Transaction& transaction, const Call& call,
                                         const Node& node) {
  const std::size_t size = call.request.body.size();
  if (size > call.options.largest_attachment) {
    return error_response(
        failed(403, "C:max-attachment-size",
               fmt::format("An attachment has at most {} bytes.", call.options.largest_attachment)));
  }
  return check_quota(transaction, call, *node.collection, static_cast<std::int64_t>(size));
}

// The object may refer to it from now on.
Line keep(store::Transaction& transaction, const Call& call, const Node& node) {
  store::Attachment attachment;
  attachment.shop = call.principal.shop;
  attachment.id = Id::make(call.clock.now(), call.random);
  attachment.home =
      store::home_of(transaction, attachment.shop, node.collection->id).value_or(call.principal.home);
  attachment.content_type = content_type_of(call.header("Content-Type"));
  attachment.filename = filename_of(call.header("Content-Disposition"));
  attachment.size = static_cast<std::int64_t>(call.request.body.size());
  attachment.created_at = call.clock.now();
  store::insert_attachment(transaction, attachment, call.request.body);
  auto ids = store::attachments_of(transaction, *node.collection, node.segment);
  ids.push_back(attachment.id);
  store::set_attachments(transaction, *node.collection, node.segment, ids);
  return {attachment.id.string(), call.request.origin() + attachment_href(call.options, attachment),
          media_type_of(attachment.content_type), attachment.filename, call.request.body.size()};
}

Result<void, Precondition> edit(ical::Component& calendar, const Wanted& wanted, const Line& line,
                                Instant now) {
  switch (wanted.action) {
    case Action::add:
      return add(calendar, wanted.instances, line, now);
    case Action::update:
      return replace(calendar, wanted.managed_id, line, now);
    case Action::remove:
      break;
  }
  return remove(calendar, wanted.instances, wanted.managed_id, now);
}

// RFC 8607 3.4 to 3.6: what is stored now, whoever else changed it on the way.
http::Response answer_with(store::Transaction& transaction, const Call& call, const Node& node,
                           const Wanted& wanted, const std::string& id) {
  const auto object = store::find_object(transaction, *node.collection, node.segment);
  http::Response response;
  response.status = wanted.action == Action::add ? 201 : 204;
  if (call.preferences.representation && node.may(kRead)) {
    if (response.status == 204) response.status = 200;
    response.body = store::read_object(transaction, *node.collection, node.segment).value_or("");
    response.headers.add("Content-Type", object->content_type);
    response.headers.add("Content-Location", node.href);
    applied(response, "return=representation");
  }
  response.headers.add("ETag", object->etag);
  if (!object->schedule_tag.empty()) response.headers.add("Schedule-Tag", object->schedule_tag);
  if (!id.empty()) response.headers.add("Cal-Managed-ID", id);
  return response;
}

Written answer(store::Transaction& transaction, const Call& call, const Wanted& wanted) {
  const Node node = call.resolve(transaction);
  if (auto refused = check_target(transaction, call, node)) return *refused;
  const bool brings_one = wanted.action != Action::remove;
  if (brings_one) {
    if (auto refused = check_size(transaction, call, node)) return *refused;
  }
  const std::string bytes = store::read_object(transaction, *node.collection, node.segment).value_or("");
  auto parsed = ical::parse(bytes, {}, ical::Leniency::repair);
  if (!parsed || parsed->calendars.empty())
    return error_response(
        failed(403, "C:valid-calendar-data", "The object cannot be read. Store it again first."));
  ical::Component calendar = std::move(parsed->calendars.front());
  const Line line = brings_one ? keep(transaction, call, node) : Line{};
  const Instant now = call.clock.now();
  if (const auto edited = edit(calendar, wanted, line, now); !edited) return error_response(edited.error());
  const auto prepared = prepare_object(ical::serialize(calendar), call.options.largest_object, now);
  if (!prepared) return error_response(prepared.error());
  const auto stored = store_in_calendar(transaction, call, node, **prepared);
  if (!stored) return stored.error();
  return answer_with(transaction, call, node, wanted, line.id);
}

}  // namespace

std::optional<Plan> act(const CallRef& call) {
  if (!names_action(call->request.query)) return std::nullopt;
  auto wanted = read_wanted(call->request);
  if (!wanted) return error_response(wanted.error());
  return WriteWork{[call, wanted = std::move(*wanted)](store::Transaction& transaction) {
    return answer(transaction, *call, wanted);
  }};
}

}  // namespace timeshelf::caldav::attachments
