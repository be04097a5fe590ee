// XML in and out: pugixml behind a namespace-aware view that refuses what XML bombs are made of; a writer
// with fixed prefixes.
#pragma once
#include <memory>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace timeshelf::caldav::xml {

inline constexpr std::string_view kDav = "DAV:";
inline constexpr std::string_view kCalDav = "urn:ietf:params:xml:ns:caldav";
inline constexpr std::string_view kCalendarServer = "http://calendarserver.org/ns/";
inline constexpr std::string_view kApple = "http://apple.com/ns/ical/";
inline constexpr std::string_view kTimeshelf = "urn:timeshelf";
inline constexpr std::string_view kPush = "https://bitfire.at/webdav-push";

/// A qualified name.
struct Name {
  std::string name_space;
  std::string local;
  bool operator==(const Name&) const = default;
};

/// Reads one element with its content: UTF-8, one root, bound prefixes, no DOCTYPE, at most 32 deep. The
/// error is a sentence.
Result<std::shared_ptr<pugi::xml_document>, ErrorBase> parse(std::string_view body);
/// True of a body that refers to what lies elsewhere: a DTD or an entity with SYSTEM or PUBLIC (RFC
/// 4918 17.6).
bool names_external_entity(std::string_view body);

/// The element's qualified name, by the xmlns attributes in scope.
Name name_of(const pugi::xml_node& element);
bool is(const pugi::xml_node& element, std::string_view name_space, std::string_view local);
/// First child element of that name, or a null node.
pugi::xml_node child(const pugi::xml_node& element, std::string_view name_space, std::string_view local);
/// Child elements, without text and comments.
std::vector<pugi::xml_node> children(const pugi::xml_node& element);
/// Text of the element and of all below it, as sent.
std::string text_of(const pugi::xml_node& element);
/// The element written on its own, with every namespace and xml:lang that it stood under.
std::string self_contained(const pugi::xml_node& element);

/// Text with &, < and > escaped, and CR as &#13; (a bare one would be read as LF).
void escape(std::string& into, std::string_view text);

/// <D:local/> for the namespaces of Writer, otherwise with the namespace on the element.
std::string empty_element(const Name& name);

/// Appends elements of the six namespaces above under their fixed prefixes D, C, S, A, T and P.
class Writer {
 public:
  /// <?xml …?> and the root with all prefixes declared.
  explicit Writer(std::string_view root);
  /// "D:prop" and so on: the prefix is part of the name.
  void open(std::string_view name);
  void close(std::string_view name);
  void empty(std::string_view name);
  void text(std::string_view content) { escape(out_, content); }
  /// <name>content</name>
  void element(std::string_view name, std::string_view content);
  /// Markup that is well-formed already.
  void raw(std::string_view markup) { out_.append(markup); }
  /// An empty element of any namespace.
  void empty(const Name& name) { out_.append(empty_element(name)); }
  /// Closes the root and gives the document away.
  std::string finish();
  std::size_t size() const { return out_.size(); }
  /// Makes room for as much more, so that a long document is not moved as it grows.
  void reserve(std::size_t bytes) { out_.reserve(out_.size() + bytes); }
  /// Longer than an answer may be: stop, and say so (RFC 3253 3.6: number-of-matches-within-limits).
  bool is_full() const { return out_.size() > kLongest; }
  /// Forgets what was written after `size`.
  void truncate(std::size_t size) { out_.resize(size); }

 private:
  static constexpr std::size_t kLongest = 128 << 20;

  std::string root_;
  std::string out_;
};

}  // namespace timeshelf::caldav::xml
