#include "bench/process.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "bench/interrupt.hpp"

namespace timeshelf::bench {
namespace {

namespace fs = std::filesystem;
using std::chrono::steady_clock;

constexpr std::chrono::seconds kStartWithin{30};
constexpr std::chrono::seconds kEndWithin{15};

class Socket {
 public:
  Socket() : descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {}
  ~Socket() { ::close(descriptor_); }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

pid_t start(std::vector<std::string>& words, const fs::path& log) {
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child < 0) throw std::runtime_error("Cannot start " + words[0] + ".");
  if (child > 0) return child;
  const int output = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  ::dup2(output, STDOUT_FILENO);
  ::dup2(output, STDERR_FILENO);
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (::getppid() != parent) ::_exit(126);  // the bench died before it could be waited for
  ::execv(arguments[0], arguments.data());
  ::_exit(127);
}

int code_of(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

// Of lines "name: number".
std::uint64_t number_in(const std::string& text, std::string_view name) {
  const auto at = text.find(fmt::format("{}:", name));
  return at == std::string::npos ? 0 : std::strtoull(text.c_str() + at + name.size() + 1, nullptr, 10);
}

std::uint64_t wakings_of(const std::string& folder) {
  std::uint64_t wakings = 0;
  std::error_code gone;
  for (const auto& thread : fs::directory_iterator(folder + "task", gone))
    wakings += number_in(read_file(thread.path() / "status"), "\nvoluntary_ctxt_switches");
  return wakings;
}

}  // namespace

Process::Process(std::vector<std::string> words, fs::path log)
    : log_(std::move(log)), pid_(start(words, log_)) {}

Process::~Process() {
  if (pid_ == 0) return;
  ::kill(pid_, SIGTERM);
  const auto deadline = steady_clock::now() + kEndWithin;
  while (::waitpid(pid_, nullptr, WNOHANG) == 0) {
    if (steady_clock::now() > deadline) ::kill(pid_, SIGKILL);
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

void Process::wait_for_port(std::uint16_t port) {
  const auto deadline = steady_clock::now() + kStartWithin;
  const sockaddr_in address = loopback(port);
  for (;;) {
    const Socket probe;
    const auto* generic = reinterpret_cast<const sockaddr*>(&address);
    if (::connect(probe.descriptor(), generic, sizeof(address)) == 0) return;
    throw_if_interrupted();
    const bool ended = ::waitpid(pid_, nullptr, WNOHANG) == pid_;
    if (ended) pid_ = 0;
    if (ended || steady_clock::now() > deadline) {
      throw std::runtime_error("A server did not start. It said:\n" + read_file(log_));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

int Process::wait() {
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) throw_if_interrupted();
  pid_ = 0;
  return code_of(status);
}

Usage Process::usage() const {
  // proc(5): fields 14 and 15 of stat are user and system time; the name in front may hold blanks.
  const std::string folder = fmt::format("/proc/{}/", pid_);
  const std::string stat = read_file(folder + "stat");
  std::istringstream fields(stat.substr(stat.rfind(')') + 1));
  std::string word;
  for (int field = 3; field < 14; ++field) fields >> word;
  std::uint64_t user = 0, system = 0, pages = 0;
  fields >> user >> system;
  std::istringstream(read_file(folder + "statm")) >> pages >> pages;
  const auto ticks = static_cast<double>(user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
  Usage usage;
  usage.resident_bytes = pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  usage.cpu = std::chrono::nanoseconds(static_cast<std::int64_t>(ticks * 1e9));
  const std::string io = read_file(folder + "io");
  usage.io_calls = number_in(io, "syscr") + number_in(io, "syscw");
  usage.wakings = wakings_of(folder);
  return usage;
}

std::string run_program(std::vector<std::string> words, const tests::TemporaryFolder& folder) {
  const std::string name = words[0];
  const fs::path log = folder.path() / "output";
  fs::remove(log);
  const int code = Process(std::move(words), log).wait();
  throw_if_interrupted();
  std::string output = read_file(log);
  if (code != 0) throw std::runtime_error(fmt::format("{} ended with {}:\n{}", name, code, output));
  return output;
}

std::uint16_t free_port() {
  const Socket probe;
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof(address);
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(probe.descriptor(), generic, size) != 0 ||
      ::getsockname(probe.descriptor(), generic, &size) != 0) {
    throw std::runtime_error("There is no free port on loopback.");
  }
  return ntohs(address.sin_port);
}

std::string read_file(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

}  // namespace timeshelf::bench
