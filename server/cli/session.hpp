// A command line's hold on the database.
#pragma once
#include <cstdio>
#include <functional>
#include <string>

#include "server/application.hpp"
#include "server/cli/commands.hpp"

namespace timeshelf::server::cli {

class Session {
 public:
  explicit Session(const Config& config) : parts(config, clock, random) {}

  SystemClock clock;
  SystemRandom random;
  Parts parts;

  void read(const std::function<void(store::Transaction&)>& work) { parts.database->read(work); }
  void write(const std::function<void(store::Transaction&)>& work) { parts.database->write(work); }
};

/// Runs a command that uses the database, turning its failures into exit codes and sentences.
int with_database(const Config& config, const std::function<int(Session&)>& command);

/// Undoes the write and ends the command with that code and sentence.
struct Stop {
  int code;
  std::string sentence;
};

/// To standard error, as "timeshelf: sentence".
int complain(int code, const std::string& sentence);

/// By its short name; stops where there is none.
store::Shop need_shop(store::Transaction&, const std::string& slug);

/// By its name, whatever the case, or its id; stops where there is none.
commerce::Venue need_venue(const std::vector<commerce::Venue>&, const std::string& name);

/// "19", "7.5", "7.5%" in hundredths of a percent; stops where it is none.
std::int64_t need_percent(const std::string& text);

}  // namespace timeshelf::server::cli
