// How a maker of tills writes what it tells and what it is told: pure functions of bytes, one file for each
// maker.
#pragma once
#include <boost/json/object.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/http.hpp"
#include "base/result.hpp"
#include "commerce/pos/pos_changes.hpp"
#include "commerce/pos/pos_messages.hpp"
#include "server/webhooks/calls.hpp"

namespace timeshelf::server::pos {

struct Unreadable : ErrorBase {};
Unreadable unreadable(std::string sentence);

/// A call that tells a till of a change.
struct Telling {
  std::string url;
  std::vector<std::string> headers;
  std::string body;
};

class Maker {
 public:
  virtual ~Maker() = default;
  /// Whether the request's body was signed with one of the secrets. `url` is where the maker sends it, as it
  /// knows it.
  virtual bool is_signed(const http::Request& request, std::string_view url,
                         const std::vector<std::string>& secrets, Instant now) const = 0;
  /// What it tells; nothing where it is about something else.
  virtual Result<std::vector<commerce::TillStatement>, Unreadable> read(
      const http::Request& request, const commerce::PointOfSale& till) const = 0;
  virtual Telling tell(const commerce::DueChange& due, Instant now) const = 0;
  virtual commerce::ChangeOutcome outcome(const webhooks::CallAnswer& answer) const = 0;
};

const Maker& maker_of(commerce::TillMaker maker);
const Maker& square();
const Maker& shopify();
const Maker& generic();

// What they share
/// The text of that name, or "" where there is none.
std::string text_at(const boost::json::object& object, std::string_view name);
/// 1 to `most` bytes that can be shown: a control character is in no name, and PostgreSQL stores no NUL.
bool is_name(std::string_view text, std::size_t most);
/// An instant of RFC 3339, to the millisecond: two figures of one second are told apart.
std::optional<Instant> instant_of(std::string_view text);
/// What nobody answered, or answered with 429 or 5xx: again, and when.
std::optional<commerce::ChangeOutcome> not_now(const webhooks::CallAnswer& answer);
commerce::ChangeOutcome failed(std::string reason);

}  // namespace timeshelf::server::pos
