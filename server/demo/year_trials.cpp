#include "server/demo/year_trials.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/digest.hpp"
#include "commerce/experiments/experiment_rows.hpp"
#include "commerce/experiments/exposures.hpp"
#include "commerce/experiments/presenting.hpp"
#include "commerce/reports/page_views.hpp"
#include "server/demo/year_visitors.hpp"

namespace timeshelf::server::demo {
namespace {

using namespace std::chrono_literals;
using commerce::ExperimentKind;

constexpr std::size_t kTokenBytes = 16;
constexpr std::int64_t kEffect = 800;  // of 10,000: about one in six books

constexpr std::string_view kYard = "The old tram depot, Velten";  // room for hundreds

struct PageOrder {
  std::string_view name;
  std::string_view ordering;
  int from = 0;
  int to = 0;  ///< 0 = it still runs
};
constexpr std::array kPageOrders = {PageOrder{"Early birds first", commerce::kEarlyBird, 150, 90},
                                    PageOrder{"What is almost gone first", commerce::kAlmostGone, 45, 0}};

// Courses of two series, dealt an early bird or none; the days are those of the first date.
constexpr int kCoursesPublished = 115;
constexpr int kCoursesOver = 30;
constexpr std::string_view kCourseLines = "#shelf\nseats 8\nprice 30 EUR\nlimit 2";
constexpr std::string_view kCourseBird = "price SEAT 25.50 EUR until 7 days before, 30";

commerce::ExperimentPlan plan_of(std::string_view name, ExperimentKind kind, commerce::Variant control,
                                 commerce::Variant other) {
  commerce::ExperimentPlan plan;
  plan.name = name;
  plan.kind = kind;
  plan.variants = {std::move(control), std::move(other)};
  plan.effect = kEffect;
  return plan;
}

commerce::Variant named(std::string_view name) {
  commerce::Variant variant;
  variant.name = name;
  return variant;
}

Party studio_party() {
  commerce::Variant cake = named("With cake in the title");
  cake.title = "Open studio, with cake from the kiln";
  return {{"past-studio",
           "Open studio",
           "The doors are open, the wheels are free.",
           -88,
           14h,
           4h,
           "#shelf\nseats 400\nprice 6 EUR\nlimit 2",
           {},
           "",
           std::string(kYard)},
          120,
          plan_of("Cake in the title", ExperimentKind::words, named("As it is"), std::move(cake)),
          118,
          95,
          800,
          {12, 4},
          false,
          1};
}

Party yard_sale(const std::string& picture) {
  commerce::Variant film = named("The large picture");
  film.image = picture;
  return {{"past-seconds",
           "Sale of seconds",
           "What is crooked costs half.",
           -45,
           10h,
           6h,
           "#shelf\nseats 300\nprice 2 EUR\nlimit 2",
           {},
           "",
           std::string(kYard)},
          75,
          plan_of("A larger picture", ExperimentKind::picture, named("As it is"), std::move(film)),
          74,
          55,
          600,
          {9, 9},
          true,
          0};
}

}  // namespace

void Trials::plan() {
  for (const PageOrder& order : kPageOrders) plan_order(order.name, order.ordering, order.from, order.to);
  std::string picture;
  past_.read([&](store::Transaction& transaction) {
    const auto products = past_.parts.services.engine.list_products(transaction, past_.shop());
    picture = fmt::format("/media/{}/{}", past_.of.shop, products.front().image);
  });
  parties_ = {studio_party(), yard_sale(picture)};
  for (const Party& party : parties_) plan_party(party);
  past_.at(days_ago(kCoursesPublished), [this] { plan_courses(); });
}

Instant Trials::days_ago(double days) const {
  return past_.present() - std::chrono::milliseconds(static_cast<std::int64_t>(days * 86'400'000));
}

void Trials::plan_order(std::string_view name, std::string_view ordering, int from, int to) {
  past_.at(days_ago(from), [this, name, ordering, to] {
    commerce::Variant other = named(name);
    other.ordering = ordering;
    const auto plan = plan_of(name, ExperimentKind::order, named("By their time"), std::move(other));
    past_.write([&](store::Transaction& transaction) {
      const auto begun = start_experiment(past_.parts, transaction, past_.row, plan, past_.of.owner);
      end_at(days_ago(to), begun.id, 0);
    });
  });
}

void Trials::end_at(Instant when, const Id& experiment, std::int64_t kept) {
  past_.at(when, [this, experiment, kept] {
    past_.write([&](store::Transaction& transaction) {
      end_experiment(past_.parts, transaction, past_.row, experiment, kept, past_.of.owner);
    });
  });
}

// Whoever only looks has no name.
void Trials::look_at(Instant when) {
  const auto ago = past_.present() - when;
  const bool tried_out = std::any_of(kPageOrders.begin(), kPageOrders.end(), [&](const PageOrder& order) {
    return ago < std::chrono::days(order.from) && ago > std::chrono::days(order.to);
  });
  if (!tried_out) return;
  past_.at(when, [this] {
    past_.write([&](auto& transaction) {
      visit(past_.parts, transaction, past_.shop(), random_token(past_.parts.random, kTokenBytes));
    });
  });
}

void Trials::plan_party(const Party& party) {
  past_.at(days_ago(party.published), [this, &party] {
    const auto slot = keepers_.publish(party.sketch).front();
    past_.at(days_ago(party.from), [this, &party, slot] {
      Id experiment;
      past_.write([&](store::Transaction& transaction) {
        auto plan = party.plan;
        plan.slot = slot;
        experiment = start_experiment(past_.parts, transaction, past_.row, plan, past_.of.owner).id;
      });
      for (int i = 0; i < party.visitors; ++i)
        past_.at(days_ago(party.to + share() * (party.from - party.to)),
                 [this, &party, slot, experiment] { look(party, slot, experiment); });
      end_at(days_ago(party.to), experiment, party.kept);
      const std::string& title = party.plan.variants[static_cast<std::size_t>(party.kept)].title;
      if (title.empty()) return;
      past_.at(days_ago(party.to) + 1s, [this, &party, title] {
        Sketch kept = party.sketch;
        kept.summary = title;
        keepers_.change(kept);
      });
    });
  });
}

void Trials::look(const Party& party, const Id& slot, const Id& experiment) {
  const auto [starts, ends] = times_of(party.sketch, past_.present());
  const Wanted& person = somebody(starts + 30min);
  const std::size_t shown = variant_shown(party, slot, experiment, person.email);
  int& looks = looks_[experiment][shown];
  if (looks++ % party.one_in[shown] == 0) customers_.order(slot, person);
}

// Writes down that it was seen, unless they left before.
std::size_t Trials::variant_shown(const Party& party, const Id& slot, const Id& experiment,
                                  const std::string& token) {
  std::size_t shown = 0;
  const bool leaves = party.loses_half && share() < 0.5;
  past_.write([&](store::Transaction& transaction) {
    const commerce::Presentation presentation(transaction, past_.shop(), commerce::Visitor{token, {}});
    const auto found = past_.parts.services.engine.find_slot(transaction, past_.shop(), slot).value();
    auto seen = presentation.exposures(found);
    for (const commerce::Exposure& exposure : seen)
      if (exposure.experiment == experiment) shown = static_cast<std::size_t>(exposure.variant);
    if (leaves && shown == 1) return;
    commerce::note_exposures(transaction, past_.shop(), seen, past_.now());
    commerce::add_page_views(transaction,
                             {{{past_.shop(), slot, std::chrono::floor<std::chrono::days>(past_.now())}, 1}});
  });
  return shown;
}

void Trials::plan_courses() {
  std::vector<Id> slots;
  for (const auto& [segment, summary, day, at] :
       {std::tuple{"past-mornings", "Throwing course, mornings", -75, 10h},
        {"past-evenings", "Throwing course, evenings", -73, 18h}}) {
    const auto dates = keepers_.publish({segment,
                                         summary,
                                         "Centre, open, pull: two hours are enough to begin.",
                                         day,
                                         at,
                                         2h,
                                         std::string(kCourseLines),
                                         {},
                                         "FREQ=WEEKLY;COUNT=6"});
    slots.insert(slots.end(), dates.begin(), dates.end());
  }
  commerce::Variant bird = named("Early bird");
  bird.ladder = kCourseBird;
  auto plan =
      plan_of("Early bird or open booking", ExperimentKind::ladder, named("Open booking"), std::move(bird));
  plan.slots = slots;
  past_.write([&](store::Transaction& transaction) {
    const auto begun = start_experiment(past_.parts, transaction, past_.row, plan, past_.of.owner);
    for (const auto& [slot, variant] : commerce::load_dealt_slots(transaction, begun))
      sell_course(slot, variant == 1);
    end_at(days_ago(kCoursesOver), begun.id, 0);
  });
}

// Made up: an early bird brings one or two more, and brings them sooner.
void Trials::sell_course(const Id& slot, bool early_bird) {
  Instant starts;
  past_.read([&](store::Transaction& transaction) {
    starts = past_.parts.services.engine.find_slot(transaction, past_.shop(), slot)->starts_at;
  });
  const int orders = std::poisson_distribution<>(early_bird ? 5.6 : 4.2)(chance_);
  for (int i = 0; i < orders; ++i) {
    const double before = early_bird ? 3 + 20 * share() : 1 + 14 * share();
    const auto at = starts - std::chrono::hours(static_cast<int>(before * 24));
    past_.at(at, [this, slot, &person = somebody(starts + 10min)] { customers_.order(slot, person); });
  }
}

const Wanted& Trials::somebody(Instant comes_at) {
  Wanted& person = people_.emplace_back();
  person.name = name_of_somebody(chance_);
  person.email = fmt::format("{}.{}@customer.example", person.name, people_.size());
  std::replace(person.email.begin(), person.email.end(), ' ', '.');
  person.tender = share() < 0.7 ? "card" : "cash";
  if (share() < 0.93) person.comes_at = comes_at;
  return person;
}

}  // namespace timeshelf::server::demo
