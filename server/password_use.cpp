#include "server/password_use.hpp"

#include "store/password_uses.hpp"

namespace timeshelf::server {
namespace {

constexpr std::chrono::hours kNoted{1};

}  // namespace

void note_use(store::Transaction& transaction, store::Writer& writer, const Credentials& credentials,
              Instant now) {
  const auto password = store::password_unused_since(transaction, credentials.user,
                                                     app_password_digest(credentials.password), now - kNoted);
  if (!password) return;
  writer.submit({[user = credentials.user, id = *password, now](store::Transaction& written) {
                   store::note_password_use(written, user, id, now);
                   return true;
                 },
                 [](const store::Outcome&) {}});
}

}  // namespace timeshelf::server
