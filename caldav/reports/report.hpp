// What the reports share.
#pragma once
#include "caldav/properties/properties.hpp"
#include "caldav/reports/calendar_data.hpp"

namespace timeshelf::caldav {

using Document = std::shared_ptr<pugi::xml_document>;

/// The D:prop of a report: properties, and calendar-data apart from them.
struct ReportProperties {
  PropertyRequest properties;
  std::optional<CalendarDataRequest> calendar_data;
};
Result<ReportProperties, Precondition> read_report_properties(const pugi::xml_node& root);
/// Whether the stored bytes of that collection's objects are what is wanted, as they are.
bool wants_stored_bytes(const Call&, const ReportProperties&, const store::Collection&);

/// The zone for floating times: C:timezone-id or C:timezone in the request, else the collection's, else UTC
/// (RFC 4791 7.3, RFC 7809 3.2). Looked up when it is first asked for, which most reports never do.
class FloatingZone {
 public:
  /// Of a collection, or of the one that holds the node. Keeps references to all three.
  FloatingZone(store::Transaction& transaction, const Node& node, const pugi::xml_node& root)
      : transaction_(transaction), node_(node), root_(root) {}

  const ical::Zone& operator*() const;

 private:
  store::Transaction& transaction_;
  const Node& node_;
  const pugi::xml_node& root_;
  mutable const ical::Zone* found_ = nullptr;
};

/// Appends the response of one object; a 404 response if it is gone meanwhile.
void write_object(const PropertyContext&, const ReportProperties&, const FloatingZone&, xml::Writer&);
/// The same with its bytes, where they were read already.
void write_object(const PropertyContext&, const ReportProperties&, const FloatingZone&,
                  std::optional<std::string_view> content, xml::Writer&);

/// The same with its bytes as they are stored, written as XML text already; null: without calendar-data.
void write_verbatim(const PropertyContext&, const PropertyRequest&, const std::string* content, xml::Writer&);

/// The answer to a report that would be longer than one may be.
http::Response too_long();

Plan calendar_query(const CallRef&, const Document&);
Plan calendar_multiget(const CallRef&, const Document&);
Plan sync_collection(const CallRef&, const Document&);
Plan free_busy_query(const CallRef&, const Document&);
Plan expand_property(const CallRef&, const Document&);
Plan principal_search_property_set(const CallRef&);
Plan principal_property_search(const CallRef&, const Document&);
Plan calendarserver_principal_search(const CallRef&, const Document&);
Plan principal_match(const CallRef&, const Document&);
Plan acl_principal_prop_set(const CallRef&, const Document&);

}  // namespace timeshelf::caldav
