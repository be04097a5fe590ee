#include "commerce/staff/shift_entry.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "commerce/letters/letter_text.hpp"

namespace timeshelf::commerce {
namespace {

using ical::Property;

constexpr std::string_view kDomain = "@timeshelf";
constexpr std::size_t kIdLength = 26;

// "shift-" … "@timeshelf"
std::optional<std::string_view> between(std::string_view uid, std::string_view prefix) {
  if (!uid.starts_with(prefix) || !uid.ends_with(kDomain)) return std::nullopt;
  return uid.substr(prefix.size(), uid.size() - prefix.size() - kDomain.size());
}

Property attendee(const Crew& crew, const std::string& person, std::string_view answer) {
  std::vector<ical::Parameter> parameters = {
      {"CN", {crew.name_of(person)}}, {"ROLE", {"REQ-PARTICIPANT"}}, {"PARTSTAT", {std::string(answer)}}};
  if (answer == "NEEDS-ACTION") parameters.push_back({"RSVP", {"TRUE"}});
  return {"ATTENDEE", crew.address_of(person), std::move(parameters)};
}

std::string_view partstat_of(Answer answer) {
  switch (answer) {
    case Answer::accepted:
      return "ACCEPTED";
    case Answer::tentative:
      return "TENTATIVE";
    case Answer::asked:
      break;
  }
  return "NEEDS-ACTION";
}

std::string checklist(const SlotWork& work, std::string_view before) {
  std::string lines;
  for (const auto& [sku, units] : work.ordered) lines += fmt::format("\n{}{} x {}", before, units, sku);
  return lines;
}

Property text_line(std::string name, std::string_view text) {
  return {std::move(name), ical::escape_text(text)};
}

std::string title_of(const Task& task, const Slot& slot, const StaffWords& words) {
  const bool more = task.number > 1;
  const auto titled = [&](std::string_view format) {
    return fmt::format(fmt::runtime(format), fmt::arg("slot", slot.summary), fmt::arg("number", task.units),
                       fmt::arg("sku", task.sku));
  };
  switch (task.kind) {
    case TaskKind::set_up:
      return titled(words.set_up);
    case TaskKind::prepare:
      return titled(more ? words.prepare_more : words.prepare);
    case TaskKind::hand_over:
      break;
  }
  return titled((more ? words.hand_over_more : words.hand_over).for_number(task.units));
}

std::string text_of(const Task& task, const SlotWork& work, const StaffWords& words) {
  if (task.kind == TaskKind::set_up)
    return fmt::format("{}.{}", words.bookings.of(work.slot.booked), checklist(work, ""));
  return task.kind == TaskKind::hand_over ? std::string(trim(checklist(work, "[ ] "))) : "";
}

}  // namespace

std::string shift_uid(const Shift& shift) {
  return "shift-" + shift.id() + std::string(kDomain);
}
std::string task_uid(const Task& task, const Id& slot) {
  return fmt::format("task-{}-{}{}", task.name(), slot.text(), kDomain);
}

std::optional<ShiftName> parse_shift_id(std::string_view id) {
  if (id.size() < kIdLength + 2 || id[kIdLength] != '-') return std::nullopt;
  const auto slot = Id::parse(id.substr(0, kIdLength));
  const auto number = parse_whole(id.substr(kIdLength + 1));
  if (!slot || !number) return std::nullopt;
  return ShiftName{*slot, *number};
}

std::optional<ShiftName> parse_shift_uid(std::string_view uid) {
  const auto id = between(uid, "shift-");
  return id ? parse_shift_id(*id) : std::nullopt;
}

std::optional<TaskName> parse_task_uid(std::string_view uid) {
  const auto name = between(uid, "task-");
  if (!name || name->size() < kIdLength + 2) return std::nullopt;
  const auto slot = Id::parse(name->substr(name->size() - kIdLength));
  const auto task = parse_task_name(name->substr(0, name->size() - kIdLength - 1));
  if (!slot || !task) return std::nullopt;
  return TaskName{*slot, *task};
}

Emission shift_entry(const Shift& shift, const Declines& declines, const SlotWork& work, const Crew& crew,
                     const std::string& organizer) {
  const Slot& slot = work.slot;
  Emission entry;
  entry.component = "VEVENT";
  entry.uid = shift_uid(shift);
  entry.name = entry.uid.substr(0, entry.uid.find('@'));
  entry.make = shift.state == ShiftState::open;
  entry.overruled = crew.words().overruled;
  const StaffWords& words = crew.words();
  std::string text =
      fmt::format(fmt::runtime(words.needed), fmt::arg("bookings", words.bookings.of(slot.booked)),
                  fmt::arg("people", words.people.of(work.people))) +
      checklist(work, "");
  entry.lines = {Property("DTSTART", to_ical_utc(shift.planned_from)),
                 Property("DTEND", to_ical_utc(shift.planned_to)),
                 text_line("SUMMARY", filled(words.shift, "slot", slot.summary)),
                 Property("STATUS", shift.state == ShiftState::open ? "CONFIRMED" : "CANCELLED"),
                 Property("CATEGORIES", shift.is_uncovered() ? "SHIFT,UNCOVERED" : "SHIFT"),
                 Property("RELATED-TO", slot.uid, {{"RELTYPE", {"PARENT"}}}),
                 Property("ORGANIZER", organizer)};
  if (!slot.location.empty()) entry.lines.push_back(text_line("LOCATION", slot.location));
  if (!shift.note.empty()) {
    entry.lines.emplace_back("COMMENT", ical::escape_text(shift.note),
                             std::vector<ical::Parameter>{{std::string(kAbout), {"SHIFT"}}});
  }
  if (shift.is_uncovered()) {
    entry.flag = words.uncovered;
    entry.lines.emplace_back("COLOR", "crimson");  // RFC 7986 5.9: a name of CSS
    text += fmt::format("\n{}", words.nobody);
  }
  entry.lines.push_back(text_line("DESCRIPTION", text));
  if (!shift.person.empty()) entry.lines.push_back(attendee(crew, shift.person, partstat_of(shift.answer)));
  for (const auto& [person, declined] : declines) {
    if (declined && person != shift.person) entry.lines.push_back(attendee(crew, person, "DECLINED"));
  }
  return entry;
}

Emission task_entry(const Task& task, const SlotWork& work, const std::string& parent,
                    const StaffWords& words) {
  const Slot& slot = work.slot;
  Emission entry;
  entry.component = "VTODO";
  entry.uid = task_uid(task, slot.id);
  entry.name = entry.uid.substr(0, entry.uid.find('@'));
  entry.make = task.state == TaskState::open;
  entry.overruled = words.overruled;
  const std::string text = text_of(task, work, words);
  entry.lines = {
      Property("DUE", to_ical_utc(task.kind == TaskKind::hand_over ? slot.ends_at : slot.starts_at)),
      text_line("SUMMARY", title_of(task, slot, words)),
      // Whoever ticks it off changes this line; the shop says it anew only where it calls the task off.
      Property("STATUS", task.state == TaskState::open ? "NEEDS-ACTION" : "CANCELLED")};
  if (!text.empty()) entry.lines.push_back(text_line("DESCRIPTION", text));
  if (!parent.empty())
    entry.lines.emplace_back("RELATED-TO", parent, std::vector<ical::Parameter>{{"RELTYPE", {"PARENT"}}});
  return entry;
}

}  // namespace timeshelf::commerce
