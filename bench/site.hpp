// A CalDAV server on loopback, and the user as whom it is asked.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "bench/load/load.hpp"

namespace timeshelf::bench {

class Site {
 public:
  explicit Site(std::uint16_t port) : port_(port) {}

  std::uint16_t port() const { return port_; }
  /// From now on requests name that user (Basic).
  void log_in(std::string_view user, std::string_view password);
  /// A CalDAV request of the user's, as it goes over the wire.
  std::string dav(std::string_view method, std::string_view target, std::string_view fields,
                  std::string_view body) const;
  /// Asks and expects that status; throws std::runtime_error with the answer if it is another.
  Answer expect(int status, std::string_view request) const;

 private:
  std::uint16_t port_;
  std::string authorization_;  // header line
};

}  // namespace timeshelf::bench
