#include "tests/store/postgres_cluster.hpp"

#include <fcntl.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <vector>

namespace timeshelf::tests {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFolderPrefix = "timeshelf-pg-";

/// PostgreSQL refuses to run as root: its own user then, ours otherwise.
const passwd* user_to_run_as() {
  return ::geteuid() == 0 ? ::getpwnam("postgres") : ::getpwuid(::geteuid());
}

fs::path find_programs() {
  std::vector<fs::path> candidates;
  if (const char* given = std::getenv("TIMESHELF_POSTGRES_BIN")) candidates.emplace_back(given);
  candidates.insert(candidates.end(), {"/usr/lib/postgresql/15/bin", "/usr/bin", "/usr/local/bin"});
  for (const auto& folder : candidates) {
    if (fs::exists(folder / "initdb") && fs::exists(folder / "postgres")) return folder;
  }
  return {};
}

/// Starts a program as the server's user, its output in `log`; it is told to stop when this program dies.
pid_t start_program(const std::vector<std::string>& words, const passwd& user, const fs::path& log) {
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (const auto& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const pid_t child = ::fork();
  if (child != 0) return child;
  const int output = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
  ::dup2(output, STDOUT_FILENO);
  ::dup2(output, STDERR_FILENO);
  if (::geteuid() == 0 && (::setgid(user.pw_gid) != 0 || ::setuid(user.pw_uid) != 0)) ::_exit(126);
  // After the change of user, which clears it. SIGINT: PostgreSQL's fast shutdown.
  ::prctl(PR_SET_PDEATHSIG, SIGINT);
  ::execv(arguments[0], arguments.data());
  ::_exit(127);
}

void run_program(const std::vector<std::string>& words, const passwd& user, const fs::path& log) {
  int status = 0;
  ::waitpid(start_program(words, user, log), &status, 0);
  if (status != 0) throw std::runtime_error(words[0] + " failed; see " + log.string());
}

/// Where the cluster's folder goes: the server's user must be able to get there, and the path of a Unix
/// socket has at most 107 bytes.
fs::path place_for_clusters() {
  const auto place = fs::temp_directory_path();
  bool reachable = place.native().size() < 60;
  for (auto folder = place; reachable && folder != folder.root_path(); folder = folder.parent_path()) {
    reachable = (fs::status(folder).permissions() & fs::perms::others_exec) != fs::perms::none;
  }
  return reachable ? place : fs::path("/tmp");
}

/// Marks `folder` as in use for as long as this process lives, however it ends. The mark is locked before it
/// can be seen: another program may be looking for abandoned folders now.
void claim(const fs::path& folder) {
  const auto mark = folder / "in-use";
  const auto unseen = folder / "claiming";
  const int lock = ::open(unseen.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  ::flock(lock, LOCK_EX);
  fs::rename(unseen, mark);
}

/// Removes what programs left behind that were killed.
void remove_abandoned_folders() {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(place_for_clusters(), ignored)) {
    if (!entry.path().filename().string().starts_with(kFolderPrefix)) continue;
    const int lock = ::open((entry.path() / "in-use").c_str(), O_RDWR | O_CLOEXEC);
    if (lock < 0) continue;
    if (::flock(lock, LOCK_EX | LOCK_NB) == 0) fs::remove_all(entry.path(), ignored);
    ::close(lock);
  }
}

}  // namespace

PostgresCluster& PostgresCluster::instance(bool measured) {
  static PostgresCluster cluster(measured);
  return cluster;
}

PostgresCluster::PostgresCluster(bool measured) {
  const auto programs = find_programs();
  if (programs.empty() || user_to_run_as() == nullptr) {
    missing_ =
        "PostgreSQL is not installed (apt-get install postgresql-15); its half of the tests did not run";
    return;
  }
  start(programs, measured);
}

void PostgresCluster::start(const fs::path& programs, bool measured) {
  const passwd& user = *user_to_run_as();
  remove_abandoned_folders();
  auto name = (place_for_clusters() / (std::string(kFolderPrefix) + "XXXXXX")).string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make " + name);
  folder_ = name;
  claim(folder_);
  if (::chown(name.c_str(), user.pw_uid, user.pw_gid) != 0)
    throw std::runtime_error("cannot give away " + name);
  const auto data = (folder_ / "data").string();
  // Its log lies beside it and goes with it; the folder belongs to the server's user, who must not be asked
  // for one.
  const auto log = folder_ / "log";
  run_program({programs / "initdb", "-D", data, "-U", "timeshelf", "-A", "trust", "-E", "UTF8",
               "--locale=C.UTF-8", "--no-sync", "--no-instructions"},
              user, log);
  server_ = start_program(
      {programs / "postgres", "-D", data, "-k", folder_.string(), "-c", "listen_addresses=", "-c",
       measured ? "fsync=on" : "fsync=off", "-c", measured ? "full_page_writes=on" : "full_page_writes=off",
       "-c", "max_connections=100", "-c", "shared_buffers=64MB"},
      user, log);
  wait_until_ready();
}

void PostgresCluster::wait_until_ready() {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (PQping(address_of("postgres").c_str()) != PQPING_OK) {
    if (::waitpid(server_, nullptr, WNOHANG) == server_ || std::chrono::steady_clock::now() > deadline) {
      throw std::runtime_error("PostgreSQL did not start; see " + (folder_ / "log").string());
    }
    ::usleep(10'000);  // another process starts up: nothing else to wait on
  }
}

PostgresCluster::~PostgresCluster() {
  if (server_ > 0) {
    ::kill(server_, SIGINT);
    ::waitpid(server_, nullptr, 0);
  }
  std::error_code ignored;
  if (!folder_.empty()) fs::remove_all(folder_, ignored);
}

void PostgresCluster::run_sql(const std::string& sql) {
  const std::unique_ptr<PGconn, decltype(&PQfinish)> connection(PQconnectdb(address_of("postgres").c_str()),
                                                                PQfinish);
  const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(connection.get(), sql.c_str()), PQclear);
  if (PQresultStatus(result.get()) != PGRES_COMMAND_OK)
    throw std::runtime_error(PQerrorMessage(connection.get()));
}

std::string PostgresCluster::create_database() {
  auto name = "test_" + std::to_string(++databases_);
  run_sql("CREATE DATABASE " + name);
  return name;
}

std::string PostgresCluster::copy_database(const std::string& original) {
  auto name = "test_" + std::to_string(++databases_);
  run_sql("CREATE DATABASE " + name + " TEMPLATE " + original + " STRATEGY file_copy");
  return name;
}

void PostgresCluster::drop_database(const std::string& name) {
  run_sql("DROP DATABASE " + name + " WITH (FORCE)");
}

std::string PostgresCluster::address_of(const std::string& name) const {
  return "postgresql:///" + name + "?user=timeshelf&host=" + folder_.string();
}

}  // namespace timeshelf::tests
