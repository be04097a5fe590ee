// Bookings that are cancelled, moved and paid: by their customers, who hold the token, and by the shop's
// people.
#include "commerce/bookings/changes.hpp"

#include <fmt/format.h>

#include "commerce/fulfilment/claims.hpp"
#include "commerce/payments/receipts.hpp"
#include "server/api/parameters.hpp"
#include "server/api/payment_json.hpp"
#include "server/api/read_json.hpp"
#include "server/api/staff.hpp"
#include "server/shop/passing_on.hpp"
#include "server/shop/route.hpp"

namespace timeshelf::server::api {
namespace {

namespace json = boost::json;
using commerce::Booking;
using commerce::CancelCommand;
using commerce::Change;
using commerce::Decided;
using commerce::MoveCommand;
using commerce::UnitsOfLine;

constexpr std::size_t kMostLines = 50;
constexpr std::size_t kLongestReason = 200;

// "lines": [{"position", "quantity"}]; all of the booking where it is left out.
Read<std::vector<UnitsOfLine>> read_lines(MemberReader& members) {
  std::vector<UnitsOfLine> lines;
  if (!members.has("lines")) return lines;
  const auto objects = members.objects("lines", 1, kMostLines);
  for (std::size_t i = 0; i < objects.size(); ++i) {
    MemberReader line(*objects[i], fmt::format("lines[{}]", i));
    lines.push_back({line.whole("position"), line.whole("quantity")});
    if (auto problem = line.problem()) return *problem;
  }
  return lines;
}

// Staff say why; customers need not.
std::string read_reason(MemberReader& members, bool by_customer) {
  return by_customer ? "" : members.text("reason", kLongestReason);
}

Read<CancelCommand> read_cancel(const json::object& body, bool by_customer) {
  MemberReader members(body, "");
  CancelCommand command;
  command.by.customer = by_customer;
  command.by.reason = read_reason(members, by_customer);
  const std::string goods = by_customer ? "back" : members.text("goods", 8, "back");
  auto lines = read_lines(members);
  if (!lines) return lines.error();
  if (auto problem = members.problem()) return *problem;
  if (goods != "back" && goods != "waste")
    return Problem::make("invalid-member", "Goods go \"back\" on sale or to \"waste\".", "goods");
  command.lines = std::move(*lines);
  command.to_waste = goods == "waste";
  return command;
}

Read<MoveCommand> read_move(const json::object& body, bool by_customer) {
  MemberReader members(body, "");
  MoveCommand command;
  command.by.customer = by_customer;
  command.by.reason = read_reason(members, by_customer);
  const std::string to = members.text("to", 64);
  if (members.has("total")) command.total = members.whole("total");
  const std::string window = members.text("window", 64, "");
  auto lines = read_lines(members);
  if (!lines) return lines.error();
  if (auto problem = members.problem()) return *problem;
  const auto id = Id::parse(to);
  if (!id)
    return Problem::make("invalid-member", "There is no such slot in this shop; list its slots again.", "to");
  if (!window.empty()) command.window = parse_rfc3339(window);
  if (!window.empty() && !command.window)
    return Problem::make("invalid-member",
                         "A window is the date-time at which it begins, as the slot lists it.", "window");
  command.to = *id;
  command.lines = std::move(*lines);
  return command;
}

Decided<Change> run(const Call& call, store::Transaction& transaction, const CancelCommand& command) {
  return call.context().services.changes.cancel(transaction, command);
}
Decided<Change> run(const Call& call, store::Transaction& transaction, const MoveCommand& command) {
  return call.context().services.changes.move(transaction, command);
}

json::object answer_of(const Call& call, store::Transaction& transaction, const store::Shop& shop,
                       Booking booking) {
  commerce::sign_booking(shop, booking, commerce::serial_of(transaction, shop.id, booking.id));
  return booking_json(booking, call.links_of(transaction, shop.id));
}

http::Response change(const Call& call, store::Transaction& transaction, const store::Shop& shop,
                      const auto& command) {
  auto changed = run(call, transaction, command);
  if (!changed) {
    const bool by_address = changed.error().code == commerce::Refusal::Code::unknown_booking;
    return call.refuse(changed.error(), by_address);
  }
  return call.answer(200, answer_of(call, transaction, shop, std::move(changed->booking)));
}

http::Response unknown_code(const Call& call) {
  return call.refuse(Problem::make("unknown-booking", "The shop has no booking with this code.", "booking"));
}

// What a request says: its key, and the command in its body.
template <class Command>
struct Said {
  std::optional<IdempotencyKey> key;
  Command command;
};
template <class Command>
Read<Said<Command>> read_request(const http::Request& request, bool by_customer, bool may_be_empty,
                                 Read<Command> (*read)(const json::object&, bool)) {
  auto key = idempotency_key(request);
  if (!key) return key.error();
  const auto body = read_body(request, may_be_empty);
  if (!body) return body.error();
  auto command = read(*body, by_customer);
  if (!command) return command.error();
  return Said<Command>{std::move(*key), std::move(*command)};
}

template <class Command>
Plan change_by_customer(Context& context, const http::Request& request, const Captures& captures,
                        bool may_be_empty, Read<Command> (*read)(const json::object&, bool)) {
  const Call call(context, request);
  const auto said = read_request<Command>(request, true, may_be_empty, read);
  if (!said) return call.refuse(said.error());
  return WriteWork{[call, said = *said, token = captures["token"]](store::Transaction& transaction) {
    const auto booking = call.engine().find_booking(transaction, token);
    if (!booking) return call.refuse(token_problem(transaction, token));
    const auto shop = store::find_shop(transaction, booking->shop);
    Command command = said.command;
    command.shop = booking->shop;
    command.booking = booking->id;
    return call.once(transaction, booking->shop, said.key,
                     [&] { return change(call, transaction, *shop, command); });
  }};
}

template <class Command>
Plan change_by_staff(Context& context, const http::Request& request, const Captures& captures,
                     Read<Command> (*read)(const json::object&, bool)) {
  const Call call(context, request, captures["shop"]);
  const auto said = read_request<Command>(request, false, false, read);
  if (!said) return call.refuse(said.error());
  return write_as(call, request, store::Role::staff,
                  [call, said = *said, code = captures["booking"]](store::Transaction& transaction,
                                                                   const Member& member) {
                    const auto booking = call.engine().booking_by_code(transaction, member.shop.id, code);
                    if (!booking) return unknown_code(call);
                    Command command = said.command;
                    command.shop = member.shop.id;
                    command.booking = booking->id;
                    command.by.actor = member.user.name;
                    return call.once(transaction, member.shop.id, said.key,
                                     [&] { return change(call, transaction, member.shop, command); });
                  });
}

// POST …/bookings/{token}/cancel {"lines"?}
Plan cancel_booking(Context& context, const http::Request& request, const Captures& captures) {
  return change_by_customer<CancelCommand>(context, request, captures, true, read_cancel);
}
// POST …/bookings/{token}/move {"to", "total"?, "lines"?, "window"?}
Plan move_booking(Context& context, const http::Request& request, const Captures& captures) {
  return change_by_customer<MoveCommand>(context, request, captures, false, read_move);
}
// POST …/shops/{shop}/bookings/{booking}/cancel {"reason", "lines"?, "goods"?}
Plan cancel_for_customer(Context& context, const http::Request& request, const Captures& captures) {
  return change_by_staff<CancelCommand>(context, request, captures, read_cancel);
}
// POST …/shops/{shop}/bookings/{booking}/move {"to", "total"?, "lines"?, "window"?, "reason"}
Plan move_for_customer(Context& context, const http::Request& request, const Captures& captures) {
  return change_by_staff<MoveCommand>(context, request, captures, read_move);
}

// GET …/shops/{shop}/bookings/{booking}/payments
Plan list_payments(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  return read_as(call, request, store::Role::staff,
                 [call, code = captures["booking"]](store::Transaction& transaction, const Member& member) {
                   const auto booking = call.engine().booking_by_code(transaction, member.shop.id, code);
                   if (!booking) return unknown_code(call);
                   return call.answer(200, payments_json(transaction, call.context().services, *booking));
                 });
}

// POST …/shops/{shop}/bookings/{booking}/payments {"kind", "tender", "minor"?, "reference"?, "reason"?}
Plan write_payment_down(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto key = idempotency_key(request);
  if (!key) return call.refuse(key.error());
  const auto body = read_body(request);
  if (!body) return call.refuse(body.error());
  MemberReader members(*body, "");
  const auto kind = commerce::parse_receipt_kind(members.text("kind", 8));
  commerce::ReceiptCommand command;
  command.tender = members.text("tender", 8);
  if (members.has("minor")) command.minor = members.whole("minor");
  command.reference = members.text("reference", 100, "");
  command.reason = members.text("reason", kLongestReason, "");
  if (const auto problem = members.problem()) return call.refuse(*problem);
  if (!kind) return call.refuse(Problem::make("invalid-member", "The kind is charge or refund.", "kind"));
  command.kind = *kind;
  return write_as(call, request, store::Role::staff,
                  [call, key = *key, said = command, code = captures["booking"]](
                      store::Transaction& transaction, const Member& member) {
                    const auto booking = call.engine().booking_by_code(transaction, member.shop.id, code);
                    if (!booking) return unknown_code(call);
                    commerce::ReceiptCommand told = said;
                    told.shop = member.shop.id;
                    told.booking = booking->id;
                    told.actor = member.user.name;
                    return call.once(transaction, member.shop.id, key, [&] {
                      const auto receipt = call.context().services.receipts.write_down(transaction, told);
                      if (!receipt) return call.refuse(receipt.error(), false);
                      return call.answer(201, payments_json(transaction, call.context().services, *booking));
                    });
                  });
}

}  // namespace

void add_change_routes(Router& router, Context& context) {
  add_route(router, context, "POST", "/api/v1/bookings/{token}/cancel", cancel_booking);
  add_route(router, context, "POST", "/api/v1/bookings/{token}/move", move_booking);
  add_route(router, context, "POST", "/api/v1/shops/{shop}/bookings/{booking}/cancel", cancel_for_customer);
  add_route(router, context, "POST", "/api/v1/shops/{shop}/bookings/{booking}/move", move_for_customer);
  add_route(router, context, "GET", "/api/v1/shops/{shop}/bookings/{booking}/payments", list_payments);
  add_route(router, context, "POST", "/api/v1/shops/{shop}/bookings/{booking}/payments", write_payment_down);
}

}  // namespace timeshelf::server::api
