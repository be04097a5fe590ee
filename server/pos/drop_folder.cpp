#include "server/pos/drop_folder.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <boost/json.hpp>
#include <fstream>
#include <iterator>
#include <map>

#include "base/text.hpp"
#include "server/pos/applying.hpp"
#include "store/accounts.hpp"

namespace timeshelf::server::pos {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr std::chrono::milliseconds kEvery{2'000};
constexpr std::uintmax_t kLargestFile = 1 << 20;

// One line of RFC 4180; a quoted cell may hold commas, but no line end.
std::vector<std::string> cells_of(std::string_view line) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const bool twice = quoted && line[i] == '"' && i + 1 < line.size() && line[i + 1] == '"';
    if (twice) {
      cells.back() += line[i++];
    } else if (line[i] == '"') {
      quoted = !quoted;
    } else if (line[i] == ',' && !quoted) {
      cells.emplace_back();
    } else {
      cells.back() += line[i];
    }
  }
  return cells;
}

std::optional<std::int64_t> units_of(std::string_view text) {
  const bool below = text.starts_with('-');
  const auto units = parse_whole(below ? text.substr(1) : text);
  return units && below ? std::optional(-*units) : units;
}

std::string text_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

}  // namespace

Result<std::vector<commerce::TillStatement>, Unreadable> read_csv(std::string_view text,
                                                                  const commerce::PointOfSale& till) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  std::vector<std::string> names;
  json::array statements;
  for (const std::string_view line : split(text, '\n')) {
    if (trim(line).empty()) continue;
    const auto cells = cells_of(trim(line));
    if (names.empty()) {
      for (const std::string& cell : cells) names.push_back(to_lower(trim(std::string_view(cell))));
      continue;
    }
    if (cells.size() != names.size())
      return unreadable(
          fmt::format("A line has {} cells, the heading {}: {}", cells.size(), names.size(), line));
    json::object statement;
    for (std::size_t i = 0; i < names.size(); ++i) {
      const std::string cell(trim(std::string_view(cells[i])));
      const auto units = names[i] == "units" ? units_of(cell) : std::nullopt;
      statement[names[i]] = units ? json::value(*units) : json::value(cell);
    }
    statements.push_back(std::move(statement));
  }
  // The same rules as for what is sent.
  http::Request request;
  request.body = json::serialize(json::object{{"statements", std::move(statements)}});
  return generic().read(request, till);
}

DropFolder::DropFolder(std::string folder, store::Database& database, store::Writer& writer,
                       commerce::PointsOfSale& tills, commerce::TillMessages& messages, const Clock& clock)
    : folder_(std::move(folder)),
      database_(database),
      writer_(writer),
      tills_(tills),
      messages_(messages),
      clock_(clock) {
  if (folder_.empty()) return;
  timer_.emplace(Timer::Work{"tills' folder", [this] { return std::optional(clock_.now()); },
                             [this](const Timer& timer) {
                               look(timer);
                               return false;  // and not at once again
                             },
                             kEvery},
                 clock_);
}

void DropFolder::look(const Timer& timer) {
  std::vector<std::pair<fs::path, commerce::PointOfSale>> places;
  database_.read([&](store::Transaction& transaction) {
    for (const store::Shop& shop : store::list_shops(transaction)) {
      for (const commerce::PointOfSale& till : tills_.list(transaction, shop.id)) {
        const fs::path place = folder_ / shop.slug / till.id.string();
        std::error_code unreadable;  // then it is none
        if (till.active && till.maker == commerce::TillMaker::generic && fs::is_directory(place, unreadable))
          places.emplace_back(place, till);
      }
    }
  });
  for (const auto& [place, till] : places) {
    if (timer.is_stopping()) return;
    try {
      look_at(place, till);
      broken_.erase(till.id);
    } catch (const std::exception& error) {
      // The others behind it are not to wait; and once is enough to say so.
      if (broken_.insert(till.id).second)
        spdlog::error("tills' folder: {}: {}", place.string(), error.what());
    }
  }
}

void DropFolder::look_at(const fs::path& place, const commerce::PointOfSale& till) {
  for (const fs::directory_entry& entry : fs::directory_iterator(place)) {
    if (!entry.is_regular_file() || entry.is_symlink() || entry.path().extension() != ".csv") continue;
    const std::string refused = take(entry.path(), till);
    const fs::path to = place / (refused.empty() ? "taken" : "refused");
    fs::create_directories(to);
    fs::rename(entry.path(), to / entry.path().filename());
    if (refused.empty()) continue;
    std::ofstream(to / (entry.path().filename().string() + ".txt")) << refused << '\n';
    spdlog::warn("till {}: {} is refused: {}", till.id.text(), entry.path().filename().string(), refused);
  }
}

// Answers why not, or "".
std::string DropFolder::take(const fs::path& file, const commerce::PointOfSale& till) {
  if (fs::file_size(file) > kLargestFile) return fmt::format("A file has at most {} bytes.", kLargestFile);
  const std::string text = text_of(file);
  if (!is_utf8(text)) return "The file is not UTF-8.";
  const auto told = read_csv(text, till);
  if (!told) return told.error().message;
  bool room = false;
  const auto written = writer_.run([&](store::Transaction& transaction) {
    room = messages_.take_in(transaction, till, *told);
    return room;
  });
  if (written.failure) throw *written.failure;
  if (room) apply_waiting(writer_, messages_);
  return room ? "" : "More messages wait than are kept. Drop the file again later.";
}

}  // namespace timeshelf::server::pos
