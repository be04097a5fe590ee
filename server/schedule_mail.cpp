#include "server/schedule_mail.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "caldav/node.hpp"
#include "commerce/invitations/reply_address.hpp"
#include "commerce/letters/letters.hpp"
#include "ical/date_time.hpp"

namespace timeshelf::server {
namespace {

using ical::Component;
using ical::Property;

constexpr std::size_t kLongestSubject = 200;

const Component* part_in(const Component& message) {
  const auto at = std::find_if(message.components.begin(), message.components.end(),
                               [](const Component& part) { return part.name != "VTIMEZONE"; });
  return at == message.components.end() ? nullptr : &*at;
}

std::string mailbox_of(std::string_view address) {
  const std::string lower = to_lower(trim(address));
  return lower.starts_with("mailto:") ? std::string(trim(std::string_view(lower).substr(7))) : "";
}

// Eight characters, so that the longest mail.from still leaves room (64 octets, RFC 5321): they only say whom
// to try.
std::string code_of(const store::User& user) {
  return "m" + hex_encode(sha256(user.name)).substr(0, 7);
}

std::string signature_of(const store::Shop& shop, const store::User& user, std::string_view uid,
                         std::string_view attendee) {
  const auto text = fmt::format("timeshelf-meeting-v1:{}:{}:{}", user.name, uid, attendee);
  return hex_encode(hmac_sha256(shop.signing_secret, text)).substr(0, 16);
}

bool comes_from_organizer(std::string_view method) {
  return method == "REQUEST" || method == "CANCEL" || method == "ADD" || method == "DECLINECOUNTER";
}

Property with_address(const Property& line, const std::string& address, const std::string& name) {
  auto parameters = line.parameters();
  const bool named = !line.parameter("CN").empty();
  if (!named && !name.empty()) parameters.push_back({"CN", {name}});
  return Property(line.name(), address, std::move(parameters));
}

// ORGANIZER, and the organizer's own line among the attendees.
void replace_organizer(Component& message, const std::string& address, const std::string& name) {
  for (Component& part : message.components) {
    const Property* organizer = part.find("ORGANIZER");
    if (!organizer) continue;
    const std::string known = to_lower(trim(organizer->value()));
    for (Property& line : part.properties) {
      const bool theirs =
          line.name() == "ORGANIZER" || (line.name() == "ATTENDEE" && to_lower(trim(line.value())) == known);
      if (theirs) line = with_address(line, address, name);
    }
  }
}

// One of calendar-user-address-set (RFC 6638 2.4.1), which every organizer has.
std::string own_address_of(const store::User& user) {
  return user.email.empty() ? caldav::principal_href({}, user.name) : "mailto:" + user.email;
}

std::string text_of(const Component& part, std::string_view property) {
  std::string text = ical::unescape_text(part.value(property));
  std::erase(text, '\r');
  return std::string(trim(text));
}

std::string one_line_of(const Component& part, std::string_view property) {
  std::string text = text_of(part, property);
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

std::string when(const Component& part) {
  const Property* start = part.find("DTSTART");
  const auto date = start ? ical::date_time_of(*start) : std::nullopt;
  if (!date) return {};
  // Times are written as the event says them: "2026-03-10 10:00 (Europe/Berlin)".
  const auto seconds = std::chrono::sys_seconds(date->local.time_since_epoch());
  const std::string text = to_rfc3339(seconds);
  std::string day = text.substr(0, 10);
  if (date->is_date()) return day;
  const std::string zone = date->form == ical::DateTime::Form::utc ? "UTC" : date->tzid;
  return day + " " + text.substr(11, 5) + (zone.empty() ? "" : " (" + zone + ")");
}

std::string verb_for(std::string_view method, const Component& part, std::string_view sender) {
  if (method == "CANCEL") return "Cancelled";
  if (method == "REQUEST")
    return part.value("SEQUENCE").empty() || part.value("SEQUENCE") == "0" ? "Invitation" : "Changed";
  if (method == "ADD") return "Further date";
  if (method != "REPLY") return "About";
  const Property* own = part.find("ATTENDEE");
  const std::string said = own ? to_upper(own->parameter("PARTSTAT")) : "";
  const std::string name(sender);
  if (said == "ACCEPTED") return "Accepted by " + name;
  if (said == "DECLINED") return "Declined by " + name;
  return said == "TENTATIVE" ? "Perhaps by " + name : "Answer by " + name;
}

std::string body_of(const Component& part, const std::string& subject, const store::User& sender) {
  std::string body = subject + "\n\n";
  if (part.find("RRULE")) {
    body += "When: " + when(part) + ", repeating\n";
  } else if (const std::string time = when(part); !time.empty()) {
    body += "When: " + time + "\n";
  }
  if (const std::string place = one_line_of(part, "LOCATION"); !place.empty())
    body += "Where: " + place + "\n";
  body += "From: " + sender.display_name + (sender.email.empty() ? "" : " <" + sender.email + ">") + "\n";
  if (const std::string text = text_of(part, "DESCRIPTION"); !text.empty()) body += "\n" + text + "\n";
  return body;
}

}  // namespace

bool ScheduleMail::answers_for(store::Transaction& transaction, std::string_view address) const {
  // A shop's own address, also if it was written when the server had another one.
  if (const auto at = address.rfind("/s/"); at != std::string_view::npos && address.starts_with("http"))
    return store::find_shop_by_slug(transaction, trim(address.substr(at + 3))).has_value();
  const std::string mailbox = mailbox_of(address);
  if (mail_from_.empty() || mailbox.empty()) return false;
  if (store::find_user_by_email(transaction, mailbox)) return false;
  const std::string from = to_lower(mail_from_);
  const std::string plain = mailbox.substr(0, std::min(mailbox.find('+'), mailbox.find('@'))) +
                            mailbox.substr(std::min(mailbox.find('@'), mailbox.size()));
  return plain == from;
}

std::string ScheduleMail::status_for(std::string_view recipient) const {
  const std::string mailbox = mailbox_of(recipient);
  const bool sendable = is_printable(mailbox) && mailbox.find('@') != std::string::npos &&
                        mailbox.find_first_of(" <>,;\"") == std::string::npos;
  if (mail_from_.empty()) return "5.1";
  return sendable ? "1.1" : "3.7";
}

std::string ScheduleMail::send(store::Transaction& transaction, const store::User& sender,
                               std::string_view recipient, const Component& message) {
  const Component* part = part_in(message);
  const auto shop = store::find_shop(transaction, sender.shop);
  const std::string mailbox = mailbox_of(recipient);
  if (!shop || !part) return "5.1";
  std::string status = status_for(recipient);
  if (status != "1.1") return status;
  commerce::Letter letter;
  letter.shop = sender.shop;
  letter.id = Id::make(clock_.now(), random_);
  letter.recipient = mailbox;
  letter.organizer = mail_from_;
  letter.sender_name = sender.display_name;
  letter.reply_to = sender.email;
  letter.method = to_upper(message.value("METHOD"));
  letter.subject = verb_for(letter.method, *part, sender.display_name) + ": " + one_line_of(*part, "SUMMARY");
  if (letter.subject.size() > kLongestSubject) {
    std::size_t end = kLongestSubject;
    while (end > 0 && (static_cast<unsigned char>(letter.subject[end]) & 0xC0) == 0x80) --end;
    letter.subject.resize(end);
  }
  letter.body = body_of(*part, letter.subject, sender);
  Component sent = message;
  if (comes_from_organizer(letter.method)) {
    const auto at = mail_from_.find('@');
    letter.organizer =
        fmt::format("{}+{}-{}{}", mail_from_.substr(0, at), code_of(sender),
                    signature_of(*shop, sender, trim(part->value("UID")), mailbox), mail_from_.substr(at));
    replace_organizer(sent, "mailto:" + letter.organizer, sender.display_name);
  }
  letter.calendar = ical::serialize(sent);
  commerce::post(transaction, letter, clock_.now());
  return status;
}

std::vector<ScheduleMail::Arrival> ScheduleMail::arrivals(store::Transaction& transaction,
                                                          const Component& message) const {
  const Component* part = part_in(message);
  if (!part) return {};
  std::vector<Arrival> arrivals;
  if (comes_from_organizer(to_upper(trim(message.value("METHOD"))))) {
    std::set<std::string> found;
    for (const Component& each : message.components) {
      for (const Property& line : each.properties) {
        if (line.name() != "ATTENDEE") continue;
        auto user = store::find_user_by_email(transaction, mailbox_of(line.value()));
        if (user && found.insert(user->name).second) arrivals.push_back({std::move(*user), message});
      }
    }
    return arrivals;
  }
  const auto detail = commerce::detail_of(part->value("ORGANIZER"));
  const Property* attendee = part->find("ATTENDEE");
  if (!detail || !attendee || !detail->code.starts_with("m")) return {};
  const std::string who = mailbox_of(attendee->value());
  for (store::User& user : store::list_users(transaction)) {
    if (code_of(user) != detail->code) continue;
    const auto shop = store::find_shop(transaction, user.shop);
    const std::string expected = shop ? signature_of(*shop, user, trim(part->value("UID")), who) : "";
    if (!shop || !equal_in_constant_time(detail->signature, expected)) continue;
    Arrival arrival{std::move(user), message};
    replace_organizer(arrival.message, own_address_of(arrival.user), "");
    // One answer, one attendee: who is signed for this one does not answer for others.
    for (Component& each : arrival.message.components) {
      const Property* line = each.name == "VTIMEZONE" ? nullptr : each.find("ATTENDEE");
      if (line && mailbox_of(line->value()) != who) return {};
    }
    arrivals.push_back(std::move(arrival));
    return arrivals;
  }
  return {};
}

}  // namespace timeshelf::server
