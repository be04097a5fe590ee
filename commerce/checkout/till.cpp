#include "commerce/checkout/till.hpp"

#include <algorithm>
#include <map>

namespace timeshelf::commerce {
namespace {

// One request alone may break a rule of the database; then it must not take others with it.
bool is_of_one_member(const store::Failure& failure) {
  return failure.code() == store::Failure::Code::constraint || failure.code() == store::Failure::Code::broken;
}

}  // namespace

Till::Till(store::Writer& writer, const SaleOptions& options, const Clock& clock, Random& random,
           std::size_t largest_batch)
    : writer_(writer),
      options_(options),
      clock_(clock),
      random_(random),
      largest_batch_(std::max<std::size_t>(largest_batch, 1)) {}

void Till::submit(std::string shop_slug, SaleRequest request, Done done) {
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back({std::move(shop_slug), std::move(request), std::move(done), {}});
    if (scheduled_) return;
    scheduled_ = true;
  }
  schedule();
}

std::int64_t Till::waiting() const {
  const std::lock_guard lock(mutex_);
  return static_cast<std::int64_t>(queue_.size());
}

void Till::schedule() {
  const auto batch = std::make_shared<Batch>();
  writer_.submit({[this, batch](store::Transaction& transaction) {
                    take(*batch);
                    run(transaction, *batch);
                    return true;
                  },
                  [this, batch](const store::Outcome& outcome) { finish(*batch, outcome); }});
}

void Till::take(Batch& batch) {
  if (batch.taken) return;
  batch.taken = true;
  bool more = false;
  {
    const std::lock_guard lock(mutex_);
    const auto count = static_cast<std::ptrdiff_t>(std::min(queue_.size(), largest_batch_));
    batch.members.assign(std::move_iterator(queue_.begin()), std::move_iterator(queue_.begin() + count));
    queue_.erase(queue_.begin(), queue_.begin() + count);
    more = scheduled_ = !queue_.empty();
  }
  if (more) schedule();
}

void Till::run(store::Transaction& transaction, Batch& batch) {
  std::map<std::string, std::vector<Waiting*>> by_shop;
  for (Waiting& member : batch.members) by_shop[member.shop_slug].push_back(&member);
  for (const auto& [slug, members] : by_shop) {
    const auto shop = store::find_shop_by_slug(transaction, slug);
    if (!shop) {
      for (Waiting* member : members)
        member->answer = {{},
                          refuse(Refusal::Code::unknown_shop, "There is no such shop; check the address.")};
      continue;
    }
    std::vector<const SaleRequest*> requests;
    for (Waiting* member : members) {
      std::visit([&](auto& command) { command.shop = shop->id; }, member->request.command);
      requests.push_back(&member->request);
    }
    auto answers = sell(transaction, shop->id, requests, options_, clock_.now(), random_);
    for (std::size_t i = 0; i < members.size(); ++i) members[i]->answer = {*shop, std::move(answers[i])};
  }
}

void Till::finish(Batch& batch, const store::Outcome& outcome) {
  take(batch);  // the transaction may not even have begun: then those who wait are told so
  if (outcome.failure && is_of_one_member(*outcome.failure) && batch.members.size() > 1) {
    run_apart(batch);
    return;
  }
  for (Waiting& member : batch.members) {
    Answer none{{}, refuse(Refusal::Code::unknown_shop, "")};
    member.done(outcome.failure, outcome.failure ? std::move(none) : std::move(*member.answer));
  }
}

void Till::run_apart(Batch& batch) {
  for (Waiting& member : batch.members) {
    const auto alone = std::make_shared<Batch>();
    alone->taken = true;
    alone->members.push_back(std::move(member));
    writer_.submit({[this, alone](store::Transaction& transaction) {
                      run(transaction, *alone);
                      return true;
                    },
                    [this, alone](const store::Outcome& outcome) { finish(*alone, outcome); }});
  }
}

}  // namespace timeshelf::commerce
