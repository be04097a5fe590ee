#include "server/cli/session.hpp"

#include <fmt/format.h>

namespace timeshelf::server::cli {

int complain(int code, const std::string& sentence) {
  fmt::print(stderr, "timeshelf: {}\n", sentence);
  return code;
}

int with_database(const Config& config, const std::function<int(Session&)>& command) {
  try {
    Session session(config);
    return command(session);
  } catch (const Stop& stop) {
    return complain(stop.code, stop.sentence);
  } catch (const store::Failure& failure) {
    return complain(kUnavailable, failure.what());
  }
}

}  // namespace timeshelf::server::cli
