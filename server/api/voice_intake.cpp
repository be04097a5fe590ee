// Messages of customers come in: signed by another server, sent by who runs the shop, or pasted.
#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <memory>

#include "base/text.hpp"
#include "commerce/voice/written.hpp"
#include "insight/voice/unicode.hpp"
#include "server/api/call.hpp"
#include "server/api/intake_gate.hpp"
#include "server/api/staff.hpp"
#include "server/api/voice_json.hpp"
#include "server/api/voice_routes.hpp"
#include "server/shop/route.hpp"
#include "server/webhooks/signature.hpp"

namespace timeshelf::server::api {
namespace {

namespace json = boost::json;
using commerce::kMostMessagesAtOnce;
using commerce::SaidMessage;

constexpr std::size_t kShownOfPreview = 20;
constexpr std::size_t kMostPasted = 20'000;

bool is_ndjson(const http::Request& request) {
  const std::string_view type = request.headers.get("Content-Type");
  const std::string_view named = trim(type.substr(0, type.find(';')));
  return equals_ignoring_case(named, "application/x-ndjson") ||
         equals_ignoring_case(named, "application/jsonl");
}

// {"messages": […]}
Read<MessageBatch> read_batch(const http::Request& request) {
  if (is_ndjson(request)) {
    if (request.body.size() > kLargestIntake)
      return Problem::make("too-large", fmt::format("A request may have at most {} bytes; this one has {}.",
                                                    kLargestIntake, request.body.size()));
    MessageBatch batch = read_message_lines(request.body);
    const std::size_t count = batch.said.size() + batch.refused.size();
    if (count <= kMostMessagesAtOnce) return batch;
    return Problem::make(
        "too-large",
        fmt::format("A request may have at most {} messages; this one has {}. Send the rest in another.",
                    kMostMessagesAtOnce, count));
  }
  const auto body = read_body(request, false, kLargestIntake);
  if (!body) return body.error();
  MemberReader members(*body, "");
  const auto messages = members.objects("messages", 1, kMostMessagesAtOnce);
  if (auto problem = members.problem()) return *problem;
  MessageBatch batch;
  for (std::size_t i = 0; i < messages.size(); ++i) {
    auto said = read_message(*messages[i], fmt::format("messages[{}]", i), i + 1);
    if (!said) return said.error();
    batch.said.push_back(std::move(*said));
  }
  return batch;
}

http::Response take(const Call& call, store::Transaction& transaction, const store::Shop& shop,
                    const MessageBatch& batch, IntakeGate& gate, const json::object& more = {}) {
  if (const auto wait = gate.admit(shop.id, batch.said.size(), call.now())) {
    http::Response later = call.refuse(Problem::make(
        "too-many-messages",
        fmt::format("So many messages at once are not taken in; send them again in {} s.", wait->count())));
    later.headers.add("Retry-After", std::to_string(wait->count()));
    return later;
  }
  commerce::VoiceIntake intake = call.context().services.voice.take(transaction, shop, batch.said);
  intake.refused.insert(intake.refused.begin(), batch.refused.begin(), batch.refused.end());
  json::object answer = intake_json(intake);
  for (const auto& member : more) answer.insert(member);
  return call.answer(200, answer);
}

// POST …/messages, with a webhook-signature or by who runs the shop
Plan hear(Context& context, const http::Request& request, const Captures& captures,
          const std::shared_ptr<IntakeGate>& gate) {
  const Call call(context, request, captures["shop"]);
  const auto batch = read_batch(request);
  const bool is_signed = request.headers.find("webhook-signature").has_value();
  if (!batch && !is_signed) return call.refuse(batch.error());
  if (!is_signed) {
    return write_as(call, request, store::Role::manager,
                    [call, batch = *batch, gate](store::Transaction& transaction, const Member& member) {
                      return take(call, transaction, member.shop, batch, *gate);
                    });
  }
  return WriteWork{[call, batch, gate, headers = request.headers,
                    body = std::string(request.body)](store::Transaction& transaction) {
    return call.in_shop(transaction, [&](const store::Shop& shop) {
      const auto settings = commerce::load_voice_settings(transaction, shop.id);
      if (!webhooks::is_signed(headers.get("webhook-id"), headers.get("webhook-timestamp"),
                               headers.get("webhook-signature"), body, {settings.secret}, call.now())) {
        return call.refuse(Problem::make(
            "bad-signature",
            "The webhook-signature does not sign these bytes, or is older than five minutes. Check the "
            "secret that the dashboard gave, and the clock.",
            "webhook-signature"));
      }
      // What is wrong with the content is told to those alone who may send any.
      return batch ? take(call, transaction, shop, *batch, *gate) : call.refuse(batch.error());
    });
  }};
}

/// What is to become of a pasted text.
struct PasteRequest {
  insight::voice::Pasted read;
  commerce::WrittenOrigin origin;
  bool preview = false;
  std::size_t from = 0;  ///< messages that were sent before

