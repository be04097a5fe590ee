// Objects that the shop writes into calendars that people edit, too.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "commerce/core/merge.hpp"
#include "ical/component.hpp"
#include "store/calendars.hpp"

namespace timeshelf::commerce {

struct Emission {
  std::string component;  ///< VEVENT or VTODO
  std::string uid;
  std::string flag;                   ///< leads the SUMMARY, whoever wrote that: "UNCOVERED", or ""
  bool make = true;                   ///< where it is not there
  std::string name;                   ///< of a new object, without ".ics"
  std::int64_t least_sequence = 0;    ///< what others know of the UID already
  std::vector<ical::Property> lines;  ///< what the shop has to say; all other lines are people's
  std::string_view overruled;         ///< what keeps what people had written (calendar_words.hpp)
};

struct Emitted {
  std::vector<Overruled> overruled;  ///< what people had written and the shop had to change
  std::optional<Instant> starts_at;  ///< as it stands now, where that is one time only
  std::optional<Instant> ends_at;
};

/// Makes the object, or merges what is new into what stands (commerce/core/merge.hpp) with a rising SEQUENCE.
/// Found by its UID, whatever people called it. Nothing is written if nothing changed.
Emitted emit(store::Transaction&, const store::Collection& calendar, const Emission& emission, Instant now);

/// Lines that people wrote into the object and that were heard: the shop's word from now on, which goes again
/// when the shop says something else before it has written the object anew.
void adopt_lines(store::Transaction&, const store::Collection& calendar, std::string_view uid,
                 const std::vector<ical::Property>& heard);

/// The object lies in another calendar of the shop now: what was written last is known there, too.
void follow_object(store::Transaction&, const Id& shop, const Id& from, const Id& to, std::string_view uid);

}  // namespace timeshelf::commerce
