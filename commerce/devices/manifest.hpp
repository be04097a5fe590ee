// What a device takes along when it goes where no network is: the slots of the day at its venue, who has
// booked there, and the keys to tell a token of the shop from any other.
//
// Names are sealed: the card of a booking opens only with the token that its customer shows, so that whoever
// steals a device learns how many will come and not who. The whole is signed by the shop, and says how long
// it may be believed. docs/devices.md describes the members, and how a card is opened.
#pragma once
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "commerce/devices/devices.hpp"
#include "store/accounts.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

inline constexpr std::chrono::hours kManifestLasts{24};
/// Changes within it are told at once; without any, a manifest is renewed after it, so that it stays valid.
inline constexpr std::chrono::minutes kManifestStep{15};

/// What a device may do, as it is named on the wire.
boost::json::array may_json(const Device&);

/// What the manifest says, but for when it was issued: the same bytes while nothing of it changes. Slots that
/// overlap twelve hours before `now` to `ahead` behind it, both to the quarter of an hour.
boost::json::object manifest_contents(store::Transaction&, const store::Shop&, const Device&, Instant now,
                                      std::chrono::hours ahead);

/// A JSON Web Signature (RFC 7515 7.2.2, EdDSA) of contents, issued now: {"protected", "payload",
/// "signature"}.
boost::json::object sign_manifest(const store::Shop&, boost::json::object contents, Instant now);

/// Under which a token's card stands: nobody can tell the token from it.
std::string card_index(std::string_view token);
/// The card for who has the token (HKDF-SHA-256, AES-256-GCM): {"index", "salt", "sealed"}. The salt follows
/// from the shop's secret and the text, so that the same card is the same bytes and another one has another
/// key.
boost::json::object seal_card(const store::Shop&, std::string_view token, std::string_view text);
/// What a device does; nothing if the token is another one.
std::optional<std::string> open_card(const boost::json::object& card, std::string_view token);

}  // namespace timeshelf::commerce
