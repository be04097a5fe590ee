// What is at a venue, whatever the order in which it is told.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "commerce/core/stock.hpp"

namespace timeshelf::tests {
namespace {

using namespace timeshelf::commerce;

Statement said(int at, std::string id, bool counts, std::int64_t units) {
  return {from_millis(at), std::move(id), counts, units};
}

// The books as the engine keeps them: each statement is booked when it arrives, and never looked at again.
class Books {
 public:
  void arrive(const Statement& statement) {
    BooksAtVenue books;
    books.units = units_;
    for (const Statement& other : told_) {
      if (other.counts && (!books.last_count || books.last_count->before(other))) books.last_count = other;
      if (!other.counts && statement.before(other)) books.later += other.units;
    }
    units_ += (statement.counts ? 0 : statement.units) + correction(books, statement);
    told_.push_back(statement);
  }
  std::int64_t units() const { return units_; }
  const std::vector<Statement>& told() const { return told_; }

 private:
  std::int64_t units_ = 0;
  std::vector<Statement> told_;
};

TEST(StockFold, takes_the_last_count_and_what_came_after_it) {
  const std::vector<Statement> all{said(1, "a", false, 10), said(3, "b", true, 7), said(2, "c", false, -2),
                                   said(4, "d", false, -1)};
  EXPECT_EQ(fold(all), 6);
  EXPECT_EQ(fold({}), 0);
}

TEST(StockFold, orders_what_was_at_the_same_time_by_id) {
  EXPECT_EQ(fold(std::vector{said(1, "a", true, 5), said(1, "b", false, 2)}), 7);
  EXPECT_EQ(fold(std::vector{said(1, "b", true, 5), said(1, "a", false, 2)}), 5);
}

RC_GTEST_PROP(StockFold, is_what_the_books_have_after_every_arrival_in_any_order, ()) {
  const auto size = *rc::gen::inRange(1, 25);
  Books books;
  for (int i = 0; i < size; ++i) {
    const bool counts = *rc::gen::inRange(0, 3) == 0;
    // Few instants, so that many statements share one.
    const auto at = *rc::gen::inRange(0, 8);
    const auto id = std::to_string(*rc::gen::inRange(0, 1000)) + "-" + std::to_string(i);
    books.arrive(said(at, id, counts, counts ? *rc::gen::inRange(0, 50) : *rc::gen::inRange(-20, 30)));
    RC_ASSERT(books.units() == fold(books.told()));
  }
}

}  // namespace
}  // namespace timeshelf::tests
