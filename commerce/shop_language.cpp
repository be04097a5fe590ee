#include "commerce/shop_language.hpp"

#include <set>
#include <utility>

#include "commerce/calendar_words.hpp"
#include "commerce/outbox.hpp"
#include "commerce/staff/shifts.hpp"
#include "store/calendars.hpp"

namespace timeshelf::commerce {
namespace {

void rename(store::Transaction& transaction, const Id& shop, const std::optional<Id>& calendar,
            std::string_view before, std::string_view after) {
  const auto collection = calendar ? store::find_collection(transaction, shop, *calendar) : std::nullopt;
  if (!collection) return;
  const store::StoredProperty ours = display_name(before);
  const auto stands = store::find_property(transaction, *collection, "", ours.name_space, ours.name);
  if (stands && stands->xml == ours.xml)
    store::set_property(transaction, *collection, "", display_name(after));
}

}  // namespace

store::StoredProperty display_name(std::string_view name) {
  return {"DAV:", "displayname", "<displayname xmlns=\"DAV:\">" + std::string(name) + "</displayname>"};
}

std::string language_of(store::Transaction& transaction, const Id& shop) {
  const auto found = store::find_shop(transaction, shop);
  return found ? found->language : store::Shop{}.language;
}

void change_language(store::Transaction& transaction, const store::Shop& shop, std::string language,
                     Instant now) {
  if (language == shop.language) return;
  const StaffWords& before = calendar_words(shop.language).staff;
  const StaffWords& after = calendar_words(language).staff;
  rename(transaction, shop.id, shop.staff_calendar, before.shifts, after.shifts);
  rename(transaction, shop.id, shop.staff_tasks, before.tasks, after.tasks);
  store::Shop changed = shop;
  changed.language = std::move(language);
  store::update_shop(transaction, changed);

  std::set<std::string> shown;
  std::set<Id> worked;
  transaction.query(
      "SELECT id, CASE WHEN booked > 0 AND ends_at > $2 THEN 1 ELSE 0 END FROM slots WHERE shop = $1",
      {shop.id, now}, [&](const store::Row& row) {
        shown.insert(row.string(0));
        if (row.boolean(1)) worked.insert(row.id(0));
      });
  owe_all(transaction, shop.id, kShownTopic, shown, now);
  owe_shifts(transaction, shop.id, worked, now);
  owe(transaction, shop.id, kOrdersTopic, "", now);
}

}  // namespace timeshelf::commerce
