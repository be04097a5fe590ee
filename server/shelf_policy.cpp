#include "server/shelf_policy.hpp"

namespace timeshelf::server {
namespace {

caldav::Objection objection_to(const commerce::Refusal& refusal) {
  caldav::Objection objection;
  const bool promised = refusal.code == commerce::Refusal::Code::below_sold;
  objection.status = promised ? 409 : 403;
  objection.element = promised ? "promises-kept" : "valid-shelf-terms";
  objection.message = refusal.message;
  objection.field = refusal.field;
  return objection;
}

}  // namespace

Result<caldav::Admission, caldav::Objection> ShelfPolicy::storing(
    store::Transaction& transaction, const store::Collection& collection, std::string_view user,
    std::string_view segment, const ical::Component& calendar, std::string_view) {
  if (!collection.shelf) {
    auto instead = shifts_.hear(transaction, collection, user, calendar);
    if (!instead) instead = invitations_.hear_stored(transaction, collection, user, calendar);
    return caldav::Admission{std::move(instead)};
  }
  auto published = engine_.publish(transaction, collection, segment, calendar);
  if (!published) return objection_to(published.error());
  return caldav::Admission{std::move(published->content)};
}

Result<void, caldav::Objection> ShelfPolicy::removing(store::Transaction& transaction,
                                                      const store::Collection& collection,
                                                      std::string_view user, std::string_view segment,
                                                      caldav::Removal why) {
  if (!collection.shelf) {
    const auto object = store::find_object(transaction, collection, segment);
    if (!object) return {};
    shifts_.hear_removal(transaction, collection, user, object->uid);
    if (why == caldav::Removal::deleted)
      invitations_.hear_removed(transaction, collection, user, object->uid);
    return {};
  }
  if (auto gone = engine_.withdraw(transaction, collection, segment); !gone)
    return objection_to(gone.error());
  return {};
}

Result<void, caldav::Objection> ShelfPolicy::shelf_changed(store::Transaction& transaction,
                                                           store::Collection& collection, const Id& parent,
                                                           std::string_view segment) {
  if (auto done = engine_.shelf_changed(transaction, collection, parent, segment); !done)
    return objection_to(done.error());
  return {};
}

std::optional<std::string> ShelfPolicy::render(store::Transaction& transaction,
                                               const store::Collection& collection,
                                               const store::ObjectEntry& object) {
  return engine_.render_live(transaction, collection, object);
}

}  // namespace timeshelf::server
