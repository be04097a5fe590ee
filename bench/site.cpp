#include "bench/site.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <stdexcept>

namespace timeshelf::bench {
namespace {

std::string base64_of(const std::string& text) {
  std::string encoded((text.size() + 2) / 3 * 4 + 1, '\0');  // the function ends it with a NUL
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  const int length =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(encoded.data()), bytes, static_cast<int>(text.size()));
  encoded.resize(static_cast<std::size_t>(length));
  return encoded;
}

}  // namespace

void Site::log_in(std::string_view user, std::string_view password) {
  authorization_ =
      fmt::format("Authorization: Basic {}\r\n", base64_of(fmt::format("{}:{}", user, password)));
}

std::string Site::dav(std::string_view method, std::string_view target, std::string_view fields,
                      std::string_view body) const {
  return request_text(method, target, authorization_ + std::string(fields), body);
}

Answer Site::expect(int status, std::string_view request) const {
  Answer answer = ask(port_, request);
  if (answer.status != status) {
    throw std::runtime_error(fmt::format("{} was answered with {} {}", request.substr(0, request.find('\r')),
                                         answer.status, answer.body));
  }
  return answer;
}

}  // namespace timeshelf::bench
