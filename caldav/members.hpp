// The objects of one collection, one after the other, for answers that list many.
#pragma once
#include "caldav/properties/properties.hpp"

namespace timeshelf::caldav {

/// One node that is moved from object to object, because copying the collection for each of them costs more
/// than the object.
class Members {
 public:
  /// Keeps references to all three.
  Members(store::Transaction& transaction, const Call& call, const Node& collection);
  Members(const Members&) = delete;
  Members& operator=(const Members&) = delete;

  /// Each object of the collection, by segment, to be written to `writer`.
  void each(xml::Writer& writer, FunctionRef<void(const store::ObjectEntry&)> write);
  /// Valid until the next call.
  const PropertyContext& at(const store::ObjectEntry& object);
  /// With the client's own spelling of its address.
  const PropertyContext& at(const store::ObjectEntry& object, std::string href);

 private:
  const PropertyContext& move_to(const store::ObjectEntry& object);

  const Node& collection_;
  Node node_;
  const MemberFacts facts_;
  PropertyContext context_;
  const bool collections_href_is_text_;  // and names in it are encoded
  bool plain_segments_ = false;          // of what each() goes through
};

}  // namespace timeshelf::caldav
