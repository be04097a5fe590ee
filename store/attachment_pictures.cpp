#include "store/attachment_pictures.hpp"

namespace timeshelf::store {

std::string want_picture(Transaction& transaction, const Id& shop, const Id& attachment, Instant now) {
  transaction.execute(
      "INSERT INTO attachment_pictures (shop, attachment, image, problem, due_at)"
      " SELECT a.shop, a.id, '', '', $3 FROM attachments a WHERE a.shop = $1 AND a.id = $2"
      " ON CONFLICT DO NOTHING",
      {shop, attachment, now});
  return transaction
      .first("SELECT image FROM attachment_pictures WHERE shop = $1 AND attachment = $2", {shop, attachment},
             [](const Row& row) { return row.string(0); })
      .value_or("");
}

std::optional<WantedPicture> first_wanted_picture(Transaction& transaction, Instant now) {
  return transaction.first(
      "SELECT shop, attachment FROM attachment_pictures WHERE due_at <= $1 ORDER BY due_at LIMIT 1", {now},
      [](const Row& row) {
        return WantedPicture{row.id(0), row.id(1)};
      });
}

std::optional<Instant> next_wanted_picture(Transaction& transaction) {
  return transaction.first(
      "SELECT due_at FROM attachment_pictures WHERE due_at IS NOT NULL ORDER BY due_at LIMIT 1", {},
      [](const Row& row) { return row.instant(0); });
}

bool is_picture_needed(Transaction& transaction, const WantedPicture& wanted) {
  return transaction.exists(
      "SELECT 1 FROM slots s JOIN attachment_uses u ON u.shop = s.shop AND u.collection = s.shelf AND "
      "u.segment = s.segment AND u.attachment = s.attachment WHERE s.shop = $1 AND s.attachment = $2 AND "
      "s.attachment <> '' LIMIT 1",
      {wanted.shop, wanted.attachment});
}

void note_picture(Transaction& transaction, const WantedPicture& wanted, std::string_view image) {
  transaction.execute(
      "UPDATE attachment_pictures SET image = $3, problem = '', due_at = NULL WHERE shop = $1 AND attachment "
      "= $2",
      {wanted.shop, wanted.attachment, image});
}

void note_no_picture(Transaction& transaction, const WantedPicture& wanted, std::string_view problem,
                     std::optional<Instant> again) {
  transaction.execute(
      "UPDATE attachment_pictures SET problem = $3, due_at = $4 WHERE shop = $1 AND attachment = $2",
      {wanted.shop, wanted.attachment, problem, again});
}

void forget_wanted_picture(Transaction& transaction, const WantedPicture& wanted) {
  transaction.execute("DELETE FROM attachment_pictures WHERE shop = $1 AND attachment = $2",
                      {wanted.shop, wanted.attachment});
}

std::map<Id, std::string> missing_pictures(Transaction& transaction, const Id& shop) {
  std::map<Id, std::string> missing;
  transaction.query(
      "SELECT s.id, p.problem FROM attachment_pictures p JOIN slots s ON s.shop = p.shop AND s.attachment = "
      "p.attachment AND s.attachment <> '' WHERE p.shop = $1 AND p.image = ''",
      {shop}, [&](const Row& row) { missing.emplace(row.id(0), row.string(1)); });
  return missing;
}

}  // namespace timeshelf::store
