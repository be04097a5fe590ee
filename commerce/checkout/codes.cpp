#include "commerce/checkout/codes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "commerce/audit.hpp"
#include "commerce/checkout/sale_rows.hpp"
#include "commerce/ledger_rows.hpp"
#include "commerce/slots/offer_rows.hpp"
#include "commerce/slots/slot_rows.hpp"
#include "ical/shelf_terms.hpp"

namespace timeshelf::commerce {
namespace {

constexpr std::int64_t kWhole = 10'000;  // hundredths of a percent
constexpr std::int64_t kMostUses = 1'000'000;
constexpr std::chrono::days kLongestToken{366};

Refusal invalid(std::string sentence, std::string field) {
  return refuse(Refusal::Code::terms_invalid, std::move(sentence), std::move(field));
}

bool is_name(const std::string& text, std::size_t fewest, std::size_t most) {
  return text.size() >= fewest && text.size() <= most && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
         });
}

std::optional<Refusal> check_worth(const CodeTerms& terms) {
  if (!is_name(terms.code, 3, 40)) return invalid("A code is 3 to 40 letters, digits and hyphens.", "code");
  if (!terms.audience.empty() && !is_name(terms.audience, 1, 64))
    return invalid("An audience is letters, digits and hyphens, like MEMBERS.", "audience");
  if (!terms.discount && terms.audience.empty())
    return invalid("Say what the code takes off, or which audience it opens early for.", "rate");
  if (terms.discount && terms.discount->sum && terms.discount->sum->minor <= 0)
    return invalid("What a code takes off is more than nothing.", "sum");
  if (terms.discount && !terms.discount->sum && (terms.discount->rate < 1 || terms.discount->rate > kWhole))
    return invalid("A code takes off more than 0 and at most 100 percent.", "rate");
  if (terms.limit && (*terms.limit < 1 || *terms.limit > kMostUses))
    return invalid(fmt::format("A limit is a whole number from 1 to {}.", kMostUses), "limit");
  if (terms.valid_from && terms.valid_until && *terms.valid_from >= *terms.valid_until)
    return invalid("It would end before it begins.", "valid_until");
  return std::nullopt;
}

std::optional<Refusal> check_names(store::Transaction& transaction, const Id& shop, const CodeTerms& terms) {
  if (!terms.slot.empty()) {
    const auto slot = Id::parse(terms.slot);
    if (!slot || !load_slot(transaction, shop, *slot))
      return refuse(Refusal::Code::unknown_slot, "The shop has no such slot.", "slot");
  }
  if (terms.sku.empty() || terms.sku == ical::kSeatSku) return std::nullopt;
  if (has_product(transaction, shop, terms.sku)) return std::nullopt;
  return refuse(Refusal::Code::unknown_product, fmt::format("The shop has no product {}.", terms.sku), "sku");
}

AccountKey used_of(const std::string& code) {
  return {AccountKind::used, code, ""};
}

CodeInUse in_use(const CodeTerms& terms, const Ledger& ledger, Instant created_at) {
  return {terms, ledger.account(used_of(terms.code)).balance(),
          ledger.account(uses_of(terms.code)).debits_pending, created_at};
}

void store_code(store::Transaction& transaction, const Id& shop, const CodeTerms& terms, Instant now) {
  const bool sum = terms.discount && terms.discount->sum;
  const auto minor = sum ? std::optional(terms.discount->sum->minor) : std::nullopt;
  transaction.execute(
      "INSERT INTO codes (shop, code, rate, minor, currency, audience, slot, sku, use_limit, valid_from, "
      "valid_until, active, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) "
      "ON CONFLICT (shop, code) DO UPDATE SET rate = excluded.rate, minor = excluded.minor, currency = "
      "excluded.currency, audience = excluded.audience, slot = excluded.slot, sku = excluded.sku, use_limit "
      "= excluded.use_limit, valid_from = excluded.valid_from, valid_until = excluded.valid_until, active = "
      "excluded.active",
      {shop, terms.code, terms.discount ? terms.discount->rate : 0, minor,
       sum ? terms.discount->sum->currency.code() : std::string_view(), terms.audience, terms.slot, terms.sku,
       terms.limit, terms.valid_from, terms.valid_until, terms.active, now});
}

