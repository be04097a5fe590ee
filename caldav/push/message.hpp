// What a client is told.
#pragma once
#include <optional>
#include <string>

#include "caldav/service.hpp"
#include "store/push.hpp"

namespace timeshelf::caldav::push {

struct Message {
  std::string xml;  ///< a push-message element
  std::string
      topic;  ///< of Web Push (RFC 8030 5.4): a later message of the same topic says all that this one does
};

/// Nothing if who registered may not read the collection any more, or does not find it where it was.
std::optional<Message> message_of(store::Transaction&, const Options&, const Principal&,
                                  const store::PendingPush&);

}  // namespace timeshelf::caldav::push
