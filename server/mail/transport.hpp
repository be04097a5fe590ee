// How a mail leaves the house.
#pragma once
#include <memory>
#include <string>

#include "server/config.hpp"

namespace timeshelf::server::mail {

/// What became of a try.
struct Sent {
  enum class Fate {
    done,
    later,  ///< nobody answered, or it was put off: try again
    never,  ///< the recipient was refused for good (SMTP 5xx)
  };
  Fate fate = Fate::done;
  std::string reason{};  ///< a sentence where it was not done
};

class Transport {
 public:
  virtual ~Transport() = default;
  /// Blocks until it is done or has failed. `id` is unique for the message; the envelope's sender is
  /// mail.from, so that bounces come to people and not to `timeshelf imip`.
  virtual Sent send(const std::string& id, const std::string& to, const std::string& message) = 0;
  /// A send that goes on ends at once, with `later`; those that follow, too. From any thread.
  virtual void interrupt() {}
};

/// SMTP (mail.smtp) or a folder of .eml files (mail.folder); null where the configuration names neither.
std::unique_ptr<Transport> make_transport(const Config& config);

}  // namespace timeshelf::server::mail
