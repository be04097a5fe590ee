// Text in XML documents.
#include "caldav/xml.hpp"

#include <gtest/gtest.h>

#include <random>

namespace timeshelf::tests {
namespace {

std::string escaped_bytewise(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '&') {
      escaped += "&amp;";
    } else if (c == '<') {
      escaped += "&lt;";
    } else if (c == '>') {
      escaped += "&gt;";
    } else if (c == '\r') {
      escaped += "&#13;";
    } else if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t') {
      escaped += c;
    }
  }
  return escaped;
}

// escape() looks at eight bytes at once: what it looks for may stand anywhere in them, and lengths are any.
TEST(Xml, escapes_what_it_has_to_wherever_it_stands) {
  std::mt19937 dice(7);  // NOLINT: the same in every run
  const std::string_view alphabet = "abc:/-.\"'=?<>&\r\n\t\x01\x1f \x7f\xc3\xbc";
  for (int round = 0; round < 20'000; ++round) {
    std::string text;
    const std::size_t length = dice() % 40;
    const bool mostly_plain = dice() % 2 == 0;
    while (text.size() < length)
      text += mostly_plain && dice() % 16 != 0 ? 'x' : alphabet[dice() % alphabet.size()];
    std::string escaped;
    caldav::xml::escape(escaped, text);
    ASSERT_EQ(escaped, escaped_bytewise(text)) << testing::PrintToString(text);
  }
}

}  // namespace
}  // namespace timeshelf::tests
