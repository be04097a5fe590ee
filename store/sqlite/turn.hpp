// Whose turn it is to write to a SQLite file that several processes use.
#pragma once
#include <string>

namespace timeshelf::store::sqlite {

/// SQLite has no queue: whoever asks again first gets the lock, and a process that writes all the time asks
/// again a microsecond after each commit, so that another one may wait for ever. A turnstile mends that. A
/// writer first takes the turn, waits for SQLite's lock while it has it, and gives the turn back when it has
/// the lock; the process that has just committed must queue for the turn behind it.
///
/// The turn is a flock on PATH-turn, an empty file beside the database. Where that cannot be made (a folder
/// that takes no files), there is no queue.
class Turnstile {
 public:
  /// `path` as SQLite takes it, "file:…" included.
  explicit Turnstile(const std::string& path);
  ~Turnstile();
  Turnstile(const Turnstile&) = delete;
  Turnstile& operator=(const Turnstile&) = delete;

  /// The turn, for as long as it lives. Waits as long as a writer waits for SQLite's lock, then goes on
  /// without: the lock decides in any case.
  class Turn {
   public:
    explicit Turn(Turnstile& turnstile);
    ~Turn();
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

   private:
    int file_;
  };

 private:
  int file_;
};

}  // namespace timeshelf::store::sqlite
