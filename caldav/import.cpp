#include "caldav/import.hpp"
#include "caldav/attachments/uses.hpp"

#include "base/digest.hpp"
#include "base/text.hpp"
#include "caldav/object_store.hpp"
#include "ical/recurrence.hpp"

namespace timeshelf::caldav {
namespace {

constexpr std::string_view kLinesProperty = "calendar-lines";
constexpr std::size_t kLargestStream = 256 << 20;

// The name that the object has, or a new one made of its UID.
std::string segment_for(store::Transaction& transaction, const store::Collection& collection,
                        const ical::SplitObject& object, const std::string& key) {
  if (auto known = store::find_object_by_uid(transaction, collection, key)) return known->segment;
  std::string segment = object.uid + (key == object.uid ? "" : "-" + to_lower(object.component)) + ".ics";
  const bool awkward = segment.size() > 120 || segment.find('/') != std::string::npos;
  if (awkward) segment = base64url_encode(sha256(key).substr(0, 18)) + ".ics";
  return segment;
}

ImportedObject store_object(store::Transaction& transaction, const store::Collection& collection,
                            ObjectPolicy& policy, std::string_view user, const ical::SplitObject& object,
                            Instant now) {
  // The same UID may name an event and a task in one file; in a calendar each needs a key of its own.
  std::string key = object.uid;
  const auto taken = store::find_object_by_uid(transaction, collection, key);
  if (taken && taken->component != object.component) key += "#" + object.component;

  ImportedObject imported{object.uid, ImportedObject::Fate::added, {}};
  const std::string segment = segment_for(transaction, collection, object, key);
  const ical::Component calendar = attachments::of_import(transaction, collection, segment, object.calendar);
  std::string bytes = ical::serialize(calendar);
  if (const auto before = store::find_object(transaction, collection, segment)) {
    imported.fate = ImportedObject::Fate::replaced;
    if (before->etag == strong_etag(bytes)) {
      imported.fate = ImportedObject::Fate::unchanged;
      return imported;
    }
  }
  const auto admitted = policy.storing(transaction, collection, user, segment, calendar, bytes);
  if (!admitted) return {object.uid, ImportedObject::Fate::refused, admitted.error().message};
  if (admitted->content) bytes = *admitted->content;

  store::ObjectEntry entry;
  entry.segment = segment;
  entry.uid = key;
  entry.component = object.component;
  entry.content_type = "text/calendar; charset=utf-8; component=" + to_lower(object.component);
  entry.etag = strong_etag(bytes);
  entry.size = static_cast<std::int64_t>(bytes.size());
  entry.exact = false;
  if (const auto bounds = ical::bounds_of(calendar)) {
    set_times(entry, *bounds, ical::stretches_of(calendar, now));
  }
  store::put_object(transaction, collection, entry, bytes, now);
  attachments::note_uses(transaction, collection, segment, calendar,
                         imported.fate == ImportedObject::Fate::added);
  return imported;
}

void remember_lines(store::Transaction& transaction, const store::Collection& collection,
                    const std::vector<ical::Property>& lines) {
  if (lines.empty()) return;
  std::string text;
  for (const ical::Property& line : remembered_lines(transaction, collection)) text += line.bytes();
  for (const ical::Property& line : lines) {
    if (text.find(line.bytes()) == std::string::npos) text += line.bytes();
  }
  std::string xml = "<calendar-lines xmlns=\"urn:timeshelf\">";
  xml::escape(xml, text);
  store::set_property(transaction, collection, "",
                      {std::string(xml::kTimeshelf), std::string(kLinesProperty), xml + "</calendar-lines>"});
}

}  // namespace

std::vector<ical::Property> remembered_lines(store::Transaction& transaction,
                                             const store::Collection& collection) {
  const auto stored = store::find_property(transaction, collection, "", xml::kTimeshelf, kLinesProperty);
  if (!stored) return {};
  const auto document = xml::parse(stored->xml);
  if (!document) return {};
  const std::string lines = xml::text_of(xml::children(**document).front());
  auto parsed = ical::parse("BEGIN:VCALENDAR\r\n" + lines + "END:VCALENDAR\r\n", {}, ical::Leniency::repair);
  return parsed ? parsed->calendars.front().properties : std::vector<ical::Property>{};
}

Result<ImportReport, ical::ParseError> import_stream(store::Database& database,
                                                     store::Transaction& transaction,
                                                     const store::Collection& collection,
                                                     ObjectPolicy& policy, std::string_view user,
                                                     std::string_view text, Instant now,
                                                     const ImportProgress& progress) {
  ical::Limits limits;
  limits.bytes = limits.line_bytes = kLargestStream;
  auto parsed = ical::parse(text, limits, ical::Leniency::repair);
  if (!parsed) return parsed.error();
  const ical::SplitStream stream = ical::split(*parsed);
  ImportReport report;
  report.repairs = std::move(parsed->repairs);
  for (const ical::SplitObject& object : stream.objects) {
    // What a policy wrote before it refused is undone.
    database.within_savepoint(transaction, [&] {
      report.objects.push_back(store_object(transaction, collection, policy, user, object, now));
      return report.objects.back().fate != ImportedObject::Fate::refused;
    });
    if (progress) progress(report.objects.size(), stream.objects.size());
  }
  remember_lines(transaction, collection, stream.calendar_lines);
  return report;
}

}  // namespace timeshelf::caldav
