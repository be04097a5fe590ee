// All that the command line can do: each function declares the commands of its file.
#pragma once
#include "server/cli/command_line.hpp"

namespace timeshelf::server::cli {

void declare_serve(CommandLine&);
void declare_shops(CommandLine&);
void declare_users(CommandLine&);
void declare_tokens(CommandLine&);
void declare_products(CommandLine&);
void declare_images(CommandLine&);
void declare_codes(CommandLine&);
void declare_bundles(CommandLine&);
void declare_venues(CommandLine&);
void declare_stock(CommandLine&);
void declare_voice(CommandLine&);
void declare_zones(CommandLine&);
void declare_feeds(CommandLine&);
void declare_shifts(CommandLine&);
void declare_devices(CommandLine&);
void declare_webhooks(CommandLine&);
void declare_tills(CommandLine&);
void declare_audit(CommandLine&);
void declare_experiments(CommandLine&);
void declare_calendars(CommandLine&);
void declare_checks(CommandLine&);
void declare_imip(CommandLine&);
void declare_demo(CommandLine&);

}  // namespace timeshelf::server::cli
