#include "server/pos/maker.hpp"

#include <fmt/format.h>

#include <date/date.h>

#include <algorithm>
#include <boost/json/value.hpp>
#include <sstream>

#include "base/text.hpp"

namespace timeshelf::server::pos {

using commerce::ChangeOutcome;

Unreadable unreadable(std::string sentence) {
  Unreadable error;
  error.message = std::move(sentence);
  return error;
}

const Maker& maker_of(commerce::TillMaker maker) {
  if (maker == commerce::TillMaker::square) return square();
  if (maker == commerce::TillMaker::shopify) return shopify();
  return generic();
}

std::string text_at(const boost::json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value && value->is_string() ? std::string(value->as_string()) : "";
}

bool is_name(std::string_view text, std::size_t most) {
  return !text.empty() && text.size() <= most && is_printable(text);
}

std::optional<Instant> instant_of(std::string_view text) {
  std::string written(text);
  if (written.size() > 40) return std::nullopt;
  if (written.ends_with('Z') || written.ends_with('z')) written.replace(written.size() - 1, 1, "+00:00");
  // Makers write nanoseconds; more than milliseconds is not kept.
  if (const auto point = written.find('.'); point != std::string::npos) {
    const auto end = std::min(written.find_first_not_of("0123456789", point + 1), written.size());
    if (end > point + 4) written.erase(point + 4, end - point - 4);
  }
  std::istringstream in(written);
  in.imbue(std::locale::classic());
  date::sys_time<std::chrono::milliseconds> at;
  in >> date::parse("%FT%T%Ez", at);
  if (in.fail() || in.peek() != std::istringstream::traits_type::eof()) return std::nullopt;
  return from_millis(at.time_since_epoch().count());
}

std::optional<ChangeOutcome> not_now(const webhooks::CallAnswer& answer) {
  using Fate = ChangeOutcome::Fate;
  if (!answer.problem.empty()) return ChangeOutcome{Fate::again, answer.problem, answer.retry_after};
  if (answer.status == 429)
    return ChangeOutcome{Fate::again, "The till asks for fewer calls (429).",
                         answer.retry_after.value_or(std::chrono::seconds(10))};
  if (answer.status >= 500)
    return ChangeOutcome{Fate::again, fmt::format("The till's maker answered {}.", answer.status),
                         answer.retry_after};
  if (answer.status == 401 || answer.status == 403)
    return ChangeOutcome{Fate::failed,
                         fmt::format("The access token is not taken ({}). Give a new one.", answer.status),
                         std::chrono::seconds(3'600)};
  return std::nullopt;
}

ChangeOutcome failed(std::string reason) {
  return {ChangeOutcome::Fate::failed, std::move(reason), {}};
}

}  // namespace timeshelf::server::pos
