// timeshelf import, export, restored
#include <fmt/format.h>

#include <fstream>
#include <iostream>
#include <map>
#include <sstream>

#include "caldav/import.hpp"
#include "server/cli/progress.hpp"
#include "server/cli/session.hpp"

namespace timeshelf::server::cli {
namespace {

struct ImportOptions {
  std::string file, user, calendar = "calendar";
  bool create = false, dry_run = false;
};

struct ExportOptions {
  std::string user, calendar = "calendar", output;
};

store::User need_user(store::Transaction& transaction, const std::string& name) {
  if (auto user = store::find_user(transaction, name)) return *user;
  throw Stop{kRefused, fmt::format("There is no user '{}'.", name)};
}

store::Collection find_calendar(Session& session, store::Transaction& transaction, const store::User& user,
                                const std::string& segment, bool create) {
  if (auto binding = store::find_binding(transaction, user.shop, user.home, segment)) {
    if (binding->collection.kind == store::CollectionKind::live)
      throw Stop{kRefused, "A live calendar is read-only."};
    return binding->collection;
  }
  if (!create)
    throw Stop{kRefused,
               fmt::format("'{}' has no calendar '{}'. Add --create to make it.", user.name, segment)};
  store::Collection calendar;
  calendar.shop = user.shop;
  calendar.id = Id::make(session.clock.now(), session.random);
  calendar.kind = store::CollectionKind::calendar;
  calendar.created_at = calendar.modified_at = session.clock.now();
  store::insert_collection(transaction, calendar);
  store::bind(transaction, user.shop, user.home, segment, calendar.id, store::Access::owner);
  return calendar;
}

int import_file(const Config& config, const ImportOptions& options) {
  std::ifstream file(options.file, std::ios::binary);
  if (!file) return complain(kRefused, fmt::format("{} cannot be read.", options.file));
  std::ostringstream text;
  text << file.rdbuf();
  return with_database(config, [&](Session& session) {
    caldav::ImportReport report;
    const auto work = [&](store::Transaction& transaction) {
      const auto user = need_user(transaction, options.user);
      const auto calendar = find_calendar(session, transaction, user, options.calendar, options.create);
      Progress progress("importing");
      auto imported = caldav::import_stream(
          *session.parts.database, transaction, calendar, session.parts.policy, user.name, text.str(),
          session.clock.now(), [&](std::size_t done, std::size_t all) { progress.at(done, all); });
      if (!imported) throw Stop{kRefused, fmt::format("{}: {}", options.file, imported.error().message)};
      report = std::move(*imported);
      if (options.dry_run) throw Stop{kDone, "Dry run: nothing was stored."};
    };
    try {
      session.write(work);
    } catch (const Stop& stop) {
      if (stop.code != kDone) throw;
      fmt::print(stderr, "{}\n", stop.sentence);
    }
    std::map<caldav::ImportedObject::Fate, std::size_t> counts;
    for (const auto& object : report.objects) {
      ++counts[object.fate];
      if (object.fate == caldav::ImportedObject::Fate::refused)
        fmt::print(stderr, "{}: {}\n", object.uid, object.reason);
    }
    for (const auto& repair : report.repairs) fmt::print(stderr, "{}: {}\n", options.file, repair.message);
    using Fate = caldav::ImportedObject::Fate;
    fmt::print("{} added, {} replaced, {} unchanged, {} refused\n", counts[Fate::added],
               counts[Fate::replaced], counts[Fate::unchanged], counts[Fate::refused]);
    return counts[Fate::refused] > 0 ? kRefused : kDone;
  });
}

int export_calendar(const Config& config, const ExportOptions& options) {
  return with_database(config, [&](Session& session) {
    std::string text;
    session.read([&](store::Transaction& transaction) {
      const auto user = need_user(transaction, options.user);
      const auto binding = store::find_binding(transaction, user.shop, user.home, options.calendar);
      if (!binding)
        throw Stop{kRefused, fmt::format("'{}' has no calendar '{}'.", options.user, options.calendar)};
      text = caldav::export_stream(transaction, binding->collection, session.parts.policy, std::nullopt);
    });
    if (options.output.empty()) {
      std::cout << text;
      return kDone;
    }
    std::ofstream file(options.output, std::ios::binary);
    file << text;
    file.close();
    if (!file) throw Stop{kUnavailable, fmt::format("{} cannot be written.", options.output)};
    return kDone;
  });
}

// After a backup was put back: clients may have seen what is lost, and read everything anew.
int forget_changes(const Config& config) {
  return with_database(config, [](Session& session) {
    session.write([](store::Transaction& transaction) { store::forget_all_changes(transaction); });
    fmt::print("Calendar apps read everything anew when they sync next.\n");
    return kDone;
  });
}

}  // namespace

void declare_calendars(CommandLine& line) {
  auto& read = line.options<ImportOptions>();
  CLI::App& import =
      line.add(line.program(), "import", "Bring an .ics file into a calendar", read, import_file);
  import.add_option("file", read.file, "The file")->required();
  import.add_option("--user", read.user, "Whose calendar")->required();
  import.add_option("--calendar", read.calendar, "Its name in the address")->capture_default_str();
  import.add_flag("--create", read.create, "Make the calendar if it is not there");
  import.add_flag("--dry-run", read.dry_run, "Say what would happen, store nothing");

  auto& written = line.options<ExportOptions>();
  CLI::App& exported =
      line.add(line.program(), "export", "Write a calendar as one .ics file", written, export_calendar);
  exported.add_option("--user", written.user, "Whose calendar")->required();
  exported.add_option("--calendar", written.calendar, "Its name in the address")->capture_default_str();
  exported.add_option("-o,--output", written.output, "File; standard output if left out");

  line.add(line.program(), "restored", "After restoring a backup: make calendar apps read everything anew",
           forget_changes);
}

}  // namespace timeshelf::server::cli
