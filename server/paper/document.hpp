// What is to be printed, and nothing of how.
#pragma once
#include <optional>
#include <string>
#include <vector>

namespace timeshelf::server::paper {

struct Table {
  std::vector<std::string> headings;
  std::vector<std::vector<std::string>> rows;  ///< as many cells as there are headings
  std::size_t texts = 1;  ///< so many of the first columns are text; the others are numbers
};

/// A bar as long as its share of the longest.
struct Bar {
  std::string name;
  std::string value;
  double share = 0;  ///< 0 to 1
};

struct Section {
  std::string heading;
  std::vector<std::string> points{};  ///< sentences, each with a dot before it
  std::vector<Bar> bars{};
  std::optional<Table> table{};
  std::vector<std::string> sentences{};
};

struct Document {
  std::string title;
  std::string subtitle;
  std::string language;  ///< BCP 47
  std::vector<Section> sections;
};

}  // namespace timeshelf::server::paper
