#include "commerce/core/scan_record.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <set>

#include "base/digest.hpp"
#include "base/text.hpp"

namespace timeshelf::commerce {
namespace {

namespace json = boost::json;

constexpr std::int64_t kMostWhole = 1LL << 53;              // what JavaScript counts exactly
constexpr std::int64_t kLastInstant = 253'402'300'799'999;  // the end of the year 9999
constexpr std::int64_t kMostUnits = 1000;
constexpr std::int64_t kMostMinor = 1'000'000'000;      // of one unit
constexpr std::int64_t kMostTaken = 1'000'000'000'000;  // for one booking
constexpr std::int64_t kOldest = 1;                     // records say their version from the second on
constexpr std::int64_t kWithMoney = 2;                  // of which version on pickups tell of money
constexpr std::size_t kMostLines = 100;
constexpr std::size_t kLongestToken = 512;
constexpr std::size_t kLongestReason = 200;

ScanError error(std::string sentence) {
  return {{std::move(sentence)}};
}

// Members of the record by name; keeps the first thing that is wrong.
class Members {
 public:
  explicit Members(std::string_view text) {
    if (text.size() > kLongestScan || !is_utf8(text) || text.find('\0') != std::string_view::npos) {
      refuse(fmt::format("A record is at most {} bytes of UTF-8 text.", kLongestScan));
      return;
    }
    json::parse_options options;
    options.max_depth = 8;
    json::error_code failed;
    auto value = json::parse(text, failed, {}, options);
    if (failed || !value.is_object())
      refuse("The record is no JSON object.");
    else
      object_ = std::move(value.get_object());
  }

  std::int64_t whole(std::string_view name, std::int64_t least, std::int64_t most,
                     std::optional<std::int64_t> otherwise = std::nullopt) {
    return whole_of(object_, name, least, most, otherwise);
  }
  std::int64_t whole_of(const json::object& object, std::string_view name, std::int64_t least,
                        std::int64_t most, std::optional<std::int64_t> otherwise = std::nullopt) {
    const json::value* value = object.if_contains(name);
    if (!value && otherwise) return *otherwise;
    json::error_code failed;
    const auto number = value && value->is_number() ? value->to_number<std::int64_t>(failed) : -1;
    if (!value || !value->is_number() || failed || number < least || number > most)
      refuse(fmt::format("\"{}\" is a whole number from {} to {}.", name, least, most));
    return number;
  }
  std::string text(std::string_view name, std::size_t longest, bool required) {
    return text_of(object_, name, longest, required);
  }
  std::string text_of(const json::object& object, std::string_view name, std::size_t longest, bool required) {
    const json::value* value = object.if_contains(name);
    if (!value && !required) return {};
    if (!value || !value->is_string() || value->get_string().size() > longest ||
        value->get_string().find('\0') != json::string::npos) {
      refuse(fmt::format("\"{}\" is a text of at most {} bytes.", name, longest));
      return {};
    }
    return std::string(std::string_view(value->get_string()));
  }
  bool flag(std::string_view name) {
    const json::value* value = object_.if_contains(name);
    if (value && !value->is_bool()) refuse(fmt::format("\"{}\" is true or false.", name));
    return value && value->is_bool() && value->get_bool();
  }
  const json::array& array(std::string_view name, std::size_t most) {
    static const json::array none;
    const json::value* value = object_.if_contains(name);
    if (!value) return none;
    if (value->is_array() && value->get_array().size() <= most) return value->get_array();
    refuse(fmt::format("\"{}\" is an array of at most {}.", name, most));
    return none;
  }
  void refuse(std::string sentence) {
    if (!error_) error_ = error(std::move(sentence));
  }
  const std::optional<ScanError>& problem() const { return error_; }

