// The only translation unit that sees the template library.
#include "server/pages/render.hpp"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <kainjow/mustache.hpp>
#include <stdexcept>
#include <unordered_map>

#include "base/text.hpp"

namespace timeshelf::embedded {
std::string_view page_files(std::string_view file_name);
}

namespace timeshelf::server::pages {
namespace {

namespace json = boost::json;
using kainjow::mustache::data;

// Templates that others include.
constexpr std::array kPartials = {"booked_slot", "card", "shifts_table", "slots_table", "subscribe"};

std::string_view template_text(std::string_view name) {
  return page_file(std::string(name) + ".mustache");
}

const Message& message_of(std::string_view name) {
  static const auto all = [] {
    std::unordered_map<std::string_view, const Message*> by_name;
    for (const std::span<const Message> messages : kAllMessages) {
      for (const Message& message : messages) by_name.emplace(message.name, &message);
    }
    return by_name;
  }();
  const auto found = all.find(name);
  if (found == all.end()) throw std::logic_error("server/pages/messages has no " + std::string(name));
  return *found->second;
}

// "{sum}" as a tag of the template: {{sum}}, or what `call` says after "sum=".
std::string with_tags(std::string_view text, const std::vector<std::string_view>& call) {
  std::string whole;
  for (auto open = text.find('{'); open != std::string_view::npos; open = text.find('{')) {
    const auto close = text.find('}', open);
    const std::string name(text.substr(open + 1, close - open - 1));
    const auto given = std::find_if(call.begin(), call.end(),
                                    [&](std::string_view part) { return part.starts_with(name + "="); });
    const std::string_view value = given == call.end() ? name : given->substr(name.size() + 1);
    whole.append(text.substr(0, open)).append("{{").append(value).append("}}");
    text.remove_prefix(close + 1);
  }
  return whole.append(text);
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

std::string spoken(std::string_view text, const PageWords& words) {
  std::string whole;
  for (auto open = text.find("[["); open != std::string_view::npos; open = text.find("[[")) {
    const auto close = text.find("]]", open);
    const auto call = split(text.substr(open + 2, close - open - 2), ' ');
    whole.append(text.substr(0, open)).append(with_tags(words(message_of(call.front())), call));
    text.remove_prefix(close + 2);
  }
  return whole.append(text);
}

std::string render(std::string_view name, const json::object& values, const PageWords& words) {
  kainjow::mustache::mustache page(spoken(template_text(name), words));
  if (!page.is_valid()) {
    throw std::logic_error("web/pages/" + std::string(name) + ".mustache: " + page.error_message());
  }
  data filled = to_data(values);
  for (const char* partial : kPartials) {
    filled.set(partial, data(kainjow::mustache::partial(
                            [partial, &words] { return spoken(template_text(partial), words); })));
  }
  return page.render(filled);
}

}  // namespace timeshelf::server::pages
