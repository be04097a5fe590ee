// How texts are compared in a C:text-match (RFC 4791 7.5): collations by their names in the IANA registry.
#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace timeshelf::caldav {

enum class Collation {
  ascii_casemap,    ///< RFC 4790 9.2
  octet,            ///< RFC 4790 9.3
  unicode_casemap,  ///< RFC 5051: titlecase, then taken apart, so that "Ä" is "ä" and "ﬁ" is "fi"
};

/// As C:supported-collation-set lists them.
inline constexpr std::array<std::pair<std::string_view, Collation>, 3> kCollations{{
    {"i;ascii-casemap", Collation::ascii_casemap},
    {"i;octet", Collation::octet},
    {"i;unicode-casemap", Collation::unicode_casemap},
}};

/// "default" is i;ascii-casemap (RFC 4791 7.5.1).
std::optional<Collation> find_collation(std::string_view name);

/// Two texts are equal under a collation if these are, and one contains the other if these do.
std::string collate(Collation collation, std::string_view text);

}  // namespace timeshelf::caldav
