// export_stream(): a calendar as one VCALENDAR.
#include "caldav/import.hpp"

namespace timeshelf::caldav {

std::string export_stream(store::Transaction& transaction, const store::Collection& collection,
                          ObjectSource& source, std::optional<std::vector<ical::Property>> lines,
                          std::optional<Instant> from, std::optional<Instant> to) {
  ical::StreamWriter writer(lines ? std::move(*lines) : remembered_lines(transaction, collection));
  const auto add = [&](const store::ObjectEntry& object) {
    const auto bytes = collection.kind == store::CollectionKind::live
                           ? source.render(transaction, collection, object)
                           : store::read_object(transaction, collection, object.segment);
    if (bytes) writer.add(*bytes);
  };
  if (from || to) {
    store::each_object_between(transaction, collection, from, to, add);
  } else {
    store::each_object(transaction, collection, add);
  }
  return writer.finish();
}

}  // namespace timeshelf::caldav
