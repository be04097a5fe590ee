#include "tests/simulation/disk.hpp"

#include <filesystem>
#include <stdexcept>

#include "tests/store/postgres_cluster.hpp"
#include "tests/store/temporary_folder.hpp"

namespace timeshelf::simulation {
namespace {

namespace fs = std::filesystem;

// A file on tmpfs is not synced, so that a run costs no disk; without it, the temporary folder is used.
class Folder {
 public:
  Folder() {
    std::error_code none;
    const fs::path memory = "/dev/shm";
    auto name =
        ((fs::is_directory(memory, none) ? memory : fs::temp_directory_path()) / "timeshelf-sim-XXXXXX")
            .string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("Cannot make the folder " + name + ".");
    path_ = name;
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

// The schema is made once and copied for every run.
const fs::path& empty_database() {
  static const Folder folder;
  static const fs::path file = [] {
    fs::path made = folder.path() / "empty.db";
    store::open("sqlite:" + made.string());
    return made;
  }();
  return file;
}

class SqliteDisk final : public Disk {
 public:
  SqliteDisk() { fs::copy_file(empty_database(), file(0)); }

  std::unique_ptr<store::Database> open() override { return store::open("sqlite:" + file(lives_).string()); }
  void die() override {
    for (const auto* part : {"", "-wal"}) {
      const fs::path from = file(lives_).string() + part;
      if (fs::exists(from)) fs::copy_file(from, file(lives_ + 1).string() + part);
    }
  }
  void bury() override {
    for (const auto* part : {"", "-wal", "-shm", "-turn"}) fs::remove(file(lives_).string() + part);
    ++lives_;
  }

 private:
  fs::path file(int life) const { return folder_.path() / ("life-" + std::to_string(life) + ".db"); }

  Folder folder_;
  int lives_ = 0;
};

class PostgresDisk final : public Disk {
 public:
  PostgresDisk() : name_(cluster().create_database()) {}
  ~PostgresDisk() override { cluster().drop_database(name_); }

  std::unique_ptr<store::Database> open() override { return store::open(cluster().address_of(name_)); }
  void die() override {}
  void bury() override {}

 private:
  static tests::PostgresCluster& cluster() {
    auto& instance = tests::PostgresCluster::instance();
    if (!instance.missing().empty()) throw std::runtime_error(instance.missing());
    return instance;
  }
  std::string name_;
};

}  // namespace

std::unique_ptr<Disk> make_disk(const std::string& kind) {
  if (kind == "postgres") return std::make_unique<PostgresDisk>();
  if (kind != "sqlite") throw std::runtime_error("The database is sqlite or postgres, not " + kind + ".");
  return std::make_unique<SqliteDisk>();
}

}  // namespace timeshelf::simulation
