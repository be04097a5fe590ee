#include "insight/voice/unicode.hpp"

namespace timeshelf::insight::voice {
namespace {

constexpr char32_t kReplacement = 0xfffd;

bool between(char32_t point, char32_t first, char32_t last) {
  return point >= first && point <= last;
}

bool is_upper(char32_t point) {
  if (between(point, 'A', 'Z')) return true;
  if (between(point, 0xc0, 0xde)) return point != 0xd7;
  if (between(point, 0x100, 0x137) || between(point, 0x14a, 0x177)) return point % 2 == 0;
  if (between(point, 0x139, 0x148) || between(point, 0x179, 0x17e)) return point % 2 == 1;
  return between(point, 0x391, 0x3a9) || between(point, 0x400, 0x42f);
}

bool is_lower(char32_t point) {
  if (between(point, 'a', 'z')) return true;
  if (between(point, 0xdf, 0xff)) return point != 0xf7;
  if (between(point, 0x100, 0x17e)) return !is_upper(point);
  return between(point, 0x3b1, 0x3c9) || between(point, 0x430, 0x45f);
}

char32_t lower(char32_t point) {
  if (!is_upper(point)) return point;
  if (point < 0x100 || between(point, 0x391, 0x3a9) || between(point, 0x410, 0x42f)) return point + 0x20;
  if (between(point, 0x400, 0x40f)) return point + 0x50;
  return point + 1;
}

}  // namespace

char32_t next_code_point(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(at++);
  if (lead < 0x80) return lead;
  const std::size_t more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
  if (lead < 0xc2 || lead > 0xf4 || text.size() - at < more) return kReplacement;
  char32_t point = lead & (0x3fU >> more);
  for (std::size_t i = 0; i < more; ++i) {
    if ((byte(at + i) & 0xc0U) != 0x80) return kReplacement;
    point = (point << 6U) | (byte(at + i) & 0x3fU);
  }
  const bool too_long = (more == 2 && point < 0x800) || (more == 3 && point < 0x10000);
  if (too_long || point > 0x10ffff || between(point, 0xd800, 0xdfff)) return kReplacement;
  at += more;
  return point;
}

void append_code_point(std::string& text, char32_t point) {
  const auto put = [&](char32_t byte) { text += static_cast<char>(byte); };
  if (point < 0x80) return put(point);
  if (point < 0x800) {
    put(0xc0U | (point >> 6U));
  } else if (point < 0x10000) {
    put(0xe0U | (point >> 12U));
    put(0x80U | ((point >> 6U) & 0x3fU));
  } else {
    put(0xf0U | (point >> 18U));
    put(0x80U | ((point >> 12U) & 0x3fU));
    put(0x80U | ((point >> 6U) & 0x3fU));
  }
  put(0x80U | (point & 0x3fU));
}

std::size_t count_code_points(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); ++count) next_code_point(text, at);
  return count;
}

bool is_blank(char32_t point) {
  return between(point, 0x09, 0x0d) || between(point, 0x1c, 0x20) || point == 0x85 || point == 0xa0 ||
         point == 0x1680 || between(point, 0x2000, 0x200a) || point == 0x2028 || point == 0x2029 ||
         point == 0x202f || point == 0x205f || point == 0x3000;
}

bool is_letter(char32_t point) {
  if (point < 0x80) return between(point | 0x20U, 'a', 'z');
  if (point < 0x250) return point >= 0xc0 ? point != 0xd7 && point != 0xf7 : point == 0xaa || point == 0xba;
  // Scripts; what lies between them are marks, signs and emoji.
  return between(point, 0x250, 0x2af) || between(point, 0x370, 0x1fff) || between(point, 0x2c00, 0x2dff) ||
         between(point, 0x3040, 0x9fff) || between(point, 0xa000, 0xd7ff) || between(point, 0xf900, 0xfdff) ||
         between(point, 0xfe70, 0xfefc) || between(point, 0x20000, 0x3134f);
}

bool is_ascii_punctuation(char32_t point) {
  return between(point, '!', '/') || between(point, ':', '@') || between(point, '[', '`') ||
         between(point, '{', '~');
}

std::string lowered(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    const char32_t point = next_code_point(text, at);
    if (is_upper(point)) {
      append_code_point(result, lower(point));
    } else {
      result += text.substr(begin, at - begin);
    }
  }
  return result;
}

bool is_in_capitals(std::string_view text) {
  bool has_capitals = false;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t point = next_code_point(text, at);
    if (is_lower(point)) return false;
    has_capitals = has_capitals || is_upper(point);
  }
  return has_capitals;
}

std::string_view cut_to(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xc0U) == 0x80) --bytes;
  return text.substr(0, bytes);
}

std::string mended(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const char32_t point = next_code_point(text, at);
    const bool is_control = point < 0x20 || between(point, 0x7f, 0x9f);
    if (is_control && point != '\n' && point != '\t') continue;
    append_code_point(result, point);
  }
  return result;
}

}  // namespace timeshelf::insight::voice
