// The next drop: what is proposed, and its draft in the calendar.
#include "commerce/reports/next_drop.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <set>

#include "base/text.hpp"
#include "commerce/audit.hpp"
#include "ical/shelf_terms.hpp"
#include "server/api/draft_event.hpp"
#include "server/api/parameters.hpp"
#include "server/shop/route.hpp"

namespace timeshelf::server::api {
namespace {

namespace json = boost::json;
using commerce::ProposedLine;
using commerce::ProposedSlot;
using std::chrono::sys_days;

constexpr std::chrono::days kListenedTo{90};
constexpr std::size_t kMostSlots = 50;
constexpr std::size_t kMostLines = 50;
constexpr std::int64_t kMostUnits = 1'000'000;  // docs/vocabulary.md 3.1
constexpr std::size_t kLongestDrop = 64;

std::string date_text(sys_days day) {
  return to_rfc3339(Instant(day)).substr(0, 10);
}

json::array reasons_json(const std::vector<commerce::Reason>& reasons) {
  json::array written;
  for (const auto& reason : reasons)
    written.push_back(
        {{"kind", commerce::name_of(reason.kind)},
         {"units", reason.units},
         {"of", reason.of},
         {"money", reason.money ? json::value(money_json(*reason.money)) : json::value(nullptr)}});
  return written;
}

json::object line_json(const ProposedLine& line) {
  return {{"sku", line.sku},
          {"name", line.name.empty() ? json::value(nullptr) : json::value(line.name)},
          {"units", line.units},
          {"first_price", money_json(line.first_price)},
          {"last_price", money_json(line.last_price)},
          {"reasons", reasons_json(line.reasons)}};
}

json::object slot_json_of(const Call& call, store::Transaction& transaction, const store::Shop& shop,
                          const ProposedSlot& proposed) {
  json::array lines;
  for (const auto& line : proposed.lines) lines.push_back(line_json(line));
  json::object written{{"like", proposed.like.text()},
                       {"title", proposed.summary},
                       {"day", date_text(proposed.day)},
                       {"lines", std::move(lines)}};
  if (const auto like = call.engine().find_slot(transaction, shop.id, proposed.like)) {
    const WrittenTimes times = times_on(*like, proposed.day);
    written["starts_at"] = to_rfc3339(times.starts_at);
    written["ends_at"] = to_rfc3339(times.ends_at);
    written["time_zone"] = like->time_zone;
    written["location"] = like->location;
  }
  return written;
}

json::object proposal_json(const Call& call, store::Transaction& transaction, const store::Shop& shop,
                           const commerce::NextDrop& next) {
  json::array slots;
  for (const auto& slot : next.proposed.slots) slots.push_back(slot_json_of(call, transaction, shop, slot));
  return {{"after", next.after},
          {"day", date_text(next.proposed.day)},
          {"reasons", reasons_json(next.proposed.reasons)},
          {"slots", std::move(slots)}};
}

// Messages of late that ask for what was sold out, by SKU.
commerce::WishesBySku wishes_for_more(store::Transaction& transaction, const Call& call, const Id& shop) {
  commerce::WishesBySku wishes;
  for (const auto& wish : call.context().services.voice.wishes(transaction, shop, call.now() - kListenedTo))
    if (wish.kind == insight::voice::WishKind::supply) wishes[wish.about] += wish.messages;
  return wishes;
}

// GET …/next-drop
Plan propose(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  return read_as(
      call, request, store::Role::manager, [call](store::Transaction& transaction, const Member& member) {
        const auto wishes = wishes_for_more(transaction, call, member.shop.id);
        const auto answer =
            commerce::propose_next_drop(transaction, call.engine(), member.shop, wishes, call.now());
        if (!answer.drop)
          return call.answer(200, {{"proposal", nullptr}, {"why", commerce::name_of(answer.why)}});
        return call.answer(200, {{"proposal", proposal_json(call, transaction, member.shop, *answer.drop)},
                                 {"why", nullptr}});
      });
}

struct Draft {
  std::string drop;
  std::optional<Id> shelf;
  std::vector<DraftedSlot> slots;
};

Problem invalid(std::string field, std::string sentence) {
  return Problem::make("invalid-member", std::move(sentence), std::move(field));
}

Read<Money> read_price(MemberReader& members, const char* name, const std::string& where) {
  const json::object* price = members.object(name);
  if (!price)
    return invalid(where + "." + name, "Say a price as {\"amount\": \"22.00\", \"currency\": \"EUR\"}.");
  MemberReader of(*price, where + "." + name);
  const std::string amount = of.text("amount", 24);
  const auto currency = Currency::parse(of.text("currency", 3));
  const std::int64_t minor = of.whole("minor", 0);
  if (auto problem = of.problem()) return *problem;
  const auto money = currency ? Money::parse(amount, *currency) : std::nullopt;
  if (!money) return invalid(where + "." + name, "This is no amount of that currency.");
  if (of.has("minor") && minor != money->minor)
    return invalid(
        fmt::format("{}.{}.minor", where, name),
        fmt::format("The amount is {}, which is {} in minor units. Leave \"minor\" out, or make both "
                    "say the same.",
                    money->text(), money->minor));
  return *money;
}

Read<DraftedLine> read_line(const json::object& object, const std::string& where) {
  MemberReader members(object, where);
  DraftedLine line{members.text("sku", 64),
                   members.whole("units"),
                   {0, *Currency::parse("EUR")},
                   {0, *Currency::parse("EUR")}};
  const auto first = read_price(members, "first_price", where);
  const auto last = read_price(members, "last_price", where);
  if (auto problem = members.problem()) return *problem;
  if (!first) return first.error();
  if (!last) return last.error();
  if (line.units < 1 || line.units > kMostUnits)
    return invalid(where + ".units", "The units are a whole number from 1 to 1,000,000.");
  if (first->currency != last->currency)
    return invalid(where + ".last_price", "Both prices of a ladder are in one currency.");
  line.first_price = *first;
  line.last_price = *last;
  return line;
}

Read<DraftedSlot> read_slot(const json::object& object, const std::string& where) {
  MemberReader members(object, where);
  DraftedSlot slot{members.text("like", 64), members.text("title", 500), {}, {}};
  const std::string day = members.text("day", 10);
  const auto lines = members.objects("lines", 1, kMostLines);
  if (auto problem = members.problem()) return *problem;
  const auto midnight = parse_rfc3339(day + "T00:00:00Z");
  if (!is_printable(slot.title))
    return invalid(where + ".title", "A title is one line of text, without line breaks or tabs.");
  if (!midnight) return invalid(where + ".day", "A day is written as 2026-12-02.");
  slot.day = std::chrono::floor<std::chrono::days>(*midnight);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    auto line = read_line(*lines[i], fmt::format("{}.lines[{}]", where, i));
    if (!line) return line.error();
    slot.lines.push_back(std::move(*line));
  }
  return slot;
}

bool is_drop_name(std::string_view text) {
  return !text.empty() &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

Read<Draft> read_draft(const http::Request& request) {
  const auto body = read_body(request);
  if (!body) return body.error();
  MemberReader members(*body, "");
  Draft draft{to_lower(members.text("drop", kLongestDrop)), {}, {}};
  const std::string shelf = members.text("shelf", 64, "");
  const auto slots = members.objects("slots", 1, kMostSlots);
  if (auto problem = members.problem()) return *problem;
  if (!is_drop_name(draft.drop))
    return invalid("drop", "The name of a drop has letters, digits and hyphens.");
  if (!shelf.empty() && !(draft.shelf = Id::parse(shelf)))
    return invalid("shelf", "This is the id of no shelf.");
  for (std::size_t i = 0; i < slots.size(); ++i) {
    auto slot = read_slot(*slots[i], fmt::format("slots[{}]", i));
    if (!slot) return slot.error();
    draft.slots.push_back(std::move(*slot));
  }
  return draft;
}

// What the slot that it is like sells; of all else there is neither a ladder nor stock to change.
bool sells(const ical::ShelfTerms& terms, const std::string& sku) {
  const auto names_it = [&](const auto& of) { return of.sku == sku; };
  return (sku == ical::kSeatSku && terms.seats) ||
         std::any_of(terms.stock.begin(), terms.stock.end(), names_it) ||
         std::any_of(terms.preorders.begin(), terms.preorders.end(), names_it);
}

// `where`: "slots[0]".
std::optional<Problem> misfit(const DraftedSlot& drafted, ShelfEvent& like, const Member& member,
                              const std::string& where, Instant now) {
  if (times_on(like.slot, drafted.day).starts_at <= now)
    return invalid(where + ".day", "That is over already. Choose a day to come.");
  const auto terms = ical::read_terms(like.master(), *Currency::parse(member.shop.currency)).terms;
  std::set<std::string> named;
  for (std::size_t i = 0; i < drafted.lines.size(); ++i) {
    const std::string& sku = drafted.lines[i].sku;
    const std::string field = fmt::format("{}.lines[{}].sku", where, i);
    if (!sells(terms, sku))
      return Problem::make(
          "unknown-sku",
          fmt::format("\"{}\" does not sell \"{}\", and its draft only changes what it sells. "
                      "Leave the line out, and add the product to the draft in the calendar.",
                      like.slot.summary, sku),
          field);
    if (!named.insert(sku).second)
      return invalid(field, fmt::format("\"{}\" stands in the slot twice. Say it in one line.", sku));
  }
  return std::nullopt;
}

// The address of the drafted slot.
Read<std::string> put_draft(const Call& call, store::Transaction& transaction, const Member& member,
                            const Draft& draft, const DraftedSlot& drafted, const std::string& where) {
  auto like = find_event(transaction, call, member.shop, drafted.like);
  if (!like)
    return Problem::make("unknown-slot",
                         "The slot that this is like is not there any more; ask for the proposal again.",
                         where + ".like");
  if (auto problem = misfit(drafted, *like, member, where, call.now())) return *problem;
  const auto shelf = draft.shelf ? store::find_collection(transaction, member.shop.id, *draft.shelf)
                                 : std::optional(like->shelf);
  if (!shelf || !shelf->shelf)
    return Problem::make("unknown-shelf", "The shop has no such shelf; list the shelves again.", "shelf");
  const std::string name = Id::make(call.now(), call.context().random).string();
  const auto event = draft_of(*like, drafted, draft.drop, name + "@timeshelf", member.shop, call.now());
  const auto stored = store_event(transaction, call, member, *shelf, name + ".ics", event);
  if (!stored) return stored.error();
  const auto made = commerce::load_slots_of(transaction, *shelf, name + ".ics");
  if (made.empty()) return Problem::make("terms-invalid", "This event sells nothing.", "slots");
  return made.front().slot.id.string();
}

// POST …/next-drop
Plan make_draft(Context& context, const http::Request& request, const Captures& captures) {
  const Call call(context, request, captures["shop"]);
  const auto draft = read_draft(request);
  if (!draft) return call.refuse(draft.error());
  const auto key = idempotency_key(request);
  if (!key) return call.refuse(key.error());
  return write_as(
      call, request, store::Role::manager,
      [call, draft = *draft, key = *key](store::Transaction& transaction, const Member& member) {
        return call.once(transaction, member.shop.id, key, [&] {
          if (commerce::is_drop(transaction, member.shop.id, draft.drop))
            return call.refuse(Problem::make(
                "drop-exists",
                fmt::format("There is a drop \"{}\" already. Choose another name for the next one; "
                            "slots of that drop are changed in the calendar.",
                            draft.drop),
                "drop"));
          json::array made;
          for (std::size_t i = 0; i < draft.slots.size(); ++i) {
            const auto slot =
                put_draft(call, transaction, member, draft, draft.slots[i], fmt::format("slots[{}]", i));
            if (!slot) return call.refuse(slot.error());  // and all of it is undone
            made.push_back(json::value(*slot));
          }
          commerce::record(transaction, member.shop.id, member.user.name, "drop.drafted", draft.drop,
                           {{"slots", made}}, call.now(), call.context().random);
          return call.answer(201, {{"drop", draft.drop}, {"slots", std::move(made)}});
        });
      });
}

}  // namespace

void add_next_drop_routes(Router& router, Context& context) {
  add_route(router, context, "GET", "/api/v1/shops/{shop}/next-drop", propose);
  add_route(router, context, "POST", "/api/v1/shops/{shop}/next-drop", make_draft);
}

}  // namespace timeshelf::server::api
