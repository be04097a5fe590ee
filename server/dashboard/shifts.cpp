#include "server/dashboard/shifts.hpp"

#include <algorithm>

#include "commerce/staff/shifts.hpp"
#include "server/pages/form.hpp"
#include "server/pages/words.hpp"
#include "server/shop/route.hpp"

namespace timeshelf::server::dashboard {
namespace {

namespace json = boost::json;
using commerce::ShiftView;

constexpr std::chrono::days kAhead{60};

bool runs_the_shop(const SignedIn& who) {
  return who.user.role <= store::Role::manager;  // declared from the highest down
}

std::string answer_text(const ShiftView& view, const pages::PageWords& words) {
  if (view.shift.state == commerce::ShiftState::waived) return words("doneWithout");
  if (view.shift.is_uncovered()) return words("uncovered");
  switch (view.shift.answer) {
    case commerce::Answer::accepted:
      return words("accepted");
    case commerce::Answer::tentative:
      return words("maybe");
    case commerce::Answer::asked:
      break;
  }
  return words("asked");
}

json::object shift_row(const ShiftView& view, const json::array& people, const pages::WallClock& clock) {
  const bool accepted = view.shift.answer == commerce::Answer::accepted && !view.shift.person.empty();
  const bool uncovered = view.shift.is_uncovered();
  return {{"shift", view.shift.id()},
          {"shift_when", clock.range(view.shift.starts_at, view.shift.ends_at)},
          {"shift_summary", view.summary},
          {"shift_person", view.person_name},
          {"shift_answer", answer_text(view, clock.words())},
          {"shift_state", uncovered  ? "not-on-sale"
                          : accepted ? "open"
                                     : "upcoming"},
          {"uncovered", uncovered},
          {"people", people}};
}

// POST /dashboard/shifts: shift, person ("" asks whose turn it is)
Plan give_away(Context& context, const http::Request& request, const Captures&) {
  const pages::Visit visit(context, request);
  if (!pages::is_same_origin(request, visit.origin)) return pages::foreign_form_page(visit, "/dashboard");
  const auto form = pages::Form::read(request);
  if (!form) return pages::problem_page(visit, form.error(), "/dashboard", "backToList");
  return WriteWork{[visit, request, form = *form](store::Transaction& transaction) -> caldav::Written {
    const auto who = signed_in(transaction, request, visit.now());
    if (!who) return pages::see_other("/dashboard");
    const auto problem = [&](const Problem& said) {
      return pages::problem_page(visit.at(who->shop), said, "/dashboard", "backToDashboard");
    };
    if (!runs_the_shop(*who)) {
      return problem(Problem::make("not-allowed",
                                   "Owners and managers give shifts away. Accept or decline yours in your "
                                   "calendar app."));
    }
    const auto given = visit.context->services.shifts.assign(transaction, who->shop.id, form.text("shift"),
                                                             form.text("person"), who->user.name);
    if (!given) return problem(problem_of(given.error(), true));
    return pages::see_other("/dashboard#shifts");
  }};
}

}  // namespace

json::object shift_values(store::Transaction& transaction, const SignedIn& who, const pages::Visit& visit) {
  json::array people;
  if (runs_the_shop(who)) {
    for (const store::User& user : store::list_users(transaction)) {
      if (user.shop != who.shop.id || user.role == store::Role::reader) continue;
      people.push_back(json::object{
          {"login", user.name}, {"person_name", user.display_name.empty() ? user.name : user.display_name}});
    }
  }
  auto shifts =
      visit.context->services.shifts.list(transaction, who.shop.id, visit.now(), visit.now() + kAhead);
  std::stable_partition(shifts.begin(), shifts.end(),
                        [](const ShiftView& view) { return view.shift.is_uncovered(); });
  json::array rows;
  for (const ShiftView& view : shifts) {
    const pages::WallClock clock(view.time_zone.empty() ? who.shop.time_zone : view.time_zone, visit.now(),
                                 visit.words());
    rows.push_back(shift_row(view, people, clock));
  }
  return {{"shift_calendar", commerce::calendar_words(who.shop.language).staff.shifts},  // as it was named
          {"no_shifts", rows.empty()},
          {"gives_away", !people.empty()},
          {"shifts", std::move(rows)}};
}

void add_shift_routes(Router& router, Context& context) {
  add_route(router, context, "POST", "/dashboard/shifts", give_away);
}

}  // namespace timeshelf::server::dashboard
