// What a request says of who looks: a random token that only the browser keeps, or nothing.
#pragma once
#include <optional>
#include <string>

#include "base/http.hpp"
#include "commerce/experiments/presenting.hpp"

namespace timeshelf::server::experiments {

/// Of one shop. Copied into the work of a plan, as the request is gone by then.
///
/// Somebody who asks not to be followed (Sec-GPC), keeps no cookies, or is no browser at all sees the control
/// and is not counted. Whether cookies are kept shows only when one comes back, so a browser that comes to an
/// experiment for the first time is given one and sent to the same page once more.
class Browser {
 public:
  Browser(const http::Request& request, const std::string& shop);

  const commerce::Visitor& visitor() const { return visitor_; }
  /// What it sees may be counted.
  bool counts() const { return counts_ && visitor_.is_known(); }
  /// Where a browser goes that is to be given a token first, or that has just brought it back: the path and
  /// query of its page. Nothing if it stays.
  std::optional<std::string> detour() const;
  /// It brought nothing, and has to be given a token for its detour.
  bool wants_token() const { return !visitor_.is_known(); }

 private:
  commerce::Visitor visitor_;
  std::string path_;
  std::string query_;       ///< without our own mark
  bool navigates_ = false;  ///< somebody opens a page in a browser that may be counted
  bool returned_ = false;   ///< from the detour
  bool counts_ = false;
};

/// Whoever sent the request has not asked to be left alone (Sec-GPC).
bool may_keep(const http::Request& request);
/// Only this is needed to hold something.
commerce::Visitor visitor_of(const http::Request& request, const std::string& shop);

/// A cookie of the shop's visitors: kept for the longest window, for this site's own pages, out of reach of
/// scripts.
std::string cookie(const std::string& name, const std::string& value, bool secure);
std::string visitor_cookie(const std::string& shop);
std::string kept_cookie(const std::string& shop);
std::string write_kept(const std::vector<commerce::Exposure>& kept);

}  // namespace timeshelf::server::experiments
