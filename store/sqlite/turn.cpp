#include "store/sqlite/turn.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "store/sqlite/failure.hpp"
#include "store/sqlite/patience.hpp"

namespace timeshelf::store::sqlite {

Turnstile::Turnstile(const std::string& path)
    : file_(::open((plain_path(path) + "-turn").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644)) {}

Turnstile::~Turnstile() {
  if (file_ >= 0) ::close(file_);
}

Turnstile::Turn::Turn(Turnstile& turnstile) : file_(turnstile.file_) {
  if (file_ < 0) return;
  Patience patience;
  while (::flock(file_, LOCK_EX | LOCK_NB) != 0) {
    if (patience.is_out()) return;
  }
}

Turnstile::Turn::~Turn() {
  if (file_ >= 0) ::flock(file_, LOCK_UN);
}

}  // namespace timeshelf::store::sqlite
