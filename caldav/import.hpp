// A whole .ics file into a calendar, and a whole calendar out as one stream.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "caldav/ports.hpp"
#include "ical/object.hpp"

namespace timeshelf::caldav {

/// What became of one object of an imported stream.
struct ImportedObject {
  enum class Fate { added, replaced, unchanged, refused };
  std::string uid;
  Fate fate = Fate::added;
  std::string reason;  ///< of a refusal
};

struct ImportReport {
  std::vector<ImportedObject> objects;
  std::vector<ical::ParseError> repairs;
};

/// Stores every object of the stream that can be kept, in the given transaction, each behind a savepoint: one
/// that is refused leaves nothing, and nothing is half done if the caller rolls back. More is taken than a
/// PUT may bring (dates that cannot be read, zones alone): what users have, they keep. The calendar's own
/// lines (X-WR-CALNAME, METHOD, …) are remembered for the streams that are written later. `user` is whose
/// calendar it is. `progress` hears after each object how many are done, and of how many.
using ImportProgress = std::function<void(std::size_t done, std::size_t all)>;
Result<ImportReport, ical::ParseError> import_stream(store::Database&, store::Transaction&,
                                                     const store::Collection&, ObjectPolicy&,
                                                     std::string_view user, std::string_view text,
                                                     Instant now, const ImportProgress& progress = {});

/// All objects as one VCALENDAR stream; with bounds only those that overlap [from, to). `lines` replace the
/// calendar's remembered ones where given.
std::string export_stream(store::Transaction&, const store::Collection&, ObjectSource&,
                          std::optional<std::vector<ical::Property>> lines, std::optional<Instant> from = {},
                          std::optional<Instant> to = {});

/// The lines that import_stream remembered.
std::vector<ical::Property> remembered_lines(store::Transaction&, const store::Collection&);

}  // namespace timeshelf::caldav
