#include "commerce/services.hpp"

#include "commerce/forecasts/pace.hpp"
#include "commerce/orders/orders.hpp"
#include "commerce/shop_language.hpp"
#include "commerce/slots/showing.hpp"
#include "commerce/webhooks/events.hpp"

namespace timeshelf::commerce {

Services::Services(EngineOptions options, const Clock& clock, Random& random,
                   std::chrono::milliseconds poll_every)
    : engine(std::move(options), clock, random),
      stock(clock, random),
      delivery(clock, random),
      fulfilment(clock, random),
      devices(clock, random),
      leases(clock, random),
      scans(fulfilment, stock, clock, random),
      scan_conflicts(clock, random),
      claims(clock, random),
      shifts(engine.options(), clock, random),
      forecasts(engine, clock),
      changes(!engine.options().mail_from.empty(), clock, random),
      receipts(clock, random),
      payments(engine, "stripe", poll_every, clock, random),
      codes(clock, random),
      bundles(clock, random),
      invitations(engine, clock, random),
      passing_on(engine, clock, random),
      waiting(engine, clock, random),
      waiting_rooms(clock, random),
      voice(clock, random),
      webhooks(clock, random),
      outbox(clock) {
  using store::Transaction;
  outbox.on("letter", [this](Transaction& transaction, const Id& shop, const std::string& booking) {
    invitations.write_to_customer(transaction, shop, Id::trusted(booking));
  });
  outbox.on("slot-moved", [this](Transaction& transaction, const Id& shop, const std::string& slot) {
    invitations.move_entries(transaction, shop, Id::trusted(slot));
  });
  outbox.on("slot-changed", [this](Transaction& transaction, const Id& shop, const std::string& slot) {
    invitations.tell_of_change(transaction, shop, Id::trusted(slot));
  });
  outbox.on("change-letter", [this](Transaction& transaction, const Id& shop, const std::string& booking) {
    invitations.write_of_change(transaction, shop, Id::trusted(booking));
  });
  outbox.on("left-letter", [this](Transaction& transaction, const Id& shop, const std::string& subject) {
    const auto slash = subject.find('/');
    if (slash == std::string::npos) return;
    invitations.write_of_leaving(transaction, shop, Id::trusted(subject.substr(0, slash)),
                                 Id::trusted(subject.substr(slash + 1)));
  });
  outbox.on(std::string(kReturnTopic),
            [this](Transaction& transaction, const Id& shop, const std::string& hold) {
              payments.write_of_return(transaction, shop, Id::trusted(hold));
            });
  outbox.on(std::string(kAttendeeTopic),
            [this](Transaction& transaction, const Id& shop, const std::string& subject) {
              const auto slash = subject.find('/');
              if (slash == std::string::npos) return;
              invitations.write_entry(transaction, shop, Id::trusted(subject.substr(0, slash)),
                                      std::string_view(subject).substr(slash + 1));
            });
  outbox.on(std::string(kShiftTopic),
            [this, &clock](Transaction& transaction, const Id& shop, const std::string& slot) {
              shifts.follow(transaction, shop, Id::trusted(slot));
              owe_pace(transaction, shop, clock.now());  // whatever changes who works changes what is booked
            });
  outbox.on(std::string(kPaceTopic), [&clock](Transaction& transaction, const Id& shop, const std::string&) {
    count_pace(transaction, shop, clock.now());
    owe(transaction, shop, kForecastTopic, "", clock.now() + std::chrono::days(1));  // the earlier one stands
  });
  outbox.on(std::string(kForecastTopic),
            [this, &clock, &random](Transaction& transaction, const Id& id, const std::string&) {
              const auto coming = forecasts.note_day(transaction, id, random);
              static_assert(kOrderedAhead == std::chrono::days(insight::kHorizon));
              if (const auto shop = store::find_shop(transaction, id))
                Orders(engine, stock, clock, random).propose(transaction, *shop, coming);
            });
  outbox.on(std::string(kSeriesTopic),
            [this](Transaction& transaction, const Id& shop, const std::string& series) {
              engine.extend_series(transaction, shop, series);
            });
  outbox.on("capacity", [this](Transaction& transaction, const Id& shop, const std::string& pool) {
    if (const auto parsed = Pool::parse(pool)) stock.share_out(transaction, shop, *parsed);
  });
  outbox.on("capacity-booked", [this](Transaction& transaction, const Id& shop, const std::string& pool) {
    if (const auto parsed = Pool::parse(pool)) stock.share_out_booked(transaction, shop, *parsed);
  });
  outbox.on("venues", [this](Transaction& transaction, const Id& shop, const std::string&) {
    engine.venues_changed(transaction, shop);
  });
  outbox.on(std::string(kShownTopic),
            [&clock](Transaction& transaction, const Id& shop, const std::string& slot) {
              show_slot(transaction, shop, Id::trusted(slot), clock.now());
            });
  outbox.on(std::string(kOrdersTopic),
            [this, &clock, &random](Transaction& transaction, const Id& id, const std::string&) {
              if (const auto shop = store::find_shop(transaction, id))
                Orders(engine, stock, clock, random).write_anew(transaction, *shop);
            });
  outbox.on("missed", [this](Transaction& transaction, const Id& shop, const std::string& slot) {
    fulfilment.note_missed(transaction, shop, Id::trusted(slot));
  });
  outbox.on(std::string(kWaitingTopic),
            [this](Transaction& transaction, const Id& shop, const std::string& slot) {
              waiting.settle(transaction, shop, Id::trusted(slot));
            });
  outbox.on(std::string(kPassedOnTopic),
            [this](Transaction& transaction, const Id& shop, const std::string& passage) {
              invitations.write_of_passing_on(transaction, shop, Id::trusted(passage));
            });
  outbox.on(std::string(kLeaseTopic),
            [this](Transaction& transaction, const Id& shop, const std::string& lease) {
              leases.settle(transaction, shop, Id::trusted(lease));
            });
  outbox.on(std::string(kEventTopic),
            [&clock, &random](Transaction& transaction, const Id& shop, const std::string& owed) {
              tell_owed(transaction, shop, owed, clock.now(), random);
            });
  outbox.on(std::string(kKeepingTopic),
            [&clock](Transaction& transaction, const Id& shop, const std::string& behind) {
              follow_keeping(transaction, shop, behind, clock.now());
            });
  due.add(engine.expiring_holds());
  due.add(engine.changing_slots());
  due.add(waiting_rooms.letting_in());
  due.add(outbox.work());
  due.add(voice.expiring());
  due.add(voice.rescoring());
  due.add(webhooks.forgetting());
}

}  // namespace timeshelf::commerce
