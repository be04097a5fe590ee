// Which addresses a stranger may have this server call: those of the Internet, and none of its own network.
#pragma once
#include <string>
#include <string_view>

namespace timeshelf::server {

/// False of an address that nobody on the Internet has: loopback, private, link-local, reserved, and what is
/// none.
bool is_public_address(std::string_view address);

/// "https://push.example", or with its port where that is not the scheme's own (RFC 6454 6.2).
std::string origin_of(std::string_view url);

/// Why an address that somebody gives cannot be called, as a sentence; "" if it can. A name is looked up only
/// when it is called, and then the very address that it led to is checked (PublicDoor).
std::string problem_with_address(const std::string& url, bool any_address);

/// Stands before each connection of a CURL handle: asked with the address that is about to be called,
/// whatever name it was found by. A name that says one thing when it is looked at and another when it is used
/// gains nothing.
struct PublicDoor {
  bool any_address = false;
  bool refused = false;  ///< what was called last is of a private network

  /// Lives as long as the call. Also keeps the call from proxies, through which every address looks like
  /// theirs, and from other protocols than HTTP.
  void guard(void* curl);
};

}  // namespace timeshelf::server
