#include "caldav/attachments/edit.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "caldav/scheduling/meeting.hpp"

namespace timeshelf::caldav::attachments {
namespace {

using ical::Component;
using ical::DateTime;
using ical::Property;

constexpr std::size_t kMostInstances = 100;

bool takes_attachments(const Component& part) {
  return part.name == "VEVENT" || part.name == "VTODO" || part.name == "VJOURNAL";
}

bool hangs_on(const Property& line, std::string_view id) {
  return line.name() == "ATTACH" && line.parameter("MANAGED-ID") == id;
}

bool has(const Component& part, std::string_view id) {
  return std::any_of(part.properties.begin(), part.properties.end(),
                     [&](const Property& line) { return hangs_on(line, id); });
}

Property line_of(const Line& line) {
  return {"ATTACH",
          line.url,
          {{"MANAGED-ID", {line.id}},
           {"FMTTYPE", {line.type}},
           {"FILENAME", {line.filename}},
           {"SIZE", {std::to_string(line.size)}}}};
}

Precondition no_such_instance() {
  return failed(
      403, "C:valid-rid",
      "rid names \"M\" or instances of this series by their RECURRENCE-ID, with commas between them.");
}

Precondition no_such_attachment() {
  return failed(403, "C:valid-managed-id",
                "No attachment of that managed-id hangs there. Read the object again.");
}

void touch(Component& part, Instant now) {
  part.set(Property("LAST-MODIFIED", to_ical_utc(now)));
}

/// The parts of an object by position, because making one moves the others.
class Parts {
 public:
  explicit Parts(Component& calendar) : calendar_(calendar) {}

  std::vector<std::size_t> all() const {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < calendar_.components.size(); ++i) {
      if (takes_attachments(calendar_.components[i])) found.push_back(i);
    }
    return found;
  }

  std::optional<std::size_t> master() const {
    for (const std::size_t i : all()) {
      if (!calendar_.components[i].find("RECURRENCE-ID")) return i;
    }
    return std::nullopt;
  }

  /// The override of that instance; made from the series where there is none yet.
  std::optional<std::size_t> instance(const DateTime& id) {
    const ical::Zones zones(calendar_);
    const Instant wanted = ical::to_instant(in_zone_of_series(id), zones, ical::utc_zone());
    for (const std::size_t i : all()) {
      const Property* line = calendar_.components[i].find("RECURRENCE-ID");
      const auto known = line ? ical::date_time_of(*line) : std::nullopt;
      if (known && ical::to_instant(*known, zones, ical::utc_zone()) == wanted) return i;
    }
    const auto series = master();
    if (!series || !scheduling::Series(calendar_).has(wanted)) return std::nullopt;
    const Component& from = calendar_.components[*series];
    Component made =
        scheduling::derived_instance(from, scheduling::recurrence_id_at(from, wanted, zones), zones);
    calendar_.components.push_back(std::move(made));
    return calendar_.components.size() - 1;
  }

 private:
  // A URL has no place for a TZID: a time without Z is one of the series' own zone.
  DateTime in_zone_of_series(DateTime id) const {
    const auto series = master();
    const Property* start = series ? calendar_.components[*series].find("DTSTART") : nullptr;
    const auto date = start ? ical::date_time_of(*start) : std::nullopt;
    if (id.form == DateTime::Form::floating && date && date->form == DateTime::Form::zoned) {
      id.form = DateTime::Form::zoned;
      id.tzid = date->tzid;
    }
    return id;
  }

  Component& calendar_;
};

Result<std::vector<std::size_t>, Precondition> parts_meant(Component& calendar, const Instances& instances) {
  Parts parts(calendar);
  if (instances.all) return parts.all();
  std::vector<std::size_t> meant;
  if (instances.master) {
    const auto master = parts.master();
    if (!master) return no_such_instance();
    meant.push_back(*master);
  }
  for (const DateTime& id : instances.ids) {
    const auto part = parts.instance(id);
    if (!part) return no_such_instance();
    if (std::find(meant.begin(), meant.end(), *part) == meant.end()) meant.push_back(*part);
  }
  return meant;
}

}  // namespace

std::vector<std::string> managed_ids(const Component& calendar) {
  std::vector<std::string> ids;
  for (const Component& part : calendar.components) {
    for (const Property& line : part.properties) {
      const std::string_view id = line.name() == "ATTACH" ? line.parameter("MANAGED-ID") : std::string_view();
      if (!id.empty() && std::find(ids.begin(), ids.end(), id) == ids.end()) ids.emplace_back(id);
    }
  }
  return ids;
}

Component without_managed_ids(Component calendar) {
  for (Component& part : calendar.components) {
    for (Property& line : part.properties) {
      if (line.name() != "ATTACH" || line.parameter("MANAGED-ID").empty()) continue;
      auto parameters = line.parameters();
      std::erase_if(parameters, [](const ical::Parameter& one) { return one.name == "MANAGED-ID"; });
      line = Property("ATTACH", line.value(), std::move(parameters));
    }
  }
  return calendar;
}

Result<Instances, Precondition> read_rid(const std::optional<std::string>& rid) {
  Instances instances;
  if (!rid) return instances;
  instances.all = false;
  const auto names = split(*rid, ',');
  if (names.size() > kMostInstances) return no_such_instance();
  for (const std::string_view name : names) {
    if (name == "M") {
      instances.master = true;
      continue;
    }
    const auto id = ical::parse_date_time(name);
    if (!id) return no_such_instance();
    instances.ids.push_back(*id);
  }
  return instances;
}

Result<void, Precondition> add(Component& calendar, const Instances& instances, const Line& line,
                               Instant now) {
  const auto meant = parts_meant(calendar, instances);
  if (!meant) return meant.error();
  for (const std::size_t i : *meant) {
    calendar.components[i].properties.push_back(line_of(line));
    touch(calendar.components[i], now);
  }
  return {};
}

Result<void, Precondition> replace(Component& calendar, std::string_view id, const Line& line, Instant now) {
  bool found = false;
  for (Component& part : calendar.components) {
    if (!has(part, id)) continue;
    found = true;
    for (Property& one : part.properties) {
      if (hangs_on(one, id)) one = line_of(line);
    }
    touch(part, now);
  }
  if (!found) return no_such_attachment();
  return {};
}

Result<void, Precondition> remove(Component& calendar, const Instances& instances, std::string_view id,
                                  Instant now) {
  const auto meant = parts_meant(calendar, instances);
  if (!meant) return meant.error();
  bool found = false;
  for (const std::size_t i : *meant) {
    Component& part = calendar.components[i];
    if (!has(part, id)) {
      if (instances.all) continue;
      return no_such_attachment();
    }
    found = true;
    std::erase_if(part.properties, [&](const Property& one) { return hangs_on(one, id); });
    touch(part, now);
  }
  if (!found) return no_such_attachment();
  return {};
}

}  // namespace timeshelf::caldav::attachments
