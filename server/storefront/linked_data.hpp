// A slot for search engines: schema.org's Event with its offers (JSON-LD 1.1).
#pragma once
#include <string>

#include "server/pages/page.hpp"

namespace timeshelf::server::pages {

/// The text of a <script type="application/ld+json">.
std::string linked_data_of(const commerce::Slot& slot, const store::Shop& shop, const Visit& visit);
/// One sentence for search engines and who is sent the address.
std::string description_of(const commerce::Slot& slot, const Visit& visit);

}  // namespace timeshelf::server::pages
