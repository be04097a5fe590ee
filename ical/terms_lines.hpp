// Kinds of terms of sale, each as properties and as plain lines.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ical/shelf_terms.hpp"

namespace timeshelf::ical::grammar {

using PlainLines = std::vector<std::string>;

struct TermsKind {
  std::string_view property;  ///< without "X-SHELF-"
  std::vector<Property> (*properties)(const ShelfTerms&, Currency);
  /// Nothing where lines cannot say it.
  std::optional<PlainLines> (*lines)(const ShelfTerms&, Currency);
};

/// In the order in which they are written. X-SHELF-STATE is not among them: in lines it stands behind #shelf.
std::span<const TermsKind> terms_kinds();

/// Which property a plain line would be ("PRICE"), or "" where it cannot be read.
std::string_view property_of_line(std::string_view line);

}  // namespace timeshelf::ical::grammar
