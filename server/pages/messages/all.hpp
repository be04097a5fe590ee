// All messages, and one by its name.
#pragma once
#include <algorithm>
#include <span>

#include "server/pages/messages/booking.hpp"
#include "server/pages/messages/embed.hpp"
#include "server/pages/messages/frame.hpp"
#include "server/pages/messages/pretended.hpp"
#include "server/pages/messages/problems.hpp"
#include "server/pages/messages/shelf.hpp"
#include "server/pages/messages/staff.hpp"
#include "server/pages/messages/waiting.hpp"

namespace timeshelf::server::pages {

inline constexpr std::array<std::span<const Message>, 8> kAllMessages = {
    kFrameMessages, kShelfMessages,     kBookingMessages, kWaitingMessages,
    kEmbedMessages, kPretendedMessages, kStaffMessages,   kProblemsMessages};

/// Null if there is none.
constexpr const Message* find_message(std::string_view name) {
  for (const std::span<const Message> messages : kAllMessages) {
    for (const Message& message : messages) {
      if (message.name == name) return &message;
    }
  }
  return nullptr;
}

}  // namespace timeshelf::server::pages
