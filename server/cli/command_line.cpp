#include "server/cli/command_line.hpp"

#include <fmt/format.h>

#include <cstdio>

namespace timeshelf::server::cli {
namespace {

constexpr const char* kFooter = R"(
Exit codes: 0 done, 1 a check found something, 2 wrong usage, 3 configuration, 4 input refused,
            5 database, port or disk unavailable.

A new installation:
  timeshelf shop add studio --name "Kiln Street Studio"
  timeshelf user add clara --shop studio
  timeshelf serve)";

}  // namespace

CommandLine::CommandLine() {
  app_.footer(kFooter);
  app_.require_subcommand(1);
  app_.add_option("-c,--config", config_path_, "Configuration file (conf/timeshelf.toml documents it)");
  app_.add_option("--database", database_, "sqlite:PATH or postgresql://…, instead of the configured one");
  app_.fallthrough();
}

CLI::App& CommandLine::group(const char* name, const char* text) {
  return *app_.add_subcommand(name, text)->require_subcommand(1);
}

CLI::App& CommandLine::add(CLI::App& group, const char* name, const char* text, Command command) {
  CLI::App* added = group.add_subcommand(name, text);
  added->callback([this, command = std::move(command)] {
    chosen_ = [this, command] {
      const auto read = config();
      if (read) return command(*read);
      fmt::print(stderr, "timeshelf: {}\n", read.error().message);
      return static_cast<int>(kConfig);
    };
  });
  return *added;
}

CLI::App& CommandLine::add_bare(const char* name, const char* text, std::function<int()> command) {
  CLI::App* added = app_.add_subcommand(name, text);
  added->callback([this, command = std::move(command)] { chosen_ = command; });
  return *added;
}

void CommandLine::of_shop(CLI::App& command, std::string& shop) {
  command.add_option("--shop", shop, "Short name of the shop")->required();
}

Result<Config, ConfigError> CommandLine::config() const {
  Config config;
  if (!config_path_.empty()) {
    auto loaded = load_config(config_path_);
    if (!loaded) return loaded;
    config = std::move(*loaded);
  }
  if (!database_.empty()) config.database = database_;
  if (!listen_.empty()) config.listen = listen_;
  return config;
}

int CommandLine::run(int argc, char** argv) {
  try {
    app_.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app_.exit(error) == 0 ? kDone : kUsage;
  }
  return chosen_();
}

}  // namespace timeshelf::server::cli
