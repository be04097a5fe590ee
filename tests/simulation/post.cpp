#include "tests/simulation/post.hpp"

#include "tests/simulation/run.hpp"

namespace timeshelf::simulation {
namespace {

const std::string kCode = "  Your code: ";

// "" where the letter is about no booking: somebody waits, or money goes back.
std::string code_in(const std::string& body) {
  const auto at = body.find(kCode);
  if (at == std::string::npos) return "";
  return body.substr(at + kCode.size(), body.find('\n', at) - at - kCode.size());
}

std::string looks_of(const ical::Component& event) {
  std::string looks;
  for (const char* name : {"DTSTART", "DTEND", "LOCATION", "STATUS"})
    looks += std::string(event.value(name)) + "|";
  return looks;
}

}  // namespace

void Post::read(Run& run) {
  ++moment_;
  run.world.read([&](store::Transaction& transaction) {
    std::size_t count = 0;
    transaction.query("SELECT COUNT(*) FROM letters", {},
                      [&](const store::Row& row) { count = static_cast<std::size_t>(row.integer(0)); });
    if (count == seen_.size()) return;
    for (const ShopModel& shop : run.shops) {
      std::vector<Id> fresh;
      transaction.query("SELECT id FROM letters WHERE shop = $1", {shop.shop.id}, [&](const store::Row& row) {
        if (const Id id = row.id(0); seen_.insert(id).second) fresh.push_back(id);
      });
      for (const Id& id : fresh) {
        SeenLetter letter;
        transaction.query(
            "SELECT recipient, method, subject, body, calendar FROM letters WHERE shop = $1 AND id = $2",
            {shop.shop.id, id}, [&](const store::Row& row) {
              letter = {moment_, row.string(0), row.string(1), row.string(2), row.string(3), {}};
              if (row.text(4).empty()) return;
              const auto parsed = ical::parse(row.string(4));
              require(parsed.has_value(), "The letter {} holds no iCalendar.", letter.subject);
              const auto& calendar = parsed->calendars.front();
              require(calendar.value("METHOD") == letter.method, "The letter {} is {} and says METHOD:{}.",
                      letter.subject, letter.method, calendar.value("METHOD"));
              letter.events = calendar.components;
            });
        take(shop.shop.id, std::move(letter));
      }
    }
  });
}

void Post::take(const Id& shop, SeenLetter letter) {
  const std::string code = code_in(letter.body);
  if (code.empty()) return;
  for (const auto& event : letter.events) {
    const std::string uid(event.value("UID"));
    KnownEvent& known = calendars_[{shop, letter.recipient, uid}];
    if (known.moment != moment_ && !known.looks.empty()) known.before = known.looks.rbegin()->first;
    known.moment = moment_;
    const std::int64_t sequence = std::stoll(std::string(event.value("SEQUENCE")));
    require(sequence >= known.before, "A letter to {} tells {} with SEQUENCE {}, after {}.", letter.recipient,
            uid, sequence, known.before);
    const auto looks = known.looks.try_emplace(sequence, looks_of(event)).first;
    require(looks->second == looks_of(event), "Letters to {} tell {} with SEQUENCE {} as {} and as {}.",
            letter.recipient, uid, sequence, looks->second, looks_of(event));
  }
  letters_[{shop, code}].push_back(std::move(letter));
}

}  // namespace timeshelf::simulation
