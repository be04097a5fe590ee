#include "server/accounts.hpp"

#include <algorithm>

#include "caldav/scheduling/directory.hpp"
#include "caldav/sharing/notifications.hpp"
#include "caldav/xml.hpp"
#include "commerce/staff/shifts.hpp"
#include "server/auth.hpp"
#include "store/calendars.hpp"

namespace timeshelf::server {
namespace {

Id add_collection(store::Transaction& transaction, const Id& shop, store::CollectionKind kind,
                  std::string components, Instant now, Random& random) {
  store::Collection collection;
  collection.shop = shop;
  collection.id = Id::make(now, random);
  collection.kind = kind;
  collection.components = std::move(components);
  collection.created_at = collection.modified_at = now;
  store::insert_collection(transaction, collection);
  return collection.id;
}

void add_calendar(store::Transaction& transaction, const store::User& user, std::string_view segment,
                  std::string components, std::string_view title, Instant now, Random& random) {
  store::Collection calendar;
  calendar.shop = user.shop;
  calendar.id = add_collection(transaction, user.shop, store::CollectionKind::calendar, std::move(components),
                               now, random);
  store::bind(transaction, user.shop, user.home, segment, calendar.id, store::Access::owner);
  std::string xml = "<displayname xmlns=\"DAV:\">";
  caldav::xml::escape(xml, title);
  store::set_property(transaction, calendar, "", {"DAV:", "displayname", xml + "</displayname>"});
}

bool all_of(std::string_view text, std::string_view allowed) {
  return text.find_first_not_of(allowed) == std::string_view::npos;
}

void remove_tree(store::Transaction& transaction, const Id& shop, const Id& parent) {
  for (const auto& binding : store::list_bindings(transaction, shop, parent)) {
    store::unbind(transaction, shop, parent, binding.segment);
    if (binding.access != store::Access::owner) continue;
    remove_tree(transaction, shop, binding.collection.id);
    store::delete_collection(transaction, shop, binding.collection.id);
  }
}

}  // namespace

bool is_user_name(std::string_view name) {
  return !name.empty() && name.size() <= 64 && all_of(name, "abcdefghijklmnopqrstuvwxyz0123456789._-@");
}

bool is_slug(std::string_view slug) {
  return !slug.empty() && slug.size() <= 40 && all_of(slug, "abcdefghijklmnopqrstuvwxyz0123456789-");
}

store::User create_user(store::Transaction& transaction, const store::Shop& shop, const NewUser& wanted,
                        Instant now, Random& random) {
  store::User user;
  user.shop = shop.id;
  user.name = wanted.name;
  user.role = wanted.role;
  user.display_name = wanted.display_name.empty() ? wanted.name : wanted.display_name;
  user.email = wanted.email;
  if (!wanted.password.empty()) user.password_hash = hash_password(wanted.password);
  user.created_at = now;
  user.calendar_user_type = wanted.type;
  user.home = add_collection(transaction, shop.id, store::CollectionKind::home, "", now, random);
  store::insert_user(transaction, user);
  // Two collections, because phones break on mixed ones.
  add_calendar(transaction, user, "calendar", "VEVENT", "Calendar", now, random);
  add_calendar(transaction, user, "tasks", "VTODO", "Tasks", now, random);
  caldav::scheduling::make_inbox_and_outbox(transaction, user, now, random);
  caldav::sharing::make_notifications(transaction, user, now, random);
  if (user.role != store::Role::reader && shop.staff_calendar && shop.staff_tasks) {
    store::bind(transaction, shop.id, user.home, "shifts", *shop.staff_calendar, store::Access::write);
    store::bind(transaction, shop.id, user.home, "shift-tasks", *shop.staff_tasks, store::Access::write);
    commerce::owe_shifts_of(transaction, shop.id, "", now);
  }
  return user;
}

void remove_user(store::Transaction& transaction, const store::User& user, Instant now) {
  commerce::owe_shifts_of(transaction, user.shop, user.name, now);
  remove_tree(transaction, user.shop, user.home);
  store::delete_user(transaction, user);
  store::delete_collection(transaction, user.shop, user.home);
}

std::string add_app_password(store::Transaction& transaction, const store::User& user, std::string label,
                             Instant now, Random& random) {
  std::string password = make_app_password(random);
  store::insert_app_password(transaction, {user.shop, Id::make(now, random), user.name, std::move(label),
                                           app_password_digest(password), now});
  return password;
}

}  // namespace timeshelf::server
