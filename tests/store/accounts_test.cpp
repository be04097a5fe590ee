#include "store/accounts.hpp"

#include <gmock/gmock.h>

#include "store/password_uses.hpp"
#include "tests/store/databases.hpp"
#include "tests/store/rows.hpp"

namespace timeshelf::tests {
namespace {

using store::Transaction;

class AccountStore : public DatabaseTest {
 protected:
  Rows rows_;
};
INSTANTIATE_TEST_SUITE_P(, AccountStore, BothDatabases, name_of_engine);

TEST_P(AccountStore, keeps_every_fact_of_a_shop) {
  auto shop = rows_.shop();
  database().write([&](Transaction& t) {
    store::insert_shop(t, rows_.shop("zinc"));
    store::insert_shop(t, shop);
    shop.staff_calendar = rows_.id();
    shop.staff_tasks = rows_.id();
    shop.name = "Ton & Söhne";
    store::update_shop(t, shop);
  });
  reopen();
  database().read([&](Transaction& t) {
    const auto found = store::find_shop_by_slug(t, "clay");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->id, shop.id);
    EXPECT_EQ(found->name, "Ton & Söhne");
    EXPECT_EQ(found->currency, "EUR");
    EXPECT_EQ(found->time_zone, "Europe/Berlin");
    EXPECT_EQ(found->signing_secret, shop.signing_secret);
    EXPECT_EQ(found->signing_public, shop.signing_public);
    EXPECT_EQ(found->staff_calendar, shop.staff_calendar);
    EXPECT_EQ(found->staff_tasks, shop.staff_tasks);
    EXPECT_EQ(store::find_shop(t, shop.id)->slug, "clay");
    const auto all = store::list_shops(t);
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].slug, "clay");
    EXPECT_FALSE(all[1].staff_calendar);
    EXPECT_FALSE(store::find_shop_by_slug(t, "Clay"));
  });
}

TEST_P(AccountStore, knows_when_an_app_password_was_used_last) {
  const auto shop = rows_.shop();
  const Instant now = rows_.clock.now();
  const store::AppPassword phone{
      .shop = shop.id, .id = rows_.id(), .user = "ada", .label = "phone", .digest = "p", .created_at = now};
  store::AppPassword desk = phone;
  desk.id = rows_.id();
  desk.digest = "d";
  const auto stale = [&](Transaction& t, Instant since) {
    return store::password_unused_since(t, "ada", "p", since);
  };
  database().write([&](Transaction& t) {
    store::insert_shop(t, shop);
    store::insert_user(t, rows_.user(shop, "ada", rows_.id()));
    store::insert_app_password(t, phone);
    store::insert_app_password(t, desk);
    EXPECT_EQ(stale(t, now), phone.id) << "it never was";
    store::note_password_use(t, "ada", phone.id, now);
    EXPECT_FALSE(stale(t, now - std::chrono::hours(1)));
    EXPECT_EQ(stale(t, now + std::chrono::hours(1)), phone.id);
    EXPECT_FALSE(store::password_unused_since(t, "eve", "p", now + std::chrono::hours(1)));
  });
  database().read([&](Transaction& t) {
    EXPECT_EQ(store::password_uses(t, "ada"), (std::map<Id, Instant>{{phone.id, now}}));
  });
}

TEST_P(AccountStore, keeps_users_and_their_app_passwords) {
  const auto shop = rows_.shop();
  auto ada = rows_.user(shop, "ada", rows_.id());
  const store::AppPassword phone{.shop = shop.id,
                                 .id = rows_.id(),
                                 .user = "ada",
                                 .label = "phone",
                                 .digest = std::string("\x00\x01\xfe", 3),
                                 .created_at = rows_.clock.now()};
  database().write([&](Transaction& t) {
    store::insert_shop(t, shop);
    store::insert_user(t, ada);
    store::insert_app_password(t, phone);
    ada.role = store::Role::staff;
    ada.display_name = "Ada L.";
    store::update_user(t, ada);
  });
  database().read([&](Transaction& t) {
    const auto found = store::find_user(t, "ada");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->role, store::Role::staff);
    EXPECT_EQ(found->display_name, "Ada L.");
    EXPECT_EQ(found->home, ada.home);
    EXPECT_EQ(store::list_users(t).size(), 1U);
    const auto passwords = store::list_app_passwords(t, "ada");
    ASSERT_EQ(passwords.size(), 1U);
    EXPECT_EQ(passwords[0].digest, phone.digest);
    EXPECT_EQ(passwords[0].label, "phone");
  });
  database().write([&](Transaction& t) {
    EXPECT_TRUE(store::delete_app_password(t, shop.id, phone.id));
    EXPECT_FALSE(store::delete_app_password(t, shop.id, phone.id));
    store::insert_app_password(t, phone);
    store::delete_user(t, ada);
  });
  database().read([&](Transaction& t) {
    EXPECT_FALSE(store::find_user(t, "ada"));
    EXPECT_TRUE(store::list_app_passwords(t, "ada").empty());
  });
}

TEST_P(AccountStore, lets_a_login_name_exist_once_in_the_installation) {
  const auto clay = rows_.shop("clay");
  const auto zinc = rows_.shop("zinc");
  database().write([&](Transaction& t) {
    store::insert_shop(t, clay);
    store::insert_shop(t, zinc);
    store::insert_user(t, rows_.user(clay, "ada", rows_.id()));
  });
  EXPECT_THROW(
      database().write([&](Transaction& t) { store::insert_user(t, rows_.user(zinc, "ada", rows_.id())); }),
      store::Failure);
}

TEST(Roles, have_names_that_read_back) {
  for (const auto role :
       {store::Role::owner, store::Role::manager, store::Role::staff, store::Role::reader}) {
    EXPECT_EQ(store::parse_role(store::name_of(role)), role);
  }
  EXPECT_FALSE(store::parse_role("boss"));
}

}  // namespace
}  // namespace timeshelf::tests
