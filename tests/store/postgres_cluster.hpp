// A PostgreSQL server of this test program's own.
#pragma once
#include <sys/types.h>

#include <filesystem>
#include <string>

namespace timeshelf::tests {

/// Lives in a temporary folder, listens on a Unix socket in it and nowhere else, and ends with the program,
/// even when that is killed.
class PostgresCluster {
 public:
  /// Starts the server when first called. Commits reach the disk only where that is `measured`: what tests
  /// ask is whether the server gets them, and this one ends with the program.
  static PostgresCluster& instance(bool measured = false);

  /// Why there is no server, or "".
  const std::string& missing() const { return missing_; }
  /// Makes an empty database and answers its name.
  std::string create_database();
  /// Makes one with what `original`, which nobody has open, holds.
  std::string copy_database(const std::string& original);
  /// Throws everybody out of it, too.
  void drop_database(const std::string& name);
  /// "postgresql:///…"
  std::string address_of(const std::string& name) const;

  PostgresCluster(const PostgresCluster&) = delete;
  PostgresCluster& operator=(const PostgresCluster&) = delete;

 private:
  explicit PostgresCluster(bool measured);
  ~PostgresCluster();
  void start(const std::filesystem::path& programs, bool measured);
  void wait_until_ready();
  void run_sql(const std::string& sql);

  std::string missing_;
  std::filesystem::path folder_;
  pid_t server_ = 0;
  int databases_ = 0;
};

}  // namespace timeshelf::tests
