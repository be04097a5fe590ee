#include "commerce/checkout/sales.hpp"

#include <algorithm>
#include <functional>
#include <tuple>

#include "commerce/bookings/customer_rows.hpp"
#include "commerce/checkout/audience_tokens.hpp"
#include "commerce/checkout/sale_rows.hpp"
#include "commerce/core/booking_codes.hpp"
#include "commerce/fulfilment/delivery_rows.hpp"
#include "commerce/fulfilment/fulfilment_rows.hpp"
#include "commerce/idempotency.hpp"
#include "commerce/ledger_rows.hpp"
#include "commerce/outbox.hpp"
#include "commerce/shop_language.hpp"
#include "commerce/slots/alternatives.hpp"
#include "commerce/slots/offer_rows.hpp"
#include "commerce/slots/showing.hpp"
#include "commerce/slots/slot_rows.hpp"
#include "commerce/staff/shifts.hpp"
#include "commerce/stock/capacity.hpp"
#include "commerce/waiting/door.hpp"
#include "commerce/webhooks/events.hpp"
#include "ical/shelf_terms.hpp"
#include "store/accounts.hpp"

namespace timeshelf::commerce {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMostExpired = 10'000;  // of one batch; more than that waits for the next
constexpr auto kAlternativesAhead = 24h * 60;
constexpr std::size_t kSlotsLookedAt = 50;
constexpr std::size_t kMostAlternatives = 3;

class Batch {
 public:
  Batch(store::Transaction& transaction, const Id& shop, const SaleOptions& options, Instant now,
        Random& random)
      : transaction_(transaction),
        shop_(shop),
        letters_(options.letters),
        now_(now),
        random_(random),
        door_(transaction, shop, now) {
    state_.hold_for = options.hold_for;
    state_.prepaid = options.prepaid;
  }

  void load(const std::vector<const SaleRequest*>& requests, std::size_t most_expired) {
    load_answers(requests);
    std::set<Id> named = answered_holds();
    std::set<std::string> emails, codes, bundles;
    for (const SaleRequest* request : requests) name(*request, named, emails, codes, bundles);
    const auto expired = find_expired_holds(transaction_, shop_, now_, most_expired);
    expired_.assign(expired.begin(), expired.end());
    named.insert(expired.begin(), expired.end());

    state_.holds = load_holds(transaction_, shop_, named);
    std::set<Id> open;
    for (const auto& [id, record] : state_.holds) {
      if (record.state == HoldState::open) open.insert(id);
      for (const Line& line : record.hold.lines) slot_ids_.insert(line.slot);
    }
    load_pending_of(transaction_, shop_, open, state_.ledger);
    load_slots_and(bundles);
    load_named_codes(std::move(codes));
    load_door(requests);
    codes_.emplace(now_, named.empty() ? "" : last_booking_code(transaction_, shop_, now_));
    std::set<Id> limited;
    for (const auto& [id, row] : rows_) {
      if (row.slot.limit) limited.insert(id);
    }
    if (!limited.empty()) {
      add_holders(open, emails);
      load_customers(transaction_, shop_, limited, emails, state_);
    }
    state_.tax = load_tax_rules(transaction_, shop_);
    if (speaks_for_shop_) language_ = language_of(transaction_, shop_);
    if (delivers_) state_.delivery = load_delivery(transaction_, shop_, rows_);
  }

  std::size_t expire() {
    std::size_t count = 0;
    for (const Id& hold : expired_) {
      const auto decision = decide_expiry(state_, hold, now_);
      if (!decision) continue;
      accept(state_, *decision);
      settle(hold);
      ++count;
    }
    return count;
  }

  SaleAnswer decide(const SaleRequest& request) {
    if (request.key) {
      const auto given = answers_.find({request.key->scope, request.key->key});
      if (given != answers_.end()) {
        const auto hold = state_.holds.find(Id::trusted(given->second.response));
        if (given->second.digest != request.key->digest || hold == state_.holds.end())
          return refuse(Refusal::Code::key_reused,
                        "This Idempotency-Key came before with another request; use a new key.",
                        "Idempotency-Key");
        if (std::holds_alternative<HoldCommand>(request.command)) return Sale(hold->second.hold);
      }
    }
    return std::visit([&](const auto& command) { return run(command, request.key); }, request.command);
  }

