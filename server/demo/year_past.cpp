#include "server/demo/year_past.hpp"

#include <algorithm>

namespace timeshelf::server::demo {
namespace {

constexpr std::size_t kDueAtOnce = 200;

}  // namespace

void PastClock::go_on_to(Instant at) {
  now_ = std::max(now_, at);
}

Past::Past(Config config, const YearOf& year_of, Instant start, Instant present)
    : present_(present), clock_(start), of(year_of), parts(std::move(config), clock_, random_) {
  read([&](store::Transaction& transaction) {
    const auto user = store::find_user(transaction, of.owner);
    if (!user) throw store::Failure(store::Failure::Code::broken, "The demo's owner is not there.");
    owner = principal_of(*user);
    row = store::find_shop(transaction, user->shop).value();
  });
}

void Past::at(Instant when, Happening happening) {
  if (when < present_) agenda_.emplace(when, std::move(happening));
}

void Past::live() {
  while (!agenda_.empty()) {
    const auto next = agenda_.extract(agenda_.begin());
    pass_time_until(next.key());
    clock_.go_on_to(next.key());
    next.mapped()();
  }
  pass_time_until(present_);
}

void Past::pass_time_until(Instant until) {
  for (;;) {
    std::optional<Instant> next;
    read([&](store::Transaction& transaction) { next = parts.services.due.next(transaction); });
    if (!next || *next > until) return;
    clock_.go_on_to(*next);
    std::size_t done = 0;
    write([&](store::Transaction& transaction) { done = parts.services.due.run(transaction, kDueAtOnce); });
    if (done == 0) return;  // what it waits for is not of this year
  }
}

}  // namespace timeshelf::server::demo
