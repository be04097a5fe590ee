#include "caldav/if_header.hpp"

#include <algorithm>
#include <optional>

#include "base/text.hpp"

namespace timeshelf::caldav {
namespace {

constexpr std::size_t kMostConditions = 1000;

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Result<IfHeader, ErrorBase> run() {
    IfHeader header;
    std::string resource;
    bool tagged = false;
    skip_space();
    while (!text_.empty()) {
      if (text_.front() == '<') {
        if (!tagged && !header.lists.empty()) return broken("mixes lists with and without an address");
        auto address = between('<', '>');
        if (!address) return broken("has an address without '>'");
        resource = *address;
        tagged = true;
        skip_space();
      }
      auto list = read_list();
      if (!list) return list.error();
      list->resource = resource;
      header.lists.push_back(std::move(*list));
      skip_space();
    }
    if (header.lists.empty()) return broken("is empty");
    return header;
  }

 private:
  static ErrorBase broken(std::string_view what) {
    ErrorBase error;
    error.message = "The If header ";
    error.message.append(what).append(". Write it as RFC 4918 section 10.4 does, e.g. (<urn:uuid:…>).");
    return error;
  }

  void skip_space() {
    while (!text_.empty() && (text_.front() == ' ' || text_.front() == '\t')) text_.remove_prefix(1);
  }

  bool take(char c) {
    if (text_.empty() || text_.front() != c) return false;
    text_.remove_prefix(1);
    return true;
  }

  std::optional<std::string> between(char open, char close) {
    if (!take(open)) return std::nullopt;
    const auto end = text_.find(close);
    if (end == std::string_view::npos || end == 0) return std::nullopt;
    std::string inside(text_.substr(0, end));
    text_.remove_prefix(end + 1);
    return inside;
  }

  // "[" entity-tag "]": a tag may itself hold a bracket.
  std::optional<std::string> read_etag() {
    if (!take('[')) return std::nullopt;
    const auto opened = text_.find('"');
    const auto closed = opened == std::string_view::npos ? opened : text_.find('"', opened + 1);
    if (closed == std::string_view::npos) return std::nullopt;
    std::string tag(trim(text_.substr(0, closed + 1)));
    if (!tag.starts_with('"') && !tag.starts_with("W/\"")) return std::nullopt;
    text_.remove_prefix(closed + 1);
    skip_space();
    if (!take(']')) return std::nullopt;
    return tag;
  }

  Result<IfHeader::List, ErrorBase> read_list() {
    if (!take('(')) return broken("has something other than a list in parentheses");
    IfHeader::List list;
    for (skip_space(); !take(')'); skip_space()) {
      if (++conditions_ > kMostConditions) return broken("has too many conditions");
      IfHeader::Condition condition;
      if (text_.size() >= 3 && equals_ignoring_case(text_.substr(0, 3), "Not")) {
        condition.negated = true;
        text_.remove_prefix(3);
        skip_space();
      }
      if (text_.empty()) return broken("has a list without ')'");
      condition.is_etag = text_.front() == '[';
      auto value = condition.is_etag ? read_etag() : between('<', '>');
      if (!value) return broken("has a condition that is neither <token> nor [\"etag\"]");
      condition.value = std::move(*value);
      list.conditions.push_back(std::move(condition));
    }
    if (list.conditions.empty()) return broken("has an empty list");
    return list;
  }

  std::string_view text_;
  std::size_t conditions_ = 0;
};

}  // namespace

bool IfHeader::submits(std::string_view token) const {
  return std::any_of(lists.begin(), lists.end(), [&](const List& list) {
    return std::any_of(list.conditions.begin(), list.conditions.end(),
                       [&](const Condition& one) { return !one.is_etag && one.value == token; });
  });
}

Result<IfHeader, ErrorBase> parse_if_header(std::string_view value) {
  return Parser(value).run();
}

}  // namespace timeshelf::caldav
