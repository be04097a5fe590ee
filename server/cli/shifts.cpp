// timeshelf shift, and how venues are staffed
#include "commerce/shifts.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "ical/shelf_grammar.hpp"
#include "server/cli/session.hpp"

namespace timeshelf::server::cli {
namespace {

constexpr std::chrono::hours kAhead{24 * 60};

std::chrono::minutes need_minutes(std::int64_t count, const char* option) {
  if (count < 0 || count > ical::grammar::kLongestSetUp.count())
    throw Stop{kRefused, fmt::format("{} is a whole number of minutes from 0 to 1440.", option)};
  return std::chrono::minutes(count);
}

void print_shift(const commerce::ShiftView& view) {
  const auto& shift = view.shift;
  const std::string who = shift.is_uncovered()   ? "UNCOVERED"
                          : shift.person.empty() ? std::string(name_of(shift.state))
                                                 : shift.person;
  fmt::print("{}\t{}\t{}\t{}\t{}\t{}\n", shift.id(), to_rfc3339(shift.starts_at), to_rfc3339(shift.ends_at),
             who, shift.person.empty() ? "" : name_of(shift.answer), view.summary);
}

}  // namespace

std::optional<commerce::StaffingRule> staffing_rule(const VenueOptions& options) {
  const bool said = !options.staff.empty() || options.at_least || options.set_up || options.tear_down;
  if (!said) return std::nullopt;
  commerce::StaffingRule rule;
  if (!options.staff.empty()) {
    const auto read = ical::grammar::staffing(options.staff);
    if (!read) throw Stop{kRefused, fmt::format("'{}' is not written like '1 per 8'.", options.staff)};
    rule.people = read->people;
    rule.per_bookings = read->per_bookings;
  }
  if (options.at_least) {
    if (*options.at_least < 1 || *options.at_least > commerce::kMostPeople)
      throw Stop{kRefused, "--at-least is a whole number from 1 to 100."};
    rule.at_least = options.at_least;
  }
  if (options.set_up) rule.set_up = need_minutes(*options.set_up, "--set-up");
  if (options.tear_down) rule.tear_down = need_minutes(*options.tear_down, "--tear-down");
  return rule;
}

int list_shifts(const Config& config, const std::string& slug) {
  return with_database(config, [&](Session& session) {
    session.read([&](store::Transaction& transaction) {
      const auto shop = need_shop(transaction, slug);
      const Instant now = session.clock.now();
      for (const auto& view : session.parts.services.shifts.list(transaction, shop.id, now, now + kAhead))
        print_shift(view);
    });
    return kDone;
  });
}

int assign_shift(const Config& config, const std::string& slug, const std::string& id,
                 const std::string& person) {
  return with_database(config, [&](Session& session) {
    session.write([&](store::Transaction& transaction) {
      auto& shifts = session.parts.services.shifts;
      const auto shop = need_shop(transaction, slug);
      const auto given = shifts.assign(transaction, shop.id, id, person, "command line");
      if (!given) throw Stop{kRefused, given.error().message};
      // The server would do it within a minute; whoever asks wants it to stand in the calendar now.
      shifts.follow(transaction, shop.id, given->shift.slot);
      print_shift(*given);
    });
    return kDone;
  });
}

}  // namespace timeshelf::server::cli
