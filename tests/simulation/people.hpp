// Users of the installation: customers with a calendar of their own, and who works in the shops.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "store/accounts.hpp"
#include "store/calendars.hpp"
#include "tests/simulation/emitted.hpp"

namespace timeshelf::simulation {

struct Run;
class ShopModel;

struct Person {
  std::string login;
  std::string email;  ///< in lower case
  store::Role role = store::Role::reader;
  Id shop;
  store::Collection calendar;  ///< their own

  bool runs_the_shop() const { return role == store::Role::owner; }
};

/// Who there is when a run begins.
void invite_people(Run&, store::Transaction&);

/// The object as a calendar app reads it, with its VCALENDAR; nothing if it is not there.
std::optional<ical::Component> object_in(Run&, const store::Collection&, const std::string& uid);
/// Stores it as a calendar app does (`before` is what it had read), or deletes it. True if that happened.
bool store_as(Run&, const Person&, const store::Collection&, const ical::Component& object);
bool delete_as(Run&, const Person&, const store::Collection&, const std::string& uid);
/// Somebody writes other words into a line: they stay, or stand in a COMMENT.
void edit_line(Run&, const Person&, const store::Collection&, ical::Component object, const std::string& line,
               const std::string& words);

/// PARTSTAT of an address; "" if it is not among the attendees.
std::string said_in(const ical::Component& body, const std::string& email);
void say_in(ical::Component& body, const std::string& email, const std::string& partstat);
/// What people wrote into it is there, in its line or in a COMMENT.
void check_edits(const EmittedObject&);

}  // namespace timeshelf::simulation
