// A person's edit of what the shop wrote is never silently overwritten: a three-way merge of content lines.
#pragma once
#include <string>
#include <vector>

#include "ical/component.hpp"

namespace timeshelf::commerce {

/// Marks a COMMENT of the shop, by what it is about: the name of a line, or SHIFT.
inline constexpr std::string_view kAbout = "X-TIMESHELF-ABOUT";

/// What a person had written where the shop had to write something else.
struct Overruled {
  std::string name;   ///< of the line
  std::string value;  ///< as a person reads it
};

/// Brings `standing` (a component of `calendar`, as it stands) to what the shop wants, given what it wrote
/// last (docs/vocabulary.md, "Shifts and tasks"):
/// - a line that nobody touched since becomes what is wanted;
/// - a line that a person changed or removed stays so, unless the shop wants something new of it: then that
///   is written, and what the person had written is kept in a COMMENT and answered here;
/// - a DESCRIPTION is merged line by line, and loses nothing;
/// - an ATTENDEE is known by its address and compared by its PARTSTAT. Answers were heard when they came
///   (Shifts::hear), so the shop's word holds; what else an app wrote into the line stays.
/// Lines that the shop does not name are the person's alone. Times are compared as instants, texts without
/// their escapes: a calendar app that only rewrites a line has not changed it. `overruled`: what the COMMENT
/// says, with {line} and {value}.
std::vector<Overruled> merge_lines(const std::vector<ical::Property>& base,
                                   const std::vector<ical::Property>& wanted, const ical::Component& calendar,
                                   ical::Component& standing, std::string_view overruled);

/// Takes a line that a person wrote, and that was heard, for one that the shop wrote last.
void adopt(std::vector<ical::Property>& base, const ical::Property& heard);

}  // namespace timeshelf::commerce
