#include "bench/server.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace timeshelf::bench {
namespace {

// What "user add" prints behind the words.
std::string password_in(const std::string& output) {
  constexpr std::string_view kBefore = "app password: ";
  const auto at = output.find(kBefore);
  if (at == std::string::npos) throw std::runtime_error("'user add' printed no password:\n" + output);
  const auto begin = at + kBefore.size();
  return output.substr(begin, output.find_first_of(" \r\n", begin) - begin);
}

}  // namespace

Server::Server(std::filesystem::path binary, const tests::TemporaryFolder& folder, std::string database)
    : Site(free_port()), binary_(std::move(binary)), folder_(folder), database_(std::move(database)) {
  command({"shop", "add", "bench"});
  command({"product", "add", "MUG", "--shop", "bench", "--name", "Mug", "--price", "18"});
  command({"product", "add", "VASE", "--shop", "bench", "--name", "Vase", "--price", "78"});
  log_in("ada", password_in(command({"user", "add", "ada", "--shop", "bench"})));
  start();
}

std::chrono::nanoseconds Server::start() {
  const auto begin = std::chrono::steady_clock::now();
  process_.emplace(std::vector<std::string>{binary_.string(), "--database", database_, "serve", "--listen",
                                            fmt::format("127.0.0.1:{}", port())},
                   folder_.path() / "server.log");
  process_->wait_for_port(port());
  return std::chrono::steady_clock::now() - begin;
}

std::string Server::command(std::vector<std::string> words) const {
  words.insert(words.begin(), {binary_.string(), "--database", database_});
  return run_program(std::move(words), folder_);
}

}  // namespace timeshelf::bench
