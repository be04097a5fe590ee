// Has a picture's renditions made, by a process that ends with it (server/image_worker).
#pragma once
#include <chrono>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "server/images/picture.hpp"

namespace timeshelf::images {

struct Rendition {
  std::string name;  ///< "" for the picture itself, "640.webp"
  std::string type;
  std::string bytes;
};

struct Developed {
  Picture picture;
  std::vector<Rendition> renditions;
};

struct ImageError : ErrorBase {
  enum class Code {
    unsupported,  ///< of no format that is read
    too_large,    ///< too many pixels
    broken,       ///< cannot be read, or takes more memory or time than a picture may
    full,         ///< the shop's pictures take all the room that they may
    unavailable,  ///< the worker did not start, or too many pictures wait
  };
  Code code = Code::broken;
};

class Worker {
 public:
  /// `program`: "" for the one that lies beside this program. `within`: then it is killed.
  explicit Worker(std::string program, std::chrono::seconds within = std::chrono::seconds(30));

  /// False where it was not built (no libvips): originals are served then.
  bool is_there() const { return !program_.empty(); }
  /// Half a second for a picture of 12 million pixels. Thread-safe. The process ends with the thread that
  /// called this, and when `stop` is requested.
  Result<Developed, ImageError> develop(std::string_view original, const std::stop_token& stop = {}) const;

 private:
  std::string program_;
  std::chrono::seconds within_;
};

}  // namespace timeshelf::images
