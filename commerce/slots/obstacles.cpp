#include "commerce/slots/obstacles.hpp"

#include <array>
#include <map>

namespace timeshelf::commerce {
namespace {

// In the order in which they are told.
constexpr std::array<std::string_view, 3> kNames{"terms", "headcount", "stock"};

}  // namespace

bool set_obstacle(store::Transaction& transaction, SlotRow& row, Cause cause, const std::string& sentence) {
  const Id& shop = row.slot.shop;
  std::map<std::string, std::string, std::less<>> sentences;
  transaction.query("SELECT cause, sentence FROM obstacles WHERE shop = $1 AND slot = $2",
                    {shop, row.slot.id},
                    [&](const store::Row& line) { sentences[line.string(0)] = line.string(1); });
  const std::string name(kNames[static_cast<std::size_t>(cause)]);
  const auto known = sentences.find(name);
  const std::string before = known == sentences.end() ? "" : known->second;
  if (before != sentence) {
    sentences[name] = sentence;
    if (sentence.empty()) {
      transaction.execute("DELETE FROM obstacles WHERE shop = $1 AND slot = $2 AND cause = $3",
                          {shop, row.slot.id, name});
    } else {
      transaction.execute(
          "INSERT INTO obstacles (shop, slot, cause, sentence) VALUES ($1, $2, $3, $4) "
          "ON CONFLICT (shop, slot, cause) DO UPDATE SET sentence = excluded.sentence",
          {shop, row.slot.id, name, sentence});
    }
  }
  std::string first;
  for (const std::string_view each : kNames) {
    const auto found = sentences.find(each);
    if (first.empty() && found != sentences.end()) first = found->second;
  }
  const bool changed = row.problem != first;
  row.problem = first;
  return changed;
}

}  // namespace timeshelf::commerce
