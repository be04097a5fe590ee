// Orders that a forecast asks for: drafts that somebody approves, or that make themselves where they are
// small.
//
// A draft is proposed at most once for each slot, SKU, venue and day; it follows the forecast as long as
// nobody decided it, and one that was declined comes back only when more is asked for than was. What is
// approved is on its way until it is received, which tells the stock of a delivery. Every step is in the
// audit log ("order.drafted", "order.approved" …): that is what others are told of.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/random.hpp"
#include "base/result.hpp"
#include "commerce/forecasts/forecasts.hpp"
#include "commerce/orders/order_rows.hpp"
#include "commerce/stock/stock.hpp"
#include "ical/component.hpp"
#include "store/calendars.hpp"

namespace timeshelf::commerce {

/// How far ahead slots are looked at for orders.
inline constexpr std::chrono::days kOrderedAhead{90};

struct OrderError : ErrorBase {
  enum class Code {
    unknown_order,
    decided,  ///< it is not a draft any more, or not on its way
    unknown_venue,
    unknown_product,
    not_missing,  ///< what was promised there is there or on its way, or no coming slot sells it there
    invalid,      ///< `field` cannot be that
  };
  Code code = Code::invalid;
  std::string field;
};

/// What came of an order.
struct Arrival {
  std::optional<std::int64_t> units{};  ///< by default all that is expected
  /// What did not come stays on its way, for a later delivery; otherwise nobody waits for it any more.
  bool rest_expected = false;
};

OrderError order_error(OrderError::Code, std::string sentence, std::string field = {});

template <class T>
using Ordered = Result<T, OrderError>;

/// Made where it is needed: the parts hold options only.
class Orders {
 public:
  Orders(Engine& engine, Stock& stock, const Clock& clock, Random& random)
      : engine_(engine), stock_(stock), clock_(clock), random_(random) {}

  Ordered<SupplyTerms> put_terms(store::Transaction&, const store::Shop&, const SupplyTerms&,
                                 std::string_view actor);

  /// Drafts what the forecasts ask for and the terms allow. Drafts that are needed no more, or come too late,
  /// are cancelled: of the slots that the forecasts are of, and of those that are over, called off or further
  /// than kOrderedAhead.
  void propose(store::Transaction&, const store::Shop&, const std::vector<Forecast>&);
  /// Orders what was promised at a venue and is neither there nor on its way, and no more than that, for the
  /// first coming slot that sells it there.
  /// `id` names the order at who asks: asked again, it is the same one.
  Ordered<Order> order_missing(store::Transaction&, const store::Shop&, const std::string& id,
                               const Id& venue, const std::string& sku, std::int64_t units,
                               std::string_view actor);
  Ordered<Order> approve(store::Transaction&, const store::Shop&, const Id& order, std::string_view actor);
  Ordered<Order> decline(store::Transaction&, const store::Shop&, const Id& order, std::string_view actor);
  /// Tells the stock of a delivery. The order is received when all came, or nothing more is expected; what is
  /// told of it then changes nothing. No units close an order of which a part came.
  Ordered<Order> receive(store::Transaction&, const store::Shop&, const Id& order, const Arrival&,
                         std::string_view actor);

  /// Drafts and orders on their way, as they stand in calendars: the shop says them in other words now.
  void write_anew(store::Transaction&, const store::Shop&);

 private:
  struct Need;
  struct Looked;
  void draft(store::Transaction&, const store::Shop&, const Forecast&, const Need&);
  void redraft(store::Transaction&, const store::Shop&, Order&, const Forecast&, const Need&,
               std::int64_t units);
  void call_off(store::Transaction&, const store::Shop&, Order&);
  void call_off_others(store::Transaction&, const store::Shop&, const Looked&);
  void follow(store::Transaction&, const store::Shop&, Order&, std::string_view action,
              std::string_view actor);

  Engine& engine_;
  Stock& stock_;
  const Clock& clock_;
  Random& random_;
};

/// `user` stores the to-do of an order: who runs the shop approves it by completing it. Answers what is to be
/// stored instead where somebody else did.
std::optional<std::string> hear_order(store::Transaction&, const store::Collection& list,
                                      std::string_view user, const ical::Component& object, Instant now,
                                      Random&);
/// They delete it, which declines the order.
void hear_order_removal(store::Transaction&, const store::Collection& list, std::string_view user,
                        std::string_view uid, Instant now, Random&);

}  // namespace timeshelf::commerce
