// What lies in the calendars that the shop writes into, each object as it was read last.
#pragma once
#include <cstdint>
#include <map>
#include <string>

#include "ical/component.hpp"
#include "store/calendars.hpp"

namespace timeshelf::simulation {

struct Run;

struct EmittedObject {
  std::string segment;
  std::string etag;
  std::int64_t sequence = -1;
  std::string looks;                           ///< all but SEQUENCE and when it was written
  ical::Component body;                        ///< the VEVENT or VTODO
  bool deleted = false;                        ///< by somebody in a calendar app
  std::map<std::string, std::string> edits{};  ///< what people wrote into it, by line
};
using EmittedObjects = std::map<std::string, EmittedObject>;  ///< by UID

EmittedObject read_object(store::Transaction&, const store::Collection&, const store::ObjectEntry&);
/// All objects of a calendar, once all is quiet. Under each UID lies one; none has vanished that nobody
/// deleted; a SEQUENCE never
/// falls, and rises where the shop says something else.
const EmittedObjects& read_emitted(Run&, store::Transaction&, const store::Collection&);

/// The text of a line, without escapes; "" if there is none.
std::string text_of(const ical::Component& body, std::string_view name);

}  // namespace timeshelf::simulation
