#include "server/images/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <utility>

namespace timeshelf::images {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::int64_t kLookUp = 100;  // milliseconds, to see whether somebody wants it to stop

// One socket is the child's input and output: a write to a child that is gone is an error, and no signal.
struct Pair {
  int ours = -1;
  int childs = -1;

  Pair() {
    std::array<int, 2> ends{};
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) return;
    ours = ends[0];
    childs = ends[1];
    fcntl(ours, F_SETFL, O_NONBLOCK);
  }
  ~Pair() {
    close_childs();
    if (ours >= 0) close(ours);
  }
  Pair(const Pair&) = delete;
  Pair& operator=(const Pair&) = delete;
  void close_childs() {
    if (childs >= 0) close(std::exchange(childs, -1));
  }
};

std::optional<pid_t> start(const std::string& program, int input_and_output) {
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, input_and_output, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&files, input_and_output, STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
  posix_spawnattr_t how;
  posix_spawnattr_init(&how);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&how, &none);
  posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSIGMASK);
  std::string name = program;
  std::string language = "LC_ALL=C.UTF-8";
  std::array<char*, 2> arguments{name.data(), nullptr};
  std::array<char*, 2> environment{language.data(), nullptr};
  pid_t child = 0;
  const int failed = posix_spawn(&child, name.c_str(), &files, &how, arguments.data(), environment.data());
  posix_spawnattr_destroy(&how);
  posix_spawn_file_actions_destroy(&files);
  return failed == 0 ? std::optional(child) : std::nullopt;
}

enum class Step { more, over, failed };

Step send_some(int socket, std::string_view& left) {
  const ssize_t count = send(socket, left.data(), left.size(), MSG_NOSIGNAL);
  if (count < 0) return errno == EAGAIN || errno == EINTR ? Step::more : Step::failed;
  left.remove_prefix(static_cast<std::size_t>(count));
  if (left.empty()) shutdown(socket, SHUT_WR);
  return Step::more;
}

Step take_some(int socket, std::string& output, std::size_t most) {
  std::array<char, 1 << 16> chunk;  // NOLINT: filled by the read
  const ssize_t count = recv(socket, chunk.data(), chunk.size(), 0);
  if (count == 0) return Step::over;
  if (count < 0) return errno == EAGAIN || errno == EINTR ? Step::more : Step::failed;
  output.append(chunk.data(), static_cast<std::size_t>(count));
  return output.size() > most ? Step::failed : Step::more;
}

// True if it said all that it has to say, within its limits.
bool converse(int socket, std::string_view input, Clock::time_point deadline, std::size_t most,
              const std::stop_token& stop, std::string& output) {
  if (input.empty()) shutdown(socket, SHUT_WR);
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (left <= 0 || stop.stop_requested()) return false;
    pollfd waiting{socket, static_cast<short>(input.empty() ? POLLIN : POLLIN | POLLOUT), 0};
    if (poll(&waiting, 1, static_cast<int>(std::min(left, kLookUp))) < 0 && errno != EINTR) return false;
    if ((waiting.revents & POLLOUT) != 0 && !input.empty() && send_some(socket, input) == Step::failed)
      input = {};  // it reads no further; what it says may still be an answer
    if ((waiting.revents & (POLLIN | POLLHUP)) != 0) {
      const Step step = take_some(socket, output, most);
      if (step != Step::more) return step == Step::over;
    }
  }
}

}  // namespace

std::optional<Ended> run_process(const std::string& program, std::string_view input,
                                 std::chrono::milliseconds within, std::size_t most_output,
                                 const std::stop_token& stop) {
  Pair pair;
  if (pair.ours < 0) return std::nullopt;
  const auto child = start(program, pair.childs);
  if (!child) return std::nullopt;
  pair.close_childs();
  Ended ended;
  if (!converse(pair.ours, input, Clock::now() + within, most_output, stop, ended.output))
    kill(*child, SIGKILL);
  int status = 0;
  while (waitpid(*child, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFEXITED(status)) ended.exit_code = WEXITSTATUS(status);
  return ended;
}

}  // namespace timeshelf::images
