// A shop with people who work in it, and what they do in their calendar apps.
#pragma once
#include "base/digest.hpp"
#include "commerce/audit.hpp"
#include "ical/recurrence.hpp"
#include "tests/store/shop_world.hpp"

namespace timeshelf::tests {

class ShiftWorld : public ShopWorld {
 protected:
  using Edit = std::function<void(ical::Component& body)>;

  void SetUp() override {
    ShopWorld::SetUp();
    if (IsSkipped()) return;
    write([&](store::Transaction& tx) {
      calendar_ = *store::find_collection(tx, shop_.id, *shop_.staff_calendar);
      tasks_ = *store::find_collection(tx, shop_.id, *shop_.staff_tasks);
    });
    add_user("clara", store::Role::owner);
  }

  void add_user(const std::string& name, store::Role role) {
    write([&](store::Transaction& tx) {
      store::User user;
      user.shop = shop_.id;
      user.name = name;
      user.role = role;
      user.display_name = name;
      user.email = name + "@example.com";
      user.home = collection(store::CollectionKind::home).id;
      auto home = collection(store::CollectionKind::home);
      home.id = user.home;
      store::insert_collection(tx, home);
      store::insert_user(tx, user);
      own_[name] = collection(store::CollectionKind::calendar);
      store::insert_collection(tx, own_[name]);
      store::bind(tx, shop_.id, user.home, "calendar", own_[name].id, store::Access::owner);
    });
  }
  void add_staff(const std::string& name) { add_user(name, store::Role::staff); }

  /// A booking of the slot at that place in slots(), and the second that gathers what it owes.
  commerce::Booking book(std::size_t slot = 0, std::string email = "a@example.com") {
    std::optional<commerce::Booking> booked;
    const Id id = slots().at(slot).id;
    write([&](store::Transaction& tx) {
      const auto held = engine_.hold(tx, {shop_.id, {{id, "MUG", 1, "PICKUP"}}});
      booked = engine_.confirm(tx, {shop_.id, held.value().id, "Ada", std::move(email)}).value();
    });
    settle();
    return *booked;
  }
  void settle() {
    clock_.advance(std::chrono::seconds(1));
    run_due();
  }

  std::vector<commerce::ShiftView> shifts() {
    std::vector<commerce::ShiftView> all;
    database().read([&](store::Transaction& tx) {
      all = services_.shifts.list(tx, shop_.id, clock_.now(), clock_.now() + std::chrono::hours(24 * 300));
    });
    return all;
  }
  std::string shift_uid(std::size_t at = 0) { return "shift-" + shifts().at(at).shift.id() + "@timeshelf"; }
  std::string task_uid(const std::string& name) {
    return "task-" + name + "-" + slots().front().id.string() + "@timeshelf";
  }

  const store::Collection& home_of(const std::string& uid) const {
    return uid.starts_with("shift-") ? calendar_ : tasks_;
  }
  /// The entry, unfolded; "" if it is not there.
  std::string entry(const std::string& uid) {
    std::string text;
    database().read([&](store::Transaction& tx) {
      if (const auto known = store::find_object_by_uid(tx, home_of(uid), uid))
        text = store::read_object(tx, home_of(uid), known->segment).value_or("");
    });
    for (std::size_t at = 0; (at = text.find("\r\n ", at)) != std::string::npos;) text.erase(at, 3);
    return text;
  }
  /// Somebody changes an entry in a calendar app. Answers whether other bytes were stored than theirs.
  bool edit(const std::string& user, const std::string& uid, const Edit& change) {
    bool put_back = false;
    write([&](store::Transaction& tx) {
      auto known = *store::find_object_by_uid(tx, home_of(uid), uid);
      auto object = ical::parse(*store::read_object(tx, home_of(uid), known.segment))->calendars.front();
      change(object.components.front());
      const auto instead = services_.shifts.hear(tx, home_of(uid), user, object);
      put_back = instead.has_value();
      const std::string bytes = instead.value_or(ical::serialize(object));
      known.etag = strong_etag(bytes);
      store::put_object(tx, home_of(uid), known, bytes, clock_.now());
    });
    return put_back;
  }
  bool answer(const std::string& user, const std::string& uid, const std::string& partstat) {
    const bool put_back = edit(user, uid, [&](ical::Component& body) {
      const ical::Property line("ATTENDEE", "mailto:" + user + "@example.com", {{"PARTSTAT", {partstat}}});
      std::erase_if(body.properties, [&](const ical::Property& each) {
        return each.name() == "ATTENDEE" && each.value() == line.value();
      });
      body.properties.push_back(line);
    });
    settle();
    return put_back;
  }
  void remove(const std::string& user, const std::string& uid) {
    write([&](store::Transaction& tx) {
      const auto known = *store::find_object_by_uid(tx, home_of(uid), uid);
      services_.shifts.hear_removal(tx, home_of(uid), user, uid);
      store::delete_object(tx, home_of(uid), known.segment, clock_.now());
    });
    settle();
  }
  /// An event of somebody's own.
  void put_event(const std::string& user, const std::string& lines) {
    write([&](store::Transaction& tx) {
      const std::string bytes = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:t\r\nBEGIN:VEVENT\r\nUID:own\r\n" +
                                lines + "END:VEVENT\r\nEND:VCALENDAR\r\n";
      const auto bounds = ical::bounds_of(ical::parse(bytes)->calendars.front());
      store::ObjectEntry object;
      object.segment = "own.ics";
      object.uid = "own";
      object.component = "VEVENT";
      object.etag = strong_etag(bytes);
      object.starts_at = bounds->start;
      object.ends_at = bounds->end;
      object.exact = bounds->exact;
      store::put_object(tx, own_.at(user), object, bytes, clock_.now());
    });
  }
  std::vector<commerce::AuditEntry> audit(const std::string& action) {
    std::vector<commerce::AuditEntry> found;
    database().read([&](store::Transaction& tx) {
      for (auto& each : commerce::list_audit(tx, shop_.id, {.limit = 1000})) {
        if (each.action == action) found.push_back(std::move(each));
      }
    });
    return found;
  }

  store::Collection calendar_, tasks_;
  std::map<std::string, store::Collection> own_;
};

}  // namespace timeshelf::tests
