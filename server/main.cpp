// The command line: words in, exit code out. What the commands are and do is in server/cli.
#include <fmt/format.h>

#include "server/cli/commands.hpp"

int main(int argc, char** argv) {
  using namespace timeshelf::server;
  cli::CommandLine line;
  cli::declare_serve(line);
  cli::declare_shops(line);
  cli::declare_users(line);
  cli::declare_tokens(line);
  cli::declare_products(line);
  cli::declare_images(line);
  cli::declare_codes(line);
  cli::declare_bundles(line);
  cli::declare_venues(line);
  cli::declare_stock(line);
  cli::declare_voice(line);
  cli::declare_zones(line);
  cli::declare_feeds(line);
  cli::declare_shifts(line);
  cli::declare_devices(line);
  cli::declare_webhooks(line);
  cli::declare_tills(line);
  cli::declare_audit(line);
  cli::declare_experiments(line);
  cli::declare_calendars(line);
  cli::declare_checks(line);
  cli::declare_imip(line);
  cli::declare_demo(line);
  line.add_bare("version", "Print the version", [] {
    fmt::print("timeshelf {}\n", TIMESHELF_VERSION);
    return 0;
  });
  return line.run(argc, argv);
}
