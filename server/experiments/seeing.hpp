// Slots as who looks at them sees them.
#pragma once
#include <boost/json/object.hpp>
#include <optional>
#include <vector>

#include "commerce/experiments/presenting.hpp"
#include "server/api/write_json.hpp"
#include "server/experiments/browser.hpp"
#include "server/pages/page.hpp"

namespace timeshelf::server::experiments {

/// Who looks at a page of a shop, and what they see there.
class Look {
 public:
  Look(store::Transaction&, const pages::Visit&, const store::Shop&, const Browser&);

  const commerce::Presentation& presentation() const { return presentation_; }
  /// The way to the page for a browser that comes to an experiment for the first time. Nothing where none is
  /// about these slots, so that nobody is given a cookie without one.
  std::optional<http::Response> detour(const std::vector<commerce::Slot>& slots) const;
  std::optional<http::Response> detour(const commerce::Slot& slot) const;
  /// Writes down what is seen on the shop's page, or on the slot's: once for each visitor and experiment, and
  /// without keeping the page waiting.
  void note(const std::vector<commerce::Slot>& slots) const;
  void note(const commerce::Slot& slot) const;

 private:
  std::optional<http::Response> send_around() const;
  void write_down(std::vector<commerce::Exposure> seen) const;

  store::Transaction& transaction_;
  const pages::Visit& visit_;
  const Id shop_;
  const Browser& browser_;
  const commerce::Presentation presentation_;
};

/// The slots as they are seen.
std::vector<commerce::Slot> seen(const commerce::Presentation&, std::vector<commerce::Slot> slots);

/// The same as JSON. Its edition is the one that the slot's news name, whatever is shown of it: otherwise
/// each of them would have it read again.
boost::json::object slot_json(const commerce::Presentation&, const commerce::Slot& slot,
                              const api::Links& links);

/// What somebody sees who checks out: what they held it by, on whatever device.
commerce::Presentation of_hold(store::Transaction&, const Id& shop, const Id& hold);

/// Who opens the link of a booking keeps on this device what the booking was made under.
void keep_variant(store::Transaction&, const pages::Visit&, const store::Shop&, const Id& booking,
                  http::Response& response);

}  // namespace timeshelf::server::experiments
