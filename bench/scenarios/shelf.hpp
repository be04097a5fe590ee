// Slots on sale, and customers who book them.
#pragma once
#include <string>
#include <vector>

#include "bench/server.hpp"

namespace timeshelf::bench {

/// Makes ada's shelf "shelf".
void make_shelf(const Server& server);
/// Puts a slot of two hours onto it, `days` from now, that sells `stock` of that product; answers its id.
std::string put_slot(const Server& server, const std::string& name, int days, const std::string& sku,
                     int stock);

/// How the customers of a run ended.
struct Sales {
  std::uint64_t booked = 0;
  std::uint64_t sold_out = 0;
  std::chrono::steady_clock::time_point last_booked{};
};

/// Holds one unit and confirms the hold: two requests, one booking. A refusal because nothing is left is a
/// right answer only if it may be `sold_out`. Goes through the slots in an order of its own (`seed`), again
/// and again.
class Customer final : public Client {
 public:
  Customer(const std::vector<std::string>& slots, std::uint64_t seed, bool may_be_sold_out, Sales& sales);
  std::string_view request() override;
  Verdict judge(const Answer& answer) override;

 private:
  const std::vector<std::string>& slots_;
  std::uint64_t seed_;
  std::uint64_t turn_ = 0;
  bool may_be_sold_out_;
  Sales& sales_;
  std::string hold_;  // to be confirmed, or ""
  std::string request_;
};

}  // namespace timeshelf::bench