boost::json::object facts_of(const CodeTerms& terms) {
  boost::json::object facts{{"active", terms.active}, {"audience", terms.audience}};
  if (terms.discount && terms.discount->sum) facts["sum"] = terms.discount->sum->text();
  if (terms.discount && !terms.discount->sum) facts["rate"] = terms.discount->rate;
  if (terms.limit) facts["limit"] = *terms.limit;
  return facts;
}

}  // namespace

Decided<CodeInUse> Codes::put(store::Transaction& transaction, const Id& shop, CodeTerms terms,
                              std::string_view actor) {
  const Instant now = clock_.now();
  terms.code = normalise_code(terms.code);
  terms.audience = normalise_code(terms.audience);
  terms.sku = normalise_code(terms.sku);
  if (auto refused = check_worth(terms)) return *refused;
  if (auto refused = check_names(transaction, shop, terms)) return *refused;

  Ledger ledger;
  const AccountKey uses = uses_of(terms.code);
  const AccountKey issued{AccountKind::issued, "", ""};
  load_accounts(transaction, shop, {uses, used_of(terms.code), issued}, ledger);
  if (terms.limit) {
    const Account left = ledger.account(uses);
    const std::int64_t taken = left.debits_pending + ledger.account(used_of(terms.code)).balance();
    if (*terms.limit < taken)
      return invalid(fmt::format("{} uses of it are taken already; allow at least as many.", taken), "limit");
    const std::int64_t more = *terms.limit - taken - left.available();
    if (more != 0) {
      Transfer transfer{Id::make(now, random_), TransferKind::posted, issued,  uses,
                        std::abs(more),         terms.code,           "limit", now};
      if (more < 0) std::swap(transfer.debit, transfer.credit);
      ledger.apply({&transfer, 1}).value();
      store_written(transaction, shop, ledger);
    }
  }
  store_code(transaction, shop, terms, now);
  record(transaction, shop, actor, "code.put", terms.code, facts_of(terms), now, random_);
  return in_use(terms, ledger, now);
}

Decided<AudienceToken> Codes::make_token(store::Transaction& transaction, const store::Shop& shop,
                                         std::string_view code, std::optional<Instant> until,
                                         std::string_view actor) {
  const Instant now = clock_.now();
  const std::string name = normalise_code(code);
  SalesState state;
  load_codes(transaction, shop.id, {name}, state);
  const auto found = state.codes.find(name);
  if (found == state.codes.end())
    return refuse(Refusal::Code::unknown_code, "This shop has no such code.", "code");
  const CodeTerms& terms = found->second;
  if (terms.audience.empty())
    return invalid(fmt::format("{} opens nothing early: give it an audience first.", name), "code");
  if (!terms.active || (terms.valid_until && *terms.valid_until <= now))
    return refuse(Refusal::Code::code_not_valid,
                  fmt::format("{} is no longer accepted; nobody could use the link.", name), "code");
  Instant end = std::min(until.value_or(now + kLongestToken), now + kLongestToken);
  if (terms.valid_until) end = std::min(end, *terms.valid_until);
  if (end <= now) return invalid("The link would be over before anybody opens it.", "valid_until");
  record(transaction, shop.id, actor, "code.token_made", name,
         {{"audience", terms.audience}, {"valid_until", to_rfc3339(end)}}, now, random_);
  return AudienceToken{name, terms.audience, end};
}

std::vector<CodeInUse> Codes::list(store::Transaction& transaction, const Id& shop) {
  std::map<std::string, Instant> made;
  std::set<std::string> names;
  transaction.query("SELECT code, created_at FROM codes WHERE shop = $1", {shop}, [&](const store::Row& row) {
    made[row.string(0)] = row.instant(1);
    names.insert(row.string(0));
  });
  SalesState state;
  load_codes(transaction, shop, names, state);
  std::vector<CodeInUse> codes;
  codes.reserve(state.codes.size());
  for (const auto& [code, terms] : state.codes) codes.push_back(in_use(terms, state.ledger, made.at(code)));
  return codes;
}

}  // namespace timeshelf::commerce
