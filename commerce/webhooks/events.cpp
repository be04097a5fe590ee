#include "commerce/webhooks/events.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <vector>

#include "base/text.hpp"
#include "commerce/bookings/change_rows.hpp"
#include "commerce/outbox.hpp"
#include "commerce/slots/showing.hpp"
#include "commerce/slots/slot_rows.hpp"

namespace timeshelf::commerce {
namespace {

namespace json = boost::json;

constexpr std::array<EventKind, 25> kKinds{{
    {"booking.made", ""},
    {"booking.changed", "booking.moved"},
    {"booking.reduced", "booking.reduced"},
    {"booking.cancelled", "booking.cancelled"},
    {"booking.passed_on", "booking.passed_on"},
    {"booking.handed_over", "fulfilment.handed-over"},
    {"booking.returned", "fulfilment.returned"},
    {"booking.missed", "fulfilment.missed"},
    {"payment.received", "booking.paid"},
    {"payment.refunded", "booking.refunded"},
    {"slot.published", ""},
    {"slot.moved", ""},
    {"slot.called_off", ""},
    {"stock.low", ""},
    {"stock.shortage", "stock.shortage"},
    {"stock.shortage_settled", "stock.shortage_settled"},
    {"shift.uncovered", ""},
    {"shift.taken", "shift.taken"},
    {"shift.declined", "shift.declined"},
    {"waiting.offered", "waiting.offered"},
    {"device.enrolled", "device.enrolled"},
    {"device.revoked", "device.revoked"},
    {"forecast.changed", ""},
    {"top_up.proposed", "order.drafted"},
    {"webhook.ping", ""},
}};

struct Wanting {
  Id webhook;
  std::string kinds;

  bool wants(std::string_view kind) const {
    if (kinds.empty()) return true;
    const auto words = split(kinds, ' ');
    return std::find(words.begin(), words.end(), kind) != words.end();
  }
};

std::vector<Wanting> load_wanting(store::Transaction& transaction, const Id& shop) {
  std::vector<Wanting> all;
  transaction.query("SELECT id, kinds FROM webhooks WHERE shop = $1 AND active = 1 ORDER BY id", {shop},
                    [&](const store::Row& row) {
                      all.push_back({row.id(0), row.string(1)});
                    });
  return all;
}

// Who is written to is nobody's business elsewhere: a receiver that may know it reads the booking.
json::object without_people(json::object facts) {
  for (const char* name : {"from", "from_email", "to", "to_email", "email"}) {
    if (facts.contains(name) && facts.at(name).is_string()) facts.erase(name);
  }
  return facts;
}

json::array lines_json(const std::vector<BookedLine>& lines) {
  json::array all;
  for (const BookedLine& line : lines) {
    all.push_back(json::object{{"position", line.agreed.position},
                               {"slot", line.agreed.slot.text()},
                               {"sku", line.agreed.sku},
                               {"units", line.units},
                               {"handed_over", line.agreed.handed_over}});
  }
  return all;
}

// How the booking stands; nothing if there is none (money that came for a hold that became none).
void add_booking(store::Transaction& transaction, const Id& shop, const Id& id, json::object& data) {
  transaction.query("SELECT code, state, hold FROM bookings WHERE shop = $1 AND id = $2", {shop, id},
                    [&](const store::Row& row) {
                      data["code"] = row.text(0);
                      data["state"] = row.text(1);
                      data["lines"] = lines_json(load_agreed_lines(transaction, shop, row.id(2)));
                    });
}

void add_slot(store::Transaction& transaction, const Id& shop, const Id& id, Instant now,
              json::object& data) {
  const auto row = load_slot(transaction, shop, id);
  if (!row) return;
  const Slot slot = view_of(transaction, *row, now);
  json::array offers;
  for (const Offer& offer : slot.offers)
    offers.push_back({{"sku", offer.sku}, {"remaining", offer.remaining}, {"allotted", offer.allotted}});
  data["summary"] = slot.summary;
  data["location"] = slot.location;
  data["starts_at"] = to_rfc3339(slot.starts_at);
  data["ends_at"] = to_rfc3339(slot.ends_at);
  data["state"] = name_of(slot.state);
  data["drop"] = slot.drop;
  data["offers"] = std::move(offers);
}

// Kinds say what their subject is. Stock is short for a slot, or at a venue.
std::string_view name_of_subject(std::string_view kind) {
  if (kind.starts_with("booking.") || kind.starts_with("payment.")) return "booking";
  if (kind.starts_with("stock.shortage")) return "venue";
  if (kind.starts_with("slot.") || kind == "stock.low" || kind == "forecast.changed") return "slot";
  return kind.substr(0, kind.find('.'));
}

json::object data_of(store::Transaction& transaction, const Id& shop, std::string_view kind,
                     std::string_view subject, const json::object& facts, Instant now) {
  const std::string_view named = name_of_subject(kind);
  json::object data{{named, subject}};
  if (named == "booking") add_booking(transaction, shop, Id::trusted(subject), data);
  if (named == "slot") add_slot(transaction, shop, Id::trusted(subject), now, data);
  for (const auto& member : without_people(facts)) data.insert(member);  // never over what was there
  return data;
}

}  // namespace

std::span<const EventKind> event_kinds() {
  return kKinds;
}

bool is_event_kind(std::string_view name) {
  return std::any_of(kKinds.begin(), kKinds.end(), [&](const EventKind& kind) { return kind.name == name; });
}

std::optional<std::string_view> event_of(std::string_view action) {
  for (const EventKind& kind : kKinds) {
    if (kind.recorded_as == action) return kind.name;
  }
  return std::nullopt;
}

void happened(store::Transaction& transaction, const Id& shop, std::string_view kind,
              std::string_view subject, const json::object& facts, Instant now, Random& random) {
  auto wanting = load_wanting(transaction, shop);
  std::erase_if(wanting, [&](const Wanting& each) { return !each.wants(kind); });
  if (wanting.empty()) return;
  const Id id = Id::make(now, random);
  const json::object body{{"id", id.text()},
                          {"type", kind},
                          {"timestamp", to_rfc3339(now)},
                          {"data", data_of(transaction, shop, kind, subject, facts, now)}};
  transaction.execute(
      "INSERT INTO events (shop, id, kind, subject, body, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
      {shop, id, kind, subject, json::serialize(body), now});
  for (const Wanting& each : wanting) {
    transaction.execute(
        "INSERT INTO webhook_deliveries (shop, webhook, event, state, tries, since, due_at) VALUES ($1, $2, "
        "$3, 'waiting', 0, $4, $4)",
        {shop, each.webhook, id, now});
  }
}

void owe_events(store::Transaction& transaction, const Id& shop, std::string_view kind,
                const std::set<std::string>& subjects, Instant now) {
  if (subjects.empty()) return;
  const auto wanting = load_wanting(transaction, shop);
  if (std::none_of(wanting.begin(), wanting.end(), [&](const Wanting& each) { return each.wants(kind); }))
    return;
  std::set<std::string> owed;
  for (const std::string& subject : subjects) owed.insert(fmt::format("{}/{}", kind, subject));
  owe_all(transaction, shop, kEventTopic, owed, now);
}

void tell_owed(store::Transaction& transaction, const Id& shop, const std::string& owed, Instant now,
               Random& random) {
  const auto slash = owed.find('/');
  if (slash == std::string::npos) return;
  happened(transaction, shop, owed.substr(0, slash), owed.substr(slash + 1), {}, now, random);
}

}  // namespace timeshelf::commerce
