// The shop with its clock turned back: what happens, happens at its time, through the calendar server and the
// engine.
#pragma once
#include <functional>
#include <map>
#include <optional>

#include "server/application.hpp"
#include "server/demo/year.hpp"

namespace timeshelf::server::demo {

/// Only ever goes on.
class PastClock final : public Clock {
 public:
  explicit PastClock(Instant start) : now_(start) {}
  Instant now() const override { return now_; }
  void go_on_to(Instant at);

 private:
  Instant now_;
};

class Past {
 public:
  using Happening = std::function<void()>;

  /// Begins at `start` and ends at `present`.
  Past(Config config, const YearOf& of, Instant start, Instant present);

  /// Plans something; what would be of the future does not happen.
  void at(Instant when, Happening happening);
  /// Lets it all happen, and time pass between. What happens may plan further things, always later ones.
  void live();

  void read(const std::function<void(store::Transaction&)>& work) { parts.database->read(work); }
  void write(const std::function<void(store::Transaction&)>& work) { parts.database->write(work); }
  /// Nothing of it is kept where the shop says no.
  template <typename Value>
  std::optional<Value> attempt(const std::function<commerce::Decided<Value>(store::Transaction&)>& work) {
    struct Refused {};
    std::optional<Value> value;
    try {
      write([&](store::Transaction& transaction) {
        auto decided = work(transaction);
        if (!decided) throw Refused{};
        value = std::move(*decided);
      });
    } catch (const Refused&) {
      return std::nullopt;
    }
    return value;
  }

  Instant now() const { return clock_.now(); }
  Instant present() const { return present_; }
  const Id& shop() const { return row.id; }

 private:
  void pass_time_until(Instant until);

  Instant present_;
  PastClock clock_;
  SystemRandom random_;
  std::multimap<Instant, Happening> agenda_;

 public:  // behind what they are made of
  const YearOf of;
  Parts parts;
  caldav::Principal owner;
  store::Shop row;  ///< of the shop
  YearLived lived;
};

}  // namespace timeshelf::server::demo
