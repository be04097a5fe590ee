#include "commerce/staff/hearing.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "commerce/audit.hpp"
#include "commerce/letters/letter_text.hpp"
#include "commerce/staff/shift_rows.hpp"

namespace timeshelf::commerce {
namespace {

using ical::Component;
using ical::Property;

bool is_cancelled(const Component& body) {
  return equals_ignoring_case(body.value("STATUS"), "CANCELLED");
}

// PARTSTAT by person. A room, or whoever else is not reached by mail, answers nothing here.
using Answers = std::map<std::string, std::string>;
Answers answers_in(const Component& body, const Crew& crew) {
  Answers answers;
  for (const Property& line : body.properties) {
    if (line.name() != "ATTENDEE") continue;
    const auto said = line.parameter("PARTSTAT");
    const std::string person = crew.person_at(line.value());
    if (!person.empty()) answers[person] = said.empty() ? "NEEDS-ACTION" : to_upper(said);
  }
  return answers;
}
std::string said_by(const Answers& answers, const std::string& person) {
  const auto at = answers.find(person);
  return at == answers.end() ? "" : at->second;
}

}  // namespace

void Hearing::from_manager(const Component& before, const Component& sent) {
  const Answers were = answers_in(before, crew_);
  const Answers are = answers_in(sent, crew_);
  const auto chosen = std::find_if(are.begin(), are.end(), [&](const auto& entry) {
    return !were.contains(entry.first) && entry.second != "DECLINED";
  });
  if (chosen != are.end()) {
    appoint(chosen->first, chosen->second, "shift.assigned");
  } else if (!shift_.person.empty() && were.contains(shift_.person) && !are.contains(shift_.person)) {
    insert_decline(transaction_, shift_, shift_.person, false);
    note("shift.taken_off", {{"person", shift_.person}});
    free();
  } else {
    take_answer(said_by(are, shift_.person));
  }
  const bool was_off = is_cancelled(before);
  const bool is_off = is_cancelled(sent);
  if (is_off && !was_off && shift_.state == ShiftState::open) waive();
  if (!is_off && was_off && shift_.state == ShiftState::waived) shift_.state = ShiftState::open;
}

bool Hearing::from_staff(const Component& before, Component& sent) {
  const Answers were = answers_in(before, crew_);
  const Answers are = answers_in(sent, crew_);
  const std::string was = said_by(were, user_);
  const std::string said = are.contains(user_) ? are.at(user_) : (was.empty() ? "" : "DECLINED");
  bool mine_stands = true;
  if (user_ == shift_.person) {
    take_answer(said);
  } else if (said == "ACCEPTED" || said == "TENTATIVE") {
    mine_stands = shift_.is_uncovered();
    if (mine_stands) appoint(user_, said, "shift.taken");
  } else if (said == "DECLINED" && was != "DECLINED") {
    decline(user_);
  }
  const bool off = is_cancelled(sent) && !is_cancelled(before);
  if (off) {
    const Property* stood = before.find("STATUS");
    stood ? sent.set(*stood) : sent.remove("STATUS");
  }
  if (mine_stands && others(were) == others(are)) return off;
  put_back(before, sent, mine_stands);
  return true;
}

void Hearing::removed_by_manager() {
  waive();
}
void Hearing::removed_by_staff() {
  if (user_ == shift_.person) decline(user_);
  shift_.note = filled(crew_.words().put_back, "person", crew_.name_of(user_));
  note("shift.restored", {{"cause", "only who runs the shop can do without it"}});
}

void Hearing::note(std::string_view action, const boost::json::object& facts) {
  record(transaction_, shift_.shop, user_, action, shift_.id(), facts, now_, random_);
}
void Hearing::free() {
  shift_.person.clear();
  shift_.answer = Answer::asked;
  shift_.by_hand = false;
}
void Hearing::waive() {
  shift_.state = ShiftState::waived;
  note("shift.waived", {{"person", shift_.person}});
  free();
}
void Hearing::decline(const std::string& person) {
  insert_decline(transaction_, shift_, person, true);
  note("shift.declined", {{"person", person}});
  if (person == shift_.person) free();
}
void Hearing::appoint(const std::string& person, const std::string& said, std::string_view action) {
  delete_decline(transaction_, shift_, person);
  shift_.person = person;
  shift_.answer = Answer::asked;
  shift_.by_hand = true;
  shift_.assigned_at = now_;
  note(action, {{"person", person}});
  take_answer(said);
}
void Hearing::take_answer(const std::string& said) {
  if (shift_.person.empty() || said.empty()) return;
  if (said == "DECLINED") return decline(shift_.person);
  const Answer answer = said == "ACCEPTED"    ? Answer::accepted
                        : said == "TENTATIVE" ? Answer::tentative
                                              : Answer::asked;
  if (answer == shift_.answer) return;
  shift_.answer = answer;
  note(std::string("shift.") + std::string(name_of(answer)), {{"person", shift_.person}});
}

Hearing::Answers Hearing::others(Answers answers) const {
  answers.erase(user_);
  return answers;
}
// Everybody else's lines as they stood, and one's own if it may stay.
void Hearing::put_back(const Component& before, Component& sent, bool mine_stands) const {
  std::vector<Property> lines;
  for (const Property& line : before.properties) {
    const bool mine = line.name() == "ATTENDEE" && crew_.person_at(line.value()) == user_;
    if (line.name() == "ATTENDEE" && !(mine && mine_stands)) lines.push_back(line);
  }
  for (const Property& line : sent.properties) {
    if (line.name() == "ATTENDEE" && crew_.person_at(line.value()) == user_ && mine_stands)
      lines.push_back(line);
  }
  sent.remove("ATTENDEE");
  sent.properties.insert(sent.properties.end(), lines.begin(), lines.end());
}

}  // namespace timeshelf::commerce
