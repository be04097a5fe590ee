#include "bench/peers/peer.hpp"

#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

namespace timeshelf::bench {
namespace {

namespace fs = std::filesystem;

void write_file(const fs::path& path, const std::string& text) {
  std::ofstream(path) << text;
}

std::unique_ptr<Peer> start_radicale(const fs::path& folder) {
  const auto port = free_port();
  write_file(folder / "config", fmt::format("[server]\nhosts = 127.0.0.1:{}\nmax_connections = 64\n"
                                            "[auth]\ntype = none\n"  // any password: bcrypt would cost more
                                            "[storage]\nfilesystem_folder = {}\n"
                                            "[logging]\nlevel = warning\n",
                                            port, (folder / "data").string()));
  auto peer = std::make_unique<Peer>(
      "Radicale", port, "/ada/",
      std::vector<std::string>{"/usr/bin/radicale", "--config", (folder / "config").string()}, folder);
  peer->log_in("ada", "secret");
  return peer;
}

std::unique_ptr<Peer> start_xandikos(const fs::path& folder) {
  const auto port = free_port();
  return std::make_unique<Peer>(
      "Xandikos", port, "/ada/calendars/",
      std::vector<std::string>{"/usr/bin/xandikos", "-d", (folder / "data").string(), "-l", "127.0.0.1", "-p",
                               std::to_string(port), "--current-user-principal", "/ada/", "--defaults"},
      folder);
}

// A user that Cyrus knows, whose first login by IMAP makes the mailbox under which calendars live.
void make_cyrus_user(const fs::path& folder, std::uint16_t imap) {
  const fs::path log = folder / "set-up.log";
  Process add({"/bin/sh", "-c",
               fmt::format("echo secret | saslpasswd2 -p -c -f '{0}/sasldb' -u localhost ada && "
                           "chown cyrus '{0}/sasldb'",
                           folder.string())},
              log);
  if (add.wait() != 0) throw std::runtime_error("Cyrus has no user: " + read_file(log));
  Process login({"/usr/bin/curl", "--silent", "--retry", "5", "--retry-connrefused", "--user", "ada:secret",
                 fmt::format("imap://127.0.0.1:{}", imap)},
                log);
  if (login.wait() != 0) throw std::runtime_error("Cyrus made no mailbox: " + read_file(log));
}

void write_cyrus_settings(const fs::path& folder, std::uint16_t http, std::uint16_t imap) {
  write_file(
      folder / "imapd.conf",
      fmt::format("configdirectory: {0}/conf\ndefaultpartition: default\npartition-default: {0}/spool\n"
                  "admins: cyrus\nallowplaintext: yes\nunixhierarchysep: yes\nautocreate_quota: 0\n"
                  "httpmodules: caldav\nservername: localhost\nsasl_pwcheck_method: auxprop\n"
                  "sasl_auxprop_plugin: sasldb\nsasl_sasldb_path: {0}/sasldb\nsasl_mech_list: PLAIN\n"
                  "lmtpsocket: {0}/conf/lmtp\nidlesocket: {0}/conf/idle\nnotifysocket: {0}/conf/notify\n"
                  "master_pid_file: {0}/conf/master.pid\n",
                  folder.string()));
  write_file(folder / "cyrus.conf",
             fmt::format("START {{ recover cmd=\"/usr/sbin/cyrus ctl_cyrusdb -r -C {0}/imapd.conf\" }}\n"
                         "SERVICES {{\n"
                         " http cmd=\"/usr/lib/cyrus/bin/httpd -C {0}/imapd.conf\" listen=\"127.0.0.1:{1}\" "
                         "prefork=2 maxchild=40\n"
                         " imap cmd=\"/usr/lib/cyrus/bin/imapd -C {0}/imapd.conf\" listen=\"127.0.0.1:{2}\"\n"
                         "}}\nEVENTS {{\n}}\n",
                         folder.string(), http, imap));
}

// Its processes become the user "cyrus" of the package, so only root can start it.
std::unique_ptr<Peer> start_cyrus(const fs::path& folder) {
  const auto http = free_port();
  const auto imap = free_port();
  write_cyrus_settings(folder, http, imap);
  const passwd* owner = ::getpwnam("cyrus");
  if (owner == nullptr) throw std::runtime_error("there is no user 'cyrus'");
  for (const fs::path& made : {folder / "conf", folder / "spool", folder}) {
    fs::create_directories(made);
    if (::chown(made.c_str(), owner->pw_uid, owner->pw_gid) != 0) throw std::runtime_error("chown failed");
  }
  fs::permissions(folder.parent_path(), fs::perms::others_exec, fs::perm_options::add);
  auto peer = std::make_unique<Peer>(
      "Cyrus", http, "/dav/calendars/user/ada/",
      std::vector<std::string>{"/usr/lib/cyrus/bin/master", "-C", (folder / "imapd.conf").string(), "-M",
                               (folder / "cyrus.conf").string(), "-p",
                               (folder / "conf" / "master.pid").string(), "-D"},
      folder);
  make_cyrus_user(folder, imap);
  peer->log_in("ada", "secret");
  return peer;
}

struct Package {
  const char* name;
  const char* program;
  bool needs_root;
  std::unique_ptr<Peer> (*start)(const fs::path& folder);
};
constexpr Package kPackages[] = {
    {"cyrus-caldav", "/usr/lib/cyrus/bin/httpd", true, start_cyrus},
    {"radicale", "/usr/bin/radicale", false, start_radicale},
    {"xandikos", "/usr/bin/xandikos", false, start_xandikos},
};

}  // namespace

Peer::Peer(std::string name, std::uint16_t port, std::string home, std::vector<std::string> words,
           const fs::path& folder)
    : Site(port),
      name_(std::move(name)),
      home_(std::move(home)),
      process_(std::move(words), folder / "server.log") {
  process_.wait_for_port(port);
}

std::string Peer::calendar(std::string_view segment) const {
  return fmt::format("{}{}/", home_, segment);
}

std::vector<std::unique_ptr<Peer>> start_peers(const std::vector<std::string>& wanted, const fs::path& folder,
                                               std::vector<std::string>& missing) {
  std::vector<std::unique_ptr<Peer>> peers;
  for (const Package& package : kPackages) {
    if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), package.name) == wanted.end()) continue;
    if (!fs::exists(package.program)) {
      missing.push_back(fmt::format("{} is not installed, so nothing was measured beside it.", package.name));
    } else if (package.needs_root && ::geteuid() != 0) {
      missing.push_back(fmt::format("{} can be started by root only.", package.name));
    } else {
      fs::create_directories(folder / package.name);
      peers.push_back(package.start(folder / package.name));
    }
  }
  return peers;
}

}  // namespace timeshelf::bench
