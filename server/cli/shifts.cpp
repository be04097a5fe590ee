// timeshelf shift
#include "commerce/staff/shifts.hpp"

#include <fmt/format.h>

#include "server/cli/session.hpp"

namespace timeshelf::server::cli {
namespace {

struct ShiftOptions {
  std::string shop, shift;
  std::string person;  ///< "": whose turn it is
};

constexpr std::chrono::hours kAhead{24 * 60};

void print_shift(const commerce::ShiftView& view) {
  const auto& shift = view.shift;
  const std::string who = shift.is_uncovered()   ? "UNCOVERED"
                          : shift.person.empty() ? std::string(name_of(shift.state))
                                                 : shift.person;
  fmt::print("{}\t{}\t{}\t{}\t{}\t{}\n", shift.id(), to_rfc3339(shift.starts_at), to_rfc3339(shift.ends_at),
             who, shift.person.empty() ? "" : name_of(shift.answer), view.summary);
}

int list_shifts(const Config& config, const ShiftOptions& options) {
  return with_database(config, [&](Session& session) {
    session.read([&](store::Transaction& transaction) {
      const auto shop = need_shop(transaction, options.shop);
      const Instant now = session.clock.now();
      for (const auto& view : session.parts.services.shifts.list(transaction, shop.id, now, now + kAhead))
        print_shift(view);
    });
    return kDone;
  });
}

int assign_shift(const Config& config, const ShiftOptions& options) {
  return with_database(config, [&](Session& session) {
    session.write([&](store::Transaction& transaction) {
      auto& shifts = session.parts.services.shifts;
      const auto shop = need_shop(transaction, options.shop);
      const auto given = shifts.assign(transaction, shop.id, options.shift, options.person, "command line");
      if (!given) throw Stop{kRefused, given.error().message};
      // The server would do it within a minute; whoever asks wants it to stand in the calendar now.
      shifts.follow(transaction, shop.id, given->shift.slot);
      print_shift(*given);
    });
    return kDone;
  });
}

}  // namespace

void declare_shifts(CommandLine& line) {
  auto& options = line.options<ShiftOptions>();
  CLI::App& shift = line.group("shift", "Who works when");
  line.add_of_shop(shift, "list", "Shifts of the next 60 days", options, list_shifts);
  CLI::App& assign = line.add_of_shop(shift, "assign", "Give a shift to somebody, or to whose turn it is",
                                      options, assign_shift);
  assign.add_option("shift", options.shift, "Its id, as 'shift list' prints it")->required();
  assign.add_option("person", options.person,
                    "Login, or e-mail address of a helper; whose turn it is if left out");
}

}  // namespace timeshelf::server::cli
