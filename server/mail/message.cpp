#include "server/mail/message.hpp"

#include <fmt/format.h>

#include <gmime/gmime.h>

#include <memory>
#include <mutex>

namespace timeshelf::server::mail {
namespace {

void initialise() {
  static std::once_flag once;
  std::call_once(once, [] { g_mime_init(); });
}

struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
};
template <class T>
using Owned = std::unique_ptr<T, Unref>;

Owned<GMimePart> part_of(const char* type, const char* subtype, const std::string& bytes,
                         GMimeContentEncoding encoding) {
  Owned<GMimePart> part(g_mime_part_new_with_type(type, subtype));
  const Owned<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(bytes.data(), bytes.size()));
  const Owned<GMimeDataWrapper> content(
      g_mime_data_wrapper_new_with_stream(stream.get(), GMIME_CONTENT_ENCODING_DEFAULT));
  g_mime_part_set_content(part.get(), content.get());
  g_mime_part_set_content_encoding(part.get(), encoding);
  return part;
}

// Always UTF-8: GMime's own text parts choose Latin-1 where it suffices, and calendar apps expect none (RFC
// 5545 3.1.4).
Owned<GMimePart> text_part(const char* subtype, std::string text) {
  std::erase(text, '\r');  // the message's writer puts them back
  auto part = part_of("text", subtype, text, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
  g_mime_object_set_content_type_parameter(GMIME_OBJECT(part.get()), "charset", "utf-8");
  return part;
}

Owned<GMimePart> calendar_file(const commerce::Letter& letter) {
  auto part = part_of("application", "ics", letter.calendar, GMIME_CONTENT_ENCODING_BASE64);
  g_mime_object_set_disposition(GMIME_OBJECT(part.get()), GMIME_DISPOSITION_ATTACHMENT);
  g_mime_part_set_filename(part.get(), "booking.ics");
  return part;
}

Owned<GMimeObject> content_of(const commerce::Letter& letter) {
  auto text = text_part("plain", letter.body);
  if (letter.calendar.empty()) return Owned<GMimeObject>(GMIME_OBJECT(text.release()));
  Owned<GMimeMultipart> mixed(g_mime_multipart_new_with_subtype("mixed"));
  if (letter.method == "PUBLISH") {
    g_mime_multipart_add(mixed.get(), GMIME_OBJECT(text.get()));
  } else {
    auto calendar = text_part("calendar", letter.calendar);
    g_mime_object_set_content_type_parameter(GMIME_OBJECT(calendar.get()), "method", letter.method.c_str());
    const Owned<GMimeMultipart> alternative(g_mime_multipart_new_with_subtype("alternative"));
    g_mime_multipart_add(alternative.get(), GMIME_OBJECT(text.get()));
    g_mime_multipart_add(alternative.get(), GMIME_OBJECT(calendar.get()));
    g_mime_multipart_add(mixed.get(), GMIME_OBJECT(alternative.get()));
  }
  const auto file = calendar_file(letter);
  g_mime_multipart_add(mixed.get(), GMIME_OBJECT(file.get()));
  return Owned<GMimeObject>(GMIME_OBJECT(mixed.release()));
}

std::string bytes_of(GMimeStream* stream) {
  const GByteArray* bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
  return {reinterpret_cast<const char*>(bytes->data), bytes->len};
}

}  // namespace

std::string compose(const commerce::Letter& letter, const std::string& from_name, const std::string& reply_to,
                    Instant now) {
  initialise();
  const Owned<GMimeMessage> message(g_mime_message_new(TRUE));
  g_mime_message_add_mailbox(message.get(), GMIME_ADDRESS_TYPE_FROM, from_name.c_str(),
                             letter.organizer.c_str());
  g_mime_message_add_mailbox(message.get(), GMIME_ADDRESS_TYPE_TO, letter.recipient_name.c_str(),
                             letter.recipient.c_str());
  if (!reply_to.empty())
    g_mime_message_add_mailbox(message.get(), GMIME_ADDRESS_TYPE_REPLY_TO, from_name.c_str(),
                               reply_to.c_str());
  g_mime_message_set_subject(message.get(), letter.subject.c_str(), "utf-8");
  const std::string domain = letter.organizer.substr(letter.organizer.find('@') + 1);
  g_mime_message_set_message_id(message.get(), fmt::format("{}@{}", letter.id.text(), domain).c_str());
  GDateTime* date = g_date_time_new_from_unix_utc(to_millis(now) / 1000);
  g_mime_message_set_date(message.get(), date);
  g_date_time_unref(date);
  g_mime_object_set_header(GMIME_OBJECT(message.get()), "Auto-Submitted", "auto-generated", "utf-8");
  // RFC 3282 2
  if (!letter.language.empty())
    g_mime_object_set_header(GMIME_OBJECT(message.get()), "Content-Language", letter.language.c_str(),
                             "utf-8");
  const auto content = content_of(letter);
  g_mime_message_set_mime_part(message.get(), content.get());

  GMimeFormatOptions* options = g_mime_format_options_new();
  g_mime_format_options_set_newline_format(options, GMIME_NEWLINE_FORMAT_DOS);
  const Owned<GMimeStream> stream(g_mime_stream_mem_new());
  g_mime_object_write_to_stream(GMIME_OBJECT(message.get()), options, stream.get());
  g_mime_format_options_free(options);
  return bytes_of(stream.get());
}

std::optional<std::string> calendar_part(std::string_view message) {
  initialise();
  const Owned<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(message.data(), message.size()));
  const Owned<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
  const Owned<GMimeMessage> parsed(g_mime_parser_construct_message(parser.get(), nullptr));
  if (!parsed) return std::nullopt;
  std::optional<std::string> found;
  g_mime_message_foreach(
      parsed.get(),
      [](GMimeObject*, GMimeObject* part, gpointer result) {
        auto& text = *static_cast<std::optional<std::string>*>(result);
        if (text || !GMIME_IS_PART(part)) return;
        if (!g_mime_content_type_is_type(g_mime_object_get_content_type(part), "text", "calendar")) return;
        GMimeDataWrapper* content = g_mime_part_get_content(GMIME_PART(part));
        if (!content) return;
        const Owned<GMimeStream> decoded(g_mime_stream_mem_new());
        g_mime_data_wrapper_write_to_stream(content, decoded.get());
        text = bytes_of(decoded.get());
      },
      &found);
  return found;
}

}  // namespace timeshelf::server::mail
