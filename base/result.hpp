// How a function below HTTP says no: Result<T, E> holds a T or the floor's own error.
#pragma once
#include <boost/system/result.hpp>
#include <stdexcept>
#include <string>

namespace timeshelf {

/// A value or the reason why there is none. Each floor has one error type; it names a code and carries a
/// sentence that says what to do. Reading the value of a refusal is a broken program and throws.
template <class T, class E>
using Result = boost::system::result<T, E>;

/// Base of the floors' error types, so that `value()` on a refusal throws with its sentence.
struct ErrorBase {
  std::string message;  ///< a sentence for the person who caused it
};

[[noreturn]] inline void throw_exception_from_error(const ErrorBase& error,
                                                    const boost::source_location& where) {
  throw std::logic_error(error.message + " (" + where.file_name() + ":" + std::to_string(where.line()) + ")");
}

}  // namespace timeshelf
