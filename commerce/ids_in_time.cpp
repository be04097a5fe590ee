#include "commerce/ids_in_time.hpp"

#include <algorithm>

namespace timeshelf::commerce {

Id first_id_at(Instant instant) {
  constexpr std::int64_t kLatest = (std::int64_t{1} << 48) - 1;  // RFC 9562 5.7: 48 bits of milliseconds lead
  const std::int64_t millis = std::clamp<std::int64_t>(to_millis(instant), 0, kLatest);
  std::string bytes(16, '\0');
  for (std::size_t i = 0; i < 6; ++i) bytes[i] = static_cast<char>((millis >> (8 * (5 - i))) & 0xff);
  return Id::of_bytes(bytes);
}

}  // namespace timeshelf::commerce
