#include "server/api/payment_json.hpp"

#include <boost/json/array.hpp>

#include "server/api/write_json.hpp"

namespace timeshelf::server::api {
namespace {

namespace json = boost::json;

json::object receipt_json(const commerce::Receipt& receipt) {
  return {{"id", receipt.id.text()},
          {"kind", commerce::name_of(receipt.kind)},
          {"method", receipt.method},
          {"tender", receipt.tender},
          {"amount", money_json(receipt.amount)},
          {"reference", receipt.reference.empty() ? json::value(nullptr) : json::value(receipt.reference)},
          {"actor", receipt.actor},
          {"at", to_rfc3339(receipt.at)}};
}

}  // namespace

json::object payments_json(store::Transaction& transaction, commerce::Services& services,
                           const commerce::Booking& booking) {
  const auto balance = commerce::balance_of(transaction, booking.shop, booking.id);
  json::array receipts;
  for (const auto& receipt : services.receipts.list(transaction, booking.shop, booking.id))
    receipts.push_back(receipt_json(receipt));
  return {{"booking", booking.code},
          {"total", money_json(balance->worth)},
          {"paid", money_json(balance->paid)},
          {"returning", money_json(balance->returning)},
          {"owed", money_json(balance->owed())},
          {"payments", std::move(receipts)}};
}

}  // namespace timeshelf::server::api
