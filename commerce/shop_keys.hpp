// What a shop signs as JSON, so that others can tell it is the shop's without asking the server.
#pragma once
#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "store/accounts.hpp"

namespace timeshelf::commerce {

/// The shop's key as a JSON Web Key (RFC 8037), named by its thumbprint (RFC 7638).
boost::json::object public_key_json(const store::Shop&);

/// A JSON Web Signature (RFC 7515, EdDSA); all three parts in base64url.
struct SignedJson {
  std::string protected_part;
  std::string payload;
  std::string signature;

  /// "protected.payload.signature" (RFC 7515 7.1).
  std::string compact() const { return protected_part + "." + payload + "." + signature; }
};
/// `type` says what it is for ("timeshelf-manifest+json"), so that what was signed for one thing is no other.
SignedJson sign_json(const store::Shop&, std::string_view type, const boost::json::object& payload);
/// The payload of the compact form; nothing if this shop did not sign it as `type`.
std::optional<boost::json::object> open_signed(const store::Shop&, std::string_view type,
                                               std::string_view compact);

}  // namespace timeshelf::commerce
