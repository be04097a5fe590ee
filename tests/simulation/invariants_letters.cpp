// The last that a customer was written says what the booking is now, once all is quiet.
#include <algorithm>

#include "tests/simulation/run.hpp"

namespace timeshelf::simulation {
namespace {

// "22.00 EUR", "2200 JPY"
std::string text_of(std::int64_t minor, const std::string& currency) {
  if (currency == "JPY") return fmt::format("{} JPY", minor);
  return fmt::format("{}.{:02} {}", minor / 100, minor % 100, currency);
}

struct Booked {
  const ShopModel& shop;
  const Promise& promise;
  std::vector<const SoldSlot*> slots;
  bool is_off(const SoldSlot& slot) const { return promise.cancelled || slot.cancelled; }
  bool is_all_off() const {
    return std::all_of(slots.begin(), slots.end(), [&](const SoldSlot* slot) { return is_off(*slot); });
  }
  std::string method() const { return slots.size() > 1 ? "PUBLISH" : is_all_off() ? "CANCEL" : "REQUEST"; }
  // Another booking of the same customer has or had something there: their event may have to stay.
  bool may_stay(const SoldSlot& slot) const {
    return std::any_of(shop.promises.begin(), shop.promises.end(), [&](const auto& entry) {
      const Promise& other = entry.second;
      return other.booking && other.id != promise.id && other.booked_by == promise.booked_by &&
             std::any_of(other.lines.begin(), other.lines.end(),
                         [&](const commerce::Line& line) { return line.slot == slot.id; });
    });
  }
};

void compare_event(const Booked& booked, const SoldSlot& slot, const SeenLetter& letter) {
  const auto event = std::find_if(letter.events.begin(), letter.events.end(),
                                  [&](const auto& each) { return each.value("UID") == slot.uid(); });
  if (event == letter.events.end()) {
    require(booked.is_off(slot) && booked.may_stay(slot), "The letter about {} says nothing of {}.",
            booked.promise.booking_code, slot.uid());
    return;
  }
  const auto says = [&](const char* line, const std::string& right) {
    require(event->value(line) == right, "The letter about {} says {}:{} of {} and not {}.",
            booked.promise.booking_code, line, event->value(line), slot.uid(), right);
  };
  const bool off = booked.is_off(slot);
  says("STATUS", off ? "CANCELLED" : "CONFIRMED");
  if (!booked.promise.cancelled) {
    says("DTSTART", to_ical_utc(slot.starts_at));
    says("DTEND", to_ical_utc(slot.ends_at));
    says("LOCATION", slot.location);
  }
  require(event->value("ORGANIZER").starts_with("mailto:bookings+" + booked.promise.booking_code + "-"),
          "The letter about {} is from {}.", booked.promise.booking_code, event->value("ORGANIZER"));
  if (letter.method != "PUBLISH") says("ATTENDEE", "mailto:" + booked.promise.booked_by);
}

std::vector<std::string> lines_in(const std::string& body) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < body.size();) {
    const auto end = std::min(body.find('\n', at), body.size());
    const std::string line = body.substr(at, end - at);
    const auto times = line.find(" x ");
    const bool is_count = line.starts_with("  ") && times != std::string::npos && times > 2 &&
                          line.find_first_not_of("0123456789", 2) == times;
    if (is_count) lines.push_back(line.substr(2));
    at = end + 1;
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

void compare_body(const Booked& booked, const SeenLetter& letter) {
  const Promise& promise = booked.promise;
  std::vector<std::string> right;
  std::int64_t tax = 0;
  for (const auto& line : promise.standing()) {
    const auto amount = text_of(line.amount().minor, promise.currency);
    right.push_back(fmt::format("{} x {}, {}", line.quantity, line.sku, amount));
    tax += line.tax;
  }
  for (const auto& fee : promise.fees) tax += fee.tax;
  std::sort(right.begin(), right.end());
  auto said = lines_in(letter.body);
  for (std::string& line : said) {
    if (const auto seat = line.find(" x Seat,"); seat != std::string::npos) line.replace(seat, 7, " x SEAT");
  }
  std::sort(said.begin(), said.end());
  bool same = said.size() == right.size();
  for (std::size_t i = 0; i < right.size() && same; ++i) {
    // Behind the sum stands how and when it reaches them.
    same = said[i].starts_with(right[i]) && (said[i].size() == right[i].size() ||
                                             said[i].find_first_of(", ", right[i].size()) == right[i].size());
  }
  require(same, "The letter about {} has other lines than the booking: {}", promise.booking_code,
          ical::escape_text(letter.body));
  const std::string total =
      "\n  Total: " + text_of(promise.total(), promise.currency) +
      (tax == 0 ? "\n" : fmt::format(", {} tax included\n", text_of(tax, promise.currency)));
  require(letter.body.find(total) != std::string::npos, "The letter about {} should say {}: {}",
          promise.booking_code, ical::escape_text(total), ical::escape_text(letter.body));
}

void compare_subject(const Booked& booked, const SeenLetter& letter) {
  const std::string word = letter.subject.substr(0, letter.subject.find(':'));
  const bool right = booked.promise.cancelled ? word == "Cancelled"
                     : word == "Called off"   ? booked.is_all_off()
                                            : word == "Booked" || word == "Changed" || word == "Still booked";
  require(right, "The last letter about {} is called {}.", booked.promise.booking_code, letter.subject);
}

bool had_it(const Promise& promise, const std::string& email) {
  return std::any_of(promise.passed_on.begin(), promise.passed_on.end(),
                     [&](const PassedOn& each) { return each.from == email; });
}

void check_letters_about(Run& run, const Booked& booked) {
  const std::string& code = booked.promise.booking_code;
  const auto& letters = run.post.about(booked.shop.shop.id, code);
  // What the booking has left is told by itself, and how it stands comes with the next letter.
  const auto is_about_now = [](const SeenLetter& letter) {
    return !letter.subject.starts_with("No longer booked");
  };
  const auto last = std::find_if(letters.rbegin(), letters.rend(), is_about_now);
  require(last != letters.rend(), "Nobody wrote to {} about {}.", booked.promise.booked_by, code);
  for (const SeenLetter& letter : letters) {
    require(letter.recipient == booked.promise.booked_by || had_it(booked.promise, letter.recipient),
            "The letter about {} went to {}.", code, letter.recipient);
    if (letter.moment == last->moment)
      require(letter.recipient == booked.promise.booked_by, "The last letter about {} went to {}.", code,
              letter.recipient);
    if (letter.moment != last->moment || !is_about_now(letter)) continue;
    compare_subject(booked, letter);
    compare_body(booked, letter);
    for (const SoldSlot* slot : booked.slots) compare_event(booked, *slot, letter);
    require(letter.method == booked.method() || (letter.events.empty() && letter.method.empty()),
            "The letter about {} is a {} and not a {}.", code, letter.method, booked.method());
  }
}

}  // namespace

std::set<Id> slots_being_changed(store::Transaction& transaction, const Id& shop) {
  std::set<Id> slots;
  transaction.query("SELECT subject FROM outbox WHERE shop = $1 AND topic = 'slot-changed'", {shop},
                    [&](const store::Row& row) { slots.insert(row.id(0)); });
  return slots;
}

void check_letters(Run& run, store::Transaction& transaction, const ShopModel& shop) {
  const auto changing = slots_being_changed(transaction, shop.shop.id);
  for (const auto& [id, promise] : shop.promises) {
    if (!promise.booking || promise.booked_by.empty()) continue;  // who walked up left no address
    Booked booked{shop, promise, {}};
    for (const Id& slot : promise.slots()) booked.slots.push_back(&shop.slots.at(slot));
    const bool is_changing = std::any_of(booked.slots.begin(), booked.slots.end(),
                                         [&](const SoldSlot* slot) { return changing.contains(slot->id); });
    if (!is_changing) check_letters_about(run, booked);
  }
}

}  // namespace timeshelf::simulation
