#include "ical/edit_terms.hpp"

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "ical/terms_lines.hpp"

namespace timeshelf::ical {
namespace {

using grammar::TermsKind;

bool is_of(const Property& line, std::string_view kind) {
  return line.name().starts_with("X-SHELF-") && std::string_view(line.name()).substr(8) == kind;
}

bool says_properties(const Component& event) {
  return std::any_of(event.properties.begin(), event.properties.end(),
                     [](const Property& line) { return line.name().starts_with("X-SHELF-"); });
}

std::string text_of(const std::vector<Property>& lines) {
  std::string text;
  for (const Property& line : lines) text += line.bytes();
  return text;
}

// The description as lines, and where its block stands.
class Description {
 public:
  explicit Description(std::string_view text) {
    for (const std::string_view line : split(text, '\n')) lines_.emplace_back(line);
    const auto head = std::find_if(lines_.begin(), lines_.end(), is_head);
    if (head == lines_.end()) return;
    const auto tail = std::find_if(head, lines_.end(),
                                   [](const auto& line) { return trim(std::string_view(line)).empty(); });
    begin_ = static_cast<std::size_t>(head - lines_.begin());
    end_ = static_cast<std::size_t>(tail - lines_.begin());
  }

  bool has_block() const { return end_ > 0; }

  /// Puts `lines` where the first one of that kind stood, or at the block's end; the kind's others go.
  void replace(std::string_view kind, const grammar::PlainLines& lines) {
    std::size_t at = end_;
    for (std::size_t i = end_; i-- > begin_ + 1;) {
      if (grammar::property_of_line(lines_[i]) != kind) continue;
      lines_.erase(lines_.begin() + static_cast<std::ptrdiff_t>(i));
      --end_;
      at = i;
    }
    lines_.insert(lines_.begin() + static_cast<std::ptrdiff_t>(at), lines.begin(), lines.end());
    end_ += lines.size();
  }
  void set_head(std::string head) { lines_[begin_] = std::move(head); }

  std::string text() const { return joined(0, lines_.size()); }
  std::string block() const { return joined(begin_, end_); }

 private:
  static bool is_head(const std::string& line) {
    const std::string lower = to_lower(trim(std::string_view(line)));
    return lower == "#shelf" || lower.starts_with("#shelf ");
  }
  std::string joined(std::size_t from, std::size_t to) const {
    std::string text;
    for (std::size_t i = from; i < to; ++i) text.append(i > from ? "\n" : "").append(lines_[i]);
    return text;
  }

  std::vector<std::string> lines_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;  // 0: no block
};

// What an app made into HTML is read (docs/vocabulary.md, 4.1) and not written.
bool is_plain(std::string_view description) {
  return description.find('<') == std::string_view::npos && description.find('\r') == std::string_view::npos;
}

void remove_properties(Component& event, std::string_view kind) {
  std::erase_if(event.properties, [&](const Property& line) { return is_of(line, kind); });
}

// Where the first of that kind stands, or the end.
std::vector<Property>::iterator place_of(Component& event, std::string_view kind) {
  return std::find_if(event.properties.begin(), event.properties.end(),
                      [&](const Property& line) { return is_of(line, kind); });
}

void put_properties(Component& event, std::string_view kind, const std::vector<Property>& lines) {
  const auto at = place_of(event, kind) - event.properties.begin();
  remove_properties(event, kind);
  event.properties.insert(event.properties.begin() + at, lines.begin(), lines.end());
}

}  // namespace

void edit_terms(Component& event, const ShelfTerms& wanted, Currency currency) {
  const ShelfTerms said = read_terms(event, currency).terms;
  const std::string before = unescape_text(event.value("DESCRIPTION"));
  Description description(before);
  const bool writable = description.has_block() && is_plain(before);
  const bool in_lines = writable && !says_properties(event);
  for (const TermsKind& kind : grammar::terms_kinds()) {
    const auto properties = kind.properties(wanted, currency);
    if (text_of(kind.properties(said, currency)) == text_of(properties)) continue;
    const auto lines = in_lines ? kind.lines(wanted, currency) : std::nullopt;
    if (writable) description.replace(kind.property, lines.value_or(grammar::PlainLines{}));
    put_properties(event, kind.property, lines ? std::vector<Property>{} : properties);
  }
  if (said.off != wanted.off) {
    if (writable) description.set_head(in_lines && wanted.off ? "#shelf off" : "#shelf");
    const bool as_property = !in_lines;
    put_properties(event, "STATE",
                   as_property ? std::vector{Property("X-SHELF-STATE", wanted.off ? "OFF" : "ON")}
                               : std::vector<Property>{});
  }
  if (description.text() != before) event.set(Property("DESCRIPTION", escape_text(description.text())));
  // Without any, those that were kept would be put back.
  if (!says_properties(event) && !description.has_block())
    event.properties.emplace_back("X-SHELF-STATE", wanted.off ? "OFF" : "ON");
}

std::string with_story(std::string_view description, std::string_view story) {
  const Description known(description);
  if (!known.has_block()) return std::string(story);
  return story.empty() ? known.block() : std::string(story) + "\n\n" + known.block();
}

}  // namespace timeshelf::ical
