// Makes pictures of what hangs on events that sell, on a thread of its own: whoever stores an event waits for
// none.
#pragma once
#include <memory>
#include <string>

#include "base/time.hpp"
#include "server/images/darkroom.hpp"
#include "server/images/keep.hpp"
#include "server/timer.hpp"
#include "store/attachment_pictures.hpp"
#include "store/database.hpp"
#include "store/writer.hpp"

namespace timeshelf::images {

/// What is wanted is a row (store/attachment_pictures.hpp) until the picture is kept, in one transaction with
/// the slots that show it: killed in between, it is made again.
class Attached {
 public:
  /// `room`: bytes that all pictures of a shop may take; 0 = no limit.
  Attached(store::Database& database, store::Writer& writer, Darkroom& darkroom, std::int64_t room,
           const Clock& clock);
  /// Something may be wanted. Cheap, from any thread.
  void wake() { timer_.wake(); }

 private:
  bool make_next();
  /// The attachment's bytes; "" where nothing has to be made, or could.
  std::string content_of(const store::WantedPicture& wanted);
  Result<Print, ImageError> develop(std::string original);
  bool write(const std::function<void(store::Transaction&)>& work);
  void keep_print(store::Transaction&, const store::WantedPicture&, const Print&);
  void show(store::Transaction&, const store::WantedPicture&, const std::string& image);

  store::Database& database_;
  store::Writer& writer_;
  Darkroom& darkroom_;
  const std::int64_t room_;
  const Clock& clock_;
  server::Timer timer_;
};

}  // namespace timeshelf::images