  void write() {
    std::vector<const HoldRecord*> made;
    for (const Id& id : made_) made.push_back(&state_.holds.at(id));
    insert_holds(transaction_, made);
    std::map<HoldState, std::set<Id>> changed;
    for (const Id& id : settled_) changed[state_.holds.at(id).state].insert(id);
    for (const auto& [to, ids] : changed) set_hold_state(transaction_, shop_, to, ids);
    forget_addresses(transaction_, shop_, left_behind());
    std::map<Id, const Booking*> booked;
    for (const Id& id : booked_) booked[id] = &*state_.holds.at(id).booking;
    insert_bookings(transaction_, shop_, booked);
    insert_customers(transaction_, shop_, customers_);
    store_written(transaction_, shop_, state_.ledger);
    owe_for_bookings();
    door_.write();
    remember_answers(transaction_, shop_, remembered_, now_);
    const std::set<Id> elsewhere = make_good_what_is_missing();
    owe_sharing(transaction_, shop_, changed_, now_);
    for (const Id& slot : changed_) {
      const auto row = rows_.find(slot);
      if (row != rows_.end() && !elsewhere.contains(slot))
        show(transaction_, row->second, state_.ledger, now_);
    }
    for (SlotRow& row : load_slots(transaction_, shop_, elsewhere)) {
      const auto known = rows_.find(row.slot.id);
      if (known != rows_.end()) row.slot.booked = known->second.slot.booked;
      show(transaction_, row, now_);
    }
  }

 private:
  // Holds that named an address and came to nothing.
  std::set<Id> left_behind() const {
    std::set<Id> holds;
    for (const Id& id : settled_) {
      const HoldRecord& record = state_.holds.at(id);
      if (record.hold.address && record.state != HoldState::confirmed) holds.insert(id);
    }
    return holds;
  }

  void load_door(const std::vector<const SaleRequest*>& requests) {
    std::set<std::string> places;
    std::set<Id> confirmed;
    for (const SaleRequest* request : requests) {
      if (const auto* hold = std::get_if<HoldCommand>(&request->command)) places.insert(hold->place);
      if (const auto* confirm = std::get_if<ConfirmCommand>(&request->command))
        confirmed.insert(confirm->hold);
    }
    door_.load(rows_, places, confirmed);
  }

  // What a hold gives back goes first to where units are missing. Answers the slots that this changed.
  std::set<Id> make_good_what_is_missing() {
    std::set<Id> freed;
    for (const Id& id : settled_) {
      const HoldRecord& record = state_.holds.at(id);
      if (record.state != HoldState::confirmed) freed.merge(slots_of(record.hold.lines));
    }
    std::set<Id> changed;
    for (const Id& slot : freed)
      changed.merge(make_good(transaction_, shop_, slot, "hold ended", now_, random_));
    return changed;
  }

  std::set<std::string> customers_with_calendars() const {
    std::set<std::string> emails;
    for (const Id& hold : booked_) emails.insert(state_.holds.at(hold).booking->customer_email);
    return store::addresses_of_users(transaction_, emails);
  }

  void owe_for_bookings() {
    std::set<Id> staffed;
    std::set<std::string> letters;
    std::set<std::string> made;
    const std::set<std::string> calendars = letters_ ? std::set<std::string>{} : customers_with_calendars();
    std::vector<Line> lines;
    for (const Id& hold : booked_) {
      const HoldRecord& record = state_.holds.at(hold);
      staffed.merge(slots_of(record.hold.lines));
      lines.insert(lines.end(), record.hold.lines.begin(), record.hold.lines.end());
      made.insert(record.booking->id.string());
      if (letters_ || calendars.contains(record.booking->customer_email))
        letters.insert(record.booking->id.string());
    }
    owe_shifts(transaction_, shop_, staffed, now_);
    owe_missed(transaction_, shop_, soonest_pickups(lines));
    owe_all(transaction_, shop_, "letter", letters, now_);
    owe_events(transaction_, shop_, "booking.made", made, now_);
  }

  void load_answers(const std::vector<const SaleRequest*>& requests) {
    std::vector<RequestKey> keys;
    for (const SaleRequest* request : requests) {
      if (request->key) keys.push_back(*request->key);
    }
    answers_ = find_answers(transaction_, shop_, keys);
  }

  std::set<Id> answered_holds() const {
    std::set<Id> holds;
    for (const auto& [key, answer] : answers_) {
      if (const auto id = Id::parse(answer.response)) holds.insert(*id);
    }
    return holds;
  }

  // What a request names, to be loaded.
  void name(const SaleRequest& request, std::set<Id>& holds, std::set<std::string>& emails,
            std::set<std::string>& codes, std::set<std::string>& bundles) {
    if (const auto* hold = std::get_if<HoldCommand>(&request.command)) {
      for (const LineRequest& line : hold->lines) slot_ids_.insert(line.slot);
      if (!hold->bundle.empty()) bundles.insert(hold->bundle);
      if (looks_like_audience_token(hold->code)) {
        tokens_.insert(hold->code);
      } else if (!hold->code.empty()) {
        codes.insert(normalise_code(hold->code));
      }
      if (!hold->email.empty()) emails.insert(normalise_email(hold->email));
      delivers_ = delivers_ || hold->address.has_value();
    } else if (const auto* confirm = std::get_if<ConfirmCommand>(&request.command)) {
      holds.insert(confirm->hold);
      emails.insert(normalise_email(confirm->email));
      speaks_for_shop_ = speaks_for_shop_ || confirm->language.empty();
    } else {
      holds.insert(std::get<ReleaseCommand>(request.command).hold);
    }
  }

