// A shop with a till at which many customers stand, on one of the databases.
#pragma once
#include <future>

#include "commerce/checkout/till.hpp"
#include "tests/store/counting_database.hpp"
#include "tests/store/shop_world.hpp"

namespace timeshelf::tests {

/// What the till answered to one request.
struct Told {
  std::optional<store::Failure> failure;
  commerce::Till::Answer answer;

  const commerce::Hold& hold() const { return std::get<commerce::Hold>(*answer.sale); }
  const commerce::Booking& booking() const { return std::get<commerce::Booking>(*answer.sale); }
};

/// Mugs, three of them, and who asks for them.
class TillWorld : public ShopWorld {
 protected:
  void SetUp() override {
    ShopWorld::SetUp();
    if (IsSkipped()) return;
    counting_.emplace(database());
    writer_.emplace(*counting_);
    till_.emplace(*writer_, engine_.sale_options(), clock_, random_);
    ASSERT_TRUE(publish(kMugs));
    slot_ = slots().front().id;
  }
  void TearDown() override {
    writer_.reset();
    ShopWorld::TearDown();
  }

  std::future<Told> submit(commerce::SaleRequest request) {
    auto told = std::make_shared<std::promise<Told>>();
    auto future = told->get_future();
    till_->submit("studio", std::move(request), [told](const auto& failure, commerce::Till::Answer answer) {
      told->set_value({failure, std::move(answer)});
    });
    return future;
  }
  Told ask(commerce::SaleRequest request) { return submit(std::move(request)).get(); }
  /// What is submitted while this lives waits together when the writer comes to it.
  class Gathering {
   public:
    /// `then` is done on the writer's thread, before what waits.
    explicit Gathering(
        store::Writer& writer, std::function<void()> then = [] {}) {
      // Shared: the writer's thread may still be in them when this is gone.
      const auto begun = std::make_shared<std::promise<void>>();
      writer.submit({[begun, free = free_](store::Transaction&) {
                       begun->set_value();
                       return free->get_future().wait(), true;
                     },
                     [then = std::move(then)](const store::Outcome&) { then(); }});
      begun->get_future().wait();
    }
    ~Gathering() { free_->set_value(); }
    Gathering(const Gathering&) = delete;
    Gathering& operator=(const Gathering&) = delete;

   private:
    std::shared_ptr<std::promise<void>> free_ = std::make_shared<std::promise<void>>();
  };
  std::vector<Told> ask_together(std::vector<commerce::SaleRequest> requests,
                                 std::optional<store::Failure::Code> failing = {}) {
    std::vector<std::future<Told>> futures;
    {
      const Gathering all(*writer_, [=, this] {
        if (failing) counting_->fail_next_commit(*failing);
      });
      for (commerce::SaleRequest& request : requests) futures.push_back(submit(std::move(request)));
    }
    std::vector<Told> told;
    for (auto& future : futures) told.push_back(future.get());
    return told;
  }

  commerce::SaleRequest wants(std::int64_t quantity, std::optional<commerce::RequestKey> key = {}) const {
    return {commerce::HoldCommand{{}, {{slot_, "MUG", quantity, ""}}}, std::move(key)};
  }
  static commerce::SaleRequest pays(const Id& hold, std::optional<commerce::RequestKey> key = {}) {
    return {commerce::ConfirmCommand{{}, hold, "Ada", "ada@example.com"}, std::move(key)};
  }
  static commerce::SaleRequest gives_up(const Id& hold) { return {commerce::ReleaseCommand{{}, hold}, {}}; }
  std::int64_t remaining() { return slots().front().offers.front().remaining; }

  std::optional<CountingDatabase> counting_;
  std::optional<commerce::Till> till_;
  std::optional<store::Writer> writer_;
  Id slot_;
};

}  // namespace timeshelf::tests
