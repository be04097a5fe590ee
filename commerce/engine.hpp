// The shop's engine: commands and questions, each inside the transaction that it is given.
//
// Every command is load -> decide (pure, commerce/core) -> write. A refusal writes nothing that the caller
// may keep: undo the transaction (or savepoint). Time comes with the clock; all keys and tokens from the
// randomness passed in.
#pragma once
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "commerce/checkout/commands.hpp"
#include "commerce/due.hpp"
#include "commerce/refusal.hpp"
#include "commerce/views.hpp"
#include "ical/component.hpp"
#include "store/accounts.hpp"
#include "store/calendars.hpp"

namespace timeshelf::commerce {

struct EngineOptions {
  std::chrono::minutes hold_for{10};
  std::chrono::hours sell_ahead{24 * 400};  ///< occurrences of a recurring slot become slots that far ahead
  std::string base_url;                     ///< "https://shop.example": leads the links in what is emitted
  std::string
      mail_from{};  ///< "bookings@shop.example": invitations are organised from there; "" = no letters
  std::chrono::minutes offer_for{240};  ///< how long who waited may think about what became free
  bool prepaid = false;                 ///< what costs anything is booked only once it is paid
};

/// The topic of the outbox behind which Engine::extend_series stands; its subject is "shelf:UID".
inline constexpr std::string_view kSeriesTopic = "series";

/// Thread-safe: holds options only; all state is in the database.
class Engine {
 public:
  Engine(EngineOptions options, const Clock& clock, Random& random);

  const EngineOptions& options() const { return options_; }

  // Shops, products, venues
  // -----------------------------------------------------------------------------------------
  /// Makes the shop, and its staff calendar and task list (bound by the caller into homes).
  store::Shop create_shop(store::Transaction&, std::string slug, std::string name, std::string currency,
                          std::string time_zone, std::string language = "en");
  void put_product(store::Transaction&, const Product&);
  std::vector<Product> list_products(store::Transaction&, const Id& shop);
  void put_tax_rules(store::Transaction&, const Id& shop, const TaxRules&);
  void put_venue(store::Transaction&, const Venue&);
  std::vector<Venue> list_venues(store::Transaction&, const Id& shop);
  /// Coming slots follow the venues as they are now: stock and headcount (topic "venues").
  void venues_changed(store::Transaction&, const Id& shop);
  /// Stores an image or other file; its id goes into Product::image. Same bytes, same id.
  std::string put_media(store::Transaction&, const Id& shop, std::string_view content_type,
                        std::string_view bytes);
  struct Media {
    std::string content_type;
    std::string bytes;
  };
  std::optional<Media> find_media(store::Transaction&, const Id& shop, std::string_view id);

  // Publishing
  // ------------------------------------------------------------------------------------------------------
  struct Published {
    /// The object with X-SHELF lines put back that the client had dropped; absent if nothing was.
    std::optional<std::string> content;
  };
  /// An event of a shelf is being stored: makes or updates its slots, allotments and live objects.
  Decided<Published> publish(store::Transaction&, const store::Collection& shelf, std::string_view segment,
                             const ical::Component& calendar);
  /// A series gets the slots that have come into reach since it was saved (topic "series"); owed once a week.
  void extend_series(store::Transaction&, const Id& shop, std::string_view series);
  /// An event of a shelf is being removed. Refused while one of its coming slots has bookings.
  Decided<void> withdraw(store::Transaction&, const store::Collection& shelf, std::string_view segment);
  /// A calendar became a shelf: makes its live calendar beside it (`<segment>-live`), publishes what it
  /// holds. Or ceased to be one: refused while there are bookings ahead.
  Decided<void> shelf_changed(store::Transaction&, store::Collection& collection, const Id& parent,
                              std::string_view segment);

  // Selling
  // ---------------------------------------------------------------------------------------------------------
  /// Slots that overlap [from, to), soonest first.
  std::vector<Slot> list_slots(store::Transaction&, const Id& shop, Instant from, Instant to);
  std::optional<Slot> find_slot(store::Transaction&, const Id& shop, const Id& slot);
  /// Those of them that there are, in no order.
  std::vector<Slot> find_slots(store::Transaction&, const Id& shop, const std::set<Id>& slots);
  /// The slots of a bundle, soonest first. One that began within the last two weeks still belongs to it, so
  /// that nobody buys the rest of a course that has begun.
  std::vector<Slot> list_bundle(store::Transaction&, const Id& shop, const std::string& bundle);
  SaleOptions sale_options() const;
  /// All lines or none. Each of these is a batch of one (commerce/checkout/sales.hpp); a busy shop sells
  /// through the till (commerce/checkout/till.hpp).
  Decided<Hold> hold(store::Transaction&, const HoldCommand&);
  std::optional<Hold> find_hold(store::Transaction&, const Id& shop, const Id& hold);
  Decided<void> release(store::Transaction&, const Id& shop, const Id& hold);
  /// Confirming a hold twice answers the same booking.
  Decided<Booking> confirm(store::Transaction&, const ConfirmCommand&);
  /// All of it, by its customer. changes.hpp knows more.
  Decided<Booking> cancel(store::Transaction&, const Id& shop, const Id& booking);
  /// By the signed token of its link or QR code; nothing if the signature is not ours.
  std::optional<Booking> find_booking(store::Transaction&, std::string_view token);
  std::optional<Booking> booking(store::Transaction&, const Id& shop, const Id& booking);
  /// By the code that people read out.
  std::optional<Booking> booking_by_code(store::Transaction&, const Id& shop, std::string_view code);
  /// Newest first.
  std::vector<Booking> list_bookings(store::Transaction&, const Id& shop, std::size_t limit);

  // What the calendar shows
  // -------------------------------------------------------------------------------------------
  /// The live calendar's VCALENDAR for one slot (docs/vocabulary.md, "published").
  std::optional<std::string> render_live(store::Transaction&, const store::Collection& live,
                                         const store::ObjectEntry& entry);
  /// The booked slot for the customer's own calendar: the slot's UID, no names, no token.
  std::string render_booking_ics(store::Transaction&, const Booking&);

  // Time
  // ------------------------------------------------------------------------------------------------------------
  /// Holds that have run out are tidied up (decisions do not wait for it) and their slots shown anew.
  DueWork expiring_holds();
  /// Slots whose price or state time alone has changed are shown anew.
  DueWork changing_slots();

  // Proof
  // -----------------------------------------------------------------------------------------------------------
  /// Recomputes every balance from the transfers and compares; sentences about each difference, none if it
  /// all agrees.
  std::vector<std::string> check(store::Transaction&);

 private:
  Decided<void> open_shelf(store::Transaction&, store::Collection& collection, const Id& parent,
                           std::string_view segment);
  Decided<void> close_shelf(store::Transaction&, store::Collection& collection);

  EngineOptions options_;
  const Clock& clock_;
  Random& random_;
};

}  // namespace timeshelf::commerce