  // A token of an audience counts as the code in it, for as long as both hold.
  void load_named_codes(std::set<std::string> named) {
    std::map<std::string, AudienceToken> tokens;
    const auto shop = tokens_.empty() ? std::nullopt : store::find_shop(transaction_, shop_);
    for (const std::string& text : tokens_) {
      const auto token = shop ? open_audience_token(*shop, text) : std::nullopt;
      if (!token) continue;
      named.insert(token->code);
      tokens.emplace(normalise_code(text), *token);
    }
    load_codes(transaction_, shop_, named, state_);
    for (const auto& [text, token] : tokens) {
      const auto code = state_.codes.find(token.code);
      if (code == state_.codes.end() || code->second.audience != token.audience) continue;
      CodeTerms terms = code->second;
      terms.valid_until = std::min(terms.valid_until.value_or(token.valid_until), token.valid_until);
      state_.codes.emplace(text, std::move(terms));
    }
  }

  void add_holders(const std::set<Id>& open, std::set<std::string>& emails) const {
    for (const Id& id : open) {
      const std::string& email = state_.holds.at(id).hold.email;
      if (!email.empty()) emails.insert(email);
    }
  }

  void load_slots_and(const std::set<std::string>& bundles) {
    for (SlotRow& row : load_slots(transaction_, shop_, slot_ids_))
      rows_.emplace(row.slot.id, std::move(row));
    if (!bundles.empty()) {
      load_bundles(transaction_, shop_, bundles, state_);
      for (SlotRow& row : load_slots_in_bundles(transaction_, shop_, bundles, now_)) {
        BundleTerms& bundle = state_.bundles[row.slot.bundle];
        bundle.name = row.slot.bundle;
        bundle.slots.push_back(row.slot.id);
        rows_.emplace(row.slot.id, std::move(row));
      }
    }
    std::vector<SlotRow*> rows;
    std::set<Id> places;
    for (auto& [id, row] : rows_) {
      rows.push_back(&row);
      places.insert(id);
      state_.slots[id] = &row;
    }
    load_places(transaction_, shop_, places, state_.ledger);
    load_offers(transaction_, shop_, rows, state_.ledger);
  }

  SaleAnswer run(const HoldCommand& command, const std::optional<RequestKey>& key) {
    if (auto refused = door_.refuse(command, state_)) return *refused;
    auto decision = decide_hold(state_, command, fresh_, now_);
    if (!decision) return explain(command, decision.error());
    accept(state_, *decision);
    door_.admit(command, decision->hold);
    made_.insert(decision->hold.id);
    touch(decision->hold.lines);
    remember(key, decision->hold.id);
    return Sale(std::move(decision->hold));
  }

  SaleAnswer run(const ConfirmCommand& command, const std::optional<RequestKey>& key) {
    auto decision = decide_confirm(state_, command, fresh_, now_);
    if (!decision) return decision.error();
    if (auto refused = door_.refuse(command); refused && !decision->again) return *refused;
    if (decision->booking.language.empty()) decision->booking.language = language_;
    accept(state_, command.hold, *decision);
    if (!decision->again) {
      door_.note(command);
      settle(command.hold);
      booked_.push_back(command.hold);
      for (const Id& slot : slots_of(decision->booking.lines)) {
        const auto row = rows_.find(slot);
        if (row == rows_.end()) continue;
        const std::int64_t count = ++row->second.slot.booked;
        customers_.push_back({slot, count, decision->booking.customer_email, command.hold});
      }
    }
    remember(key, command.hold);
    return Sale(std::move(decision->booking));
  }

  SaleAnswer run(const ReleaseCommand& command, const std::optional<RequestKey>&) {
    const auto decision = decide_release(state_, command, now_);
    if (!decision) return decision.error();
    accept(state_, *decision);
    settle(command.hold);
    return Sale(Released{});
  }

  // A hold that was made in this very batch is written in the state that it ends in.
  void settle(const Id& hold) {
    if (!made_.contains(hold)) settled_.insert(hold);
    touch(state_.holds.at(hold).hold.lines);
  }

  void touch(const std::vector<Line>& lines) {
    for (const Line& line : lines) changed_.insert(line.slot);
  }

