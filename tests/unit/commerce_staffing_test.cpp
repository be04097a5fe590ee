// How many people, which shift goes first, whose turn it is, and what there is to do: pure.
#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "commerce/core/staffing.hpp"
#include "commerce/core/tasks.hpp"

namespace timeshelf::commerce {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using namespace std::chrono_literals;

const Id kShop, kSlot;

std::int64_t needed(std::int64_t people, std::int64_t per, std::int64_t at_least, std::int64_t bookings) {
  return people_needed({people, per, at_least, {}, {}}, bookings);
}

Shift shift(std::int64_t number, std::string person = "", Answer answer = Answer::asked,
            ShiftState state = ShiftState::open) {
  Shift made;
  made.number = number;
  made.person = std::move(person);
  made.answer = answer;
  made.state = state;
  return made;
}
std::vector<std::int64_t> open_ones(const std::vector<Shift>& shifts) {
  std::vector<std::int64_t> numbers;
  for (const Shift& each : shifts) {
    if (each.state == ShiftState::open) numbers.push_back(each.number);
  }
  return numbers;
}

TEST(Staffing, a_begun_group_of_bookings_needs_its_people) {
  EXPECT_EQ(needed(1, 8, 1, 8), 1);
  EXPECT_EQ(needed(1, 8, 1, 9), 2);
  EXPECT_EQ(needed(2, 5, 1, 11), 6);
}

TEST(Staffing, at_least_so_many_come_once_somebody_booked) {
  EXPECT_EQ(needed(1, 8, 3, 1), 3);
  EXPECT_EQ(needed(1, 8, 3, 0), 0);
}

TEST(Staffing, no_rule_asks_for_more_than_a_hundred) {
  EXPECT_EQ(needed(1'000'000, 1, 1, 1'000'000'000), kMostPeople);
}

TEST(Staffing, a_slot_says_what_it_wants_otherwise_and_its_venue_the_rest) {
  const Staffing rule = staffing_of({1, 4, {}, 10min, {}}, {2, 9, 2, 60min, {}});
  EXPECT_EQ(rule.people, 1);
  EXPECT_EQ(rule.per_bookings, 4);
  EXPECT_EQ(rule.at_least, 2);
  EXPECT_EQ(rule.set_up, 10min);
  EXPECT_EQ(rule.tear_down, 30min);
}

TEST(Staffing, what_nobody_counts_on_goes_first_and_of_that_the_latest) {
  std::vector<Shift> shifts = {shift(1, "sam"), shift(2), shift(3, "lea", Answer::accepted), shift(4, "kim")};
  adjust(shifts, kShop, kSlot, 3);
  EXPECT_THAT(open_ones(shifts), ElementsAre(1, 3, 4));
  adjust(shifts, kShop, kSlot, 1);
  EXPECT_THAT(open_ones(shifts), ElementsAre(3));
}

TEST(Staffing, a_shift_comes_back_under_its_number) {
  std::vector<Shift> shifts = {shift(1), shift(2, "", Answer::asked, ShiftState::cancelled)};
  const Adjustment done = adjust(shifts, kShop, kSlot, 3);
  EXPECT_THAT(open_ones(shifts), ElementsAre(1, 2, 3));
  EXPECT_THAT(done.opened, ElementsAre(1U, 2U));
}

TEST(Staffing, what_the_shop_does_without_is_not_made_again) {
  std::vector<Shift> shifts = {shift(1), shift(2, "", Answer::asked, ShiftState::waived)};
  adjust(shifts, kShop, kSlot, 2);
  EXPECT_THAT(open_ones(shifts), ElementsAre(1));
  adjust(shifts, kShop, kSlot, 1);
  EXPECT_THAT(open_ones(shifts), ElementsAre(1)) << "fewer are needed: nobody has to go";
  adjust(shifts, kShop, kSlot, 2);
  EXPECT_THAT(open_ones(shifts), ElementsAre(1, 2)) << "the need is a new one";
}

RC_GTEST_PROP(StaffingProperty, so_many_are_open_as_are_needed_and_numbers_are_never_reused, ()) {
  std::vector<Shift> shifts;
  for (const auto step : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 12))) {
    adjust(shifts, kShop, kSlot, step);
    RC_ASSERT(open_ones(shifts).size() == static_cast<std::size_t>(step));
    std::set<std::int64_t> numbers;
    for (const Shift& each : shifts) numbers.insert(each.number);
    RC_ASSERT(numbers.size() == shifts.size());
  }
}

// Among people who always have time, nobody ever has more than one shift more than another.
RC_GTEST_PROP(StaffingProperty, turns_are_fair, ()) {
  const auto people = *rc::gen::inRange(1, 7);
  const auto lengths = *rc::gen::nonEmpty(rc::gen::container<std::vector<int>>(rc::gen::inRange(30, 600)));
  std::vector<Candidate> crew;
  for (int i = 0; i < people; ++i) crew.push_back({"p" + std::to_string(i), {}, {}});
  std::int64_t clock = 0;
  for (const int length : lengths) {
    sort_by_turn(crew);
    crew.front().assigned += std::chrono::minutes(length);
    crew.front().last_assigned = from_millis(++clock);
    const auto [least, most] = std::minmax_element(
        crew.begin(), crew.end(), [](const auto& a, const auto& b) { return a.assigned < b.assigned; });
    const int longest = *std::max_element(lengths.begin(), lengths.end());
    RC_ASSERT(most->assigned - least->assigned <= std::chrono::minutes(longest));
  }
}

TEST(Staffing, of_two_with_the_same_work_the_one_who_waits_longer_is_asked) {
  std::vector<Candidate> crew = {
      {"ada", 60min, from_millis(20)}, {"bob", 60min, from_millis(10)}, {"cy", 60min, {}}};
  sort_by_turn(crew);
  EXPECT_EQ(crew[0].person, "cy");
  EXPECT_EQ(crew[1].person, "bob");
}

std::vector<std::string> open_tasks(const std::vector<Task>& tasks) {
  std::vector<std::string> names;
  for (const Task& task : tasks) {
    if (task.state == TaskState::open) names.push_back(task.name() + "=" + std::to_string(task.units));
  }
  return names;
}

TEST(Tasks, are_made_of_what_was_ordered) {
  std::vector<Task> tasks;
  plan_tasks(tasks, {{"MUG", 3}, {"SEAT", 4}}, true);
  EXPECT_THAT(open_tasks(tasks), ElementsAre("setup-1=1", "prepare-1-MUG=3", "handover-1=3"));
  plan_tasks(tasks, {{"MUG", 5}}, true);
  EXPECT_THAT(open_tasks(tasks), ElementsAre("setup-1=1", "prepare-1-MUG=5", "handover-1=5"));
}

TEST(Tasks, what_is_done_stays_done_and_more_orders_make_another) {
  std::vector<Task> tasks;
  plan_tasks(tasks, {{"MUG", 3}}, true);
  for (Task& task : tasks) task.state = TaskState::done;
  plan_tasks(tasks, {{"MUG", 5}}, true);
  EXPECT_THAT(open_tasks(tasks), ElementsAre("prepare-2-MUG=2", "handover-2=2"));
  plan_tasks(tasks, {{"MUG", 3}}, true);
  EXPECT_THAT(open_tasks(tasks), IsEmpty());
}

TEST(Tasks, one_that_is_taken_back_asks_for_all_that_is_left_and_the_one_for_the_rest_goes) {
  std::vector<Task> tasks;
  plan_tasks(tasks, {{"MUG", 3}}, true);
  for (Task& task : tasks) task.state = TaskState::done;
  plan_tasks(tasks, {{"MUG", 5}}, true);
  for (Task& task : tasks) {
    if (task.kind == TaskKind::prepare && task.number == 1) task.state = TaskState::open;
  }
  plan_tasks(tasks, {{"MUG", 5}}, true);
  EXPECT_THAT(open_tasks(tasks), ElementsAre("prepare-1-MUG=5", "handover-2=2"));
}

TEST(Tasks, are_called_off_with_the_slot) {
  std::vector<Task> tasks;
  plan_tasks(tasks, {{"MUG", 3}}, true);
  tasks[0].state = TaskState::done;
  plan_tasks(tasks, {{"MUG", 3}}, false);
  EXPECT_EQ(tasks[0].state, TaskState::done);
  EXPECT_EQ(tasks[1].state, TaskState::cancelled);
}

TEST(Tasks, their_names_are_read_back) {
  const auto task = parse_task_name("prepare-2-MUG-BLUE");
  ASSERT_TRUE(task);
  EXPECT_EQ(task->sku, "MUG-BLUE");
  EXPECT_EQ(task->number, 2);
  EXPECT_EQ(task->name(), "prepare-2-MUG-BLUE");
  for (const char* wrong : {"", "prepare", "prepare-x-MUG", "cook-1"}) EXPECT_FALSE(parse_task_name(wrong));
}

}  // namespace
}  // namespace timeshelf::commerce
