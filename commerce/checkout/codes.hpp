// Discount and access codes: what a shop gives out. How many uses are left is in the ledger (issued -> uses
// -> used), so that a code cannot be overused.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "base/time.hpp"
#include "commerce/checkout/audience_tokens.hpp"
#include "commerce/core/selling.hpp"
#include "store/accounts.hpp"
#include "store/database.hpp"

namespace timeshelf::commerce {

/// A code and what became of it.
struct CodeInUse {
  CodeTerms terms;
  std::int64_t used = 0;  ///< by bookings, as far as uses are counted: while it has a limit
  std::int64_t held = 0;  ///< by open holds
  Instant created_at;
};

/// Thread-safe: all state is in the database.
class Codes {
 public:
  Codes(const Clock& clock, Random& random) : clock_(clock), random_(random) {}

  /// Adds the code, or changes it; `actor` is who does. A limit counts uses from when it was set. Refused
  /// where it would be worth nothing, names what there is not, or allows fewer uses than are taken.
  Decided<CodeInUse> put(store::Transaction&, const Id& shop, CodeTerms terms, std::string_view actor);
  /// What a token says that opens early what the code opens: until `until`, the code's own end or a year from
  /// now, whichever comes first. Refused for a code that there is not, that is off or over, or that opens
  /// nothing early.
  Decided<AudienceToken> make_token(store::Transaction&, const store::Shop&, std::string_view code,
                                    std::optional<Instant> until, std::string_view actor);
  /// By the code.
  std::vector<CodeInUse> list(store::Transaction&, const Id& shop);

 private:
  const Clock& clock_;
  Random& random_;
};

}  // namespace timeshelf::commerce
