// Real calendar files, where a checkout has them beside it. They are not part of the project.
#pragma once
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace timeshelf::tests {

inline std::string read_file(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

/// The .ics files of `kind` ("valid", "invalid"), sorted; empty where there are none. TIMESHELF_SAMPLES names
/// the folder that holds both.
inline std::vector<std::filesystem::path> samples(const std::string& kind) {
  const char* named = std::getenv("TIMESHELF_SAMPLES");
  const std::filesystem::path folder =
      (named ? std::filesystem::path(named)
             : std::filesystem::path(TIMESHELF_SOURCE_DIR) / "../shared/data/ics") /
      kind;
  std::vector<std::filesystem::path> files;
  if (std::filesystem::is_directory(folder)) {
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      if (entry.path().extension() == ".ics") files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace timeshelf::tests
