#include "server/net/date.hpp"

namespace timeshelf::server::net {

const std::string& http_date_now(const Clock& clock) {
  thread_local std::chrono::sys_seconds written_at{};
  thread_local std::string text;
  const auto second = std::chrono::floor<std::chrono::seconds>(clock.now());
  if (text.empty() || second != written_at) {
    text = to_http_date(second);
    written_at = second;
  }
  return text;
}

}  // namespace timeshelf::server::net
