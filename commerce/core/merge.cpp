#include "commerce/core/merge.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/text.hpp"
#include "ical/date_time.hpp"

namespace timeshelf::commerce {
namespace {

using ical::Component;
using ical::Property;
using Lines = std::vector<Property>;

bool is_time(std::string_view name) {
  return name == "DTSTART" || name == "DTEND" || name == "DUE";
}

// Which line of several with one name.
bool is_same_line(const Property& a, const Property& b) {
  if (a.name() != b.name()) return false;
  if (a.name() == "ATTENDEE") return equals_ignoring_case(a.value(), b.value());
  if (a.name() == "RELATED-TO") return a.value() == b.value();
  if (a.name() == "COMMENT") return a.parameter(kAbout) == b.parameter(kAbout);
  return true;
}

template <class List>
auto find_line(List& lines, const Property& like) -> decltype(lines.data()) {
  const auto at = std::find_if(lines.begin(), lines.end(),
                               [&](const Property& line) { return is_same_line(line, like); });
  return at == lines.end() ? nullptr : &*at;
}

std::string answer_of(const Property& attendee) {
  const auto said = attendee.parameter("PARTSTAT");
  return said.empty() ? std::string("NEEDS-ACTION") : to_upper(said);
}

bool says_the_same(const Property& a, const Property& b, const ical::Zones& zones) {
  if (is_time(a.name())) {
    const auto left = ical::date_time_of(a);
    const auto right = ical::date_time_of(b);
    if (left && right && left->is_date() == right->is_date()) {
      return ical::to_instant(*left, zones, ical::utc_zone()) ==
             ical::to_instant(*right, zones, ical::utc_zone());
    }
  }
  if (a.name() == "ATTENDEE") return answer_of(a) == answer_of(b);
  return trim(ical::unescape_text(a.value())) == trim(ical::unescape_text(b.value()));
}

// The line of a calendar app with another answer in it.
Property with_answer(const Property& stands, const Property& wanted) {
  std::vector<ical::Parameter> parameters;
  for (const ical::Parameter& parameter : stands.parameters()) {
    if (parameter.name != "PARTSTAT" && parameter.name != "RSVP") parameters.push_back(parameter);
  }
  for (const ical::Parameter& parameter : wanted.parameters()) {
    if (parameter.name == "PARTSTAT" || parameter.name == "RSVP") parameters.push_back(parameter);
  }
  return {stands.name(), stands.value(), std::move(parameters)};
}

std::vector<std::string> text_lines(const Property* line) {
  std::vector<std::string> lines;
  if (!line) return lines;
  const std::string text = ical::unescape_text(line->value());
  for (const std::string_view each : split(text, '\n')) {
    if (const auto trimmed = trim(each); !trimmed.empty()) lines.emplace_back(trimmed);
  }
  return lines;
}

bool contains(const std::vector<std::string>& lines, const std::string& line) {
  return std::find(lines.begin(), lines.end(), line) != lines.end();
}

// What the shop wants less what a person took out, and behind it what people wrote.
std::string merged_text(const Property* was, const Property* stands, const Property& wanted) {
  const auto base = text_lines(was);
  const auto present = text_lines(stands);
  std::string text;
  const auto append = [&](const std::string& line) { text += (text.empty() ? "" : "\n") + line; };
  for (const std::string& line : text_lines(&wanted)) {
    if (!contains(base, line) || contains(present, line)) append(line);
  }
  for (const std::string& line : present) {
    if (!contains(base, line) && !contains(text_lines(&wanted), line)) append(line);
  }
  return text;
}

class Merger {
 public:
  Merger(const Lines& base, const Component& calendar, Component& standing, std::string_view words)
      : base_(base), zones_(calendar), standing_(standing), words_(words) {}

  void take(const Property& wanted) {
    const Property* was = find_line(base_, wanted);
    Property* stands = find_line(standing_.properties, wanted);
    if (wanted.name() == "DESCRIPTION") return take_text(was, stands, wanted);
    if (stands && says_the_same(*stands, wanted, zones_)) return;
    if (wanted.name() == "ATTENDEE")
      return stands ? void(*stands = with_answer(*stands, wanted)) : put(wanted);
    if (is_revived(wanted, stands)) return put(wanted);
    const bool shop_changed = !was || !says_the_same(*was, wanted, zones_);
    const bool person_changed = was ? !stands || !says_the_same(*stands, *was, zones_) : stands != nullptr;
    if (person_changed && !shop_changed) return;
    if (person_changed) overrule(wanted.name(), stands);
    put(wanted);
  }

  // A line that the shop no longer wants goes, unless a person made it theirs.
  void drop(const Property& was) {
    Lines& lines = standing_.properties;
    const Property* stands = find_line(lines, was);
    if (!stands) return;
    if (was.name() == "ATTENDEE" || says_the_same(*stands, was, zones_))
      lines.erase(lines.begin() + (stands - lines.data()));
  }

  std::vector<Overruled> finish() {
    for (const Overruled& line : overruled_) keep(line);
    return std::move(overruled_);
  }

 private:
  void take_text(const Property* was, const Property* stands, const Property& wanted) {
    const std::string text = merged_text(was, stands, wanted);
    if (stands && trim(ical::unescape_text(stands->value())) == text) return;
    const bool untouched = was && says_the_same(*was, wanted, zones_);
    if (untouched) return;  // nothing new to say: not even its blank lines are the shop's to mend
    put(Property(wanted.name(), ical::escape_text(text)));
  }

  // Whoever cancels an event in a calendar app is heard when they store it; if it is wanted still, somebody
  // decided otherwise since.
  static bool is_revived(const Property& wanted, const Property* stands) {
    return wanted.name() == "STATUS" && wanted.value() == "CONFIRMED" && stands &&
           stands->value() == "CANCELLED";
  }

  void put(const Property& wanted) {
    // An end excludes a length (RFC 5545 3.6.1); some apps write one where the shop wrote the other.
    if (wanted.name() == "DTEND" || wanted.name() == "DUE") standing_.remove("DURATION");
    if (Property* stands = find_line(standing_.properties, wanted)) {
      *stands = wanted;
    } else {
      standing_.properties.push_back(wanted);
    }
  }

  void overrule(const std::string& name, const Property* stands) {
    if (!stands && (name == "DTEND" || name == "DUE")) stands = standing_.find("DURATION");
    if (stands) overruled_.push_back({stands->name(), ical::unescape_text(stands->value())});
  }

  // Behind what is kept already: a second edit does not push the first out.
  void keep(const Overruled& line) {
    standing_.properties.emplace_back(
        "COMMENT",
        ical::escape_text(
            fmt::format(fmt::runtime(words_), fmt::arg("line", line.name), fmt::arg("value", line.value))),
        std::vector<ical::Parameter>{{std::string(kAbout), {line.name}}});
  }

  const Lines& base_;
  ical::Zones zones_;
  Component& standing_;
  std::string_view words_;
  std::vector<Overruled> overruled_;
};

}  // namespace

std::vector<Overruled> merge_lines(const Lines& base, const Lines& wanted, const Component& calendar,
                                   Component& standing, std::string_view overruled) {
  Merger merger(base, calendar, standing, overruled);
  for (const Property& was : base) {
    if (!find_line(wanted, was)) merger.drop(was);
  }
  for (const Property& line : wanted) merger.take(line);
  return merger.finish();
}

void adopt(Lines& base, const Property& heard) {
  if (Property* was = find_line(base, heard)) {
    *was = heard;
  } else {
    base.push_back(heard);
  }
}

}  // namespace timeshelf::commerce
