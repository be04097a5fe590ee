#include "commerce/pos/pos.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "base/base64.hpp"
#include "base/characters.hpp"
#include "base/text.hpp"
#include "commerce/audit.hpp"
#include "commerce/pos/pos_rows.hpp"
#include "commerce/slots/offer_rows.hpp"
#include "commerce/venues.hpp"

namespace timeshelf::commerce {
namespace {

using Code = Refusal::Code;

constexpr std::size_t kMostTills = 50;
constexpr std::size_t kMostItems = 5'000;
constexpr std::chrono::hours kBothSecrets{24};

constexpr std::array<std::pair<TillMaker, std::string_view>, 3> kMakers{
    {{TillMaker::square, "square"}, {TillMaker::shopify, "shopify"}, {TillMaker::generic, "generic"}}};
Refusal no_such_till() {
  return refuse(Code::unknown_till, "The shop has no such till.", "till");
}

bool is_text(const std::string& text, std::size_t least, std::size_t most) {
  return characters_of(text) >= least && characters_of(text) <= most && (text.empty() || is_printable(text));
}

std::optional<Refusal> check_terms(store::Transaction& transaction, const Id& shop, const TillTerms& terms) {
  if (!is_text(terms.name, 1, 100))
    return refuse(Code::invalid_till, "A till has a name of 1 to 100 characters.", "name");
  const auto venue = Id::parse(terms.venue);
  if (!venue || !load_venue(transaction, shop, *venue))
    return refuse(Code::unknown_venue, "The shop has no such venue.", "venue");
  const auto maker = parse_till_maker(terms.maker);
  if (!maker) return refuse(Code::invalid_till, "A till is of square, shopify or generic.", "maker");
  if (!is_text(terms.location, *maker == TillMaker::generic ? 0 : 1, 200))
    return refuse(Code::invalid_till, "Say what its maker calls the place, in 1 to 200 characters.",
                  "location");
  if (!is_text(terms.access, 0, 1'000))
    return refuse(Code::invalid_till, "A token has at most 1000 visible characters.", "access");
  if (!is_text(terms.secret, 0, 500))
    return refuse(Code::invalid_till, "A secret has at most 500 visible characters.", "secret");
  return std::nullopt;
}

std::string make_secret(Random& random) {
  std::array<std::uint8_t, 32> bytes{};
  random.fill(bytes);
  return "whsec_" + base64_encode({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

void take_terms(PointOfSale& till, const TillTerms& terms) {
  till.name = terms.name;
  till.venue = *Id::parse(terms.venue);
  till.location = terms.location;
  till.api = terms.api;
  if (!terms.access.empty()) till.access = terms.access;
  till.active = terms.active;
}

// What was said of one place is not to be heard of another, nor told there.
void leave_place(store::Transaction& transaction, const PointOfSale& till) {
  end_changes(transaction, till, "The till stands for another place now.");
  refuse_figures(transaction, till, "It was of the place that the till stood for before.");
  forget_known(transaction, till);
}

const TillItem* item_named(const std::vector<TillItem>& items, const std::string& item) {
  const auto found =
      std::find_if(items.begin(), items.end(), [&](const TillItem& each) { return each.item == item; });
  return found == items.end() ? nullptr : &*found;
}

}  // namespace

std::string_view name_of(TillMaker maker) {
  for (const auto& [value, name] : kMakers) {
    if (value == maker) return name;
  }
  return "";
}

std::optional<TillMaker> parse_till_maker(std::string_view wanted) {
  for (const auto& [value, name] : kMakers) {
    if (name == wanted) return value;
  }
  return std::nullopt;
}

Decided<PointsOfSale::Made> PointsOfSale::add(store::Transaction& transaction, const Id& shop,
                                              const TillTerms& terms, const std::string& actor) {
  if (auto refused = check_terms(transaction, shop, terms)) return *refused;
  if (load_tills(transaction, shop).size() >= kMostTills)
    return refuse(Code::invalid_till,
                  fmt::format("A shop has at most {} tills. Remove one first.", kMostTills));
  const Instant now = clock_.now();
  Made made;
  made.till.shop = shop;
  made.till.id = Id::make(now, random_);
  made.till.maker = *parse_till_maker(terms.maker);
  made.till.created_at = now;
  take_terms(made.till, terms);
  const bool own = made.till.maker == TillMaker::generic;
  if (!own && terms.secret.empty())
    return refuse(Code::invalid_till, "Give the key with which its maker signs what it sends.", "secret");
  if (own) made.secret = make_secret(random_);
  insert_till(transaction, made.till, own ? made.secret : terms.secret);
  record(transaction, shop, actor, "till.made", made.till.id.text(),
         {{"name", terms.name}, {"maker", terms.maker}}, now, random_);
  return made;
}

Decided<PointOfSale> PointsOfSale::change(store::Transaction& transaction, const Id& shop, const Id& id,
                                          const TillTerms& terms, const std::string& actor) {
  if (auto refused = check_terms(transaction, shop, terms)) return *refused;
  auto till = load_till(transaction, shop, id);
  if (!till) return no_such_till();
  if (name_of(till->maker) != terms.maker)
    return refuse(Code::invalid_till, "A till stays of its maker. Add another one instead.", "maker");
  const bool moved = till->venue.text() != terms.venue || till->location != terms.location;
  take_terms(*till, terms);
  if (moved) leave_place(transaction, *till);
  if (!till->is_told()) end_changes(transaction, *till, "The till is told nothing any more.");
  till->problem.clear();
  till->resting_until.reset();
  store_till(transaction, *till);
  const Instant now = clock_.now();
  transaction.execute("UPDATE tills SET mended_at = $3 WHERE shop = $1 AND id = $2", {shop, id, now});
  if (!terms.secret.empty() && till->maker != TillMaker::generic)
    store_till_secret(transaction, *till, terms.secret, now + kBothSecrets);
  record(transaction, shop, actor, "till.changed", id.text(),
         {{"name", terms.name}, {"active", terms.active}}, now, random_);
  return std::move(*till);
}

Decided<void> PointsOfSale::remove(store::Transaction& transaction, const Id& shop, const Id& id,
                                   const std::string& actor) {
  const auto till = load_till(transaction, shop, id);
  if (!till) return no_such_till();
  delete_till(transaction, *till);
  record(transaction, shop, actor, "till.removed", id.text(), {{"name", till->name}}, clock_.now(), random_);
  return {};
}

std::vector<PointOfSale> PointsOfSale::list(store::Transaction& transaction, const Id& shop) {
  return load_tills(transaction, shop);
}

Decided<PointOfSale> PointsOfSale::find(store::Transaction& transaction, const Id& shop, const Id& id) {
  if (auto till = load_till(transaction, shop, id)) return std::move(*till);
  return no_such_till();
}

std::vector<std::string> PointsOfSale::secrets(store::Transaction& transaction, const PointOfSale& till) {
  return load_till_secrets(transaction, till, clock_.now());
}

std::vector<TillItem> PointsOfSale::items(store::Transaction& transaction, const Id& shop, const Id& till) {
  return load_items(transaction, shop, till);
}

Decided<void> PointsOfSale::set_items(store::Transaction& transaction, const Id& shop, const Id& id,
                                      const std::vector<TillItem>& wanted, const std::string& actor) {
  const auto till = load_till(transaction, shop, id);
  if (!till) return no_such_till();
  if (wanted.size() > kMostItems)
    return refuse(Code::invalid_till, fmt::format("A till has at most {} items.", kMostItems), "items");
  std::set<std::string> skus;
  std::set<std::string> names;
  for (const TillItem& each : wanted) {
    if (!has_product(transaction, shop, each.sku))
      return refuse(Code::unknown_product, fmt::format("The shop has no product {}.", each.sku), "items");
    if (!is_text(each.item, 1, 200))
      return refuse(Code::invalid_till, "An item has a name of 1 to 200 characters.", "items");
    if (!skus.insert(each.sku).second || !names.insert(each.item).second)
      return refuse(Code::invalid_till, fmt::format("{} and {} stand there twice.", each.sku, each.item),
                    "items");
  }
  const auto before = load_items(transaction, shop, id);
  transaction.execute("DELETE FROM till_items WHERE shop = $1 AND till = $2", {shop, id});
  for (const TillItem& each : wanted) {
    const TillItem* same = item_named(before, each.item);
    const KnownFigure known = same && same->sku == each.sku ? same->known : KnownFigure{};
    transaction.execute(
        "INSERT INTO till_items (shop, till, sku, item, known, known_at) VALUES ($1, $2, $3, $4, $5, $6)",
        {shop, id, each.sku, each.item, known.units, known.at});
    if (!same)
      transaction.execute(
          "UPDATE till_messages SET state = 'waiting' WHERE shop = $1 AND till = $2 AND item = $3 "
          "AND state = 'refused'",
          {shop, id, each.item});
  }
  record(transaction, shop, actor, "till.items", id.text(), {{"items", wanted.size()}}, clock_.now(),
         random_);
  return {};
}

}  // namespace timeshelf::commerce
