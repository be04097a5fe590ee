// The only translation unit that sees the template library.
#include "server/pages/render.hpp"

#include <array>
#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <kainjow/mustache.hpp>
#include <stdexcept>

namespace timeshelf::embedded {
std::string_view page_files(std::string_view file_name);
}

namespace timeshelf::server::pages {
namespace {

namespace json = boost::json;
using kainjow::mustache::data;

// Templates that others include.
constexpr std::array kPartials = {"booked_slot", "card", "shifts_table", "slots_table", "subscribe"};

std::string template_text(std::string_view name) {
  return std::string(page_file(std::string(name) + ".mustache"));
}

data to_data(const json::value& value) {
  switch (value.kind()) {
    case json::kind::object: {
      data object(data::type::object);
      for (const auto& member : value.get_object()) {
        object.set(std::string(std::string_view(member.key())), to_data(member.value()));
      }
      return object;
    }
    case json::kind::array: {
      data list(data::type::list);
      for (const json::value& item : value.get_array()) list.push_back(to_data(item));
      return list;
    }
    case json::kind::string: {
      const std::string_view text = value.get_string();
      return text.empty() ? data(false) : data(std::string(text));
    }
    case json::kind::bool_:
      return data(value.get_bool());
    case json::kind::int64:
      return data(std::to_string(value.get_int64()));
    case json::kind::uint64:
      return data(std::to_string(value.get_uint64()));
    case json::kind::double_:
    case json::kind::null:
      break;
  }
  return data(false);
}

}  // namespace

std::string_view page_file(std::string_view file_name) {
  return embedded::page_files(file_name);
}

std::string render(std::string_view name, const json::object& values) {
  kainjow::mustache::mustache page(template_text(name));
  if (!page.is_valid()) {
    throw std::logic_error("web/pages/" + std::string(name) + ".mustache: " + page.error_message());
  }
  data filled = to_data(values);
  for (const char* partial : kPartials) {
    filled.set(partial, data(kainjow::mustache::partial([partial] { return template_text(partial); })));
  }
  return page.render(filled);
}

}  // namespace timeshelf::server::pages
