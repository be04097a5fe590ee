// Changing when an event takes place, as a calendar app would write it.
#pragma once
#include <optional>
#include <string>

#include "base/time.hpp"
#include "ical/component.hpp"
#include "ical/date_time.hpp"

namespace timeshelf::ical {

/// The event of a calendar object that is no override; null if there is none.
Component* master_of(Component& calendar);
bool is_recurring(const Component& event);
/// Of whole days: neither dragged nor given a time.
bool is_all_day(const Component& event);

/// Begin and end of an event that happens once, in the form in which its start is written: in its zone, in
/// UTC, floating. With `rewritten`, or where it has no start yet, in `zone`; its VTIMEZONE is added where it
/// is missing.
void set_times(Component& calendar, Component& event, Instant start, Instant end, const Zone& zone,
               bool rewritten = false);

/// One occurrence of a series moves: as an override, which says nothing of a sale, so that it goes on having
/// the terms of its series. `recurrence` is when it would begin, in UTC.
void move_occurrence(Component& calendar, Instant recurrence, Instant start, Instant end, const Zone& zone,
                     Instant now);

/// What every change writes: DTSTAMP, LAST-MODIFIED, and a SEQUENCE that rises where time or place did change
/// (RFC 5545 3.8.7.4).
void note_change(Component& event, Instant now, bool rescheduled);

}  // namespace timeshelf::ical
