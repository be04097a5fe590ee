#include "server/log.hpp"

#include <spdlog/pattern_formatter.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>

#include "base/text.hpp"

namespace timeshelf::server {
namespace {

/// %J: the message as a JSON string.
class JsonMessage final : public spdlog::custom_flag_formatter {
 public:
  void format(const spdlog::details::log_msg& message, const std::tm&, spdlog::memory_buf_t& into) override {
    const std::string text = boost::json::serialize(
        boost::json::string(one_line({message.payload.data(), message.payload.size()})));
    into.append(text.data(), text.data() + text.size());
  }
  std::unique_ptr<custom_flag_formatter> clone() const override { return std::make_unique<JsonMessage>(); }
};

std::string without_capability(std::string_view path) {
  for (const std::string_view secret :
       {"/feeds/s/", "/b/", "/t/", "/w/", "/api/v1/bookings/", "/api/v1/transfers/", "/api/v1/waiting/"}) {
    if (path.starts_with(secret)) return std::string(secret) + "***";
  }
  // A place in the line of a drop stands behind what names the drop.
  const auto place = path.find("/place/");
  if (place != std::string_view::npos) return one_line(path.substr(0, place)) + "/place/***";
  return one_line(path);
}

/// What the body says to a person, whichever form it has: a sentence, a D:error, a problem document, a page.
std::string sentence_of(const http::Response& response) {
  const std::string_view body = response.body.view();
  const auto between = [&](std::string_view begin, std::string_view end) -> std::string_view {
    const auto from = body.find(begin);
    if (from == std::string_view::npos) return {};
    const auto text = body.substr(from + begin.size());
    return text.substr(0, text.find(end));
  };
  const auto type = response.headers.get("Content-Type");
  if (type.starts_with("text/plain")) return std::string(trim(body));
  if (type.find("json") != std::string_view::npos) {
    boost::json::error_code error;
    const auto problem = boost::json::parse({body.data(), body.size()}, error);
    const auto* detail = problem.is_object() ? problem.get_object().if_contains("detail") : nullptr;
    return detail != nullptr && detail->is_string() ? std::string(detail->get_string()) : std::string();
  }
  // <T:message> of a precondition, or the element of a shop's objection.
  const auto element = between("<T:", "</T:");
  if (!element.empty()) return std::string(element).substr(std::min(element.size(), element.find('>') + 1));
  return std::string(between("<D:responsedescription>", "</D:responsedescription>"));
}

/// A property that was refused hides in a 207.
bool refuses(const http::Request& request, const http::Response& response) {
  return response.status >= 400 ||
         (request.method == "PROPPATCH" &&
          response.body.view().find("<D:responsedescription>") != std::string_view::npos);
}

spdlog::level::level_enum level_of(const http::Request& request, const http::Response& response) {
  if (response.status >= 500) return spdlog::level::warn;
  // Clients ask without credentials first, and are told to come back with them.
  const bool challenge = response.status == 401 && !request.headers.has("Authorization");
  return refuses(request, response) && !challenge ? spdlog::level::info : spdlog::level::debug;
}

}  // namespace

std::string one_line(std::string_view text, std::size_t longest) {
  std::string line(text.substr(0, longest));
  if (!is_utf8(line)) {
    for (char& c : line) c = static_cast<unsigned char>(c) < 0x80 ? c : '?';
  }
  for (char& c : line) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  }
  return line;
}

void set_up_log(const Config& config) {
  spdlog::set_level(spdlog::level::from_str(config.log_level));
  if (config.log_format != "json") return;
  auto formatter = std::make_unique<spdlog::pattern_formatter>();
  formatter->add_flag<JsonMessage>('J').set_pattern(
      R"({"time":"%Y-%m-%dT%H:%M:%S.%e%z","level":"%l","message":%J})");
  spdlog::set_formatter(std::move(formatter));
}

void log_answer(const http::Request& request, const http::Response& response, std::string_view user,
                double milliseconds) {
  const auto level = level_of(request, response);
  if (!spdlog::should_log(level)) return;
  const std::string why = refuses(request, response) ? ": " + one_line(sentence_of(response)) : "";
  spdlog::log(level, "{} {} {} {} {}B {:.2f}ms user={} id={}{}", request.remote, one_line(request.method, 20),
              without_capability(request.path), response.status, response.body.size(), milliseconds, user,
              request.id, why);
}

void log_refusal(std::string_view remote, int status, std::string_view sentence) {
  spdlog::info("{} no request: {} {}", remote, status, sentence);
}

void log_crowded(std::size_t connections) {
  spdlog::warn(
      "all {} connections are in use; more are closed at once. Raise server.max_connections if they are "
      "real.",
      connections);
}

}  // namespace timeshelf::server
