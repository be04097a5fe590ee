// Other CalDAV servers, as Debian packages them, each with fresh data in a folder of the bench.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "bench/process.hpp"
#include "bench/site.hpp"

namespace timeshelf::bench {

class Peer : public Site {
 public:
  /// Runs `words`, which serve `port` from `folder`, and waits until somebody listens.
  Peer(std::string name, std::uint16_t port, std::string home, std::vector<std::string> words,
       const std::filesystem::path& folder);

  const std::string& name() const { return name_; }
  /// The path of the calendar of that name.
  std::string calendar(std::string_view segment) const;

 private:
  std::string name_;
  std::string home_;  // of the user's calendars, with a slash at its end
  Process process_;
};

/// Those that are installed, each run as its package's defaults have it, with writes that reach the disk as
/// they do there. `wanted` names packages; none: all. `folder` is theirs. `missing` gets a sentence for each
/// that can't be run.
std::vector<std::unique_ptr<Peer>> start_peers(const std::vector<std::string>& wanted,
                                               const std::filesystem::path& folder,
                                               std::vector<std::string>& missing);

}  // namespace timeshelf::bench
