#include "caldav/edited.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "caldav/attachments/uses.hpp"
#include "caldav/object_store.hpp"
#include "store/locks.hpp"

namespace timeshelf::caldav {
namespace {

NotStored not_stored(int status, std::string sentence, std::string field = {}) {
  NotStored refusal;
  refusal.message = std::move(sentence);
  refusal.status = status;
  refusal.field = std::move(field);
  return refusal;
}

NotStored locked() {
  return not_stored(423, "A calendar app has locked this event for a while. Try again in some minutes.");
}

// Who adds to a collection or takes from it changes the collection, too (RFC 4918 7.4).
bool is_locked(store::Transaction& transaction, const store::Collection& collection, std::string_view segment,
               bool of_members, Instant now) {
  const auto locks = store::list_locks(transaction, collection.shop, now);
  return std::any_of(locks.begin(), locks.end(), [&](const store::Lock& lock) {
    return lock.collection == collection.id &&
           (lock.segment == segment || (lock.segment.empty() && (lock.deep || of_members)));
  });
}

}  // namespace

Result<std::string, NotStored> store_edited(store::Transaction& transaction,
                                            const store::Collection& collection, ObjectPolicy& policy,
                                            std::string_view user, std::string_view segment,
                                            const ical::Component& calendar, const EditLimits& limits,
                                            Instant now) {
  const auto prepared = prepare_object(ical::serialize(calendar), limits.largest, now);
  if (!prepared) return not_stored(prepared.error().status, prepared.error().message);
  const auto before = store::find_object(transaction, collection, segment);
  const bool is_new = !before;
  if (is_locked(transaction, collection, segment, is_new, now)) return locked();
  const PreparedObject& object = **prepared;
  const auto admitted = policy.storing(transaction, collection, user, segment, object.calendar, object.bytes);
  if (!admitted) return not_stored(admitted.error().status, admitted.error().message, admitted.error().field);
  const std::string& bytes = admitted->content ? *admitted->content : object.bytes;
  const std::int64_t growth = static_cast<std::int64_t>(bytes.size()) - (before ? before->size : 0);
  if (growth > 0) {
    if (auto beyond = beyond_quota(transaction, limits.quota, collection, growth))
      return not_stored(507, std::move(*beyond));
  }
  store::ObjectEntry entry;
  entry.segment = segment;
  entry.uid = object.summary.uid;
  entry.component = object.summary.component;
  entry.content_type = "text/calendar; charset=utf-8; component=" + to_lower(object.summary.component);
  entry.etag = strong_etag(bytes);
  entry.size = static_cast<std::int64_t>(bytes.size());
  set_times(entry, object.bounds, object.stretches);
  store::put_object(transaction, collection, entry, bytes, now);
  attachments::note_uses(transaction, collection, segment, object.calendar, is_new);
  return entry.etag;
}

Result<void, NotStored> remove_edited(store::Transaction& transaction, const store::Collection& collection,
                                      ObjectPolicy& policy, std::string_view user, std::string_view segment,
                                      Instant now) {
  if (is_locked(transaction, collection, segment, true, now)) return locked();
  const auto allowed = policy.removing(transaction, collection, user, segment, Removal::deleted);
  if (!allowed) return not_stored(allowed.error().status, allowed.error().message);
  store::remove_properties(transaction, collection, segment);
  store::remove_locks(transaction, collection.shop, collection.id, segment);
  store::delete_object(transaction, collection, segment, now);
  return {};
}

}  // namespace timeshelf::caldav
