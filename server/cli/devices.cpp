// timeshelf device
#include "commerce/devices/devices.hpp"

#include <fmt/format.h>

#include <map>

#include "server/cli/session.hpp"

namespace timeshelf::server::cli {
namespace {

struct DeviceOptions {
  std::string shop, name, venue, device;
  std::int64_t minutes = 10;
  bool looks_only = false, sells = false, wants_signature = false;
};

std::map<Id, std::string> names_of_venues(store::Transaction& transaction, commerce::Engine& engine,
                                          const Id& shop) {
  std::map<Id, std::string> names;
  for (const auto& venue : engine.list_venues(transaction, shop)) names[venue.id] = venue.name;
  return names;
}

std::string state_of(const commerce::Device& device) {
  if (device.revoked_at)
    return fmt::format("revoked {} by {}", to_rfc3339(*device.revoked_at), device.revoked_by);
  if (device.sells) return device.hands_over ? "hands over, sells" : "sells";
  return device.hands_over ? "hands over" : "looks only";
}

int enrol_device(const Config& config, const DeviceOptions& options) {
  return with_database(config, [&](Session& session) {
    auto& services = session.parts.services;
    std::optional<commerce::Enrolment> made;
    session.write([&](store::Transaction& transaction) {
      const auto shop = need_shop(transaction, options.shop);
      commerce::EnrolmentCommand command;
      command.shop = shop.id;
      command.name = options.name;
      command.venue = need_venue(services.engine.list_venues(transaction, shop.id), options.venue).id;
      command.hands_over = !options.looks_only;
      command.sells = options.sells;
      command.wants_signature = options.wants_signature;
      command.minutes = options.minutes;
      command.actor = "command line";
      const auto decided = services.devices.make_code(transaction, command);
      if (!decided) throw Stop{kRefused, decided.error().message};
      made = *decided;
    });
    fmt::print(
        "Enrolment code of \"{}\": {}\nIt works once, until {}, and is shown nowhere else.\n"
        "On the device, open {}/pickup#{}/{}\n",
        made->name, made->code, to_rfc3339(made->expires_at), config.effective_base_url(), options.shop,
        made->code);
    return kDone;
  });
}

int list_devices(const Config& config, const DeviceOptions& options) {
  return with_database(config, [&](Session& session) {
    session.read([&](store::Transaction& transaction) {
      const auto shop = need_shop(transaction, options.shop);
      auto& services = session.parts.services;
      auto venues = names_of_venues(transaction, services.engine, shop.id);
      for (const auto& device : services.devices.list(transaction, shop.id)) {
        fmt::print("{}\t{}\t{}\t{} records\tlast heard {}\t{}\n", device.id.text(), device.name,
                   venues[device.venue], device.last_seq,
                   device.heard_at ? to_rfc3339(*device.heard_at) : "never", state_of(device));
      }
    });
    return kDone;
  });
}

int revoke_device(const Config& config, const DeviceOptions& options) {
  return with_database(config, [&](Session& session) {
    session.write([&](store::Transaction& transaction) {
      const auto shop = need_shop(transaction, options.shop);
      const auto revoked = session.parts.services.devices.revoke(
          transaction, shop.id, Id::parse(options.device).value_or(Id{}), "command line");
      if (!revoked)
        throw Stop{kRefused,
                   fmt::format("There is no device '{}'. 'timeshelf device list' shows those that are.",
                               options.device)};
      fmt::print(
          "The device \"{}\" is revoked. What it wrote down before may still be brought in, and is "
          "flagged.\n",
          revoked->name);
    });
    return kDone;
  });
}

int list_conflicts(const Config& config, const DeviceOptions& options) {
  return with_database(config, [&](Session& session) {
    session.read([&](store::Transaction& transaction) {
      const auto shop = need_shop(transaction, options.shop);
      commerce::ConflictQuery query;
      query.open = true;
      query.limit = 1000;
      for (const auto& conflict : session.parts.services.scan_conflicts.list(transaction, shop.id, query))
        fmt::print("{}\t{}\t{}\t{}\t{}\n", to_rfc3339(conflict.created_at), conflict.id.text(),
                   commerce::name_of(conflict.kind), conflict.device_name, conflict.sentence);
    });
    return kDone;
  });
}

}  // namespace

void declare_devices(CommandLine& line) {
  auto& options = line.options<DeviceOptions>();
  CLI::App& device = line.group("device", "Phones and tablets that hand over, online or not");
  CLI::App& enrol = line.add_of_shop(device, "enrol", "Print a code that enrols a device, once and soon",
                                     options, enrol_device);
  enrol.add_option("name", options.name, "What it is called")->required();
  enrol.add_option("--venue", options.venue, "Name of the venue where it hands over")->required();
  enrol.add_option("--minutes", options.minutes, "That the code works, 1 to 60")->capture_default_str();
  enrol.add_flag("--looks-only", options.looks_only, "It may not hand over");
  enrol.add_flag("--sell", options.sells, "It sells what it has on lease, also where no network is");
  enrol.add_flag("--signature", options.wants_signature, "Customers sign on its screen");
  line.add_of_shop(device, "list", "List the devices", options, list_devices);
  CLI::App& revoke = line.add_of_shop(device, "revoke", "End a device at once", options, revoke_device);
  revoke.add_option("device", options.device, "Its id, as 'device list' prints it")->required();
  line.add_of_shop(device, "conflicts",
                   "What somebody has to look at: goods that left twice, records that are missing …", options,
                   list_conflicts);
}

}  // namespace timeshelf::server::cli
