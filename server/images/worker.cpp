#include "server/images/worker.hpp"

#include <unistd.h>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <filesystem>

#include "server/images/process.hpp"
#include "server/images/widths.hpp"

namespace timeshelf::images {
namespace {

namespace json = boost::json;
using Code = ImageError::Code;

constexpr std::size_t kMostOutput = 32 << 20;
constexpr int kMade = 0;
constexpr int kRefused = 3;

ImageError error(Code code, std::string sentence) {
  return {{std::move(sentence)}, code};
}

ImageError refusal_of(std::string_view name) {
  if (name == "unsupported")
    return error(Code::unsupported,
                 "This is no picture that is read here. Send JPEG, PNG, WebP, AVIF or HEIC.");
  if (name == "too-large")
    return error(
        Code::too_large,
        "The picture has more than 100 million pixels. Make it smaller: no page shows more than 1200 "
        "across.");
  return error(
      Code::broken,
      "The picture is damaged or incomplete. Open it in a program that shows it, save it anew, and send "
      "that.");
}

ImageError too_costly() {
  return error(
      Code::broken,
      "The picture takes more time or memory than a picture may. Save it as a plain JPEG or PNG of at "
      "most 4000 pixels across, and send that.");
}

// What the worker says is checked like what anybody else says: a picture may have taken it over.
std::optional<Developed> read_made(std::string_view output) {
  const auto end = output.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  boost::system::error_code failed;
  const json::value line = json::parse(output.substr(0, end), failed);
  if (failed) return std::nullopt;
  output.remove_prefix(end + 1);
  Developed made;
  try {
    made.picture.width = line.at("width").to_number<int>();
    made.picture.height = line.at("height").to_number<int>();
    made.picture.placeholder = line.at("placeholder").as_string();
    for (const json::value& part : line.at("renditions").as_array()) {
      const auto size = part.at("bytes").to_number<std::size_t>();
      if (size > output.size()) return std::nullopt;
      Rendition rendition{std::string(part.at("name").as_string()), std::string(part.at("type").as_string()),
                          std::string(output.substr(0, size))};
      output.remove_prefix(size);
      if (!rendition.name.empty() && !is_rendition_name(rendition.name)) return std::nullopt;
      if (rendition.type == "image/avif") made.picture.has_avif = true;
      made.renditions.push_back(std::move(rendition));
    }
  } catch (const std::exception&) {
    return std::nullopt;
  }
  const std::size_t formats = made.picture.has_avif ? 2 : 1;
  const bool whole = output.empty() && picture_of(id_of("", made.picture)) &&
                     made.renditions.size() == 1 + formats * widths_up_to(made.picture.width).size();
  return whole ? std::optional(std::move(made)) : std::nullopt;
}

std::string refused_as(std::string_view output) {
  boost::system::error_code failed;
  const json::value line = json::parse(output.substr(0, output.find('\n')), failed);
  const auto* object = failed ? nullptr : line.if_object();
  const auto* name = object ? object->if_contains("refused") : nullptr;
  return name && name->is_string() ? std::string(name->get_string()) : std::string();
}

std::string beside_this_program() {
  std::error_code failed;
  const auto own = std::filesystem::read_symlink("/proc/self/exe", failed);
  const auto beside = own.parent_path() / "timeshelf-image-worker";
  return !failed && access(beside.c_str(), X_OK) == 0 ? beside.string() : std::string();
}

}  // namespace

Worker::Worker(std::string program, std::chrono::seconds within)
    : program_(program.empty() ? beside_this_program() : std::move(program)), within_(within) {}

Result<Developed, ImageError> Worker::develop(std::string_view original, const std::stop_token& stop) const {
  const auto ended = run_process(program_, original, within_, kMostOutput, stop);
  if (stop.stop_requested())
    return error(Code::unavailable,
                 "The server is being stopped. Nothing was stored; try again in a moment.");
  if (ended && ended->exit_code == kMade) {
    if (auto made = read_made(ended->output)) return std::move(*made);
    return too_costly();
  }
  if (ended && ended->exit_code == kRefused) return refusal_of(refused_as(ended->output));
  if (ended && ended->exit_code == -1) return too_costly();
  return error(Code::unavailable,
               "Pictures cannot be read at the moment; the server's log says why. Nothing was stored.");
}

}  // namespace timeshelf::images