 private:
  json::object object_;
  std::optional<ScanError> error_;
};

bool is_token_text(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

std::vector<ScannedLine> read_lines(Members& members) {
  std::vector<ScannedLine> lines;
  std::set<std::int64_t> seen;
  for (const json::value& item : members.array("lines", kMostLines)) {
    if (!item.is_object()) {
      members.refuse("Each of \"lines\" is an object with \"line\" and \"units\".");
      return {};
    }
    const json::object& object = item.get_object();
    lines.push_back(
        {members.whole_of(object, "line", 0, 255), members.whole_of(object, "units", 1, kMostUnits)});
    if (!seen.insert(lines.back().position).second) members.refuse("\"lines\" has a line twice.");
  }
  return lines;
}

std::vector<SoldUnits> read_sold(Members& members) {
  std::vector<SoldUnits> sold;
  std::set<Id> seen;
  for (const json::value& item : members.array("lines", kMostLines)) {
    if (!item.is_object()) {
      members.refuse("Each of \"lines\" is an object with \"lease\", \"units\" and \"minor\".");
      return {};
    }
    const json::object& object = item.get_object();
    const auto lease = Id::parse(members.text_of(object, "lease", 64, true));
    if (!lease) members.refuse("\"lease\" is the id of a lease of the device.");
    sold.push_back({lease.value_or(Id{}), members.whole_of(object, "units", 1, kMostUnits),
                    members.whole_of(object, "minor", 0, kMostMinor)});
    if (!seen.insert(sold.back().lease).second) members.refuse("\"lines\" has a lease twice.");
  }
  return sold;
}

bool is_tender(std::string_view paid) {
  return paid == "cash" || paid == "card" || paid == "other";
}

void read_sale(Members& members, Scan& scan) {
  scan.sold = read_sold(members);
  scan.paid = members.text("paid", 16, true);
  if (!is_tender(scan.paid)) members.refuse("\"paid\" is cash, card or other.");
  if (scan.sold.empty()) members.refuse("A sale names the leases that were sold from.");
}

// Whoever had nothing to pay was not asked.
void read_money_taken(Members& members, Scan& scan) {
  scan.paid = members.text("paid", 16, false);
  if (scan.paid.empty()) return;
  if (scan.paid != "no" && !is_tender(scan.paid))
    members.refuse("\"paid\" of a pickup is cash, card, other or no.");
  scan.minor = members.whole("minor", 1, kMostTaken);
}

void read_handover(Members& members, Scan& scan) {
  const bool pickup = scan.action == ScanAction::pickup;
  scan.token = members.text("token", kLongestToken, pickup);
  scan.lines = read_lines(members);
  if (pickup && scan.lines.empty()) members.refuse("A pickup names the lines that were handed over.");
  if (!pickup && !scan.lines.empty()) members.refuse("Who is turned away gets no lines.");
  const std::int64_t version = members.whole("v", kOldest, kMostWhole, kOldest);
  if (pickup && version >= kWithMoney) read_money_taken(members, scan);
}

constexpr std::array<std::pair<ScanAction, std::string_view>, 4> kActions{{
    {ScanAction::pickup, "pickup"},
    {ScanAction::deny, "deny"},
    {ScanAction::sale, "sale"},
    {ScanAction::take_back, "void"},
}};

ScanAction read_action(Members& members) {
  const std::string named = members.text("action", 16, true);
  for (const auto& [action, name] : kActions) {
    if (name == named) return action;
  }
  members.refuse("\"action\" is pickup, deny, sale or void.");
  return ScanAction::deny;
}

}  // namespace

std::string_view name_of(ScanAction wanted) {
  for (const auto& [action, name] : kActions) {
    if (action == wanted) return name;
  }
  return "";
}

std::string scan_hash(std::string_view text) {
  return base64url_encode(sha256(text));
}

Result<ScanLink, ScanError> read_scan_link(std::string_view text) {
  Members members(text);
  ScanLink link;
  const auto device = Id::parse(members.text("device", 64, true));
  link.seq = members.whole("seq", 1, kMostWhole);
  link.prev_hash = members.text("prev_hash", 64, true);
  link.nonce = members.text("nonce", 64, true);
  link.t_device = from_millis(members.whole("t_device", 0, kLastInstant));
  link.mono_ms = members.whole("mono_ms", 0, kMostWhole);
  link.manifest_seq = members.whole("manifest_seq", 0, kLastInstant, 0);
  if (!device) members.refuse("\"device\" is the id of the device.");
  if (link.nonce.size() < 16 || !is_token_text(link.nonce))
    members.refuse("\"nonce\" is 16 to 64 letters, digits, - or _.");
  if (members.problem()) return *members.problem();
  link.device = *device;
  return link;
}

Result<Scan, ScanError> read_scan(std::string_view text) {
  Members members(text);
  Scan scan;
  scan.action = read_action(members);
  if (scan.action == ScanAction::sale)
    read_sale(members, scan);
  else if (scan.action == ScanAction::take_back)
    scan.takes_back = members.whole("of", 1, kMostWhole);
  else
    read_handover(members, scan);
  scan.reason = members.text("reason", kLongestReason, false);
  scan.online = members.flag("online");
  scan.duration_ms = members.whole("duration_ms", 0, kMostWhole, 0);
  scan.drawn = !members.text("drawing", kLongestScan, false).empty();
  if (members.problem()) return *members.problem();
  return scan;
}

bool same_scan(const Scan& a, const Scan& b) {
  const auto same_line = [](const ScannedLine& x, const ScannedLine& y) {
    return x.position == y.position && x.units == y.units;
  };
  const auto same_units = [](const SoldUnits& x, const SoldUnits& y) {
    return x.lease == y.lease && x.units == y.units && x.minor == y.minor;
  };
  return a.action == b.action && a.token == b.token && a.paid == b.paid && a.minor == b.minor &&
         a.takes_back == b.takes_back &&
         std::equal(a.lines.begin(), a.lines.end(), b.lines.begin(), b.lines.end(), same_line) &&
         std::equal(a.sold.begin(), a.sold.end(), b.sold.begin(), b.sold.end(), same_units);
}

}  // namespace timeshelf::commerce
