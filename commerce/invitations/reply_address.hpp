// Where a customer's calendar sends its answer: an address that names the booking and is signed.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "store/accounts.hpp"

namespace timeshelf::commerce {

/// "bookings+<code>-<signature>@shop.example": `mail_from` with the booking as its detail (RFC 5233). Knowing
/// it is what allows to answer for the booking.
std::string reply_address(const store::Shop&, std::string_view code, std::string_view mail_from);

struct ReplyDetail {
  std::string code;
  std::string signature;
};
/// The detail of such an address, "mailto:" or not; nothing if it has none.
std::optional<ReplyDetail> detail_of(std::string_view address);
bool is_signed_by(const store::Shop&, const ReplyDetail&);

}  // namespace timeshelf::commerce
