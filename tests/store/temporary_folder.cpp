#include "tests/store/temporary_folder.hpp"

#include <cstdlib>
#include <stdexcept>

namespace timeshelf::tests {

TemporaryFolder::TemporaryFolder() {
  auto name = (std::filesystem::temp_directory_path() / "timeshelf-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("Cannot make the folder " + name + ".");
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace timeshelf::tests
