#include "bench/server.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

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

std::string base64_of(const std::string& text) {
  std::string encoded((text.size() + 2) / 3 * 4 + 1, '\0');  // the function ends it with a NUL
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  const int length =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(encoded.data()), bytes, static_cast<int>(text.size()));
  encoded.resize(static_cast<std::size_t>(length));
  return encoded;
}

}  // namespace

Server::Server(std::filesystem::path binary, const tests::TemporaryFolder& folder, std::string database)
    : binary_(std::move(binary)), folder_(folder), database_(std::move(database)), port_(free_port()) {
  command({"shop", "add", "bench"});
  command({"product", "add", "MUG", "--shop", "bench", "--name", "Mug", "--price", "18"});
  command({"product", "add", "VASE", "--shop", "bench", "--name", "Vase", "--price", "78"});
  const auto password = password_in(command({"user", "add", "ada", "--shop", "bench"}));
  authorization_ = fmt::format("Authorization: Basic {}\r\n", base64_of("ada:" + password));
  start();
}

std::chrono::nanoseconds Server::start() {
  const auto begin = std::chrono::steady_clock::now();
  process_.emplace(std::vector<std::string>{binary_.string(), "--database", database_, "serve", "--listen",
                                            fmt::format("127.0.0.1:{}", port_)},
                   folder_.path() / "server.log");
  process_->wait_for_port(port_);
  return std::chrono::steady_clock::now() - begin;
}

std::string Server::dav(std::string_view method, std::string_view target, std::string_view fields,
                        std::string_view body) const {
  return request_text(method, target, authorization_ + std::string(fields), body);
}

Answer Server::expect(int status, std::string_view request) const {
  Answer answer = ask(port_, request);
  if (answer.status != status) {
    throw std::runtime_error(fmt::format("{} was answered with {} {}", request.substr(0, request.find('\r')),
                                         answer.status, answer.body));
  }
  return answer;
}

std::string Server::command(std::vector<std::string> words) const {
  words.insert(words.begin(), {binary_.string(), "--database", database_});
  return run_program(std::move(words), folder_);
}

}  // namespace timeshelf::bench
