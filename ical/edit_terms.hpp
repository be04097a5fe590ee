// Changing what an event says about its sale, where its creator wrote it: single lines, and no others.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "ical/shelf_terms.hpp"

namespace timeshelf::ical {

/// Makes the event say `wanted`. Only kinds of terms that it says otherwise now are written: as properties,
/// or in its block of plain lines where it has that alone and lines can say it. What a kind said elsewhere is
/// taken out, so that it stands once. `currency` is the shop's. Terms that are absent from `wanted` are only
/// no longer said; what was published stays (docs/vocabulary.md, 2).
void edit_terms(Component& event, const ShelfTerms& wanted, Currency currency);

/// An (unescaped) description with another text in front of its block of plain lines.
std::string with_story(std::string_view description, std::string_view story);

/// "-P7D", "20260501T180000": as properties write it.
std::string format(const Moment& moment);
std::optional<Moment> parse_moment(std::string_view text);

}  // namespace timeshelf::ical
