// The words of the command line. Each file of this folder declares the commands that it carries out
// (commands.hpp); here is what they share, and how one of them is run.
#pragma once
#include <CLI/CLI.hpp>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "server/config.hpp"

namespace timeshelf::server::cli {

/// Documented in `timeshelf --help`.
enum ExitCode : int {
  kDone = 0,
  kFound = 1,        ///< check or doctor found something
  kUsage = 2,        ///< wrong words on the command line
  kConfig = 3,       ///< the configuration cannot be used
  kRefused = 4,      ///< what was given cannot be taken (a file, a name, a price)
  kUnavailable = 5,  ///< database, port or disk
};

class CommandLine {
 public:
  CommandLine();

  /// Several commands about one thing: "shop", of which there are "shop add", "shop list" …
  CLI::App& group(const char* name, const char* text);
  /// The group of commands that have a name of their own: "serve", "import" …
  CLI::App& program() { return app_; }

  /// What words are parsed into; it lives as long as this.
  template <class Options>
  Options& options() {
    const auto made = std::make_shared<Options>();
    kept_.push_back(made);
    return *made;
  }

  using Command = std::function<int(const Config&)>;
  CLI::App& add(CLI::App& group, const char* name, const char* text, Command command);
  template <class Options>
  CLI::App& add(CLI::App& group, const char* name, const char* text, const Options& options,
                int (*command)(const Config&, const Options&)) {
    return add(group, name, text,
               [&options, command](const Config& config) { return command(config, options); });
  }
  /// A command about one shop, which --shop names.
  template <class Options>
  CLI::App& add_of_shop(CLI::App& group, const char* name, const char* text, Options& options,
                        int (*command)(const Config&, const Options&)) {
    CLI::App& added = add(group, name, text, std::as_const(options), command);
    of_shop(added, options.shop);
    return added;
  }
  static void of_shop(CLI::App& command, std::string& shop);
  /// One that runs without a configuration, whatever --config says.
  CLI::App& add_bare(const char* name, const char* text, std::function<int()> command);

  /// What the global options amount to.
  Result<Config, ConfigError> config() const;
  /// Replaces the configured address of the server.
  std::string& listen() { return listen_; }

  /// Parses the words and runs what they name; answers with its exit code.
  int run(int argc, char** argv);

 private:
  CLI::App app_{"Timeshelf: calendars that sell."};
  std::string config_path_, database_, listen_;
  std::vector<std::shared_ptr<void>> kept_;
  std::function<int()> chosen_;
};

}  // namespace timeshelf::server::cli
