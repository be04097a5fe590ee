// A request's JSON, read strictly: what is not known is refused by name, and so is what has the wrong type.
#pragma once
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/http.hpp"
#include "base/result.hpp"
#include "server/shop/problem.hpp"

namespace timeshelf::server::api {

template <class T>
using Read = Result<T, Problem>;

inline constexpr std::size_t kLargestBody = 64 << 10;  ///< bytes of a request's JSON
inline constexpr std::size_t kDeepest = 8;             ///< nested arrays and objects

/// The object that a request's body holds. An empty body is an empty object where `may_be_empty`.
Read<boost::json::object> read_body(const http::Request& request, bool may_be_empty = false,
                                    std::size_t largest = kLargestBody);

/// What is wrong with a member, for programs and for those who say it in another language (ProblemReason in
/// openapi.yaml).
struct Fault {
  std::string_view reason;
  std::optional<std::int64_t> least{};
  std::optional<std::int64_t> most{};
};
/// `sentence` goes on behind the member's name: "must be a string".
Problem invalid_member(const std::string& path, std::string_view sentence, const Fault& fault);

/// Takes the members of one object by name; keeps the first thing that is wrong, and answers harmless values
/// from then on, so that a reader reads top to bottom and asks `problem()` once.
class MemberReader {
 public:
  /// `where` leads the names in problems: "" or "lines[0]".
  MemberReader(const boost::json::object& object, std::string where);

  bool has(std::string_view name) const { return object_.contains(name); }
  /// A string of 1 to `longest` bytes. Required unless `otherwise` is given.
  std::string text(std::string_view name, std::size_t longest,
                   const std::optional<std::string>& otherwise = std::nullopt);
  /// A whole number: 2 and 2.0, but not 2.5 or "2". One that fits no 64 bits is answered as the nearest that
  /// does.
  std::int64_t whole(std::string_view name, std::optional<std::int64_t> otherwise = std::nullopt);
  /// Degrees of latitude or longitude as millionths; nothing if it is left out.
  std::optional<std::int64_t> degrees(std::string_view name);
  /// An array of at most `most` strings of 1 to `longest` bytes; empty if it is left out.
  std::vector<std::string> texts(std::string_view name, std::size_t most, std::size_t longest);
  /// A language that we write in, of a tag (language_of_tag in server/shop/language.hpp).
  std::string language(std::string_view name, const std::string& otherwise);
  /// An object; null if it is left out.
  const boost::json::object* object(std::string_view name);
  /// true or false.
  bool flag(std::string_view name, bool otherwise);
  /// An array of `fewest` to `most` objects.
  std::vector<const boost::json::object*> objects(std::string_view name, std::size_t fewest,
                                                  std::size_t most);

  /// What was wrong first; else the first member that nobody asked for.
  std::optional<Problem> problem() const;

 private:
  const boost::json::value* take(std::string_view name, bool required);
  void refuse(std::string_view name, std::string_view sentence, const Fault& fault);
  std::string path_of(std::string_view name) const;

  const boost::json::object& object_;
  std::string where_;
  std::vector<std::string_view> known_;
  std::optional<Problem> problem_;
};

}  // namespace timeshelf::server::api
