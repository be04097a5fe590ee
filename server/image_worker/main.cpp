// timeshelf-image-worker: reads one picture from standard input, writes its renditions to standard output,
// ends.
//
// Pictures come from others, and their decoders are the largest body of code that reads them. So they are
// read in a process of their own that holds nothing, can reach nothing, and may use little (confinement.hpp).
// What it writes is one line of JSON, and then the bytes of the renditions in the order in which the line
// names them; docs/images.md has an example. Exit codes: 0 made, 3 refused (the line says why), 1 it could
// not be confined.
#include <unistd.h>

#include <fmt/format.h>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "server/image_worker/confinement.hpp"
#include "server/image_worker/renditions.hpp"

namespace {

using namespace timeshelf::image_worker;

constexpr int kMade = 0;
constexpr int kRefused = 3;

std::string read_all() {
  std::string bytes;
  char chunk[1 << 16];
  for (ssize_t count = 0; (count = read(STDIN_FILENO, chunk, sizeof chunk)) > 0;)
    bytes.append(chunk, static_cast<std::size_t>(count));
  return bytes;
}

void write_all(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = write(STDOUT_FILENO, bytes.data(), bytes.size());
    if (count <= 0) std::exit(EXIT_FAILURE);  // nobody reads it any more
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

void write_made(const Made& made) {
  std::string parts;
  for (const Rendition& rendition : made.renditions) {
    parts += fmt::format(R"({}{{"name":"{}","type":"{}","bytes":{}}})", parts.empty() ? "" : ",",
                         rendition.name, rendition.type, rendition.bytes.size());
  }
  write_all(fmt::format(R"({{"width":{},"height":{},"placeholder":"{}","renditions":[{}]}})"
                        "\n",
                        made.width, made.height, made.placeholder, parts));
  for (const Rendition& rendition : made.renditions) write_all(rendition.bytes);
}

}  // namespace

int main() {
  if (!prepare() || !confine()) return EXIT_FAILURE;
  const std::string original = read_all();
  const Outcome outcome = make_renditions(original);
  if (const auto* refusal = std::get_if<Refusal>(&outcome)) {
    write_all(fmt::format("{{\"refused\":\"{}\"}}\n", name_of(*refusal)));
    return kRefused;
  }
  write_made(std::get<Made>(outcome));
  return kMade;
}
