// Live properties as a table: adding one is a row and a function.
#pragma once
#include <optional>
#include <span>
#include <vector>

#include "caldav/call.hpp"
#include "caldav/xml.hpp"

namespace timeshelf::caldav {

/// What holds for all objects of a collection; looked up when it is first asked for.
class MemberFacts {
 public:
  /// Keeps references to all three.
  MemberFacts(store::Transaction& transaction, const Call& call, const store::Collection& collection)
      : transaction_(transaction), call_(call), collection_(collection) {}

  /// Whether a client has set a property on any of them.
  bool have_properties() const;
  /// Whether any may be locked.
  bool may_be_locked() const;

 private:
  store::Transaction& transaction_;
  const Call& call_;
  const store::Collection& collection_;
  mutable std::optional<bool> have_properties_, may_be_locked_;
};

/// Where a property is asked.
struct PropertyContext {
  store::Transaction& transaction;
  const Call& call;
  const Node& node;
  /// Where the node is one of many that are gone through; null: it is alone.
  const MemberFacts* facts = nullptr;
  /// The node's href holds nothing that XML has to escape.
  bool href_is_text = false;
};

/// A property that the server computes.
struct LiveProperty {
  std::string_view tag;  ///< with its prefix: "D:getetag"
  std::string_view name_space;
  std::string_view local;
  bool in_allprop;  ///< RFC 4918 14.2: only those of RFC 4918 itself
  /// Writes the content of the element; false where the node has no such property.
  bool (*write)(const PropertyContext&, xml::Writer&);
};

std::span<const LiveProperty> live_properties();
/// Null for properties that clients set themselves.
const LiveProperty* find_live(const xml::Name& name);

/// A property that a request names, looked up and written out once, however many resources are asked for it.
struct NamedProperty {
  explicit NamedProperty(xml::Name named);

  xml::Name name;
  const LiveProperty* live;      ///< null where clients set it
  std::string opening, closing;  ///< tags of a live one
  std::string absent;            ///< the empty element
};

/// Of one request.
inline constexpr std::size_t kMostProperties = 256;

/// Which properties a request names, at most kMostProperties; with `all`, which it wants beside (D:include).
struct PropertyRequest {
  enum class Kind { named, all, names };
  Kind kind = Kind::all;
  std::vector<NamedProperty> names;
};
/// Of a D:prop element. No client asks for more than a few dozen.
Result<std::vector<NamedProperty>, Precondition> names_in(const pugi::xml_node& prop);

/// Appends a D:response with its propstats. `extra` may add to the 200 propstat (calendar-data); its name is
/// then left out of `request`.
void write_response(const PropertyContext&, const PropertyRequest&, xml::Writer&,
                    FunctionRef<void(xml::Writer&)> extra);
void write_response(const PropertyContext&, const PropertyRequest&, xml::Writer&);

/// Sets or removes one property of a collection or object; the status for its propstat. Shelf and feed
/// properties act.
struct PropertyChange {
  bool remove = false;
  xml::Name name;
  pugi::xml_node element;
};
struct ChangeResult {
  int status = 200;
  std::string_view precondition;  ///< element for the propstat's D:error, or ""
  std::string message;
};
ChangeResult apply_change(const PropertyContext&, store::Collection& collection, const PropertyChange&,
                          bool creating);

}  // namespace timeshelf::caldav
