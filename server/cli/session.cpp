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

store::Shop need_shop(store::Transaction& transaction, const std::string& slug) {
  if (auto shop = store::find_shop_by_slug(transaction, slug)) return *shop;
  throw Stop{kRefused,
             fmt::format("There is no shop '{}'. 'timeshelf shop list' shows those that are.", slug)};
}

}  // namespace timeshelf::server::cli
