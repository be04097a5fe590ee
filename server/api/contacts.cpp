// Who a booking is written to, put right by the shop's people, and its letter sent once more.
#include "server/api/contacts.hpp"

#include <algorithm>
#include <chrono>

#include "commerce/bookings/contacts.hpp"
#include "server/api/booking_view.hpp"
#include "server/api/read_json.hpp"
#include "server/api/staff.hpp"
#include "server/shop/edition.hpp"
#include "server/shop/route.hpp"

namespace timeshelf::server::api {
namespace {

namespace json = boost::json;
using commerce::Booking;
using commerce::ContactError;

commerce::Contacts contacts_of(const Call& call) {
  auto& context = call.context();
  return {context.engine, context.clock, context.random};
}

http::Response refuse(const Call& call, const ContactError& error) {
  switch (error.code) {
    case ContactError::Code::no_mail:
      return call.refuse(Problem::make("no-mail", error.message));
    case ContactError::Code::too_many: {
      http::Response wait = call.refuse(Problem::make("too-many-letters", error.message));
      const auto seconds = std::chrono::ceil<std::chrono::seconds>(*error.again_at - call.now()).count();
      wait.headers.add("Retry-After", std::to_string(std::max<std::int64_t>(seconds, 1)));
      return wait;
    }
    case ContactError::Code::invalid:
      break;
  }
  return call.refuse(Problem::make("invalid-customer", error.message, error.field));
}

// Runs `act` with the booking whose code is in the address.
Plan on_booking(const Call& call, const http::Request& request, const Captures& captures,
                std::function<http::Response(store::Transaction&, const Booking&, const Member&)> act) {
  return write_as(call, request, store::Role::staff,
                  [call, code = captures["booking"], act = std::move(act)](store::Transaction& transaction,
                                                                           const Member& member) {
                    const auto booking = call.engine().booking_by_code(transaction, member.shop.id, code);
                    if (booking) return act(transaction, *booking, member);
                    return call.refuse(Problem::make("unknown-booking",
                                                     "The shop has no booking with this code.", "booking"));
                  });
}

struct WantedContact {
  std::string name, email;
  std::optional<std::string> language;  ///< else it stays
};

Read<WantedContact> read_contact(const json::object& body) {
  MemberReader members(body, "");
  WantedContact wanted{members.text("name", 200), members.text("email", 254), std::nullopt};
  if (members.has("language")) wanted.language = members.language("language", "");
  if (auto problem = members.problem()) return *problem;
  return wanted;
}

// PUT …/shops/{shop}/bookings/{booking}/contact {"name", "email", "language"?}
Plan put_contact(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto body = read_body(request);
  if (!body) return call.refuse(body.error());
  const auto wanted = read_contact(*body);
  if (!wanted) return call.refuse(wanted.error());
  return on_booking(
      call, request, captures,
      [call, wanted = *wanted, if_match = std::string(request.headers.get("If-Match"))](
          store::Transaction& transaction, const Booking& booking, const Member& member) {
        if (const auto problem =
                check_edition(if_match, contact_edition(booking),
                              "Somebody changed name, address or language after you had looked, or the "
                              "booking was passed on. Load it again; nothing was overwritten."))
          return call.refuse(*problem);
        const auto mended = contacts_of(call).mend(
            transaction, booking, {wanted.name, wanted.email, wanted.language.value_or(booking.language)},
            member.user.name);
        if (!mended) return refuse(call, mended.error());
        return call.answer(200, booking_view_json(call, transaction, *mended));
      });
}

// POST …/shops/{shop}/bookings/{booking}/letter
Plan write_again(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto key = idempotency_key(request);
  if (!key) return call.refuse(key.error());
  return on_booking(
      call, request, captures,
      [call, key = *key](store::Transaction& transaction, const Booking& booking, const Member& member) {
        return call.once(transaction, booking.shop, key, [&] {
          const auto asked = contacts_of(call).write_again(transaction, booking, member.user.name);
          if (!asked) return refuse(call, asked.error());
          return call.answer(202, json::object{{"recipient", asked->customer_email}});
        });
      });
}

}  // namespace

void add_contact_routes(Router& router, Context& context) {
  add_route(router, context, "PUT", "/api/v1/shops/{shop}/bookings/{booking}/contact", put_contact);
  add_route(router, context, "POST", "/api/v1/shops/{shop}/bookings/{booking}/letter", write_again);
}

}  // namespace timeshelf::server::api
