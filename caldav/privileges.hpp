// Privileges of RFC 3744 section 3 with those of RFC 4791 6.1: what a principal may do with a resource.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "caldav/xml.hpp"

namespace timeshelf::caldav {

enum class Privilege : std::uint32_t {
  write_properties = 1 << 0,
  write_content = 1 << 1,
  bind = 1 << 2,    ///< add members to a collection
  unbind = 1 << 3,  ///< remove them
  unlock = 1 << 4,  ///< end somebody else's lock
  read_acl = 1 << 5,
  read_current_user_privilege_set = 1 << 6,
  write_acl = 1 << 7,
  read_free_busy = 1 << 8,
  read_data = 1 << 9,  ///< what D:read has beyond C:read-free-busy, which it contains (RFC 4791 6.1.1)
};

/// A set of them.
class Privileges {
 public:
  constexpr Privileges() = default;
  constexpr Privileges(Privilege one) : bits_(static_cast<std::uint32_t>(one)) {}  // NOLINT: a set of one
  static constexpr Privileges of_bits(std::int64_t bits) {
    Privileges set;
    set.bits_ = static_cast<std::uint32_t>(bits);
    return set;
  }
  constexpr std::int64_t bits() const { return bits_; }
  constexpr bool empty() const { return bits_ == 0; }
  constexpr bool has(Privileges others) const { return (bits_ & others.bits_) == others.bits_; }
  constexpr Privileges operator|(Privileges other) const { return of_bits(bits_ | other.bits_); }
  constexpr Privileges operator&(Privileges other) const { return of_bits(bits_ & other.bits_); }
  constexpr Privileges without(Privileges other) const { return of_bits(bits_ & ~other.bits_); }
  constexpr bool operator==(const Privileges&) const = default;

 private:
  std::uint32_t bits_ = 0;
};
constexpr Privileges operator|(Privilege a, Privilege b) {
  return Privileges(a) | Privileges(b);
}

/// The aggregates: D:read, D:write and D:all.
inline constexpr Privileges kRead = Privilege::read_data | Privilege::read_free_busy;
inline constexpr Privileges kWrite =
    Privilege::write_properties | Privilege::write_content | Privilege::bind | Privilege::unbind;
inline constexpr Privileges kAll = kRead | kWrite | Privilege::unlock | Privilege::read_acl |
                                   Privilege::read_current_user_privilege_set | Privilege::write_acl;

/// What a D:privilege element names; nothing for one that is not supported here.
std::optional<Privileges> privileges_named(const xml::Name& name);
/// "D:write-content": what to ask for, where `needed` has more than `held`.
std::string_view name_of_missing(Privileges needed, Privileges held);

/// A D:privilege for each that the set holds, aggregates and what they consist of alike.
void write_held(Privileges, xml::Writer&);
/// The same with as few elements as say it.
void write_granted(Privileges, xml::Writer&);
/// The content of D:supported-privilege-set.
void write_supported(xml::Writer&);

}  // namespace timeshelf::caldav
