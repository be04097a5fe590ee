#include "store/postgres/failure.hpp"

#include <fmt/format.h>

#include <array>

#include "base/text.hpp"

namespace timeshelf::store::postgres {
namespace {

using Code = Failure::Code;

struct Meaning {
  std::string_view state;  ///< five characters, or a class of two
  Code code;
  std::string_view sentence;  ///< {0}: the server's message, {1}: its address
};

/// The first that fits counts.
constexpr std::array kMeanings{
    Meaning{"40001", Code::conflict, "Another transaction came first ({0}); run it again."},
    Meaning{"40P01", Code::conflict, "Two transactions waited for each other ({0}); run it again."},
    Meaning{"53100", Code::full,
            "The disk of the database server {1} is full. Nothing was written; free some space."},
    Meaning{
        "25006", Code::read_only,
        "The database server {1} takes no writes ({0}). Name the primary in the address, or all hosts with "
        "target_session_attrs=read-write."},
    Meaning{"23", Code::constraint, "{0}"},
    // The value does not fit the type: a number too large, bytes that are not UTF-8, a NUL in a text.
    Meaning{"22", Code::constraint, "{0}"},
    Meaning{"08P01", Code::broken, "{0}"},  // a message of ours is wrong; the connection lives
    Meaning{"08", Code::unavailable, "The connection to the database server {1} was lost ({0}). Try again."},
    Meaning{"28", Code::unavailable,
            "The database server {1} does not let us in ({0}). Check user and password."},
    Meaning{"3D", Code::unavailable, "{0} on the server {1}. Create it, or name another one in the address."},
    Meaning{"53", Code::unavailable,
            "The database server {1} has no room for us now ({0}). Try again later."},
    Meaning{
        "55P03", Code::unavailable,
        "Another transaction on the database server {1} holds what this one needs, for too long; its replica "
        "may hang ({0}). Nothing was written; try again."},
    Meaning{"57", Code::unavailable, "The database server {1} ended our work ({0}). Try again."},
    Meaning{"58", Code::unavailable, "The database server {1} has trouble with its machine ({0})."},
};

}  // namespace

Failure failure_of(std::string_view state, std::string_view message, const std::string& server) {
  const auto words = trim(message);
  if (state.empty()) {
    return {Code::unavailable,
            fmt::format(
                "The database server {} cannot be reached ({}). Check that it runs and that the address is "
                "right.",
                server, words)};
  }
  for (const auto& meaning : kMeanings) {
    if (state.starts_with(meaning.state)) {
      return {meaning.code, fmt::format(fmt::runtime(meaning.sentence), words, server)};
    }
  }
  return {Code::broken, fmt::format("{} (SQLSTATE {})", words, state)};
}

bool ends_connection(std::string_view state) {
  return state.empty() || (state.starts_with("08") && state != "08P01") || state.starts_with("57P");
}

}  // namespace timeshelf::store::postgres
