// Where tills that cannot call drop CSV files: FOLDER/SHOP/TILL/*.csv (docs/tills.md).
#pragma once
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "commerce/pos/pos_messages.hpp"
#include "server/pos/maker.hpp"
#include "server/timer.hpp"
#include "store/database.hpp"
#include "store/writer.hpp"

namespace timeshelf::server::pos {

/// What a file says: a heading with id, kind, sku, units, occurred_at and perhaps reason, then a statement a
/// line.
Result<std::vector<commerce::TillStatement>, Unreadable> read_csv(std::string_view text,
                                                                  const commerce::PointOfSale& till);

/// Looks every few seconds. A file is taken whole and moved to `taken`, or to `refused` with the reason
/// beside it; killed in between, it is taken again, and its statements are known by their ids.
class DropFolder {
 public:
  /// Nothing is looked at where `folder` is "".
  DropFolder(std::string folder, store::Database& database, store::Writer& writer,
             commerce::PointsOfSale& tills, commerce::TillMessages& messages, const Clock& clock);

 private:
  void look(const Timer& timer);
  void look_at(const std::filesystem::path& place, const commerce::PointOfSale& till);
  std::string take(const std::filesystem::path& file, const commerce::PointOfSale& till);

  const std::filesystem::path folder_;
  store::Database& database_;
  store::Writer& writer_;
  commerce::PointsOfSale& tills_;
  commerce::TillMessages& messages_;
  const Clock& clock_;
  std::set<Id> broken_;  ///< tills whose folder could not be looked at, as the log says already
  std::optional<Timer> timer_;
};

}  // namespace timeshelf::server::pos
