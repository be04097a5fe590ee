#include "commerce/services.hpp"

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
      changes(!engine.options().mail_from.empty(), clock, random),
      receipts(clock, random),
      payments(engine, "stripe", poll_every, clock, random),
      codes(clock, random),
      bundles(clock, random),
      invitations(engine, clock, random),
      passing_on(engine, clock, random),
      waiting(engine, clock, random),
      waiting_rooms(clock, random),
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
            [this](Transaction& transaction, const Id& shop, const std::string& slot) {
              shifts.follow(transaction, shop, Id::trusted(slot));
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
  due.add(engine.expiring_holds());
  due.add(engine.changing_slots());
  due.add(waiting_rooms.letting_in());
  due.add(outbox.work());
}

}  // namespace timeshelf::commerce