  void remember(const std::optional<RequestKey>& key, const Id& hold) {
    if (!key) return;
    const auto [answer, fresh] =
        answers_.try_emplace({key->scope, key->key}, RememberedAnswer{key->digest, 201, hold.string()});
    if (fresh) remembered_.emplace(answer->first, answer->second);
  }

  // When held units may come back, and where there are more. Found once for each thing of a batch.
  Refusal explain(const HoldCommand& command, Refusal refusal) {
    if (refusal.code != Refusal::Code::sold_out) return refusal;
    const auto at = refusal.field.find('[');
    const auto index = at == std::string::npos ? 0 : std::stoul(refusal.field.substr(at + 1));
    const bool lines = at != std::string::npos && index < command.lines.size();
    if (!lines) return refusal;
    const LineRequest& line = command.lines[index];
    const auto [known, fresh] = explained_.try_emplace({line.slot, line.sku, line.quantity});
    if (fresh) known->second = look_around(line);
    refusal.held_until = known->second.held_until;
    refusal.alternatives = known->second.alternatives;
    return refusal;
  }

  struct Explanation {
    std::optional<Instant> held_until;
    std::vector<Slot> alternatives;
  };

  Explanation look_around(const LineRequest& line) {
    Explanation found;
    const AccountKey account =
        allotted(line.slot, line.sku.empty() ? ical::kSeatSku : std::string_view(line.sku));
    found.held_until = held_until(line.slot);
    auto rows = load_slots_between(transaction_, shop_, now_, now_ + kAlternativesAhead, kSlotsLookedAt);
    std::erase_if(rows, [&](const SlotRow& row) { return row.slot.id == line.slot; });
    for (Slot& slot : views_of(transaction_, shop_, std::move(rows), now_)) {
      if (found.alternatives.size() == kMostAlternatives) break;
      const bool open = slot.state == SlotState::open || slot.state == SlotState::low;
      const bool has = std::any_of(slot.offers.begin(), slot.offers.end(), [&](const Offer& offer) {
        return offer.sku == account.sku && offer.price && offer.remaining >= line.quantity;
      });
      if (open && has) found.alternatives.push_back(std::move(slot));
    }
    return found;
  }

  // The soonest end of an open hold of that slot: stored, or made in this batch.
  std::optional<Instant> held_until(const Id& slot) {
    auto soonest = commerce::held_until(transaction_, shop_, slot, now_);
    for (const Id& id : made_) {
      const HoldRecord& record = state_.holds.at(id);
      if (record.state == HoldState::open && slots_of(record.hold.lines).contains(slot))
        soonest = std::min(soonest.value_or(record.hold.expires_at), record.hold.expires_at);
    }
    return soonest;
  }

  store::Transaction& transaction_;
  const Id shop_;
  const bool letters_;
  const Instant now_;
  Random& random_;
  Door door_;
  SalesState state_;
  std::map<Id, SlotRow> rows_;
  std::set<Id> slot_ids_;
  std::vector<Id> expired_;
  bool delivers_ = false;         ///< somebody names an address
  bool speaks_for_shop_ = false;  ///< somebody books who said no language
  std::string language_;          ///< of the shop, for them

  std::set<Id> made_;       ///< holds, to be inserted
  std::set<Id> settled_;    ///< stored holds whose state changed
  std::vector<Id> booked_;  ///< holds that became bookings
  std::vector<CustomerRow> customers_;
  std::set<Id> changed_;  ///< slots that look different
  Answers answers_;
  Answers remembered_;
  std::map<std::tuple<Id, std::string, std::int64_t>, Explanation> explained_;

  const std::function<Id()> make_id_ = [this] { return Id::make(now_, random_); };
  std::set<std::string> tokens_;  // of audiences
  std::optional<BookingCodes> codes_;
  const std::function<std::string()> make_code_ = [this] { return codes_.value().next(random_); };
  const Fresh fresh_{make_id_, make_code_};
};

}  // namespace

std::vector<SaleAnswer> sell(store::Transaction& transaction, const Id& shop,
                             const std::vector<const SaleRequest*>& requests, const SaleOptions& options,
                             Instant now, Random& random) {
  Batch batch(transaction, shop, options, now, random);
  batch.load(requests, kMostExpired);
  batch.expire();
  std::vector<SaleAnswer> answers;
  answers.reserve(requests.size());
  for (const SaleRequest* request : requests) answers.push_back(batch.decide(*request));
  batch.write();
  return answers;
}

std::size_t expire_holds(store::Transaction& transaction, const Id& shop, std::size_t at_most, Instant now,
                         Random& random) {
  Batch batch(transaction, shop, {}, now, random);
  batch.load({}, at_most);
  const std::size_t count = batch.expire();
  batch.write();
  return count;
}

}  // namespace timeshelf::commerce