  std::span<const insight::voice::PastedMessage> slice(std::size_t most) const {
    const std::span<const insight::voice::PastedMessage> all(read.messages);
    return all.subspan(from, std::min(most, all.size() - from));
  }
};

// {"text", "source"?, "slot"?, "day"?, "preview"?, "from"?}
Read<PasteRequest> read_paste(const http::Request& request) {
  const auto body = read_body(request, false, kLargestIntake);
  if (!body) return body.error();
  MemberReader members(*body, "");
  PasteRequest asked;
  const std::string text = members.text("text", kLargestIntake);
  asked.origin.source = members.text("source", 40, "pasted");
  asked.origin.slot = members.text("slot", 40, "");
  const std::string day = members.text("day", 10, "");
  asked.preview = members.flag("preview", false);
  const std::int64_t from = members.whole("from", 0);
  if (auto problem = members.problem()) return *problem;
  if (!is_printable(asked.origin.source))
    return Problem::make("invalid-member", "A source is a short name without control characters.", "source");
  if (!day.empty()) {
    const auto written = insight::voice::read_time(day);
    if (!written || !written->day || day.size() != 10)
      return Problem::make("invalid-member", "A day is written as 2026-03-01.", "day");
    asked.origin.day = written->day;
  }
  asked.read = insight::voice::read_pasted(text);
  if (asked.read.messages.size() > kMostPasted)
    return Problem::make("too-large", fmt::format("These are {} messages; paste at most {} at a time.",
                                                  asked.read.messages.size(), kMostPasted));
  if (from < 0 || static_cast<std::uint64_t>(from) > asked.read.messages.size())
    return Problem::make("invalid-member", "\"from\" is `next` of the answer before.", "from");
  asked.from = static_cast<std::size_t>(from);
  return asked;
}

http::Response preview(const Call& call, const store::Shop& shop, const PasteRequest& asked) {
  const auto written = commerce::read_written(asked.read.messages, shop, asked.origin, call.now());
  json::array sample;
  for (const SaidMessage& said :
       std::span(written.said).first(std::min(kShownOfPreview, written.said.size()))) {
    const std::string text = insight::voice::mended(insight::voice::cut_to(said.text, 500));
    sample.push_back(json::object{{"line", said.line},
                                  {"at", said.at ? json::value(to_rfc3339(*said.at)) : json::value(nullptr)},
                                  {"author", insight::voice::mended(insight::voice::cut_to(said.author, 80))},
                                  {"text", text}});
  }
  commerce::VoiceIntake none;
  none.refused = written.refused;
  if (none.refused.size() > kShownOfPreview) none.refused.resize(kShownOfPreview);
  return call.answer(200, {{"layout", insight::voice::name_of(asked.read.layout)},
                           {"messages", asked.read.messages.size()},
                           {"unreadable", written.refused.size()},
                           {"sample", std::move(sample)},
                           {"refused", intake_json(none)["refused"]}});
}

// POST …/messages/pasted
Plan paste(Context& context, const http::Request& request, const Captures& captures,
           const std::shared_ptr<IntakeGate>& gate) {
  const Call call(context, request, captures["shop"]);
  auto read = read_paste(request);
  if (!read) return call.refuse(read.error());
  const auto asked = std::make_shared<const PasteRequest>(std::move(*read));
  if (asked->preview) {
    return read_as(call, request, store::Role::manager,
                   [call, asked](store::Transaction&, const Member& member) {
                     return preview(call, member.shop, *asked);
                   });
  }
  return write_as(call, request, store::Role::manager,
                  [call, asked, gate](store::Transaction& transaction, const Member& member) {
                    const auto slice = asked->slice(kMostMessagesAtOnce);
                    auto written = commerce::read_written(slice, member.shop, asked->origin, call.now());
                    const std::size_t next = asked->from + slice.size();
                    const bool more = next < asked->read.messages.size();
                    return take(call, transaction, member.shop,
                                {std::move(written.said), std::move(written.refused)}, *gate,
                                {{"next", more ? json::value(next) : json::value(nullptr)}});
                  });
}

}  // namespace

void add_voice_intake_routes(Router& router, Context& context) {
  const auto gate = std::make_shared<IntakeGate>();
  const auto with_gate = [gate](auto handle) {
    return [gate, handle](Context& where, const http::Request& request, const Captures& captures) {
      return handle(where, request, captures, gate);
    };
  };
  add_route(router, context, "POST", "/api/v1/shops/{shop}/messages", with_gate(hear));
  add_route(router, context, "POST", "/api/v1/shops/{shop}/messages/pasted", with_gate(paste));
}

}  // namespace timeshelf::server::api
