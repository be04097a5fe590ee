#include "server/api/picture_json.hpp"

#include <boost/json/array.hpp>

#include "server/shop/address.hpp"
#include "server/shop/picture.hpp"

namespace timeshelf::server::api {

namespace json = boost::json;

json::value picture_json(const std::string& image, const Links& links) {
  const auto found = find_picture(image, links.shop, links.origin);
  if (!found) return nullptr;
  const std::string address = links.origin + found->path;
  json::array sources;
  for (const images::Source& source : images::sources_of(found->picture, address))
    sources.push_back(json::object{{"type", source.type}, {"srcset", source.srcset}});
  return json::object{{"url", address},
                      {"width", found->picture.width},
                      {"height", found->picture.height},
                      {"placeholder", found->picture.placeholder},
                      {"sources", std::move(sources)}};
}

}  // namespace timeshelf::server::api
