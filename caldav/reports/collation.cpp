#include "caldav/reports/collation.hpp"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>

#include "base/text.hpp"

namespace timeshelf::caldav {
namespace {

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// RFC 5051 section 2: each character to titlecase, then its decompositions, until nothing is left to do.
std::string unicode_casemap(std::string_view text) {
  if (is_ascii(text)) return to_upper(text);
  const auto wide =
      icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
  icu::UnicodeString titled;
  for (int32_t i = 0; i < wide.length(); i = wide.moveIndex32(i, 1))
    titled.append(u_totitle(wide.char32At(i)));
  UErrorCode status = U_ZERO_ERROR;
  const auto* decomposer = icu::Normalizer2::getNFKDInstance(status);
  std::string result;
  if (U_SUCCESS(status)) titled = decomposer->normalize(titled, status);
  titled.toUTF8String(result);
  return result;
}

}  // namespace

std::optional<Collation> find_collation(std::string_view name) {
  if (name == "default") return Collation::ascii_casemap;
  for (const auto& [known, collation] : kCollations) {
    if (name == known) return collation;
  }
  return std::nullopt;
}

std::string collate(Collation collation, std::string_view text) {
  switch (collation) {
    case Collation::ascii_casemap:
      return to_lower(text);
    case Collation::octet:
      return std::string(text);
    case Collation::unicode_casemap:
      return unicode_casemap(text);
  }
  return std::string(text);
}

}  // namespace timeshelf::caldav
