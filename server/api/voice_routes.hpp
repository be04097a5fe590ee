// The routes of the voice of the customer, by what they are about.
#pragma once

namespace timeshelf::server {
class Router;
struct Context;
}  // namespace timeshelf::server

namespace timeshelf::server::api {

void add_voice_intake_routes(Router& router, Context& context);
void add_voice_message_routes(Router& router, Context& context);
void add_voice_figure_routes(Router& router, Context& context);
void add_voice_setting_routes(Router& router, Context& context);

}  // namespace timeshelf::server::api
