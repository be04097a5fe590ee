#include "commerce/staff/crew.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "commerce/staff/shift_rows.hpp"
#include "ical/recurrence.hpp"
#include "store/calendars.hpp"

namespace timeshelf::commerce {
namespace {

constexpr auto kOfLate = std::chrono::hours(24 * 28);
constexpr std::string_view kMail = "mailto:";
constexpr std::string_view kPrincipals = "/dav/principals/";

bool blocks(const ical::Component& event) {
  return event.name == "VEVENT" && !equals_ignoring_case(event.value("TRANSP"), "TRANSPARENT") &&
         !equals_ignoring_case(event.value("STATUS"), "CANCELLED");
}

// A calendar of somebody's own: not what the shop shares with them, and not what it sells there.
bool is_own(const store::Binding& binding) {
  return binding.access == store::Access::owner && !binding.collection.shelf &&
         binding.collection.kind == store::CollectionKind::calendar;
}

bool blocks_between(store::Transaction& transaction, const store::Collection& calendar, Instant from,
                    Instant to, const ical::Zone& zone) {
  std::vector<std::string> near;
  store::each_object_between(transaction, calendar, from, to, [&](const store::ObjectEntry& object) {
    if (object.component == "VEVENT") near.push_back(object.segment);
  });
  return std::any_of(near.begin(), near.end(), [&](const std::string& segment) {
    const auto bytes = store::read_object(transaction, calendar, segment);
    const auto parsed = ical::parse(bytes.value_or(""), {}, ical::Leniency::repair);
    if (!parsed) return false;
    const auto occurrences = ical::expand(parsed->calendars.front(), from, to, zone);
    return occurrences &&
           std::any_of(occurrences->begin(), occurrences->end(),
                       [](const ical::Occurrence& occurrence) { return blocks(*occurrence.component); });
  });
}

}  // namespace

Crew::Crew(store::Transaction& transaction, const store::Shop& shop, std::string base_url)
    : shop_(shop), base_url_(std::move(base_url)) {
  std::vector<std::string> logins;
  transaction.query("SELECT name FROM users WHERE shop = $1 ORDER BY name", {shop_.id},
                    [&](const store::Row& row) { logins.push_back(row.string(0)); });
  for (const std::string& login : logins) {
    if (auto user = store::find_user(transaction, login)) users_.push_back(std::move(*user));
  }
}

const store::User* Crew::find(std::string_view login) const {
  const auto at =
      std::find_if(users_.begin(), users_.end(), [&](const store::User& user) { return user.name == login; });
  return at == users_.end() ? nullptr : &*at;
}

std::string Crew::address_of(std::string_view person) const {
  const store::User* user = find(person);
  if (!user) return std::string(kMail) + std::string(person);
  if (!user->email.empty()) return std::string(kMail) + user->email;
  return base_url_ + std::string(kPrincipals) + percent_encode(user->name) + "/";
}

std::string Crew::person_at(std::string_view address) const {
  const std::string lower = to_lower(trim(address));
  if (lower.starts_with(kMail)) {
    const std::string email = lower.substr(kMail.size());
    for (const store::User& user : users_) {
      if (!email.empty() && to_lower(user.email) == email) return user.name;
    }
    return email.find('@') == std::string::npos ? "" : email;
  }
  const auto at = lower.find(kPrincipals);
  if (at == std::string::npos) return "";
  std::string_view segment = std::string_view(lower).substr(at + kPrincipals.size());
  const auto name = percent_decode(segment.substr(0, segment.find('/')));
  return name && find(*name) ? *name : "";
}

std::string Crew::name_of(std::string_view person) const {
  const store::User* user = find(person);
  return user && !user->display_name.empty() ? user->display_name : std::string(person);
}

std::vector<Candidate> Crew::in_turn(store::Transaction& transaction, Instant now) const {
  std::vector<Candidate> candidates;
  for (const store::User& user : users_) {
    if (user.role == store::Role::staff) candidates.push_back({user.name, {}, {}});
  }
  if (candidates.empty()) {
    for (const store::User& user : users_) {
      if (user.role != store::Role::reader) candidates.push_back({user.name, {}, {}});
    }
  }
  const auto work = load_work_after(transaction, shop_.id, now - kOfLate);
  for (Candidate& candidate : candidates) {
    if (const auto found = work.find(candidate.person); found != work.end()) candidate = found->second;
  }
  sort_by_turn(candidates);
  return candidates;
}

bool Crew::works(store::Transaction& transaction, const std::string& person, const Shift& shift) const {
  return has_another_shift(transaction, person, shift);
}

bool Crew::is_busy(store::Transaction& transaction, const std::string& person, const Shift& shift) const {
  const store::User* user = find(person);
  if (!user) return false;
  const ical::Zone* zone = ical::find_zone(shop_.time_zone);
  for (const store::Binding& binding : store::list_bindings(transaction, shop_.id, user->home)) {
    if (is_own(binding) && blocks_between(transaction, binding.collection, shift.starts_at, shift.ends_at,
                                          zone ? *zone : ical::utc_zone()))
      return true;
  }
  return false;
}

}  // namespace timeshelf::commerce
