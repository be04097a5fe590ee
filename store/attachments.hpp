// Rows of managed attachments (RFC 8607): their bytes, and the objects that they hang on.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.hpp"
#include "base/time.hpp"
#include "store/calendars.hpp"
#include "store/database.hpp"

namespace timeshelf::store {

struct Attachment {
  Id shop;
  Id id;    ///< the MANAGED-ID
  Id home;  ///< whose quota counts it
  std::string content_type;
  std::string filename;
  std::int64_t size = 0;  ///< bytes
  Instant created_at;
};

/// An object that it hangs on.
struct AttachmentUse {
  Id collection;
  std::string segment;
};

void insert_attachment(Transaction&, const Attachment&, std::string_view content);
std::optional<Attachment> find_attachment(Transaction&, const Id& shop, const Id& id);
std::optional<std::string> read_attachment(Transaction&, const Id& shop, const Id& id);

std::vector<AttachmentUse> list_attachment_uses(Transaction&, const Id& shop, const Id& id);
/// Those that hang on one object.
std::vector<Id> attachments_of(Transaction&, const Collection&, std::string_view segment);
/// Says all that hang on one object; those that there are not are passed over. What nothing uses any more is
/// left to prune_attachments().
void set_attachments(Transaction&, const Collection&, std::string_view segment, const std::vector<Id>& ids);
/// Gives all objects of a calendar the attachments of those of the same names in another.
void copy_attachments(Transaction&, const Collection& from, const Collection& to);

/// Removes what nothing uses, at most so many; answers how many.
std::size_t prune_attachments(Transaction&, std::size_t at_most);
/// Whether there is anything for prune_attachments().
bool has_dropped_attachments(Transaction&);

}  // namespace timeshelf::store
